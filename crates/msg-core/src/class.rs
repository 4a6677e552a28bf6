//! What a message is for, which decides how it may be repeated and how long it lives.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// A one-time password: a second copy carries the same code and harms nobody, a late one is useless.
    Otp,
    /// Something the person waits for: an order, a receipt, an alarm. A second copy confuses.
    Transactional,
    /// Advertising. A second copy is a nuisance and often unlawful.
    Promotional,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Otp, Self::Transactional, Self::Promotional];

    /// The name in requests and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Otp => "otp",
            Self::Transactional => "transactional",
            Self::Promotional => "promotional",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A class name that isn't one.
#[derive(Debug, thiserror::Error)]
#[error("unknown class; one of: otp, transactional, promotional")]
pub struct UnknownClass;

impl FromStr for Class {
    type Err = UnknownClass;

    fn from_str(name: &str) -> Result<Self, UnknownClass> {
        Self::ALL
            .into_iter()
            .find(|class| class.as_str() == name)
            .ok_or(UnknownClass)
    }
}
