//! E-mail addresses and mailboxes.

use std::fmt;
use std::str::FromStr;

use email_address::Options;

use crate::text::HeaderText;

/// One e-mail address, such as `ann@example.com`.
///
/// Syntax after [RFC 5321 §4.1.2](https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2), less what no provider delivers
/// to: quoted local parts, address literals, comments, domains without a dot.
/// It shows itself masked; [`EmailAddress::as_str`] is the whole address.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress {
    text: String,
    at: usize,
}

impl EmailAddress {
    /// The longest address, in bytes ([RFC 3696 erratum 1690](https://www.rfc-editor.org/errata/eid1690)).
    pub const MAX_BYTES: usize = 254;

    /// Takes `text`, with the domain in lower case.
    ///
    /// # Errors
    /// Refuses whatever isn't exactly one address, lists and display names included.
    pub fn parse(text: &str) -> Result<Self, InvalidEmailAddress> {
        let options = Options::default()
            .without_display_text()
            .without_domain_literal()
            .with_required_tld();
        let safe = text.len() <= Self::MAX_BYTES
            && !text.chars().any(|c| {
                c.is_control()
                    || c.is_whitespace()
                    || matches!(c, '"' | ',' | ';' | '<' | '>' | '(' | ')' | '\\')
            });
        if !safe {
            return Err(InvalidEmailAddress);
        }
        email_address::EmailAddress::parse_with_options(text, options)
            .map_err(|_| InvalidEmailAddress)?;
        let at = text.rfind('@').ok_or(InvalidEmailAddress)?;
        let text = format!("{}{}", &text[..at], text[at..].to_lowercase());
        Ok(Self { text, at })
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the `@`, as it was written.
    pub fn local_part(&self) -> &str {
        &self.text[..self.at]
    }

    /// What stands after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// The form by which one person is recognised: all in lower case, since no provider tells `Ann@` from `ann@`.
    pub fn canonical(&self) -> String {
        self.text.to_lowercase()
    }

    /// What people may see: the first character and the domain, as in `a***@example.com`.
    pub fn masked(&self) -> String {
        let first: String = self.local_part().chars().take(1).collect();
        format!("{first}***@{}", self.domain())
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmailAddress;

    fn from_str(text: &str) -> Result<Self, InvalidEmailAddress> {
        Self::parse(text)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A text that isn't one e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address: write one address, such as ann@example.com")]
pub struct InvalidEmailAddress;

/// An address and, where wanted, the name shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name people see.
    pub name: Option<HeaderText>,
    /// The address.
    pub address: EmailAddress,
}

impl From<EmailAddress> for Mailbox {
    fn from(address: EmailAddress) -> Self {
        Self {
            name: None,
            address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_deliverable_address_is_taken() {
        for good in [
            "a@b.com",
            "first.last+tag@sub.example.co.uk",
            "o'brien@example.com",
            "grüße@bücher.example",
        ] {
            assert_eq!(EmailAddress::parse(good).unwrap().as_str(), good);
        }
        let long = format!("a@{}.com", "b".repeat(250));
        for bad in [
            "",
            "a",
            "@b.com",
            "a@",
            "a@b",
            "a@b..com",
            "a b@c.com",
            "a@b.com\r\nBcc: x@y.z",
            "a@b.com\0",
            "a@b.com,c@d.com",
            "Ann <a@b.com>",
            "\"a b\"@c.com",
            "a@[127.0.0.1]",
            "a@b.com ",
            long.as_str(),
        ] {
            assert_eq!(
                EmailAddress::parse(bad),
                Err(InvalidEmailAddress),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn letter_case_tells_nobody_apart() {
        let address = EmailAddress::parse("Ann@EXAMPLE.com").unwrap();
        assert_eq!(address.as_str(), "Ann@example.com");
        assert_eq!(address.canonical(), "ann@example.com");
        assert_eq!(
            (address.local_part(), address.domain()),
            ("Ann", "example.com")
        );
    }

    #[test]
    fn it_shows_itself_masked() {
        let address = EmailAddress::parse("ann@example.com").unwrap();
        assert_eq!(
            format!("{address} {address:?}"),
            "a***@example.com a***@example.com"
        );
    }
}
