//! Bodies that SendGrid signed and nobody foresaw: none is lost, and none stops us.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::path::Path;
use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{RawRequest, WebhookEvent};
use proptest::prelude::*;
use provider_sendgrid::{EventWebhook, InboundWebhook};
use tokio::runtime::Builder;

static VENDOR: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap());

fn key() -> String {
    let key: PublicKeyX509Der<'_> = VENDOR.public_key().as_der().unwrap();
    STANDARD.encode(key.as_ref())
}

fn receive(webhook: &dyn Webhook, body: &[u8]) -> Vec<WebhookEvent> {
    let signed = [b"1764000005", body].concat();
    let signature = VENDOR.sign(&SystemRandom::new(), &signed).unwrap();
    let headers = [
        ("content-type", "multipart/form-data; boundary=xYzZY"),
        (
            "X-Twilio-Email-Event-Webhook-Signature",
            &STANDARD.encode(signature),
        ),
        ("X-Twilio-Email-Event-Webhook-Timestamp", "1764000005"),
    ];
    let request = RawRequest {
        url: "",
        headers: &headers,
        body,
    };
    let now = Timestamp::from_second(1_764_000_006).unwrap();
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(webhook.receive(&request, now)).unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name);
    let raw = std::fs::read(path).unwrap();
    let end = raw.windows(2).position(|pair| pair == b"\n\n").unwrap();
    raw[end + 2..].to_vec()
}

/// A body as SendGrid sends it, with a piece replaced by another.
fn damaged(name: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let body = fixture(name);
    let length = body.len();
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..8),
        "[\\[\\]{}\",:0-9a-z\\-\r\n]{0,12}".prop_map(String::into_bytes),
    ];
    (0..length, 0..40_usize, piece).prop_map(move |(start, gone, piece)| {
        let end = (start + gone).min(length);
        [&body[..start], &piece, &body[end..]].concat()
    })
}

proptest! {
    #[test]
    fn damaged_events_are_kept(body in damaged("events/odd.http")) {
        let webhook = EventWebhook::new(&key()).unwrap();
        let events = receive(&webhook, &body);
        prop_assert!(!events.is_empty());
        prop_assert_eq!(&events, &receive(&webhook, &body));
        let ids: std::collections::BTreeSet<_> = events.iter().map(|event| &event.id).collect();
        prop_assert!(!ids.contains(&String::new()));
    }

    #[test]
    fn damaged_mail_is_kept(body in damaged("inbound/mail.http")) {
        let webhook = InboundWebhook::new(&key()).unwrap();
        let events = receive(&webhook, &body);
        prop_assert_eq!(events.len(), 1);
        prop_assert_eq!(events, receive(&webhook, &body));
    }

    #[test]
    fn anything_is_kept(body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(receive(&EventWebhook::new(&key()).unwrap(), &body).len(), 1);
        prop_assert_eq!(receive(&InboundWebhook::new(&key()).unwrap(), &body).len(), 1);
    }
}
