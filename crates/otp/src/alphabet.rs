//! The symbols of a code, and how many it has.

use std::fmt;
use std::str::FromStr;

/// The symbols that codes are made of: 10 to 32 different ASCII letters and digits, without regard to letter case.
///
/// More than 32 don't fit what people can tell apart, and fewer than 10 make a code guessable.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Alphabet(String);

impl Alphabet {
    /// The ten digits.
    pub fn digits() -> Self {
        Self("0123456789".to_owned())
    }

    /// Takes `symbols`, with letters in upper case.
    ///
    /// # Errors
    /// Refuses too few, too many or repeated symbols, and whatever isn't an ASCII letter or digit.
    pub fn new(symbols: &str) -> Result<Self, InvalidAlphabet> {
        let symbols = symbols.to_ascii_uppercase();
        let bytes = symbols.as_bytes();
        let distinct = bytes
            .iter()
            .enumerate()
            .all(|(position, symbol)| !bytes[..position].contains(symbol));
        let plain = bytes.iter().all(u8::is_ascii_alphanumeric);
        if (10..=32).contains(&bytes.len()) && distinct && plain {
            Ok(Self(symbols))
        } else {
            Err(InvalidAlphabet)
        }
    }

    /// The symbols, letters in upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many codes of this length there are: at most 32^12 = 2^60.
    pub(crate) fn codes(&self, length: CodeLength) -> u64 {
        self.size().pow(u32::from(length.get()))
    }

    /// The code that stands at `number` when all codes of `length` are listed, written into `text`.
    pub(crate) fn write(&self, mut number: u64, text: &mut [u8]) {
        for place in text.iter_mut().rev() {
            let digit = usize::try_from(number % self.size()).expect("it is below 32");
            *place = self.0.as_bytes()[digit];
            number /= self.size();
        }
    }

    /// The symbol that `typed` means, if it is one.
    pub(crate) fn fold(&self, typed: u8) -> Option<u8> {
        let symbol = typed.to_ascii_uppercase();
        self.0.as_bytes().contains(&symbol).then_some(symbol)
    }

    fn size(&self) -> u64 {
        u64::try_from(self.0.len()).expect("it is at most 32")
    }
}

impl Default for Alphabet {
    fn default() -> Self {
        Self::digits()
    }
}

impl FromStr for Alphabet {
    type Err = InvalidAlphabet;

    fn from_str(symbols: &str) -> Result<Self, InvalidAlphabet> {
        Self::new(symbols)
    }
}

impl fmt::Debug for Alphabet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Alphabet({} symbols)", self.0.len())
    }
}

/// Symbols that can't make codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an alphabet for codes: use 10 to 32 different letters or digits, such as 0123456789")]
pub struct InvalidAlphabet;

/// How many symbols a code has: 4 to 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeLength(u8);

impl CodeLength {
    /// The longest code.
    pub const MAX: usize = 12;

    /// Six, the least that [NIST SP 800-63B](https://pages.nist.gov/800-63-4/sp800-63b.html) allows.
    pub const SIX: Self = Self(6);

    /// Eight.
    pub const EIGHT: Self = Self(8);

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for CodeLength {
    type Error = InvalidLength;

    fn try_from(symbols: u8) -> Result<Self, InvalidLength> {
        if (4..=12).contains(&symbols) {
            Ok(Self(symbols))
        } else {
            Err(InvalidLength)
        }
    }
}

/// A number of symbols that no code has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a length for codes: use 4 to 12")]
pub struct InvalidLength;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_few_different_and_plain() {
        let crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        for good in ["0123456789", crockford, "abcdefghij"] {
            assert_eq!(
                Alphabet::new(good).unwrap().as_str(),
                good.to_ascii_uppercase()
            );
        }
        for bad in [
            "",
            "012345678",
            "01234567890",
            "abcdefghiA",
            "012345678é",
            "012345678 ",
            "0123456789ABCDEFGHIJKLMNOPQRSTUVW",
        ] {
            assert_eq!(Alphabet::new(bad), Err(InvalidAlphabet), "{bad:?}");
        }
    }

    #[test]
    fn numbers_become_codes_of_full_length() {
        let digits = Alphabet::digits();
        for (number, text) in [(0, "000000"), (42, "000042"), (999_999, "999999")] {
            let mut written = [0; 6];
            digits.write(number, &mut written);
            assert_eq!(written, text.as_bytes());
        }
        let longest = CodeLength::try_from(12).unwrap();
        assert_eq!(digits.codes(CodeLength::SIX), 1_000_000);
        assert_eq!(
            Alphabet::new("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
                .unwrap()
                .codes(longest),
            1 << 60
        );
        for bad in [0, 3, 13, 255] {
            assert_eq!(CodeLength::try_from(bad), Err(InvalidLength));
        }
    }
}
