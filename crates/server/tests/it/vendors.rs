//! The vendors' chains as the environment sets them up, against stand-ins behind the vendors' own settings.

use serde_json::{Value, json};
use server::config::Sources;
use testkit::http_script::{Act, HttpServer};

use crate::harness::{SEND, Service};

const SNS_REFUSES: &str = r#"<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error>
<Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid</Message>
</Error><RequestId>5d1b4a5e-0000-4000-8000-000000000000</RequestId></ErrorResponse>"#;
const TWILIO_TAKES: &str = r#"{"sid":"SM0123456789abcdef0123456789abcdef","status":"queued","num_segments":"1","price":null,"error_code":null}"#;
const SECRET: &str = "wJalrXUtnFEMIK7MDENGbPxRfiCY0123456789xy";
const TOKEN: &str = "0123456789abcdeffedcba9876543210";

fn set(sources: Sources, variables: &[(&str, &str)]) -> Sources {
    variables
        .iter()
        .fold(sources, |sources, (name, value)| sources.env(name, value))
}

async fn service(sources: Sources) -> Service {
    let service = Service::with(sources).await;
    service.keep_secret(SECRET);
    service.keep_secret(TOKEN);
    service
}

/// Provider, outcome and code of each attempt.
fn attempts(answer: &Value) -> Vec<String> {
    let word = |attempt: &Value, name: &str| attempt[name].as_str().unwrap_or("-").to_owned();
    let attempts = answer["attempts"].as_array().unwrap().iter();
    attempts
        .map(|attempt| {
            ["provider", "outcome", "blame", "code"]
                .map(|name| word(attempt, name))
                .join(" ")
        })
        .collect()
}

async fn sms(vendor: &[(&str, &str)]) -> (Value, usize) {
    let sns = HttpServer::start([Act::answer(
        403,
        &[("content-type", "text/xml")],
        SNS_REFUSES,
    )])
    .await;
    let twilio = HttpServer::start([Act::json(201, TWILIO_TAKES)]).await;
    let sources = set(
        Sources::default(),
        &[
            ("AWS_ACCESS_KEY_ID", "AKIA0123456789ABCDEF"),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_SNS_SENDER_ID", "Herald"),
            ("AWS_ENDPOINT_URL_SNS", &sns.url()),
            ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
            ("TWILIO_AUTH_TOKEN", TOKEN),
            ("TWILIO_PHONE_NUMBER", "+15005550006"),
            ("TWILIO_API_URL", &twilio.url()),
        ],
    );
    let service = service(set(sources, vendor)).await;
    let body = json!({"phone": "+12025550123", "purpose": "login"});
    let sent = service.post(SEND, body).await.expect(200);
    let asked = twilio.seen().requests;
    assert_eq!(asked.len(), 1);
    assert!(
        asked[0].text().contains("To=%2B12025550123"),
        "{}",
        asked[0].text()
    );
    service.finish().await;
    (sent, sns.seen().requests.len())
}

#[tokio::test]
async fn twilio_takes_over_from_a_badly_set_up_sns() {
    let (sent, sns_calls) = sms(&[]).await;
    assert_eq!(
        attempts(&sent),
        [
            "aws-sns rejected account InvalidClientTokenId",
            "twilio accepted - -",
        ]
    );
    assert_eq!(
        sent["provider_message_id"],
        "SM0123456789abcdef0123456789abcdef"
    );
    assert_eq!(sns_calls, 1, "the SDK repeats nothing");
}

#[tokio::test]
async fn one_variable_puts_a_vendor_first() {
    let (sent, sns_calls) = sms(&[("MESSAGING_PROVIDER", "twilio")]).await;
    assert_eq!(attempts(&sent), ["twilio accepted - -"]);
    assert_eq!(sns_calls, 0);
}

#[tokio::test]
async fn sendgrid_takes_over_from_a_throttled_ses() {
    let throttled =
        r#"{"__type":"TooManyRequestsException","message":"Maximum sending rate exceeded."}"#;
    let headers = [
        ("content-type", "application/json"),
        ("x-amzn-errortype", "TooManyRequestsException"),
    ];
    let ses = HttpServer::start([Act::answer(429, &headers, throttled)]).await;
    let sendgrid =
        HttpServer::start([Act::answer(202, &[("X-Message-Id", "14c5d75ce93")], "")]).await;
    let sources = set(
        Sources::default(),
        &[
            ("AWS_ACCESS_KEY_ID", "AKIA0123456789ABCDEF"),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_SES_FROM_EMAIL", "codes@example.com"),
            ("AWS_ENDPOINT_URL_SESV2", &ses.url()),
            ("SENDGRID_API_KEY", &format!("SG.{TOKEN}")),
            ("SENDGRID_FROM_EMAIL", "codes@example.com"),
            ("SENDGRID_API_URL", &sendgrid.url()),
        ],
    );
    let service = service(sources).await;
    let body = json!({"email": "ann@example.org", "purpose": "login"});
    let sent = service.post(SEND, body).await.expect(200);
    assert_eq!(
        attempts(&sent),
        [
            "aws-ses not_sent - TooManyRequestsException",
            "sendgrid accepted - -",
        ]
    );
    assert_eq!(sent["provider_message_id"], "14c5d75ce93");
    let health = service.get("/health/messaging").await.expect(200);
    let names: Vec<_> = health["email_providers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|provider| {
            (
                provider["name"].as_str().unwrap(),
                provider["circuit_breaker"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(names, [("aws-ses", "closed"), ("sendgrid", "closed")]);
    service.finish().await;
}
