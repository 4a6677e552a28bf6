//! The whole service in this process: real HTTP on loopback, real database, a clock in the hands of the test.
//!
//! Every test ends with [`Service::finish`], which looks at what the service leaves behind.

pub(crate) mod client;
pub(crate) mod console;
pub(crate) mod door;
pub(crate) mod evidence;
pub(crate) mod keys;
mod log;
pub(crate) mod patience;
pub(crate) mod smtp;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use server::api::router;
use server::app::App;
use server::auth::Scope;
use server::config::{Config, Sources};
use server::http::{Limits, Stopped, serve};
use store::inspect::{TextRow, rows};
use tempfile::TempDir;
use testkit::clock::ManualClock;
use testkit::entropy::SeededEntropy;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) use self::client::{Answer, Request};
use self::console::Console;
use self::evidence::Evidence;

pub(crate) const SEND: &str = "/api/v1/auth/otp/send";
pub(crate) const VERIFY: &str = "/api/v1/auth/otp/verify";
pub(crate) const UNLOCK: &str = "/api/v1/auth/otp/unlock";
pub(crate) const MESSAGES: &str = "/api/v1/messages";
pub(crate) const HEALTH: &str = "/health/messaging";

/// Codes so long that none turns up anywhere by chance.
const LONG_CODES: [(&str, &str); 2] = [
    ("HERALD__OTP__LENGTH", "10"),
    ("HERALD__OTP__LENGTHS", "6, 10"),
];

/// A service of one test.
pub(crate) struct Service {
    pub(crate) app: Arc<App>,
    pub(crate) clock: ManualClock,
    pub(crate) console: Console,
    /// A key of the default tenant that may do everything.
    pub(crate) key: String,
    address: SocketAddr,
    directory: TempDir,
    stop: CancellationToken,
    serving: Option<JoinHandle<Stopped>>,
    log_mark: usize,
    answers: Mutex<Vec<u8>>,
    secrets: Mutex<Vec<String>>,
}

impl Service {
    /// A service with nothing configured but longer codes.
    pub(crate) async fn start() -> Self {
        Self::with(Sources::default()).await
    }

    /// A service with this configuration and longer codes.
    pub(crate) async fn with(sources: Sources) -> Self {
        let set = |sources: Sources, (name, value)| sources.env(name, value);
        Self::with_codes_as_configured(LONG_CODES.into_iter().fold(sources, set)).await
    }

    /// A service with this configuration.
    pub(crate) async fn with_codes_as_configured(sources: Sources) -> Self {
        let log_mark = log::listen();
        let directory = tempfile::tempdir().unwrap();
        let sources = sources.env("HERALD_DATA", directory.path().to_str().unwrap());
        let config = Config::load(&sources).unwrap_or_else(|problems| panic!("{problems}"));
        let (clock, console) = (ManualClock::default(), Console::default());
        let entropy = Arc::new(SeededEntropy::new(seed()));
        let app = App::start(&config, Arc::new(clock.clone()), entropy, console.clone());
        let app = Arc::new(app.await.unwrap());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = serve(
            listener,
            router(Arc::clone(&app)),
            Limits::default(),
            stop.clone().cancelled_owned(),
        );
        let mut service = Self {
            key: String::new(),
            serving: Some(tokio::spawn(serving)),
            answers: Mutex::default(),
            secrets: Mutex::default(),
            app,
            clock,
            console,
            address,
            directory,
            stop,
            log_mark,
        };
        service.key = service.make_key(Scope::ALL).await;
        service
    }

    /// Names something else than a code on the console that may be seen nowhere.
    pub(crate) fn keep_secret(&self, secret: &str) {
        self.secrets.lock().unwrap().push(secret.to_owned());
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Request::new("GET", path).bearer(&self.key)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        let request = Request::new("DELETE", path);
        self.call(request.bearer(&self.key)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_as(&self.key, path, body).await
    }

    pub(crate) async fn post_as(&self, key: &str, path: &str, body: Value) -> Answer {
        let request = Request::new("POST", path);
        self.call(request.bearer(key).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        let request = Request::new("PUT", path);
        self.call(request.bearer(&self.key).json(&body)).await
    }

    pub(crate) async fn call(&self, request: Request) -> Answer {
        let answer = request.send(self.address).await;
        let mut answers = self.answers.lock().unwrap();
        answers.extend(&answer.body);
        answers.push(b'\n');
        answer
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a query finds in the database.
    pub(crate) async fn rows(&self, query: &'static str) -> Vec<TextRow> {
        rows(&self.database(), query).await.unwrap()
    }

    fn database(&self) -> PathBuf {
        self.directory.path().join("herald.db")
    }

    /// Stops the service and looks at what it leaves behind.
    ///
    /// # Panics
    /// When that is anything but finished work, or holds a secret.
    pub(crate) async fn finish(self) {
        let faults = self.stop().await.faults();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    /// Stops the service; what it leaves behind is the caller's to judge.
    pub(crate) async fn stop(mut self) -> Evidence {
        // While it runs, the newest pages are in the log beside the database.
        let mut files = self.files();
        self.stop.cancel();
        let serving = self.serving.take().expect("it is stopped once");
        let stopped = serving.await.unwrap();
        assert_eq!(stopped.cut, 0, "connections were cut");
        self.app.close().await;
        files.extend(self.files());
        let sending = "SELECT 1 FROM messages WHERE status = 'sending'";
        let open = "SELECT 1 FROM attempts WHERE fact IS NULL";
        let mut secrets = self.secrets.lock().unwrap().clone();
        secrets.extend(self.console.codes());
        Evidence {
            sending: self.rows(sending).await.len(),
            open_attempts: self.rows(open).await.len(),
            secrets,
            places: vec![
                ("database", files),
                ("log", log::since(self.log_mark)),
                ("answers", self.answers.lock().unwrap().clone()),
            ],
        }
    }

    /// The bytes of the database and of the files beside it, but not of the file with the deployment's keys.
    fn files(&self) -> Vec<u8> {
        let database = self.database();
        let beside = |suffix: &str| {
            let mut path = database.clone().into_os_string();
            path.push(suffix);
            std::fs::read(path).unwrap_or_default()
        };
        [std::fs::read(&database).unwrap(), beside("-wal")].concat()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let forgotten = self.serving.is_some() && !std::thread::panicking();
        assert!(!forgotten, "the test did not end with finish()");
    }
}

/// Another one in each test, the same in each run: no test may find another's codes in the log they share.
fn seed() -> u64 {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default().as_bytes();
    // FNV-1a.
    test.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
