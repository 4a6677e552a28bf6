//! Messages that the application writes itself.

use serde_json::{Value, json};

use crate::harness::smtp::{accounts, obliging_server};
use crate::harness::{MESSAGES, Service};

async fn found(service: &Service, sent: &Value) -> Value {
    let path = format!("{MESSAGES}/{}", sent["id"].as_str().unwrap());
    service.get(&path).await.expect(200)
}

#[tokio::test]
async fn the_shape_of_the_earlier_services_is_understood() {
    let service = Service::start().await;
    let body = json!({
        "channel_id": 7,
        "session_id": "s-19",
        "content": "Your parcel is on its way.",
        "sender": "HERALD",
        "type": "text",
        "communication_type": "SMS",
        "recipient_number": "+12025550123",
    });
    let sent = service.post("/api/messages", body).await.expect(200);
    assert_eq!(sent["success"], true);
    assert_eq!(sent["status"], "sent");
    assert_eq!(sent["channel"], "sms");
    let shown = service.console.text();
    for part in ["+12025550123", "HERALD", "Your parcel is on its way."] {
        assert!(shown.contains(part), "{shown}");
    }

    let found = found(&service, &sent).await;
    let metadata = json!({"channel_id": 7, "session_id": "s-19"});
    assert_eq!(found["metadata"], metadata);
    assert_eq!(found["class"], "transactional");
    assert_eq!(found["to"], "+1***0123");
    assert_eq!(found["status"], "sent");
    assert_eq!(found["sent_at"], "2026-01-01T00:00:00Z");
    assert_eq!(found["delivered_at"], Value::Null);
    service.finish().await;
}

#[tokio::test]
async fn every_channel_carries_a_text() {
    let service = Service::start().await;
    for (channel, to, masked) in [
        ("sms", "+12025550123", "+1***0123"),
        ("whatsapp", "+12025550123", "+1***0123"),
        ("voice", "+12025550123", "+1***0123"),
    ] {
        let body = json!({"channel": channel, "to": to, "text": "Hello."});
        let sent = service.post(MESSAGES, body).await.expect(200);
        assert_eq!(sent["channel"], channel);
        assert_eq!(found(&service, &sent).await["to"], masked);
    }
    assert_eq!(service.console.messages(), 3);
    service.finish().await;
}

#[tokio::test]
async fn a_text_message_says_in_how_many_parts_it_leaves() {
    let service = Service::start().await;
    for (text, parts, encoding) in [
        ("]".repeat(153), 3, "gsm-7"),
        ("€".repeat(80), 1, "gsm-7"),
        ("€".repeat(81), 2, "gsm-7"),
        ("👍".repeat(36), 2, "ucs-2"),
    ] {
        let body = json!({"channel": "sms", "to": "+12025550123", "text": text});
        let sent = service.post(MESSAGES, body).await.expect(200);
        assert_eq!(sent["message_parts"], parts, "{text}");
        assert_eq!(sent["encoding"], encoding, "{text}");
    }
    service.finish().await;
}

#[tokio::test]
async fn an_email_arrives_with_all_its_parts_and_hides_who_is_hidden() {
    let server = obliging_server().await;
    let service = Service::with(accounts(&[server.port()])).await;
    let body = json!({
        "channel": "email",
        "to": "ann@example.org",
        "cc": "bea@example.org",
        "bcc": ["cleo@example.org"],
        "from": "orders@example.com",
        "from_name": "Shop, the",
        "reply_to": ["help@example.com"],
        "subject": "Order 4711 ✓",
        "text": "Packed.",
        "html": "<p>Packed.</p>",
        "headers": {"X-Order": "4711"},
        "attachments": [
            {"file_name": "a.txt", "content_type": "text/plain", "content": "aGVsbG8="},
        ],
    });
    service.post(MESSAGES, body).await.expect(200);
    let seen = server.seen();
    assert_eq!(seen.count("RCPT"), 3);
    let mail = mail_parser::MessageParser::new()
        .parse(&seen.messages[0])
        .unwrap();
    let address = |list: Option<&mail_parser::Address<'_>>| {
        let first = list.and_then(|list| list.first()).unwrap();
        first.address().unwrap().to_owned()
    };
    assert_eq!(address(mail.from()), "orders@example.com");
    assert_eq!(address(mail.to()), "ann@example.org");
    assert_eq!(address(mail.cc()), "bea@example.org");
    assert_eq!(address(mail.reply_to()), "help@example.com");
    assert!(mail.bcc().is_none());
    assert_eq!(mail.subject(), Some("Order 4711 ✓"));
    assert_eq!(mail.header_raw("X-Order").map(str::trim), Some("4711"));
    assert_eq!(mail.body_text(0).as_deref(), Some("Packed."));
    assert_eq!(mail.attachments().next().unwrap().contents(), b"hello");
    service.finish().await;
}

#[tokio::test]
async fn html_in_a_text_stays_text() {
    let server = obliging_server().await;
    let service = Service::with(accounts(&[server.port()])).await;
    let text = "<script>alert(1)</script> {{7*7}}";
    let body =
        json!({"channel": "email", "to": "ann@example.org", "subject": "{{7*7}}", "text": text});
    service.post(MESSAGES, body).await.expect(200);
    let mail = server.seen().messages.remove(0);
    let mail = mail_parser::MessageParser::new().parse(&mail).unwrap();
    assert_eq!(mail.subject(), Some("{{7*7}}"));
    assert_eq!(mail.body_text(0).unwrap().trim_end(), text);
    let is_html = mail_parser::MessagePart::is_text_html;
    assert!(!mail.parts.iter().any(is_html));
    service.finish().await;
}
