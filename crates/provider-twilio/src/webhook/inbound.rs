//! Messages that came in
//! ([messaging webhooks](https://www.twilio.com/docs/messaging/guides/webhook-request)).

use msg_core::Channel;
use msg_core::text::Body;
use msg_core::webhook::{
    Inbound, InboundKind, InboundMedia, MediaSource, Preference, WebhookEvent,
};

use super::params::Params;
use super::party;

/// More files than any message has.
const MOST_MEDIA: usize = 32;

pub(super) fn event(params: &Params, raw: impl Fn() -> String) -> Option<WebhookEvent> {
    let sid = params.get("MessageSid").or_else(|| params.get("SmsSid"))?;
    // Of a message that came in, the same request goes by `SmsStatus` only.
    let status = params
        .get("MessageStatus")
        .or_else(|| params.get("SmsStatus"));
    if status? != "received" {
        return None;
    }
    let from = params.get("From").unwrap_or_default();
    let is_whatsapp = from.starts_with("whatsapp:");
    let channel = if is_whatsapp {
        Channel::WhatsApp
    } else {
        Channel::Sms
    };
    let mut inbound = Inbound::new(channel, party(from));
    inbound.provider_message_id = Some(sid.to_owned());
    inbound.from_name = params.owned("ProfileName");
    inbound.to = params.get("To").map(party).into_iter().collect();
    inbound.text = params.get("Body").map(Body::new);
    inbound.media = media(params);
    inbound.in_reply_to = params.owned("OriginalRepliedMessageSid");
    inbound.preference = preference(params);
    inbound.kind = kind(params);
    Some(WebhookEvent::new(format!("{sid}:received"), inbound, raw()))
}

fn kind(params: &Params) -> InboundKind {
    let payload = params.get("ButtonPayload").or_else(|| params.get("ListId"));
    if let Some(payload) = payload {
        return InboundKind::Choice {
            payload: payload.to_owned(),
        };
    }
    if params.get("Latitude").is_some() {
        return InboundKind::Other("location".to_owned());
    }
    match params.get("MessageType") {
        None | Some("text" | "image" | "video" | "audio" | "document" | "sticker") => {
            InboundKind::Message
        }
        Some(other) => InboundKind::Other(other.to_owned()),
    }
}

fn media(params: &Params) -> Vec<InboundMedia> {
    let count = params.get("NumMedia").and_then(|count| count.parse().ok());
    let files = (0..count.unwrap_or(0).min(MOST_MEDIA)).map(|index| {
        let url = params.owned(&format!("MediaUrl{index}"))?;
        Some(InboundMedia {
            source: MediaSource::Url(url),
            content_type: params.owned(&format!("MediaContentType{index}")),
            file_name: None,
        })
    });
    files.flatten().collect()
}

/// Comes where the account has [advanced opt-out](https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out).
fn preference(params: &Params) -> Option<Preference> {
    match params.get("OptOutType")? {
        "STOP" => Some(Preference::Stop),
        "START" => Some(Preference::Start),
        "HELP" => Some(Preference::Help),
        _ => None,
    }
}
