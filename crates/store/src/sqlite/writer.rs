//! The one thread that writes.
//!
//! What is acknowledged has to survive a power cut, so every commit waits for the disk (`synchronous = FULL`): from
//! 0.1 ms to several milliseconds, whatever the transaction holds. SQLite has one writer at a time anyway. So nobody
//! commits alone: callers queue their jobs, and this thread takes whatever waits, runs it in one transaction and commits
//! once for all of them. The more callers wait, the more share a commit; a single caller waits for nobody.
//!
//! Jobs stay independent of each other: each runs in a savepoint of its own, and a job that fails takes back what it
//! did and nothing else. Only when the transaction itself fails do all its jobs fail; then none of them has happened.
//!
//! A job that was queued runs to its end even when its caller has gone away.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::{io, thread};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use msg_core::ports::StoreError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use super::lock::Lock;

/// The most jobs that share a commit: enough to make the disk's share of a job small, few enough that none waits long.
const MOST_PER_COMMIT: usize = 256;
/// The most jobs that wait in the queue; further callers wait for a place in it.
const MOST_WAITING: usize = 1024;

/// How many commits in a row end an outage: on a disk that is nearly full every other one succeeds, and the log would
/// be full next.
const COMMITS_TO_RECOVER: u32 = 10;

/// What a job's work fails with.
pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The callers' end of the queue.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Command>,
}

enum Command {
    Run(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

impl Writer {
    /// Starts the thread on an open connection. It keeps `lock` until it has ended.
    ///
    /// A thread of its own, since every statement is handed to the connection's thread and waited for: between two
    /// threads that is twice as fast as between a thread and a task that has to be scheduled first.
    pub(super) fn start(
        connection: SqliteConnection,
        options: SqliteConnectOptions,
        lock: Lock,
    ) -> io::Result<Self> {
        let (queue, commands) = mpsc::channel(MOST_WAITING);
        let writing = Writing {
            commands,
            options,
            connection: Some(connection),
            outage: None,
        };
        let runtime = Handle::current();
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || runtime.block_on(writing.run(lock)))?;
        Ok(Self { queue })
    }

    /// Runs `work` in a transaction and returns its value once that is committed.
    ///
    /// `work` must not end the transaction it runs in.
    pub(super) async fn run<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, Failure>>
            + Send
            + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let job = Box::new(Pending {
            work: Some(work),
            result: None,
            caller,
        });
        let closed = || StoreError::new("it was closed");
        self.queue
            .send(Command::Run(job))
            .await
            .map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Takes no further jobs, finishes those that wait, and moves everything into the database file.
    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Command::Close(done)).await.is_ok() {
            closed.await.ok();
        }
    }
}

/// A piece of work whose type the thread doesn't know.
trait Job: Send {
    /// Does the work and keeps what came of it; tells whether it succeeded.
    fn run<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> BoxFuture<'c, bool>;

    /// Tells the caller what came of it, after the commit or its failure.
    fn answer(self: Box<Self>, commit: Result<(), &Arc<sqlx::Error>>);
}

struct Pending<T, W> {
    work: Option<W>,
    result: Option<Result<T, Failure>>,
    caller: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, W> Job for Pending<T, W>
where
    T: Send,
    W: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, Failure>> + Send,
{
    fn run<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> BoxFuture<'c, bool> {
        let work = self.work.take();
        async move {
            let Some(work) = work else { return false };
            // A bug in one job must not end the thread that everybody depends on.
            let ended = AssertUnwindSafe(async move { work(connection).await }).catch_unwind();
            let result = ended
                .await
                .unwrap_or_else(|_| Err("the work panicked".into()));
            self.result.insert(result).is_ok()
        }
        .boxed()
    }

    fn answer(self: Box<Self>, commit: Result<(), &Arc<sqlx::Error>>) {
        let answer = match (self.result, commit) {
            (Some(Err(failure)), _) => Err(StoreError::new(failure)),
            (_, Err(error)) => Err(StoreError::new(Arc::clone(error))),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(StoreError::new("the work was not run")),
        };
        self.caller.send(answer).ok();
    }
}

