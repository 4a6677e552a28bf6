//! What the gateway needs from a store.

mod message_log;
mod provider_orders;

pub use message_log::{
    AttemptRecord, EndedAttempt, EndedMessage, MessageLog, MessageRecord, NewAttempt, NewMessage,
    Next,
};
pub use provider_orders::{InvalidReason, OrderChange, ProviderOrders, Reason};

/// The store could not do it; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error("the database is unavailable: {0}")]
pub struct StoreError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl StoreError {
    /// Wraps what the database said.
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}
