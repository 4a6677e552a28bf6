//! What a setting may hold, and how that is read from a variable or from TOML.

use std::fmt::Display;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;

use jiff::SignedDuration;
use msg_core::EmailAddress;

use super::value::{Value, friendly};

/// The kind of a setting, with its range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Flag,
    Integer(RangeInclusive<i64>),
    Integers(RangeInclusive<i64>),
    Duration(RangeInclusive<Duration>),
    List,
    Address,
    Email,
    /// The path of a file, which is read when the configuration is.
    File,
}

impl Kind {
    /// Reads a value from text: the value of a variable, or a string of TOML.
    ///
    /// # Errors
    /// Says what is wrong and what to write instead.
    pub(super) fn read(&self, text: &str) -> Result<Value, String> {
        match self {
            Self::Text | Self::File => Ok(Value::Text(text.to_owned())),
            Self::Flag => flag(text).map(Value::Flag),
            Self::Integer(range) => integer(text, range).map(Value::Integer),
            Self::Integers(range) => items(text)
                .map(|item| integer(item, range))
                .collect::<Result<_, _>>()
                .map(Value::Integers),
            Self::Duration(range) => duration(text, range).map(Value::Duration),
            Self::List if text.is_empty() => Err("it can't be empty; write [] for none".to_owned()),
            Self::List => Ok(Value::List(items(text).map(str::to_owned).collect())),
            Self::Address => address(text).map(Value::Address),
            Self::Email => EmailAddress::parse(text)
                .map(Value::Email)
                .map_err(|_| format!("`{text}` is not an e-mail address, such as `a@example.com`")),
        }
    }

    /// Reads a value from TOML.
    ///
    /// # Errors
    /// Says what is wrong and what to write instead.
    pub(super) fn read_toml(&self, value: &toml_edit::Value) -> Result<Value, String> {
        use toml_edit::Value as Toml;
        let wrong_type = |value: &Toml| {
            let found = value.type_name();
            format!("expected {}, found {found}", self.expected())
        };
        match (self, value) {
            (Self::Flag, Toml::Boolean(flag)) => Ok(Value::Flag(*flag.value())),
            (Self::Integer(range), Toml::Integer(number)) => {
                within(*number.value(), range).map(Value::Integer)
            }
            (Self::Integers(range), Toml::Array(array)) => array
                .iter()
                .map(|item| item.as_integer().ok_or_else(|| wrong_type(item)))
                .map(|item| item.and_then(|number| within(number, range)))
                .collect::<Result<_, _>>()
                .map(Value::Integers),
            (Self::List, Toml::Array(array)) => array
                .iter()
                .map(|item| item.as_str().ok_or_else(|| wrong_type(item)))
                .map(|item| item.map(str::to_owned))
                .collect::<Result<_, _>>()
                .map(Value::List),
            (Self::Flag | Self::Integer(_) | Self::Integers(_), _) => Err(wrong_type(value)),
            (_, Toml::String(text)) => self.read(text.value()),
            _ => Err(wrong_type(value)),
        }
    }

    /// What to write in TOML.
    fn expected(&self) -> &'static str {
        match self {
            Self::Text => "a text in quotes",
            Self::Flag => "true or false, without quotes",
            Self::Integer(_) => "a whole number without quotes",
            Self::Integers(_) => "a list of whole numbers, such as [6, 8]",
            Self::Duration(_) => "a duration in quotes, such as \"90s\" or \"10m\"",
            Self::List => "a list of texts, such as [\"a\", \"b\"]",
            Self::Address => "an address in quotes, such as \"127.0.0.1:8080\"",
            Self::Email => "an e-mail address in quotes",
            Self::File => "the path of a file in quotes",
        }
    }

    /// What is accepted besides the type, for the reference.
    pub(super) fn limits(&self) -> Option<String> {
        match self {
            Self::Integer(range) | Self::Integers(range) => {
                Some(format!("{} to {}", range.start(), range.end()))
            }
            Self::Duration(range) => {
                let (least, most) = (friendly(*range.start()), friendly(*range.end()));
                Some(format!("{least} to {most}"))
            }
            _ => None,
        }
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

fn flag(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err(format!("`{text}` is neither `true` nor `false`")),
    }
}

fn integer(text: &str, range: &RangeInclusive<i64>) -> Result<i64, String> {
    let number = text.trim().parse().map_err(|_| {
        let (least, most) = (range.start(), range.end());
        format!("`{text}` is not a whole number; use one from {least} to {most}")
    })?;
    within(number, range)
}

fn within(number: i64, range: &RangeInclusive<i64>) -> Result<i64, String> {
    check(number, range, |bound| bound)
}

/// Reads a duration in the friendly format.
/// See <https://docs.rs/jiff/latest/jiff/fmt/friendly/>.
fn duration(text: &str, range: &RangeInclusive<Duration>) -> Result<Duration, String> {
    let parsed = text.trim().parse::<SignedDuration>().ok();
    let duration = parsed
        .and_then(|duration| Duration::try_from(duration).ok())
        .ok_or_else(|| {
            format!("`{text}` is not a duration; write a number and a unit, such as `90s` or `10m`")
        })?;
    check(duration, range, friendly)
}

fn check<T: PartialOrd + Copy, D: Display>(
    value: T,
    range: &RangeInclusive<T>,
    show: impl Fn(T) -> D,
) -> Result<T, String> {
    if range.contains(&value) {
        return Ok(value);
    }
    let (least, most) = (show(*range.start()), show(*range.end()));
    let value = show(value);
    Err(format!("{value} is out of range; use {least} to {most}"))
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let text = text.trim();
    if let Ok(port) = text.parse() {
        return Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    }
    text.parse().map_err(|_| {
        format!("`{text}` is not an IP address and port; use `127.0.0.1:8080`, `0.0.0.0:8080`, `[::]:8080` or a port alone")
    })
}
