//! Requests that are wrong, and exactly what each one hears. No provider hears of any.

mod fields;
mod rich;

use serde_json::{Value, json};

use crate::harness::{Answer, MESSAGES, Request, SEND, Service, UNLOCK, VERIFY};

const ROUTES: [&str; 5] = [SEND, VERIFY, UNLOCK, MESSAGES, "/api/messages"];

/// Checks that the answer names exactly these faults, each as pointer and code.
#[track_caller]
fn check(answer: &Answer, slug: &str, faults: &[(&str, &str)]) {
    let problem = answer.problem(422, slug);
    let errors = problem["errors"].as_array().unwrap();
    let named: Vec<_> = errors
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(named, faults, "{problem}");
}

async fn check_untouched(service: Service) {
    assert_eq!(service.console.messages(), 0);
    assert!(service.rows("SELECT 1 FROM messages").await.is_empty());
    assert!(
        service
            .rows("SELECT 1 FROM otp_challenges")
            .await
            .is_empty()
    );
    service.finish().await;
}

/// `base` with the fields of `changes` in place of its own; `null` takes one away.
fn with(base: Value, changes: &Value) -> Value {
    let mut fields = base;
    for (name, value) in changes.as_object().unwrap() {
        let fields = fields.as_object_mut().unwrap();
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    fields
}

fn code_request() -> Value {
    json!({"phone": "+12025550123", "purpose": "login"})
}

fn email() -> Value {
    json!({"channel": "email", "to": "ann@example.org", "subject": "Hi", "text": "Hello."})
}

#[tokio::test]
async fn bodies_that_are_no_json() {
    let service = Service::start().await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bodies: [&[u8]; 7] = [
        b"",
        br#"{"to":"#,
        br#"{"to":"a","to":"b"}"#,
        deep.as_bytes(),
        b"{\"to\":\"\xff\"}",
        br#"{"to":"\ud800"}"#,
        br#"{"to":"a"} {}"#,
    ];
    for route in ROUTES {
        for body in bodies {
            let request = Request::new("POST", route).bearer(&service.key);
            let answer = service.call(request.body("application/json", body)).await;
            answer.problem(400, "malformed-json");
        }
    }
    check_untouched(service).await;
}

#[tokio::test]
async fn bodies_of_another_kind_or_size() {
    let service = Service::start().await;
    let huge = vec![b' '; 10 << 20];
    for route in ROUTES {
        let request = || Request::new("POST", route).bearer(&service.key);
        let answer = service.call(request().body("text/xml", "<to/>")).await;
        answer.problem(415, "unsupported-media-type");
        let big = || request().body("application/json", huge.clone());
        for request in [big(), big().chunked()] {
            let answer = service.call(request).await;
            answer.problem(413, "content-too-large");
            assert_eq!(answer.header("connection"), Some("close"));
        }
    }
    check_untouched(service).await;
}

#[tokio::test]
async fn numbers_that_are_no_telephone_numbers() {
    let service = Service::start().await;
    let digits = format!("+{}", "1".repeat(400));
    for phone in [
        "",
        "+15551234",
        "5551234567",
        "+1 555-123-4567 x9",
        "tel:+1;phone-context=",
        "+١٢٠٢٥٥٥٠١٢٣",
        "+1202555\r\n0123",
        "+1202555\u{0}0123",
        &digits,
    ] {
        for (path, body, pointer) in [
            (
                SEND,
                with(code_request(), &json!({"phone": phone})),
                "/phone",
            ),
            (
                VERIFY,
                with(code_request(), &json!({"phone": phone, "code": "123456"})),
                "/phone",
            ),
            (
                MESSAGES,
                json!({"channel": "sms", "to": phone, "text": "Hi"}),
                "/to",
            ),
            (
                MESSAGES,
                json!({"channel": "voice", "to": phone, "text": "Hi"}),
                "/to",
            ),
            (
                MESSAGES,
                json!({"channel": "whatsapp", "to": phone, "text": "Hi"}),
                "/to",
            ),
        ] {
            let answer = service.post(path, body).await;
            check(&answer, "validation-failed", &[(pointer, "invalid_e164")]);
            assert!(
                phone.len() < 5 || !answer.text().contains(phone),
                "{phone} is echoed"
            );
        }
    }
    check_untouched(service).await;
}

#[tokio::test]
async fn addresses_that_are_no_addresses() {
    let service = Service::start().await;
    for address in [
        "",
        "ann",
        "a@b.com\r\nBcc: x@y.z",
        "a@b.com\u{0}",
        "a@b.com,c@d.com",
        "a@b.com>",
        "Ann <a@b.com>",
        "a@b.com\u{2028}",
    ] {
        let code = with(code_request(), &json!({"phone": null, "email": address}));
        let answer = service.post(SEND, code).await;
        check(
            &answer,
            "validation-failed",
            &[("/email", "invalid_address")],
        );
        for (field, value, pointer) in [
            ("to", json!(address), "/to"),
            ("from", json!(address), "/from"),
            ("reply_to", json!(address), "/reply_to"),
            ("cc", json!(["b@example.org", address]), "/cc/1"),
            ("bcc", json!([address]), "/bcc/0"),
        ] {
            let body = with(email(), &json!({field: value}));
            let answer = service.post(MESSAGES, body).await;
            check(
                &answer,
                "validation-failed",
                &[(pointer, "invalid_address")],
            );
            assert!(
                address.len() < 5 || !answer.text().contains("b.com"),
                "{address} is echoed"
            );
        }
    }
    check_untouched(service).await;
}

#[tokio::test]
async fn headers_that_nobody_may_write() {
    let service = Service::start().await;
    let from = json!("shop@example.com");
    let mut cases = Vec::new();
    for bad in [
        "a\rb",
        "a\nb",
        "a\r\nBcc: x@y.z",
        "a\u{0}b",
        "a\u{2028}b",
        "a\u{2029}b",
        "a\u{85}b",
    ] {
        cases.push((json!({"subject": bad}), "/subject".to_owned()));
        cases.push((
            json!({"from": from, "from_name": bad}),
            "/from_name".to_owned(),
        ));
        cases.push((json!({"headers": {"X-A": bad}}), "/headers/X-A".to_owned()));
    }
    for name in [
        "Bcc",
        "Received",
        "bcc",
        "DKIM-Signature",
        "X A",
        "X-A:",
        "X-A\r\nBcc",
    ] {
        let pointer = match name {
            "X A" => "/headers/XA",
            "X-A\r\nBcc" => "/headers/X-ABcc",
            name => &format!("/headers/{name}"),
        };
        cases.push((json!({"headers": {name: "1"}}), pointer.to_owned()));
    }
    for (changes, pointer) in cases {
        let answer = service.post(MESSAGES, with(email(), &changes)).await;
        check(
            &answer,
            "header-not-allowed",
            &[(&pointer, "header_not_allowed")],
        );
    }
    let twice = json!({"headers": {"X-A": "1", "x-a": "2"}});
    let answer = service.post(MESSAGES, with(email(), &twice)).await;
    check(
        &answer,
        "validation-failed",
        &[("/headers/x-a", "duplicate")],
    );
    check_untouched(service).await;
}
