//! Header fields and tags that a caller may add to an e-mail.

use std::fmt;

use crate::text::{HeaderText, InvalidHeaderText};

/// A header field that a caller may add: its name begins with `X-` or `List-`.
///
/// Everything else is either a property of the message (`To`, `Bcc`, `Subject`, `Reply-To` …) or the transport's own
/// (`Received`, `DKIM-Signature` …).
#[derive(Clone, PartialEq, Eq)]
pub struct ExtraHeader {
    name: String,
    value: HeaderText,
}

impl ExtraHeader {
    /// Checks name and value.
    ///
    /// # Errors
    /// Names the part that isn't allowed.
    pub fn new(name: &str, value: &str) -> Result<Self, HeaderNotAllowed> {
        if !allowed(name) {
            return Err(HeaderNotAllowed::Name);
        }
        let value = HeaderText::new(value)?;
        Ok(Self {
            name: name.to_owned(),
            value,
        })
    }

    /// The field's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The field's value.
    pub fn value(&self) -> &str {
        self.value.as_str()
    }
}

impl fmt::Debug for ExtraHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtraHeader({})", self.name)
    }
}

/// `ftext` of [RFC 5322 §3.6.8](https://www.rfc-editor.org/rfc/rfc5322#section-3.6.8), at most 76 bytes so that a line holds
/// the name, and one of the allowed beginnings.
fn allowed(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let open = ["x-", "list-"]
        .iter()
        .any(|start| lower.starts_with(start) && lower.len() > start.len());
    open && name.len() <= 76 && name.bytes().all(|b| b.is_ascii_graphic() && b != b':')
}

/// Why a header field can't be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderNotAllowed {
    /// The name isn't one a caller may set.
    #[error(
        "this header can't be set: use names that begin with X- or List-, or the message's own fields"
    )]
    Name,
    /// The value can't stand in a header.
    #[error(transparent)]
    Value(#[from] InvalidHeaderText),
}

/// A name by which the vendor's statistics group messages: ASCII letters, digits, `_` and `-`, at most 128 of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Checks `text`; nothing but the characters above makes a tag.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = (1..=128).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        plain.then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_add_only_their_own_headers() {
        for good in [
            "X-Order",
            "x-a",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
        ] {
            assert!(ExtraHeader::new(good, "1").is_ok(), "{good}");
        }
        for bad in [
            "Bcc",
            "Received",
            "To",
            "X-",
            "X A",
            "X-A:",
            "X-Ä",
            "",
            "X-\r\nBcc",
            "Content-Type",
        ] {
            assert_eq!(
                ExtraHeader::new(bad, "1"),
                Err(HeaderNotAllowed::Name),
                "{bad:?}"
            );
        }
        assert_eq!(
            ExtraHeader::new("X-A", "1\r\nBcc: x@y.z"),
            Err(HeaderNotAllowed::Value(InvalidHeaderText::ControlCharacter))
        );
    }

    #[test]
    fn tags_are_plain_words() {
        assert!(Tag::parse("order_2-b").is_some());
        for bad in ["", "a b", "ä", "a:b"] {
            assert!(Tag::parse(bad).is_none(), "{bad}");
        }
    }
}
