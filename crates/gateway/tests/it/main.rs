//! The gateway as a team embeds it, above providers and stores that do what a test says.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod admission;
mod console;
mod failover;
mod order;
mod otp;
mod record;
mod scene;
