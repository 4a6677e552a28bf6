//! The table `otp_challenges`.

use jiff::Timestamp;
use msg_core::{OtpId, RecipientIndex, TenantId};
use otp::{Alphabet, Challenge, CodeLength, Kid, Nonce, Purpose, Terms};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::columns::{Micros, maybe_time, time, unreadable, word};

const INSERT: &str = "\
INSERT INTO otp_challenges (
    id, tenant_id, purpose, recipient_index, kid, nonce, code_length, alphabet, max_attempts, attempts, sends,
    created_at, last_sent_at, expires_at, consumed_at, canceled_at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const UPDATE: &str = "\
UPDATE otp_challenges SET attempts = ?, sends = ?, last_sent_at = ?, consumed_at = ?, canceled_at = ? WHERE id = ?";
const FIND: &str = "SELECT * FROM otp_challenges WHERE id = ? AND tenant_id = ?";
const OPEN: &str = "\
SELECT * FROM otp_challenges
WHERE tenant_id = ? AND purpose = ? AND recipient_index = ? AND consumed_at IS NULL AND canceled_at IS NULL";
const LAST: &str = "\
SELECT * FROM otp_challenges WHERE tenant_id = ? AND purpose = ? AND recipient_index = ?
ORDER BY (consumed_at IS NULL AND canceled_at IS NULL) DESC, created_at DESC, id DESC LIMIT 1";
const SWEEP: &str = "\
DELETE FROM otp_challenges WHERE id IN (
    SELECT id FROM otp_challenges WHERE expires_at < ? ORDER BY expires_at LIMIT ?)";

pub(super) fn insert(connection: &Connection, challenge: &Challenge) -> Result<()> {
    connection.prepare_cached(INSERT)?.execute(params![
        challenge.id.as_uuid(),
        challenge.tenant.as_uuid(),
        challenge.purpose.as_str(),
        challenge.recipient.as_bytes(),
        challenge.kid.as_str(),
        challenge.nonce.as_bytes(),
        challenge.terms.length.get(),
        challenge.terms.alphabet.as_str(),
        challenge.terms.max_attempts,
        challenge.attempts,
        challenge.sends,
        Micros(challenge.created_at),
        challenge.last_sent_at.map(Micros),
        Micros(challenge.expires_at),
        challenge.consumed_at.map(Micros),
        challenge.canceled_at.map(Micros),
    ])?;
    Ok(())
}

/// Saves what can change in a challenge.
pub(super) fn update(connection: &Connection, challenge: &Challenge) -> Result<()> {
    connection.prepare_cached(UPDATE)?.execute(params![
        challenge.attempts,
        challenge.sends,
        challenge.last_sent_at.map(Micros),
        challenge.consumed_at.map(Micros),
        challenge.canceled_at.map(Micros),
        challenge.id.as_uuid(),
    ])?;
    Ok(())
}

pub(super) fn find(
    connection: &Connection,
    tenant: TenantId,
    id: OtpId,
) -> Result<Option<Challenge>> {
    let mut find = connection.prepare_cached(FIND)?;
    find.query_one([id.as_uuid(), tenant.as_uuid()], challenge)
        .optional()
}

/// The challenge that is neither consumed nor canceled.
pub(super) fn open(
    connection: &Connection,
    tenant: TenantId,
    purpose: &Purpose,
    recipient: RecipientIndex,
) -> Result<Option<Challenge>> {
    first(connection, OPEN, tenant, purpose, recipient)
}

/// The open challenge; without one, the last that was made.
pub(super) fn last(
    connection: &Connection,
    tenant: TenantId,
    purpose: &Purpose,
    recipient: RecipientIndex,
) -> Result<Option<Challenge>> {
    first(connection, LAST, tenant, purpose, recipient)
}

fn first(
    connection: &Connection,
    sql: &'static str,
    tenant: TenantId,
    purpose: &Purpose,
    recipient: RecipientIndex,
) -> Result<Option<Challenge>> {
    let values = params![tenant.as_uuid(), purpose.as_str(), recipient.as_bytes()];
    let mut first = connection.prepare_cached(sql)?;
    first.query_one(values, challenge).optional()
}

/// Removes at most `most` challenges that expired before `cutoff`; returns how many it were.
pub(super) fn sweep(connection: &Connection, cutoff: Timestamp, most: u32) -> Result<usize> {
    let mut sweep = connection.prepare_cached(SWEEP)?;
    sweep.execute(params![Micros(cutoff), most])
}

fn challenge(row: &Row<'_>) -> Result<Challenge> {
    let length: u8 = row.get("code_length")?;
    let terms = Terms {
        length: CodeLength::try_from(length).map_err(|_| unreadable("code_length"))?,
        alphabet: word(row, "alphabet", |text| Alphabet::new(text).ok())?,
        max_attempts: row.get("max_attempts")?,
    };
    Ok(Challenge {
        id: OtpId::from_uuid(row.get("id")?),
        tenant: TenantId::from_uuid(row.get("tenant_id")?),
        purpose: word(row, "purpose", |text| Purpose::new(text).ok())?,
        recipient: RecipientIndex::from_bytes(row.get("recipient_index")?),
        kid: word(row, "kid", |text| Kid::new(text).ok())?,
        nonce: Nonce::from_bytes(row.get("nonce")?),
        terms,
        attempts: row.get("attempts")?,
        sends: row.get("sends")?,
        created_at: time(row, "created_at")?,
        last_sent_at: maybe_time(row, "last_sent_at")?,
        expires_at: time(row, "expires_at")?,
        consumed_at: maybe_time(row, "consumed_at")?,
        canceled_at: maybe_time(row, "canceled_at")?,
    })
}
