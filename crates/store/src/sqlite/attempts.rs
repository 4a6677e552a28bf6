//! The table `attempts`.

use std::time::Duration;

use jiff::Timestamp;
use msg_core::money::Money;
use msg_core::ports::{AttemptRecord, EndedAttempt, NewAttempt};
use msg_core::{AttemptId, Fact, MessageId, ProviderId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::columns::{Micros, time, unreadable, word};
use super::writer::Failure;

const INSERT: &str =
    "INSERT INTO attempts (id, message_id, number, provider, started_at) VALUES (?, ?, ?, ?, ?)";
const END: &str = "\
UPDATE attempts SET
    fact = ?, cause = ?, code = ?, text = ?, provider_message_id = ?, parts = ?, cost_micros = ?, cost_currency = ?,
    ended_at = ?, took_us = ?
WHERE message_id = ? AND id = ? AND fact IS NULL
RETURNING provider";
const OF_MESSAGE: &str = "\
SELECT id, number, provider, fact, cause, code, text, provider_message_id, started_at, took_us
FROM attempts WHERE message_id = ? ORDER BY number";
const END_OPEN: &str = "\
UPDATE attempts SET fact = ?, text = ?, ended_at = ? WHERE message_id = ? AND fact IS NULL";

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    attempt: &NewAttempt,
) -> sqlx::Result<()> {
    sqlx::query(INSERT)
        .bind(attempt.id.as_uuid())
        .bind(attempt.message.as_uuid())
        .bind(attempt.number)
        .bind(attempt.provider.as_str())
        .bind(Micros(attempt.started_at))
        .execute(connection)
        .await
        .map(drop)
}

/// Writes down how an attempt ended; returns the provider that was called.
pub(super) async fn end(
    connection: &mut SqliteConnection,
    ended: &EndedAttempt,
) -> Result<String, Failure> {
    let accepted = ended.result.as_ref().ok();
    let error = ended.result.as_ref().err();
    let fact = error.map_or(Fact::Accepted, msg_core::SendError::fact);
    let cost = accepted.and_then(|accepted| accepted.cost);
    let provider: Option<String> = sqlx::query_scalar(END)
        .bind(fact.as_str())
        .bind(fact.cause())
        .bind(error.and_then(|error| error.code()))
        .bind(error.map(|error| error.text().as_str()))
        .bind(accepted.and_then(|accepted| accepted.provider_message_id.as_deref()))
        .bind(accepted.and_then(|accepted| accepted.parts))
        .bind(cost.map(Money::micros))
        .bind(cost.map(|cost| cost.currency().as_str().to_owned()))
        .bind(Micros(ended.ended_at))
        .bind(i64::try_from(ended.took.as_micros()).unwrap_or(i64::MAX))
        .bind(ended.message.as_uuid())
        .bind(ended.id.as_uuid())
        .fetch_optional(connection)
        .await?;
    provider
        .ok_or_else(|| format!("no attempt {} of {} is running", ended.id, ended.message).into())
}

/// Ends every running attempt of a message as unknown.
pub(super) async fn end_open(
    connection: &mut SqliteConnection,
    message: MessageId,
    text: &'static str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(END_OPEN)
        .bind(Fact::Unknown.as_str())
        .bind(text)
        .bind(Micros(now))
        .bind(message.as_uuid())
        .execute(connection)
        .await
        .map(drop)
}

/// The attempts of a message, first to last.
pub(super) async fn of_message(
    connection: &mut SqliteConnection,
    message: MessageId,
) -> sqlx::Result<Vec<AttemptRecord>> {
    sqlx::query(OF_MESSAGE)
        .bind(message.as_uuid())
        .try_map(|row| attempt(&row))
        .fetch_all(connection)
        .await
}

fn attempt(row: &SqliteRow) -> sqlx::Result<AttemptRecord> {
    let fact: Option<&str> = row.try_get("fact")?;
    let cause: Option<&str> = row.try_get("cause")?;
    let fact = fact
        .map(|fact| Fact::parse(fact, cause).ok_or_else(|| unreadable("fact")))
        .transpose()?;
    let took: Option<u64> = row.try_get("took_us")?;
    Ok(AttemptRecord {
        id: AttemptId::from_uuid(row.try_get("id")?),
        number: row.try_get("number")?,
        provider: word(row, "provider", ProviderId::parse)?,
        fact,
        code: row.try_get("code")?,
        text: row.try_get("text")?,
        provider_message_id: row.try_get("provider_message_id")?,
        started_at: time(row, "started_at")?,
        took: took.map(Duration::from_micros),
    })
}
