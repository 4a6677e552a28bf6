//! The HTTP API: one file a resource, documented where it is handled.

mod answer;
mod check;
mod health;
mod messages;
mod openapi;
mod order;
mod otp;
mod providers;
mod storage;

use std::sync::Arc;

use axum::{Json, Router, routing};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::http::{edge, problem};

/// The whole service as one router.
pub fn router(app: Arc<App>) -> Router {
    let (api, document) = routes().split_for_parts();
    let router = api.with_state(app).merge(problem::routes()).route(
        "/openapi.json",
        routing::get(move || async move { Json(document) }),
    );
    edge(router)
}

/// The description of the API.
pub fn openapi_document() -> OpenApi {
    routes().into_openapi()
}

fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::document())
        .routes(routes!(otp::send_code))
        .routes(routes!(otp::verify_code))
        .routes(routes!(otp::find_challenge, otp::cancel_challenge))
        .routes(routes!(otp::unlock_recipient))
        .routes(routes!(messages::send_message))
        .routes(routes!(messages::send_message_as_before))
        .routes(routes!(messages::find_message))
        .routes(routes!(providers::list_providers))
        .routes(routes!(
            order::show_order,
            order::set_order,
            order::reset_order
        ))
        .routes(routes!(health::messaging))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
}
