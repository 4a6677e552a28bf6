//! Requests as SendGrid makes them, and the events that they become.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::path::{Path, PathBuf};

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{EventKind, RawRequest};
use provider_sendgrid::{EventWebhook, InboundWebhook};
use testkit::webhook_fixtures::{self, Signed};

const SIGNED: Signed<'static> = Signed {
    headers: &[
        "X-Twilio-Email-Event-Webhook-Signature",
        "X-Twilio-Email-Event-Webhook-Timestamp",
    ],
    url: false,
};

fn folder(name: &str) -> (PathBuf, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name);
    let key = std::fs::read_to_string(folder.join("verification-key.txt")).unwrap();
    (folder, key)
}

/// The request that SendGrid's own libraries are tested with.
#[tokio::test]
async fn what_sendgrid_signed_is_understood() {
    let (folder, key) = folder("vendor");
    let webhook = EventWebhook::new(&key).unwrap();
    let names = webhook_fixtures::check(&folder, &webhook, SIGNED).await;
    assert_eq!(names, ["dropped"]);
}

/// Requests of our own making, signed with a key that was thrown away.
#[tokio::test]
async fn every_kind_of_event_is_understood() {
    let (folder, key) = folder("events");
    let webhook = EventWebhook::new(&key).unwrap();
    let names = webhook_fixtures::check(&folder, &webhook, SIGNED).await;
    assert_eq!(
        names,
        ["bounces", "engagement", "life", "odd", "unreadable"]
    );
}

/// Of our own making too.
#[tokio::test]
async fn mail_that_came_in_is_understood() {
    let (folder, key) = folder("inbound");
    let webhook = InboundWebhook::new(&key).unwrap();
    let names = webhook_fixtures::check(&folder, &webhook, SIGNED).await;
    assert_eq!(names, ["bare", "mail", "no-form", "raw", "unreadable"]);
}

/// The same mail in a form with another boundary is a repetition; what else came with it is kept.
#[tokio::test]
async fn a_repeated_mail_has_the_same_id() {
    let (folder, _) = folder("inbound");
    let raw = std::fs::read(folder.join("mail.http")).unwrap();
    let start = raw.windows(2).position(|pair| pair == b"\n\n").unwrap() + 2;
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let key: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let key = STANDARD.encode(key.as_ref());
    let webhook = InboundWebhook::new(&key).unwrap();
    let mut ids = Vec::new();
    for boundary in ["xYzZY", "aBcDe"] {
        let body = String::from_utf8_lossy(&raw[start..]).replace("xYzZY", boundary);
        let signed = format!("1764000005{body}");
        let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        let form = format!("multipart/form-data; boundary={boundary}");
        let headers = [
            ("content-type", form.as_str()),
            (
                "X-Twilio-Email-Event-Webhook-Signature",
                &STANDARD.encode(signature),
            ),
            ("X-Twilio-Email-Event-Webhook-Timestamp", "1764000005"),
        ];
        let request = RawRequest {
            url: "",
            headers: &headers,
            body: body.as_bytes(),
        };
        let now = Timestamp::from_second(1_764_000_006).unwrap();
        let events = webhook.receive(&request, now).await.unwrap();
        ids.push(events[0].id.clone());
        let rest: serde_json::Value = serde_json::from_str(events[0].raw.expose()).unwrap();
        assert_eq!(
            (&rest["SPF"], &rest["spam_score"]),
            (&"pass".into(), &"0.012".into())
        );
        assert!(rest.get("text").is_none() && rest.get("attachment1").is_none());
    }
    assert_eq!(ids[0], ids[1]);
}

/// A request that would be taken says nothing to an account without the key.
#[tokio::test]
async fn without_a_key_everything_is_refused() {
    let (folder, _) = folder("vendor");
    let raw = std::fs::read_to_string(folder.join("dropped.http")).unwrap();
    let (head, body) = raw.split_once("\n\n").unwrap();
    let headers: Vec<_> = head
        .lines()
        .skip(1)
        .map(|line| line.split_once(": ").unwrap())
        .collect();
    let request = RawRequest {
        url: "",
        headers: &headers,
        body: body.as_bytes(),
    };
    let now = Timestamp::from_second(1_600_112_502).unwrap();
    assert!(EventWebhook::CLOSED.receive(&request, now).await.is_err());
    assert!(InboundWebhook::CLOSED.receive(&request, now).await.is_err());
}

#[tokio::test]
async fn a_signature_counts_for_five_minutes() {
    let (folder, key) = folder("vendor");
    let webhook = EventWebhook::new(&key).unwrap();
    let raw = std::fs::read_to_string(folder.join("dropped.http")).unwrap();
    let (head, body) = raw.split_once("\n\n").unwrap();
    let headers: Vec<_> = head
        .lines()
        .skip(1)
        .map(|line| line.split_once(": ").unwrap())
        .collect();
    for (seconds, taken) in [
        (-301, false),
        (-300, true),
        (0, true),
        (300, true),
        (301, false),
    ] {
        let request = RawRequest {
            url: "",
            headers: &headers,
            body: body.as_bytes(),
        };
        let now = Timestamp::from_second(1_600_112_502 + seconds).unwrap();
        let events = webhook.receive(&request, now).await;
        assert_eq!(events.is_ok(), taken, "{seconds}");
        // What it says is kept word for word.
        for event in events.unwrap_or_default() {
            assert!(
                body.contains(event.raw.expose()) && matches!(event.kind, EventKind::Receipt(_))
            );
        }
    }
}
