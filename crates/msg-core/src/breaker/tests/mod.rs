//! The breaker's proofs: timelines to read, random runs against an oracle, real threads.

mod invariants;
mod oracle;
mod runs;
mod threads;
mod timelines;

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;

use super::{Breaker, Cause, Rules, State, Transition};
use crate::time::{Clock, Monotonic};

/// A clock that stands still until it is moved, and whose time of day must not be asked for.
#[derive(Debug)]
struct StoppedClock {
    now: Mutex<Monotonic>,
    when_asked: fn(),
}

impl StoppedClock {
    fn advance(&self, by: Duration) {
        let mut now = self.now.lock().unwrap();
        *now = now.after(by);
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        panic!("the breaker asked for the time of day, which may jump")
    }

    fn monotonic(&self) -> Monotonic {
        (self.when_asked)();
        *self.now.lock().unwrap()
    }
}

/// A shared breaker, its clock, and every change of state it told.
struct Bench {
    clock: Arc<StoppedClock>,
    breaker: Arc<Breaker>,
    told: Arc<Mutex<Vec<Transition>>>,
}

impl Bench {
    fn new(rules: Rules) -> Self {
        Self::with_clock(rules, || ())
    }

    /// With a clock that calls `when_asked` each time it is asked.
    fn with_clock(rules: Rules, when_asked: fn()) -> Self {
        let clock = Arc::new(StoppedClock {
            now: Mutex::default(),
            when_asked,
        });
        let told = Arc::new(Mutex::new(Vec::new()));
        let observer = {
            let told = Arc::clone(&told);
            Box::new(move |transition| told.lock().unwrap().push(transition))
        };
        let breaker = Arc::new(Breaker::new(
            rules,
            Arc::<StoppedClock>::clone(&clock),
            observer,
        ));
        Self {
            clock,
            breaker,
            told,
        }
    }

    fn told(&self) -> Vec<Transition> {
        self.told.lock().unwrap().clone()
    }
}

/// The default rules with other thresholds.
fn rules(failures: u32, successes: u32) -> Rules {
    Rules {
        failures: NonZeroU32::new(failures).unwrap(),
        successes: NonZeroU32::new(successes).unwrap(),
        ..Rules::default()
    }
}

#[test]
fn states_and_causes_are_known_by_their_words() {
    let states = [State::Closed, State::Open, State::HalfOpen].map(|state| state.to_string());
    assert_eq!(states, ["closed", "open", "half_open"]);
    let causes = [Cause::Failures, Cause::Account].map(Cause::as_str);
    assert_eq!(causes, ["failures", "config"]);
}
