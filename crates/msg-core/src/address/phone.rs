//! Telephone numbers in their one international form.

use std::fmt;
use std::str::FromStr;

/// A telephone number in the E.164 form: `+`, country code, number; 7 to 15 digits in all.
///
/// Whether the number can exist in its country is for who has the numbering plans to say; this type promises the
/// form only ([ITU-T E.164](https://www.itu.int/rec/T-REC-E.164)).
/// It shows itself masked; [`PhoneNumber::as_str`] is the whole number.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Takes a number that is already in its international form, without spaces.
    ///
    /// # Errors
    /// Refuses whatever isn't `+`, a digit from 1 to 9, and 6 to 14 more ASCII digits.
    pub fn parse(text: &str) -> Result<Self, InvalidPhoneNumber> {
        let digits = text.strip_prefix('+').ok_or(InvalidPhoneNumber)?;
        let well_formed = (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPhoneNumber)
        }
    }

    /// The whole number, beginning with `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What people may see: the first digit or two and the last four, as in `+1***0123`.
    pub fn masked(&self) -> String {
        let tail = self.0.len() - 4;
        let head = (tail - 1).min(2);
        format!("{}***{}", &self.0[..head], &self.0[tail..])
    }
}

impl FromStr for PhoneNumber {
    type Err = InvalidPhoneNumber;

    fn from_str(text: &str) -> Result<Self, InvalidPhoneNumber> {
        Self::parse(text)
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A text that isn't a telephone number in international form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an international telephone number: write + and the country code, such as +12025550123"
)]
pub struct InvalidPhoneNumber;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_international_form_is_taken() {
        for good in [
            "+12025550123",
            "+6596123456",
            "+247123456789012",
            "+6831234",
        ] {
            assert_eq!(PhoneNumber::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "+",
            "12025550123",
            "+0123456789",
            "+123456",
            "+1234567890123456",
            "+1 2025550123",
            "+١٢٠٢٥٥٥٠١٢٣",
            "tel:+1;phone-context=",
            "+1202555012x",
        ] {
            assert_eq!(PhoneNumber::parse(bad), Err(InvalidPhoneNumber), "{bad}");
        }
    }

    #[test]
    fn it_shows_itself_masked() {
        let number = PhoneNumber::parse("+12025550123").unwrap();
        assert_eq!(number.to_string(), "+1***0123");
        assert_eq!(format!("{number:?}"), "+1***0123");
        assert_eq!(
            PhoneNumber::parse("+6831234").unwrap().to_string(),
            "+6***1234"
        );
    }
}
