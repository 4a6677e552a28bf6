//! Signatures that hold and those that don't.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use msg_core::webhook::EventKind;

use super::*;

/// The vector of Twilio's libraries.
const URL: &str = "https://example.com/myapp.php?foo=1&bar=2";
const BODY: &str = "Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309&CallSid=CA1234567890ABCDE";
const SIGNATURE: &str = "9pyy2ZSJda9ihJ1NNXPXtY4oV2Y=";
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

fn webhook() -> TwilioWebhook {
    let key = SharedKey::new("key-1", &"12345".into());
    TwilioWebhook::new(Some(&"12345".into()), vec![key])
}

async fn receive(
    webhook: &TwilioWebhook,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Vec<WebhookEvent>, &'static str> {
    let body = body.as_bytes();
    let request = RawRequest { url, headers, body };
    let events = webhook.receive(&request, Timestamp::UNIX_EPOCH).await;
    events.map_err(Refused::reason)
}

async fn taken(url: &str, headers: &[(&str, &str)], body: &str) -> Result<usize, &'static str> {
    receive(&webhook(), url, headers, body)
        .await
        .map(|events| events.len())
}

fn signed(algorithm: aws_lc_rs::hmac::Algorithm, text: &str) -> String {
    let key = aws_lc_rs::hmac::Key::new(algorithm, b"12345");
    STANDARD.encode(aws_lc_rs::hmac::sign(&key, text.as_bytes()))
}

fn sha1(text: &str) -> String {
    signed(aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, text)
}

#[tokio::test]
async fn the_vector_holds_with_and_without_port() {
    let headers = [FORM, ("X-Twilio-Signature", SIGNATURE)];
    assert_eq!(taken(URL, &headers, BODY).await, Ok(1));
    let with_port = URL.replace(".com/", ".com:443/");
    assert_eq!(taken(&with_port, &headers, BODY).await, Ok(1));
    for other in [
        URL.replace("https", "http"),
        URL.replace("bar=2", "bar=3"),
        URL.replace("&bar=2", ""),
        URL.replace("example.com", "example.org"),
        format!("{URL}&"),
    ] {
        let refused = taken(&other, &headers, BODY).await;
        assert_eq!(refused, Err("the signature is another one"), "{other}");
    }
}

#[tokio::test]
async fn only_a_whole_signature_counts() {
    let other = "the signature is another one";
    for (header, reason) in [
        (None, "no signature, or several"),
        (Some(""), other),
        (Some("9pyy"), other),
        (
            Some("9pyy2ZSJda9ihJ1NNXPXtY4oV2Z="),
            "the signature is not base64",
        ),
        (
            Some("9pyy2ZSJda9ihJ1NNXPXtY4oV2Y"),
            "the signature is not base64",
        ),
        (Some("🦉"), "the signature is not base64"),
    ] {
        let headers: Vec<_> = header
            .map(|value| ("X-Twilio-Signature", value))
            .into_iter()
            .collect();
        let headers = [&[FORM], headers.as_slice()].concat();
        assert_eq!(taken(URL, &headers, BODY).await, Err(reason), "{header:?}");
    }
}

