//! The table `messages`.

use async_trait::async_trait;
use futures_util::FutureExt;
use jiff::Timestamp;
use msg_core::money::Money;
use msg_core::outcome::Accepted;
use msg_core::ports::{
    EndedAttempt, EndedMessage, MessageLog, MessageRecord, NewAttempt, NewMessage, Next, StoreError,
};
use msg_core::status::MessageStatus;
use msg_core::{Channel, Class, MessageId, ProviderId, TenantId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use super::columns::{Micros, cost, maybe_time, time, unreadable, word};
use super::writer::Failure;
use super::{Sqlite, attempts};

const INSERT: &str = "\
INSERT INTO messages (
    id, tenant_id, channel, class, purpose, recipient, recipient_index, recipient_masked, status, parts, encoding,
    metadata, created_at, updated_at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const FIND: &str = "SELECT * FROM messages WHERE id = ? AND tenant_id = ?";
const INTERRUPTED: &str = "SELECT DISTINCT message_id FROM attempts WHERE fact IS NULL";

/// Takes in how an attempt ended and what that makes of the message.
///
/// A receipt may have come before the provider's answer: what a provider or a carrier has confirmed stays.
const ADVANCE: &str = "\
UPDATE messages SET
    status = CASE WHEN
        (CASE status WHEN 'read' THEN 3 WHEN 'delivered' THEN 2 WHEN 'sent' THEN 1 ELSE 0 END) >
        (CASE ?1     WHEN 'read' THEN 3 WHEN 'delivered' THEN 2 WHEN 'sent' THEN 1 ELSE 0 END)
        THEN status ELSE ?1 END,
    maybe_duplicate = max(maybe_duplicate, ?2),
    error_message = ?3,
    provider = coalesce(?4, provider),
    provider_message_id = coalesce(?5, provider_message_id),
    parts = coalesce(?6, parts),
    cost_micros = coalesce(?7, cost_micros),
    cost_currency = coalesce(?8, cost_currency),
    sent_at = coalesce(sent_at, ?9),
    updated_at = ?10
WHERE id = ?11";

/// What becomes of a call that nobody was left to hear the end of.
const INTERRUPTED_TEXT: &str = "the program stopped before the provider answered";

#[async_trait]
impl MessageLog for Sqlite {
    async fn accept(&self, message: &NewMessage, first: &NewAttempt) -> Result<(), StoreError> {
        let (message, first) = (message.clone(), first.clone());
        self.writer
            .run(|connection: &mut SqliteConnection| {
                async move {
                    insert(connection, &message).await?;
                    attempts::insert(connection, &first).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
    }

    async fn advance(&self, ended: &EndedAttempt, next: &Next) -> Result<(), StoreError> {
        let (ended, next) = (ended.clone(), next.clone());
        self.writer
            .run(|connection| async move { advance(connection, &ended, &next).await }.boxed())
            .await
    }

    async fn find(
        &self,
        tenant: TenantId,
        id: MessageId,
    ) -> Result<Option<MessageRecord>, StoreError> {
        find(self, tenant, id).await.map_err(StoreError::new)
    }

    async fn settle_interrupted(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.writer
            .run(move |connection| async move { settle(connection, now).await }.boxed())
            .await
    }
}

async fn insert(connection: &mut SqliteConnection, message: &NewMessage) -> sqlx::Result<()> {
    sqlx::query(INSERT)
        .bind(message.id.as_uuid())
        .bind(message.tenant.as_uuid())
        .bind(message.channel.as_str())
        .bind(message.class.as_str())
        .bind(message.purpose.as_deref())
        .bind(message.recipient.as_str())
        .bind(&message.recipient_index.as_bytes()[..])
        .bind(message.recipient.masked())
        .bind(MessageStatus::Sending.as_str())
        .bind(message.parts)
        .bind(message.encoding)
        .bind(message.metadata.as_deref())
        .bind(Micros(message.created_at))
        .bind(Micros(message.created_at))
        .execute(connection)
        .await
        .map(drop)
}

async fn advance(
    connection: &mut SqliteConnection,
    ended: &EndedAttempt,
    next: &Next,
) -> Result<(), Failure> {
    let provider = attempts::end(connection, ended).await?;
    let becomes = match next {
        Next::Attempt(attempt) => {
            attempts::insert(connection, attempt).await?;
            EndedMessage {
                status: MessageStatus::Sending,
                maybe_duplicate: false,
            }
        }
        Next::End(end) => *end,
    };
    let result = match &ended.result {
        Ok(accepted) => MessageResult::Accepted(&provider, accepted),
        Err(error) => MessageResult::Error(error.to_string()),
    };
    update(connection, ended.message, becomes, result, ended.ended_at).await?;
    Ok(())
}

/// What an attempt leaves in the row of its message.
enum MessageResult<'a> {
    Accepted(&'a str, &'a Accepted),
    Error(String),
}

async fn update(
    connection: &mut SqliteConnection,
    id: MessageId,
    becomes: EndedMessage,
    result: MessageResult<'_>,
    now: Timestamp,
) -> sqlx::Result<()> {
    let (provider, accepted, error) = match result {
        MessageResult::Accepted(provider, accepted) => (Some(provider), Some(accepted), None),
        MessageResult::Error(text) => (None, None, Some(text)),
    };
    let cost = accepted.and_then(|accepted| accepted.cost);
    sqlx::query(ADVANCE)
        .bind(becomes.status.as_str())
        .bind(becomes.maybe_duplicate)
        .bind(error)
        .bind(provider)
        .bind(accepted.and_then(|accepted| accepted.provider_message_id.as_deref()))
        .bind(accepted.and_then(|accepted| accepted.parts))
        .bind(cost.map(Money::micros))
        .bind(cost.map(|cost| cost.currency().as_str().to_owned()))
        .bind(accepted.map(|_| Micros(now)))
        .bind(Micros(now))
        .bind(id.as_uuid())
        .execute(connection)
        .await
        .map(drop)
}

async fn settle(connection: &mut SqliteConnection, now: Timestamp) -> Result<u64, Failure> {
    let interrupted: Vec<Uuid> = sqlx::query_scalar(INTERRUPTED)
        .fetch_all(&mut *connection)
        .await?;
    let becomes = EndedMessage {
        status: MessageStatus::Unknown,
        maybe_duplicate: false,
    };
    let count = u64::try_from(interrupted.len())?;
    for id in interrupted.into_iter().map(MessageId::from_uuid) {
        attempts::end_open(connection, id, INTERRUPTED_TEXT, now).await?;
        let result = MessageResult::Error(INTERRUPTED_TEXT.to_owned());
        update(connection, id, becomes, result, now).await?;
    }
    Ok(count)
}

async fn find(
    store: &Sqlite,
    tenant: TenantId,
    id: MessageId,
) -> sqlx::Result<Option<MessageRecord>> {
    // Message and attempts as they were at one moment.
    let mut reading = store.readers.begin().await?;
    let message = sqlx::query(FIND)
        .bind(id.as_uuid())
        .bind(tenant.as_uuid())
        .try_map(|row| message(&row))
        .fetch_optional(&mut *reading)
        .await?;
    let Some(mut message) = message else {
        return Ok(None);
    };
    message.attempts = attempts::of_message(&mut reading, id).await?;
    reading.commit().await?;
    Ok(Some(message))
}

/// The message in `row`, without its attempts.
fn message(row: &SqliteRow) -> sqlx::Result<MessageRecord> {
    let provider: Option<&str> = row.try_get("provider")?;
    let provider = provider
        .map(|name| ProviderId::parse(name).ok_or_else(|| unreadable("provider")))
        .transpose()?;
    Ok(MessageRecord {
        id: MessageId::from_uuid(row.try_get("id")?),
        channel: word(row, "channel", |name| name.parse::<Channel>().ok())?,
        class: word(row, "class", |name| name.parse::<Class>().ok())?,
        purpose: row.try_get("purpose")?,
        recipient_masked: row.try_get("recipient_masked")?,
        status: word(row, "status", MessageStatus::parse)?,
        maybe_duplicate: row.try_get("maybe_duplicate")?,
        provider,
        provider_message_id: row.try_get("provider_message_id")?,
        parts: row.try_get("parts")?,
        encoding: row.try_get("encoding")?,
        cost: cost(row)?,
        error_message: row.try_get("error_message")?,
        metadata: row.try_get("metadata")?,
        created_at: time(row, "created_at")?,
        sent_at: maybe_time(row, "sent_at")?,
        delivered_at: maybe_time(row, "delivered_at")?,
        attempts: Vec::new(),
    })
}
