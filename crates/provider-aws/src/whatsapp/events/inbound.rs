//! A message that somebody sent to one of our numbers
//! ([messages](https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components#messages-object)).

use msg_core::Channel;
use msg_core::text::Body;
use msg_core::webhook::{EventKind, Inbound, InboundKind, InboundMedia, MediaSource, Party};
use serde_json::Value;

use super::{list, text};

/// Reads `message`; `value` names the people and numbers that take part.
pub(super) fn inbound(message: &Value, value: &Value) -> EventKind {
    let word = message["type"].as_str().unwrap_or_default();
    let Some((from, name)) = sender(message, value) else {
        return EventKind::unknown(word);
    };
    let mut inbound = Inbound::new(Channel::WhatsApp, from);
    inbound.from_name = name;
    inbound.provider_message_id = text(&message["id"]);
    inbound.in_reply_to = text(&message["context"]["id"]);
    let ours = text(&value["metadata"]["display_phone_number"]);
    inbound.to = ours.iter().map(|number| Party::parse(number)).collect();
    let part = &message[word];
    match word {
        "text" => inbound.text = text(&part["body"]).map(Body::new),
        "image" | "document" | "audio" | "video" | "sticker" => {
            inbound.text = text(&part["caption"]).map(Body::new);
            inbound.media = media(part);
        }
        "reaction" => {
            inbound.kind = InboundKind::Reaction {
                emoji: text(&part["emoji"]),
                to: text(&part["message_id"]).unwrap_or_default(),
            };
        }
        "button" => {
            inbound.text = text(&part["text"]).map(Body::new);
            inbound.kind = choice(&part["payload"]);
        }
        "interactive" => {
            let kind = part["type"].as_str().unwrap_or_default();
            let chosen = &part[kind];
            inbound.text = text(&chosen["title"]).map(Body::new);
            inbound.kind = match kind {
                "button_reply" | "list_reply" => choice(&chosen["id"]),
                _ => InboundKind::Other(word.to_owned()),
            };
        }
        _ => inbound.kind = InboundKind::Other(word.to_owned()),
    }
    inbound.into()
}

/// By number where there is one, else by the id that stands in for a hidden number; and what they call themselves.
fn sender(message: &Value, value: &Value) -> Option<(Party, Option<String>)> {
    let number = text(&message["from"]);
    let user = text(&message["from_user_id"]);
    let contact = list(&value["contacts"]).iter().find(|contact| {
        let is = |name: &str, id: &Option<String>| id.is_some() && text(&contact[name]) == *id;
        is("wa_id", &number) || is("user_id", &user)
    });
    // One message usually comes with one contact, which may be all that says who it is.
    let contact = contact.or_else(|| value["contacts"].get(0));
    let contact = contact.unwrap_or(&Value::Null);
    let user = user.or_else(|| text(&contact["user_id"]));
    let from = match (number, user) {
        (Some(number), _) => Party::parse(&number),
        (None, Some(user)) => Party::WhatsAppUser(user),
        (None, None) => return None,
    };
    Some((from, text(&contact["profile"]["name"])))
}

fn choice(payload: &Value) -> InboundKind {
    InboundKind::Choice {
        payload: text(payload).unwrap_or_default(),
    }
}

fn media(part: &Value) -> Vec<InboundMedia> {
    let file = |id: String| InboundMedia {
        source: MediaSource::Id(id),
        content_type: text(&part["mime_type"]),
        file_name: text(&part["filename"]),
    };
    text(&part["id"]).into_iter().map(file).collect()
}
