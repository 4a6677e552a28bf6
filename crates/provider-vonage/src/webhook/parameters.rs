//! The parameters of a request, wherever they stand in it.

use std::collections::BTreeMap;

use msg_core::webhook::{RawRequest, Refused};
use serde_json::Value;
use url::form_urlencoded;

/// Names and values, sorted by name.
pub(super) struct Parameters<'a> {
    pairs: BTreeMap<String, String>,
    text: &'a str,
}

/// The body, or the query where there is no body: a request that has both, and a signature in each, would say two things.
pub(super) fn raw<'a>(request: &RawRequest<'a>) -> Result<&'a str, Refused> {
    let body = std::str::from_utf8(request.body);
    let body = body.map_err(|_| Refused::because("the body is not UTF-8"))?;
    if !body.is_empty() {
        return Ok(body);
    }
    let query = request.url.split_once('?').map(|(_, query)| query);
    query.ok_or(Refused::because("there are no parameters"))
}

impl<'a> Parameters<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Refused> {
        let pairs = if text.trim_start().starts_with('{') {
            of_json(text)
        } else {
            of_form(text)
        };
        let pairs = pairs.ok_or(Refused::because("the parameters can't be read"))?;
        Ok(Self { pairs, text })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.get(name).map(String::as_str)
    }

    /// All of them, in the order of their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.pairs.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The parameters as they came.
    pub(super) const fn text(&self) -> &'a str {
        self.text
    }
}

/// Nothing where a name comes twice: nobody knows which one was signed.
fn of_form(text: &str) -> Option<BTreeMap<String, String>> {
    let mut pairs = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        if pairs
            .insert(name.into_owned(), value.into_owned())
            .is_some()
        {
            return None;
        }
    }
    Some(pairs)
}

fn of_json(text: &str) -> Option<BTreeMap<String, String>> {
    let object: BTreeMap<String, Value> = serde_json::from_str(text).ok()?;
    let scalar = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Null => Some(String::new()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    };
    let pairs = object.into_iter();
    pairs
        .map(|(name, value)| Some((name, scalar(value)?)))
        .collect()
}
