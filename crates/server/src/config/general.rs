//! The plain sections: application, server, log, breaker, time limits, bulkhead, telephone numbers.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::problem::Problems;
use super::reader::{Reader, choice};
use super::suggest::{nearest, one_of};

/// What this deployment is.
#[derive(Clone, Debug)]
pub struct App {
    /// Where it runs.
    pub env: Environment,
    /// The name that people see in messages.
    pub name: String,
}

/// Where a deployment runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's own machine; the console may stand in for providers.
    Development,
    /// For real recipients; unsafe settings are refused.
    Production,
}

choice!(Environment { "development" => Development, "production" => Production });

/// The HTTP server.
#[derive(Clone, Debug)]
pub struct Server {
    /// The address it listens on.
    pub listen: SocketAddr,
    /// The directory of the database and of keys made at the first start.
    pub data: PathBuf,
    /// The longest time a client may take to send the head of a request.
    pub header_timeout: Duration,
    /// The longest time a client may take to send the body of a request.
    pub body_timeout: Duration,
    /// The longest time a request may take as a whole.
    pub request_timeout: Duration,
    /// The number of connections served at once.
    pub max_connections: usize,
    /// The longest time that requests already begun are given to finish after a signal to stop.
    pub drain_timeout: Duration,
}

/// What the program writes about itself.
#[derive(Clone, Debug)]
pub struct Log {
    /// Levels, as `tracing_subscriber::EnvFilter` reads them: "info" or "info,sqlx=warn".
    pub level: String,
    /// How an event is written.
    pub format: LogFormat,
}

/// How an event of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// As text on a terminal, as JSON elsewhere.
    Auto,
    /// One line of text for each event.
    Text,
    /// One JSON object for each event.
    Json,
}

choice!(LogFormat { "auto" => Auto, "text" => Text, "json" => Json });

/// When a provider that keeps failing is left alone, and for how long.
#[derive(Clone, Debug)]
pub struct Breaker {
    /// The number of failures in a row that open it.
    pub failures: u32,
    /// How long it stays open before one request may try.
    pub open_for: Duration,
    /// The number of successes in a row that close it again.
    pub successes: u32,
    /// How long it stays open when the provider refused the credentials or the account.
    pub config_probe_after: Duration,
}

/// How long one attempt at one provider may take, where the account says nothing else.
#[derive(Clone, Debug)]
pub struct Timeouts {
    /// Any message but a one-time password.
    pub attempt: Duration,
    /// A one-time password.
    pub otp_attempt: Duration,
}

/// How many attempts may be under way at once through one provider account.
#[derive(Clone, Debug)]
pub struct Bulkhead {
    /// Attempts of any kind.
    pub per_account: usize,
    /// Attempts at one-time passwords besides.
    pub otp: usize,
}

/// Telephone numbers.
#[derive(Clone, Debug)]
pub struct Phone {
    /// The country whose numbers may be written without a country code: two capital letters (ISO 3166-1).
    pub default_region: Option<String>,
}

impl App {
    pub(super) fn read(from: Reader<'_>) -> Self {
        Self {
            env: from.get("env"),
            name: from.get("name"),
        }
    }
}

impl Server {
    pub(super) fn read(from: Reader<'_>) -> Self {
        Self {
            listen: from.get("listen"),
            data: from.get("data"),
            header_timeout: from.get("header_timeout"),
            body_timeout: from.get("body_timeout"),
            request_timeout: from.get("request_timeout"),
            max_connections: from.get("max_connections"),
            drain_timeout: from.get("drain_timeout"),
        }
    }
}

impl Log {
    pub(super) fn read(from: Reader<'_>, problems: &mut Problems) -> Self {
        let level: String = from.get("level");
        if let Some(text) = wrong_level(&level) {
            problems.at(from.origin("level"), format!("`log.level`: {text}"));
        }
        Self {
            level,
            format: from.get("format"),
        }
    }
}

/// Finds a directive without a level, which a filter would silently take for the name of a part.
fn wrong_level(directives: &str) -> Option<String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let levels = directives.split(',').map(|directive| {
        let level = directive
            .rsplit_once('=')
            .map_or(directive, |(_, level)| level);
        level.trim()
    });
    let is_wrong = |level: &&str| !LEVELS.contains(&level.to_ascii_lowercase().as_str());
    let mut wrong = levels.filter(is_wrong);
    wrong.next().map(|level| match nearest(level, LEVELS) {
        Some(meant) => format!("`{level}` is not a level; did you mean `{meant}`?"),
        None => format!("`{level}` is not a level; use {}", one_of(LEVELS)),
    })
}

impl Breaker {
    pub(super) fn read(from: Reader<'_>) -> Self {
        Self {
            failures: from.get("failures"),
            open_for: from.get("open_for"),
            successes: from.get("successes"),
            config_probe_after: from.get("config_probe_after"),
        }
    }
}

impl Timeouts {
    pub(super) fn read(from: Reader<'_>) -> Self {
        Self {
            attempt: from.get("attempt"),
            otp_attempt: from.get("otp_attempt"),
        }
    }
}

impl Bulkhead {
    pub(super) fn read(from: Reader<'_>) -> Self {
        Self {
            per_account: from.get("per_account"),
            otp: from.get("otp"),
        }
    }
}

impl Phone {
    pub(super) fn read(from: Reader<'_>, problems: &mut Problems) -> Self {
        let region: Option<String> = from.get("default_region");
        let region = region.map(|region| region.trim().to_ascii_uppercase());
        let letters = |region: &&String| {
            region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_uppercase())
        };
        if let Some(wrong) = region.as_ref().filter(|region| !letters(region)) {
            let path = from.path("default_region");
            let text =
                format!("`{path}`: `{wrong}` is not a country; use two letters, such as `IN`");
            problems.at(from.origin("default_region"), text);
        }
        Self {
            default_region: region,
        }
    }
}
