//! One line a request, with nothing of the request's content in it.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use http::{Method, StatusCode};

use crate::http::request_id::RequestId;

/// The line of one request; written when it ends, or when it is dropped because the client went away.
pub(super) struct Line {
    method: &'static str,
    route: Option<MatchedPath>,
    id: RequestId,
    begun: Instant,
    status: Option<StatusCode>,
}

impl Line {
    #[expect(
        clippy::disallowed_methods,
        reason = "the duration is only told, nothing is decided by it"
    )]
    pub(super) fn begin(request: &Request, id: RequestId) -> Self {
        Self {
            method: known(request.method()),
            route: request.extensions().get().cloned(),
            id,
            begun: Instant::now(),
            status: None,
        }
    }

    pub(super) fn end(mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let method = self.method;
        // The path itself may hold what must not be logged; its pattern can't.
        let route = self.route.as_ref().map_or("-", MatchedPath::as_str);
        let request_id = self.id.as_str();
        let duration_ms = self.begun.elapsed().as_millis();
        match self.status {
            Some(status) => {
                let status = status.as_u16();
                tracing::info!(method, route, status, duration_ms, request_id, "request");
            }
            None => {
                tracing::info!(method, route, duration_ms, request_id, "request abandoned");
            }
        }
    }
}

/// A method's name; an unknown one is a text of the client's choice.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::TRACE => "TRACE",
        _ => "other",
    }
}
