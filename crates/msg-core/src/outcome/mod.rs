//! How one try of one provider ends: one of four facts.
//!
//! The difference that matters is between "it certainly did not leave" and "nobody knows". A timeout after the
//! request was written is [`Fact::Unknown`]; calling it failed would send some people two messages and calling it
//! sent would send some people none.

mod error;
mod step;

use std::fmt;

pub use error::SendError;
pub use step::{Effect, Step, effect, step};

use crate::money::Money;

/// What is certain after a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The provider took the message.
    Accepted,
    /// The provider refused it, and said why.
    Rejected(Blame),
    /// It did not leave, or the provider says it did not process it.
    NotSent(NotSent),
    /// The provider may have taken it.
    Unknown,
}

impl Fact {
    /// Every fact, with every blame and cause.
    pub const ALL: [Self; 10] = [
        Self::Accepted,
        Self::Rejected(Blame::Recipient),
        Self::Rejected(Blame::Message),
        Self::Rejected(Blame::Account),
        Self::Rejected(Blame::Provider),
        Self::NotSent(NotSent::Unreachable),
        Self::NotSent(NotSent::Throttled),
        Self::NotSent(NotSent::Deferred),
        Self::NotSent(NotSent::Unsupported),
        Self::Unknown,
    ];

    /// The word for it in answers and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected(_) => "rejected",
            Self::NotSent(_) => "not_sent",
            Self::Unknown => "unknown",
        }
    }

    /// Who or what is to blame, or why it did not leave; nothing for the other facts.
    pub const fn cause(self) -> Option<&'static str> {
        match self {
            Self::Rejected(blame) => Some(blame.as_str()),
            Self::NotSent(cause) => Some(cause.as_str()),
            Self::Accepted | Self::Unknown => None,
        }
    }

    /// The fact with these two words, as a store keeps them.
    pub fn parse(word: &str, cause: Option<&str>) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|fact| fact.as_str() == word && fact.cause() == cause)
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cause() {
            Some(cause) => write!(f, "{} ({cause})", self.as_str()),
            None => f.write_str(self.as_str()),
        }
    }
}

/// Who or what a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blame {
    /// The recipient: not a number, opted out, suppressed. No provider would do better.
    Recipient,
    /// The message: too long, malformed, forbidden content. No provider should get it.
    Message,
    /// The account: credentials, an unverified sender, suspension, spend. Another account may do it.
    Account,
    /// The provider: it could not do it and says it did not.
    Provider,
}

impl Blame {
    /// The word for it in answers and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recipient => "recipient",
            Self::Message => "message",
            Self::Account => "account",
            Self::Provider => "provider",
        }
    }
}

/// Why a message did not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotSent {
    /// No connection was made, or it broke before the whole request was written.
    Unreachable,
    /// The account sends too fast: the whole account pauses.
    Throttled,
    /// This message has to wait, others need not: greylisting, a route's momentary limit.
    Deferred,
    /// This provider can't do what the message asks; nothing was called.
    Unsupported,
}

impl NotSent {
    /// The word for it in answers and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Throttled => "throttled",
            Self::Deferred => "deferred",
            Self::Unsupported => "unsupported",
        }
    }
}

/// What a provider answers when it takes a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// The vendor's id of the message, by which its receipts name it; empty where the vendor gives none.
    pub provider_message_id: Option<String>,
    /// In how many parts the vendor says it sends it.
    pub parts: Option<u32>,
    /// What the vendor says it costs.
    pub cost: Option<Money>,
}

impl Accepted {
    /// An acceptance under the vendor's id.
    pub fn with_id(provider_message_id: impl Into<String>) -> Self {
        Self {
            provider_message_id: Some(provider_message_id.into()),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_survives_its_two_words() {
        for fact in Fact::ALL {
            assert_eq!(Fact::parse(fact.as_str(), fact.cause()), Some(fact));
        }
        assert_eq!(Fact::parse("accepted", Some("recipient")), None);
        assert_eq!(Fact::parse("rejected", None), None);
    }
}
