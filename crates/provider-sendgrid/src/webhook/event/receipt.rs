//! What SendGrid's words for what became of a message mean.
//!
//! See [events](https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event#events) and
//! [drop reasons](https://www.twilio.com/docs/sendgrid/ui/analytics-and-reporting/email-activity-feed).

use msg_core::Blame;
use msg_core::text::VendorText;
use msg_core::webhook::{Failure, Party, Receipt, ReceiptKind};

use super::Fields;
use crate::request::{ATTEMPT, MESSAGE};

/// The receipt, if `name` is an event about a message.
pub(super) fn read(name: &str, fields: &Fields) -> Option<Receipt> {
    let mut receipt = Receipt::new(kind(name, fields)?);
    receipt.message = fields.text(MESSAGE).and_then(|id| id.parse().ok());
    receipt.attempt = fields.text(ATTEMPT).and_then(|id| id.parse().ok());
    receipt.provider_message_id = fields
        .text("sg_message_id")
        .map(accepted_id)
        .map(str::to_owned);
    let email = fields.text("email");
    receipt.recipient = email.map(Party::parse);
    receipt.code = fields
        .text("status")
        .map(|code| code.chars().take(64).collect());
    let said = fields.text("reason").or_else(|| fields.text("response"));
    let local = email.and_then(|email| email.split('@').next());
    let private = [email, local.filter(|local| local.len() > 2)];
    let private: Vec<_> = private.into_iter().flatten().collect();
    receipt.text = VendorText::redact(said.unwrap_or_default(), &private);
    Some(receipt)
}

fn kind(name: &str, fields: &Fields) -> Option<ReceiptKind> {
    Some(match name {
        "processed" => ReceiptKind::Accepted,
        "deferred" => ReceiptKind::Deferred,
        "delivered" => ReceiptKind::Delivered,
        "bounce" => ReceiptKind::Failed(bounce(fields)),
        "dropped" => ReceiptKind::Failed(dropped(fields.text("reason").unwrap_or_default())),
        // Apple's Mail Privacy Protection and the like.
        "open" if fields.flag("sg_machine_open") => ReceiptKind::Prefetched,
        "open" => ReceiptKind::Opened,
        "click" => ReceiptKind::Clicked,
        "spamreport" => ReceiptKind::Complained,
        "unsubscribe" | "group_unsubscribe" => ReceiptKind::Unsubscribed,
        "group_resubscribe" => ReceiptKind::Resubscribed,
        _ => return None,
    })
}

/// A `bounce` says that there is no such mailbox; one that is `blocked` was turned away this time.
fn bounce(fields: &Fields) -> Failure {
    let status = fields.text("status").unwrap_or_default();
    match fields.text("type") {
        // 5.2.x is about the mailbox (RFC 3463), which is the same whoever sends.
        Some("blocked") if status.contains(".2.") => Failure::transient(Blame::Recipient),
        Some("blocked") => Failure::transient(Blame::Provider),
        Some("bounce") if !status.starts_with('4') => Failure::permanent(Blame::Recipient),
        _ => Failure::undetermined(Blame::Recipient),
    }
}

/// SendGrid didn't try.
fn dropped(reason: &str) -> Failure {
    match reason {
        "Bounced Address" | "Invalid" => Failure::permanent(Blame::Recipient),
        // They could be reached; they want nothing, and the receipt for that came when they said so.
        "Unsubscribed Address" | "Spam Reporting Address" => {
            Failure::undetermined(Blame::Recipient)
        }
        "Spam Content (if spam checker app enabled)"
        | "Spam Content"
        | "Invalid SMTPAPI header" => Failure::permanent(Blame::Message),
        "Recipient List over Package Quota" => Failure::transient(Blame::Account),
        _ => Failure::undetermined(Blame::Provider),
    }
}

/// The id that accepting the message gave: `<id>.filter…` or `<id>.recvd-…` without what its way added. Ids may hold dots
/// themselves.
fn accepted_id(id: &str) -> &str {
    let end = [".filter", ".recvd"]
        .iter()
        .filter_map(|added| id.find(added))
        .min();
    &id[..end.unwrap_or(id.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_the_one_that_accepting_gave() {
        for (id, accepted) in [
            (
                "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
                "14c5d75ce93.dfd.64b469",
            ),
            (
                "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",
                "LRzXl_NHStOGhQ4kofSm_A",
            ),
            (
                "kUk5sjzSR3-1oFpGF6hKIw.recvd-6b9f4c8d8-abcde-1-65A1B2C3-1.0",
                "kUk5sjzSR3-1oFpGF6hKIw",
            ),
            ("14c5d75ce93.dfd.64b469", "14c5d75ce93.dfd.64b469"),
        ] {
            assert_eq!(accepted_id(id), accepted);
        }
    }
}
