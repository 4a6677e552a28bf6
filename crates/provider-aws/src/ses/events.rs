//! What SES publishes
//! ([contents of events](https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html)).

use jiff::Timestamp;
use msg_core::text::VendorText;
use msg_core::webhook::{EventKind, Failure, Party, Receipt, ReceiptKind, WebhookEvent};
use msg_core::{Blame, MessageId};
use serde_json::Value;

use super::request::ID_TAG;

/// Reads what SES published in the message of SNS called `id`: one event for each recipient it is about.
///
/// What isn't an event, such as the greeting of a new topic, comes as it is.
pub(crate) fn events(message: &str, id: &str) -> Vec<WebhookEvent> {
    let unknown = |name: &str| vec![WebhookEvent::new(id, EventKind::unknown(name), message)];
    let Ok(event) = serde_json::from_str::<Value>(message) else {
        return unknown("");
    };
    // Feedback of an identity, the older kind, has another name for it.
    let name = event["eventType"]
        .as_str()
        .or(event["notificationType"].as_str());
    let Some(name) = name else {
        return unknown("");
    };
    let Some((payload, outcomes)) = outcomes(name, &event) else {
        return unknown(name);
    };
    let at = time(payload).or_else(|| time(&event["mail"]));
    let count = outcomes.len();
    let event = |(index, outcome): (usize, Outcome)| {
        let id = if count == 1 {
            id.to_owned()
        } else {
            format!("{id}:{index}")
        };
        WebhookEvent::new(id, outcome.receipt(&event["mail"]), message).at(at)
    };
    outcomes.into_iter().enumerate().map(event).collect()
}

/// What happened for one recipient.
struct Outcome {
    kind: ReceiptKind,
    recipient: Option<String>,
    code: Option<String>,
    text: Option<String>,
}

impl Outcome {
    fn receipt(self, mail: &Value) -> Receipt {
        let private: Vec<&str> = self.recipient.iter().map(String::as_str).collect();
        let mut receipt = Receipt::new(self.kind);
        receipt.text = VendorText::redact(self.text.as_deref().unwrap_or_default(), &private);
        receipt.recipient = self.recipient.as_deref().map(Party::parse);
        receipt.code = self.code;
        receipt.provider_message_id = text(&mail["messageId"]);
        // Tags come only with a configuration set.
        receipt.message = mail["tags"][ID_TAG][0]
            .as_str()
            .and_then(|id| id.parse::<MessageId>().ok());
        receipt
    }
}

/// The part that tells about it and what that means for whom; nothing where the name is new or nobody is named.
fn outcomes<'a>(name: &str, event: &'a Value) -> Option<(&'a Value, Vec<Outcome>)> {
    let everybody = &event["mail"]["destination"];
    let (payload, outcomes) = match name {
        "Send" => (&event["send"], plain(everybody, ReceiptKind::Accepted)),
        "Delivery" => {
            let payload = &event["delivery"];
            (
                payload,
                plain(&payload["recipients"], ReceiptKind::Delivered),
            )
        }
        "Open" => (&event["open"], plain(everybody, ReceiptKind::Opened)),
        "Click" => (&event["click"], plain(everybody, ReceiptKind::Clicked)),
        "Bounce" => {
            let payload = &event["bounce"];
            (payload, bounced(payload))
        }
        "Complaint" => {
            let payload = &event["complaint"];
            (payload, complained(payload))
        }
        "DeliveryDelay" => {
            let payload = &event["deliveryDelay"];
            let mut outcomes = listed(&payload["delayedRecipients"], ReceiptKind::Deferred);
            for outcome in &mut outcomes {
                outcome.code = outcome.code.take().or_else(|| text(&payload["delayType"]));
            }
            (payload, outcomes)
        }
        "Reject" => {
            let payload = &event["reject"];
            (payload, refused(everybody, &payload["reason"]))
        }
        // The payload's name isn't the event's here.
        "Rendering Failure" | "RenderingFailure" => {
            let payload = &event["failure"];
            (payload, refused(everybody, &payload["errorMessage"]))
        }
        "Subscription" => {
            let payload = &event["subscription"];
            let all = &payload["newTopicPreferences"]["unsubscribeAll"];
            let kind = if all.as_bool()? {
                ReceiptKind::Unsubscribed
            } else {
                ReceiptKind::Resubscribed
            };
            (payload, plain(everybody, kind))
        }
        _ => return None,
    };
    (!outcomes.is_empty()).then_some((payload, outcomes))
}

/// Recipients that are a list of addresses.
fn plain(recipients: &Value, kind: ReceiptKind) -> Vec<Outcome> {
    let recipients = recipients.as_array().map(Vec::as_slice).unwrap_or_default();
    let outcome = |recipient: &Value| Outcome {
        kind,
        recipient: text(recipient),
        code: None,
        text: None,
    };
    recipients.iter().map(outcome).collect()
}

/// Recipients that are a list of objects, with what their server said.
fn listed(recipients: &Value, kind: ReceiptKind) -> Vec<Outcome> {
    let recipients = recipients.as_array().map(Vec::as_slice).unwrap_or_default();
    let outcome = |recipient: &Value| Outcome {
        kind,
        recipient: text(&recipient["emailAddress"]),
        code: text(&recipient["status"]),
        text: text(&recipient["diagnosticCode"]),
    };
    recipients.iter().map(outcome).collect()
}

fn bounced(bounce: &Value) -> Vec<Outcome> {
    let kind = bounce["bounceType"].as_str().unwrap_or_default();
    let subtype = bounce["bounceSubType"].as_str().unwrap_or_default();
    let blame = match subtype {
        "MessageTooLarge" | "ContentRejected" | "AttachmentRejected" => Blame::Message,
        _ => Blame::Recipient,
    };
    let failure = match kind {
        "Permanent" => Failure::permanent(blame),
        "Transient" => Failure::transient(blame),
        _ => Failure::undetermined(blame),
    };
    let mut outcomes = listed(&bounce["bouncedRecipients"], ReceiptKind::Failed(failure));
    for outcome in &mut outcomes {
        outcome.code = outcome
            .code
            .take()
            .or_else(|| Some(format!("{kind}/{subtype}")));
    }
    outcomes
}

fn complained(complaint: &Value) -> Vec<Outcome> {
    // Nobody complained anew: SES remembered an earlier complaint and sent nothing.
    let remembered = complaint["complaintSubType"].as_str() == Some("OnAccountSuppressionList");
    let kind = if remembered {
        ReceiptKind::Failed(Failure::permanent(Blame::Recipient))
    } else {
        ReceiptKind::Complained
    };
    let mut outcomes = listed(&complaint["complainedRecipients"], kind);
    for outcome in &mut outcomes {
        outcome.code = text(&complaint["complaintFeedbackType"]);
    }
    outcomes
}

fn refused(recipients: &Value, reason: &Value) -> Vec<Outcome> {
    let kind = ReceiptKind::Failed(Failure::permanent(Blame::Message));
    let mut outcomes = plain(recipients, kind);
    for outcome in &mut outcomes {
        outcome.text = text(reason);
    }
    outcomes
}

fn text(value: &Value) -> Option<String> {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn time(payload: &Value) -> Option<Timestamp> {
    payload["timestamp"].as_str()?.parse().ok()
}
