//! What Vonage gets.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::time::Duration;

use http_client::BaseUrl;
use msg_core::message::{SenderId, Sms, Speech, Voice};
use msg_core::text::Body;
use msg_core::{AttemptId, Class, Content, MessageId, Outbound, PhoneNumber, Provider};
use provider_vonage::{Settings, VonageProvider};
use testkit::http_script::{Act, HttpServer};
use url::form_urlencoded;
use uuid::Uuid;

const TAKEN: &str = r#"{"messages": [{"message-id": "0A", "status": "0"}]}"#;

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

async fn check(message: Outbound, expected: &str) {
    let server = HttpServer::start([Act::json(200, TAKEN)]).await;
    let from = SenderId::parse("+12025550100").unwrap();
    let mut settings = Settings::new("key", "secret".into(), from);
    settings.base_url = BaseUrl::parse(&format!("{}/eu", server.url())).unwrap();
    let told = VonageProvider::new(settings).unwrap().send(&message).await;
    let requests = server.seen().requests;
    let shown = match told {
        Ok(_) => {
            let pairs = form_urlencoded::parse(&requests[0].body);
            let pairs: Vec<_> = pairs
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!(
                "{} {} {}",
                requests[0].method,
                requests[0].target,
                pairs.join(" ")
            )
        }
        Err(error) => {
            assert!(requests.is_empty(), "refused and yet called");
            error.to_string()
        }
    };
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_message_becomes_the_fields_of_the_interface() {
    let head = "POST /eu/sms/json api_key=key api_secret=secret";
    let reference = "client-ref=msg_00000000000000000000000000000001";
    for (text, from, validity, fields) in [
        (
            "Hi & = €",
            None,
            None,
            "from=12025550100 to=12025550147 text=Hi & = € type=text",
        ),
        (
            "Grüß dich ✓",
            Some("Shop"),
            None,
            "from=Shop to=12025550147 text=Grüß dich ✓ type=unicode",
        ),
    ] {
        let message = outbound(sms(text, from), validity);
        check(message, &format!("{head} {fields} {reference}")).await;
    }
    for (validity, ttl) in [(300, 300_000), (5, 20_000), (1_000_000, 604_800_000)] {
        let fields = "from=Shop to=12025550147 text=a type=text";
        let message = outbound(sms("a", Some("Shop")), Some(validity));
        check(message, &format!("{head} {fields} {reference} ttl={ttl}")).await;
    }
}

#[tokio::test]
async fn other_channels_are_refused_without_a_call() {
    let call = Content::Voice(Voice {
        to: PhoneNumber::parse("+12025550147").unwrap(),
        from: None,
        language: None,
        speech: Speech::Text(Body::new("hi")),
    });
    let refused = "not_sent (unsupported): this kind of account carries text messages only";
    check(outbound(call, None), refused).await;
}
