//! One file, one writing process, nothing to set up.

mod attempts;
mod budgets;
mod challenge_store;
mod challenges;
mod columns;
mod keys;
mod lock;
mod messages;
mod probe;
mod tenants;
mod writer;

use std::path::{Path, PathBuf};
use std::time::Duration;

use msg_core::ports::StoreError;
use sqlx::ConnectOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use lock::Lock;
use writer::Writer;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// How many look-ups run side by side.
const READERS: u32 = 4;
/// How long a look-up waits for its turn before the store counts as unavailable.
const WAIT_FOR_READER: Duration = Duration::from_secs(5);
/// How long a statement waits for another process, such as a person with a command-line client.
const WAIT_FOR_OTHERS: Duration = Duration::from_secs(5);
/// To what size the log shrinks after a burst, in bytes.
const LOG_SIZE: &str = "67108864";

/// A database in a file.
///
/// Clones share it. What a method acknowledges survives a crash and a power cut.
#[derive(Clone, Debug)]
pub struct Sqlite {
    writer: Writer,
    readers: SqlitePool,
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
        let options = options(path);
        let failed = |source| OpenError::database(path, source);
        let mut connection = options.connect().await.map_err(failed)?;
        MIGRATIONS
            .run(&mut connection)
            .await
            .map_err(|source| OpenError::migration(path, source))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(WAIT_FOR_READER)
            .connect_with(options.clone().read_only(true))
            .await
            .map_err(failed)?;
        let writer = Writer::start(connection, options, lock)
            .map_err(|source| OpenError::database(path, source))?;
        Ok(Self { writer, readers })
    }

    /// Tells whether the database can be read and written, by doing both.
    ///
    /// # Errors
    /// Fails when one of them fails.
    pub async fn ping(&self) -> Result<(), StoreError> {
        probe::read(&self.readers).await?;
        probe::write(&self.writer).await
    }

    /// Finishes what is being written and closes the file. Whoever uses a clone afterwards is told that it's closed.
    pub async fn close(&self) {
        // The last connection to close tidies up the files beside the database, and a reader may not.
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(WAIT_FOR_OTHERS)
        .pragma("journal_size_limit", LOG_SIZE)
        .disable_statement_logging()
}

/// Why a database can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process holds its lock.
    #[error(
        "another process uses this database: it holds {}; stop it, or use another data directory",
        lock.display()
    )]
    InUse {
        /// The lock file.
        lock: PathBuf,
    },
    /// The file can't be made or opened.
    #[error("can't open {}: {source}; the directory and the file must be writable", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file is no database, or a damaged one.
    #[error("can't use the database {}: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Its tables are those of a newer version of this program.
    #[error(
        "the database {} was changed by a newer version of this program (migration {migration}); use that version, or another data directory",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The number of the unknown migration.
        migration: i64,
    },
}

impl OpenError {
    fn file(path: &Path, source: std::io::Error) -> Self {
        let path = path.to_owned();
        Self::File { path, source }
    }

    fn database(path: &Path, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let (path, source) = (path.to_owned(), source.into());
        Self::Database { path, source }
    }

    fn migration(path: &Path, source: MigrateError) -> Self {
        match source {
            MigrateError::VersionMissing(migration) => Self::Newer {
                path: path.to_owned(),
                migration,
            },
            other => Self::database(path, other),
        }
    }
}
