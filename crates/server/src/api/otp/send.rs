//! Sends a code.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gateway::Outcome;
use gateway::otp::SendCode;
use gateway::template::Locale;
use http::StatusCode;
use msg_core::status::MessageStatus;
use msg_core::{Channel, MessageId, Recipient};
use otp::{Issued, SendRefused};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::limit::{cooling_down, limit_reached};
use super::target;
use crate::api::answer::{self, Departure};
use crate::api::check::Check;
use crate::api::messages::WAIT;
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::http::{ApiJson, FieldError, Problem, ProblemType};

/// A code that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SendRequest {
    /// Who gets it, by e-mail; exactly one of `email` and `phone`.
    email: Option<String>,
    /// Who gets it, by telephone number with its country code.
    #[schema(example = "+12025550123")]
    phone: Option<String>,
    /// What it is good for: `login`, `password_reset` or any name of 1 to 64 characters of `a-z0-9_.-`.
    #[schema(example = "login")]
    purpose: String,
    /// `sms`, `whatsapp` or `voice` for a telephone number (`sms` without it), `email` for an address.
    channel: Option<String>,
    /// How many symbols it has, among the lengths that the purpose allows.
    length: Option<u8>,
    /// How many minutes it is good.
    validity_minutes: Option<u32>,
    /// The language of the message, such as `en` or `pt-BR`.
    locale: Option<String>,
    /// Where the end user asks from; limits count by it.
    #[schema(example = "203.0.113.7")]
    client_ip: Option<String>,
}

/// A code on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct SendAnswer {
    /// Whether a provider accepted the message.
    success: bool,
    /// The challenge, by which its state can be read.
    #[schema(example = "otp_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a")]
    id: String,
    /// `pending`: it waits for the code.
    status: &'static str,
    /// The channel.
    channel: &'static str,
    /// Until when the code is good (RFC 3339, UTC).
    expires_at: String,
    /// From when on it may be sent again.
    resend_at: String,
    /// The message that carries it.
    message_id: String,
    /// `sent`, `sending` or `unknown`.
    message_status: &'static str,
    /// How the message left; every copy of it carries the same code.
    #[serde(flatten)]
    departure: Departure,
}

/// Makes a code and sends it, or sends the live one again.
#[utoipa::path(
    post,
    path = "/api/v1/auth/otp/send",
    tag = "one-time passwords",
    request_body = SendRequest,
    responses(
        (status = 200, description = "a provider accepted the message", body = SendAnswer),
        (status = 202, description = "nobody knows yet whether a provider took the message", body = SendAnswer),
        (status = 422, description = "a field is wrong, or the recipient can't be reached"),
        (status = 429, description = "a limit forbids it; Retry-After tells when to ask again"),
        (status = 502, description = "every provider refused; the cool-down is given back"),
        (status = 503, description = "no provider, or the database, can be used now"),
    ),
    security(("api_key" = ["otp:send"]))
)]
pub(in crate::api) async fn send_code(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(request): ApiJson<SendRequest>,
) -> Result<Response, Problem> {
    caller.demand(Scope::OtpSend)?;
    let code = checked(&app, &caller, &request)?;
    let channel = code.channel;
    let sent = app
        .otp
        .send(code)
        .await
        .map_err(|refused| problem(&refused, &app))?;
    let id = sent.in_flight.id();
    match sent.in_flight.wait(WAIT).await {
        Ok(Some(outcome)) => answer(&sent.issued, &outcome),
        Ok(None) => {
            let answer = pending(&sent.issued, id, channel);
            Ok((StatusCode::ACCEPTED, Json(answer)).into_response())
        }
        Err(refusal) => Err(answer::refusal(&refusal)),
    }
}

fn checked(app: &App, caller: &Caller, request: &SendRequest) -> Result<SendCode, Problem> {
    let mut check = Check::default();
    let recipient = target::recipient(
        app,
        request.email.as_deref(),
        request.phone.as_deref(),
        &mut check,
    );
    let purpose = target::purpose(&request.purpose, &mut check);
    let network = target::network(request.client_ip.as_deref(), &mut check);
    let channel = recipient
        .as_ref()
        .and_then(|recipient| channel(recipient, request.channel.as_deref(), &mut check));
    let locale = match request.locale.as_deref() {
        Some(text) => check.take("/locale", "invalid_value", text.parse()),
        None => Some(Locale::default()),
    };
    let code = recipient.zip(purpose).zip(channel.zip(locale));
    let ((recipient, purpose), (channel, locale)) = check.finish(code)?;
    Ok(SendCode {
        tenant: caller.tenant,
        sender: app.code_sender(&purpose),
        purpose,
        recipient,
        channel,
        locale,
        length: request.length,
        validity: request.validity_minutes.map(minutes),
        network,
    })
}

fn minutes(minutes: u32) -> Duration {
    Duration::from_secs(60 * u64::from(minutes))
}

fn channel(recipient: &Recipient, asked: Option<&str>, check: &mut Check) -> Option<Channel> {
    let by_phone = matches!(recipient, Recipient::Phone(_));
    let Some(asked) = asked else {
        return Some(if by_phone {
            Channel::Sms
        } else {
            Channel::Email
        });
    };
    let channel: Channel = check.take("/channel", "invalid_value", asked.parse())?;
    if by_phone == (channel == Channel::Email) {
        check.fault(
            "/channel",
            "conflict",
            "this channel does not reach that kind of recipient",
        );
        return None;
    }
    Some(channel)
}

fn problem(refused: &SendRefused, app: &App) -> Problem {
    let now = app.clock.now();
    let field = |pointer: &str| {
        let fault = FieldError::new(pointer, "not_allowed").detail(refused.to_string());
        Problem::new(ProblemType::ValidationFailed).error(fault)
    };
    match refused {
        SendRefused::Length => field("/length"),
        SendRefused::Validity { .. } => field("/validity_minutes"),
        SendRefused::CoolingDown { until } => cooling_down(*until, now),
        SendRefused::LimitReached(limit) => limit_reached(limit, now),
        SendRefused::UnknownKey(error) => unknown_key(error),
        SendRefused::Store(error) => Problem::from(error),
    }
}

/// A key that live codes need is gone from the configuration; only its owner can mend that.
pub(super) fn unknown_key(error: &otp::UnknownKey) -> Problem {
    tracing::error!(%error, "a key that live codes need is not configured; put it back");
    Problem::new(ProblemType::StorageUnavailable)
        .detail("codes can't be made or verified for the moment")
}

fn answer(issued: &Issued, outcome: &Outcome) -> Result<Response, Problem> {
    if let Some(problem) = answer::failure(outcome) {
        return Err(problem);
    }
    let answer = SendAnswer {
        success: outcome.accepted().is_some(),
        message_status: outcome.status.as_str(),
        departure: Departure::from(outcome),
        ..pending(issued, outcome.id, outcome.channel)
    };
    let status = if answer.success {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    Ok((status, Json(answer)).into_response())
}

fn pending(issued: &Issued, message: MessageId, channel: Channel) -> SendAnswer {
    SendAnswer {
        success: false,
        id: issued.challenge.id.to_string(),
        status: "pending",
        channel: channel.as_str(),
        expires_at: issued.challenge.expires_at.to_string(),
        resend_at: issued.resend_at.to_string(),
        message_id: message.to_string(),
        message_status: MessageStatus::Sending.as_str(),
        departure: Departure::default(),
    }
}
