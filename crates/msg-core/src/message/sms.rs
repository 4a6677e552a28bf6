//! A text message.

use std::fmt;

use crate::address::PhoneNumber;
use crate::text::Body;

/// A text message.
#[derive(Clone, Debug)]
pub struct Sms {
    /// The person it is for.
    pub to: PhoneNumber,
    /// The sender shown; without one the provider account's own is used.
    pub from: Option<SenderId>,
    /// The text.
    pub text: Body,
}

/// What an SMS shows as its sender: a number, a short code, or 1 to 11 characters with at least one letter.
#[derive(Clone, PartialEq, Eq)]
pub enum SenderId {
    /// An international number.
    Number(PhoneNumber),
    /// A short code of 3 to 8 digits.
    ShortCode(String),
    /// A name: 1 to 11 ASCII letters, digits, spaces, `-` and `_`, at least one of them a letter.
    Name(String),
}

impl SenderId {
    /// Recognises the three forms; anything else is none of them.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(number) = PhoneNumber::parse(text) {
            return Some(Self::Number(number));
        }
        if (3..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::ShortCode(text.to_owned()));
        }
        let name = (1..=11).contains(&text.len())
            && text.bytes().any(|b| b.is_ascii_alphabetic())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'_'))
            && text.trim() == text;
        name.then(|| Self::Name(text.to_owned()))
    }

    /// The sender as a provider needs it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Number(number) => number.as_str(),
            Self::ShortCode(text) | Self::Name(text) => text,
        }
    }
}

impl fmt::Debug for SenderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => fmt::Debug::fmt(number, f),
            Self::ShortCode(text) | Self::Name(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_a_number_a_short_code_or_a_name() {
        assert!(matches!(
            SenderId::parse("+12025550123"),
            Some(SenderId::Number(_))
        ));
        assert!(matches!(
            SenderId::parse("12345"),
            Some(SenderId::ShortCode(_))
        ));
        assert!(matches!(
            SenderId::parse("My Shop-1"),
            Some(SenderId::Name(_))
        ));
        for bad in [
            "",
            "12",
            "123456789",
            "twelve chars",
            "Ä",
            " a",
            "a\n",
            "+1",
        ] {
            assert_eq!(SenderId::parse(bad), None, "{bad:?}");
        }
    }
}
