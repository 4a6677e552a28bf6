//! Reads a database the way an administrator's client does: for the tests of programs that use a store.

use std::collections::BTreeMap;
use std::path::Path;

use msg_core::ports::StoreError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Column, ConnectOptions, Connection, Row, Sqlite};

/// A row: every column's value as text.
pub type TextRow = BTreeMap<String, Option<String>>;

/// Runs `query` on the SQLite database in the file `path`, whoever else has it open, and changes nothing.
///
/// # Errors
/// Fails when the file can't be read, the query is wrong or a value isn't text.
pub async fn rows(path: &Path, query: &'static str) -> Result<Vec<TextRow>, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = options.connect().await.map_err(StoreError::new)?;
    let rows = sqlx::query::<Sqlite>(query)
        .fetch_all(&mut connection)
        .await;
    let rows = rows.map_err(StoreError::new)?;
    connection.close().await.map_err(StoreError::new)?;
    rows.iter().map(text_row).collect()
}

fn text_row(row: &sqlx::sqlite::SqliteRow) -> Result<TextRow, StoreError> {
    let text = |column: &sqlx::sqlite::SqliteColumn| {
        // SQLite turns any value into text when asked to.
        let value = row.try_get_unchecked(column.ordinal());
        Ok((column.name().to_owned(), value.map_err(StoreError::new)?))
    };
    row.columns().iter().map(text).collect()
}
