//! The service as its users meet it: real HTTP, real database, real SMTP, one test binary.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod bad_input;
mod breaker;
mod email;
mod first_key;
mod harness;
mod harness_checks;
mod keys;
mod limits;
mod lock;
mod messages;
mod openapi;
mod outage;
mod outcomes;
mod parallel;
mod process;
mod provider_list;
mod provider_order;
mod rejected;
mod rich;
mod sms;
mod vendors;
