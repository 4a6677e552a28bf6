use bytes::Bytes;
use msg_core::message::{ExtraHeader, Tag};
use msg_core::{AttemptId, Content, EmailAddress, Fact, MessageId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

fn mailbox(text: &str) -> Mailbox {
    let (name, address) = text.rsplit_once(' ').unwrap_or(("", text));
    Mailbox {
        name: (!name.is_empty()).then(|| HeaderText::new(name).unwrap()),
        address: EmailAddress::parse(address).unwrap(),
    }
}

fn simple() -> Email {
    let mut email = Email::new(
        mailbox("ann@example.com"),
        HeaderText::new("Hello").unwrap(),
    );
    email.text = Some(Body::new("Hello, Ann"));
    email
}

fn settings() -> Settings {
    Settings::new("SG.key".into(), mailbox("The Shop shop@example.com"))
}

fn written(email: &Email, class: Class, settings: &Settings) -> Result<Value, SendError> {
    let outbound = Outbound {
        message: MessageId::from_uuid(Uuid::from_u128(1)),
        attempt: AttemptId::from_uuid(Uuid::from_u128(2)),
        class,
        validity: None,
        content: Content::Email(Box::new(email.clone())),
    };
    body(&outbound, email, settings).map(|body| serde_json::from_slice(&body).unwrap())
}

#[test]
fn a_simple_message_holds_nothing_that_nobody_asked_for() {
    let mail = written(&simple(), Class::Transactional, &settings()).unwrap();
    let expected = json!({
        "personalizations": [{
            "to": [{"email": "ann@example.com"}],
            "custom_args": {
                "herald_message": "msg_00000000000000000000000000000001",
                "herald_attempt": "att_00000000000000000000000000000002",
            },
        }],
        "from": {"email": "shop@example.com", "name": "The Shop"},
        "subject": "Hello",
        "content": [{"type": "text/plain", "value": "Hello, Ann"}],
    });
    assert_eq!(mail, expected, "{mail:#}");
}

#[test]
fn everything_that_a_message_can_hold_is_sent() {
    let mut email = simple();
    email.from = Some(mailbox("Bücher Müller news@bücher.example"));
    email.cc = vec![mailbox("Bob bob@example.com"), mailbox("cid@example.com")];
    email.bcc = vec![mailbox("dan@example.com")];
    email.reply_to = vec![mailbox("help@example.com")];
    email.html = Some(Body::new("<p>Hello"));
    let file = |name, kind| Attachment::new(name, kind, Bytes::from_static(b"%PDF")).unwrap();
    let mut picture = file("logo.png", "image/png");
    picture.disposition = Disposition::Inline {
        content_id: HeaderText::new("logo").unwrap(),
    };
    email.attachments = vec![file("Rechnung März.pdf", "application/pdf"), picture];
    email.headers = vec![ExtraHeader::new("X-Order", "42").unwrap()];
    email.tags = ["b", "a", "b"].map(|tag| Tag::parse(tag).unwrap()).into();
    let mut settings = settings();
    settings.sandbox = true;
    settings.clicks = Tracking::On;
    settings.opens = Tracking::Off;
    settings.ip_pool = Some("transactional".to_owned());
    settings.unsubscribe_group = Some(7);

    let mail = written(&email, Class::Promotional, &settings).unwrap();
    let expected = json!({
        "personalizations": [{
            "to": [{"email": "ann@example.com"}],
            "cc": [{"email": "bob@example.com", "name": "Bob"}, {"email": "cid@example.com"}],
            "bcc": [{"email": "dan@example.com"}],
            "custom_args": {
                "herald_message": "msg_00000000000000000000000000000001",
                "herald_attempt": "att_00000000000000000000000000000002",
            },
        }],
        "from": {"email": "news@xn--bcher-kva.example", "name": "Bücher Müller"},
        "reply_to": {"email": "help@example.com"},
        "subject": "Hello",
        "content": [
            {"type": "text/plain", "value": "Hello, Ann"},
            {"type": "text/html", "value": "<p>Hello"},
        ],
        "attachments": [
            {"content": "JVBERg==", "filename": "Rechnung März.pdf", "type": "application/pdf", "disposition": "attachment"},
            {"content": "JVBERg==", "filename": "logo.png", "type": "image/png", "disposition": "inline", "content_id": "logo"},
        ],
        "headers": {"X-Order": "42"},
        "categories": ["a", "b"],
        "asm": {"group_id": 7},
        "ip_pool_name": "transactional",
        "mail_settings": {"sandbox_mode": {"enable": true}},
        "tracking_settings": {
            "click_tracking": {"enable": true, "enable_text": false},
            "open_tracking": {"enable": false},
        },
    });
    assert_eq!(mail, expected, "{mail:#}");

    email.reply_to.push(mailbox("desk@example.com"));
    let mail = written(&email, Class::Promotional, &settings).unwrap();
    let both = json!([{"email": "help@example.com"}, {"email": "desk@example.com"}]);
    assert_eq!(
        (&mail["reply_to"], &mail["reply_to_list"]),
        (&Value::Null, &both)
    );
}

#[test]
fn a_code_is_neither_watched_nor_unsubscribed_from() {
    for tracking in [Tracking::AsAccount, Tracking::On, Tracking::Off] {
        let mut settings = settings();
        settings.unsubscribe_group = Some(7);
        (settings.clicks, settings.opens) = (tracking, tracking);
        let mail = written(&simple(), Class::Otp, &settings).unwrap();
        let off = json!({
            "click_tracking": {"enable": false, "enable_text": false},
            "open_tracking": {"enable": false},
        });
        assert_eq!(mail["tracking_settings"], off);
        assert_eq!(mail["headers"], json!({"Auto-Submitted": "auto-generated"}));
        assert!(mail.get("asm").is_none());
    }
}

#[test]
fn an_empty_part_is_left_out_beside_another() {
    let mut email = simple();
    email.text = Some(Body::new(""));
    email.html = Some(Body::new("<p>Hello"));
    let mail = written(&email, Class::Transactional, &settings()).unwrap();
    assert_eq!(
        mail["content"],
        json!([{"type": "text/html", "value": "<p>Hello"}])
    );
}

/// One change of a good message, and the words in which it is refused.
fn check(change: impl Fn(&mut Email), complaint: &str) {
    let mut email = simple();
    change(&mut email);
    let error = written(&email, Class::Transactional, &settings()).unwrap_err();
    assert_eq!(
        error.fact(),
        Fact::NotSent(NotSent::Unsupported),
        "{complaint}"
    );
    assert!(error.text().as_str().contains(complaint), "{error}");
}

#[test]
fn what_sendgrid_would_refuse_is_refused_by_name() {
    check(
        |email| email.subject = HeaderText::new("").unwrap(),
        "without a subject",
    );
    check(|email| email.text = None, "without a text");
    check(|email| email.text = Some(Body::new("")), "without a text");
    check(
        |email| email.cc = vec![mailbox("ANN@Example.com")],
        "nobody twice",
    );
    check(
        |email| {
            email.cc = vec![mailbox("bob@example.com")];
            email.bcc = vec![mailbox("Bob@example.com")];
        },
        "nobody twice",
    );
    check(
        |email| {
            let many = |n| mailbox(&format!("bob{n}@example.com"));
            email.bcc = (0..1_000).map(many).collect();
        },
        "recipients",
    );
    check(
        |email| email.to = mailbox("grüße@example.com"),
        "outside ASCII",
    );
    check(
        |email| {
            let tag = |n| Tag::parse(&format!("t{n}")).unwrap();
            email.tags = (0..11).map(tag).collect();
        },
        "at most 10 tags",
    );
    let header = |name, value| ExtraHeader::new(name, value).unwrap();
    check(
        |email| email.headers = vec![header("X-SG-EID", "1")],
        "X-SG-EID is SendGrid's own",
    );
    check(
        |email| email.headers = vec![header("X-A", "1"), header("x-a", "2")],
        "X-A is given twice",
    );
    check(
        |email| email.headers = vec![header("X-A", "é")],
        "X-A has characters outside ASCII",
    );
    // In base64, 23 million bytes are over 30 million characters.
    for bytes in [23_000_000, 31_000_000] {
        check(
            |email| {
                let file = Bytes::from(vec![0; bytes]);
                email.attachments = vec![Attachment::new("a", "image/png", file).unwrap()];
            },
            "at most 30 MB",
        );
    }
}

#[test]
fn as_many_as_the_limits_say_are_taken() {
    let mut email = simple();
    email.tags = (0..10)
        .map(|n| Tag::parse(&format!("t{n}")).unwrap())
        .collect();
    email.bcc = (0..999)
        .map(|n| mailbox(&format!("bob{n}@example.com")))
        .collect();
    let mail = written(&email, Class::Transactional, &settings()).unwrap();
    assert_eq!(
        mail["personalizations"][0]["bcc"].as_array().unwrap().len(),
        999
    );
}
