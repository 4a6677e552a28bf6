//! Reads the state of a challenge, and cancels it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use msg_core::OtpId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::http::{Problem, ProblemType};

/// The state of a challenge.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct ChallengeAnswer {
    /// The challenge.
    id: String,
    /// `pending`, `locked`, `verified`, `canceled` or `expired`.
    status: &'static str,
    /// What its code is good for.
    purpose: String,
    /// How many symbols its code has.
    length: u8,
    /// How many guesses were charged.
    attempts: u32,
    /// How many are left.
    attempts_left: u32,
    /// How often its code was sent.
    sends: u32,
    /// When it was made (RFC 3339, UTC).
    created_at: String,
    /// Until when its code is good.
    expires_at: String,
    /// When its code was sent last.
    last_sent_at: Option<String>,
    /// When the right code came.
    verified_at: Option<String>,
}

/// Reads the state of a challenge; its code is not part of that.
#[utoipa::path(
    get,
    path = "/api/v1/auth/otp/{id}",
    tag = "one-time passwords",
    params(("id" = String, Path, description = "the challenge's id")),
    responses(
        (status = 200, description = "its state", body = ChallengeAnswer),
        (status = 404, description = "no such challenge, or it is another tenant's"),
    ),
    security(("api_key" = ["otp:manage"]))
)]
pub(in crate::api) async fn find_challenge(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<ChallengeAnswer>, Problem> {
    caller.demand(Scope::OtpManage)?;
    let id = parse(&id)?;
    let challenge = app
        .otp
        .challenges()
        .find(caller.tenant, id)
        .await?
        .ok_or_else(not_found)?;
    Ok(Json(ChallengeAnswer {
        id: challenge.id.to_string(),
        status: challenge.status(app.clock.now()).as_str(),
        purpose: challenge.purpose.as_str().to_owned(),
        length: challenge.terms.length.get(),
        attempts: challenge.attempts,
        attempts_left: challenge.attempts_left(),
        sends: challenge.sends,
        created_at: challenge.created_at.to_string(),
        expires_at: challenge.expires_at.to_string(),
        last_sent_at: challenge.last_sent_at.map(|at| at.to_string()),
        verified_at: challenge.consumed_at.map(|at| at.to_string()),
    }))
}

/// Cancels a challenge: its code is good for nothing any more.
#[utoipa::path(
    delete,
    path = "/api/v1/auth/otp/{id}",
    tag = "one-time passwords",
    params(("id" = String, Path, description = "the challenge's id")),
    responses(
        (status = 204, description = "it is canceled, or was over already"),
        (status = 404, description = "no such challenge, or it is another tenant's"),
    ),
    security(("api_key" = ["otp:manage"]))
)]
pub(in crate::api) async fn cancel_challenge(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.demand(Scope::OtpManage)?;
    let id = parse(&id)?;
    let challenges = app.otp.challenges();
    if !challenges.cancel(caller.tenant, id).await? {
        challenges
            .find(caller.tenant, id)
            .await?
            .ok_or_else(not_found)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

fn parse(id: &str) -> Result<OtpId, Problem> {
    id.parse().map_err(|_| not_found())
}

fn not_found() -> Problem {
    Problem::new(ProblemType::NotFound)
}
