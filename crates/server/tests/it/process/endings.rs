//! How the process ends: asked to, and killed.

use std::net::Ipv4Addr;

use rustix::process::Signal;
use serde_json::{Value, json};
use store::inspect::rows;
use tempfile::tempdir;
use testkit::smtp_script::{Act, Moment};
use tokio::net::{TcpListener, TcpStream};

use super::child::Herald;
use super::curl::CurlLine;
use crate::harness::console::codes_in;
use crate::harness::door::pass;
use crate::harness::patience::until;
use crate::harness::smtp::{obliging_server, server_that};
use crate::harness::{Answer, MESSAGES, Request, VERIFY};

/// The mail server at this port, as a new user sets it.
fn mail_at(port: &str) -> [(&str, &str); 4] {
    [
        ("SMTP_HOST", "127.0.0.1"),
        ("SMTP_PORT", port),
        ("SMTP_TLS", "none"),
        ("SMTP_FROM_EMAIL", "shop@example.com"),
    ]
}

fn key(herald: &Herald) -> String {
    herald
        .stdout()
        .lines()
        .find_map(CurlLine::parse)
        .unwrap()
        .key()
}

fn mail_request(key: &str) -> Request {
    let mail =
        json!({"channel": "email", "to": "ann@example.org", "subject": "Hi", "text": "Hello."});
    Request::new("POST", MESSAGES).bearer(key).json(&mail)
}

#[tokio::test]
async fn asked_to_stop_when_it_has_just_begun_it_stops_in_order() {
    let directory = tempdir().unwrap();
    let herald = Herald::serve(directory.path(), &[]).await;
    herald.stop().await;
}

#[tokio::test]
async fn asked_to_stop_it_finishes_what_has_begun() {
    let directory = tempdir().unwrap();
    let server = obliging_server().await;
    let slow = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = slow.local_addr().unwrap().port().to_string();
    let mut herald = Herald::serve(directory.path(), &mail_at(&port)).await;
    let request = mail_request(&key(&herald)).send(herald.address());
    let request = tokio::spawn(request);

    let (connection, _) = slow.accept().await.unwrap();
    herald.signal(Signal::TERM);
    herald.logged("stopping").await;
    until("nobody new is let in", || {
        let refused = std::net::TcpStream::connect(herald.address()).is_err();
        refused.then_some(())
    })
    .await;
    tokio::spawn(pass(connection, server.port()));
    let sent = request.await.unwrap().expect(200);
    assert_eq!(sent["status"], "sent");
    let status = herald.exit().await;
    assert_eq!(status.code(), Some(0), "{}", herald.log());
    assert_eq!(server.seen().messages.len(), 1);
}

#[tokio::test]
async fn killed_in_the_middle_it_says_what_it_cannot_know_and_loses_nothing() {
    let directory = tempdir().unwrap();
    let server = server_that(Moment::End, Act::Hang).await;
    let port = server.port().to_string();
    let mut herald = Herald::serve(directory.path(), &mail_at(&port)).await;
    let key = key(&herald);
    let code = send_code(&herald, &key).await;

    let request = mail_request(&key);
    let address = herald.address();
    let cut = tokio::spawn(async move {
        let stream = TcpStream::connect(address).await.unwrap();
        request.exchange(stream).await
    });
    until("the mail has left", || server.seen().messages.pop()).await;
    herald.signal(Signal::KILL);
    assert_eq!(herald.exit().await.code(), None);
    assert_eq!(cut.await.unwrap(), b"", "no answer came");
    drop(herald);

    let herald = Herald::serve(directory.path(), &mail_at(&port)).await;
    herald
        .logged("messages were on their way when the last process ended")
        .await;
    let database = directory.path().join("herald-data/herald.db");
    let query = "SELECT message_id, channel, status FROM communication_logs ORDER BY channel";
    let rows = json!(rows(&database, query).await.unwrap());
    let states: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["channel"], &row["status"]))
        .collect();
    assert_eq!(
        json!(states),
        json!([["email", "unknown"], ["sms", "sent"]])
    );

    let path = format!("{MESSAGES}/{}", rows[0]["message_id"].as_str().unwrap());
    let found = Request::new("GET", &path)
        .bearer(&key)
        .send(herald.address())
        .await
        .expect(200);
    assert_eq!(found["status"], "unknown");
    assert_eq!(found["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(found["attempts"][0]["outcome"], "unknown");
    assert_eq!(
        verify(&herald, &key, &code).await.expect(200)["verified"],
        true
    );
    assert_eq!(server.seen().messages.len(), 1, "it is not sent again");
    herald.stop().await;
}

async fn send_code(herald: &Herald, key: &str) -> String {
    let before = herald.stdout();
    let body = json!({"phone": "+12025550123", "purpose": "login"});
    let request = Request::new("POST", crate::harness::SEND)
        .bearer(key)
        .json(&body);
    let _: Value = request.send(herald.address()).await.expect(200);
    let shown = herald.stdout_after(&before, "└").await;
    codes_in(&shown).pop().unwrap()
}

async fn verify(herald: &Herald, key: &str, code: &str) -> Answer {
    let guess = json!({"phone": "+12025550123", "purpose": "login", "code": code});
    let request = Request::new("POST", VERIFY).bearer(key).json(&guess);
    request.send(herald.address()).await
}
