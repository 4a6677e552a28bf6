//! Shows the order of a channel.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use super::answer::OrderAnswer;
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::http::Problem;

/// Shows in which order providers are tried for your messages on a channel, and every change of that.
#[utoipa::path(
    get,
    path = "/api/v1/channels/{channel}/order",
    tag = "providers",
    params(("channel" = String, Path, description = "`email`, `sms`, `whatsapp` or `voice`")),
    responses(
        (status = 200, description = "the order", body = OrderAnswer),
        (status = 404, description = "no such channel"),
    ),
    security(("api_key" = ["providers:read"]))
)]
pub(in crate::api) async fn show_order(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(channel): Path<String>,
) -> Result<Json<OrderAnswer>, Problem> {
    caller.demand(Scope::ProvidersRead)?;
    let channel = super::channel(&channel)?;
    let order = OrderAnswer::of(&app, caller.tenant, channel).await?;
    Ok(Json(order))
}
