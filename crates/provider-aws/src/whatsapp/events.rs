//! What WhatsApp tells through AWS: a message of SNS that holds a text that holds a text
//! ([events](https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-dlrs.html),
//! [Meta's part](https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components)).

mod failure;
mod inbound;

use jiff::Timestamp;
use msg_core::MessageId;
use msg_core::text::VendorText;
use msg_core::webhook::{EventKind, Party, Receipt, ReceiptKind, WebhookEvent};
use serde_json::Value;

/// Reads what was published in the message of SNS called `id`.
///
/// Events of another business account than `account`, where there is one, aren't read.
pub(crate) fn events(message: &str, id: &str, account: Option<&str>) -> Vec<WebhookEvent> {
    let unknown = |name: &str| vec![WebhookEvent::new(id, EventKind::unknown(name), message)];
    let Ok(outer) = serde_json::from_str::<Value>(message) else {
        return unknown("");
    };
    let entry = outer["whatsAppWebhookEntry"].as_str().unwrap_or_default();
    let Ok(entry) = serde_json::from_str::<Value>(entry) else {
        return unknown("");
    };
    if !account.is_none_or(|account| is_of(account, &outer, &entry)) {
        return unknown("other_account");
    }
    let changes = list(&entry["changes"]);
    let events: Vec<_> = changes
        .iter()
        .enumerate()
        .flat_map(|(index, change)| of_change(change, &format!("{id}:{index}")))
        .collect();
    if events.is_empty() {
        return unknown("");
    }
    events
}

/// Whether the entry is of this business account, named by Meta's id, AWS's id or ARN.
fn is_of(account: &str, outer: &Value, entry: &Value) -> bool {
    let name = account
        .rsplit_once(":waba/")
        .map_or(account, |(_, name)| name);
    let name = name.strip_prefix("waba-").unwrap_or(name);
    let listed = list(&outer["context"]["MetaWabaIds"]).iter().any(|waba| {
        let arn = waba["arn"]
            .as_str()
            .and_then(|arn| arn.rsplit_once(":waba/"));
        waba["wabaId"] == name || arn.is_some_and(|(_, found)| found == name)
    });
    listed || entry["id"] == name
}

fn of_change(change: &Value, id: &str) -> Vec<WebhookEvent> {
    let value = &change["value"];
    let field = change["field"].as_str().unwrap_or_default();
    if field != "messages" {
        let event = WebhookEvent::new(id, EventKind::unknown(field), change.to_string());
        return vec![event];
    }
    let statuses = list(&value["statuses"]).iter().map(|status| {
        // The same status of the same message, however often it is told.
        let word = status["status"].as_str().unwrap_or_default();
        let own = status["id"].as_str().map(|id| format!("{id}:{word}"));
        event(own, id, status, receipt(status))
    });
    let messages = list(&value["messages"]).iter().map(|message| {
        let own = text(&message["id"]);
        event(own, id, message, inbound::inbound(message, value))
    });
    let errors = list(&value["errors"])
        .iter()
        .enumerate()
        .map(|(index, error)| {
            let own = format!("{id}:error:{index}");
            WebhookEvent::new(own, EventKind::unknown("errors"), error.to_string())
        });
    statuses.chain(messages).chain(errors).collect()
}

fn event(own: Option<String>, id: &str, raw: &Value, kind: EventKind) -> WebhookEvent {
    let at = raw["timestamp"]
        .as_str()
        .and_then(|seconds| seconds.parse().ok())
        .and_then(|seconds| Timestamp::from_second(seconds).ok());
    WebhookEvent::new(own.unwrap_or_else(|| id.to_owned()), kind, raw.to_string()).at(at)
}

fn receipt(status: &Value) -> EventKind {
    let error = &status["errors"][0];
    let code = error["code"].as_i64();
    let word = status["status"].as_str().unwrap_or_default();
    let kind = match word {
        "sent" => ReceiptKind::Sent,
        "delivered" => ReceiptKind::Delivered,
        "read" | "played" => ReceiptKind::Read,
        "failed" => ReceiptKind::Failed(failure::failure(code)),
        _ => return EventKind::unknown(word),
    };
    let person = text(&status["recipient_id"]).map(|id| Party::parse(&id));
    let user = text(&status["recipient_user_id"]).map(Party::WhatsAppUser);
    let details = text(&error["error_data"]["details"]).or_else(|| text(&error["title"]));
    let number = status["recipient_id"].as_str().unwrap_or_default();
    let mut receipt = Receipt::new(kind);
    receipt.message = status["biz_opaque_callback_data"]
        .as_str()
        .and_then(|id| id.parse::<MessageId>().ok());
    receipt.provider_message_id = text(&status["id"]);
    receipt.recipient = person.or(user);
    receipt.code = code.map(|code| code.to_string());
    receipt.text = VendorText::redact(details.as_deref().unwrap_or_default(), &[number]);
    receipt.into()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> Option<String> {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
