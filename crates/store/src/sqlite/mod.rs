//! One file, one writing process, nothing to set up.

mod attempts;
mod budgets;
mod challenge_store;
mod challenges;
mod columns;
mod connect;
mod keys;
mod lock;
mod messages;
mod open_error;
mod probe;
mod provider_orders;
mod readers;
mod tenants;
mod writer;

use std::path::Path;

use msg_core::ports::StoreError;
use rusqlite::Connection;
use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

use lock::Lock;
pub use open_error::OpenError;
use readers::Readers;
use writer::Writer;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// What reading and writing fail with, before a caller gets to know it as a [`StoreError`].
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A database in a file.
///
/// Clones share it. What a method acknowledges survives a crash and a power cut.
#[derive(Clone, Debug)]
pub struct Sqlite {
    writer: Writer,
    readers: Readers,
}

impl Sqlite {
    /// Opens the database in the file `path`, which is made if it isn't there, and brings its tables up to date.
    ///
    /// # Errors
    /// Fails when another process has it open, when the file can't be read or written, or when a newer version of
    /// this program has changed its tables.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref();
        lock::create(path)?;
        let lock = Lock::take(path)?;
        migrate(path).await?;
        let writer =
            Writer::start(path, lock).map_err(|source| OpenError::database(path, source))?;
        let readers = Readers::new(path);
        Ok(Self { writer, readers })
    }

    /// Tells whether the database can be read and written, by doing both.
    ///
    /// # Errors
    /// Fails when one of them fails.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read(|connection| Ok(probe::read(connection)?)).await?;
        self.write(|connection| Ok(probe::write(connection)?)).await
    }

    /// Finishes what is being written and closes the file. Whoever uses a clone afterwards is told that it's closed.
    pub async fn close(&self) {
        self.readers.close().await;
        // The last connection to close tidies up the files beside the database, and a reader may not.
        self.writer.close().await;
    }

    async fn read<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        self.readers.run(work).await
    }

    async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        self.writer.run(work).await
    }
}

async fn migrate(path: &Path) -> Result<(), OpenError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .disable_statement_logging();
    let failed = |source| OpenError::database(path, source);
    let mut connection = options.connect().await.map_err(failed)?;
    MIGRATIONS
        .run(&mut connection)
        .await
        .map_err(|source| OpenError::migration(path, source))?;
    sqlx::Connection::close(connection).await.map_err(failed)
}
