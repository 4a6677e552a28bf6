//! The last slot, and the end of serving.

use std::time::Duration;

use server::http::Stopped;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::answer::next_answer;
use crate::server::{Server, in_time};

#[tokio::test]
async fn beyond_the_last_slot_connections_wait() {
    let server = Server::start(|limits| limits.connections = 1).await;
    let mut first = server.connect().await;
    let request = |name: &str| format!("GET /order/{name} HTTP/1.1\r\nhost: h\r\n\r\n");
    first
        .write_all(request("first").as_bytes())
        .await
        .expect("sent");
    next_answer(&mut first).await;
    let mut second = server.connect().await;
    second
        .write_all(request("second").as_bytes())
        .await
        .expect("sent");
    for _ in 0..5 {
        first
            .write_all(request("first").as_bytes())
            .await
            .expect("sent");
        next_answer(&mut first).await;
    }
    drop(first);
    next_answer(&mut second).await;
    let order = server.stage.order.lock().expect("no panic").join(" ");
    assert_eq!(order, "first first first first first first second");
}

#[tokio::test]
async fn shutdown_finishes_what_is_in_flight() {
    let server = Server::start(|_| {}).await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET /things/1 HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    next_answer(&mut idle).await;
    let fresh = server.connect().await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /gate HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    in_time(server.stage.entered.notified()).await;
    server.stop.send(()).expect("it runs");
    assert!(in_time(idle.read_u8()).await.is_err(), "idle is closed");
    in_time(async {
        while TcpStream::connect(server.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    server.stage.gate.notify_one();
    let answer = next_answer(&mut busy).await;
    assert_eq!(answer.body, "through");
    assert_eq!(answer.header("connection"), Some("close"));
    drop((fresh, busy, idle));
    let stopped = in_time(server.task).await.expect("no panic");
    assert_eq!(stopped, Stopped { cut: 0 });
}

#[tokio::test]
async fn shutdown_cuts_what_does_not_end() {
    let server = Server::start(|limits| limits.drain_time = Duration::from_millis(50)).await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET /gate HTTP/1.1\r\nhost: h\r\n\r\n")
        .await
        .expect("sent");
    in_time(server.stage.entered.notified()).await;
    server.stop.send(()).expect("it runs");
    let stopped = in_time(server.task).await.expect("no panic");
    assert_eq!(stopped, Stopped { cut: 1 });
    assert!(in_time(busy.read_u8()).await.is_err());
}
