//! The id that ties an answer to the lines of the log.

use std::convert::Infallible;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries it, both ways.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 128;

/// A request's id: the caller's `X-Request-Id` when it is 1–128 of `A–Z a–z 0–9 . _ -`, or else 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self::sent(headers).unwrap_or_else(Self::made)
    }

    pub(super) fn header_value(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("an id is made of visible ASCII only")
    }

    fn sent(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(X_REQUEST_ID).iter();
        let (first, None) = (values.next()?, values.next()) else {
            return None;
        };
        let id = first.to_str().ok()?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        ((1..=LONGEST).contains(&id.len()) && id.bytes().all(plain)).then(|| Self(id.into()))
    }

    /// Numbers the request and hides the number under this process's hash keys: an id has to be unlike all others and
    /// to tell nothing about the load, but nobody is kept out by it.
    fn made() -> Self {
        static KEYS: LazyLock<[RandomState; 2]> =
            LazyLock::new(|| [RandomState::new(), RandomState::new()]);
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let [left, right] = KEYS.each_ref().map(|key| key.hash_one(number));
        Self(format!("{left:016x}{right:016x}").into())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let id = parts.extensions.get::<Self>().cloned();
        Ok(id.unwrap_or_else(|| Self::of(&parts.headers)))
    }
}
