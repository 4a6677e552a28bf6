use axum::Router;
use axum::routing::post;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_util::sync::CancellationToken;

use super::connection::Host;
use crate::http::edge::edge;
use crate::http::json::ApiJson;
use crate::http::limits::Limits;

/// Sends `head` and then pieces without end over a pipe that holds 1 KiB; returns the answer and how much was taken.
async fn flood(head: &str, piece: &[u8]) -> (String, usize) {
    const PIPE: usize = 1024;
    let router = edge(Router::new().route("/", post(async |ApiJson(_): ApiJson<Value>| "")));
    let (client, server) = tokio::io::duplex(PIPE);
    let (mut reader, mut writer) = tokio::io::split(client);
    let peer = ([127, 0, 0, 1], 1).into();
    let host = Host::new(router, Limits::default());
    let served = host.run(server, peer, CancellationToken::new());
    let send = async {
        let mut sent = head.len();
        let mut taken = writer.write_all(head.as_bytes()).await;
        while taken.is_ok() {
            taken = writer.write_all(piece).await;
            sent += piece.len();
        }
        sent
    };
    let read = async {
        let mut answer = String::new();
        reader.read_to_string(&mut answer).await.ok();
        answer
    };
    let ((), sent, answer) = tokio::join!(served, send, read);
    (answer, sent.saturating_sub(PIPE))
}

#[tokio::test]
async fn at_most_300_kib_of_a_body_are_read() {
    let head = "POST / HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n";
    let chunk = format!("1f8\r\n{}\r\n", " ".repeat(0x1f8));
    for (fields, piece) in [
        ("content-length: 10485760", " ".repeat(512)),
        ("content-length: 262145", " ".repeat(512)),
        ("transfer-encoding: chunked", chunk),
    ] {
        let (answer, read) = flood(&format!("{head}{fields}\r\n\r\n"), piece.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{fields}: {answer}");
        assert!(read <= 300 * 1024, "{fields}: {read} bytes");
    }
}
