//! One connection, from its first byte to its last.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use http::{Method, Uri};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;
use tower::Service;

use crate::http::body::TimedBody;
use crate::http::edge::{RequestTime, dressed};
use crate::http::guard::{Guard, Refusal};
use crate::http::limits::Limits;
use crate::http::problem::{Problem, ProblemType};

/// hyper refuses a smaller buffer.
const SMALLEST_BUFFER: usize = 8 * 1024;

/// Beyond the longest head that the guard lets through, so that hyper never meets its own bound first.
const MARGIN: usize = 1024;

/// What all connections share.
#[derive(Clone)]
pub(super) struct Host {
    router: Router,
    refusals: Router,
    limits: Limits,
    http: http1::Builder,
}

impl Host {
    pub(super) fn new(router: Router, limits: Limits) -> Self {
        let mut http = http1::Builder::new();
        // The guard is the first to act on all three limits; without a timer hyper's own would never fire.
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.idle_time + limits.head_time)
            .max_headers(limits.headers)
            .max_buf_size(SMALLEST_BUFFER.max(limits.head_bytes + MARGIN));
        Self {
            router,
            refusals: dressed(Router::new().fallback(refuse)),
            limits,
            http,
        }
    }

    /// Serves a connection; once `stopping` is cancelled, until its request in flight is answered.
    pub(super) async fn run<T>(self, io: T, peer: SocketAddr, stopping: CancellationToken)
    where
        T: AsyncRead + AsyncWrite + Unpin,
    {
        let io = TokioIo::new(Guard::new(io, self.limits.clone()));
        let service = service_fn(|request| self.answer(request, peer));
        let mut connection = pin!(self.http.serve_connection(io, service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stopping.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "connection broke off");
        }
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
    ) -> Result<Response, Infallible> {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(ConnectInfo(peer));
        parts
            .extensions
            .insert(RequestTime(self.limits.request_time));
        let body = Body::new(TimedBody::new(body, self.limits.body_time));
        let router = if Refusal::of(&parts.method, &parts.uri).is_some() {
            &self.refusals
        } else {
            &self.router
        };
        router.clone().call(Request::from_parts(parts, body)).await
    }
}

async fn refuse(method: Method, uri: Uri) -> Problem {
    Refusal::of(&method, &uri).map_or_else(|| ProblemType::BadRequest.into(), Refusal::problem)
}
