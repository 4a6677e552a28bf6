//! The secrets that codes are derived with.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretSlice};
use zeroize::Zeroizing;

/// The name of one key: 1–32 characters of `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`. Stored with each challenge.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kid(String);

impl Kid {
    /// Takes `name` as it is.
    ///
    /// # Errors
    /// Refuses the empty name, longer ones and other characters.
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidKeys> {
        let name = name.into();
        let fits = (1..=32).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if fits {
            Ok(Self(name))
        } else {
            Err(InvalidKeys::Kid)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The keys of a deployment. New codes are derived with the current one; older ones stay as long as codes that were
/// derived with them may still come, which is the longest validity.
#[derive(Clone)]
pub struct KeyRing {
    current: Kid,
    keys: BTreeMap<Kid, SecretSlice<u8>>,
}

impl KeyRing {
    /// The shortest key, in bytes: as long as what SHA-256 puts out
    /// ([RFC 2104 §3](https://www.rfc-editor.org/rfc/rfc2104#section-3)).
    pub const MIN_KEY_BYTES: usize = 32;

    /// The name of a key that was given without one.
    pub const ONLY: &str = "k1";

    /// Takes these keys. The first is the current one.
    ///
    /// # Errors
    /// Refuses no keys, short ones and two of one name.
    pub fn new(
        keys: impl IntoIterator<Item = (Kid, SecretSlice<u8>)>,
    ) -> Result<Self, InvalidKeys> {
        let mut ring = BTreeMap::new();
        let mut current = None;
        for (kid, key) in keys {
            if key.expose_secret().len() < Self::MIN_KEY_BYTES {
                return Err(InvalidKeys::Short(kid));
            }
            current.get_or_insert_with(|| kid.clone());
            if ring.insert(kid.clone(), key).is_some() {
                return Err(InvalidKeys::Twice(kid));
            }
        }
        Ok(Self {
            current: current.ok_or(InvalidKeys::None)?,
            keys: ring,
        })
    }

    /// The name of the key for new codes.
    pub fn current(&self) -> &Kid {
        &self.current
    }

    /// The key of this name.
    pub(crate) fn key(&self, kid: &Kid) -> Result<&[u8], UnknownKey> {
        self.keys
            .get(kid)
            .map(ExposeSecret::expose_secret)
            .ok_or_else(|| UnknownKey(kid.clone()))
    }
}

impl FromStr for KeyRing {
    type Err = InvalidKeys;

    /// Reads `kid:secret,kid:secret…`, current one first, or one secret alone. A secret is base64 or hexadecimal.
    fn from_str(text: &str) -> Result<Self, InvalidKeys> {
        let keys = text.split(',').map(|entry| {
            let (kid, secret) = match entry.trim().split_once(':') {
                Some((kid, secret)) => (kid.trim(), secret.trim()),
                None if text.contains(',') => return Err(InvalidKeys::Nameless),
                None => (Self::ONLY, entry.trim()),
            };
            let kid = Kid::new(kid)?;
            let secret = decode(secret).ok_or_else(|| InvalidKeys::Encoding(kid.clone()))?;
            Ok((kid, secret))
        });
        Self::new(keys.collect::<Result<Vec<_>, _>>()?)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing")
            .field("current", &self.current)
            .field("kids", &self.keys.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// A key that a challenge was made with and that isn't on the ring any more. Somebody must put it back: until then
/// the challenge can neither be sent nor verified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the key `{0}` is unknown; put it back beside the current one until its codes have expired"
)]
pub struct UnknownKey(pub Kid);

/// Why keys can't be used. Never quotes a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeys {
    /// There is none.
    #[error("there is no key; give at least one")]
    None,
    /// A name isn't one.
    #[error("a key's name has 1 to 32 letters, digits, `_` and `-`; write name:secret")]
    Kid,
    /// Several keys, but not all have a name.
    #[error("several keys need names; write name:secret,name:secret")]
    Nameless,
    /// Two keys have one name.
    #[error("the key `{0}` is there twice; give each its own name")]
    Twice(Kid),
    /// It isn't an encoded secret.
    #[error(
        "the key `{0}` is neither base64 nor hexadecimal; make one with `openssl rand -base64 32`"
    )]
    Encoding(Kid),
    /// It is too short.
    #[error("the key `{0}` has less than 32 bytes; make one with `openssl rand -base64 32`")]
    Short(Kid),
}

/// 64 hexadecimal digits would also be base64, of 48 bytes; whoever writes nothing but hexadecimal digits means those.
fn decode(secret: &str) -> Option<SecretSlice<u8>> {
    if secret.len() >= 64 && secret.bytes().all(|b| b.is_ascii_hexdigit()) {
        return from_hex(secret);
    }
    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
        .iter()
        .find_map(|alphabet| alphabet.decode(secret).ok())
        .map(kept)
}

fn from_hex(digits: &str) -> Option<SecretSlice<u8>> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let value = |digit: u8| char::from(digit).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(value(*high)? << 4 | value(*low)?).ok();
    pairs.iter().map(byte).collect::<Option<_>>().map(kept)
}

