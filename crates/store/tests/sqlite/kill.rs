//! What was acknowledged survives a process that is killed.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use msg_core::outcome::Accepted;
use msg_core::status::MessageStatus;
use sqlx::{Connection, SqliteConnection};
use store::{DEFAULT_TENANT, Sqlite};
use testkit::message_log_suite::{Subject, attempt, end, ended, message};

/// Tells the process that is to be killed where its database is, and the number of its first message.
const DATABASE: &str = "STORE_TEST_DATABASE";
const FIRST: &str = "STORE_TEST_FIRST";
/// How many acknowledgements are awaited before each kill. Others are under way at that moment.
const KILLS: [usize; 6] = [1, 3, 40, 100, 333, 700];
const WRITERS: u32 = 16;

/// Starts itself again as the process to be killed.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the environment tells the child what it is"
)]
fn what_was_acknowledged_survives_a_kill() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (path, first) = (std::env::var_os(DATABASE), std::env::var(FIRST));
    if let (Some(path), Ok(first)) = (path, first) {
        return runtime.block_on(write_until_killed(Path::new(&path), first.parse().unwrap()));
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("herald.db");
    let mut acknowledged = BTreeSet::new();
    for (round, acknowledgements) in (0..).zip(KILLS) {
        acknowledged.extend(kill_after(acknowledgements, &path, round * 1_000_000));
        runtime.block_on(check(&path, &acknowledged));
    }
    assert!(acknowledged.len() >= KILLS.iter().sum());
}

/// A step of a message: `accept 17` or `advance 17`.
type Step = (String, u32);

fn kill_after(acknowledgements: usize, path: &Path, first: u32) -> Vec<Step> {
    let this = std::env::current_exe().unwrap();
    let mut child = Command::new(this)
        .args([
            "--exact",
            "kill::what_was_acknowledged_survives_a_kill",
            "--nocapture",
        ])
        .env(DATABASE, path)
        .env(FIRST, first.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut steps: Vec<String> = lines
        .by_ref()
        .take(acknowledgements)
        .map(Result::unwrap)
        .collect();
    child.kill().unwrap();
    child.wait().unwrap();
    // What it could still say before it died was acknowledged as well, but for a line that was cut.
    let rest = lines
        .map_while(Result::ok)
        .filter(|line| line.ends_with('.'));
    steps.extend(rest);
    let steps = steps.iter().map(|line| {
        let words = line.trim_end_matches('.').split_once(' ');
        let (step, number) = words.unwrap_or_else(|| panic!("the child said: {line}"));
        (step.to_owned(), number.parse().unwrap())
    });
    steps.collect()
}

async fn write_until_killed(path: &Path, first: u32) {
    let subject = std::sync::Arc::new(subject(path).await);
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let subject = subject.clone();
        writers.spawn(async move {
            for number in (first + writer..).step_by(WRITERS as usize) {
                let message = numbered(&subject, number);
                let attempt = attempt(&message, 1, "smtp");
                subject.log.accept(&message, &attempt).await.unwrap();
                eprintln!("accept {number}.");
                let accepted = ended(&attempt, Ok(Accepted::default()));
                let next = end(MessageStatus::Sent);
                subject.log.advance(&accepted, &next).await.unwrap();
                eprintln!("advance {number}.");
            }
        });
    }
    writers.join_all().await;
}

async fn check(path: &Path, acknowledged: &BTreeSet<Step>) {
    let url = format!("sqlite://{}", path.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let integrity: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(integrity, "ok");
    connection.close().await.unwrap();

    let store = Sqlite::open(path).await.unwrap();
    let subject = as_subject(store.clone());
    for (step, number) in acknowledged {
        let id = numbered(&subject, *number).id;
        let found = subject.log.find(DEFAULT_TENANT, id).await.unwrap();
        let found = found.unwrap_or_else(|| panic!("{step} {number} was acknowledged and is lost"));
        if step == "advance" {
            assert_eq!(found.status, MessageStatus::Sent, "{step} {number}");
        }
    }
    store.close().await;
}

async fn subject(path: &Path) -> Subject {
    as_subject(Sqlite::open(path).await.unwrap())
}

fn as_subject(store: Sqlite) -> Subject {
    Subject {
        log: std::sync::Arc::new(store),
        tenants: [DEFAULT_TENANT; 2],
        keep: Box::new(()),
    }
}

/// Message `number`, of which there are more than there are telephone numbers in the suite.
fn numbered(subject: &Subject, number: u32) -> msg_core::ports::NewMessage {
    let mut message = message(subject, number % 10_000);
    message.id = msg_core::MessageId::from_uuid(uuid::Uuid::from_u128(number.into()));
    message
}
