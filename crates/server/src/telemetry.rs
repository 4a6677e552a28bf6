//! What the program writes about itself: log lines on standard error.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::{Log, LogFormat};

/// Begins to write log lines: text on a terminal, JSON elsewhere, unless the settings say otherwise.
pub(crate) fn start(log: &Log) -> Result<(), ParseError> {
    let filter = EnvFilter::try_new(&log.level)?;
    let terminal = stderr().is_terminal();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr);
    std::panic::set_hook(Box::new(report_panic));
    match (log.format, terminal) {
        (LogFormat::Text, _) | (LogFormat::Auto, true) => subscriber.with_ansi(terminal).init(),
        (LogFormat::Json, _) | (LogFormat::Auto, false) => subscriber.json().init(),
    }
    Ok(())
}

/// Tells where, not with what: a panic's message may hold what somebody sent.
fn report_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string);
    tracing::error!(location, "a part of the program panicked");
}
