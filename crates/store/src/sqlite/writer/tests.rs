use tempfile::TempDir;

use super::super::readers::Readers;
use super::*;

const TABLES: &str = "\
CREATE TABLE parent (n INTEGER PRIMARY KEY);
WITH RECURSIVE n (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n LIMIT 1000) INSERT INTO parent SELECT n FROM n;
CREATE TABLE t (n INTEGER PRIMARY KEY REFERENCES parent DEFERRABLE INITIALLY DEFERRED, text TEXT);";

/// A writer on a table `t` of numbers.
struct Fixture {
    writer: Writer,
    readers: Readers,
    directory: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("t.db");
        let made = Connection::open(&path).unwrap();
        made.execute_batch(TABLES).unwrap();
        let lock = Lock::take(&path).unwrap();
        Self {
            writer: Writer::start(&path, lock).unwrap(),
            readers: Readers::new(&path),
            directory,
        }
    }

    /// Queues `INSERT`s that the writer hasn't taken yet when this returns, while the answer is awaited elsewhere.
    fn insert(&self, number: i64) -> impl Future<Output = Result<i64, StoreError>> + use<> {
        let writer = self.writer.clone();
        async move { writer.run(move |c| insert(c, number)).await }
    }

    /// Holds the writer inside a transaction until the returned sender is used.
    async fn hold(&self) -> oneshot::Sender<()> {
        let (release, held) = oneshot::channel::<()>();
        let (begun, running) = oneshot::channel();
        let writer = self.writer.clone();
        tokio::spawn(async move {
            let work = writer.run(|_| {
                begun.send(()).unwrap();
                Ok(held.blocking_recv()?)
            });
            work.await.unwrap();
        });
        running.await.unwrap();
        release
    }

    async fn numbers(&self) -> Vec<i64> {
        let numbers = self.readers.run(|c| {
            let mut numbers = c.prepare_cached("SELECT n FROM t ORDER BY n")?;
            let rows = numbers.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        });
        numbers.await.unwrap()
    }
}

fn insert(connection: &Connection, number: i64) -> Result<i64, Failure> {
    connection.execute("INSERT INTO t (n) VALUES (?)", [number])?;
    Ok(number)
}

/// The number that no parent has: inserting it makes the commit fail, not the insert.
const ORPHAN: i64 = -1;

/// Starts every future until it waits for the writer, which is held meanwhile.
async fn queued<T: Send + 'static>(
    futures: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<tokio::task::JoinHandle<T>> {
    let handles: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    // On the one thread of the test's runtime, each has run up to its first wait when this one runs again.
    tokio::task::yield_now().await;
    handles
}

#[tokio::test]
async fn a_job_is_answered_with_the_commit_and_not_before() {
    let fixture = Fixture::new();
    let release = fixture.hold().await;
    let first = queued([fixture.insert(1)]).await;
    release.send(()).unwrap();
    for first in first {
        assert_eq!(first.await.unwrap().unwrap(), 1);
    }
    assert_eq!(fixture.numbers().await, [1]);

    // One transaction for both: while the second runs, nobody sees the first.
    let (begun, running) = oneshot::channel();
    let (release, held) = oneshot::channel::<()>();
    let before = fixture.hold().await;
    let writer = fixture.writer.clone();
    let first = queued([fixture.insert(2)]).await;
    let second = tokio::spawn(async move {
        let work = writer.run(|c| {
            begun.send(()).unwrap();
            held.blocking_recv()?;
            insert(c, 3)
        });
        work.await
    });
    tokio::task::yield_now().await;
    before.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(fixture.numbers().await, [1]);
    assert!(!first[0].is_finished());
    release.send(()).unwrap();
    assert_eq!(second.await.unwrap().unwrap(), 3);
    assert_eq!(fixture.numbers().await, [1, 2, 3]);
}

