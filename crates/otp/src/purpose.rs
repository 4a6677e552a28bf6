//! What a code is good for.

use std::fmt;
use std::str::FromStr;

/// The application's word for what a code is good for, such as `login`: 1–64 characters of `a`–`z`, `0`–`9`, `_`, `.`
/// and `-`. A code for one purpose is no good for another.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Purpose(String);

impl Purpose {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 64;

    /// Takes `name` as it is.
    ///
    /// # Errors
    /// Refuses the empty name, longer ones and other characters.
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidPurpose> {
        let name = name.into();
        let fits = (1..=Self::MAX_CHARS).contains(&name.len())
            && name
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-'));
        if fits {
            Ok(Self(name))
        } else {
            Err(InvalidPurpose)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Purpose {
    type Err = InvalidPurpose;

    fn from_str(name: &str) -> Result<Self, InvalidPurpose> {
        Self::new(name)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A text that can't name a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a purpose: use 1 to 64 characters of a-z, 0-9, `_`, `.` and `-`, such as login")]
pub struct InvalidPurpose;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        let longest = "a".repeat(64);
        for good in ["login", "password_reset", "a", "9.x-y", &longest] {
            assert_eq!(Purpose::new(good).unwrap().as_str(), good);
        }
        let too_long = "a".repeat(65);
        for bad in ["", "Login", "log in", "login\n", "é", "a/b", &too_long] {
            assert_eq!(Purpose::new(bad), Err(InvalidPurpose), "{bad:?}");
        }
    }
}
