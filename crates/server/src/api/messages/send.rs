//! Sends one message and waits for its end.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gateway::{Draft, Outcome};
use http::StatusCode;
use msg_core::status::MessageStatus;
use msg_core::{Channel, Class, Content, MessageId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::content::content;
use super::request::SendMessage;
use crate::api::answer::{self, Departure};
use crate::api::check::Check;
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::http::{ApiJson, Problem};

/// How long a caller waits at most; the message goes on after that.
pub(in crate::api) const WAIT: Duration = Duration::from_secs(25);

/// The most metadata kept with a message, in bytes of JSON.
const MAX_METADATA: usize = 4_096;

/// What became of a message.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Sent {
    /// Whether a provider accepted it.
    pub(super) success: bool,
    /// The message.
    #[schema(example = "msg_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a")]
    pub(super) id: String,
    /// `sent`, `sending` or `unknown`.
    pub(super) status: &'static str,
    /// The channel.
    pub(super) channel: &'static str,
    /// How it left.
    #[serde(flatten)]
    departure: Departure,
}

/// Sends one message and waits for what becomes of it.
#[utoipa::path(
    post,
    path = "/api/v1/messages",
    tag = "messages",
    request_body = SendMessage,
    responses(
        (status = 200, description = "a provider accepted it", body = Sent),
        (status = 202, description = "nobody knows yet, or a provider may have taken it without saying so; look it up by its id", body = Sent),
        (status = 422, description = "a field is wrong, or the recipient can't be reached"),
        (status = 502, description = "every provider refused"),
        (status = 503, description = "no provider, or the database, can be used now; nothing was stored"),
    ),
    security(("api_key" = ["messages:send"]))
)]
pub(in crate::api) async fn send_message(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(request): ApiJson<SendMessage>,
) -> Result<Response, Problem> {
    caller.demand(Scope::MessagesSend)?;
    let draft = draft(&app, &caller, &request)?;
    let channel = draft.0;
    let in_flight = app.gateway.send(draft.1);
    let id = in_flight.id();
    match in_flight.wait(WAIT).await {
        Ok(Some(outcome)) => answer(&outcome),
        Ok(None) => Ok((StatusCode::ACCEPTED, Json(still_sending(id, channel))).into_response()),
        Err(refusal) => Err(answer::refusal(&refusal)),
    }
}

/// Sends one message; the path of the earlier services.
#[utoipa::path(
    post,
    path = "/api/messages",
    tag = "messages",
    request_body = SendMessage,
    responses((status = 200, description = "as `/api/v1/messages`", body = Sent)),
    security(("api_key" = ["messages:send"]))
)]
pub(in crate::api) async fn send_message_as_before(
    state: State<Arc<App>>,
    caller: Caller,
    request: ApiJson<SendMessage>,
) -> Result<Response, Problem> {
    send_message(state, caller, request).await
}

fn draft(app: &App, caller: &Caller, request: &SendMessage) -> Result<(Channel, Draft), Problem> {
    let mut check = Check::default();
    let channel = check.take(
        "/channel",
        "invalid_value",
        request.channel.to_ascii_lowercase().parse::<Channel>(),
    );
    let class = class(request, &mut check);
    let purpose = purpose(request, &mut check);
    let metadata = metadata(request, &mut check);
    let content = channel.and_then(|channel| content(request, channel, app.region, &mut check));
    let content: Content = check.finish(content)?;
    let draft = Draft {
        tenant: caller.tenant,
        class: class.unwrap_or(Class::Transactional),
        purpose,
        metadata,
        deadline: None,
        content: Arc::new(content.clone()),
    };
    Ok((content.channel(), draft))
}

fn class(request: &SendMessage, check: &mut Check) -> Option<Class> {
    let class = request.class.as_deref()?;
    let class = check.take("/class", "invalid_value", class.parse::<Class>())?;
    let refused = match class {
        Class::Transactional => return Some(class),
        Class::Otp => "send codes with POST /api/v1/auth/otp/send",
        Class::Promotional => {
            "promotional messages need a record of consent, which this version does not keep"
        }
    };
    check.fault("/class", "not_available", refused);
    None
}

fn purpose(request: &SendMessage, check: &mut Check) -> Option<String> {
    let purpose = request.purpose.as_deref()?;
    let plain = (1..=64).contains(&purpose.len())
        && purpose
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-'));
    let rule = "a purpose has 1 to 64 characters of a-z, 0-9, _, . and -";
    check.take(
        "/purpose",
        "invalid_value",
        plain.then(|| purpose.to_owned()).ok_or(rule),
    )
}

fn metadata(request: &SendMessage, check: &mut Check) -> Option<String> {
    let mut metadata = request.metadata.clone().unwrap_or_default();
    for (name, value) in [
        ("channel_id", &request.channel_id),
        ("session_id", &request.session_id),
    ] {
        if let Some(value) = value {
            metadata.insert(name.to_owned(), value.clone());
        }
    }
    if metadata.is_empty() {
        return None;
    }
    let text = Value::Object(metadata).to_string();
    if text.len() > MAX_METADATA {
        check.fault(
            "/metadata",
            "too_long",
            format!("at most {MAX_METADATA} bytes of JSON"),
        );
        return None;
    }
    Some(text)
}

fn answer(outcome: &Outcome) -> Result<Response, Problem> {
    if let Some(problem) = answer::failure(outcome) {
        return Err(problem);
    }
    let success = outcome.accepted().is_some();
    let sent = Sent {
        success,
        id: outcome.id.to_string(),
        status: outcome.status.as_str(),
        channel: outcome.channel.as_str(),
        departure: Departure::from(outcome),
    };
    let status = if success {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    Ok((status, Json(sent)).into_response())
}

fn still_sending(id: MessageId, channel: Channel) -> Sent {
    Sent {
        success: false,
        id: id.to_string(),
        status: MessageStatus::Sending.as_str(),
        channel: channel.as_str(),
        departure: Departure::default(),
    }
}
