//! What comes back over a raw socket.

use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::server::in_time;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// That this is a problem of a type, with everything that all problems have.
    pub(crate) fn is_problem(&self, status: u16, slug: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"));
        let document = self.json();
        assert_eq!(document["type"], format!("/problems/{slug}"), "{self:?}");
        assert_eq!(document["status"], status);
        assert!(document["title"].is_string());
        assert_eq!(document["instance"].as_str(), self.header("x-request-id"));
        assert!(self.header("x-request-id").is_some_and(|id| id.len() > 8));
        assert!(!self.body.contains("SECRET"), "repeats a value: {self:?}");
    }
}

/// Splits what a connection sent into its answers, each by its `Content-Length`.
pub(crate) fn answers(mut bytes: &[u8]) -> Vec<Answer> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .unwrap_or_else(|| panic!("no head: {:?}", String::from_utf8_lossy(bytes)));
        let mut answer = Answer {
            status: 0,
            head: String::from_utf8_lossy(&bytes[..end]).into_owned(),
            body: String::new(),
        };
        answer.status = answer.head[9..12].parse().expect("a status");
        bytes = &bytes[end + 4..];
        let length = answer
            .header("content-length")
            .map_or(0, |length| length.parse().expect("a length"));
        let (body, rest) = bytes.split_at(bytes.len().min(length));
        answer.body = String::from_utf8_lossy(body).into_owned();
        bytes = rest;
        found.push(answer);
    }
    found
}

pub(crate) fn one(mut answers: Vec<Answer>) -> Answer {
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.remove(0)
}

/// Reads one answer and leaves the connection open.
pub(crate) async fn next_answer(stream: &mut TcpStream) -> Answer {
    let mut text = Vec::new();
    loop {
        let byte = in_time(stream.read_u8()).await.expect("an answer");
        text.push(byte);
        let whole = String::from_utf8_lossy(&text);
        if let Some((head, body)) = whole.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() == length.unwrap_or(0) {
                return one(answers(&text));
            }
        }
    }
}
