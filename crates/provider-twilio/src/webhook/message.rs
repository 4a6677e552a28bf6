//! What became of a message
//! ([status callbacks](https://www.twilio.com/docs/messaging/guides/track-outbound-message-status)).

use msg_core::text::VendorText;
use msg_core::webhook::{EventKind, Failure, Receipt, ReceiptKind, WebhookEvent};
use msg_core::{AttemptId, Blame, MessageId};

use super::params::Params;
use super::party;
use crate::classify;

pub(super) fn event(
    params: &Params,
    query: &Params,
    raw: impl Fn() -> String,
) -> Option<WebhookEvent> {
    let sid = params.get("MessageSid").or_else(|| params.get("SmsSid"))?;
    let status = params
        .get("MessageStatus")
        .or_else(|| params.get("SmsStatus"))?;
    let code = params.get("ErrorCode").and_then(|code| code.parse().ok());
    let kind = match message_status(status, code) {
        Some(kind) => receipt(kind, sid, params, query).into(),
        None => EventKind::unknown(status),
    };
    // The time that comes with it, RawDlrDoneDate, has no time zone.
    Some(WebhookEvent::new(format!("{sid}:{status}"), kind, raw()))
}

fn receipt(kind: ReceiptKind, sid: &str, params: &Params, query: &Params) -> Receipt {
    let mut receipt = Receipt::new(kind);
    name_ours(&mut receipt, query);
    receipt.provider_message_id = Some(sid.to_owned());
    receipt.recipient = params.get("To").map(party);
    if matches!(kind, ReceiptKind::Failed(_)) {
        receipt.code = params.owned("ErrorCode");
        let said = ["ErrorMessage", "ChannelStatusMessage"];
        let said = said.iter().find_map(|name| params.get(name));
        let to = params.get("To").unwrap_or_default();
        receipt.text = VendorText::redact(said.unwrap_or_default(), &[to]);
    }
    receipt
}

/// The ids of message and attempt, from the query that was given to Twilio with the message. It is signed like the rest.
pub(super) fn name_ours(receipt: &mut Receipt, query: &Params) {
    let message = query.get("message").map(str::parse::<MessageId>);
    receipt.message = message.and_then(Result::ok);
    let attempt = query.get("attempt").map(str::parse::<AttemptId>);
    receipt.attempt = attempt.and_then(Result::ok);
}

/// What a message's status says; nothing for messages that came in and for words that are new.
pub(crate) fn message_status(status: &str, code: Option<u32>) -> Option<ReceiptKind> {
    Some(match status {
        "accepted" | "scheduled" | "queued" | "sending" => ReceiptKind::Accepted,
        "sent" => ReceiptKind::Sent,
        "delivered" => ReceiptKind::Delivered,
        "read" => ReceiptKind::Read,
        "failed" | "undelivered" => ReceiptKind::Failed(classify::failure(code)),
        // Somebody with access to the account called it back.
        "canceled" => ReceiptKind::Failed(Failure::transient(Blame::Account)),
        _ => return None,
    })
}
