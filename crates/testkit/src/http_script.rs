//! A web server that does as it is told: answers that real vendors give once a year, and ones they never give.
//!
//! It speaks HTTP/1.1 in clear text on a free loopback port and keeps what it was asked.
//!
//! ```
//! use testkit::http_script::{Act, HttpServer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let server = HttpServer::start([Act::answer(202, &[("X-Message-Id", "abc")], "")]).await;
//! println!("{}", server.url());
//! assert_eq!(server.seen().connections, 0);
//! # }
//! ```

mod asked;

use std::future::pending;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

pub use asked::Asked;

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Reads the request, says these bytes and waits for the next one.
    Say(Vec<u8>),
    /// Reads the request, says these bytes and hangs up.
    Cut(Vec<u8>),
    /// Reads the request, says these bytes and resets the connection.
    Reset(Vec<u8>),
    /// Reads the request, says a head that announces a body of this many bytes, and them, then keeps the connection.
    Flood(usize),
    /// Reads the request and says nothing.
    Hang,
    /// Resets the connection once this many bytes of the request have come; 0 is at once.
    ResetAfter(usize),
    /// Reads nothing and says nothing.
    Deaf,
}

impl Act {
    /// A whole answer; `Content-Length` comes by itself.
    pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let mut head = format!(
            "HTTP/1.1 {status} As Told\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            head.extend([*name, ": ", *value, "\r\n"]);
        }
        Self::Say(format!("{head}\r\n{body}").into_bytes())
    }

    /// A whole answer in JSON.
    pub fn json(status: u16, body: &str) -> Self {
        Self::answer(status, &[("content-type", "application/json")], body)
    }
}

/// What the server saw.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How often somebody connected.
    pub connections: usize,
    /// Every request that came whole.
    pub requests: Vec<Asked>,
}

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct HttpServer {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl HttpServer {
    /// Starts a server that does the first act for the first request and so on, over all connections; the last one counts
    /// for all further.
    ///
    /// # Panics
    /// Without an act, or when loopback has no free port.
    pub async fn start(acts: impl Into<Vec<Act>>) -> Self {
        let acts = acts.into();
        assert!(!acts.is_empty(), "a server needs something to do");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let port = listener
            .local_addr()
            .expect("a bound socket has an address")
            .port();
        let seen = Arc::default();
        let script = Arc::new(Script {
            acts,
            next: Mutex::default(),
        });
        let task = tokio::spawn(serve(listener, script, Arc::clone(&seen)));
        Self { port, seen, task }
    }

    /// The loopback port that the server listens on.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// `http://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// `https://127.0.0.1:<port>`, for a handshake that comes to nothing: the server has no TLS behind it.
    pub fn url_with_tls(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }

    /// What it saw so far.
    pub fn seen(&self) -> Seen {
        lock(&self.seen).clone()
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Script {
    acts: Vec<Act>,
    next: Mutex<usize>,
}

impl Script {
    fn next(&self) -> Act {
        let mut next = lock(&self.next);
        let act = self.acts[(*next).min(self.acts.len() - 1)].clone();
        *next += 1;
        act
    }
}

async fn serve(listener: TcpListener, script: Arc<Script>, seen: Arc<Mutex<Seen>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        lock(&seen).connections += 1;
        let connection = Connection {
            stream: BufReader::new(stream),
            seen: Arc::clone(&seen),
        };
        connections.spawn(connection.run(Arc::clone(&script)));
    }
}

struct Connection {
    stream: BufReader<TcpStream>,
    seen: Arc<Mutex<Seen>>,
}

impl Connection {
    /// Ends when the client hangs up, or when the script says so.
    async fn run(mut self, script: Arc<Script>) -> Option<()> {
        loop {
            // Connecting alone uses up an act only where that is what the act is about.
            let act = script.next();
            match act {
                Act::Deaf => return pending().await,
                Act::ResetAfter(bytes) => {
                    let mut some = vec![0; bytes];
                    self.stream.read_exact(&mut some).await.ok()?;
                    return self.reset();
                }
                _ => {}
            }
            let asked = asked::read(&mut self.stream).await?;
            lock(&self.seen).requests.push(asked);
            match act {
                Act::Say(bytes) => self.say(&bytes).await?,
                Act::Cut(bytes) => {
                    self.say(&bytes).await?;
                    return self.stream.shutdown().await.ok();
                }
                Act::Reset(bytes) => {
                    self.say(&bytes).await?;
                    return self.reset();
                }
                Act::Flood(bytes) => return self.flood(bytes).await,
                Act::Hang | Act::ResetAfter(_) | Act::Deaf => return pending().await,
            }
        }
    }

    async fn flood(&mut self, bytes: usize) -> Option<()> {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n");
        self.say(head.as_bytes()).await?;
        let mut endless = tokio::io::repeat(b'2').take(bytes as u64);
        tokio::io::copy(&mut endless, &mut self.stream).await.ok()?;
        pending().await
    }

    fn reset(self) -> Option<()> {
        self.stream.get_ref().set_zero_linger().ok()
    }

    async fn say(&mut self, bytes: &[u8]) -> Option<()> {
        self.stream.write_all(bytes).await.ok()?;
        self.stream.flush().await.ok()
    }
}
