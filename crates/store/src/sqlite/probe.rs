//! The table `probe`: one row that is there to be read and written.

use futures_util::FutureExt;
use msg_core::ports::StoreError;
use sqlx::SqlitePool;

use super::writer::Writer;

const READ: &str = "SELECT writes FROM probe";
/// Another value each time: SQLite writes nothing where nothing changes.
const WRITE: &str = "UPDATE probe SET writes = writes + 1";

pub(super) async fn read(readers: &SqlitePool) -> Result<(), StoreError> {
    let row = sqlx::query(READ).fetch_one(readers).await;
    row.map(drop).map_err(StoreError::new)
}

pub(super) async fn write(writer: &Writer) -> Result<(), StoreError> {
    writer
        .run(|connection| {
            async move {
                sqlx::query(WRITE).execute(connection).await?;
                Ok(())
            }
            .boxed()
        })
        .await
}
