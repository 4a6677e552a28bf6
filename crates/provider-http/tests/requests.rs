//! What a gateway gets, and what it doesn't.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use http_client::{ClearText, HeaderName, HeaderValue, Method};
use msg_core::message::{Email, SenderId, Sms, Speech, Voice};
use msg_core::text::{Body, HeaderText};
use msg_core::{
    AttemptId, Channel, Class, Content, EmailAddress, MessageId, Outbound, PhoneNumber, Provider,
};
use provider_http::{Auth, BodyTemplate, Format, HttpProvider, Settings, endpoint};
use testkit::http_script::{Act, Asked, HttpServer};
use uuid::Uuid;

const TEXT: &str = "say \"hi\" & <go>=1";

fn outbound(content: Content) -> Outbound {
    Outbound {
        message: MessageId::from_uuid(Uuid::from_u128(1)),
        attempt: AttemptId::from_uuid(Uuid::from_u128(2)),
        class: Class::Transactional,
        validity: None,
        content,
    }
}

fn sms(from: Option<&str>) -> Content {
    Content::Sms(Sms {
        to: PhoneNumber::parse("+12025550147").unwrap(),
        from: from.and_then(SenderId::parse),
        text: Body::new(TEXT),
    })
}

fn email() -> Email {
    let to = EmailAddress::parse("ann@example.com").unwrap();
    let mut email = Email::new(to, HeaderText::new("Order").unwrap());
    email.text = Some(Body::new(TEXT));
    email
}

fn call(speech: Speech) -> Content {
    Content::Voice(Voice {
        to: PhoneNumber::parse("+12025550147").unwrap(),
        from: None,
        language: None,
        speech,
    })
}

/// Sends `content` and gives what the gateway got, or why it got nothing.
async fn send(
    body: (&str, Format),
    content: Content,
    set: impl FnOnce(&mut Settings),
) -> Result<Asked, String> {
    let server = HttpServer::start([Act::json(200, "{}")]).await;
    let url = endpoint(&format!("{}/send?v=1", server.url()), ClearText::Loopback).unwrap();
    let body = BodyTemplate::parse(body.0, body.1).unwrap();
    let mut settings = Settings::new(url, body);
    set(&mut settings);
    let provider = HttpProvider::new(settings).unwrap();
    let told = provider.send(&outbound(content)).await;
    let mut requests = server.seen().requests;
    match told {
        Ok(_) => Ok(requests.remove(0)),
        Err(error) => {
            assert!(requests.is_empty(), "refused and yet called");
            Err(error.to_string())
        }
    }
}

