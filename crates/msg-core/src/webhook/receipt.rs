//! What became of a message that we sent.

use super::Party;
use crate::id::{AttemptId, MessageId};
use crate::outcome::Blame;
use crate::status::Event;
use crate::text::VendorText;

/// What a vendor tells about a message that we sent, for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// Our message, where the vendor gives our id back.
    pub message: Option<MessageId>,
    /// Our try of it, where the vendor gives that id back.
    pub attempt: Option<AttemptId>,
    /// The vendor's id of the message, in the form of [`Accepted::provider_message_id`](crate::Accepted::provider_message_id).
    pub provider_message_id: Option<String>,
    /// Whom it is about; one of several where the message had copies.
    pub recipient: Option<Party>,
    /// What happened.
    pub kind: ReceiptKind,
    /// The vendor's code for it, such as `30005` or `5.1.1`.
    pub code: Option<String>,
    /// The vendor's explanation, redacted.
    pub text: VendorText,
}

impl Receipt {
    /// A receipt that says no more than what happened.
    pub fn new(kind: ReceiptKind) -> Self {
        Self {
            message: None,
            attempt: None,
            provider_message_id: None,
            recipient: None,
            kind,
            code: None,
            text: VendorText::default(),
        }
    }
}

/// What happened to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReceiptKind {
    /// The vendor took it and works on it.
    Accepted,
    /// The vendor handed it on to a carrier or another mail server.
    Sent,
    /// It isn't through yet; the vendor tries again.
    Deferred,
    /// It reached the person's device or mailbox.
    Delivered,
    /// The person read it.
    Read,
    /// The person opened the e-mail.
    Opened,
    /// A mail service loaded the pictures of the e-mail on its own, whether or not anybody reads it.
    Prefetched,
    /// The person followed a link.
    Clicked,
    /// It won't reach the person.
    Failed(Failure),
    /// The person called it spam.
    Complained,
    /// The person wants no more messages.
    Unsubscribed,
    /// The person wants messages again.
    Resubscribed,
}

impl ReceiptKind {
    /// What it means for the status of the attempt; nothing where it means nothing.
    ///
    /// Whoever opens, follows a link or complains has the message.
    pub const fn status_event(self) -> Option<Event> {
        match self {
            // What is deferred was not handed on yet.
            Self::Accepted | Self::Deferred => Some(Event::Accepted),
            Self::Sent => Some(Event::Sent),
            Self::Delivered | Self::Prefetched | Self::Complained => Some(Event::Delivered),
            Self::Read | Self::Opened | Self::Clicked => Some(Event::Read),
            Self::Failed(_) => Some(Event::Failed),
            Self::Unsubscribed | Self::Resubscribed => None,
        }
    }

    /// Why nothing more should be sent to the recipient on this channel; nothing where there is no reason.
    pub const fn suppression(self) -> Option<Suppression> {
        match self {
            Self::Failed(Failure {
                blame: Blame::Recipient,
                permanence: Permanence::Permanent,
            }) => Some(Suppression::Unreachable),
            Self::Complained => Some(Suppression::Complaint),
            Self::Unsubscribed => Some(Suppression::Unsubscribed),
            _ => None,
        }
    }

    /// The word for it in answers and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Opened => "opened",
            Self::Prefetched => "prefetched",
            Self::Clicked => "clicked",
            Self::Failed(_) => "failed",
            Self::Complained => "complained",
            Self::Unsubscribed => "unsubscribed",
            Self::Resubscribed => "resubscribed",
        }
    }
}

/// Why a message won't reach the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Failure {
    /// Who or what it is about; with [`Blame::Provider`] another route may still do it.
    pub blame: Blame,
    /// Whether the next message would fare the same.
    pub permanence: Permanence,
}

impl Failure {
    /// The next message would fare the same: a hard bounce, an unknown number.
    pub const fn permanent(blame: Blame) -> Self {
        Self {
            blame,
            permanence: Permanence::Permanent,
        }
    }

    /// The next message may get through: a soft bounce, a full mailbox, a handset that is off.
    pub const fn transient(blame: Blame) -> Self {
        Self {
            blame,
            permanence: Permanence::Transient,
        }
    }

    /// The vendor doesn't say which.
    pub const fn undetermined(blame: Blame) -> Self {
        Self {
            blame,
            permanence: Permanence::Undetermined,
        }
    }
}

/// Whether the next message to the same recipient would fare the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permanence {
    /// It would: a hard bounce.
    Permanent,
    /// It may not: a soft bounce.
    Transient,
    /// The vendor doesn't say.
    Undetermined,
}

impl Permanence {
    /// The word for it in answers and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Transient => "transient",
            Self::Undetermined => "undetermined",
        }
    }
}

/// Why nothing more should be sent to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suppression {
    /// There is nobody at this address or number.
    Unreachable,
    /// They called a message spam.
    Complaint,
    /// They asked for no more messages.
    Unsubscribed,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happened, what it means for the status, why nothing more should be sent.
    const TABLE: &str = "\
accepted     | Accepted  | -
sent         | Sent      | -
deferred     | Accepted  | -
delivered    | Delivered | -
read         | Read      | -
opened       | Read      | -
prefetched   | Delivered | -
clicked      | Read      | -
complained   | Delivered | Complaint
unsubscribed | -         | Unsubscribed
resubscribed | -         | -
failed       | Failed    | Unreachable
failed       | Failed    | -
failed       | Failed    | -
failed       | Failed    | -
";

    #[test]
    fn every_kind_means_what_the_table_says() {
        let kinds = [
            ReceiptKind::Accepted,
            ReceiptKind::Sent,
            ReceiptKind::Deferred,
            ReceiptKind::Delivered,
            ReceiptKind::Read,
            ReceiptKind::Opened,
            ReceiptKind::Prefetched,
            ReceiptKind::Clicked,
            ReceiptKind::Complained,
            ReceiptKind::Unsubscribed,
            ReceiptKind::Resubscribed,
            ReceiptKind::Failed(Failure::permanent(Blame::Recipient)),
            ReceiptKind::Failed(Failure::transient(Blame::Recipient)),
            ReceiptKind::Failed(Failure::undetermined(Blame::Recipient)),
            ReceiptKind::Failed(Failure::permanent(Blame::Account)),
        ];
        let word = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let mut table = String::new();
        for kind in kinds {
            let event = word(kind.status_event().map(|event| format!("{event:?}")));
            let suppression = word(kind.suppression().map(|reason| format!("{reason:?}")));
            let line = format!("{:<12} | {event:<9} | {suppression}\n", kind.as_str());
            table.push_str(&line);
        }
        assert_eq!(table, TABLE);
    }
}
