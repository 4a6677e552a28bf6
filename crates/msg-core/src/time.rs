//! Time and randomness, as arguments.
//!
//! Pure code takes `now`; whoever owns a schedule or makes ids holds an `Arc<dyn Clock>` and an
//! `Arc<dyn Entropy>`, so that every decision can be tested as a timeline.

use std::fmt::Debug;
use std::time::Duration;

use jiff::Timestamp;

/// Tells the time of day and the time passed.
pub trait Clock: Debug + Send + Sync {
    /// Wall-clock time in UTC. It may jump.
    fn now(&self) -> Timestamp;

    /// Time since a fixed point of this process. It never goes back.
    fn monotonic(&self) -> Monotonic;
}

/// Fills buffers with bytes from a cryptographically secure generator.
pub trait Entropy: Debug + Send + Sync {
    /// Overwrites the whole of `buffer`.
    fn fill(&self, buffer: &mut [u8]);
}

/// A point in the life of one process, counted from an arbitrary start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Monotonic(Duration);

impl Monotonic {
    /// The point that lies `elapsed` after the start.
    pub const fn from_start(elapsed: Duration) -> Self {
        Self(elapsed)
    }

    /// The time since the start.
    pub const fn since_start(self) -> Duration {
        self.0
    }

    /// The time from `earlier` to this point; zero when `earlier` is not earlier.
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The point `wait` later, or the last one that can be expressed.
    pub const fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait))
    }
}
