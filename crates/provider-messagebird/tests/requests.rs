//! What `MessageBird` gets.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::time::Duration;

use http_client::{BaseUrl, Url};
use msg_core::message::{SenderId, Sms, Speech, Voice};
use msg_core::text::Body;
use msg_core::{AttemptId, Class, Content, MessageId, Outbound, PhoneNumber, Provider};
use provider_messagebird::{MessageBirdProvider, Settings};
use serde_json::{Value, json};
use testkit::http_script::{Act, HttpServer};
use uuid::Uuid;

const REFERENCE: &str = "msg_00000000000000000000000000000001";

fn outbound(content: Content, validity: Option<u64>) -> Outbound {
    Outbound {
        message: MessageId::from_uuid(Uuid::from_u128(1)),
        attempt: AttemptId::from_uuid(Uuid::from_u128(2)),
        class: Class::Otp,
        validity: validity.map(Duration::from_secs),
        content,
    }
}

fn sms(text: &str, from: Option<&str>) -> Content {
    Content::Sms(Sms {
        to: PhoneNumber::parse("+12025550147").unwrap(),
        from: from.and_then(SenderId::parse),
        text: Body::new(text),
    })
}

async fn check(message: Outbound, report_url: Option<&str>, expected: Result<Value, &str>) {
    let server = HttpServer::start([Act::json(201, r#"{"id": "a"}"#)]).await;
    let from = SenderId::parse("+12025550100").unwrap();
    let mut settings = Settings::new("live_key".into(), from);
    settings.base_url = BaseUrl::parse(&server.url()).unwrap();
    settings.report_url = report_url.map(|url| Url::parse(url).unwrap());
    let told = MessageBirdProvider::new(settings)
        .unwrap()
        .send(&message)
        .await;
    let requests = server.seen().requests;
    let told = told.map_err(|error| error.to_string());
    let got = told.map(|_| {
        let [asked] = requests.as_slice() else {
            panic!("{} requests", requests.len());
        };
        assert_eq!(asked.method, "POST");
        assert_eq!(asked.target, "/messages");
        assert_eq!(asked.header("authorization"), Some("AccessKey live_key"));
        assert_eq!(asked.header("accept"), Some("application/json"));
        serde_json::from_slice(&asked.body).unwrap()
    });
    assert_eq!(
        got.as_ref().map_err(String::as_str),
        expected.as_ref().map_err(|e| *e)
    );
}

#[tokio::test]
async fn a_message_becomes_the_body_of_the_interface() {
    let plain = json!({
        "originator": "12025550100", "recipients": ["12025550147"], "body": "Hi €",
        "datacoding": "plain", "reference": REFERENCE,
    });
    check(outbound(sms("Hi €", None), None), None, Ok(plain)).await;
    let unicode = json!({
        "originator": "Shop", "recipients": ["12025550147"], "body": "✓",
        "datacoding": "unicode", "reference": REFERENCE, "validity": 300,
        "reportUrl": "https://herald.example.com/hook",
    });
    let message = outbound(sms("✓", Some("Shop")), Some(300));
    check(
        message,
        Some("https://herald.example.com/hook"),
        Ok(unicode),
    )
    .await;
}

#[tokio::test]
async fn what_is_too_long_or_no_text_message_is_refused_without_a_call() {
    let refused = "not_sent (unsupported): a text of 10 segments; MessageBird takes 9 at most";
    for text in ["a".repeat(1378), "✓".repeat(604)] {
        check(outbound(sms(&text, None), None), None, Err(refused)).await;
    }
    let longest = "a".repeat(1377);
    let body = json!({
        "originator": "12025550100", "recipients": ["12025550147"], "body": longest,
        "datacoding": "plain", "reference": REFERENCE,
    });
    check(outbound(sms(&longest, None), None), None, Ok(body)).await;
    let call = Content::Voice(Voice {
        to: PhoneNumber::parse("+12025550147").unwrap(),
        from: None,
        language: None,
        speech: Speech::Text(Body::new("hi")),
    });
    let refused = "not_sent (unsupported): this kind of account carries text messages only";
    check(outbound(call, None), None, Err(refused)).await;
}
