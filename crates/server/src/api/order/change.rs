//! Changes the order of a channel, and takes the change back.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use msg_core::ports::{OrderChange, Reason};
use msg_core::{Channel, ProviderId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::OrderAnswer;
use super::check;
use crate::api::check::Check;
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::http::{ApiJson, Problem, ProblemType};

/// An order of provider accounts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct OrderRequest {
    /// The accounts to try, first choice first. Those left out are not tried.
    #[schema(example = json!(["smtp-backup", "smtp"]))]
    providers: Option<Vec<String>>,
    /// Why, on one line of 1 to 500 characters.
    #[schema(example = "the first mail server is being moved")]
    reason: Option<String>,
}

/// What a return to the configuration's order needs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ResetQuery {
    reason: Option<String>,
}

/// Sets the order in which providers are tried for your messages on a channel, from the next message on.
#[utoipa::path(
    put,
    path = "/api/v1/channels/{channel}/order",
    tag = "providers",
    params(("channel" = String, Path, description = "`email`, `sms`, `whatsapp` or `voice`")),
    request_body = OrderRequest,
    responses(
        (status = 200, description = "the order as it is now", body = OrderAnswer),
        (status = 404, description = "no such channel"),
        (status = 422, description = "a field is wrong"),
    ),
    security(("api_key" = ["providers:manage"]))
)]
pub(in crate::api) async fn set_order(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(channel): Path<String>,
    ApiJson(request): ApiJson<OrderRequest>,
) -> Result<Json<OrderAnswer>, Problem> {
    caller.demand(Scope::ProvidersManage)?;
    let channel = super::channel(&channel)?;
    let mut check = Check::default();
    let providers = check.required("/providers", request.providers);
    let registry = app.gateway.registry();
    let providers = providers.map(|names| check::accounts(registry, channel, &names, &mut check));
    let reason = check::reason(request.reason.as_deref(), &mut check);
    let (providers, reason) = check.finish(providers.zip(reason))?;
    change(&app, &caller, channel, Some(providers), reason).await
}

/// Goes back to the configuration's order of providers, from the next message on.
#[utoipa::path(
    delete,
    path = "/api/v1/channels/{channel}/order",
    tag = "providers",
    params(
        ("channel" = String, Path, description = "`email`, `sms`, `whatsapp` or `voice`"),
        ("reason" = String, Query, description = "why, on one line of 1 to 500 characters"),
    ),
    responses(
        (status = 200, description = "the order as it is now", body = OrderAnswer),
        (status = 404, description = "no such channel"),
        (status = 422, description = "the reason is missing or wrong"),
    ),
    security(("api_key" = ["providers:manage"]))
)]
pub(in crate::api) async fn reset_order(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(channel): Path<String>,
    query: Result<Query<ResetQuery>, QueryRejection>,
) -> Result<Json<OrderAnswer>, Problem> {
    caller.demand(Scope::ProvidersManage)?;
    let channel = super::channel(&channel)?;
    let Query(query) = query.map_err(|_| {
        Problem::new(ProblemType::ValidationFailed)
            .detail("the query takes one parameter, `reason`, once")
    })?;
    let mut check = Check::default();
    let reason = check::reason(query.reason.as_deref(), &mut check);
    let reason = check.finish(reason)?;
    change(&app, &caller, channel, None, reason).await
}

async fn change(
    app: &App,
    caller: &Caller,
    channel: Channel,
    providers: Option<Vec<ProviderId>>,
    reason: Reason,
) -> Result<Json<OrderAnswer>, Problem> {
    let change = OrderChange {
        tenant: caller.tenant,
        channel,
        providers,
        reason,
        key: caller.key_id(),
        at: app.clock.now(),
    };
    app.orders.change(change).await?;
    let order = OrderAnswer::of(app, caller.tenant, channel).await?;
    Ok(Json(order))
}
