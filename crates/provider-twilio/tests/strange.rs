//! Requests that nobody foresaw, all of them signed: something comes of each, and nothing breaks.

use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{RawRequest, Refused, WebhookEvent};
use proptest::collection::vec;
use proptest::prelude::*;
use provider_twilio::TwilioWebhook;
use url::form_urlencoded::Serializer;

const TOKEN: &str = "cormorant-auth-token";
const URL: &str = "https://herald.example.com/api/webhooks/twilio?message=x";

/// Names and values that mean something, among others that don't.
fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "MessageSid",
        "MessageStatus",
        "SmsStatus",
        "CallSid",
        "CallStatus",
        "ErrorCode",
        "From",
        "To",
        "Body",
        "NumMedia",
        "MediaUrl0",
        "OptOutType",
        "Timestamp",
        "EventType",
        "Direction",
        "Latitude",
        "ButtonPayload",
        "received",
        "delivered",
        "failed",
        "busy",
        "99",
        "-1",
        "99999999999999999999",
        "whatsapp:",
        "outbound-api",
        "",
    ]);
    prop_oneof![known.prop_map(str::to_owned), any::<String>()]
}

fn receive(
    url: &str,
    media_type: &str,
    signed: &str,
    body: &[u8],
) -> Result<Vec<WebhookEvent>, Refused> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, TOKEN.as_bytes());
    let signature = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
    let headers = [
        ("Content-Type", media_type),
        ("X-Twilio-Signature", signature.as_str()),
    ];
    let request = RawRequest {
        url,
        headers: &headers,
        body,
    };
    let webhook = TwilioWebhook::new(Some(&TOKEN.into()), Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime
        .expect("a runtime starts")
        .block_on(webhook.receive(&request, Timestamp::UNIX_EPOCH))
}

/// Every event is known by something, and the same request tells the same.
fn check(receive: impl Fn() -> Result<Vec<WebhookEvent>, Refused>) -> Result<(), TestCaseError> {
    let first = receive();
    prop_assert!(
        first.as_ref().is_ok_and(|events| !events.is_empty()),
        "{first:?}"
    );
    for event in first.iter().flatten() {
        prop_assert!(!event.id.is_empty());
    }
    prop_assert_eq!(first, receive());
    Ok(())
}

proptest! {
    #[test]
    fn any_form_becomes_one_event(pairs in vec((word(), word()), 0..12)) {
        let body = Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let mut sorted = pairs;
        sorted.sort();
        sorted.dedup();
        let rest: String = sorted.iter().flat_map(|(name, value)| [name.as_str(), value]).collect();
        let signed = format!("{URL}{rest}");
        let form = "application/x-www-form-urlencoded";
        check(|| receive(URL, form, &signed, body.as_bytes()))?;
    }

    #[test]
    fn any_other_body_becomes_events(body in prop_oneof![
        vec(any::<u8>(), 0..200),
        vec(word(), 0..4).prop_map(|words| format!("{words:?}").into_bytes()),
        (word(), word()).prop_map(|(id, name)| format!("[{{\"id\": {id:?}, \"type\": {name:?}}}, 7]").into_bytes()),
    ]) {
        use std::fmt::Write as _;
        let mut url = "https://herald.example.com/x?bodySHA256=".to_owned();
        for byte in digest::digest(&digest::SHA256, &body).as_ref() {
            let _ = write!(url, "{byte:02x}");
        }
        check(|| receive(&url, "application/json", &url, &body))?;
    }

    #[test]
    fn any_url_is_refused_or_taken(url in "(https?://)?\\PC{0,40}") {
        let form = "application/x-www-form-urlencoded";
        let _ = receive(&url, form, "something else", b"a=b");
        let untouched = !url.contains('#') && !url.contains("bodySHA256");
        if untouched {
            check(|| receive(&url, form, &format!("{url}ab"), b"a=b"))?;
        }
    }
}
