//! The table `api_keys`.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use msg_core::ports::StoreError;
use msg_core::{KeyId, TenantId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::columns::{Micros, maybe_time, time, word};
use super::{Failure, Sqlite, tenants};
use crate::keys::{KeyRecord, Keys};

const INSERT: &str = "\
INSERT INTO api_keys (id, tenant_id, prefix, hash, name, scopes, created_at, expires_at, revoked_at, last_used_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const BY_PREFIX: &str = "SELECT * FROM api_keys WHERE prefix = ?";
const OF_TENANT: &str = "SELECT * FROM api_keys WHERE tenant_id = ? ORDER BY id";
const COUNT: &str = "SELECT count(*) FROM api_keys";
const LAST_USE: &str = "SELECT last_used_at FROM api_keys WHERE id = ?";
const TOUCH: &str =
    "UPDATE api_keys SET last_used_at = max(?, coalesce(last_used_at, 0)) WHERE id = ?";
const REVOKE: &str =
    "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ? AND tenant_id = ?";

/// How exactly the last use of a key is known.
const USE_IS_KNOWN_TO: SignedDuration = SignedDuration::from_mins(1);

#[async_trait]
impl Keys for Sqlite {
    async fn insert_key(&self, key: &KeyRecord) -> Result<(), StoreError> {
        let key = key.clone();
        self.write(move |connection| insert(connection, &key)).await
    }

    async fn key_by_prefix(&self, prefix: &str) -> Result<Option<KeyRecord>, StoreError> {
        let prefix = prefix.to_owned();
        self.read(move |connection| {
            let mut by_prefix = connection.prepare_cached(BY_PREFIX)?;
            Ok(by_prefix.query_one([prefix], key).optional()?)
        })
        .await
    }

    async fn list_keys(&self, tenant: TenantId) -> Result<Vec<KeyRecord>, StoreError> {
        self.read(move |connection| {
            let mut of_tenant = connection.prepare_cached(OF_TENANT)?;
            let keys = of_tenant.query_map([tenant.as_uuid()], key)?;
            Ok(keys.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn count_keys(&self) -> Result<u64, StoreError> {
        self.read(|connection| {
            let mut count = connection.prepare_cached(COUNT)?;
            let count: i64 = count.query_one([], |row| row.get(0))?;
            Ok(u64::try_from(count)?)
        })
        .await
    }

    async fn touch_key(&self, id: KeyId, now: Timestamp) -> Result<(), StoreError> {
        let fresh = |last: Micros| now.duration_since(last.0) < USE_IS_KNOWN_TO;
        let last = self
            .read(move |connection| last_use(connection, id))
            .await?;
        if last.is_some_and(fresh) {
            return Ok(());
        }
        self.write(move |connection| {
            let mut touch = connection.prepare_cached(TOUCH)?;
            touch.execute(params![Micros(now), id.as_uuid()])?;
            Ok(())
        })
        .await
    }

    async fn revoke_key(
        &self,
        tenant: TenantId,
        id: KeyId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |connection| {
            let mut revoke = connection.prepare_cached(REVOKE)?;
            let found = revoke.execute(params![Micros(now), id.as_uuid(), tenant.as_uuid()])?;
            Ok(found > 0)
        })
        .await
    }

    async fn insert_tenant(
        &self,
        id: TenantId,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.write(move |connection| Ok(tenants::insert(connection, id, &name, now)?))
            .await
    }
}

fn insert(connection: &Connection, key: &KeyRecord) -> Result<(), Failure> {
    connection.prepare_cached(INSERT)?.execute(params![
        key.id.as_uuid(),
        key.tenant.as_uuid(),
        key.prefix,
        key.hash,
        key.name,
        serde_json::to_string(&key.scopes)?,
        Micros(key.created_at),
        key.expires_at.map(Micros),
        key.revoked_at.map(Micros),
        key.last_used_at.map(Micros),
    ])?;
    Ok(())
}

fn last_use(connection: &Connection, id: KeyId) -> Result<Option<Micros>, Failure> {
    let mut last_use = connection.prepare_cached(LAST_USE)?;
    let found: Option<Option<Micros>> = last_use
        .query_one([id.as_uuid()], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}

fn key(row: &Row<'_>) -> rusqlite::Result<KeyRecord> {
    Ok(KeyRecord {
        id: KeyId::from_uuid(row.get("id")?),
        tenant: TenantId::from_uuid(row.get("tenant_id")?),
        prefix: row.get("prefix")?,
        hash: row.get("hash")?,
        name: row.get("name")?,
        scopes: word(row, "scopes", |json| serde_json::from_str(json).ok())?,
        created_at: time(row, "created_at")?,
        expires_at: maybe_time(row, "expires_at")?,
        revoked_at: maybe_time(row, "revoked_at")?,
        last_used_at: maybe_time(row, "last_used_at")?,
    })
}
