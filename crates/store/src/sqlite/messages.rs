//! The table `messages`.

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::money::Money;
use msg_core::outcome::Accepted;
use msg_core::ports::{
    EndedAttempt, EndedMessage, MessageLog, MessageRecord, NewAttempt, NewMessage, Next, StoreError,
};
use msg_core::status::MessageStatus;
use msg_core::{Channel, Class, MessageId, ProviderId, TenantId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::columns::{Micros, cost, maybe_time, maybe_word, time, word};
use super::{Failure, Sqlite, attempts};

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
        self.write(move |connection| {
            insert(connection, &message)?;
            attempts::insert(connection, &first)?;
            Ok(())
        })
        .await
    }

    async fn advance(&self, ended: &EndedAttempt, next: &Next) -> Result<(), StoreError> {
        let (ended, next) = (ended.clone(), next.clone());
        self.write(move |connection| advance(connection, &ended, &next))
            .await
    }

    async fn find(
        &self,
        tenant: TenantId,
        id: MessageId,
    ) -> Result<Option<MessageRecord>, StoreError> {
        self.read(move |connection| find(connection, tenant, id))
            .await
    }

    async fn settle_interrupted(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.write(move |connection| settle(connection, now)).await
    }
}

fn insert(connection: &Connection, message: &NewMessage) -> rusqlite::Result<()> {
    connection.prepare_cached(INSERT)?.execute(params![
        message.id.as_uuid(),
        message.tenant.as_uuid(),
        message.channel.as_str(),
        message.class.as_str(),
        message.purpose,
        message.recipient.as_str(),
        message.recipient_index.as_bytes(),
        message.recipient.masked(),
        MessageStatus::Sending.as_str(),
        message.parts,
        message.encoding,
        message.metadata,
        Micros(message.created_at),
        Micros(message.created_at),
    ])?;
    Ok(())
}

fn advance(connection: &Connection, ended: &EndedAttempt, next: &Next) -> Result<(), Failure> {
    let provider = attempts::end(connection, ended)?;
    let becomes = match next {
        Next::Attempt(attempt) => {
            attempts::insert(connection, attempt)?;
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
    update(connection, ended.message, becomes, result, ended.ended_at)?;
    Ok(())
}

/// What an attempt leaves in the row of its message.
enum MessageResult<'a> {
    Accepted(&'a str, &'a Accepted),
    Error(String),
}

fn update(
    connection: &Connection,
    id: MessageId,
    becomes: EndedMessage,
    result: MessageResult<'_>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let (provider, accepted, error) = match result {
        MessageResult::Accepted(provider, accepted) => (Some(provider), Some(accepted), None),
        MessageResult::Error(text) => (None, None, Some(text)),
    };
    let cost = accepted.and_then(|accepted| accepted.cost);
    connection.prepare_cached(ADVANCE)?.execute(params![
        becomes.status.as_str(),
        becomes.maybe_duplicate,
        error,
        provider,
        accepted.and_then(|accepted| accepted.provider_message_id.as_deref()),
        accepted.and_then(|accepted| accepted.parts),
        cost.map(Money::micros),
        cost.map(|cost| cost.currency().as_str().to_owned()),
        accepted.map(|_| Micros(now)),
        Micros(now),
        id.as_uuid(),
    ])?;
    Ok(())
}

fn settle(connection: &Connection, now: Timestamp) -> Result<u64, Failure> {
    let mut interrupted = connection.prepare_cached(INTERRUPTED)?;
    let interrupted: Vec<Uuid> = interrupted
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let count = u64::try_from(interrupted.len())?;
    for id in interrupted.into_iter().map(MessageId::from_uuid) {
        attempts::end_open(connection, id, INTERRUPTED_TEXT, now)?;
        let becomes = EndedMessage {
            status: MessageStatus::Unknown,
            maybe_duplicate: attempts::doubts(connection, id)? > 1,
        };
        let result = MessageResult::Error(INTERRUPTED_TEXT.to_owned());
        update(connection, id, becomes, result, now)?;
    }
    Ok(count)
}

fn find(
    connection: &Connection,
    tenant: TenantId,
    id: MessageId,
) -> Result<Option<MessageRecord>, Failure> {
    // Message and attempts as they were at one moment.
    let moment = connection.unchecked_transaction()?;
    let mut find = moment.prepare_cached(FIND)?;
    let found = find.query_one([id.as_uuid(), tenant.as_uuid()], message);
    let Some(mut message) = found.optional()? else {
        return Ok(None);
    };
    message.attempts = attempts::of_message(&moment, id)?;
    Ok(Some(message))
}

/// The message in `row`, without its attempts.
fn message(row: &Row<'_>) -> rusqlite::Result<MessageRecord> {
    Ok(MessageRecord {
        id: MessageId::from_uuid(row.get("id")?),
        channel: word(row, "channel", |name| name.parse::<Channel>().ok())?,
        class: word(row, "class", |name| name.parse::<Class>().ok())?,
        purpose: row.get("purpose")?,
        recipient_masked: row.get("recipient_masked")?,
        status: word(row, "status", MessageStatus::parse)?,
        maybe_duplicate: row.get("maybe_duplicate")?,
        provider: maybe_word(row, "provider", ProviderId::parse)?,
        provider_message_id: row.get("provider_message_id")?,
        parts: row.get("parts")?,
        encoding: row.get("encoding")?,
        cost: cost(row)?,
        error_message: row.get("error_message")?,
        metadata: row.get("metadata")?,
        created_at: time(row, "created_at")?,
        sent_at: maybe_time(row, "sent_at")?,
        delivered_at: maybe_time(row, "delivered_at")?,
        attempts: Vec::new(),
    })
}
