//! The circuit breaker: stops calling an account that fails, and finds out with one call at a time when it works again.
//!
//! Why another one: a permit carries the generation it was given in, so a call that was made before the breaker
//! opened can neither close nor re-open it afterwards; half-open lets exactly one probe through; a probe whose caller
//! vanished loses its slot when its lease ends; and only what the provider or the account did is counted, never a bad
//! telephone number. The libraries looked at let all callers through half-open, or count results of calls made before.
//!
//! [`Machine`] is the pure rule, [`Breaker`] shares it between tasks.

mod machine;
mod permit;

use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

pub use machine::{Machine, Refused, Ticket, View};
pub use permit::{Breaker, Permit};

/// The numbers of a breaker.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Failures in a row that open it.
    pub failures: NonZeroU32,
    /// Successful probes in a row that close it.
    pub successes: NonZeroU32,
    /// How long it stays open before the first probe.
    pub open_for: Duration,
    /// How long it stays open after an account fault, which waiting does not mend.
    pub open_for_account: Duration,
    /// After what time a probe that nobody reported on loses its slot, and a late result its say: the attempt's time
    /// limit and a margin. Probes that take longer never close the breaker.
    pub probe_lease: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            failures: NonZeroU32::new(5).expect("not zero"),
            successes: NonZeroU32::new(2).expect("not zero"),
            open_for: Duration::from_mins(1),
            open_for_account: Duration::from_mins(10),
            probe_lease: Duration::from_secs(15),
        }
    }
}

/// The three states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Calls pass.
    Closed,
    /// Calls are refused.
    Open,
    /// One call at a time passes.
    HalfOpen,
}

impl State {
    /// The word for it in answers and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why it opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The provider failed too often.
    Failures,
    /// The account is unusable as it is set up.
    Account,
}

impl Cause {
    /// The word for it in answers and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failures => "failures",
            Self::Account => "config",
        }
    }
}

/// A change of state, for logs and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The state left.
    pub from: State,
    /// The state entered.
    pub to: State,
    /// Why it is or was open; nothing when it closes.
    pub cause: Option<Cause>,
}

#[cfg(test)]
mod tests;
