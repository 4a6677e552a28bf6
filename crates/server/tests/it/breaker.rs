//! Failover, and the circuit breaker as callers and monitors see it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::door::Door;
use crate::harness::smtp::{accounts, obliging_server};
use crate::harness::{HEALTH, MESSAGES, SEND, Service};

fn mail() -> Value {
    json!({"channel": "email", "to": "ann@example.org", "subject": "Order 4711", "text": "Packed."})
}

/// Provider and outcome of every try, then provider and reason of every account that was skipped.
fn course(answer: &Value) -> (Vec<String>, Vec<String>) {
    let words = |list: &Value, names: &[&str]| {
        let list = list.as_array().cloned().unwrap_or_default();
        let line = |item: &Value| {
            let words = names.iter().filter_map(|name| item[*name].as_str());
            words.collect::<Vec<_>>().join(" ")
        };
        list.iter().map(line).collect()
    };
    let tries = words(&answer["attempts"], &["provider", "outcome", "reason"]);
    (tries, words(&answer["skipped"], &["provider", "reason"]))
}

#[track_caller]
fn check(answer: &Value, tries: &[&str], skipped: &[&str]) {
    let (got_tries, got_skipped) = course(answer);
    assert_eq!(got_tries, tries, "{answer}");
    assert_eq!(got_skipped, skipped, "{answer}");
}

/// What a monitor sees of the e-mail accounts.
async fn health(service: &Service, moment: &str) -> Value {
    let answer = service.get(HEALTH).await;
    let health = answer.json();
    json!({
        "moment": moment,
        "status": answer.status,
        "overall_status": health["overall_status"],
        "active": health["active_providers"]["email"],
        "email_providers": health["email_providers"],
    })
}

#[tokio::test]
async fn a_provider_that_is_down_is_passed_over_then_left_alone_then_tried_again() {
    let mut door = Door::locked();
    let [behind, second] = [obliging_server().await, obliging_server().await];
    let service = Service::with(accounts(&[door.port(), second.port()])).await;
    let mut seen = vec![health(&service, "before anything was sent").await];
    let send = async || service.post(MESSAGES, mail()).await.expect(200);

    for number in 1..=5 {
        let sent = send().await;
        assert_eq!(sent["provider"], "second");
        assert_eq!(sent["maybe_duplicate"], false);
        check(
            &sent,
            &["first not_sent unreachable", "second accepted"],
            &[],
        );
        if number == 1 {
            seen.push(health(&service, "after one refused connection").await);
        }
    }
    seen.push(health(&service, "after five in a row").await);
    check(
        &send().await,
        &["second accepted"],
        &["first circuit_breaker_open"],
    );
    service.clock.advance(Duration::from_secs(59));
    check(
        &send().await,
        &["second accepted"],
        &["first circuit_breaker_open"],
    );

    door.open_to(behind.port());
    service.clock.advance(Duration::from_secs(1));
    seen.push(health(&service, "after 60 s").await);
    check(&send().await, &["first accepted"], &[]);
    seen.push(health(&service, "after one success").await);
    check(&send().await, &["first accepted"], &[]);
    seen.push(health(&service, "after two").await);

    assert_eq!(behind.seen().messages.len(), 2);
    assert_eq!(second.seen().messages.len(), 7);
    insta::assert_json_snapshot!("breaker_health", seen);
    service.finish().await;
}

#[tokio::test]
async fn the_whole_health_page() {
    let service = Service::with(accounts(&[1])).await;
    let mut health = service.get(HEALTH).await.expect(200);
    assert_eq!(health["timestamp"], "2026-01-01T00:00:00Z");
    health["timestamp"] = "…".into();
    insta::assert_json_snapshot!("health", health);
    service.finish().await;
}

#[tokio::test]
async fn with_every_breaker_open_nothing_is_taken_in() {
    let [first, second] = [Door::locked(), Door::locked()];
    let service = Service::with(accounts(&[first.port(), second.port()])).await;
    for _ in 0..5 {
        let refused = service.post(MESSAGES, mail()).await;
        let problem = refused.problem(502, "provider-refused");
        check(
            &problem,
            &["first not_sent unreachable", "second not_sent unreachable"],
            &[],
        );
        assert_eq!(problem["message_status"], "failed");
    }
    let messages = "SELECT hex(id) AS id, status, updated_at FROM messages";
    let before = service.rows(messages).await;
    service.clock.advance(Duration::from_secs(10));
    let code = json!({"email": "ann@example.org", "purpose": "login"});
    for (path, body) in [(MESSAGES, mail()), (SEND, code.clone()), (SEND, code)] {
        let refused = service.post(path, body).await;
        let problem = refused.problem(503, "no-provider-available");
        let skipped = ["first circuit_breaker_open", "second circuit_breaker_open"];
        check(&problem, &[], &skipped);
        assert_eq!(refused.header("retry-after"), Some("50"));
    }
    assert_eq!(service.rows(messages).await, before);
    assert_eq!(health(&service, "").await["overall_status"], "unhealthy");
    service.finish().await;
}
