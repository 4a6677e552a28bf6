//! What the program writes about itself: log lines on standard error.

use std::io::{IsTerminal, stderr};

use tracing::Metadata;
use tracing_subscriber::filter::{ParseError, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::{Log, LogFormat};

/// What logs whole telephone numbers, whatever level the settings ask for.
const INDISCREET: &str = "rlibphonenumber";

/// Begins to write log lines: text on a terminal, JSON elsewhere, unless the settings say otherwise.
pub(crate) fn start(log: &Log) -> Result<(), ParseError> {
    let filter = EnvFilter::try_new(&log.level)?;
    let terminal = stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr);
    let lines = match (log.format, terminal) {
        (LogFormat::Text, _) | (LogFormat::Auto, true) => lines.with_ansi(terminal).boxed(),
        (LogFormat::Json, _) | (LogFormat::Auto, false) => lines.json().boxed(),
    };
    std::panic::set_hook(Box::new(report_panic));
    tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .with(filter_fn(is_discreet))
        .init();
    Ok(())
}

fn is_discreet(metadata: &Metadata<'_>) -> bool {
    !metadata.target().starts_with(INDISCREET)
}

/// Tells where, not with what: a panic's message may hold what somebody sent.
fn report_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string);
    tracing::error!(location, "a part of the program panicked");
}