/// Copies before it wipes: turning the buffer itself into a slice could leave its content behind.
fn kept(bytes: Vec<u8>) -> SecretSlice<u8> {
    Zeroizing::new(bytes).to_vec().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const BASE64: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    fn kid(name: &str) -> Kid {
        Kid::new(name).unwrap()
    }

    #[test]
    fn a_secret_is_base64_or_hexadecimal() {
        let bytes: Vec<u8> = (0..32).collect();
        for text in [
            HEX,
            &HEX.to_uppercase(),
            BASE64,
            BASE64.trim_end_matches('='),
            &format!(" {BASE64}\n"),
        ] {
            let ring: KeyRing = text.parse().unwrap();
            assert_eq!(ring.key(&kid("k1")), Ok(bytes.as_slice()), "{text}");
        }
    }

    #[test]
    fn names_of_keys_are_short_and_plain() {
        let (longest, too_long) = ("k".repeat(32), "k".repeat(33));
        for (name, fits) in [
            ("k1", true),
            ("Key_2-b", true),
            (&*longest, true),
            (&*too_long, false),
            ("", false),
            ("k:1", false),
            ("k 1", false),
            ("ké", false),
        ] {
            assert_eq!(Kid::new(name).is_ok(), fits, "{name:?}");
        }
    }

    #[test]
    fn base64_may_be_that_of_urls() {
        for text in ["_-".repeat(22), "_-".repeat(22) + "_w=="] {
            assert!(text.parse::<KeyRing>().is_ok(), "{text}");
        }
    }

    #[test]
    fn the_first_of_several_is_the_current_one() {
        let ring: KeyRing = format!("new:{BASE64}, old:{HEX}").parse().unwrap();
        assert_eq!(ring.current(), &kid("new"));
        assert!(ring.key(&kid("old")).is_ok());
        assert_eq!(ring.key(&kid("gone")), Err(UnknownKey(kid("gone"))));
    }

    #[test]
    fn what_is_wrong_is_named_but_never_quoted() {
        for (text, error) in [
            (String::new(), InvalidKeys::Short(kid("k1"))),
            ("c2hvcnQ=".to_owned(), InvalidKeys::Short(kid("k1"))),
            ("päss".to_owned(), InvalidKeys::Encoding(kid("k1"))),
            (format!("{HEX}0"), InvalidKeys::Encoding(kid("k1"))),
            (format!("a b:{HEX}"), InvalidKeys::Kid),
            (format!("{HEX},{BASE64}"), InvalidKeys::Nameless),
            (format!("a:{HEX},a:{BASE64}"), InvalidKeys::Twice(kid("a"))),
        ] {
            let refused = text.parse::<KeyRing>().unwrap_err();
            assert_eq!(refused, error, "{text}");
            assert!(text.is_empty() || !refused.to_string().contains(&text));
        }
        assert_eq!(KeyRing::new([]).unwrap_err(), InvalidKeys::None);
    }

    #[test]
    fn a_ring_shows_only_names() {
        let ring: KeyRing = BASE64.parse().unwrap();
        assert_eq!(
            format!("{ring:?}"),
            "KeyRing { current: \"k1\", kids: [\"k1\"], .. }"
        );
    }
}
