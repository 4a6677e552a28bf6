//! The order of providers on a channel: shown, changed, taken back, and followed.

mod refused;
mod restart;

use std::time::Duration;

use serde_json::{Value, json};
use server::auth::Scope;

use crate::harness::smtp::{accounts, obliging_server};
use crate::harness::{HEALTH, MESSAGES, Request, Service};

const ORDER: &str = "/api/v1/channels/email/order";
const RESET: &str = "/api/v1/channels/email/order?reason=the%20first%20is%20back";

async fn send(service: &Service, key: &str) -> Value {
    let mail =
        json!({"channel": "email", "to": "ann@example.org", "subject": "Hi", "text": "Hello."});
    let sent = service.post_as(key, MESSAGES, mail).await.expect(200);
    sent["provider"].clone()
}

#[tokio::test]
async fn a_change_is_followed_remembered_and_taken_back() {
    let [first, second] = [obliging_server().await, obliging_server().await];
    let service = Service::with(accounts(&[first.port(), second.port()])).await;
    let configured = json!({
        "channel": "email", "providers": ["first", "second"], "source": "configuration",
        "missing": [], "history": [],
    });
    assert_eq!(service.get(ORDER).await.expect(200), configured);
    assert_eq!(send(&service, &service.key).await, "first");

    let wanted = json!({"providers": ["second", "first"], "reason": " the first is \"slow\" "});
    let changed = service.put(ORDER, wanted).await.expect(200);
    assert_eq!(changed["providers"], json!(["second", "first"]));
    assert_eq!(changed["source"], "tenant");
    assert_eq!(changed["history"].as_array().unwrap().len(), 1);
    assert_eq!(service.get(ORDER).await.expect(200), changed);
    assert_eq!(send(&service, &service.key).await, "second");
    let health = service.get(HEALTH).await.expect(200);
    assert_eq!(health["active_providers"]["email"], "first");

    service.clock.advance(Duration::from_mins(1));
    let back = service.delete(RESET).await.expect(200);
    assert_eq!(back["providers"], configured["providers"]);
    assert_eq!(back["source"], "configuration");
    let by = changed["history"][0]["changed_by"].clone();
    assert!(by.as_str().unwrap().starts_with("key_"), "{by}");
    let history = json!([
        {"providers": null, "reason": "the first is back", "changed_by": by, "changed_at": "2026-01-01T00:01:00Z"},
        {"providers": ["second", "first"], "reason": "the first is \"slow\"", "changed_by": by, "changed_at": "2026-01-01T00:00:00Z"},
    ]);
    assert_eq!(back["history"], history);
    assert_eq!(send(&service, &service.key).await, "first");
    service.finish().await;
}

#[tokio::test]
async fn whoever_is_left_out_is_not_tried() {
    let server = obliging_server().await;
    let service = Service::with(accounts(&[server.port(), 1])).await;
    let only = json!({"providers": ["second"], "reason": "a rehearsal"});
    service.put(ORDER, only).await.expect(200);
    let mail =
        json!({"channel": "email", "to": "ann@example.org", "subject": "Hi", "text": "Hello."});
    let refused = service.post(MESSAGES, mail).await;
    let problem = refused.problem(502, "provider-refused");
    assert_eq!(problem["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(server.seen().messages.len(), 0);
    service.finish().await;
}

#[tokio::test]
async fn an_order_is_one_tenants_on_one_channel() {
    let [first, second] = [obliging_server().await, obliging_server().await];
    let service = Service::with(accounts(&[first.port(), second.port()])).await;
    let other = service.key_of_another_tenant().await;
    let wanted = json!({"providers": ["second"], "reason": "mine alone"});
    service.put(ORDER, wanted).await.expect(200);
    let order = Request::new("GET", ORDER).bearer(&other);
    let order = service.call(order).await.expect(200);
    assert_eq!(order["source"], "configuration");
    assert_eq!(order["history"], json!([]));
    assert_eq!(send(&service, &other).await, "first");
    let sms = service.get("/api/v1/channels/sms/order").await.expect(200);
    assert_eq!(sms["providers"], json!(["console"]));
    assert_eq!(sms["history"], json!([]));
    service.finish().await;
}

#[tokio::test]
async fn the_last_fifty_changes_are_shown() {
    let service = Service::with(accounts(&[1])).await;
    for number in 1..=51 {
        let wanted = json!({"providers": ["first"], "reason": format!("change {number}")});
        service.put(ORDER, wanted).await.expect(200);
    }
    let order = service.get(ORDER).await.expect(200);
    let history = order["history"].as_array().unwrap();
    assert_eq!(history.len(), 50);
    assert_eq!(history[0]["reason"], "change 51");
    assert_eq!(history[49]["reason"], "change 2");
    service.finish().await;
}

#[tokio::test]
async fn reading_is_another_right_than_changing() {
    let service = Service::with(accounts(&[1])).await;
    let reader = service.make_key(&[Scope::ProvidersRead]).await;
    let wanted = json!({"providers": ["first"], "reason": "x"});
    let get = Request::new("GET", ORDER).bearer(&reader);
    let put = Request::new("PUT", ORDER).bearer(&reader).json(&wanted);
    service.call(get).await.expect(200);
    service.call(put).await.problem(403, "insufficient-scope");
    assert_eq!(service.rows("SELECT 1 FROM provider_orders").await.len(), 0);
    service.finish().await;
}
