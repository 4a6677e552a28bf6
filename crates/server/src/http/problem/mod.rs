//! Problem documents ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): the only shape an error has here.
//!
//! A document never repeats a value of the request: it names the field by a pointer and the fault by a code.

mod field;
mod pages;
mod types;

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::Serialize;
use serde_json::{Map, Value};

pub use field::FieldError;
pub use pages::routes;
pub use types::ProblemType;

use super::request_id::RequestId;

/// An error answer; handlers return it as their `Err`.
///
/// The request id (`instance`) is filled in by [`edge`](super::edge()).
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    kind: ProblemType,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldError>,
    members: Map<String, Value>,
    headers: HeaderMap,
}

impl Problem {
    /// A problem of a type, with its title and status and the headers that belong to them.
    pub fn new(kind: ProblemType) -> Self {
        let mut headers = HeaderMap::new();
        if kind == ProblemType::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if kind.closes() {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Self(Box::new(Parts {
            kind,
            detail: None,
            errors: Vec::new(),
            members: Map::new(),
            headers,
        }))
    }

    /// The problem's type.
    pub fn kind(&self) -> ProblemType {
        self.0.kind
    }

    /// Says what happened this time; must not repeat a value of the request.
    pub fn detail(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(text.into());
        self
    }

    /// Adds a fault of one field.
    pub fn error(mut self, error: FieldError) -> Self {
        self.0.errors.push(error);
        self
    }

    /// Adds faults of fields.
    pub fn errors(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        self.0.errors.extend(errors);
        self
    }

    /// The faults of fields so far.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// Sets an extension member (RFC 9457 §3.2), such as `attempts`.
    pub fn member(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.members.insert(name.to_owned(), value.into());
        self
    }

    /// Sets `Retry-After` in whole seconds, rounded up.
    pub fn retry_after(self, time: Duration) -> Self {
        let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
        self.header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// Sets a header of the answer, such as `Allow`.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// The document as bytes.
    pub(super) fn document(&self, instance: Option<&RequestId>) -> Bytes {
        let document = Document {
            r#type: self.0.kind.uri(),
            title: self.0.kind.title(),
            status: self.0.kind.status().as_u16(),
            detail: self.0.detail.as_deref(),
            instance: instance.map(RequestId::as_str),
            errors: &self.0.errors,
            members: &self.0.members,
        };
        serde_json::to_vec(&document)
            .expect("strings, numbers and JSON values always serialise")
            .into()
    }
}

/// The members in the order a person wants to read them.
#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(flatten)]
    members: &'a Map<String, Value>,
}

impl From<ProblemType> for Problem {
    fn from(kind: ProblemType) -> Self {
        Self::new(kind)
    }
}

impl IntoResponse for Problem {
    /// Leaves itself in the answer's extensions too, for the edge to write it again with the request id.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.document(None)));
        *response.status_mut() = self.0.kind.status();
        response.headers_mut().extend(self.0.headers.clone());
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.extensions_mut().insert(self);
        response
    }
}
