//! `/health/messaging`, `/livez`, `/readyz`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use gateway::health::{Health, Overall, health};
use http::StatusCode;

use crate::app::App;
use crate::http::Problem;

/// Tells how every provider is. Holds no secret; needs no key.
#[utoipa::path(
    get,
    path = "/health/messaging",
    tag = "health",
    responses(
        (status = 200, description = "every channel that is set up has a provider that works"),
        (status = 503, description = "a channel that is set up has none"),
    )
)]
pub(super) async fn messaging(State(app): State<Arc<App>>) -> (StatusCode, Json<Health>) {
    let health = health(app.gateway.registry(), app.clock.now());
    let status = match health.overall_status {
        Overall::Healthy | Overall::Degraded => StatusCode::OK,
        Overall::Unhealthy => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(health))
}

/// Tells that the process runs.
#[utoipa::path(get, path = "/livez", tag = "health", responses((status = 200, description = "it runs")))]
pub(super) async fn live() -> &'static str {
    "ok\n"
}

/// Tells whether requests can be served: the database can be read and written.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    responses(
        (status = 200, description = "they can"),
        (status = 503, description = "the database can't be used"),
    )
)]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Problem> {
    app.ready().await?;
    Ok("ready\n")
}
