//! A value that doesn't fit its type: where, which way, and what was expected, but never what was found.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::http::problem::{FieldError, Problem, ProblemType};

/// A pointer token longer than this is not a name that any field has; it would only repeat the caller's words.
const LONGEST_TOKEN: usize = 64;

/// The first fault of a body.
#[derive(Debug)]
pub(super) struct Fault {
    /// The path, innermost token first.
    path: Vec<String>,
    code: &'static str,
    detail: Option<String>,
}

impl Fault {
    fn new(code: &'static str, detail: Option<String>) -> Self {
        Self {
            path: Vec::new(),
            code,
            detail,
        }
    }

    /// The same fault as seen from the enclosing object or array.
    pub(super) fn within(mut self, token: impl fmt::Display) -> Self {
        self.path.push(token.to_string());
        self
    }

    /// The path as an RFC 6901 pointer, cut before a token too long to be a field's name.
    fn pointer(&self) -> String {
        self.path
            .iter()
            .rev()
            .take_while(|token| token.len() <= LONGEST_TOKEN)
            .flat_map(|token| ["/".to_owned(), token.replace('~', "~0").replace('/', "~1")])
            .collect()
    }
}

/// What was expected, in words; serde calls numbers by their type.
fn wanted(expected: &dyn Expected) -> String {
    let expected = expected.to_string();
    let number = |most: u64| format!("expected a whole number from 0 to {most}");
    match expected.as_str() {
        "u8" => number(u8::MAX.into()),
        "u16" => number(u16::MAX.into()),
        "u32" => number(u32::MAX.into()),
        "u64" => number(u64::MAX),
        words => format!("expected {words}"),
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let error = FieldError::new(fault.pointer(), fault.code);
        Problem::new(ProblemType::ValidationFailed).error(match fault.detail {
            Some(detail) => error.detail(detail),
            None => error,
        })
    }
}

impl de::Error for Fault {
    /// Words from a hand-written implementation may repeat the value, so they go no further.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new("invalid_value", None)
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("invalid_type", Some(wanted(expected)))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("invalid_value", Some(wanted(expected)))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new("invalid_value", Some(wanted(expected)))
    }

    fn unknown_variant(_: &str, variants: &'static [&'static str]) -> Self {
        Self::new(
            "invalid_value",
            Some(format!("expected one of: {}", variants.join(", "))),
        )
    }

    fn unknown_field(field: &str, fields: &'static [&'static str]) -> Self {
        Self::new(
            "unknown_field",
            Some(format!("the fields here are: {}", fields.join(", "))),
        )
        .within(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("required", None).within(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        let detail = "given twice, perhaps under another of its names";
        Self::new("duplicate", Some(detail.to_owned())).within(field)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at `{}`", self.code, self.pointer())
    }
}

impl std::error::Error for Fault {}