#[tokio::test]
async fn a_failing_job_takes_back_its_own_work_only() {
    let fixture = Fixture::new();
    let release = fixture.hold().await;
    let jobs = (0..30).map(|number| {
        let writer = fixture.writer.clone();
        async move {
            let work = writer.run(move |c| {
                insert(c, number)?;
                insert(c, 500 + number)?;
                match number % 3 {
                    0 => Ok(()),
                    1 => Err("no".into()),
                    _ => panic!("a bug"),
                }
            });
            (number, work.await)
        }
    });
    let jobs = queued(jobs).await;
    release.send(()).unwrap();
    for job in jobs {
        let (number, result) = job.await.unwrap();
        assert_eq!(result.is_ok(), number % 3 == 0, "{number}: {result:?}");
    }
    let kept = (0..30).chain(500..530).filter(|n| n % 500 % 3 == 0);
    assert_eq!(fixture.numbers().await, kept.collect::<Vec<_>>());
}

#[tokio::test]
async fn a_failing_commit_fails_every_job_of_it_and_none_after() {
    let fixture = Fixture::new();
    let release = fixture.hold().await;
    let jobs = [1, ORPHAN, 2].map(|number| fixture.insert(number));
    let jobs = queued(jobs).await;
    release.send(()).unwrap();
    for job in jobs {
        let error = job.await.unwrap().unwrap_err().to_string();
        assert!(error.contains("FOREIGN KEY"), "{error}");
    }
    assert_eq!(fixture.numbers().await, [0; 0]);
    fixture.insert(3).await.unwrap();
    assert_eq!(fixture.numbers().await, [3]);
}

#[tokio::test]
async fn a_full_disk_is_an_error_until_there_is_room() {
    let fixture = Fixture::new();
    let limit = |pages: &'static str| {
        let writer = fixture.writer.clone();
        async move {
            let set = writer.run(move |c| Ok(c.execute_batch(pages)?));
            set.await.unwrap();
        }
    };
    let fill = |number: i64| {
        let writer = fixture.writer.clone();
        async move {
            let insert = writer.run(move |c| {
                c.execute("INSERT INTO t VALUES (?, hex(randomblob(10000)))", [number])?;
                Ok(())
            });
            insert.await
        }
    };
    limit("PRAGMA max_page_count = 40").await;
    let mut kept = Vec::new();
    for number in 0..40 {
        match fill(number).await {
            Ok(()) => kept.push(number),
            Err(error) => assert!(error.to_string().contains("full"), "{error}"),
        }
    }
    assert!((1..40).contains(&kept.len()), "{kept:?}");
    assert_eq!(fixture.numbers().await, kept, "acknowledged and there");

    limit("PRAGMA max_page_count = 100000").await;
    fill(100).await.unwrap();
    kept.push(100);
    assert_eq!(fixture.numbers().await, kept);
}

#[tokio::test]
async fn a_caller_that_goes_away_changes_nothing() {
    let fixture = Fixture::new();
    let release = fixture.hold().await;
    let jobs = queued([fixture.insert(1)]).await;
    for job in jobs {
        job.abort();
        assert!(job.await.unwrap_err().is_cancelled());
    }
    release.send(()).unwrap();
    fixture.insert(2).await.unwrap();
    assert_eq!(fixture.numbers().await, [1, 2]);
}

#[tokio::test]
async fn closing_finishes_what_waits_and_empties_the_log() {
    let fixture = Fixture::new();
    let release = fixture.hold().await;
    let jobs = queued((0..600).map(|number| fixture.insert(number))).await;
    let writer = fixture.writer.clone();
    let closed = tokio::spawn(async move { writer.close().await });
    tokio::task::yield_now().await;
    release.send(()).unwrap();
    fixture.readers.close().await;
    closed.await.unwrap();
    for job in jobs {
        job.await.unwrap().unwrap();
    }
    let error = fixture.insert(601).await.unwrap_err().to_string();
    assert!(error.contains("closed"), "{error}");
    fixture.writer.close().await;

    let path = fixture.directory.path().join("t.db");
    let log = std::fs::metadata(path.with_extension("db-wal"));
    assert!(
        log.map_or(0, |log| log.len()) == 0,
        "the log is in the file"
    );
    let connection = Connection::open(path).unwrap();
    let count = connection.query_one("SELECT count(*) FROM t", [], |row| row.get(0));
    assert_eq!(count, Ok(600));
}
