//! The pause of an account that sends too fast.
//!
//! It is kept apart from the circuit breaker: a vendor that asks to slow down is well.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use msg_core::Monotonic;

/// The pause when the vendor doesn't say how long.
const UNSAID: Duration = Duration::from_secs(1);

/// The longest pause taken from a vendor's word.
const LONGEST: Duration = Duration::from_mins(5);

/// Until when an account pauses.
#[derive(Debug, Default)]
pub(crate) struct CoolDown(Mutex<Monotonic>);

impl CoolDown {
    /// Pauses from `now` for as long as the vendor asked; a shorter wish never shortens a pause.
    pub(crate) fn begin(&self, asked: Option<Duration>, now: Monotonic) {
        let until = now.after(asked.unwrap_or(UNSAID).min(LONGEST));
        let mut end = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *end = until.max(*end);
    }

    /// How long the pause still lasts.
    pub(crate) fn rest(&self, now: Monotonic) -> Duration {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_only_grows_and_has_a_limit() {
        let at = |secs| Monotonic::from_start(Duration::from_secs(secs));
        let cool_down = CoolDown::default();
        assert_eq!(cool_down.rest(at(0)), Duration::ZERO);
        cool_down.begin(Some(Duration::from_secs(30)), at(10));
        cool_down.begin(None, at(10));
        assert_eq!(cool_down.rest(at(10)), Duration::from_secs(30));
        assert_eq!(cool_down.rest(at(41)), Duration::ZERO);
        cool_down.begin(Some(Duration::MAX), at(50));
        assert_eq!(cool_down.rest(at(50)), LONGEST);
    }
}
