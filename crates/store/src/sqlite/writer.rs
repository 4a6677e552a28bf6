//! The one thread that writes.
//!
//! What is acknowledged has to survive a power cut, so every commit waits for the disk (`synchronous = FULL`): from
//! 0.1 ms to several milliseconds, whatever the transaction holds. SQLite has one writer at a time anyway. So nobody
//! commits alone: callers queue their jobs, and this thread takes whatever waits, runs it in one transaction and
//! commits once for all of them. The more callers wait, the more share a commit; a single caller waits for nobody.
//!
//! Jobs stay independent of each other: each runs in a savepoint of its own, and a job that fails takes back what it
//! did and nothing else. Only when the transaction itself fails do all its jobs fail; then none of them has happened.
//!
//! A job that was queued runs to its end even when its caller has gone away.
//!
//! It is a thread and no task, and talks to SQLite directly: handing each statement to another thread and waiting for
//! it, as an asynchronous driver must, costs several times as much as the statement.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use msg_core::ports::StoreError;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::Failure;
use super::connect;
use super::lock::Lock;

/// The most jobs that share a commit: enough to make the disk's share of a job small, few enough that none waits long.
const MOST_PER_COMMIT: usize = 256;
/// The most jobs that wait in the queue; further callers wait for a place in it.
const MOST_WAITING: usize = 1024;
/// How many commits in a row end an outage: on a disk that is nearly full every other one succeeds, and the log would
/// be full next.
const COMMITS_TO_RECOVER: u32 = 10;

/// What the jobs of a transaction that failed fail with.
type Shared = Arc<dyn std::error::Error + Send + Sync>;

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
    /// Starts the thread on the database in `path`. It keeps `lock` until it has ended.
    pub(super) fn start(path: &Path, lock: Lock) -> Result<Self, Failure> {
        let (queue, commands) = mpsc::channel(MOST_WAITING);
        let writing = Writing {
            commands,
            path: path.to_owned(),
            connection: Some(connect::to_write(path)?),
            outage: None,
        };
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writing.run(lock))?;
        Ok(Self { queue })
    }

    /// Runs `work` in a transaction and returns its value once that is committed.
    ///
    /// `work` must not end the transaction it runs in.
    pub(super) async fn run<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
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
    /// Does the work and keeps what came of it; on failure tells what it was.
    fn run(&mut self, connection: &Connection) -> Result<(), String>;

    /// Tells the caller what came of it, after the commit or its failure.
    fn answer(self: Box<Self>, commit: Result<(), &Shared>);
}

struct Pending<T, W> {
    work: Option<W>,
    result: Option<Result<T, Failure>>,
    caller: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, W> Job for Pending<T, W>
where
    T: Send,
    W: FnOnce(&Connection) -> Result<T, Failure> + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), String> {
        let Some(work) = self.work.take() else {
            return Ok(());
        };
        // A bug in one job must not end the thread that everybody depends on.
        let ended = catch_unwind(AssertUnwindSafe(|| work(connection)));
        let result = ended.unwrap_or_else(|_| Err("the work panicked".into()));
        match self.result.insert(result) {
            Ok(_) => Ok(()),
            Err(failure) => Err(failure.to_string()),
        }
    }

    fn answer(self: Box<Self>, commit: Result<(), &Shared>) {
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
    path: PathBuf,
    /// Nothing after a failure that left the connection in doubt; the next commit opens another.
    connection: Option<Connection>,
    /// An outage that was logged when it began and will be when it has ended.
    outage: Option<Outage>,
}

impl Writing {
    fn run(mut self, lock: Lock) {
        let mut commands = Vec::with_capacity(MOST_PER_COMMIT);
        let mut closing = Vec::new();
        while self
            .commands
            .blocking_recv_many(&mut commands, MOST_PER_COMMIT)
            > 0
        {
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
            self.commit(jobs);
        }
        if let Some(connection) = self.connection.take() {
            checkpoint(connection);
        }
        // Whoever is told that it is closed may open it again.
        drop(lock);
        for done in closing {
            done.send(()).ok();
        }
    }

    fn commit(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        if jobs.is_empty() {
            return;
        }
        let committed = self.try_commit(&mut jobs).map_err(Shared::from);
        self.note(committed.as_ref().err());
        for job in jobs {
            job.answer(committed.as_ref().copied());
        }
    }

    fn try_commit(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), Failure> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect::to_write(&self.path)?,
        };
        let committed = transact(&connection, jobs);
        // SQLite ends some transactions by itself (a full disk, an input or output error) and leaves others open.
        if connection.is_autocommit() || execute(&connection, "ROLLBACK").is_ok() {
            self.connection = Some(connection);
        }
        committed
    }

    fn note(&mut self, failure: Option<&Shared>) {
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

fn transact(connection: &Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), Failure> {
    execute(connection, "BEGIN IMMEDIATE")?;
    for job in jobs {
        execute(connection, "SAVEPOINT job")?;
        if let Err(failure) = job.run(connection) {
            if connection.is_autocommit() {
                return Err(format!("the transaction ended early: {failure}").into());
            }
            execute(connection, "ROLLBACK TO job")?;
        }
        execute(connection, "RELEASE job")?;
    }
    execute(connection, "COMMIT")?;
    Ok(())
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

/// What the log of SQLite holds goes into the database file, so that the file alone is the whole database.
fn checkpoint(connection: Connection) {
    let moved = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
    if let Err(error) = moved.and(connection.close().map_err(|(_, error)| error)) {
        // Nothing is lost: the next start reads the log.
        tracing::warn!(%error, "the database was not closed cleanly");
    }
}

#[cfg(test)]
mod tests;
