//! The service as its users meet it: real HTTP, real database, real SMTP, one test binary.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod breaker;
mod email;
mod harness;
mod harness_checks;
mod outcomes;
mod sms;
