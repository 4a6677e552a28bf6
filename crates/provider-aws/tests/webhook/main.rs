//! Messages of topics: those that are ours, and those that only look like it.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod fixtures;
mod forgery;
mod signer;
mod topics;
