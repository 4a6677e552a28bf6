//! A person, as a channel knows them.

use std::fmt;

use super::{EmailAddress, PhoneNumber};

/// Whom a message goes to.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Recipient {
    /// By e-mail.
    Email(EmailAddress),
    /// By telephone number: SMS, WhatsApp and voice.
    Phone(PhoneNumber),
}

impl Recipient {
    /// The whole address, as a provider needs it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(address) => address.as_str(),
            Self::Phone(number) => number.as_str(),
        }
    }

    /// The form by which one person is recognised in limits, challenges and look-ups.
    pub fn canonical(&self) -> String {
        match self {
            Self::Email(address) => address.canonical(),
            Self::Phone(number) => number.as_str().to_owned(),
        }
    }

    /// What people may see.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(address) => address.masked(),
            Self::Phone(number) => number.masked(),
        }
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}
