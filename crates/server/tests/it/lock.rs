//! The lock that wrong guesses in a row put on a recipient, and who lifts it.

use serde_json::{Value, json};
use server::config::Sources;

use crate::harness::{SEND, Service, UNLOCK, VERIFY};

async fn guess(service: &Service, code: &str) -> Value {
    let body = json!({"phone": "+12025550123", "purpose": "login", "code": code});
    service.post(VERIFY, body).await.expect(200)["verified"].clone()
}

async fn unlock_as(service: &Service, key: &str) -> Value {
    let body = json!({"phone": "+1 202 555 0123"});
    let answer = service.post_as(key, UNLOCK, body).await;
    answer.expect(200)["unlocked"].clone()
}

#[tokio::test]
async fn a_locked_recipient_waits_for_its_own_tenant() {
    let sources = Sources::default().env("HERALD__OTP__LOCK_AFTER", "3");
    let service = Service::with(sources).await;
    let body = json!({"phone": "+12025550123", "purpose": "login"});
    service.post(SEND, body).await.expect(200);
    let code = service.console.code();
    for _ in 0..3 {
        assert_eq!(guess(&service, "0000000000").await, false);
    }
    assert_eq!(guess(&service, &code).await, false, "locked");

    let stranger = service.key_of_another_tenant().await;
    assert_eq!(unlock_as(&service, &stranger).await, false);
    assert_eq!(guess(&service, &code).await, false, "still locked");
    assert_eq!(unlock_as(&service, &service.key).await, true);
    assert_eq!(unlock_as(&service, &service.key).await, false);
    assert_eq!(guess(&service, &code).await, true);
    service.finish().await;
}