struct Writing {
    commands: mpsc::Receiver<Command>,
    options: SqliteConnectOptions,
    /// Nothing after a failure that left the connection in doubt; the next commit opens another.
    connection: Option<SqliteConnection>,
    /// An outage that was logged when it began and will be when it has ended.
    outage: Option<Outage>,
}

impl Writing {
    async fn run(mut self, lock: Lock) {
        let mut commands = Vec::with_capacity(MOST_PER_COMMIT);
        let mut closing = Vec::new();
        loop {
            if self
                .commands
                .recv_many(&mut commands, MOST_PER_COMMIT)
                .await
                == 0
            {
                break;
            }
            let mut jobs = Vec::with_capacity(commands.len());
            for command in commands.drain(..) {
                match command {
                    Command::Run(job) => jobs.push(job),
                    Command::Close(done) => {
                        self.commands.close();
                        closing.push(done);
                    }
                }
            }
            self.commit(jobs).await;
        }
        if let Some(connection) = self.connection.take() {
            checkpoint(connection).await;
        }
        // Whoever is told that it is closed may open it again.
        drop(lock);
        for done in closing {
            done.send(()).ok();
        }
    }

    async fn commit(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        if jobs.is_empty() {
            return;
        }
        let committed = self.try_commit(&mut jobs).await.map_err(Arc::new);
        self.note(committed.as_ref().err());
        for job in jobs {
            job.answer(committed.as_ref().copied());
        }
    }

    async fn try_commit(&mut self, jobs: &mut [Box<dyn Job>]) -> sqlx::Result<()> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        let committed = transact(&mut connection, jobs).await;
        // SQLite ends some transactions by itself (a full disk, an input or output error) and leaves others open.
        // When it can't be rolled back, what state the connection is in isn't worth finding out.
        if committed.is_ok() || execute(&mut connection, "ROLLBACK").await.is_ok() {
            self.connection = Some(connection);
        } else {
            connection.close().await.ok();
        }
        committed
    }

    fn note(&mut self, failure: Option<&Arc<sqlx::Error>>) {
        match (failure, &mut self.outage) {
            (Some(error), None) => {
                tracing::error!(%error, "the database can't be written; trying again with every request");
                self.outage = Some(Outage::default());
            }
            (Some(_), Some(outage)) => outage.commits_since = 0,
            (None, Some(outage)) => {
                outage.commits_since += 1;
                if outage.commits_since == COMMITS_TO_RECOVER {
                    tracing::info!("the database can be written again");
                    self.outage = None;
                }
            }
            (None, None) => {}
        }
    }
}

#[derive(Default)]
struct Outage {
    /// How many commits have succeeded since the last that failed.
    commits_since: u32,
}

async fn transact(
    connection: &mut SqliteConnection,
    jobs: &mut [Box<dyn Job>],
) -> sqlx::Result<()> {
    // Each statement is a round trip to the connection's thread, which costs more than most statements do.
    execute(connection, "BEGIN IMMEDIATE; SAVEPOINT job").await?;
    for job in jobs {
        if !job.run(connection).await {
            execute(connection, "ROLLBACK TO job").await?;
        }
        execute(connection, "RELEASE job; SAVEPOINT job").await?;
    }
    execute(connection, "COMMIT").await
}

async fn execute(connection: &mut SqliteConnection, sql: &'static str) -> sqlx::Result<()> {
    sqlx::query(sql).execute(connection).await.map(drop)
}

/// What the log of SQLite holds goes into the database file, so that the file alone is the whole database.
async fn checkpoint(mut connection: SqliteConnection) {
    let checkpoint = execute(&mut connection, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    if let Err(error) = checkpoint.and(connection.close().await) {
        // Nothing is lost: the next start reads the log.
        tracing::warn!(%error, "the database was not closed cleanly");
    }
}

#[cfg(test)]
mod tests;
