//! Everything that is logged in this process, down to `TRACE`, by every crate.
//!
//! One buffer for all tests: the database works in threads of its own, which a subscriber of one thread would not hear.

use std::io;
use std::sync::{Mutex, Once, PoisonError};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::util::SubscriberInitExt;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static BEGIN: Once = Once::new();

/// Begins to listen, unless that has begun. Returns how much was logged before.
pub(crate) fn listen() -> usize {
    BEGIN.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(|| Sink)
            .finish()
            .init();
    });
    lines().len()
}

/// What was logged since then.
pub(crate) fn since(mark: usize) -> Vec<u8> {
    lines()[mark..].to_vec()
}

fn lines() -> std::sync::MutexGuard<'static, Vec<u8>> {
    LINES.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Sink;

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lines().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
