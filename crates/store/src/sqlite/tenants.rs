//! The table `tenants`.

use jiff::Timestamp;
use msg_core::TenantId;
use rusqlite::{Connection, Result, params};

use super::columns::Micros;

const INSERT: &str = "INSERT INTO tenants (id, name, created_at) VALUES (?, ?, ?)";

pub(super) fn insert(
    connection: &Connection,
    id: TenantId,
    name: &str,
    now: Timestamp,
) -> Result<()> {
    let mut insert = connection.prepare_cached(INSERT)?;
    insert.execute(params![id.as_uuid(), name, Micros(now)])?;
    Ok(())
}
