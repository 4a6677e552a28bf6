//! A messaging gateway as a library.
//!
//! A [`Registry`] holds provider accounts, each behind its circuit breaker and bulkhead, and the order in which they are
//! tried on each channel.
//! A [`Gateway`] takes a message, writes it down, and walks it along those accounts until one accepts it or the table of
//! next steps ends the walk.
//! [`orders::TenantOrders`] gives a tenant an order of its own while the gateway runs.
//! With the feature `otp`, [`otp::OneTimePasswords`] makes, sends and verifies codes through the same gateway.
//!
//! Each provider is a feature of its own, so that a team compiles only those it uses.

pub mod builtin;
pub mod console;
pub mod dispatch;
pub mod health;
pub mod orders;
#[cfg(feature = "otp")]
pub mod otp;
pub mod phone;
pub mod registry;
pub mod system;
pub mod template;

#[cfg(feature = "provider-smtp")]
pub use provider_smtp;

pub use dispatch::{Draft, Gateway, Outcome, Refusal, Render};
pub use registry::{Registry, RegistryBuilder};
