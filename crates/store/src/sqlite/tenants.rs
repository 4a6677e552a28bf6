//! The table `tenants`.

use futures_util::FutureExt;
use jiff::Timestamp;
use msg_core::TenantId;
use msg_core::ports::StoreError;
use sqlx::{SqliteConnection, SqlitePool};

use super::columns::Micros;
use super::writer::Writer;
use crate::keys::DEFAULT_TENANT;

const INSERT: &str = "INSERT INTO tenants (id, name, created_at) VALUES (?, ?, ?)";
const EXISTS: &str = "SELECT 1 FROM tenants WHERE id = ?";
const REWRITE: &str = "UPDATE tenants SET name = name WHERE id = ?";

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    id: TenantId,
    name: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(INSERT)
        .bind(id.as_uuid())
        .bind(name)
        .bind(Micros(now))
        .execute(connection)
        .await
        .map(drop)
}

/// Reads the row that is always there.
pub(super) async fn exists(readers: &SqlitePool) -> Result<(), StoreError> {
    sqlx::query(EXISTS)
        .bind(DEFAULT_TENANT.as_uuid())
        .fetch_one(readers)
        .await
        .map(drop)
        .map_err(StoreError::new)
}

/// Writes the row that is always there, as it is; the disk has to take it all the same.
pub(super) async fn rewrite(writer: &Writer) -> Result<(), StoreError> {
    writer
        .run(|connection| {
            async move {
                let query = sqlx::query(REWRITE).bind(DEFAULT_TENANT.as_uuid());
                query.execute(connection).await?;
                Ok(())
            }
            .boxed()
        })
        .await
}