/// Values are signed as they were before they were encoded: nothing trimmed, nothing left out, each pair once.
#[tokio::test]
async fn parameters_are_signed_decoded_sorted_and_once() {
    let url = "https://a.example/x";
    for (body, rest) in [
        ("b=2&a=1", "a1b2"),
        ("a=1&a=0&a=1", "a0a1"),
        ("a=+x%20&b=", "a x b"),
        ("a=%2B1&A=2", "A2a+1"),
        ("a=%C3%A9&%C3%A9=a", "aééa"),
        ("a", "a"),
        ("", ""),
    ] {
        let signature = sha1(&format!("{url}{rest}"));
        let headers = [FORM, ("X-Twilio-Signature", signature.as_str())];
        assert_eq!(taken(url, &headers, body).await, Ok(1), "{body}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_form_is_signed_by_its_hash() {
    let (url, body) = ("https://a.example/x", r#"{"a": 1}"#);
    let hashed = format!(
        "{url}?bodySHA256={}",
        signature::sha256_hex(body.as_bytes())
    );
    let json = ("Content-Type", "application/json");
    let of_hashed = sha1(&hashed);
    let good = [json, ("X-Twilio-Signature", of_hashed.as_str())];
    assert_eq!(taken(&hashed, &good, body).await, Ok(1));
    let other = Err("the body has another hash");
    assert_eq!(taken(&hashed, &good, r#"{"a": 2}"#).await, other);
    assert_eq!(taken(&hashed, &good, "").await, other);

    let of_url = sha1(url);
    let without_hash = [json, ("X-Twilio-Signature", of_url.as_str())];
    let nothing = Err("nothing signs the body");
    assert_eq!(taken(url, &without_hash, body).await, nothing);
    let unnamed = [("X-Twilio-Signature", of_url.as_str())];
    assert_eq!(taken(url, &unnamed, body).await, nothing);
    assert_eq!(taken(url, &unnamed, "").await, Ok(1));
    // Somebody's own hash doesn't help without the signature.
    let forged = [json, ("X-Twilio-Signature", of_url.as_str())];
    let refused = taken(&hashed, &forged, body).await;
    assert_eq!(refused, Err("the signature is another one"));
}

#[tokio::test]
async fn a_shared_key_signs_with_its_own_algorithm_only() {
    let text = format!(
        "{URL}CallSidCA1234567890ABCDECaller+14158675309Digits1234From+14158675309To+18005551212"
    );
    let sha256 = signed(aws_lc_rs::hmac::HMAC_SHA256, &text);
    assert_eq!(sha1(&text), SIGNATURE);
    let settings = "X-Twilio-Webhooks-Signature-Settings";
    let algorithm = Err("signed with an algorithm that is not the key's");
    let unknown = Err("signed with an unknown shared key");
    let other = Err("the signature is another one");
    for (setting, signature, expected) in [
        ("key=key-1,algorithm=HMAC_SHA256", sha256.as_str(), Ok(1)),
        (" algorithm = HMAC_SHA256 , key = key-1 ", &sha256, Ok(1)),
        ("key=key-1,algorithm=HMAC_SHA256", SIGNATURE, other),
        // The secret happens to be the auth token's, and still: one key, one algorithm.
        ("key=key-1,algorithm=HMAC_SHA1", SIGNATURE, algorithm),
        ("key=key-1", SIGNATURE, algorithm),
        ("key=key-1", &sha256, algorithm),
        ("algorithm=HMAC_SHA256", &sha256, algorithm),
        ("key=key-2,algorithm=HMAC_SHA256", &sha256, unknown),
        ("key=,algorithm=HMAC_SHA256", &sha256, unknown),
        ("algorithm=HMAC_SHA1", SIGNATURE, Ok(1)),
        ("", SIGNATURE, Ok(1)),
        ("", &sha256, other),
    ] {
        let headers = [FORM, (settings, setting), ("X-Twilio-Signature", signature)];
        assert_eq!(taken(URL, &headers, BODY).await, expected, "{setting}");
    }
    let twice = [
        FORM,
        (settings, ""),
        (settings, ""),
        ("X-Twilio-Signature", SIGNATURE),
    ];
    assert_eq!(
        taken(URL, &twice, BODY).await,
        Err("several signature settings")
    );
}

#[tokio::test]
async fn without_a_key_everything_is_refused() {
    let of_nothing = {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"");
        STANDARD.encode(aws_lc_rs::hmac::sign(&key, URL.as_bytes()))
    };
    for token in [None, Some(SecretString::from(""))] {
        let webhook = TwilioWebhook::new(token.as_ref(), Vec::new());
        for signature in [SIGNATURE, of_nothing.as_str()] {
            let headers = [FORM, ("X-Twilio-Signature", signature)];
            let refused = receive(&webhook, URL, &headers, "").await;
            let reason = "the account has no `auth_token`, which signs";
            assert_eq!(refused, Err(reason));
        }
    }
}

#[tokio::test]
async fn a_repetition_has_the_same_id() {
    let headers = [FORM, ("X-Twilio-Signature", SIGNATURE)];
    let webhook = webhook();
    let first = receive(&webhook, URL, &headers, BODY).await.unwrap();
    let second = receive(&webhook, URL, &headers, BODY).await.unwrap();
    assert_eq!(first, second);
    // The vector's call has no status, and is none that we made.
    assert_eq!(first[0].kind, EventKind::unknown(""));
    assert_eq!(first[0].id, "CA1234567890ABCDE:");
}
