//! The table `otp_challenges`.

use jiff::Timestamp;
use msg_core::{OtpId, RecipientIndex, TenantId};
use otp::{Alphabet, Challenge, CodeLength, Kid, Nonce, Purpose, Terms};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

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

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    challenge: &Challenge,
) -> sqlx::Result<()> {
    sqlx::query(INSERT)
        .bind(challenge.id.as_uuid())
        .bind(challenge.tenant.as_uuid())
        .bind(challenge.purpose.as_str())
        .bind(&challenge.recipient.as_bytes()[..])
        .bind(challenge.kid.as_str())
        .bind(&challenge.nonce.as_bytes()[..])
        .bind(challenge.terms.length.get())
        .bind(challenge.terms.alphabet.as_str())
        .bind(challenge.terms.max_attempts)
        .bind(challenge.attempts)
        .bind(challenge.sends)
        .bind(Micros(challenge.created_at))
        .bind(challenge.last_sent_at.map(Micros))
        .bind(Micros(challenge.expires_at))
        .bind(challenge.consumed_at.map(Micros))
        .bind(challenge.canceled_at.map(Micros))
        .execute(connection)
        .await
        .map(drop)
}

/// Saves what can change in a challenge.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    challenge: &Challenge,
) -> sqlx::Result<()> {
    sqlx::query(UPDATE)
        .bind(challenge.attempts)
        .bind(challenge.sends)
        .bind(challenge.last_sent_at.map(Micros))
        .bind(challenge.consumed_at.map(Micros))
        .bind(challenge.canceled_at.map(Micros))
        .bind(challenge.id.as_uuid())
        .execute(connection)
        .await
        .map(drop)
}

pub(super) async fn find(
    connection: impl SqliteExecutor<'_>,
    tenant: TenantId,
    id: OtpId,
) -> sqlx::Result<Option<Challenge>> {
    sqlx::query(FIND)
        .bind(id.as_uuid())
        .bind(tenant.as_uuid())
        .try_map(|row| challenge(&row))
        .fetch_optional(connection)
        .await
}

/// The challenge that is neither consumed nor canceled.
pub(super) async fn open(
    connection: &mut SqliteConnection,
    tenant: TenantId,
    purpose: &Purpose,
    recipient: RecipientIndex,
) -> sqlx::Result<Option<Challenge>> {
    first(connection, OPEN, tenant, purpose, recipient).await
}

/// The open challenge; without one, the last that was made.
pub(super) async fn last(
    connection: &mut SqliteConnection,
    tenant: TenantId,
    purpose: &Purpose,
    recipient: RecipientIndex,
) -> sqlx::Result<Option<Challenge>> {
    first(connection, LAST, tenant, purpose, recipient).await
}

async fn first(
    connection: &mut SqliteConnection,
    sql: &'static str,
    tenant: TenantId,
    purpose: &Purpose,
    recipient: RecipientIndex,
) -> sqlx::Result<Option<Challenge>> {
    sqlx::query(sql)
        .bind(tenant.as_uuid())
        .bind(purpose.as_str())
        .bind(&recipient.as_bytes()[..])
        .try_map(|row| challenge(&row))
        .fetch_optional(connection)
        .await
}

/// Removes at most `most` challenges that expired before `cutoff`; returns how many it were.
pub(super) async fn sweep(
    connection: &mut SqliteConnection,
    cutoff: Timestamp,
    most: u32,
) -> sqlx::Result<u64> {
    let query = sqlx::query(SWEEP).bind(Micros(cutoff)).bind(most);
    Ok(query.execute(connection).await?.rows_affected())
}

fn challenge(row: &SqliteRow) -> sqlx::Result<Challenge> {
    let length: u8 = row.try_get("code_length")?;
    let terms = Terms {
        length: CodeLength::try_from(length).map_err(|_| unreadable("code_length"))?,
        alphabet: word(row, "alphabet", |text| Alphabet::new(text).ok())?,
        max_attempts: row.try_get("max_attempts")?,
    };
    Ok(Challenge {
        id: OtpId::from_uuid(row.try_get("id")?),
        tenant: TenantId::from_uuid(row.try_get("tenant_id")?),
        purpose: word(row, "purpose", |text| Purpose::new(text).ok())?,
        recipient: RecipientIndex::from_bytes(bytes(row, "recipient_index")?),
        kid: word(row, "kid", |text| Kid::new(text).ok())?,
        nonce: Nonce::from_bytes(bytes(row, "nonce")?),
        terms,
        attempts: row.try_get("attempts")?,
        sends: row.try_get("sends")?,
        created_at: time(row, "created_at")?,
        last_sent_at: maybe_time(row, "last_sent_at")?,
        expires_at: time(row, "expires_at")?,
        consumed_at: maybe_time(row, "consumed_at")?,
        canceled_at: maybe_time(row, "canceled_at")?,
    })
}

fn bytes<const N: usize>(row: &SqliteRow, column: &str) -> sqlx::Result<[u8; N]> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map_err(|_| unreadable(column))
}
