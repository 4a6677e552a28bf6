//! Tests of the configuration, all through what people see: the settings in force and the problems.

mod accounts;
mod chains;
mod declaration;
mod files;
mod layers;
#[cfg(not(any(feature = "default", feature = "provider-smtp")))]
mod left_out;
mod otp;
mod pages;
mod problems;
mod production;
mod secrecy;
mod types;

use super::{Config, Sources};

/// 32 bytes as base64.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// The variables of a working production.
fn production() -> Sources {
    development_with_smtp()
        .env("APP_ENV", "production")
        .env("HERALD_SECRET_KEY", KEY)
}

fn development_with_smtp() -> Sources {
    Sources::default()
        .env("SMTP_HOST", "smtp.example.com")
        .env("SMTP_FROM_EMAIL", "codes@example.com")
}

/// Loads what must load.
fn load(sources: &Sources) -> Config {
    Config::load(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Gives what is wrong, or nothing.
fn problems(sources: &Sources) -> Vec<String> {
    match Config::load(sources) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

/// Asserts that a line of `herald check-config` is so: the value in force and where it came from.
#[track_caller]
fn check_shows(sources: &Sources, line: &str) {
    let shown = load(sources).redacted();
    assert!(
        shown.lines().any(|shown| shown == line),
        "{line}\nis not in\n{shown}"
    );
}
