//! What became of a message when its walk ended.

use std::time::Duration;

use msg_core::failover::End;
use msg_core::ports::StoreError;
use msg_core::status::MessageStatus;
use msg_core::{Accepted, Channel, MessageId, ProviderId, SendError};

use super::draft::RenderError;
use crate::registry::Skip;

/// What became of a message that was taken in.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The message.
    pub id: MessageId,
    /// How it was sent.
    pub channel: Channel,
    /// How its walk ended.
    pub end: End,
    /// What that makes of the message.
    pub status: MessageStatus,
    /// In how many parts it left, where that is known.
    pub parts: Option<u32>,
    /// The encoding of an SMS.
    pub encoding: Option<&'static str>,
    /// Every try, first to last.
    pub attempts: Vec<AttemptReport>,
    /// The accounts that were not called, and why.
    pub skipped: Vec<SkipReport>,
}

impl Outcome {
    /// The account that accepted the message, and what it answered.
    pub fn accepted(&self) -> Option<(&ProviderId, &Accepted)> {
        let attempt = self.attempts.last()?;
        let accepted = attempt.result.as_ref().ok()?;
        Some((&attempt.provider, accepted))
    }

    /// Whether more than one provider may have taken it.
    pub fn maybe_duplicate(&self) -> bool {
        self.end.maybe_duplicate()
    }
}

/// One try.
#[derive(Clone, Debug)]
pub struct AttemptReport {
    /// Who was called.
    pub provider: ProviderId,
    /// How it ended.
    pub result: Result<Accepted, SendError>,
    /// How long it took.
    pub took: Duration,
}

/// An account that was not called.
#[derive(Clone, Debug)]
pub struct SkipReport {
    /// The account.
    pub provider: ProviderId,
    /// Why.
    pub reason: Skip,
}

/// Why a message was not taken in. Nothing was written down and nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No account of the channel can be called now.
    #[error("no {channel} provider can be called now")]
    NoProvider {
        /// The channel.
        channel: Channel,
        /// When asking again may help; nothing when no account is set up.
        retry_after: Option<Duration>,
        /// Every account of the channel, and why it was not called.
        skipped: Vec<SkipReport>,
    },
    /// No account of the channel can do what the message asks.
    #[error("no {channel} provider can do what the message asks")]
    NotCapable {
        /// The channel.
        channel: Channel,
        /// Every account of the channel, and what it can't do.
        skipped: Vec<SkipReport>,
    },
    /// Its time had passed before it came.
    #[error("the message's time has passed")]
    Expired,
    /// The content could not be made.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The record could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}
