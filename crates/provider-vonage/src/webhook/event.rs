//! From parameters to an event.

use msg_core::text::{Body, VendorText};
use msg_core::webhook::{EventKind, Failure, Inbound, InboundKind, Party, Receipt, ReceiptKind};
use msg_core::{Blame, Channel};

use super::failure;
use super::parameters::Parameters;

/// The event and its id; nothing where what it takes isn't there.
pub(super) fn read(parameters: &Parameters<'_>) -> Option<(String, EventKind)> {
    let id = parameters.get("messageId")?;
    if let Some(status) = parameters.get("status") {
        let code = parameters.get("err-code").unwrap_or_default();
        let id = format!("{id}:{status}:{code}");
        return Some((id, receipt(status, parameters)));
    }
    let inbound = inbound(parameters)?;
    Some((id.to_owned(), inbound.into()))
}

/// The states of [delivery receipts](https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts).
fn receipt(status: &str, parameters: &Parameters<'_>) -> EventKind {
    let code = parameters.get("err-code").filter(|code| *code != "0");
    let known = code.and_then(failure::meaning);
    let failed = |default| ReceiptKind::Failed(known.map_or(default, |(failure, _)| failure));
    let kind = match status {
        "accepted" => ReceiptKind::Accepted,
        "buffered" => ReceiptKind::Deferred,
        "delivered" => ReceiptKind::Delivered,
        // "Held at downstream carrier's retry scheme": usually a handset that is off.
        "expired" => failed(Failure::transient(Blame::Recipient)),
        "failed" | "rejected" => failed(Failure::undetermined(Blame::Provider)),
        // Among them "unknown": "no useful information available".
        other => return EventKind::unknown(other),
    };
    let mut receipt = Receipt::new(kind);
    let reference = parameters.get("client-ref");
    receipt.message = reference.and_then(|reference| reference.parse().ok());
    receipt.provider_message_id = parameters.get("messageId").map(str::to_owned);
    receipt.recipient = parameters.get("msisdn").map(Party::parse);
    receipt.code = code.map(str::to_owned);
    let name = known.map(|(_, name)| name);
    receipt.text = VendorText::redact(name.unwrap_or_default(), &[]);
    receipt.into()
}

/// [Inbound SMS](https://developer.vonage.com/en/messaging/sms/guides/inbound-sms).
fn inbound(parameters: &Parameters<'_>) -> Option<Inbound> {
    let from = parameters.get("msisdn")?;
    let kind = parameters.get("type")?;
    let mut inbound = Inbound::new(Channel::Sms, Party::parse(from));
    inbound.provider_message_id = parameters.get("messageId").map(str::to_owned);
    inbound.to = parameters.get("to").map(Party::parse).into_iter().collect();
    inbound.text = parameters.get("text").map(Body::new);
    if !matches!(kind, "text" | "unicode") {
        inbound.kind = InboundKind::Other(kind.to_owned());
    }
    Some(inbound)
}
