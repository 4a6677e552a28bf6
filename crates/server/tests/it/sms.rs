//! A code by text message, as somebody sees it who has nothing set up.

use serde_json::json;
use server::config::Sources;

use crate::harness::{SEND, Service, VERIFY};

#[tokio::test]
async fn a_code_is_sent_verified_and_good_once() {
    let service = Service::with_codes_as_configured(Sources::default()).await;
    let person = json!({"phone": "+1 (202) 555-0123", "purpose": "login"});
    let answer = service.post(SEND, person).await;
    let sent = answer.expect(200);
    assert_eq!(sent["success"], true);
    assert_eq!(sent["status"], "pending");
    assert_eq!(sent["channel"], "sms");
    assert_eq!(sent["message_status"], "sent");
    assert_eq!(sent["provider"], "console");
    assert_eq!(sent["message_parts"], 1);
    assert_eq!(sent["encoding"], "gsm-7");
    assert_eq!(sent["maybe_duplicate"], false);
    assert_eq!(sent["expires_at"], "2026-01-01T00:10:00Z");
    assert_eq!(sent["resend_at"], "2026-01-01T00:01:00Z");
    assert_eq!(sent["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(sent["attempts"][0]["outcome"], "accepted");

    let code = service.console.code();
    assert_eq!(code.len(), 6);
    let guess = json!({"phone": "+12025550123", "purpose": "login", "code": code});
    let right = service.post(VERIFY, guess.clone()).await.expect(200);
    let approved = json!({"verified": true, "status": "approved", "id": sent["id"]});
    assert_eq!(right, approved);
    let again = service.post(VERIFY, guess).await.expect(200);
    assert_eq!(again, json!({"verified": false, "status": "rejected"}));
    service.finish().await;
}

#[tokio::test]
async fn every_channel_of_a_telephone_carries_the_code_and_says_so() {
    let service = Service::start().await;
    for (number, channel) in (0..).zip(["sms", "whatsapp", "voice"]) {
        let phone = format!("+1202555012{number}");
        let body = json!({"phone": phone, "purpose": "login", "channel": channel});
        let sent = service.post(SEND, body).await.expect(200);
        assert_eq!(sent["channel"], channel);
        let code = service.console.code();
        let guess = json!({"phone": phone, "purpose": "login", "code": code, "id": sent["id"]});
        let verified = service.post(VERIFY, guess).await.expect(200);
        assert_eq!(verified["verified"], true, "{channel}");
    }
    assert_eq!(service.console.messages(), 3);
    service.finish().await;
}
