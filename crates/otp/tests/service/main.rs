//! Codes as an application sees them: asked for, typed, refused.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod broken;
mod desk;
mod guessing;
mod secrecy;
mod sending;
mod verifying;
