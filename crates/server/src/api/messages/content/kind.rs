//! The field `type` of the earlier services, which says once more what a message holds.

use msg_core::Channel;

use crate::api::check::Check;
use crate::api::messages::request::SendMessage;

/// The types there are; `text` is the only one outside WhatsApp.
const TYPES: [&str; 7] = [
    "text", "image", "document", "audio", "video", "template", "reaction",
];

/// Notes a `type` that is none, or not that of the content.
pub(super) fn compare(request: &SendMessage, channel: Channel, check: &mut Check) {
    let Some(kind) = request.kind.as_deref() else {
        return;
    };
    if channel != Channel::WhatsApp {
        if kind != "text" {
            let rule = "the only type outside WhatsApp is text";
            check.fault("/type", "invalid_value", rule);
        }
        return;
    }
    if !TYPES.contains(&kind) {
        let rule = format!("the types are {}", TYPES.join(", "));
        check.fault("/type", "invalid_value", rule);
    } else if !held(request).contains(&kind) {
        let rule = "the message holds something else; leave type out";
        check.fault("/type", "conflict", rule);
    }
}

/// What a WhatsApp message holds: one thing, or else that is a fault of its own.
fn held(request: &SendMessage) -> Vec<&'static str> {
    [
        request.text.as_ref().map(|_| "text"),
        request.media.as_ref().map(|media| media.kind.as_str()),
        request.template.as_ref().map(|_| "template"),
        request.reaction.as_ref().map(|_| "reaction"),
    ]
    .into_iter()
    .flatten()
    .collect()
}
