//! Test parts that no crate should write twice: conformance suites, fakes, real servers. For `dev-dependencies` only.

pub mod challenge_suite;
pub mod clock;
pub mod entropy;
pub mod http_script;
pub mod mail_server;
pub mod memory_log;
pub mod message_log_suite;
pub mod provider_orders_suite;
pub mod provider_suite;
pub mod scripted;
pub mod smtp_script;
pub mod webhook_fixtures;
