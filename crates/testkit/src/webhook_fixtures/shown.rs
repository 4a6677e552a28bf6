//! Events as JSON, for a person to check.

use msg_core::text::Body;
use msg_core::webhook::{
    EventKind, Inbound, InboundKind, InboundMedia, MediaSource, Party, Preference, Receipt,
    ReceiptKind, WebhookEvent,
};
use serde_json::{Map, Value, json};

/// The event with everything in it but the raw text. What isn't there is left out.
pub fn shown(event: &WebhookEvent) -> Value {
    let at = event.at.map(|at| at.to_string());
    let kind = match &event.kind {
        EventKind::Receipt(receipt) => ("receipt", show_receipt(receipt)),
        EventKind::Inbound(inbound) => ("inbound", show_inbound(inbound)),
        EventKind::Unknown { name } if name.is_empty() => ("unknown", json!("(unreadable)")),
        EventKind::Unknown { name } => ("unknown", json!(name)),
        other => ("other", json!(format!("{other:?}"))),
    };
    present([("id", json!(event.id)), ("at", json!(at)), kind])
}

fn show_receipt(receipt: &Receipt) -> Value {
    let failure = match receipt.kind {
        ReceiptKind::Failed(failure) => {
            json!([failure.blame.as_str(), failure.permanence.as_str()])
        }
        _ => Value::Null,
    };
    present([
        ("kind", json!(receipt.kind.as_str())),
        ("failure", failure),
        ("message", json!(receipt.message)),
        ("attempt", json!(receipt.attempt)),
        ("provider_message_id", json!(receipt.provider_message_id)),
        (
            "recipient",
            json!(receipt.recipient.as_ref().map(Party::as_str)),
        ),
        ("code", json!(receipt.code)),
        ("text", json!(receipt.text.as_str())),
    ])
}

fn show_inbound(inbound: &Inbound) -> Value {
    let to: Vec<_> = inbound.to.iter().map(Party::as_str).collect();
    let media: Vec<_> = inbound.media.iter().map(show_media).collect();
    let kind = match &inbound.kind {
        InboundKind::Message => Value::Null,
        InboundKind::Reaction { emoji, to } => json!({"emoji": emoji, "to": to}),
        InboundKind::Choice { payload } => json!({"payload": payload}),
        InboundKind::Other(name) => json!(name),
        other => json!(format!("{other:?}")),
    };
    let preference = inbound.preference.map(|preference| match preference {
        Preference::Stop => "stop",
        Preference::Start => "start",
        Preference::Help => "help",
    });
    let text = |body: &Option<Body>| json!(body.as_ref().map(Body::expose));
    present([
        ("channel", json!(inbound.channel.as_str())),
        ("provider_message_id", json!(inbound.provider_message_id)),
        ("from", json!(inbound.from.as_str())),
        ("from_name", json!(inbound.from_name)),
        ("to", json!(to)),
        ("kind", kind),
        ("subject", text(&inbound.subject)),
        ("text", text(&inbound.text)),
        ("html", text(&inbound.html)),
        ("media", json!(media)),
        ("in_reply_to", json!(inbound.in_reply_to)),
        ("preference", json!(preference)),
    ])
}

fn show_media(media: &InboundMedia) -> Value {
    let source = match &media.source {
        MediaSource::Url(url) => ("url", json!(url)),
        MediaSource::Id(id) => ("media_id", json!(id)),
        MediaSource::Content(content) => ("bytes", json!(content.len())),
        other => ("source", json!(format!("{other:?}"))),
    };
    present([
        source,
        ("content_type", json!(media.content_type)),
        ("file_name", json!(media.file_name)),
    ])
}

fn present<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    let fields = fields.into_iter().filter(|(_, value)| !empty(value));
    let fields: Map<_, _> = fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    Value::Object(fields)
}
