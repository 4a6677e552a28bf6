//! Vocabulary and pure decisions of a messaging gateway.
//!
//! Everything here is a value, a contract or a decision: addresses and messages, the [`Provider`] contract,
//! the four facts an attempt can end in, the one table of next steps, the circuit breaker, the failover walk,
//! what vendors tell afterwards, and the fold from their events to a status.
//! Nothing here does input or output, reads a clock, draws a random number or knows a vendor.

pub mod address;
pub mod breaker;
pub mod channel;
pub mod class;
pub mod failover;
pub mod id;
pub mod message;
pub mod money;
pub mod outcome;
pub mod ports;
pub mod provider;
pub mod status;
pub mod text;
pub mod time;
pub mod webhook;

pub use address::{EmailAddress, IndexKey, PhoneNumber, Recipient, RecipientIndex};
pub use channel::Channel;
pub use class::Class;
pub use id::{AttemptId, KeyId, MessageId, OtpId, TenantId};
pub use message::{Content, Outbound};
pub use outcome::{Accepted, Blame, Fact, NotSent, SendError};
pub use provider::{Capability, Descriptor, Provider, ProviderId};
pub use time::{Clock, Entropy, Monotonic};
pub use webhook::{Webhook, WebhookEvent};
