//! The pure rule of the breaker.

use std::time::Duration;

use super::{Cause, Rules, State, Transition};
use crate::outcome::Effect;
use crate::time::Monotonic;

/// The breaker as a value: what it does depends on its arguments alone.
#[derive(Clone, Debug)]
pub struct Machine {
    rules: Rules,
    /// Counts the changes of state; results of another generation are stale.
    generation: u64,
    /// Counts the probes, so that none can speak for its successor.
    probes: u64,
    phase: Phase,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Closed {
        failures: u32,
    },
    Open {
        until: Monotonic,
        cause: Cause,
    },
    HalfOpen {
        successes: u32,
        probe: Option<Probe>,
        cause: Cause,
    },
}

#[derive(Clone, Copy, Debug)]
struct Probe {
    number: u64,
    lease_ends: Monotonic,
}

impl Probe {
    fn is_live(self, now: Monotonic) -> bool {
        now < self.lease_ends
    }
}

/// The right to make one call, to be given back once with its result.
#[derive(Debug)]
pub struct Ticket {
    generation: u64,
    probe: Option<u64>,
}

impl Ticket {
    /// Whether the call is the probe of a half-open breaker.
    pub const fn is_probe(&self) -> bool {
        self.probe.is_some()
    }
}

/// No call may be made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// How long to wait before asking again. A probe on its way may make room sooner.
    pub retry_after: Duration,
    /// Why it opened.
    pub cause: Cause,
}

/// What a breaker shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The state that the next call would find.
    pub state: State,
    /// Failures in a row while closed; the limit, [`Rules::failures`], whatever opened it, while it isn't.
    pub failure_count: u32,
    /// Why it isn't closed.
    pub cause: Option<Cause>,
    /// How long calls will be refused at most, since a probe on its way may end sooner; zero when the next call passes.
    pub retry_after: Duration,
}

impl Machine {
    /// A closed breaker.
    pub const fn new(rules: Rules) -> Self {
        Self {
            rules,
            generation: 0,
            probes: 0,
            phase: Phase::Closed { failures: 0 },
        }
    }

    /// Asks for the right to make one call.
    ///
    /// Beside the ticket, or the refusal while it is open or has a probe on its way, it answers with the change of state
    /// if there was one: an open breaker becomes half-open not when its wait ends but when the first call after it asks.
    pub fn admit(&mut self, now: Monotonic) -> (Result<Ticket, Refused>, Option<Transition>) {
        let transition = self.half_open_when_due(now);
        (self.ticket(now), transition)
    }

    /// Takes back a ticket with what the call told; the change of state if there was one.
    ///
    /// A stale ticket changes nothing: one given before the last change of state, or to a probe whose lease has ended,
    /// even when no other probe has taken its place.
    pub fn report(
        &mut self,
        ticket: &Ticket,
        effect: Effect,
        now: Monotonic,
    ) -> Option<Transition> {
        if ticket.generation != self.generation {
            return None;
        }
        match self.phase {
            Phase::Closed { failures } => self.report_closed(failures, effect, now),
            Phase::HalfOpen {
                successes,
                probe: Some(probe),
                cause,
            } if ticket.probe == Some(probe.number) && probe.is_live(now) => {
                self.report_probe(successes, cause, effect, now)
            }
            Phase::HalfOpen { .. } | Phase::Open { .. } => None,
        }
    }

    /// What it shows at `now`.
    pub fn view(&self, now: Monotonic) -> View {
        match self.phase {
            Phase::Closed { failures } => View {
                state: State::Closed,
                failure_count: failures,
                cause: None,
                retry_after: Duration::ZERO,
            },
            Phase::Open { until, cause } => View {
                state: if now < until {
                    State::Open
                } else {
                    State::HalfOpen
                },
                failure_count: self.rules.failures.get(),
                cause: Some(cause),
                retry_after: until.since(now),
            },
            Phase::HalfOpen { probe, cause, .. } => View {
                state: State::HalfOpen,
                failure_count: self.rules.failures.get(),
                cause: Some(cause),
                retry_after: probe.map_or(Duration::ZERO, |probe| probe.lease_ends.since(now)),
            },
        }
    }

    fn half_open_when_due(&mut self, now: Monotonic) -> Option<Transition> {
        let Phase::Open { until, cause } = self.phase else {
            return None;
        };
        if now < until {
            return None;
        }
        Some(self.enter(
            Phase::HalfOpen {
                successes: 0,
                probe: None,
                cause,
            },
            Some(cause),
        ))
    }

    fn ticket(&mut self, now: Monotonic) -> Result<Ticket, Refused> {
        match &mut self.phase {
            Phase::Closed { .. } => Ok(Ticket {
                generation: self.generation,
                probe: None,
            }),
            Phase::Open { until, cause } => Err(Refused {
                retry_after: until.since(now),
                cause: *cause,
            }),
            Phase::HalfOpen {
                probe: Some(probe),
                cause,
                ..
            } if probe.is_live(now) => Err(Refused {
                retry_after: probe.lease_ends.since(now),
                cause: *cause,
            }),
            Phase::HalfOpen { probe, .. } => {
                self.probes += 1;
                *probe = Some(Probe {
                    number: self.probes,
                    lease_ends: now.after(self.rules.probe_lease),
                });
                Ok(Ticket {
                    generation: self.generation,
                    probe: Some(self.probes),
                })
            }
        }
    }

    fn report_closed(
        &mut self,
        failures: u32,
        effect: Effect,
        now: Monotonic,
    ) -> Option<Transition> {
        let failures = match effect {
            Effect::Nothing => return None,
            Effect::Trip => return Some(self.open(Cause::Account, now)),
            Effect::Success => 0,
            // It opens at the limit, so the count never goes past a u32.
            Effect::Failure => failures + 1,
        };
        if failures >= self.rules.failures.get() {
            return Some(self.open(Cause::Failures, now));
        }
        self.phase = Phase::Closed { failures };
        None
    }

    fn report_probe(
        &mut self,
        successes: u32,
        cause: Cause,
        effect: Effect,
        now: Monotonic,
    ) -> Option<Transition> {
        let successes = match effect {
            Effect::Trip => return Some(self.open(Cause::Account, now)),
            Effect::Failure => return Some(self.open(Cause::Failures, now)),
            Effect::Nothing => successes,
            Effect::Success => successes + 1,
        };
        if successes >= self.rules.successes.get() {
            return Some(self.enter(Phase::Closed { failures: 0 }, None));
        }
        self.phase = Phase::HalfOpen {
            successes,
            probe: None,
            cause,
        };
        None
    }

    fn open(&mut self, cause: Cause, now: Monotonic) -> Transition {
        let wait = match cause {
            Cause::Failures => self.rules.open_for,
            Cause::Account => self.rules.open_for_account,
        };
        let until = now.after(wait);
        self.enter(Phase::Open { until, cause }, Some(cause))
    }

    fn enter(&mut self, phase: Phase, cause: Option<Cause>) -> Transition {
        let from = self.state();
        self.generation += 1;
        self.phase = phase;
        Transition {
            from,
            to: self.state(),
            cause,
        }
    }

    const fn state(&self) -> State {
        match self.phase {
            Phase::Closed { .. } => State::Closed,
            Phase::Open { .. } => State::Open,
            Phase::HalfOpen { .. } => State::HalfOpen,
        }
    }
}
