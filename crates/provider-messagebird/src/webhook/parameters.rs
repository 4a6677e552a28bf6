//! The parameters of a request that is known to be genuine, wherever they stand in it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use msg_core::webhook::RawRequest;
use serde_json::Value;
use url::form_urlencoded;

pub(super) type Parameters = BTreeMap<String, String>;

/// The body, or the query where there is no body.
pub(super) fn text<'a>(request: &RawRequest<'a>) -> Cow<'a, str> {
    if !request.body.is_empty() {
        return String::from_utf8_lossy(request.body);
    }
    let query = request.url.split_once('?').map(|(_, query)| query);
    query.unwrap_or_default().into()
}

/// What isn't a text or a number is left out; it stays in the raw text.
pub(super) fn parse(text: &str) -> Parameters {
    let object: Option<BTreeMap<String, Value>> = serde_json::from_str(text).ok();
    let Some(object) = object else {
        return form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect();
    };
    let scalar = |(name, value)| match value {
        Value::String(text) => Some((name, text)),
        Value::Number(number) => Some((name, number.to_string())),
        _ => None,
    };
    object.into_iter().filter_map(scalar).collect()
}
