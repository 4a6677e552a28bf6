//! Lifts the lock that too many wrong guesses in a row put on a recipient.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::target;
use crate::api::check::Check;
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::http::{ApiJson, Problem};

/// Whose lock is lifted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct UnlockRequest {
    /// The recipient by e-mail; exactly one of `email` and `phone`.
    email: Option<String>,
    /// The recipient by telephone number with its country code.
    #[schema(example = "+12025550123")]
    phone: Option<String>,
}

/// Whether there was anything to lift.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct UnlockAnswer {
    /// Whether wrong guesses were counted against the recipient.
    unlocked: bool,
}

/// Forgets the wrong guesses that were counted against a recipient.
#[utoipa::path(
    post,
    path = "/api/v1/auth/otp/unlock",
    tag = "one-time passwords",
    request_body = UnlockRequest,
    responses(
        (status = 200, description = "whether there was anything to lift", body = UnlockAnswer),
        (status = 422, description = "a field is wrong"),
    ),
    security(("api_key" = ["otp:manage"]))
)]
pub(in crate::api) async fn unlock_recipient(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(request): ApiJson<UnlockRequest>,
) -> Result<Json<UnlockAnswer>, Problem> {
    caller.demand(Scope::OtpManage)?;
    let mut check = Check::default();
    let recipient = target::recipient(
        &app,
        request.email.as_deref(),
        request.phone.as_deref(),
        &mut check,
    );
    let recipient = check.finish(recipient)?;
    let unlocked = app
        .otp
        .challenges()
        .unlock(caller.tenant, &recipient)
        .await?;
    tracing::info!(key.id = %caller.key_id(), unlocked, "the wrong guesses of a recipient were forgotten");
    Ok(Json(UnlockAnswer { unlocked }))
}
