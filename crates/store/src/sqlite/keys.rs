//! The table `api_keys`.

use async_trait::async_trait;
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use msg_core::ports::StoreError;
use msg_core::{KeyId, TenantId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::columns::{Micros, maybe_time, time};
use super::{Sqlite, tenants};
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
        self.writer
            .run(|connection| async move { insert(connection, &key).await }.boxed())
            .await
    }

    async fn key_by_prefix(&self, prefix: &str) -> Result<Option<KeyRecord>, StoreError> {
        sqlx::query(BY_PREFIX)
            .bind(prefix)
            .try_map(|row| key(&row))
            .fetch_optional(&self.readers)
            .await
            .map_err(StoreError::new)
    }

    async fn list_keys(&self, tenant: TenantId) -> Result<Vec<KeyRecord>, StoreError> {
        sqlx::query(OF_TENANT)
            .bind(tenant.as_uuid())
            .try_map(|row| key(&row))
            .fetch_all(&self.readers)
            .await
            .map_err(StoreError::new)
    }

    async fn count_keys(&self) -> Result<u64, StoreError> {
        sqlx::query_scalar(COUNT)
            .fetch_one(&self.readers)
            .await
            .map_err(StoreError::new)
    }

    async fn touch_key(&self, id: KeyId, now: Timestamp) -> Result<(), StoreError> {
        let last: Option<Option<Micros>> = sqlx::query_scalar(LAST_USE)
            .bind(id.as_uuid())
            .fetch_optional(&self.readers)
            .await
            .map_err(StoreError::new)?;
        let fresh = last
            .flatten()
            .is_some_and(|last| now.duration_since(last.0) < USE_IS_KNOWN_TO);
        if fresh {
            return Ok(());
        }
        self.writer
            .run(move |connection| {
                async move {
                    let query = sqlx::query(TOUCH).bind(Micros(now)).bind(id.as_uuid());
                    query.execute(connection).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
    }

    async fn revoke_key(
        &self,
        tenant: TenantId,
        id: KeyId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.writer
            .run(move |connection| {
                async move {
                    let query = sqlx::query(REVOKE)
                        .bind(Micros(now))
                        .bind(id.as_uuid())
                        .bind(tenant.as_uuid());
                    Ok(query.execute(connection).await?.rows_affected() > 0)
                }
                .boxed()
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
        self.writer
            .run(move |connection| {
                async move { Ok(tenants::insert(connection, id, &name, now).await?) }.boxed()
            })
            .await
    }
}

async fn insert(
    connection: &mut SqliteConnection,
    key: &KeyRecord,
) -> Result<(), super::writer::Failure> {
    sqlx::query(INSERT)
        .bind(key.id.as_uuid())
        .bind(key.tenant.as_uuid())
        .bind(&key.prefix)
        .bind(&key.hash[..])
        .bind(&key.name)
        .bind(serde_json::to_string(&key.scopes)?)
        .bind(Micros(key.created_at))
        .bind(key.expires_at.map(Micros))
        .bind(key.revoked_at.map(Micros))
        .bind(key.last_used_at.map(Micros))
        .execute(connection)
        .await?;
    Ok(())
}

fn key(row: &SqliteRow) -> sqlx::Result<KeyRecord> {
    let hash: &[u8] = row.try_get("hash")?;
    let scopes: &str = row.try_get("scopes")?;
    let decoded = |error: Box<dyn std::error::Error + Send + Sync>| sqlx::Error::Decode(error);
    Ok(KeyRecord {
        id: KeyId::from_uuid(row.try_get("id")?),
        tenant: TenantId::from_uuid(row.try_get("tenant_id")?),
        prefix: row.try_get("prefix")?,
        hash: hash.try_into().map_err(|error| decoded(Box::new(error)))?,
        name: row.try_get("name")?,
        scopes: serde_json::from_str(scopes).map_err(|error| decoded(Box::new(error)))?,
        created_at: time(row, "created_at")?,
        expires_at: maybe_time(row, "expires_at")?,
        revoked_at: maybe_time(row, "revoked_at")?,
        last_used_at: maybe_time(row, "last_used_at")?,
    })
}
