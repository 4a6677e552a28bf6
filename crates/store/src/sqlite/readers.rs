//! Look-ups, a few at a time, beside the writer.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use msg_core::ports::StoreError;
use rusqlite::Connection;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::{Failure, connect};

/// How many look-ups run side by side.
const READERS: u32 = 4;
/// How long a look-up waits for its turn before the store counts as unavailable.
const WAIT: Duration = Duration::from_secs(5);

/// Connections that only read. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct Readers {
    path: Arc<PathBuf>,
    turns: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    /// Readers of the database in `path`, which connect when they are needed.
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: Arc::new(path.to_owned()),
            turns: Arc::new(Semaphore::new(READERS as usize)),
            idle: Arc::default(),
        }
    }

    /// Runs `work` on a connection.
    pub(super) async fn run<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        let turn = timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn
            .map_err(|_| StoreError::new("too many look-ups are waiting"))?
            .map_err(|_| StoreError::new("it was closed"))?;
        let (path, idle) = (Arc::clone(&self.path), Arc::clone(&self.idle));
        let looked_up = spawn_blocking(move || {
            let connection = pop(&idle);
            let connection = connection.map_or_else(|| connect::to_read(&path), Ok)?;
            let found = work(&connection);
            push(&idle, connection);
            drop(turn);
            found
        });
        let found = looked_up.await.map_err(StoreError::new)?;
        found.map_err(StoreError::new)
    }

    /// Waits for the look-ups that run, and lets no more begin.
    pub(super) async fn close(&self) {
        let all = self.turns.acquire_many(READERS).await;
        self.turns.close();
        drop(all);
        while pop(&self.idle).is_some() {}
    }
}

fn pop(idle: &Mutex<Vec<Connection>>) -> Option<Connection> {
    idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn push(idle: &Mutex<Vec<Connection>>, connection: Connection) {
    let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
    idle.push(connection);
}
