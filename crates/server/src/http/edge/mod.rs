//! What stands around every router: id, log line, deadline, and one shape for all errors.

mod log;
mod path;
#[cfg(test)]
mod tests;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::{HeaderValue, header};
use tracing::Instrument;

use super::limits::Limits;
use super::problem::{Problem, ProblemType};
use super::request_id::{RequestId, X_REQUEST_ID};

/// Puts the edge around a router: request id, log line, deadline, panics, problem documents, security headers.
///
/// Sets the router's fallback (a `not-found` problem), so it goes around last, after all routes are merged.
pub fn edge(router: Router) -> Router {
    dressed(router.fallback(async || Problem::new(ProblemType::NotFound)))
}

/// The edge around a router that has a fallback of its own.
pub(super) fn dressed(router: Router) -> Router {
    router.layer(middleware::from_fn(around))
}

/// The longest a request may take; [`serve`](super::serve()) puts it into the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestTime(pub(super) Duration);

async fn around(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    let line = log::Line::begin(&request, id.clone());
    let span = tracing::info_span!("request", request.id = %id);
    request.extensions_mut().insert(id.clone());
    let response = answer(request, next).instrument(span).await;
    let response = dress(response, &id);
    line.end(response.status());
    response
}

/// Runs the handler; its panic, its silence and a path that is no path are problems as well.
async fn answer(request: Request, next: Next) -> Response {
    if !path::is_plain(request.uri().path()) {
        return Problem::new(ProblemType::NotFound).into_response();
    }
    let RequestTime(time) = request
        .extensions()
        .get()
        .copied()
        .unwrap_or_else(|| RequestTime(Limits::default().request_time));
    let handler = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(time, handler).await {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => {
            // What the panic says may repeat a value of the request; where it happened, the panic hook has told.
            tracing::error!("a handler panicked");
            Problem::new(ProblemType::Internal).into_response()
        }
        Err(_elapsed) => Problem::new(ProblemType::ProcessingTimeout).into_response(),
    }
}

/// Writes the id into the answer, and a problem document where an error came without one.
fn dress(mut response: Response, id: &RequestId) -> Response {
    if response.extensions().get::<Problem>().is_none() && lacks_document(&response) {
        response = from_bare(&response);
    }
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        // The length that was counted without the id no longer holds.
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::from(problem.document(Some(id)));
    }
    let headers = response.headers_mut();
    headers.insert(X_REQUEST_ID, id.header_value());
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether this is an error in axum's own words (an empty body or plain text), not in ours.
fn lacks_document(response: &Response) -> bool {
    let status = response.status();
    let content_type = response.headers().get(header::CONTENT_TYPE);
    (status.is_client_error() || status.is_server_error())
        && content_type.is_none_or(|value| value.as_bytes().starts_with(b"text/plain"))
}

/// Keeps the headers that tell the caller what to do instead, and drops the words, for they may repeat a value.
fn from_bare(response: &Response) -> Response {
    let mut problem = Problem::new(ProblemType::of_status(response.status()));
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            problem = problem.header(name, value.clone());
        }
    }
    problem.into_response()
}
