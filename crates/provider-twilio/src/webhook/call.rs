//! What became of a call
//! ([status callbacks](https://www.twilio.com/docs/voice/api/call-resource#statuscallback)).

use msg_core::Blame;
use msg_core::webhook::{EventKind, Failure, Receipt, ReceiptKind, WebhookEvent};

use super::message::name_ours;
use super::params::Params;
use super::party;
use crate::classify;
use crate::messages::date;

pub(super) fn event(
    params: &Params,
    query: &Params,
    raw: impl Fn() -> String,
) -> Option<WebhookEvent> {
    let sid = params.get("CallSid")?;
    let status = params.get("CallStatus").unwrap_or_default();
    let is_ours = params
        .get("Direction")
        .is_none_or(|way| way.starts_with("outbound"));
    let code = params.get("ErrorCode").and_then(|code| code.parse().ok());
    let kind = match call_status(status, code).filter(|_| is_ours) {
        None => EventKind::unknown(status),
        Some(kind) => {
            let mut receipt = Receipt::new(kind);
            name_ours(&mut receipt, query);
            receipt.provider_message_id = Some(sid.to_owned());
            receipt.recipient = params.get("To").map(party);
            if matches!(kind, ReceiptKind::Failed(_)) {
                let sip = params
                    .owned("SipResponseCode")
                    .map(|code| format!("sip-{code}"));
                receipt.code = params.owned("ErrorCode").or(sip);
            }
            receipt.into()
        }
    };
    let event = WebhookEvent::new(format!("{sid}:{status}"), kind, raw());
    Some(event.at(date(params.get("Timestamp"))))
}

/// What a call's status says. A call that is answered reached somebody, or a mailbox.
fn call_status(status: &str, code: Option<u32>) -> Option<ReceiptKind> {
    Some(match status {
        "queued" | "initiated" => ReceiptKind::Accepted,
        "ringing" => ReceiptKind::Sent,
        "in-progress" | "answered" | "completed" => ReceiptKind::Delivered,
        "busy" | "no-answer" => ReceiptKind::Failed(Failure::transient(Blame::Recipient)),
        // "as dialed, most likely because the phone number was non-existent": no more than likely.
        "failed" => ReceiptKind::Failed(match code {
            Some(_) => classify::failure(code),
            None => Failure::undetermined(Blame::Recipient),
        }),
        "canceled" => ReceiptKind::Failed(Failure::transient(Blame::Account)),
        _ => return None,
    })
}
