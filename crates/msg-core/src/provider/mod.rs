//! The contract between the gateway and a vendor.

mod capability;
mod descriptor;
mod settings;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

pub use capability::{Capability, unmet};
pub use descriptor::Descriptor;
pub use settings::{ATTEMPT_TIMEOUT, AccountSettings, KeyFault, SettingValue, SettingsFault};

use crate::channel::Channel;
use crate::message::Outbound;
use crate::outcome::{Accepted, SendError};

/// One account at one vendor, able to send.
///
/// # Contract
/// * At most one exchange with the vendor per call. A connection may be kept for the next call.
/// * The answer tells what is certain. [`Fact::NotSent`](crate::Fact::NotSent) only where the vendor certainly did not
///   take the message: it was never written whole, or the vendor says it was not processed.
///   A timeout, a reset or an unreadable answer after that point is [`Fact::Unknown`](crate::Fact::Unknown).
/// * [`Outbound::message`] goes into whatever field the vendor gives back in receipts.
/// * Limits that the vendor documents are checked before the call; what can't be honoured is refused by name, never dropped.
/// * Answers are read up to a limit; a vendor's text is kept as [`VendorText`](crate::text::VendorText).
///
/// # What a provider never does
/// Retry, sleep, fail over, count, log the content, read the environment, hold its own circuit breaker.
///
/// # Cancellation
/// The gateway drops the future when the attempt's time is up. What was written by then stays written, so the gateway
/// takes a dropped call as unknown; the implementation only has to leave nothing behind that a later call would trip over.
///
/// # Idempotency
/// None is promised: two calls may send two messages.
#[async_trait]
pub trait Provider: fmt::Debug + Send + Sync {
    /// Hands one message to the vendor.
    ///
    /// # Errors
    /// Whatever keeps the vendor from taking it, or from saying so, as one of the facts.
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError>;

    /// The channels of this account, where its settings leave out some of its kind's; nothing where it takes them all.
    fn channels(&self) -> Option<&[Channel]> {
        None
    }
}

/// Names one provider account: `smtp`, `aws-ses`, `smtp-backup`. Circuit breaker, limits and records go by it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderId(Arc<str>);

impl ProviderId {
    /// Takes 1 to 40 lower-case letters, digits and hyphens.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        plain.then(|| Self(text.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
