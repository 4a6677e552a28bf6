//! JSON bodies: the media type, then strict JSON, then the handler's type.

mod fault;
mod media;
mod node;
mod strict;
#[cfg(test)]
mod tests;

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::body::read_body;
use super::problem::Problem;

/// The largest JSON body, in bytes (256 KiB).
pub const BODY_LIMIT: usize = 256 * 1024;

/// Extracts a JSON body as `T`.
///
/// `T` wears `#[serde(deny_unknown_fields)]`, so that a misspelt field is told and not dropped.
///
/// # Errors
///
/// `unsupported-media-type`, `content-too-large`, `request-timeout`, `malformed-json`, or `validation-failed` with a
/// pointer to the first field that doesn't fit and one of the codes `unknown_field`, `required`, `invalid_type` and
/// `invalid_value`.
/// The words of a `T` whose deserialisation is hand-written are not shown, for they may repeat a value.
#[derive(Clone, Copy, Debug)]
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        media::require_json(request.headers())?;
        let body = read_body(request.into_body(), BODY_LIMIT).await?;
        let tree = strict::parse(&body)?;
        Ok(Self(node::from_tree(&tree)?))
    }
}
