//! The SQLite store, as its users see it.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod conformance;
mod keys;
mod kill;
mod open;
mod views;

use std::path::PathBuf;

use msg_core::TenantId;
use store::Sqlite;
use tempfile::TempDir;
use uuid::Uuid;

/// A store in a directory of its own.
struct Fresh {
    store: Sqlite,
    directory: TempDir,
}

impl Fresh {
    async fn open() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path().join("herald.db"))
            .await
            .unwrap();
        Self { store, directory }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("herald.db")
    }
}

/// A tenant beside the one that is always there.
const OTHER_TENANT: TenantId = TenantId::from_uuid(Uuid::from_u128(2));
