//! One declared setting.

use super::kind::Kind;
use super::suggest::{did_you_mean, one_of};
use super::value::Value;

/// A setting as `config/default.toml` declares it.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// The last part of its path.
    pub(super) key: String,
    /// What it means, a sentence a line.
    pub(super) doc: String,
    /// Environment variables besides `HERALD__SECTION__KEY`, the preferred one first.
    pub(super) env: Vec<String>,
    pub(super) kind: Kind,
    pub(super) secret: bool,
    /// Whether the empty text means "not set".
    pub(super) optional: bool,
    /// The closed set of its values; empty when anything of its kind is accepted.
    pub(super) values: Vec<String>,
    pub(super) per_purpose: bool,
    /// `None` when it has no value unless somebody sets one.
    pub(super) default: Option<Value>,
}

impl Setting {
    /// Reads the value of a variable or of a secret's file.
    ///
    /// # Errors
    /// Says what is wrong and what to write instead, without the value where it is a secret.
    pub(super) fn read(&self, text: &str) -> Result<Option<Value>, String> {
        if text.is_empty() && self.optional {
            return Ok(None);
        }
        if self.secret {
            return Ok(Some(Value::Secret(text.into())));
        }
        let value = self.kind.read(text)?;
        self.among_values(value)
    }

    /// Reads a value of `herald.toml`.
    ///
    /// # Errors
    /// As [`Setting::read`].
    pub(super) fn read_toml(&self, toml: &toml_edit::Value) -> Result<Option<Value>, String> {
        match toml.as_str() {
            Some(text) if self.secret || text.is_empty() => self.read(text),
            _ => self.among_values(self.kind.read_toml(toml)?),
        }
    }

    fn among_values(&self, value: Value) -> Result<Option<Value>, String> {
        if let Value::Text(text) = &value {
            if text.is_empty() {
                return Err("it can't be empty".to_owned());
            }
            // A name of a sender becomes part of a header, which a line break would end.
            if text.contains(char::is_control) {
                return Err("it has a control character; remove it".to_owned());
            }
            if !self.values.is_empty() && !self.values.contains(text) {
                let values = || self.values.iter().map(String::as_str);
                let fix = did_you_mean(text, values(), "");
                let choices = one_of(values());
                return Err(format!("`{text}` is none of {choices}; {fix}")
                    .trim_end_matches("; ")
                    .to_owned());
            }
        }
        if let Value::List(items) = &value
            && items.iter().any(|item| item.contains(char::is_control))
        {
            return Err("it has a control character; remove it".to_owned());
        }
        Ok(Some(value))
    }
}
