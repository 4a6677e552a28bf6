//! The settings of one provider account, as the provider's crate reads them.
//!
//! A provider's crate declares its settings in a file `settings.toml` of its own; who holds the configuration checks
//! every value against that declaration and hands over the result. Nothing here knows files or variables.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use secrecy::SecretString;

use crate::address::EmailAddress;

/// A value of the kind that its setting declares.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SettingValue {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Flag(bool),
    /// A length of time.
    Duration(Duration),
    /// An e-mail address.
    Email(EmailAddress),
    /// A credential.
    Secret(SecretString),
    /// A list of texts.
    List(Vec<String>),
    /// The content of a text file.
    File(String),
}

/// The settings of one account, by key. What nobody set and what has no default isn't there.
#[derive(Clone, Debug, Default)]
pub struct AccountSettings {
    values: BTreeMap<String, SettingValue>,
    given: BTreeSet<String>,
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident: $variant:ident($value:ident) => $result:expr, $type:ty;)*) => {
        $(
            $(#[$doc])*
            pub fn $name(&self, key: &str) -> Option<$type> {
                match self.values.get(key)? {
                    SettingValue::$variant($value) => Some($result),
                    other => panic!("the setting `{key}` is declared as {other:?}, not as {}", stringify!($variant)),
                }
            }
        )*
    };
}

impl AccountSettings {
    /// Adds a value; `given` tells whether somebody set it, rather than the declaration.
    #[must_use]
    pub fn with(mut self, key: &str, value: SettingValue, given: bool) -> Self {
        self.values.insert(key.to_owned(), value);
        if given {
            self.given.insert(key.to_owned());
        }
        self
    }

    /// Whether somebody set it, rather than the declaration.
    pub fn is_given(&self, key: &str) -> bool {
        self.given.contains(key)
    }

    getters! {
        /// The text of `key`.
        text: Text(value) => value, &str;
        /// The number of `key`.
        integer: Integer(value) => *value, i64;
        /// Whether `key` is on.
        flag: Flag(value) => *value, bool;
        /// The length of time of `key`.
        duration: Duration(value) => *value, Duration;
        /// The address of `key`.
        email: Email(value) => value, &EmailAddress;
        /// The credential of `key`.
        secret: Secret(value) => value, &SecretString;
        /// The texts of `key`.
        list: List(value) => value, &[String];
        /// The content of the file that `key` names.
        file: File(value) => value, &str;
    }
}

/// Why an account can't be made of its settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    /// Nobody set what such an account needs at the least, so probably nobody means to use it.
    #[error("`{key}` is not set")]
    Incomplete {
        /// The setting.
        key: &'static str,
    },
    /// Something is wrong with what was set.
    #[error("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused {
        /// Every fault there is.
        faults: Vec<KeyFault>,
    },
}

/// What is wrong with one setting. The complaint never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`: {complaint}")]
pub struct KeyFault {
    /// The setting.
    pub key: &'static str,
    /// What is wrong and what to write instead.
    pub complaint: String,
}

impl KeyFault {
    /// A fault of `key`.
    pub fn new(key: &'static str, complaint: impl Into<String>) -> Self {
        Self {
            key,
            complaint: complaint.into(),
        }
    }
}

impl From<KeyFault> for SettingsFault {
    fn from(fault: KeyFault) -> Self {
        Self::Refused {
            faults: vec![fault],
        }
    }
}
