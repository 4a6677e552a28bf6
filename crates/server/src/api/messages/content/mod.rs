//! From a request to what a provider gets, with every fault named.

mod email;
mod foreign;
mod kind;
mod media;
mod sms;
mod voice;
mod whatsapp;

use gateway::phone::DefaultRegion;
use msg_core::text::Body;
use msg_core::{Channel, Content, PhoneNumber};

use super::request::SendMessage;
use crate::api::check::Check;

/// The longest text of an SMS, a WhatsApp message or a call, in characters: what the vendors take at once.
const MAX_SHORT_TEXT: usize = 1_600;

/// The content that `request` describes for `channel`; nothing when `check` found a fault.
pub(super) fn content(
    request: &SendMessage,
    channel: Channel,
    region: Option<DefaultRegion>,
    check: &mut Check,
) -> Option<Content> {
    foreign::refuse(request, channel, check);
    kind::compare(request, channel, check);
    match channel {
        Channel::Email => email::email(request, check)
            .map(Box::new)
            .map(Content::Email),
        Channel::Sms => sms::sms(request, region, check).map(Content::Sms),
        Channel::WhatsApp => whatsapp::whatsapp(request, region, check)
            .map(Box::new)
            .map(Content::WhatsApp),
        Channel::Voice => voice::voice(request, region, check).map(Content::Voice),
    }
}

fn short_text(request: &SendMessage, check: &mut Check) -> Option<Body> {
    let text = check.required("/text", request.text.as_deref())?;
    if text.trim().is_empty() {
        check.fault("/text", "empty", "write something");
        return None;
    }
    if text.chars().count() > MAX_SHORT_TEXT {
        check.fault(
            "/text",
            "too_long",
            format!("at most {MAX_SHORT_TEXT} characters"),
        );
        return None;
    }
    Some(Body::new(text))
}

fn from_number(
    request: &SendMessage,
    region: Option<DefaultRegion>,
    check: &mut Check,
) -> Option<PhoneNumber> {
    let from = request.from.as_deref()?;
    check.phone("/from", from, region)
}
