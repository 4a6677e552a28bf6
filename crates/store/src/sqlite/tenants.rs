//! The table `tenants`.

use jiff::Timestamp;
use msg_core::TenantId;
use sqlx::SqliteConnection;

use super::columns::Micros;

const INSERT: &str = "INSERT INTO tenants (id, name, created_at) VALUES (?, ?, ?)";

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
