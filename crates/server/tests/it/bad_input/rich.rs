//! Files, templates, reactions and languages that are none, or stand where they mean nothing.

use serde_json::{Value, json};

use super::{check, check_untouched, email, with};
use crate::harness::{MESSAGES, Service};

const LINK: &str = "https://example.com/a.pdf";

fn whatsapp(fields: &Value) -> Value {
    with(json!({"channel": "whatsapp", "to": "+12025550123"}), fields)
}

async fn check_each(cases: Vec<(Value, &'static str, &'static str)>) {
    let service = Service::start().await;
    for (body, pointer, reason) in cases {
        let answer = service.post(MESSAGES, body).await;
        check(&answer, "validation-failed", &[(pointer, reason)]);
    }
    check_untouched(service).await;
}

#[tokio::test]
async fn links_that_no_vendor_may_fetch() {
    let long = format!("https://example.com/{}", "a".repeat(2_048));
    let mut cases = vec![(long, "too_long")];
    for link in [
        "",
        "https://",
        "https:///a.pdf",
        "https://:443/a.pdf",
        "http://example.com/a.pdf",
        "ftp://example.com/a.pdf",
        "file:///etc/passwd",
        "data:text/plain,a",
        "//example.com/a.pdf",
        "https:\\\\example.com",
        "https://ann@example.com/a.pdf",
        "https://ann:pass@example.com/a.pdf",
        " https://example.com/a.pdf",
        "https://example.com/a b.pdf",
        "https://example.com/a\r\nX-A: b",
        "https://exämple.com/a.pdf",
        "https://example.com/\u{0}",
    ] {
        cases.push((link.to_owned(), "invalid_url"));
    }
    let message = |link| whatsapp(&json!({"media": {"kind": "image", "link": link}}));
    let cases = cases.into_iter();
    check_each(
        cases
            .map(|(link, reason)| (message(link), "/media/link", reason))
            .collect(),
    )
    .await;
}

#[tokio::test]
async fn files_that_do_not_fit() {
    let media = |changes: Value| {
        let media = json!({"kind": "document", "link": LINK});
        whatsapp(&json!({"media": with(media, &changes)}))
    };
    let name = "/media/file_name";
    check_each(vec![
        (
            media(json!({"kind": "sticker"})),
            "/media/kind",
            "invalid_value",
        ),
        (media(json!({"kind": null})), "/media/kind", "required"),
        (media(json!({"link": null})), "/media/link", "required"),
        (media(json!({"url": LINK})), "/media/url", "unknown_field"),
        (media(json!({"caption": " "})), "/media/caption", "empty"),
        (
            media(json!({"caption": "ü".repeat(1_025)})),
            "/media/caption",
            "too_long",
        ),
        (
            media(json!({"kind": "audio", "caption": "a"})),
            "/media/caption",
            "not_allowed",
        ),
        (
            media(json!({"kind": "image", "file_name": "a.png"})),
            name,
            "not_allowed",
        ),
        (media(json!({"file_name": ""})), name, "invalid_value"),
        (
            media(json!({"file_name": "../a.pdf"})),
            name,
            "invalid_value",
        ),
        (
            media(json!({"file_name": "a\r\nb.pdf"})),
            name,
            "invalid_value",
        ),
        (
            media(json!({"file_name": "a".repeat(256)})),
            name,
            "invalid_value",
        ),
    ])
    .await;
}

#[tokio::test]
async fn templates_that_do_not_fit() {
    let template = |changes: Value| {
        let template = json!({"name": "hello", "language": "en_US"});
        whatsapp(&json!({"template": with(template, &changes)}))
    };
    let (name, language) = ("/template/name", "/template/language");
    let many = vec!["a"; 101];
    check_each(vec![
        (template(json!({"name": null})), name, "required"),
        (template(json!({"name": ""})), name, "invalid_value"),
        (template(json!({"name": "a b"})), name, "invalid_value"),
        (
            template(json!({"name": "a".repeat(513)})),
            name,
            "invalid_value",
        ),
        (template(json!({"language": null})), language, "required"),
        (
            template(json!({"language": "e"})),
            language,
            "invalid_value",
        ),
        (
            template(json!({"language": "../en"})),
            language,
            "invalid_value",
        ),
        (
            template(json!({"variables": ["a", ""]})),
            "/template/variables/1",
            "empty",
        ),
        (
            template(json!({"variables": ["a".repeat(4_097)]})),
            "/template/variables/0",
            "too_long",
        ),
        (
            template(json!({"variables": many})),
            "/template/variables",
            "too_many",
        ),
        (
            template(json!({"variables": "a"})),
            "/template/variables",
            "invalid_type",
        ),
    ])
    .await;
}

