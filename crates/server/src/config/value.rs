//! The value of one setting.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use jiff::SignedDuration;
use msg_core::EmailAddress;
use secrecy::SecretString;

/// A value of the kind that its setting declares.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    Integer(i64),
    Integers(Vec<i64>),
    Duration(Duration),
    List(Vec<String>),
    Address(SocketAddr),
    Email(EmailAddress),
    Secret(SecretString),
}

/// Writes the value as TOML does; a secret only as "(set)".
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Integers(numbers) => write!(f, "{numbers:?}"),
            Self::Duration(duration) => f.write_str(&quoted(&friendly(*duration))),
            Self::List(items) => match items.as_slice() {
                [single] => f.write_str(&quoted(single)),
                items => {
                    let items: Vec<_> = items.iter().map(|item| quoted(item)).collect();
                    write!(f, "[{}]", items.join(", "))
                }
            },
            Self::Address(address) => write!(f, "\"{address}\""),
            Self::Email(address) => f.write_str(&quoted(address.as_str())),
            Self::Secret(_) => f.write_str("\"(set)\""),
        }
    }
}

/// Writes a duration as people do: "1m 30s".
pub(super) fn friendly(duration: Duration) -> String {
    match SignedDuration::try_from(duration) {
        Ok(duration) => format!("{duration:#}"),
        Err(_) => format!("{duration:?}"),
    }
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
