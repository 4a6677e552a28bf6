//! A text message.

use gateway::phone::DefaultRegion;
use msg_core::message::{SenderId, Sms};

use super::short_text;
use crate::api::check::Check;
use crate::api::messages::request::SendMessage;

/// The text message that `request` describes.
pub(super) fn sms(
    request: &SendMessage,
    region: Option<DefaultRegion>,
    check: &mut Check,
) -> Option<Sms> {
    let to = check.phone("/to", &request.to, region);
    let from = from_sender(request, check);
    let text = short_text(request, check);
    Some(Sms {
        to: to?,
        from,
        text: text?,
    })
}

fn from_sender(request: &SendMessage, check: &mut Check) -> Option<SenderId> {
    let from = request.from.as_deref()?;
    let rule = "a sender is a number with its country code, a short code, or 1 to 11 letters and digits with a letter among them";
    check.take("/from", "invalid_sender", SenderId::parse(from).ok_or(rule))
}
