//! The media type of a JSON body.

use http::{HeaderMap, HeaderValue, header};

use crate::http::problem::{Problem, ProblemType};

/// Requires one `Content-Type` of `application/json` or `application/*+json`, in UTF-8, and no content encoding.
pub(super) fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let declared = types.next().is_some_and(is_json) && types.next().is_none();
    if declared
        && headers
            .get_all(header::CONTENT_ENCODING)
            .iter()
            .all(is_identity)
    {
        return Ok(());
    }
    Err(Problem::new(ProblemType::UnsupportedMediaType)
        .detail("send the body with `Content-Type: application/json`, not compressed"))
}

fn is_json(value: &HeaderValue) -> bool {
    let Ok(text) = value.to_str() else {
        return false;
    };
    let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
    let essence = parts.next().unwrap_or_default();
    let Some(subtype) = essence.strip_prefix("application/") else {
        return false;
    };
    (subtype == "json" || subtype.len() > 5 && subtype.ends_with("+json"))
        && parts.all(|parameter| match parameter.split_once('=') {
            Some(("charset", name)) => name.trim_matches('"') == "utf-8",
            _ => true,
        })
}

fn is_identity(value: &HeaderValue) -> bool {
    value.as_bytes().eq_ignore_ascii_case(b"identity")
}
