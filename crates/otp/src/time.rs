//! Arithmetic that stops at the ends of time instead of failing there.

use std::time::Duration;

use jiff::Timestamp;

/// The moment `wait` after `start`.
pub(crate) fn after(start: Timestamp, wait: Duration) -> Timestamp {
    start.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// The time from `start` to `end`; zero when `end` is not later.
pub(crate) fn between(start: Timestamp, end: Timestamp) -> Duration {
    Duration::try_from(end.duration_since(start)).unwrap_or(Duration::ZERO)
}

/// `moment` in whole microseconds, which every store can keep.
pub(crate) fn whole_micros(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment)
}