const JSON: (&str, Format) = (BodyTemplate::EVERYTHING, Format::Json);
const SHORT: (&str, Format) = (r#"{"to": "{{ to }}", "text": "{{ text }}"}"#, Format::Json);

async fn check(content: Content, expected: serde_json::Value) {
    let asked = send(JSON, content, |settings| {
        settings.channels = Channel::ALL.to_vec();
        settings.from = Some("Shop".to_owned());
    });
    let asked = asked.await.unwrap();
    let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(body, expected);
}

#[tokio::test]
async fn every_channel_fills_in_what_it_has() {
    let common = |channel: &str, to: &str, more: serde_json::Value| {
        let mut all = serde_json::json!({
            "message_id": "msg_00000000000000000000000000000001",
            "channel": channel, "class": "transactional", "to": to, "from": "Shop",
        });
        let more = more.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(more);
        all
    };
    let number = "+12025550147";
    check(
        sms(Some("Other")),
        common(
            "sms",
            number,
            serde_json::json!({"text": TEXT, "from": "Other"}),
        ),
    )
    .await;
    let mut html = email();
    html.html = Some(Body::new("<p>\"hi\""));
    check(
        Content::Email(Box::new(html)),
        common(
            "email",
            "ann@example.com",
            serde_json::json!({"subject": "Order", "text": TEXT, "html": "<p>\"hi\""}),
        ),
    )
    .await;
    check(
        call(Speech::Code {
            intro: Body::new("Your code is"),
            code: Body::new("417"),
            times: 2,
        }),
        common(
            "voice",
            number,
            serde_json::json!({"text": "Your code is 4, 1, 7. Your code is 4, 1, 7."}),
        ),
    )
    .await;
}

#[tokio::test]
async fn what_would_get_lost_is_refused_by_name() {
    let mut copies = email();
    copies.cc = vec![EmailAddress::parse("bob@example.com").unwrap().into()];
    let mut html = email();
    html.html = Some(Body::new("<p>"));
    for (content, expected) in [
        (
            sms(Some("Other")),
            "not_sent (unsupported): the template of the body has no place for `from`",
        ),
        (
            Content::Email(Box::new(email())),
            "not_sent (unsupported): the template of the body has no place for `subject`",
        ),
        (
            Content::Email(Box::new(html)),
            "not_sent (unsupported): the template of the body has no place for `subject`",
        ),
        (
            Content::Email(Box::new(copies)),
            "not_sent (unsupported): a gateway by HTTP has no cc/bcc",
        ),
        (
            call(Speech::Text(Body::new("hi"))),
            "not_sent (unsupported): this account takes no voice",
        ),
    ] {
        let told = send(SHORT, content, |settings| {
            settings.channels = vec![Channel::Sms, Channel::Email];
        });
        assert_eq!(told.await.unwrap_err(), expected);
    }
    let mut html_only = email();
    html_only.text = None;
    html_only.html = Some(Body::new("<p>"));
    let body = r#"{"to": "{{ to }}", "s": "{{ subject }}", "t": "{{ text }}", "h": "{{ html }}"}"#;
    let told = send(
        (body, Format::Json),
        Content::Email(Box::new(html_only)),
        |settings| settings.channels = vec![Channel::Email],
    );
    assert_eq!(
        told.await.unwrap_err(),
        "not_sent (unsupported): the template needs what the message doesn't have: `text`"
    );
}

#[tokio::test]
async fn credentials_and_headers_stand_where_they_belong() {
    // printf '%s' '{"to": "+12025550147", "text": "say \"hi\" & <go>=1"}' | openssl dgst -sha256 -hmac key
    let signature = "sha256=a34515ab1a9b77054de2afa940d431552a5f05722f2b44eb771fe66e87a2657d";
    for (auth, header, expected) in [
        (
            Auth::Basic {
                user: "Aladdin".to_owned(),
                password: "open sesame".into(),
            },
            "authorization",
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        (
            Auth::Token {
                header: HeaderName::from_static("x-api-key"),
                scheme: None,
                token: "abc".into(),
            },
            "x-api-key",
            "abc",
        ),
        (
            Auth::HmacSha256 {
                header: HeaderName::from_static("x-signature"),
                prefix: "sha256=".to_owned(),
                key: "key".into(),
            },
            "x-signature",
            signature,
        ),
    ] {
        let asked = send(SHORT, sms(None), |settings| {
            settings.auth = auth;
            settings.content_type = Some(HeaderValue::from_static("application/vnd.a+json"));
            settings.headers = vec![(
                HeaderName::from_static("x-tenant"),
                HeaderValue::from_static("7"),
            )];
        });
        let asked = asked.await.unwrap();
        assert_eq!(
            asked.text(),
            r#"{"to": "+12025550147", "text": "say \"hi\" & <go>=1"}"#
        );
        assert_eq!(asked.header(header), Some(expected));
        assert_eq!(asked.header("x-tenant"), Some("7"));
        assert_eq!(asked.header("content-type"), Some("application/vnd.a+json"));
        assert_eq!(
            (asked.method.as_str(), asked.target.as_str()),
            ("POST", "/send?v=1")
        );
    }
}

#[tokio::test]
async fn the_body_of_a_get_is_its_query() {
    let form = ("to={{ to }}&text={{ text }}", Format::Form);
    let asked = send(form, sms(None), |settings| settings.method = Method::GET);
    let asked = asked.await.unwrap();
    let query = "/send?v=1&to=%2B12025550147&text=say+%22hi%22+%26+%3Cgo%3E%3D1";
    assert_eq!(
        (asked.method.as_str(), asked.target.as_str()),
        ("GET", query)
    );
    assert!(asked.body.is_empty());
}
