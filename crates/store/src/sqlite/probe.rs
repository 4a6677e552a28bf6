//! The table `probe`: one row that is there to be read and written.

use rusqlite::{Connection, Result};

const READ: &str = "SELECT writes FROM probe";
/// Another value each time: SQLite writes nothing where nothing changes.
const WRITE: &str = "UPDATE probe SET writes = writes + 1";

pub(super) fn read(connection: &Connection) -> Result<i64> {
    let mut read = connection.prepare_cached(READ)?;
    read.query_one([], |row| row.get(0))
}

pub(super) fn write(connection: &Connection) -> Result<()> {
    let mut write = connection.prepare_cached(WRITE)?;
    write.execute([])?;
    Ok(())
}
