//! A mail server that does as it is told: answers that real servers give once a year, and ones they never give.
//!
//! It speaks clear text on a free loopback port. For a real server with TLS see [`mail_server`](crate::mail_server).

use std::collections::HashMap;
use std::future::pending;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A moment at which the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// After connecting.
    Greeting,
    /// After EHLO.
    Ehlo,
    /// After STARTTLS; the server has no TLS behind it.
    StartTls,
    /// After the credentials.
    Auth,
    /// After MAIL.
    Mail,
    /// After RCPT.
    Rcpt,
    /// After DATA.
    Data,
    /// Once the content begins, without waiting for its end.
    Content,
    /// After the end of the content.
    End,
    /// After RSET.
    Rset,
}

impl Moment {
    fn of(command: &str) -> Option<Self> {
        let verb = command.split(' ').next().unwrap_or_default();
        Some(match verb.to_ascii_uppercase().as_str() {
            "EHLO" => Self::Ehlo,
            "STARTTLS" => Self::StartTls,
            "AUTH" => Self::Auth,
            "MAIL" => Self::Mail,
            "RCPT" => Self::Rcpt,
            "DATA" => Self::Data,
            "RSET" => Self::Rset,
            _ => return None,
        })
    }

    /// What a server that obliges says.
    const fn yes(self) -> &'static str {
        match self {
            Self::Greeting => "220 test.example ESMTP\r\n",
            Self::Ehlo => {
                "250-test.example\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n"
            }
            Self::StartTls => "220 2.0.0 ready\r\n",
            Self::Auth => "235 2.7.0 welcome\r\n",
            Self::Data => "354 go on\r\n",
            Self::Mail | Self::Rcpt | Self::Content | Self::End | Self::Rset => "250 2.0.0 ok\r\n",
        }
    }
}

/// What the server does at a moment.
#[derive(Clone, Debug)]
pub enum Act {
    /// Says this, line end included, and goes on.
    Say(Vec<u8>),
    /// Says this and hangs up.
    Cut(Vec<u8>),
    /// Says nothing more and keeps the connection.
    Hang,
    /// Says as many bytes without a line end, then keeps the connection.
    Flood(usize),
}

impl Act {
    /// Says one line.
    pub fn line(text: &str) -> Self {
        Self::Say(format!("{text}\r\n").into_bytes())
    }
}

/// What the server does in one connection; where nothing is said it obliges.
#[derive(Clone, Debug, Default)]
pub struct Script(HashMap<Moment, Act>);

impl Script {
    /// A server that takes everything.
    pub fn obliging() -> Self {
        Self::default()
    }

    /// The same, but for this.
    #[must_use]
    pub fn on(mut self, moment: Moment, act: Act) -> Self {
        self.0.insert(moment, act);
        self
    }
}

/// What the server saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How often somebody connected.
    pub connections: usize,
    /// Every command line, without its line end.
    pub commands: Vec<String>,
    /// The content of every message that came whole, dot-stuffing undone.
    pub messages: Vec<Vec<u8>>,
}

impl Seen {
    /// How many commands begin so.
    pub fn count(&self, verb: &str) -> usize {
        let begins = |line: &&String| line.starts_with(verb);
        self.commands.iter().filter(begins).count()
    }
}

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct ScriptedServer {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl ScriptedServer {
    /// Starts a server whose first connection follows the first script and so on; the last one counts for all further.
    ///
    /// # Panics
    /// Without a script, or when loopback has no free port.
    pub async fn start(scripts: impl Into<Vec<Script>>) -> Self {
        let scripts = scripts.into();
        assert!(!scripts.is_empty(), "a server needs a script");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let port = listener
            .local_addr()
            .expect("a bound socket has an address")
            .port();
        let seen = Arc::default();
        let task = tokio::spawn(serve(listener, scripts, Arc::clone(&seen)));
        Self { port, seen, task }
    }

    /// The loopback port that the server listens on.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What it saw so far.
    pub fn seen(&self) -> Seen {
        lock(&self.seen).clone()
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(seen: &Mutex<Seen>) -> std::sync::MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(listener: TcpListener, scripts: Vec<Script>, seen: Arc<Mutex<Seen>>) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let number = lock(&seen).connections;
        lock(&seen).connections += 1;
        let script = scripts[number.min(scripts.len() - 1)].clone();
        let conversation = Conversation {
            stream: BufReader::new(stream),
            script,
            seen: Arc::clone(&seen),
        };
        connections.spawn(conversation.run());
    }
}

struct Conversation {
    stream: BufReader<TcpStream>,
    script: Script,
    seen: Arc<Mutex<Seen>>,
}

impl Conversation {
    /// Ends when the client hangs up, or when the script says so.
    async fn run(mut self) -> Option<()> {
        self.act(Moment::Greeting).await?;
        loop {
            let command = self.hear().await?;
            if command.starts_with("QUIT") {
                return None;
            }
            if command == "AUTH LOGIN" {
                // "Username:" and "Password:" in base64.
                self.say(b"334 VXNlcm5hbWU6\r\n").await?;
                self.hear().await?;
                self.say(b"334 UGFzc3dvcmQ6\r\n").await?;
                self.hear().await?;
            }
            let moment = Moment::of(&command);
            match moment {
                Some(moment) => self.act(moment).await?,
                None => self.say(b"500 5.5.1 what?\r\n").await?,
            }
            if moment == Some(Moment::Data) && !self.script.0.contains_key(&Moment::Data) {
                self.content().await?;
            }
        }
    }

    /// One line, on record; nothing when the client has hung up.
    async fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        let bytes = self.stream.read_line(&mut line).await.ok()?;
        let line = line.trim_end().to_owned();
        (bytes > 0).then(|| lock(&self.seen).commands.push(line.clone()))?;
        Some(line)
    }

    async fn content(&mut self) -> Option<()> {
        if self.script.0.contains_key(&Moment::Content) {
            // The content has begun: at least one byte of it is there.
            self.stream.fill_buf().await.ok()?;
            self.act(Moment::Content).await?;
        }
        let mut content = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await.ok()? == 0 {
                return None;
            }
            if line == b".\r\n" {
                break;
            }
            content.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        lock(&self.seen).messages.push(content);
        self.act(Moment::End).await
    }

    /// Nothing when the conversation is over.
    async fn act(&mut self, moment: Moment) -> Option<()> {
        match self.script.0.get(&moment).cloned() {
            None => self.say(moment.yes().as_bytes()).await,
            Some(Act::Say(bytes)) => self.say(&bytes).await,
            Some(Act::Cut(bytes)) => {
                self.say(&bytes).await?;
                self.stream.shutdown().await.ok()?;
                None
            }
            Some(Act::Hang) => pending().await,
            Some(Act::Flood(bytes)) => {
                let mut endless = tokio::io::repeat(b'2').take(bytes as u64);
                tokio::io::copy(&mut endless, &mut self.stream).await.ok()?;
                pending().await
            }
        }
    }

    async fn say(&mut self, bytes: &[u8]) -> Option<()> {
        self.stream.write_all(bytes).await.ok()?;
        self.stream.flush().await.ok()
    }
}
