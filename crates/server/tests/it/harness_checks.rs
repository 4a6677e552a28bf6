//! The harness finds what it looks for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use msg_core::ports::{NewAttempt, NewMessage};
use msg_core::{
    AttemptId, Channel, Class, IndexKey, MessageId, PhoneNumber, ProviderId, Recipient,
};
use serde_json::json;
use store::DEFAULT_TENANT;

use crate::harness::evidence::Evidence;
use crate::harness::{SEND, Service};

#[test]
fn every_kind_of_fault_is_found() {
    let evidence = |text: &str| Evidence {
        secrets: vec!["417293".to_owned(), "4172930658".to_owned()],
        places: vec![("log", text.as_bytes().to_vec())],
        ..Evidence::default()
    };
    for (text, faults) in [
        ("", &[][..]),
        ("code=417293", &["417293 is in the log"]),
        ("msg_0417293a", &[]),
        ("x4172930658y", &["4172930658 is in the log"]),
    ] {
        assert_eq!(evidence(text).faults(), faults, "{text}");
    }
    let left = Evidence {
        sending: 1,
        open_attempts: 2,
        ..Evidence::default()
    };
    assert_eq!(left.faults().len(), 2);
}

#[tokio::test]
async fn a_code_in_the_log_is_found_and_a_secret_in_an_answer() {
    let service = Service::start().await;
    let body = json!({"phone": "+12025550123", "purpose": "login"});
    let sent = service.post(SEND, body).await.expect(200);
    let code = service.console.code();
    tracing::trace!(code, "heard");
    let expires_at = sent["expires_at"].as_str().unwrap();
    service.keep_secret(expires_at);
    let faults = service.stop().await.faults();
    let expected = [
        format!("{expires_at} is in the answers"),
        format!("{code} is in the log"),
    ];
    assert_eq!(faults, expected);
}

#[tokio::test]
async fn a_secret_in_the_database_is_found() {
    let service = Service::start().await;
    service.keep_secret("+12025550123");
    let body = json!({"phone": "+12025550123", "purpose": "login"});
    service.post(SEND, body).await.expect(200);
    let faults = service.stop().await.faults();
    assert_eq!(faults, ["+12025550123 is in the database"]);
}

#[tokio::test]
async fn an_unfinished_message_is_found() {
    let service = Service::start().await;
    let now = service.app.clock.now();
    let entropy = Arc::clone(&service.app.entropy);
    let recipient = Recipient::Phone(PhoneNumber::parse("+12025550123").unwrap());
    let index = IndexKey::new(&[7; 32]).index(DEFAULT_TENANT, &recipient);
    let message = NewMessage {
        id: MessageId::generate(now, entropy.as_ref()),
        tenant: DEFAULT_TENANT,
        channel: Channel::Sms,
        class: Class::Transactional,
        purpose: None,
        recipient_index: index,
        recipient,
        metadata: None,
        parts: None,
        encoding: None,
        created_at: now,
    };
    let attempt = NewAttempt {
        id: AttemptId::generate(now, entropy.as_ref()),
        message: message.id,
        number: 1,
        provider: ProviderId::parse("console").unwrap(),
        started_at: now,
    };
    let log = service.app.gateway.log();
    log.accept(&message, &attempt).await.unwrap();
    assert_eq!(service.stop().await.faults().len(), 2);
}

#[tokio::test]
async fn a_test_without_finish_fails() {
    let service = Service::start().await;
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(service)));
    assert!(dropped.is_err());
}
