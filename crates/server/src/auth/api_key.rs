//! The text of an API key: shown once, kept as a hash.
//!
//! `hrld_`, 7 characters by which the record is found, 32 characters of secret (160 random bits), 6 characters of
//! checksum by which leak scanners recognise a key without asking anybody.
//! A plain SHA-256 is enough to keep it: nobody guesses 160 bits.

use std::fmt;

use msg_core::Entropy;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// The characters of [Crockford's Base32](https://www.crockford.com/base32.html), in lower case.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const START: &str = "hrld_";
const FOUND_BY: usize = 7;
const SECRET: usize = 32;
const CHECKSUM: usize = 6;

/// An API key as a caller presents it.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// The fewest characters of a key that wasn't made here.
    pub const MIN_CHARS: usize = 40;

    /// How many characters of a key are not secret: they find its record.
    pub const PREFIX: usize = START.len() + FOUND_BY;

    /// Makes a new key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut random = [0; FOUND_BY + SECRET];
        entropy.fill(&mut random);
        let mut text = START.to_owned();
        text.extend(random.map(letter));
        let checksum = checksum(&text);
        text.push_str(&checksum);
        Self(text.into())
    }

    /// Takes a key from outside: 40 to 200 visible ASCII characters.
    pub fn parse(text: &str) -> Option<Self> {
        let plausible = (Self::MIN_CHARS..=200).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_graphic());
        plausible.then(|| Self(text.to_owned().into()))
    }

    /// The part that finds the record.
    pub fn prefix(&self) -> &str {
        &self.expose()[..Self::PREFIX]
    }

    /// What the record keeps.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.expose()).into()
    }

    /// The whole key, to be shown once.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

fn letter(random: u8) -> char {
    char::from(ALPHABET[usize::from(random % 32)])
}

fn checksum(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .take(CHECKSUM)
        .map(|byte| letter(*byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Counting;

    impl Entropy for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            for (value, byte) in (0..).zip(buffer) {
                *byte = value;
            }
        }
    }

    #[test]
    fn a_key_has_a_public_beginning_and_shows_nothing_else() {
        let key = ApiKey::generate(&Counting);
        assert_eq!(key.expose().len(), ApiKey::PREFIX + SECRET + CHECKSUM);
        assert_eq!(key.prefix(), "hrld_0123456");
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
        let again = ApiKey::parse(key.expose()).unwrap();
        assert_eq!(again.hash(), key.hash());
    }

    #[test]
    fn implausible_keys_are_none() {
        for bad in [
            "",
            "short",
            &"x".repeat(39),
            &"x".repeat(201),
            &"é".repeat(30),
            &" ".repeat(50),
        ] {
            assert!(ApiKey::parse(bad).is_none(), "{bad}");
        }
    }
}
