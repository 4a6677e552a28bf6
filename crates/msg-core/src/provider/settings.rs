//! The settings of one provider account, as the provider's crate reads them.
//!
//! A provider's crate declares its settings in a file `settings.toml` of its own; who holds the configuration checks
//! every value against that declaration and hands over the result. Nothing here knows files or variables.
//!
//! Every account has [`ATTEMPT_TIMEOUT`] besides what its kind declares.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use secrecy::SecretString;

use crate::address::EmailAddress;

/// The key of the length of time after which the gateway gives up an attempt; the default is that of the
/// [`Descriptor`](super::Descriptor::attempt_timeout).
pub const ATTEMPT_TIMEOUT: &str = "attempt_timeout";

/// A value of the kind that its setting declares.
#[derive(Clone)]
#[non_exhaustive]
pub enum SettingValue {
    /// A text, or one of a closed set of words.
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

impl fmt::Debug for SettingValue {
    /// Shows the kind alone: texts and files may be as private as credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Flag(_) => "yes or no",
            Self::Duration(_) => "a length of time",
            Self::Email(_) => "an e-mail address",
            Self::Secret(_) => "a secret",
            Self::List(_) => "a list",
            Self::File(_) => "a file",
        })
    }
}

/// The settings of one account, by key. What nobody set and what has no default isn't there.
#[derive(Clone, Debug, Default)]
pub struct AccountSettings {
    values: BTreeMap<String, SettingValue>,
    given: BTreeSet<String>,
    production: bool,
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident: $variant:ident($value:ident) => $result:expr, $type:ty;)*) => {
        $(
            $(#[$doc])*
            pub fn $name(&self, key: &str) -> Option<$type> {
                match self.values.get(key)? {
                    SettingValue::$variant($value) => Some($result),
                    other => panic!("the setting `{key}` is declared as {other:?} and read as {}", stringify!($variant)),
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

    /// The same settings for real recipients.
    #[must_use]
    pub fn in_production(mut self) -> Self {
        self.production = true;
        self
    }

    /// Whether it is for real recipients, so that what is fine on somebody's own machine and dangerous elsewhere has
    /// to be refused.
    pub fn is_production(&self) -> bool {
        self.production
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyFault {
    /// The setting.
    pub key: &'static str,
    /// Another setting that it needs and that nobody set.
    pub needs: Option<&'static str>,
    /// What is wrong and what to write instead; with `needs`, only the latter.
    pub complaint: String,
}

impl KeyFault {
    /// What `key` is set to can't be used.
    pub fn new(key: &'static str, complaint: impl Into<String>) -> Self {
        Self {
            key,
            needs: None,
            complaint: complaint.into(),
        }
    }

    /// `key` is set and makes no sense without `other`, which isn't; `fix` says what to do: "set both or neither".
    pub fn needs(key: &'static str, other: &'static str, fix: impl Into<String>) -> Self {
        Self {
            key,
            needs: Some(other),
            complaint: fix.into(),
        }
    }
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, complaint, .. } = self;
        match self.needs {
            None => write!(f, "`{key}`: {complaint}"),
            Some(other) => write!(f, "`{key}` is set but `{other}` is not; {complaint}"),
        }
    }
}

impl std::error::Error for KeyFault {}

impl From<KeyFault> for SettingsFault {
    fn from(fault: KeyFault) -> Self {
        vec![fault].into()
    }
}

impl From<Vec<KeyFault>> for SettingsFault {
    fn from(faults: Vec<KeyFault>) -> Self {
        Self::Refused { faults }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_as_a_sentence() {
        for (fault, expected) in [
            (
                KeyFault::new("host", "`a b` is not a host name").into(),
                "`host`: `a b` is not a host name",
            ),
            (
                SettingsFault::from(vec![
                    KeyFault::needs("user", "password", "set both or neither"),
                    KeyFault::new("port", "use 587"),
                ]),
                "`user` is set but `password` is not; set both or neither; `port`: use 587",
            ),
            (
                SettingsFault::Incomplete { key: "host" },
                "`host` is not set",
            ),
        ] {
            assert_eq!(fault.to_string(), expected);
        }
    }

    #[test]
    fn nothing_that_was_set_is_shown() {
        let canary = || "canary".to_owned();
        let settings = [
            SettingValue::Text(canary()),
            SettingValue::Secret(canary().into()),
            SettingValue::List(vec![canary()]),
            SettingValue::File(canary()),
        ]
        .into_iter()
        .fold(AccountSettings::default(), |settings, value| {
            settings.with("key", value, true)
        });
        assert!(settings.is_given("key") && !settings.is_given("other"));
        let shown = format!("{settings:?}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
