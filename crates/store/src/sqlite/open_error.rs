//! What opening a database fails with.

use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;

use super::Failure;

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
        source: Failure,
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
    pub(super) fn file(path: &Path, source: std::io::Error) -> Self {
        let path = path.to_owned();
        Self::File { path, source }
    }

    pub(super) fn database(path: &Path, source: impl Into<Failure>) -> Self {
        let (path, source) = (path.to_owned(), source.into());
        Self::Database { path, source }
    }

    pub(super) fn migration(path: &Path, source: MigrateError) -> Self {
        match source {
            MigrateError::VersionMissing(migration) => Self::Newer {
                path: path.to_owned(),
                migration,
            },
            other => Self::database(path, other),
        }
    }
}
