use msg_core::{AttemptId, Content, MessageId, PhoneNumber};
use uuid::Uuid;

use super::*;

fn message(body: WhatsAppBody) -> WhatsApp {
    WhatsApp {
        to: PhoneNumber::parse("+12025550123").unwrap(),
        from: None,
        reply_to: None,
        body,
    }
}

/// What is sent beside the parts that every message has, or what was complained of.
fn written(class: Class, message: &WhatsApp) -> Result<Value, String> {
    let outbound = Outbound {
        message: MessageId::from_uuid(Uuid::from_u128(7)),
        attempt: AttemptId::from_uuid(Uuid::from_u128(8)),
        class,
        validity: None,
        content: Content::WhatsApp(Box::new(message.clone())),
    };
    let bytes = json(&outbound, message).map_err(|error| error.to_string())?;
    let mut json: Value = serde_json::from_slice(&bytes).unwrap();
    let parts = json.as_object_mut().unwrap();
    for (name, value) in [
        ("messaging_product", "whatsapp"),
        ("recipient_type", "individual"),
        ("to", "+12025550123"),
        (
            "biz_opaque_callback_data",
            "msg_00000000000000000000000000000007",
        ),
    ] {
        assert_eq!(parts.remove(name).unwrap(), value);
    }
    Ok(json)
}

fn media(kind: MediaKind) -> Media {
    Media {
        kind,
        link: "https://example.com/a.pdf".to_owned(),
        caption: None,
        file_name: None,
    }
}

fn template(variables: &[&str]) -> WhatsAppBody {
    WhatsAppBody::Template(Template {
        name: "order_ready".to_owned(),
        language: "en_US".to_owned(),
        variables: variables.iter().map(|value| Body::new(*value)).collect(),
    })
}

#[test]
fn every_kind_is_written_as_meta_documents_it() {
    let link = "https://example.com/a.pdf";
    let mut reply = message(WhatsAppBody::Text(Body::new("Yes")));
    reply.reply_to = Some("wamid.HBgL".to_owned());
    let document = Media {
        caption: Some(Body::new("Bill")),
        file_name: Some("bill.pdf".to_owned()),
        ..media(MediaKind::Document)
    };
    let reaction = |emoji: &str| WhatsAppBody::Reaction {
        message: "wamid.HBgL".to_owned(),
        emoji: emoji.to_owned(),
    };
    let body = |values: &[&str]| {
        let value = |text: &&str| json!({ "type": "text", "text": text });
        json!({ "type": "body", "parameters": values.iter().map(value).collect::<Vec<_>>() })
    };
    let button = json!({
        "type": "button",
        "sub_type": "url",
        "index": "0",
        "parameters": [{ "type": "text", "text": "417293" }],
    });
    let named = |components: Value| {
        json!({ "type": "template", "template": {
            "name": "order_ready", "language": { "code": "en_US" }, "components": components,
        }})
    };
    for (class, message, expected) in [
        (
            Class::Otp,
            message(WhatsAppBody::Text(Body::new("Grüße \u{1f600}\n\"x\""))),
            json!({ "type": "text", "text": { "body": "Grüße \u{1f600}\n\"x\"", "preview_url": false } }),
        ),
        (
            Class::Transactional,
            reply,
            json!({
                "type": "text",
                "text": { "body": "Yes", "preview_url": false },
                "context": { "message_id": "wamid.HBgL" },
            }),
        ),
        (
            Class::Transactional,
            message(WhatsAppBody::Media(document)),
            json!({ "type": "document", "document": { "link": link, "caption": "Bill", "filename": "bill.pdf" } }),
        ),
        (
            Class::Transactional,
            message(WhatsAppBody::Media(media(MediaKind::Audio))),
            json!({ "type": "audio", "audio": { "link": link } }),
        ),
        (
            Class::Transactional,
            message(reaction("👍")),
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.HBgL", "emoji": "👍" } }),
        ),
        (
            Class::Transactional,
            message(reaction("")),
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.HBgL", "emoji": "" } }),
        ),
        (
            Class::Transactional,
            message(template(&["Ann", "7"])),
            named(json!([body(&["Ann", "7"])])),
        ),
        (
            Class::Otp,
            message(template(&["417293"])),
            named(json!([body(&["417293"]), button])),
        ),
        (
            Class::Transactional,
            message(template(&[])),
            json!({ "type": "template", "template": { "name": "order_ready", "language": { "code": "en_US" } } }),
        ),
    ] {
        assert_eq!(written(class, &message), Ok(expected));
    }
}

#[test]
fn what_whatsapp_would_not_take_is_refused_by_name() {
    let text = |length| WhatsAppBody::Text(Body::new("x".repeat(length)));
    assert!(written(Class::Otp, &message(text(TEXT))).is_ok());
    let with = |change: fn(&mut Media)| {
        let mut media = media(MediaKind::Image);
        change(&mut media);
        WhatsAppBody::Media(media)
    };
    for (body, expected) in [
        (text(0), "rejected (message)"),
        (text(TEXT + 1), "rejected (message)"),
        (
            with(|media| "http://example.com/a".clone_into(&mut media.link)),
            "rejected (message)",
        ),
        (
            with(|media| "https://".clone_into(&mut media.link)),
            "rejected (message)",
        ),
        (
            with(|media| media.caption = Some(Body::new("x".repeat(CAPTION + 1)))),
            "rejected (message)",
        ),
        (
            with(|media| media.file_name = Some("a.png".to_owned())),
            "not_sent (unsupported)",
        ),
        (
            with(|media| {
                media.kind = MediaKind::Audio;
                media.caption = Some(Body::new("x"));
            }),
            "not_sent (unsupported)",
        ),
        (template(&["a", ""]), "rejected (message)"),
        (template(&["1234567890123456"]), "rejected (message)"),
        (
            WhatsAppBody::Reaction {
                message: String::new(),
                emoji: "👍".to_owned(),
            },
            "rejected (message)",
        ),
    ] {
        let told = written(Class::Otp, &message(body)).unwrap_err();
        assert!(told.starts_with(expected), "{told}");
    }
    let mut from = message(text(1));
    from.from = PhoneNumber::parse("+12025550100").ok();
    assert!(
        written(Class::Otp, &from)
            .unwrap_err()
            .contains("one number")
    );
}

#[test]
fn a_read_receipt_names_the_message() {
    let json: Value = serde_json::from_slice(&read_receipt("wamid.HBgL").unwrap()).unwrap();
    let expected = json!({
        "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.HBgL",
    });
    assert_eq!(json, expected);
}
