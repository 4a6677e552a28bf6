//! A small API behind the edge.

use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path};
use axum::routing::{get, post};
use futures_util::stream;
use serde::Deserialize;
use server::http::{ApiJson, FieldError, Problem, ProblemType, RequestId, edge, problem};
use tokio::sync::Notify;
use tokio::time::interval;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    to: String,
}

/// What the handlers tell the test and wait for.
#[derive(Clone, Default)]
pub(crate) struct Stage {
    pub(crate) entered: Arc<Notify>,
    pub(crate) gate: Arc<Notify>,
    pub(crate) order: Arc<Mutex<Vec<String>>>,
}

pub(crate) fn toy(stage: &Stage) -> Router {
    let Stage {
        entered,
        gate,
        order,
    } = stage.clone();
    let routes = Router::new()
        .route(
            "/things",
            post(async |ApiJson(thing): ApiJson<Thing>| thing.to.len().to_string()),
        )
        .route("/things/{id}", get(async |Path(id): Path<String>| id))
        .route("/numbers/{n}", get(async |Path(n): Path<u8>| n.to_string()))
        .route("/raw", post(async |body: Bytes| body.len().to_string()))
        .route("/big", get(async || "x".repeat(64 << 20)))
        .route("/panic", get(async || -> String { panic!("SECRET") }))
        .route("/stuck", get(async || pending::<String>().await))
        .route(
            "/peer",
            get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()),
        )
        .route("/id", get(async |id: RequestId| id.to_string()))
        .route(
            "/limited",
            get(async || -> Result<String, Problem> {
                Err(Problem::new(ProblemType::QuotaExceeded)
                    .retry_after(Duration::from_millis(1001))
                    .member("violated-policies", vec!["per-minute"])
                    .error(FieldError::new("/to", "too_many").detail("wait")))
            }),
        )
        .route(
            "/ready",
            get(async || {
                let status = http::StatusCode::SERVICE_UNAVAILABLE;
                (status, axum::Json(serde_json::json!({"ready": false})))
            }),
        )
        .route(
            "/gate",
            get(async move || {
                entered.notify_one();
                gate.notified().await;
                "through"
            }),
        )
        .route("/drip", get(drip))
        .route(
            "/order/{name}",
            get(async move |Path(name): Path<String>| {
                order.lock().expect("no panic").push(name);
                "noted"
            }),
        );
    let inner = Router::new().route("/things", post(async || "made")).route(
        "/limited",
        get(async || Problem::new(ProblemType::NotFound)),
    );
    edge(
        routes
            .merge(problem::routes())
            .nest_service("/nested", inner),
    )
}

/// Sends a byte every 100 ms for 1.5 s.
async fn drip() -> Body {
    let ticks = interval(Duration::from_millis(100));
    Body::from_stream(stream::unfold((ticks, 15), async |(mut ticks, left)| {
        ticks.tick().await;
        (left > 0).then(|| (Ok::<_, Infallible>("x"), (ticks, left - 1)))
    }))
}
