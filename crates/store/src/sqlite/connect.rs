//! Connections to the database.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Result};

/// How long a statement waits for another process, such as a person with a database client.
const WAIT_FOR_OTHERS: Duration = Duration::from_secs(5);
/// More than there are statements in this crate: each is compiled once for a connection.
const STATEMENTS: usize = 64;

/// Once set, the log is the file's own mode. It shrinks to 64 MiB after a burst.
const WRITING: &str = "\
PRAGMA journal_mode = WAL;
PRAGMA journal_size_limit = 67108864;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;";

/// The connection of the writer to the database in `path`, which must be there.
pub(super) fn to_write(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch(WRITING)?;
    Ok(connection)
}

/// A connection that can't change anything.
pub(super) fn to_read(path: &Path) -> Result<Connection> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn open(path: &Path, access: OpenFlags) -> Result<Connection> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(WAIT_FOR_OTHERS)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}
