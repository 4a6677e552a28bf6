//! Sending again: pause, same code, budgets; and challenges by their id.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Answer, SEND, Service, VERIFY};

const PHONE: &str = "+12025550123";

async fn send(service: &Service, purpose: &str) -> Answer {
    let body = json!({"phone": PHONE, "purpose": purpose});
    service.post(SEND, body).await
}

async fn verify(service: &Service, purpose: &str, code: &str) -> Value {
    let body = json!({"phone": PHONE, "purpose": purpose, "code": code});
    service.post(VERIFY, body).await.expect(200)
}

async fn state(service: &Service, id: &Value) -> Value {
    service.get(&path(id)).await.expect(200)
}

fn path(id: &Value) -> String {
    format!("/api/v1/auth/otp/{}", id.as_str().unwrap())
}

/// A code that differs from `code` and looks like one.
fn other(code: &str) -> String {
    let first = if code.starts_with('1') { "2" } else { "1" };
    format!("{first}{}", &code[1..])
}

#[track_caller]
fn check_limit(answer: &Answer, policy: &str, retry_after: &str) {
    let problem = answer.problem(429, "quota-exceeded");
    let kind = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    assert_eq!(problem["type"], kind);
    assert_eq!(problem["violated-policies"], json!([policy]));
    assert_eq!(answer.header("retry-after"), Some(retry_after));
}

#[tokio::test]
async fn after_a_minute_the_same_code_comes_again() {
    let service = Service::start().await;
    let first = send(&service, "login").await.expect(200);
    check_limit(&send(&service, "login").await, "resend-cool-down", "60");
    service.clock.advance(Duration::from_millis(59_001));
    check_limit(&send(&service, "login").await, "resend-cool-down", "1");
    assert_eq!(service.console.messages(), 1);
    service.clock.advance(Duration::from_millis(999));
    let second = send(&service, "login").await.expect(200);
    assert_eq!(second["id"], first["id"]);
    assert_eq!(second["expires_at"], first["expires_at"]);
    let codes = service.console.codes();
    assert_eq!(codes.len(), 2);
    assert_eq!(codes[0], codes[1]);
    assert_eq!(state(&service, &first["id"]).await["sends"], 2);
    service.finish().await;
}

#[tokio::test]
async fn the_sixth_send_in_ten_minutes_waits_for_the_first_to_be_past() {
    let service = Service::start().await;
    for _ in 0..5 {
        send(&service, "login").await.expect(200);
        service.clock.advance(Duration::from_mins(1));
    }
    check_limit(&send(&service, "login").await, "otp-sends-10m", "300");
    check_limit(&send(&service, "reset").await, "otp-sends-10m", "300");
    assert_eq!(service.console.messages(), 5);
    service.clock.advance(Duration::from_mins(5));
    send(&service, "login").await.expect(200);
    service.finish().await;
}

#[tokio::test]
async fn one_network_asks_for_ten_codes_in_ten_minutes() {
    let service = Service::start().await;
    let send = async |number: u32, network: &str| {
        let phone = format!("+12025550{number}");
        let body = json!({"phone": phone, "purpose": "login", "client_ip": network});
        service.post(SEND, body).await
    };
    for number in 100..110 {
        // One customer of a provider usually has all addresses of a /64.
        let address = format!("2001:db8::{number}");
        send(number, &address).await.expect(200);
    }
    let refused = send(110, "2001:db8::ffff").await;
    check_limit(&refused, "otp-network-sends-10m", "600");
    send(110, "2001:db8:0:1::1").await.expect(200);
    assert_eq!(service.console.messages(), 11);
    service.finish().await;
}

#[tokio::test]
async fn a_challenge_tells_its_state_and_can_be_called_off() {
    let service = Service::start().await;
    let sent = send(&service, "login").await.expect(200);
    let code = service.console.code();
    verify(&service, "login", &other(&code)).await;
    let pending = json!({
        "id": sent["id"],
        "status": "pending",
        "purpose": "login",
        "length": 10,
        "attempts": 1,
        "attempts_left": 4,
        "sends": 1,
        "created_at": "2026-01-01T00:00:00Z",
        "expires_at": "2026-01-01T00:10:00Z",
        "last_sent_at": "2026-01-01T00:00:00Z",
        "verified_at": null,
    });
    assert_eq!(state(&service, &sent["id"]).await, pending);

    for _ in 0..2 {
        service.delete(&path(&sent["id"])).await.expect(204);
        assert_eq!(state(&service, &sent["id"]).await["status"], "canceled");
    }
    assert_eq!(verify(&service, "login", &code).await["verified"], false);
    service.finish().await;
}

#[tokio::test]
async fn a_code_is_good_for_its_purpose_alone() {
    let service = Service::start().await;
    let login = send(&service, "login").await.expect(200);
    let reset = send(&service, "password_reset").await.expect(200);
    assert_ne!(login["id"], reset["id"]);
    let codes = service.console.codes();
    assert_eq!(
        verify(&service, "password_reset", &codes[0]).await["verified"],
        false
    );
    assert_eq!(
        verify(&service, "login", &codes[1]).await["verified"],
        false
    );
    assert_eq!(verify(&service, "login", &codes[0]).await["verified"], true);
    assert_eq!(
        verify(&service, "password_reset", &codes[1]).await["verified"],
        true
    );
    service.finish().await;
}

#[tokio::test]
async fn what_another_tenant_has_is_not_there() {
    let mut service = Service::start().await;
    let sent = send(&service, "login").await.expect(200);
    let stranger = service.key_of_another_tenant().await;
    let owner = std::mem::replace(&mut service.key, stranger);
    let message = format!("/api/v1/messages/{}", sent["message_id"].as_str().unwrap());
    for (theirs, nobodys) in [
        (
            path(&sent["id"]),
            "/api/v1/auth/otp/otp_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a",
        ),
        (
            message,
            "/api/v1/messages/msg_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a",
        ),
    ] {
        let answers = [service.get(&theirs).await, service.get(nobodys).await];
        for answer in &answers {
            answer.problem(404, "not-found");
        }
        assert_eq!(answers[0].anonymous_body(), answers[1].anonymous_body());
        assert_eq!(answers[0].body.len(), answers[1].body.len());
    }
    let answers = [
        service.delete(&path(&sent["id"])).await,
        service.delete("/api/v1/auth/otp/nonsense").await,
    ];
    answers[0].problem(404, "not-found");
    assert_eq!(answers[0].anonymous_body(), answers[1].anonymous_body());
    service.key = owner;
    assert_eq!(state(&service, &sent["id"]).await["status"], "pending");
    service.finish().await;
}
