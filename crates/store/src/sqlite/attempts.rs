//! The table `attempts`.

use std::time::Duration;

use jiff::Timestamp;
use msg_core::money::Money;
use msg_core::ports::{AttemptRecord, EndedAttempt, NewAttempt};
use msg_core::{AttemptId, Fact, MessageId, ProviderId, SendError};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::Failure;
use super::columns::{Micros, maybe_word, time, word};

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
const DOUBTS: &str = "SELECT count(*) FROM attempts WHERE message_id = ? AND fact = ?";
const END_OPEN: &str = "\
UPDATE attempts SET fact = ?, text = ?, ended_at = ? WHERE message_id = ? AND fact IS NULL";

pub(super) fn insert(connection: &Connection, attempt: &NewAttempt) -> Result<()> {
    connection.prepare_cached(INSERT)?.execute(params![
        attempt.id.as_uuid(),
        attempt.message.as_uuid(),
        attempt.number,
        attempt.provider.as_str(),
        Micros(attempt.started_at),
    ])?;
    Ok(())
}

/// Writes down how an attempt ended; returns the provider that was called.
pub(super) fn end(connection: &Connection, ended: &EndedAttempt) -> Result<String, Failure> {
    let accepted = ended.result.as_ref().ok();
    let error = ended.result.as_ref().err();
    let fact = error.map_or(Fact::Accepted, SendError::fact);
    let cost = accepted.and_then(|accepted| accepted.cost);
    let values = params![
        fact.as_str(),
        fact.cause(),
        error.and_then(SendError::code),
        error.map(|error| error.text().as_str()),
        accepted.and_then(|accepted| accepted.provider_message_id.as_deref()),
        accepted.and_then(|accepted| accepted.parts),
        cost.map(Money::micros),
        cost.map(|cost| cost.currency().as_str().to_owned()),
        Micros(ended.ended_at),
        i64::try_from(ended.took.as_micros()).unwrap_or(i64::MAX),
        ended.message.as_uuid(),
        ended.id.as_uuid(),
    ];
    let mut end = connection.prepare_cached(END)?;
    let provider = end.query_one(values, |row| row.get(0)).optional()?;
    provider
        .ok_or_else(|| format!("no attempt {} of {} is running", ended.id, ended.message).into())
}

/// Ends every running attempt of a message as unknown.
pub(super) fn end_open(
    connection: &Connection,
    message: MessageId,
    text: &str,
    now: Timestamp,
) -> Result<()> {
    let values = params![Fact::Unknown.as_str(), text, Micros(now), message.as_uuid()];
    connection.prepare_cached(END_OPEN)?.execute(values)?;
    Ok(())
}

/// How many providers may have taken a message without saying so.
pub(super) fn doubts(connection: &Connection, message: MessageId) -> Result<u32> {
    let values = params![message.as_uuid(), Fact::Unknown.as_str()];
    connection
        .prepare_cached(DOUBTS)?
        .query_one(values, |row| row.get(0))
}

/// The attempts of a message, first to last.
pub(super) fn of_message(
    connection: &Connection,
    message: MessageId,
) -> Result<Vec<AttemptRecord>> {
    let mut of_message = connection.prepare_cached(OF_MESSAGE)?;
    of_message
        .query_map([message.as_uuid()], attempt)?
        .collect()
}

fn attempt(row: &Row<'_>) -> Result<AttemptRecord> {
    let cause: Option<String> = row.get("cause")?;
    let took: Option<i64> = row.get("took_us")?;
    Ok(AttemptRecord {
        id: AttemptId::from_uuid(row.get("id")?),
        number: row.get("number")?,
        provider: word(row, "provider", ProviderId::parse)?,
        fact: maybe_word(row, "fact", |fact| Fact::parse(fact, cause.as_deref()))?,
        code: row.get("code")?,
        text: row.get("text")?,
        provider_message_id: row.get("provider_message_id")?,
        started_at: time(row, "started_at")?,
        took: took.map(|micros| Duration::from_micros(micros.unsigned_abs())),
    })
}
