//! The `herald` server: HTTP API, configuration and command line around the gateway.

pub mod api;
pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod http;
mod telemetry;
