//! The database is gone, or the caller is.

use std::net::Ipv4Addr;

use serde_json::json;
use tokio::net::TcpListener;

use crate::harness::door::pass;
use crate::harness::smtp::{accounts, obliging_server};
use crate::harness::{HEALTH, MESSAGES, Request, SEND, Service, VERIFY};

#[tokio::test]
async fn without_its_database_it_accepts_nothing_and_lets_nobody_in() {
    let service = Service::start().await;
    let body = json!({"phone": "+12025550123", "purpose": "login"});
    service.post(SEND, body.clone()).await.expect(200);
    let guess =
        json!({"phone": "+12025550123", "purpose": "login", "code": service.console.code()});
    assert_eq!(service.get("/readyz").await.status, 200);
    service.app.close().await;

    let message = json!({"channel": "sms", "to": "+12025550123", "text": "Hello."});
    let answers = [
        service.post(SEND, body).await,
        service.post(VERIFY, guess).await,
        service.post(MESSAGES, message).await,
        service
            .get("/api/v1/auth/otp/otp_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a")
            .await,
        service
            .get("/api/v1/messages/msg_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a")
            .await,
        service.get("/readyz").await,
    ];
    for answer in answers {
        answer.problem(503, "storage-unavailable");
        assert_eq!(answer.header("retry-after"), Some("2"));
    }
    assert_eq!(service.console.messages(), 1);
    assert_eq!(service.get("/livez").await.status, 200);
    assert_eq!(service.get(HEALTH).await.status, 200);
    service.finish().await;
}

#[tokio::test]
async fn a_message_is_sent_though_its_caller_went_away() {
    let slow = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let server = obliging_server().await;
    let service = Service::with(accounts(&[slow.local_addr().unwrap().port()])).await;
    let mail =
        json!({"channel": "email", "to": "ann@example.org", "subject": "Hi", "text": "Hello."});
    let request = Request::new("POST", MESSAGES)
        .bearer(&service.key)
        .json(&mail);
    let caller = tokio::spawn(request.send(service.address()));
    let (connection, _) = slow.accept().await.unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    // The server hears of one caller's end before it hears of the next caller.
    for _ in 0..3 {
        service.get(HEALTH).await.expect(200);
    }
    tokio::spawn(pass(connection, server.port()));
    service.app.gateway.drain().await;
    assert_eq!(server.seen().messages.len(), 1);
    let rows = service.rows("SELECT status FROM communication_logs").await;
    assert_eq!(json!(rows), json!([{"status": "sent"}]));
    service.finish().await;
}
