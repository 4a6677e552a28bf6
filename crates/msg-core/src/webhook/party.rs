//! Who an event is about.

use std::fmt;

use crate::address::{EmailAddress, PhoneNumber, Recipient};

/// Somebody as a vendor names them. It shows itself masked.
///
/// Other than a [`Recipient`], it need not be anybody whom we could write to.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Party {
    /// By e-mail.
    Email(EmailAddress),
    /// By telephone number.
    Phone(PhoneNumber),
    /// By the id that WhatsApp gives a person for one business, in place of a hidden number
    /// ([business-scoped user ids](https://developers.facebook.com/docs/whatsapp/business-scoped-user-ids)).
    WhatsAppUser(String),
    /// By something else: a short code, a name as sender, the vendor's id of one of our numbers.
    Other(String),
}

impl Party {
    /// Reads an e-mail address, an international number with or without its `+`, either of them also behind a scheme such
    /// as `whatsapp:`; anything else is taken as it is.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let bare = ["whatsapp:", "sms:", "tel:", "mailto:"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .unwrap_or(text);
        // Short codes are numbers too, but nobody's number in the world.
        let digits = bare.strip_prefix('+').unwrap_or(bare);
        let whole = bare.starts_with('+') || digits.len() >= 10;
        if let Some(number) = PhoneNumber::parse(&format!("+{digits}"))
            .ok()
            .filter(|_| whole)
        {
            return Self::Phone(number);
        }
        EmailAddress::parse(bare).map_or_else(|_| Self::Other(bare.to_owned()), Self::Email)
    }

    /// The whole of it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(address) => address.as_str(),
            Self::Phone(number) => number.as_str(),
            Self::WhatsAppUser(text) | Self::Other(text) => text,
        }
    }

    /// The person, where we could write to them.
    pub fn recipient(&self) -> Option<Recipient> {
        match self {
            Self::Email(address) => Some(Recipient::Email(address.clone())),
            Self::Phone(number) => Some(Recipient::Phone(number.clone())),
            Self::WhatsAppUser(_) | Self::Other(_) => None,
        }
    }

    /// What people may see.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(address) => address.masked(),
            Self::Phone(number) => number.masked(),
            Self::WhatsAppUser(text) | Self::Other(text) => {
                let first: String = text.chars().take(2).collect();
                format!("{first}***")
            }
        }
    }
}

impl From<Recipient> for Party {
    fn from(recipient: Recipient) -> Self {
        match recipient {
            Recipient::Email(address) => Self::Email(address),
            Recipient::Phone(number) => Self::Phone(number),
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendors_write_people_in_many_ways() {
        let phone = |number| Party::Phone(PhoneNumber::parse(number).unwrap());
        let email = |address| Party::Email(EmailAddress::parse(address).unwrap());
        for (text, party) in [
            ("+12025550123", phone("+12025550123")),
            ("12025550123", phone("+12025550123")),
            ("whatsapp:+12025550123", phone("+12025550123")),
            ("ann@Example.com ", email("ann@example.com")),
            ("12345", Party::Other("12345".to_owned())),
            (
                "whatsapp:US.13491208655302741918",
                Party::Other("US.13491208655302741918".to_owned()),
            ),
            ("Shop", Party::Other("Shop".to_owned())),
            ("", Party::Other(String::new())),
        ] {
            assert_eq!(Party::parse(text), party, "{text}");
        }
    }

    #[test]
    fn nobody_shows_whole() {
        for (text, shown) in [
            ("+12025550123", "+1***0123"),
            ("ann@example.com", "a***@example.com"),
            ("US.13491208655302741918", "US***"),
            ("é", "é***"),
        ] {
            let party = Party::parse(text);
            assert_eq!(format!("{party} {party:?}"), format!("{shown} {shown}"));
        }
    }
}
