//! What vendors tell us: receipts of what was sent, and messages that came in.
//!
//! Every vendor has its own words, signatures and shapes; [`Webhook`] turns one request into [`WebhookEvent`]s, one small
//! vocabulary for all of them. Who receives the events keeps them once by [`WebhookEvent::id`].

mod inbound;
mod party;
mod receipt;
mod request;

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;

pub use inbound::{Inbound, InboundKind, InboundMedia, MediaSource, Preference};
pub use party::Party;
pub use receipt::{Failure, Permanence, Receipt, ReceiptKind, Suppression};
pub use request::{RawRequest, Refused, is_fresh};

use crate::text::Body;

/// Where one vendor calls us about one account.
///
/// # Contract
/// * The signature is verified over the raw bytes before anything in them is looked at. An account without the secret or
///   key that this takes refuses every request.
/// * What is genuine is never lost: an event that is new to us, or a body that can't be read, comes as
///   [`EventKind::Unknown`] with its raw text.
/// * The same request gives the same events with the same ids, so that vendors may repeat themselves.
/// * One unreadable event of a batch keeps no other one away.
///
/// # What a webhook never does
/// Log the content, keep state between requests (a cache of certificates aside), read the clock, follow a URL that the
/// request names. Where the vendor's scheme wants a certificate or a confirmation, it comes from the vendor's own pinned
/// address.
#[async_trait]
pub trait Webhook: fmt::Debug + Send + Sync {
    /// The longest body that is read before the signature is checked, in bytes.
    fn longest_body(&self) -> usize;

    /// Verifies `request` and tells what it says.
    ///
    /// # Errors
    /// Refuses what isn't certainly the vendor's, without saying why to whoever asks.
    async fn receive(
        &self,
        request: &RawRequest<'_>,
        now: Timestamp,
    ) -> Result<Vec<WebhookEvent>, Refused>;
}

/// One thing that a vendor tells.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookEvent {
    /// Tells it from every other event of the account: the vendor's own id of the event, or what identifies it, such as
    /// the message's id and status. A repetition has the same.
    pub id: String,
    /// When it happened, as the vendor says.
    pub at: Option<Timestamp>,
    /// What it is.
    pub kind: EventKind,
    /// The vendor's own words for this event, as they came.
    pub raw: Body,
}

impl WebhookEvent {
    /// An event without a time.
    pub fn new(id: impl Into<String>, kind: impl Into<EventKind>, raw: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            at: None,
            kind: kind.into(),
            raw: Body::new(raw),
        }
    }

    /// The same event at this time.
    #[must_use]
    pub fn at(mut self, at: Option<Timestamp>) -> Self {
        self.at = at;
        self
    }
}

/// The kinds of things that vendors tell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// What became of a message that we sent.
    Receipt(Box<Receipt>),
    /// A message that somebody sent to us.
    Inbound(Box<Inbound>),
    /// Something else, kept for who can read it.
    Unknown {
        /// The vendor's word for it; empty when the body can't be read.
        name: String,
    },
}

impl EventKind {
    /// Something that has no place in this vocabulary, under the vendor's word for it.
    pub fn unknown(name: impl Into<String>) -> Self {
        Self::Unknown { name: name.into() }
    }
}

impl From<Receipt> for EventKind {
    fn from(receipt: Receipt) -> Self {
        Self::Receipt(Box::new(receipt))
    }
}

impl From<Inbound> for EventKind {
    fn from(inbound: Inbound) -> Self {
        Self::Inbound(Box::new(inbound))
    }
}
