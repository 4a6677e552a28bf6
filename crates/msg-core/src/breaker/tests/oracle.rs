//! What a breaker has to do, worked out anew from the whole log of calls each time it is asked.
//!
//! It keeps no state, counts no generations and numbers no probes: a stretch of the log is closed, open or half-open,
//! and a result belongs to a stretch when its call was let through in it.

use std::time::Duration;

use super::super::{Cause, Refused, Rules, State, Transition, View};
use crate::outcome::Effect;
use crate::time::Monotonic;

/// Everything that happened to the calls let through, in order.
pub(super) struct Oracle {
    rules: Rules,
    log: Vec<Entry>,
}

/// A call is named by where the log says that it was let through.
pub(super) type Call = usize;

enum Entry {
    Admitted {
        at: Monotonic,
    },
    Ended {
        call: Call,
        at: Monotonic,
        effect: Effect,
    },
}

/// What the log comes to at some time.
pub(super) struct Standing {
    pub(super) view: View,
    /// Every change of state up to then.
    pub(super) changes: Vec<Transition>,
}

impl Standing {
    /// Whether a call is let through as a probe, or why it isn't let through.
    pub(super) fn answer(&self) -> Result<bool, Refused> {
        let View {
            state,
            cause,
            retry_after,
            ..
        } = self.view;
        match cause {
            Some(cause) if !retry_after.is_zero() => Err(Refused { retry_after, cause }),
            _ => Ok(state == State::HalfOpen),
        }
    }
}

/// A result that belongs to a stretch and says something.
#[derive(Clone, Copy)]
struct Told {
    place: usize,
    at: Monotonic,
    effect: Effect,
}

impl Oracle {
    pub(super) const fn new(rules: Rules) -> Self {
        Self {
            rules,
            log: Vec::new(),
        }
    }

    pub(super) fn admitted(&mut self, at: Monotonic) -> Call {
        self.log.push(Entry::Admitted { at });
        self.log.len() - 1
    }

    pub(super) fn ended(&mut self, call: Call, at: Monotonic, effect: Effect) {
        self.log.push(Entry::Ended { call, at, effect });
    }

    pub(super) fn standing(&self, now: Monotonic) -> Standing {
        let mut changes = Vec::new();
        let view = self.closed(0, now, &mut changes);
        Standing { view, changes }
    }

    /// The stretch that is closed from `start` on.
    fn closed(&self, start: usize, now: Monotonic, changes: &mut Vec<Transition>) -> View {
        let limit = self.rules.failures.get() as usize;
        let told = self.told(start, Duration::MAX);
        let row_of_failures =
            |last: usize| last + 1 >= limit && all(&told[last + 1 - limit..=last], Effect::Failure);
        let opening = (0..told.len())
            .find(|&last| told[last].effect == Effect::Trip || row_of_failures(last));
        if let Some(last) = opening {
            return self.opened(told[last], State::Closed, now, changes);
        }
        let failing = told
            .iter()
            .rev()
            .take_while(|told| told.effect == Effect::Failure);
        View {
            state: State::Closed,
            failure_count: u32::try_from(failing.count()).unwrap(),
            cause: None,
            retry_after: Duration::ZERO,
        }
    }

    /// The stretch that `by` opened.
    fn opened(&self, by: Told, from: State, now: Monotonic, changes: &mut Vec<Transition>) -> View {
        let (cause, hold) = match by.effect {
            Effect::Trip => (Cause::Account, self.rules.open_for_account),
            _ => (Cause::Failures, self.rules.open_for),
        };
        changes.push(Transition {
            from,
            to: State::Open,
            cause: Some(cause),
        });
        let waited = now.since(by.at);
        if waited < hold {
            return self.not_closed(State::Open, cause, hold.abs_diff(waited));
        }
        self.half_open(by.place + 1, cause, now, changes)
    }

    /// The stretch from `start` on, which ends the first time that probes decide.
    fn half_open(
        &self,
        start: usize,
        cause: Cause,
        now: Monotonic,
        changes: &mut Vec<Transition>,
    ) -> View {
        let Some(newest) = self.newest_call(start) else {
            return self.not_closed(State::HalfOpen, cause, Duration::ZERO);
        };
        changes.push(Transition {
            from: State::Open,
            to: State::HalfOpen,
            cause: Some(cause),
        });
        let told = self.told(start, self.rules.probe_lease);
        let good = told
            .iter()
            .take_while(|told| told.effect == Effect::Success)
            .take(self.rules.successes.get() as usize)
            .count();
        if good == self.rules.successes.get() as usize {
            changes.push(Transition {
                from: State::HalfOpen,
                to: State::Closed,
                cause: None,
            });
            return self.closed(told[good - 1].place + 1, now, changes);
        }
        if let Some(bad) = told.get(good) {
            return self.opened(*bad, State::HalfOpen, now, changes);
        }
        let lease_left = if self.has_ended(newest) {
            Duration::ZERO
        } else {
            let age = now.since(self.admitted_at(newest));
            self.rules.probe_lease.saturating_sub(age)
        };
        self.not_closed(State::HalfOpen, cause, lease_left)
    }

    const fn not_closed(&self, state: State, cause: Cause, retry_after: Duration) -> View {
        View {
            state,
            failure_count: self.rules.failures.get(),
            cause: Some(cause),
            retry_after,
        }
    }

    /// Results of the calls let through from `start` on that took less than `lease` and say something.
    fn told(&self, start: usize, lease: Duration) -> Vec<Told> {
        let mut told = Vec::new();
        for (place, entry) in self.log.iter().enumerate().skip(start) {
            if let Entry::Ended { call, at, effect } = *entry
                && call >= start
                && at.since(self.admitted_at(call)) < lease
                && effect != Effect::Nothing
            {
                told.push(Told { place, at, effect });
            }
        }
        told
    }

    fn newest_call(&self, start: usize) -> Option<Call> {
        (start..self.log.len()).rfind(|&place| matches!(self.log[place], Entry::Admitted { .. }))
    }

    fn has_ended(&self, wanted: Call) -> bool {
        self.log
            .iter()
            .any(|entry| matches!(entry, Entry::Ended { call, .. } if *call == wanted))
    }

    fn admitted_at(&self, call: Call) -> Monotonic {
        match self.log[call] {
            Entry::Admitted { at } | Entry::Ended { at, .. } => at,
        }
    }
}

fn all(told: &[Told], effect: Effect) -> bool {
    told.iter().all(|told| told.effect == effect)
}