#[tokio::test]
async fn reactions_and_replies_that_do_not_fit() {
    let reaction = |changes: Value| {
        let reaction = json!({"message": "wamid.A", "emoji": "👍"});
        whatsapp(&json!({"reaction": with(reaction, &changes)}))
    };
    let reply = |id: &str| whatsapp(&json!({"text": "Hi", "reply_to_message": id}));
    let (message, emoji) = ("/reaction/message", "/reaction/emoji");
    let long = "a".repeat(257);
    check_each(vec![
        (reaction(json!({"message": null})), message, "required"),
        (reaction(json!({"message": ""})), message, "invalid_value"),
        (
            reaction(json!({"message": "a b"})),
            message,
            "invalid_value",
        ),
        (reaction(json!({"message": long})), message, "invalid_value"),
        (reaction(json!({"emoji": null})), emoji, "required"),
        (
            reaction(json!({"emoji": "👍".repeat(17)})),
            emoji,
            "too_long",
        ),
        (reaction(json!({"emoji": "ok"})), emoji, "invalid_value"),
        (reaction(json!({"emoji": " "})), emoji, "invalid_value"),
        (reaction(json!({"emoji": "\u{0}"})), emoji, "invalid_value"),
        (reply(""), "/reply_to_message", "invalid_value"),
        (reply("a\nb"), "/reply_to_message", "invalid_value"),
        (reply(&long), "/reply_to_message", "invalid_value"),
        (
            with(reaction(json!({})), &json!({"reply_to_message": "wamid.A"})),
            "/reply_to_message",
            "conflict",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_whatsapp_message_holds_one_thing_and_its_type_says_which() {
    let media = json!({"kind": "image", "link": LINK});
    let template = json!({"name": "hello", "language": "en_US"});
    let reaction = json!({"message": "wamid.A", "emoji": "👍"});
    let call = json!({"channel": "voice", "to": "+12025550123", "text": "Hi"});
    let of_type = |kind: &str, fields: Value| with(whatsapp(&fields), &json!({"type": kind}));
    check_each(vec![
        (whatsapp(&json!({})), "/text", "required"),
        (
            whatsapp(&json!({"reply_to_message": "wamid.A"})),
            "/text",
            "required",
        ),
        (
            whatsapp(&json!({"text": "Hi", "media": media})),
            "/media",
            "conflict",
        ),
        (
            whatsapp(&json!({"text": "Hi", "reaction": reaction})),
            "/reaction",
            "conflict",
        ),
        (
            whatsapp(&json!({"media": media, "template": template})),
            "/template",
            "conflict",
        ),
        (
            whatsapp(&json!({"template": template, "reaction": reaction})),
            "/reaction",
            "conflict",
        ),
        (of_type("image", json!({"text": "Hi"})), "/type", "conflict"),
        (
            of_type("text", json!({"media": media})),
            "/type",
            "conflict",
        ),
        (
            of_type("video", json!({"media": media})),
            "/type",
            "conflict",
        ),
        (
            of_type("reaction", json!({"template": template})),
            "/type",
            "conflict",
        ),
        (
            of_type("sticker", json!({"media": media})),
            "/type",
            "invalid_value",
        ),
        (
            with(call, &json!({"type": "audio"})),
            "/type",
            "invalid_value",
        ),
    ])
    .await;
}

#[tokio::test]
async fn fields_of_another_channel() {
    let rich = [
        ("media", json!({"kind": "image", "link": LINK})),
        ("template", json!({"name": "hello", "language": "en_US"})),
        ("reaction", json!({"message": "wamid.A", "emoji": "👍"})),
        ("reply_to_message", json!("wamid.A")),
        ("language", json!("en-US")),
    ];
    let phone = |channel| json!({"channel": channel, "to": "+12025550123", "text": "Hi"});
    let service = Service::start().await;
    for (base, own) in [
        (email(), &[][..]),
        (phone("sms"), &[]),
        (phone("voice"), &["language"]),
        (
            phone("whatsapp"),
            &["media", "template", "reaction", "reply_to_message"],
        ),
    ] {
        for (field, value) in rich.iter().filter(|(field, _)| !own.contains(field)) {
            let body = with(base.clone(), &json!({*field: value}));
            let answer = service.post(MESSAGES, body).await;
            let pointer = format!("/{field}");
            check(
                &answer,
                "validation-failed",
                &[(&pointer, "not_for_channel")],
            );
        }
    }
    for tag in ["", "e", "english", "en-", "../en", "en\"/>"] {
        let body = with(phone("voice"), &json!({"language": tag}));
        let answer = service.post(MESSAGES, body).await;
        check(
            &answer,
            "validation-failed",
            &[("/language", "invalid_value")],
        );
    }
    let body = json!({
        "channel": "whatsapp", "to": "x", "type": "text", "subject": "Hi", "reply_to_message": "",
        "template": {"name": "", "language": "", "variables": [""]},
    });
    let faults = [
        ("/subject", "not_for_channel"),
        ("/type", "conflict"),
        ("/to", "invalid_e164"),
        ("/reply_to_message", "invalid_value"),
        ("/template/name", "invalid_value"),
        ("/template/language", "invalid_value"),
        ("/template/variables/0", "empty"),
    ];
    let answer = service.post(MESSAGES, body).await;
    check(&answer, "validation-failed", &faults);
    check_untouched(service).await;
}
