//! Who takes too long, and who only seems to.

use std::future::pending;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::interval;

use crate::answer::{Answer, answers, next_answer, one};
use crate::server::{Server, in_time};

/// Sends a beginning and then a byte every 20 ms, until the server closes; returns what it said.
async fn dribble(server: &Server, beginning: &str, byte: u8) -> Vec<Answer> {
    let (mut reader, mut writer) = server.connect().await.into_split();
    writer.write_all(beginning.as_bytes()).await.expect("sent");
    let mut tick = interval(Duration::from_millis(20));
    let write = async {
        loop {
            tick.tick().await;
            if writer.write_all(&[byte]).await.is_err() {
                pending::<()>().await;
            }
        }
    };
    let read = async {
        let mut text = Vec::new();
        reader.read_to_end(&mut text).await.ok();
        text
    };
    let text = in_time(async {
        tokio::select! {
            text = read => text,
            () = write => unreachable!("it writes for ever"),
        }
    })
    .await;
    answers(&text)
}

#[tokio::test]
async fn who_is_too_slow_is_answered_and_cut_off() {
    let short = Duration::from_millis(150);
    let server = Server::start(|limits| {
        limits.head_time = short;
        limits.body_time = short;
    })
    .await;
    let json = "host: h\r\ncontent-type: application/json";
    let good = "GET /things/1 HTTP/1.1\r\nhost: h\r\n\r\n";
    for (beginning, before) in [
        ("GET /things/1 HTTP/1.1\r\nx: ".to_owned(), 0),
        (format!("{good}GET /things/1 HTTP/1.1\r\nx: "), 1),
        (
            format!("POST /things HTTP/1.1\r\n{json}\r\ncontent-length: 90000\r\n\r\n"),
            0,
        ),
        (
            format!(
                "{good}POST /things HTTP/1.1\r\n{json}\r\ntransfer-encoding: chunked\r\n\r\nfffff\r\n"
            ),
            1,
        ),
    ] {
        let got = dribble(&server, &beginning, b'a').await;
        assert_eq!(got.len(), before + 1, "{got:?}");
        got[before].is_problem(408, "request-timeout");
        assert_eq!(got[before].header("connection"), Some("close"));
    }
}

#[tokio::test]
async fn silent_connections_end() {
    let short = Duration::from_millis(100);
    let server = Server::start(|limits| {
        limits.head_time = short;
        limits.idle_time = short;
    })
    .await;
    assert!(server.exchange(b"").await.is_empty());
    let good = b"GET /things/1 HTTP/1.1\r\nhost: h\r\n\r\n";
    assert_eq!(one(server.exchange(good).await).status, 200);
}

#[tokio::test]
async fn idleness_does_not_count_while_a_request_is_worked_on() {
    let server = Server::start(|limits| limits.idle_time = Duration::from_millis(50)).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /gate HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    let mut ticks = interval(Duration::from_millis(50));
    for _ in 0..5 {
        ticks.tick().await;
    }
    server.stage.gate.notify_one();
    assert_eq!(next_answer(&mut stream).await.body, "through");
}

#[tokio::test]
async fn idleness_does_not_count_while_an_answer_is_sent() {
    let server = Server::start(|limits| limits.idle_time = Duration::from_secs(1)).await;
    let mut stream = server.connect().await;
    let request = b"GET /drip HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.expect("sent");
    let mut text = String::new();
    in_time(stream.read_to_string(&mut text))
        .await
        .expect("whole");
    assert!(text.ends_with("\r\n0\r\n\r\n"), "{text}");
    assert_eq!(text.matches("1\r\nx\r\n").count(), 15, "{text}");
}

#[tokio::test]
async fn a_handler_that_never_ends_is_given_up() {
    let server = Server::start(|limits| limits.request_time = Duration::from_millis(50)).await;
    server
        .get("/stuck")
        .await
        .is_problem(503, "processing-timeout");
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let server = Server::start(|limits| {
        limits.connections = 1;
        limits.write_time = Duration::from_millis(100);
    })
    .await;
    let mut deaf = server.connect().await;
    deaf.write_all(b"GET /big HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    // Served only once the other's slot is free, though it never closes.
    assert_eq!(server.get("/things/1").await.status, 200);
    drop(deaf);
}
