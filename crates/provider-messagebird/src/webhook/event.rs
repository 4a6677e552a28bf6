//! From parameters to an event.

use jiff::Timestamp;
use msg_core::text::{Body, VendorText};
use msg_core::webhook::{EventKind, Failure, Inbound, Party, Receipt, ReceiptKind};
use msg_core::{Blame, Channel};

use super::parameters::Parameters;

type Event = (String, Option<Timestamp>, EventKind);

/// The event, with its id and time; nothing where what it takes isn't there.
pub(super) fn read(parameters: &Parameters) -> Option<Event> {
    let get = |name: &str| parameters.get(name).map(String::as_str);
    match get("status") {
        Some(status) => {
            let id = get("id")?;
            let at = get("statusDatetime").and_then(time);
            Some((format!("{id}:{status}"), at, receipt(status, parameters)))
        }
        None => inbound(parameters),
    }
}

/// The states of a [status report](https://developers.messagebird.com/api/sms-messaging/#handle-a-status-report).
fn receipt(status: &str, parameters: &Parameters) -> EventKind {
    let get = |name: &str| parameters.get(name).map(String::as_str);
    let reason = get("statusReason").unwrap_or_default();
    let kind = match status {
        "scheduled" => ReceiptKind::Accepted,
        "sent" => ReceiptKind::Sent,
        "buffered" => ReceiptKind::Deferred,
        "delivered" => ReceiptKind::Delivered,
        "expired" | "delivery_failed" => ReceiptKind::Failed(failure(reason)),
        other => return EventKind::unknown(other),
    };
    let mut receipt = Receipt::new(kind);
    receipt.message = get("reference").and_then(|reference| reference.parse().ok());
    receipt.provider_message_id = get("id").map(str::to_owned);
    receipt.recipient = get("recipient").map(Party::parse);
    if matches!(kind, ReceiptKind::Failed(_)) {
        let code = get("statusErrorCode").filter(|code| !code.is_empty() && *code != "0");
        receipt.code = code.map(str::to_owned);
        receipt.text = VendorText::redact(reason, &[]);
    }
    receipt.into()
}

/// The vendor's word for why, as its
/// [list](https://docs.bird.com/api/channels-api/message-status-and-interactions/message-failure-sources/sms-platform-extended-error-codes)
/// explains it; of any other nobody can tell more than that it failed.
fn failure(reason: &str) -> Failure {
    match reason.replace('_', " ").to_ascii_lowercase().as_str() {
        // "The receiver number is not associated with an active line."
        "unknown subscriber" => Failure::permanent(Blame::Recipient),
        // "The receiver wasn't available due a temporary issue."
        "unavailable subscriber" => Failure::transient(Blame::Recipient),
        // "The receiving network has a longer retry pattern than the validity period, or it is experiencing an issue."
        "dlr not received" => Failure::undetermined(Blame::Recipient),
        // "The SMS was expired before we were able to send the message to a mobile operator."
        "expired" => Failure::transient(Blame::Provider),
        _ => Failure::undetermined(Blame::Provider),
    }
}

/// A message to a number of the account, or to a short code, whose parameters have other names.
fn inbound(parameters: &Parameters) -> Option<Event> {
    let first = |names: &[&str]| {
        let found = names.iter().find_map(|name| parameters.get(*name));
        found.map(String::as_str)
    };
    let id = first(&["id", "mid"])?;
    let mut inbound = Inbound::new(Channel::Sms, Party::parse(first(&["originator"])?));
    inbound.provider_message_id = Some(id.to_owned());
    inbound.to = first(&["recipient", "shortcode"])
        .map(Party::parse)
        .into_iter()
        .collect();
    inbound.text = Some(Body::new(first(&["body", "message", "payload"])?));
    let at = first(&["createdDatetime", "receive_datetime"]).and_then(time);
    Some((id.to_owned(), at, inbound.into()))
}

/// RFC 3339; a plus sign that nobody encoded has become a space.
fn time(text: &str) -> Option<Timestamp> {
    text.replace(' ', "+").parse().ok()
}
