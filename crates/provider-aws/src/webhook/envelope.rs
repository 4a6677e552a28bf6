//! A message of a topic and what of it is signed
//! ([formats](https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html)).

use jiff::Timestamp;
use serde_json::{Map, Value};

/// What a message of a topic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopeKind {
    /// Something was published.
    Notification,
    /// Somebody wants the topic to send here.
    SubscriptionConfirmation,
    /// The topic sends here no more.
    UnsubscribeConfirmation,
}

impl EnvelopeKind {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notification => "Notification",
            Self::SubscriptionConfirmation => "SubscriptionConfirmation",
            Self::UnsubscribeConfirmation => "UnsubscribeConfirmation",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [
            Self::Notification,
            Self::SubscriptionConfirmation,
            Self::UnsubscribeConfirmation,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == word)
    }
}

/// A message of a topic. Nothing in it can be trusted before it is verified.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    pub(super) kind: EnvelopeKind,
    pub(super) id: String,
    pub(super) topic: String,
    pub(super) message: String,
    pub(super) timestamp: Timestamp,
    /// What confirms a subscription.
    pub(super) token: Option<String>,
    pub(super) signature_version: String,
    /// In base64.
    pub(super) signature: String,
    pub(super) cert_url: String,
    /// The text that the signature is over.
    pub(super) signed: String,
}

impl Envelope {
    /// Reads a message; nothing where a part is missing, or is there that its kind doesn't have, since parts that aren't
    /// signed could pass for such that are.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let Value::Object(parts) = serde_json::from_slice(body).ok()? else {
            return None;
        };
        let text = |name: &str| parts.get(name)?.as_str().map(str::to_owned);
        let kind = EnvelopeKind::parse(&text("Type")?)?;
        let (signed, foreign): (&[&str], &[&str]) = match kind {
            EnvelopeKind::Notification => (
                &[
                    "Message",
                    "MessageId",
                    "Subject",
                    "Timestamp",
                    "TopicArn",
                    "Type",
                ],
                &["SubscribeURL", "Token"],
            ),
            _ => (
                &[
                    "Message",
                    "MessageId",
                    "SubscribeURL",
                    "Timestamp",
                    "Token",
                    "TopicArn",
                    "Type",
                ],
                &["Subject"],
            ),
        };
        if foreign.iter().any(|name| parts.contains_key(*name)) {
            return None;
        }
        let timestamp = text("Timestamp")?;
        Some(Self {
            kind,
            id: text("MessageId")?,
            topic: text("TopicArn")?,
            message: text("Message")?,
            timestamp: timestamp.parse().ok()?,
            token: text("Token"),
            signature_version: text("SignatureVersion")?,
            signature: text("Signature")?,
            cert_url: text("SigningCertURL")?,
            signed: string_to_sign(&parts, signed)?,
        })
    }
}

/// A line with the name and one with the value for each part; a subject only where there is one.
fn string_to_sign(parts: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let mut text = String::new();
    for name in names {
        match parts.get(*name) {
            Some(Value::String(value)) => {
                text.extend([*name, "\n", value, "\n"]);
            }
            // SNS writes no subject where there is none, or writes that there is none.
            None | Some(Value::Null) if *name == "Subject" => {}
            _ => return None,
        }
    }
    Some(text)
}
