//! Verifies a code.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use msg_core::OtpId;
use otp::{Verdict, VerifyError, VerifyRequest as Guessed};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::limit::limit_reached;
use super::send::unknown_key;
use super::target;
use crate::api::check::Check;
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::http::{ApiJson, Problem};

/// A code that somebody typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct VerifyRequest {
    /// Who got it, by e-mail; exactly one of `email` and `phone`.
    email: Option<String>,
    /// Who got it, by telephone number with its country code.
    #[schema(example = "+12025550123")]
    phone: Option<String>,
    /// What it is good for, as when it was sent.
    #[schema(example = "login")]
    purpose: String,
    /// What was typed.
    #[schema(example = "123456")]
    code: String,
    /// The challenge it must belong to, if that matters.
    id: Option<String>,
    /// Where the end user types; limits count by it.
    client_ip: Option<String>,
}

/// Whether the code was right.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct VerifyAnswer {
    /// Whether it was.
    verified: bool,
    /// `approved` or `rejected`. A wrong, expired, used, unknown or locked code is rejected alike.
    status: &'static str,
    /// The challenge that is used up now.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

/// Verifies a code. A right one is good once.
#[utoipa::path(
    post,
    path = "/api/v1/auth/otp/verify",
    tag = "one-time passwords",
    request_body = VerifyRequest,
    responses(
        (status = 200, description = "whether the code was right", body = VerifyAnswer),
        (status = 422, description = "a field is wrong, or no code of this purpose looks like that; no guess is counted"),
        (status = 429, description = "too many failed guesses from the end user's network"),
        (status = 503, description = "the database can't be used"),
    ),
    security(("api_key" = ["otp:verify"]))
)]
pub(in crate::api) async fn verify_code(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(request): ApiJson<VerifyRequest>,
) -> Result<Json<VerifyAnswer>, Problem> {
    caller.demand(Scope::OtpVerify)?;
    let guessed = checked(&app, &caller, &request).await?;
    let verdict = app
        .otp
        .challenges()
        .verify(&guessed)
        .await
        .map_err(|error| problem(&error, &app))?;
    Ok(Json(match verdict {
        Verdict::Verified(id) => VerifyAnswer {
            verified: true,
            status: "approved",
            id: Some(id.to_string()),
        },
        Verdict::Rejected => VerifyAnswer {
            verified: false,
            status: "rejected",
            id: None,
        },
    }))
}

async fn checked(app: &App, caller: &Caller, request: &VerifyRequest) -> Result<Guessed, Problem> {
    let mut check = Check::default();
    let recipient = target::recipient(
        app,
        request.email.as_deref(),
        request.phone.as_deref(),
        &mut check,
    );
    let purpose = target::purpose(&request.purpose, &mut check);
    let network = target::network(request.client_ip.as_deref(), &mut check);
    let id = request
        .id
        .as_deref()
        .and_then(|id| check.take("/id", "invalid_value", id.parse::<OtpId>()));
    let Some(purpose) = purpose else {
        return check.finish(None);
    };
    let policy = app.otp.challenges().policies().of(&purpose);
    let guess = policy.shape(&request.code);
    if guess.is_none() {
        let limit = app
            .otp
            .challenges()
            .note_malformed(caller.tenant, &purpose, network)
            .await?;
        if let Some(limit) = limit {
            return Err(limit_reached(&limit, app.clock.now()));
        }
        check.fault(
            "/code",
            "invalid_code",
            "no code of this purpose looks like that",
        );
    }
    let (recipient, guess) = check.finish(recipient.zip(guess))?;
    Ok(Guessed {
        tenant: caller.tenant,
        purpose,
        recipient,
        id,
        guess,
        network,
    })
}

fn problem(error: &VerifyError, app: &App) -> Problem {
    match error {
        VerifyError::LimitReached(limit) => limit_reached(limit, app.clock.now()),
        VerifyError::UnknownKey(error) => unknown_key(error),
        VerifyError::Store(error) => Problem::from(error),
    }
}
