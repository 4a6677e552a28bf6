//! Patience with a system that has no descriptor or memory left for a connection.

use std::io;
use std::time::Duration;

use crate::http::alarm::Alarm;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(1);
const BETWEEN_LINES: Duration = Duration::from_secs(1);

/// Waits that double from 100 ms to 1 s, and a log line at most once a second.
#[derive(Debug)]
pub(super) struct Backoff {
    next: Duration,
    /// Time waited since the last line: a clock that is never ahead.
    silent: Duration,
    failures: u64,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            next: FIRST,
            silent: BETWEEN_LINES,
            failures: 0,
        }
    }
}

/// Whether an error of `accept` is about the one connection it would have given.
pub(super) fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

impl Backoff {
    pub(super) fn succeeded(&mut self) {
        self.next = FIRST;
    }

    pub(super) async fn wait(&mut self, error: &io::Error) {
        if let Some(failures) = self.line_due() {
            tracing::error!(%error, failures, "cannot accept connections");
        }
        Alarm::after(self.step()).await;
    }

    /// The failures since the last line, when another one is due.
    fn line_due(&mut self) -> Option<u64> {
        self.failures += 1;
        if self.silent < BETWEEN_LINES {
            return None;
        }
        self.silent = Duration::ZERO;
        Some(std::mem::take(&mut self.failures))
    }

    fn step(&mut self) -> Duration {
        let wait = self.next;
        self.next = LONGEST.min(wait * 2);
        self.silent += wait;
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::{BETWEEN_LINES, Backoff, Duration, FIRST, LONGEST};

    #[test]
    fn waits_grow_to_a_second_and_lines_are_no_closer_than_that() {
        let mut backoff = Backoff::default();
        let mut since_line = BETWEEN_LINES;
        let mut told = 0;
        for failure in 0..1000 {
            if let Some(failures) = backoff.line_due() {
                assert!(since_line >= BETWEEN_LINES, "failure {failure}");
                since_line = Duration::ZERO;
                told += failures;
            }
            if failure % 100 == 0 {
                backoff.succeeded();
            }
            let wait = backoff.step();
            assert!((FIRST..=LONGEST).contains(&wait), "failure {failure}");
            since_line += wait;
        }
        assert_eq!(told + backoff.failures, 1000);
        assert_eq!(backoff.step(), LONGEST);
    }
}
