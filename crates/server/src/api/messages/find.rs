//! Looks one message up.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use msg_core::MessageId;
use msg_core::ports::MessageRecord;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::answer::Attempt;
use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::http::{Problem, ProblemType};

/// A message as it stands in the record.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct MessageAnswer {
    /// The message.
    pub(super) id: String,
    /// The channel.
    pub(super) channel: &'static str,
    /// What it is for.
    pub(super) class: &'static str,
    /// Your own word for what it is for.
    pub(super) purpose: Option<String>,
    /// The person it is for, masked.
    #[schema(example = "a***@example.com")]
    pub(super) to: String,
    /// `sending`, `sent`, `delivered`, `read`, `failed` or `unknown`.
    pub(super) status: &'static str,
    /// Whether more than one provider may have taken it.
    pub(super) maybe_duplicate: bool,
    /// The provider account that accepted it.
    pub(super) provider: Option<String>,
    /// That provider's id of it.
    pub(super) provider_message_id: Option<String>,
    /// In how many parts an SMS left.
    pub(super) message_parts: Option<u32>,
    /// The encoding of an SMS.
    pub(super) encoding: Option<String>,
    /// What the last refusal said.
    pub(super) error_message: Option<String>,
    /// What you wanted kept with it.
    pub(super) metadata: Option<Value>,
    /// When it was taken in (RFC 3339, UTC).
    pub(super) created_at: String,
    /// When a provider accepted it.
    pub(super) sent_at: Option<String>,
    /// When it reached the person.
    pub(super) delivered_at: Option<String>,
    /// Every try, first to last.
    pub(super) attempts: Vec<Attempt>,
}

/// Looks one message up, with every try of every provider.
#[utoipa::path(
    get,
    path = "/api/v1/messages/{id}",
    tag = "messages",
    params(("id" = String, Path, description = "the message's id")),
    responses(
        (status = 200, description = "the message", body = MessageAnswer),
        (status = 404, description = "no such message, or it is another tenant's"),
    ),
    security(("api_key" = ["messages:read"]))
)]
pub(in crate::api) async fn find_message(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<MessageAnswer>, Problem> {
    caller.demand(Scope::MessagesRead)?;
    let not_found = || Problem::new(ProblemType::NotFound);
    let id: MessageId = id.parse().map_err(|_| not_found())?;
    let record = app.gateway.log().find(caller.tenant, id).await?;
    record
        .map(MessageAnswer::from)
        .map(Json)
        .ok_or_else(not_found)
}

impl From<MessageRecord> for MessageAnswer {
    fn from(record: MessageRecord) -> Self {
        Self {
            id: record.id.to_string(),
            channel: record.channel.as_str(),
            class: record.class.as_str(),
            purpose: record.purpose,
            to: record.recipient_masked,
            status: record.status.as_str(),
            maybe_duplicate: record.maybe_duplicate,
            provider: record.provider.map(|provider| provider.to_string()),
            provider_message_id: record.provider_message_id,
            message_parts: record.parts,
            encoding: record.encoding,
            error_message: record.error_message,
            metadata: record
                .metadata
                .and_then(|text| serde_json::from_str(&text).ok()),
            created_at: record.created_at.to_string(),
            sent_at: record.sent_at.map(|at| at.to_string()),
            delivered_at: record.delivered_at.map(|at| at.to_string()),
            attempts: record.attempts.into_iter().map(Attempt::from).collect(),
        }
    }
}
