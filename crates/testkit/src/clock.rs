//! A clock that only moves when a test says so.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use msg_core::{Clock, Monotonic};

/// A clock in the hands of a test. Clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    wall: Timestamp,
    passed: Duration,
}

impl ManualClock {
    /// A clock that shows `start`.
    pub fn new(start: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Hands {
            wall: start,
            passed: Duration::ZERO,
        })))
    }

    /// Lets `time` pass.
    ///
    /// # Panics
    /// Panics at the end of time.
    pub fn advance(&self, time: Duration) {
        let mut hands = self.hands();
        hands.wall = hands
            .wall
            .checked_add(time)
            .expect("no test takes that long");
        hands.passed += time;
    }

    /// Sets the time of day without time passing, as an administrator may.
    pub fn set(&self, wall: Timestamp) {
        self.hands().wall = wall;
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ManualClock {
    /// Shows 2026-01-01T00:00:00Z.
    fn default() -> Self {
        Self::new(Timestamp::constant(1_767_225_600, 0))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.hands().wall
    }

    fn monotonic(&self) -> Monotonic {
        Monotonic::from_start(self.hands().passed)
    }
}
