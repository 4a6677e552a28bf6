//! As much of HTTP as a test needs: one request on a connection of its own, byte for byte as the test wants it.

use std::fmt::Write;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    head: String,
    body: Vec<u8>,
    chunked: bool,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: herald\r\nConnection: close\r\n");
        Self {
            head,
            body: Vec::new(),
            chunked: false,
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        write!(self.head, "{name}: {value}\r\n").unwrap();
        self
    }

    pub(crate) fn bearer(self, key: &str) -> Self {
        self.header("Authorization", &format!("Bearer {key}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn body(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("Content-Type", media_type)
    }

    /// Sends the body without saying first how long it is.
    pub(crate) fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    fn bytes(mut self) -> Vec<u8> {
        if self.chunked {
            let mut bytes = self.header("Transfer-Encoding", "chunked");
            let mut chunks = format!("{}\r\n", bytes.head).into_bytes();
            for chunk in bytes.body.chunks(64 * 1024) {
                chunks.extend(format!("{:x}\r\n", chunk.len()).bytes());
                chunks.extend(chunk);
                chunks.extend(b"\r\n");
            }
            chunks.extend(b"0\r\n\r\n");
            bytes.body.clear();
            return chunks;
        }
        let length = self.body.len().to_string();
        let body = std::mem::take(&mut self.body);
        let request = self.header("Content-Length", &length);
        let mut bytes = format!("{}\r\n", request.head).into_bytes();
        bytes.extend(body);
        bytes
    }

    /// Sends it and reads the whole answer.
    pub(crate) async fn send(self, address: SocketAddr) -> Answer {
        let stream = TcpStream::connect(address).await.unwrap();
        Answer::parse(&self.exchange(stream).await)
    }

    /// Sends it and reads until the other side ends the connection, however it does.
    pub(crate) async fn exchange(self, stream: TcpStream) -> Vec<u8> {
        let (mut reading, mut writing) = stream.into_split();
        let bytes = self.bytes();
        // A server that has refused a body stops reading it, and that is no fault.
        let writer = tokio::spawn(async move {
            let _ = writing.write_all(&bytes).await;
            writing
        });
        let mut answer = Vec::new();
        // What came before a reset counts.
        let _ = reading.read_to_end(&mut answer).await;
        writer.abort();
        answer
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(length) = head.parse(bytes).unwrap() else {
            panic!("half an answer: {}", String::from_utf8_lossy(bytes));
        };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let answer = Self {
            status: head.code.unwrap(),
            headers: head
                .headers
                .iter()
                .map(|header| (header.name.to_ascii_lowercase(), text(header.value)))
                .collect(),
            body: bytes[length..].to_vec(),
        };
        assert_eq!(answer.header("transfer-encoding"), None);
        answer
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|header| header.0 == name)
            .map(|header| header.1.as_str())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The answer's JSON, once its status is as expected.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        if self.body.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The problem's JSON, once status and type are as expected.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, slug: &str) -> Value {
        let problem = self.expect(status);
        let kind = problem["type"].as_str().unwrap();
        assert_eq!(kind.rsplit(['/', '#']).next(), Some(slug), "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.header("cache-control"), Some("no-store"));
        problem
    }

    /// The body without `instance`, the one thing in which two equal problems differ.
    #[track_caller]
    pub(crate) fn anonymous_body(&self) -> String {
        let instance = self.json()["instance"].as_str().unwrap().to_owned();
        self.text().replace(&instance, "…")
    }
}
