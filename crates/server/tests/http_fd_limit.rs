//! A server without descriptors waits, and serves again once it has some.
//!
//! Alone in its file, for the limit is the process's.

use std::fs::File;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use server::http::{Limits, edge, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

#[tokio::test]
async fn accepting_resumes_when_descriptors_are_free_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = edge(Router::new().route("/", get(async || "served")));
    let shutdown = std::future::pending();
    tokio::spawn(serve(listener, router, Limits::default(), shutdown));

    let maximum = getrlimit(Resource::Nofile).maximum;
    let current = Some(64);
    setrlimit(Resource::Nofile, Rlimit { current, maximum }).expect("a lower limit");
    let mut hoard: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    assert!(hoard.len() > 10, "{}", hoard.len());
    // The client's own socket; the server finds none left for its end.
    hoard.pop();
    let mut client = TcpStream::connect(address).await.expect("the backlog");
    client
        .write_all(b"GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n")
        .await
        .expect("sent");
    let mut answer = String::new();
    let starved = Duration::from_millis(300);
    let read = timeout(starved, client.read_to_string(&mut answer)).await;
    assert!(read.is_err(), "nothing is served without descriptors");

    hoard.clear();
    timeout(Duration::from_secs(20), client.read_to_string(&mut answer))
        .await
        .expect("it ends")
        .expect("an answer");
    assert!(answer.ends_with("served"), "{answer}");
}
