//! Requests as SendGrid makes them, and the events that they become.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::path::Path;

use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{EventKind, RawRequest};
use provider_sendgrid::EventWebhook;
use testkit::webhook_fixtures::{self, Signed};

const SIGNED: Signed<'static> = Signed {
    headers: &[
        "X-Twilio-Email-Event-Webhook-Signature",
        "X-Twilio-Email-Event-Webhook-Timestamp",
    ],
    url: false,
};

async fn check(folder: &str, names: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(folder);
    let key = std::fs::read_to_string(folder.join("verification-key.txt")).unwrap();
    let webhook = EventWebhook::new(&key).unwrap();
    assert_eq!(
        webhook_fixtures::check(&folder, &webhook, SIGNED).await,
        names
    );
    // The same requests mean nothing to an account without the key.
    let closed = EventWebhook::CLOSED;
    let nothing = RawRequest {
        url: "",
        headers: &[],
        body: b"[]",
    };
    assert!(
        closed
            .receive(&nothing, Timestamp::UNIX_EPOCH)
            .await
            .is_err()
    );
}

/// The request that SendGrid's own libraries are tested with.
#[tokio::test]
async fn what_sendgrid_signed_is_understood() {
    check("vendor", &["dropped"]).await;
}

/// Requests of our own making, signed with a key that was thrown away.
#[tokio::test]
async fn every_kind_of_event_is_understood() {
    check(
        "events",
        &["bounces", "engagement", "life", "odd", "unreadable"],
    )
    .await;
}

#[tokio::test]
async fn a_signature_counts_for_five_minutes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vendor");
    let key = std::fs::read_to_string(folder.join("verification-key.txt")).unwrap();
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
