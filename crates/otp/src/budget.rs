//! Exact sliding windows.
//!
//! A counter that starts anew at fixed times lets twice the limit through around those times. Since the limits of
//! codes are small numbers, the moments themselves are kept: whatever window one looks through, there are never more
//! in it than allowed.

use std::time::Duration;

use jiff::Timestamp;

use crate::time::after;

/// At most `limit` in every stretch of time of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    name: &'static str,
    limit: u32,
    length: Duration,
}

impl Window {
    /// A window. `name` is what callers are told; `length` is at most [`Budget::KEPT`], and cut to it.
    pub fn new(name: &'static str, limit: u32, length: Duration) -> Self {
        Self {
            name,
            limit,
            length: length.min(Budget::KEPT),
        }
    }
}

/// All that must hold before something is admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    windows: Vec<Window>,
    lock: Option<(&'static str, u32)>,
}

impl Rule {
    /// All of these windows.
    pub fn new(windows: impl Into<Vec<Window>>) -> Self {
        Self {
            windows: windows.into(),
            lock: None,
        }
    }

    /// The same, and nothing more after `failures` in a row.
    pub fn locking_after(mut self, name: &'static str, failures: u32) -> Self {
        self.lock = Some((name, failures));
        self
    }
}

/// A limit that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the limit `{limit}` is reached")]
pub struct LimitReached {
    /// Its name, such as `otp-sends-10m`.
    pub limit: &'static str,
    /// When it will have passed, if nothing else happens; nothing when time alone doesn't lift it.
    pub retry_at: Option<Timestamp>,
}

/// What one subject has used: when, and how often without success. A store keeps it as one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// In order; one moment may occur several times.
    spent: Vec<Timestamp>,
    failures_in_a_row: u32,
}

impl Budget {
    /// How long a moment is remembered: the longest window.
    pub const KEPT: Duration = Duration::from_hours(24);

    /// The budget as a store kept it.
    pub fn new(mut spent: Vec<Timestamp>, failures_in_a_row: u32) -> Self {
        spent.sort_unstable();
        Self {
            spent,
            failures_in_a_row,
        }
    }

    /// The moments that still count, in order.
    pub fn spent(&self) -> &[Timestamp] {
        &self.spent
    }

    /// How many failures there were since the last success.
    pub fn failures_in_a_row(&self) -> u32 {
        self.failures_in_a_row
    }

    /// Whether nothing in it matters to anybody, if moments before `cutoff` don't.
    pub fn is_spent_before(&self, cutoff: Timestamp) -> bool {
        self.failures_in_a_row == 0 && self.spent.last().is_none_or(|last| *last < cutoff)
    }

    /// Whether one more may be admitted at `now`.
    ///
    /// # Errors
    /// Names the limit that takes longest to pass.
    pub fn check(&self, rule: &Rule, now: Timestamp) -> Result<(), LimitReached> {
        if let Some((limit, failures)) = rule.lock
            && self.failures_in_a_row >= failures
        {
            return Err(LimitReached {
                limit,
                retry_at: None,
            });
        }
        let reached = rule
            .windows
            .iter()
            .filter_map(|window| self.reached(window, now));
        reached.max_by_key(lifted_at).map_or(Ok(()), Err)
    }

    /// Counts one more at `now`, and forgets what is older than [`Self::KEPT`].
    pub fn spend(&mut self, now: Timestamp) {
        self.spent.retain(|at| after(*at, Self::KEPT) > now);
        let place = self.spent.partition_point(|at| *at <= now);
        self.spent.insert(place, now);
    }

    /// Counts one more at `now` that counts as failed until [`Self::succeed`].
    pub fn fail(&mut self, now: Timestamp) {
        self.spend(now);
        self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
    }

    /// Takes back one that was counted at `at`. Returns whether there was one.
    pub fn refund(&mut self, at: Timestamp) -> bool {
        let found = self.spent.binary_search(&at);
        found.map(|place| self.spent.remove(place)).is_ok()
    }

    /// Takes back the failure that was counted at `at`, and ends the row of failures.
    pub fn succeed(&mut self, at: Timestamp) {
        self.refund(at);
        self.unlock();
    }

    /// Ends the row of failures. Returns whether there was one.
    pub fn unlock(&mut self) -> bool {
        std::mem::take(&mut self.failures_in_a_row) > 0
    }

    /// The limit of `window`, if it is reached at `now`: when the oldest of the newest `limit` moments is in it still.
    fn reached(&self, window: &Window, now: Timestamp) -> Option<LimitReached> {
        let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let oldest = self.spent.len().checked_sub(limit)?;
        let retry_at = self.spent.get(oldest).map(|at| after(*at, window.length));
        retry_at
            .is_none_or(|retry_at| retry_at > now)
            .then_some(LimitReached {
                limit: window.name,
                retry_at,
            })
    }
}

/// Orders limits by when they pass; those that never do come last.
pub(crate) fn lifted_at(reached: &LimitReached) -> Timestamp {
    reached.retry_at.unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
