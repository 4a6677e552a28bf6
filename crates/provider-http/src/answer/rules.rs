//! What answers mean, as the settings of an account say it.

use std::ops::RangeInclusive;

use serde_json::Value;

/// What answers of one gateway mean.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Rules {
    /// The statuses that mean success.
    pub success: Statuses,
    /// Where a JSON answer says whether it is a success, and what stands there when it is one.
    pub success_value: Option<(Pointer, Vec<String>)>,
    /// Where a JSON answer has the message's id; a success without it is none that anybody can be sure of.
    pub id: Option<Pointer>,
    /// Where a JSON answer has the code of what went wrong.
    pub code: Option<Pointer>,
    /// Where a JSON answer explains what went wrong.
    pub text: Option<Pointer>,
    /// What codes, or else HTTP statuses, mean.
    pub codes: Vec<(String, Meaning)>,
}

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The message was taken.
    Accepted,
    /// The recipient was refused.
    Recipient,
    /// The message was refused.
    Message,
    /// The account was refused: credentials, sender, credit.
    Account,
    /// The gateway could not do it, and did not.
    Provider,
    /// The account sends too fast.
    Throttled,
    /// This message has to wait, others need not.
    Deferred,
    /// The message may have been taken.
    Unknown,
}

impl Meaning {
    const WORDS: [(&'static str, Self); 8] = [
        ("accepted", Self::Accepted),
        ("recipient", Self::Recipient),
        ("message", Self::Message),
        ("account", Self::Account),
        ("provider", Self::Provider),
        ("throttled", Self::Throttled),
        ("deferred", Self::Deferred),
        ("unknown", Self::Unknown),
    ];

    /// Reads an entry such as `21211 = recipient`.
    ///
    /// # Errors
    /// When it isn't one.
    pub fn entry(text: &str) -> Result<(String, Self), InvalidRule> {
        // Codes may have an equals sign, facts have none.
        let (code, word) = text.rsplit_once('=').ok_or(InvalidRule::Entry)?;
        let (code, word) = (code.trim(), word.trim());
        let meaning = Self::WORDS.iter().find(|(known, _)| *known == word);
        match meaning {
            Some((_, meaning)) if !code.is_empty() => Ok((code.to_owned(), *meaning)),
            _ => Err(InvalidRule::Entry),
        }
    }
}

/// A set of HTTP statuses; at first, all that begin with 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statuses(Vec<RangeInclusive<u16>>);

impl Statuses {
    /// Reads single statuses and ranges: `200`, `200-299`.
    ///
    /// # Errors
    /// When one is neither, or there is none.
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, InvalidRule> {
        let ranges: Result<Vec<_>, _> = texts.iter().map(|text| range(text.as_ref())).collect();
        match ranges {
            Ok(ranges) if !ranges.is_empty() => Ok(Self(ranges)),
            _ => Err(InvalidRule::Status),
        }
    }

    pub(super) fn contains(&self, status: u16) -> bool {
        self.0.iter().any(|range| range.contains(&status))
    }
}

impl Default for Statuses {
    fn default() -> Self {
        Self(vec![200..=299])
    }
}

fn range(text: &str) -> Result<RangeInclusive<u16>, InvalidRule> {
    let status = |text: &str| {
        let status = text.trim().parse().ok();
        status.filter(|status| (100..=599).contains(status))
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (status(first), status(last)) {
        (Some(first), Some(last)) if first <= last => Ok(first..=last),
        _ => Err(InvalidRule::Status),
    }
}

/// A place in a JSON value ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer(String);

impl Pointer {
    /// Reads a pointer; the empty one, for the whole value, is none here.
    ///
    /// # Errors
    /// When it doesn't begin with a slash.
    pub fn parse(text: &str) -> Result<Self, InvalidRule> {
        let begins = text.starts_with('/');
        begins
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidRule::Pointer)
    }

    /// The pointer as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, number or boolean that stands there.
    pub(super) fn read(&self, json: &Value) -> Option<String> {
        match json.pointer(&self.0)? {
            Value::String(text) => (!text.is_empty()).then(|| text.clone()),
            value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// Why a rule can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRule {
    /// It isn't a status or a range of them.
    #[error("it is not a list of statuses; write such as `200` or `200-299`")]
    Status,
    /// It isn't a JSON pointer.
    #[error("it is not a JSON pointer; write such as `/error/code`")]
    Pointer,
    /// It isn't an entry of the table of codes.
    #[error(
        "it is not `code = fact`; facts are accepted, recipient, message, account, provider, throttled, deferred, unknown"
    )]
    Entry,
}
