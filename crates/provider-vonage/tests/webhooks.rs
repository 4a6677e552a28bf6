//! What Vonage tells, and what isn't Vonage.
//!
//! The signatures come from a separate implementation (Python's `hmac`).

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::path::Path;

use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::provider::{AccountSettings, SettingValue};
use msg_core::webhook::RawRequest;
use provider_vonage::{SignatureMethod, VonageWebhook};
use testkit::webhook_fixtures::{self, Signed, shown};

const SECRET: &str = "my_vonage_signature_secret";
const NOW: &str = "2026-11-20T10:00:00Z";
const RECEIPT: &[(&str, &str)] = &[
    ("msisdn", "12025550147"),
    ("messageId", "0A0000001234567B"),
    ("status", "delivered"),
    ("err-code", "0"),
    ("timestamp", "1795168800"),
];
const SHA256: &str = "F04C690572B3204D44ACCA40A1B542B4EA0C21EADEBD8E4A42351B051C4DED01";
const SHA512: &str = "1BE18B6DAC0177FCF89EB0A3C767BFAE122D0C024C89D3BD1406BE749AA6A416638FC6C89F6FE72BA732C798460948526C74C3D96EAB4ADFD0FDC8B87B45F4FE";

fn webhook() -> VonageWebhook {
    VonageWebhook::new(&SECRET.into(), SignatureMethod::Sha256)
}

#[tokio::test]
async fn genuine_requests_become_events_and_tampered_ones_are_refused() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
    for (kind, url) in [("form", false), ("query", true)] {
        let signed = Signed { headers: &[], url };
        webhook_fixtures::check(&folder.join(kind), &webhook(), signed).await;
    }
}

/// What `webhook` makes of `pairs` with this signature, as a JSON body.
async fn receive(
    webhook: &VonageWebhook,
    pairs: &[(&str, &str)],
    sig: &str,
    now: &str,
) -> Result<String, &'static str> {
    let pairs = pairs.iter().copied().chain([("sig", sig)]);
    let object: serde_json::Map<_, _> = pairs
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let body = serde_json::to_vec(&object).unwrap();
    let request = RawRequest {
        url: "https://herald.example.com/hook",
        headers: &[],
        body: &body,
    };
    let events = webhook
        .receive(&request, now.parse::<Timestamp>().unwrap())
        .await;
    let events = events.map_err(msg_core::webhook::Refused::reason)?;
    assert_eq!(events.len(), 1);
    Ok(shown(&events[0])["id"].as_str().unwrap().to_owned())
}

const ID: Result<&str, &str> = Ok("0A0000001234567B:delivered:0");

async fn check(pairs: &[(&str, &str)], sig: &str, now: &str, expected: Result<&str, &str>) {
    let told = receive(&webhook(), pairs, sig, now).await;
    assert_eq!(
        told.as_deref().map_err(|reason| *reason),
        expected,
        "{sig} {now}"
    );
}

#[tokio::test]
async fn a_json_body_is_signed_by_its_values() {
    let wrong = Err("the signature is another one");
    check(RECEIPT, SHA256, NOW, ID).await;
    check(RECEIPT, &SHA256.to_lowercase(), NOW, ID).await;
    check(&RECEIPT[1..], SHA256, NOW, wrong).await;
    check(RECEIPT, SHA512, NOW, wrong).await;
    for sig in ["", "0", "zz", &SHA256[2..]] {
        assert!(
            receive(&webhook(), RECEIPT, sig, NOW).await.is_err(),
            "{sig}"
        );
    }
    let sha512 = VonageWebhook::new(&SECRET.into(), SignatureMethod::Sha512);
    assert!(receive(&sha512, RECEIPT, SHA512, NOW).await.is_ok());
    assert!(receive(&sha512, RECEIPT, SHA256, NOW).await.is_err());
}

#[tokio::test]
async fn a_day_of_repetitions_is_taken_and_no_more() {
    let stale = Err("the timestamp is too old, or from the future");
    check(RECEIPT, SHA256, "2026-11-21T10:30:00Z", ID).await;
    check(RECEIPT, SHA256, "2026-11-21T11:30:00Z", stale).await;
    check(RECEIPT, SHA256, "2026-11-19T08:30:00Z", stale).await;
}

#[tokio::test]
async fn without_a_secret_everything_is_refused() {
    let empty = VonageWebhook::new(&String::new().into(), SignatureMethod::Sha256);
    let unset = provider_vonage::webhook(&AccountSettings::default());
    for webhook in [VonageWebhook::CLOSED, empty, unset] {
        let told = receive(&webhook, RECEIPT, SHA256, NOW).await;
        assert_eq!(told, Err("no signature_secret is set"));
    }
    let set = |key, value| AccountSettings::default().with(key, value, true);
    let set = provider_vonage::webhook(&set(
        "signature_secret",
        SettingValue::Secret(SECRET.into()),
    ));
    assert!(receive(&set, RECEIPT, SHA256, NOW).await.is_ok());
}

#[tokio::test]
async fn what_says_two_things_says_nothing() {
    for body in [
        "messageId=a&messageId=b&sig=00",
        r#"{"messageId": ["a"], "sig": "00"}"#,
        "{",
        "sig=",
        "\u{0}",
    ] {
        let request = RawRequest {
            url: "https://herald.example.com/hook",
            headers: &[],
            body: body.as_bytes(),
        };
        let told = webhook().receive(&request, NOW.parse().unwrap()).await;
        assert!(told.is_err(), "{body}");
    }
}
