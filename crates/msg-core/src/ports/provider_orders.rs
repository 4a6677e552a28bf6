//! The history of each tenant's own order of provider accounts.

use std::fmt::{self, Debug};

use async_trait::async_trait;
use jiff::Timestamp;

use super::StoreError;
use crate::channel::Channel;
use crate::id::{KeyId, TenantId};
use crate::provider::ProviderId;

/// Keeps in which order a tenant wants provider accounts tried on a channel, with every change there ever was.
///
/// # Contract
/// Changes are only added, never altered; the newest of a tenant and channel, by the order in which they were added and not by
/// their times, is the one that holds.
/// A change is durable when [`add`](Self::add) returns.
#[async_trait]
pub trait ProviderOrders: Debug + Send + Sync {
    /// Adds a change, which holds from now on.
    ///
    /// # Errors
    /// Fails when the store is unavailable or the tenant unknown; then nothing is added.
    async fn add(&self, change: &OrderChange) -> Result<(), StoreError>;

    /// Lists the newest change of every tenant and channel that has one, in no particular order.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn newest(&self) -> Result<Vec<OrderChange>, StoreError>;

    /// Lists the changes of `tenant` on `channel`, newest first, at most `limit`.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn history(
        &self,
        tenant: TenantId,
        channel: Channel,
        limit: u32,
    ) -> Result<Vec<OrderChange>, StoreError>;
}

/// One change of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderChange {
    /// Whose messages it is for.
    pub tenant: TenantId,
    /// On which channel.
    pub channel: Channel,
    /// The accounts to try, first choice first; nothing for a return to the order of the configuration.
    pub providers: Option<Vec<ProviderId>>,
    /// Why.
    pub reason: Reason,
    /// The key with which it was made.
    pub key: KeyId,
    /// When.
    pub at: Timestamp,
}

/// Why somebody changed something, in their words.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// The most characters it has.
    pub const MAX_CHARS: usize = 500;

    /// Takes 1 to 500 characters on one line; white space around them is dropped.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, InvalidReason> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidReason::Empty);
        }
        if text.chars().count() > Self::MAX_CHARS {
            return Err(InvalidReason::TooLong);
        }
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        if text.contains(breaks) {
            return Err(InvalidReason::ControlCharacter);
        }
        Ok(Self(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.0, f)
    }
}

/// A text that is no [`Reason`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReason {
    /// There is nothing in it.
    #[error("say why, in 1 to {} characters", Reason::MAX_CHARS)]
    Empty,
    /// It is too long.
    #[error("say why in at most {} characters", Reason::MAX_CHARS)]
    TooLong,
    /// It has a line break or another control character.
    #[error("write it on one line, without control characters")]
    ControlCharacter,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_line_of_words() {
        let longest = "é".repeat(500);
        for (text, expected) in [
            ("SNS is slow today", Ok("SNS is slow today")),
            (" x ", Ok("x")),
            (&longest, Ok(longest.as_str())),
            ("", Err(InvalidReason::Empty)),
            (" \n\t", Err(InvalidReason::Empty)),
            (&"é".repeat(501), Err(InvalidReason::TooLong)),
            ("a\nb", Err(InvalidReason::ControlCharacter)),
            ("a\u{0}b", Err(InvalidReason::ControlCharacter)),
            ("a\u{2028}b", Err(InvalidReason::ControlCharacter)),
        ] {
            let reason = Reason::parse(text);
            assert_eq!(
                reason.as_ref().map(Reason::as_str),
                expected.as_ref().copied(),
                "{text:?}"
            );
        }
    }
}
