//! The names that Twilio gives its things: two letters that tell the kind, then 32 hexadecimal digits
//! ([String identifiers](https://www.twilio.com/docs/glossary/what-is-a-sid)).

use std::fmt;

/// A text that isn't the wanted kind of SID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is not {what}: expected {} and 32 hexadecimal digits{}",
    prefixes.join(" or "),
    hint(*found)
)]
pub struct InvalidSid {
    what: &'static str,
    prefixes: &'static [&'static str],
    /// What it is instead.
    found: Option<(&'static str, &'static str)>,
}

/// What people mix up, and where it belongs.
const KINDS: &[(&str, &str)] = &[
    ("AC", "an account SID"),
    ("SK", "an API key; set it as `api_key`"),
    (
        "MG",
        "a messaging service; set it as `messaging_service_sid`",
    ),
    ("PN", "a phone number's SID; set the number itself"),
    ("HX", "a content template"),
    ("SM", "a message"),
    ("MM", "a message with media"),
    ("CA", "a call"),
];

fn hint(found: Option<(&'static str, &'static str)>) -> String {
    found.map_or_else(String::new, |(prefix, what)| {
        format!("; {prefix}… is {what}")
    })
}

/// The prefix of `text` among `prefixes`, where the rest is 32 hexadecimal digits.
fn recognise<'a>(text: &str, prefixes: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    prefixes.into_iter().find(|prefix| {
        text.strip_prefix(prefix).is_some_and(|digits| {
            digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())
        })
    })
}

fn check(
    text: &str,
    what: &'static str,
    prefixes: &'static [&'static str],
) -> Result<(), InvalidSid> {
    if recognise(text, prefixes.iter().copied()).is_some() {
        return Ok(());
    }
    let prefix = recognise(text, KINDS.iter().map(|(prefix, _)| *prefix));
    let found = KINDS.iter().find(|(known, _)| Some(*known) == prefix);
    Err(InvalidSid {
        what,
        prefixes,
        found: found.copied(),
    })
}

macro_rules! sid {
    ($(#[$doc:meta])* $name:ident, $what:literal, [$($prefix:literal),+]) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Takes the two letters and 32 hexadecimal digits.
            ///
            /// # Errors
            /// Refuses everything else, and says what it is where that can be told.
            pub fn parse(text: &str) -> Result<Self, InvalidSid> {
                check(text, $what, &[$($prefix),+])?;
                Ok(Self(text.to_owned()))
            }

            /// The whole of it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

sid!(
    /// Names an account: `AC…`.
    AccountSid, "an account SID", ["AC"]);
sid!(
    /// Names an API key: `SK…`. It is no secret; the one that belongs to it is.
    ApiKeySid, "an API key", ["SK"]);
sid!(
    /// Names a messaging service, a pool of senders: `MG…`.
    ServiceSid, "a messaging service", ["MG"]);
sid!(
    /// Names a message: `SM…`, or `MM…` with media.
    MessageSid, "a message", ["SM", "MM"]);
sid!(
    /// Names a phone number that the account has: `PN…`.
    NumberSid, "a phone number's SID", ["PN"]);
sid!(
    /// Names a content template: `HX…`.
    ContentSid, "a content template", ["HX"]);
sid!(
    /// Names an address that regulators want for a number: `AD…`.
    AddressSid, "an address", ["AD"]);
sid!(
    /// Names a bundle of documents that regulators want for a number: `BU…`.
    BundleSid, "a regulatory bundle", ["BU"]);

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "0123456789abcdef0123456789ABCDEF";

    #[test]
    fn what_is_mixed_up_is_said() {
        let expected = "it is not an account SID: expected AC and 32 hexadecimal digits";
        for (text, hint) in [
            (
                format!("SK{DIGITS}"),
                "; SK… is an API key; set it as `api_key`",
            ),
            (format!("MM{DIGITS}"), "; MM… is a message with media"),
            (format!("ac{DIGITS}"), ""),
            (format!("AC{DIGITS}0"), ""),
            (format!("AC{DIGITS} "), ""),
            (format!(" AC{DIGITS}"), ""),
            (DIGITS.to_owned(), ""),
            ("AC".to_owned(), ""),
            (String::new(), ""),
        ] {
            let error = AccountSid::parse(&text).unwrap_err().to_string();
            assert_eq!(error, format!("{expected}{hint}"), "{text}");
        }
    }

    #[test]
    fn the_right_kind_is_taken() {
        assert!(AccountSid::parse(&format!("AC{DIGITS}")).is_ok());
        for prefix in ["SM", "MM"] {
            let text = format!("{prefix}{DIGITS}");
            assert_eq!(MessageSid::parse(&text).unwrap().as_str(), text);
        }
        let error = MessageSid::parse("x").unwrap_err().to_string();
        assert!(error.contains("expected SM or MM and"), "{error}");
    }
}
