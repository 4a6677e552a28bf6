//! The breaker shared between tasks.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Machine, Refused, Rules, Ticket, Transition, View};
use crate::outcome::Effect;
use crate::time::Clock;

type Observer = dyn Fn(Transition) + Send + Sync;

/// A breaker that many tasks ask.
pub struct Breaker {
    machine: Mutex<Machine>,
    clock: Arc<dyn Clock>,
    observer: Box<Observer>,
}

impl Breaker {
    /// A closed breaker that tells `observer` of every change of state.
    ///
    /// The observer is called outside the lock, on the thread that caused the change: it may ask the breaker, must not
    /// panic, and may hear of changes that follow each other at once in either order.
    pub fn new(rules: Rules, clock: Arc<dyn Clock>, observer: Box<Observer>) -> Self {
        Self {
            machine: Mutex::new(Machine::new(rules)),
            clock,
            observer,
        }
    }

    /// Asks for the right to make one call.
    ///
    /// # Errors
    /// Refuses while open, and while half-open with a probe on its way.
    pub fn admit(breaker: &Arc<Self>) -> Result<Permit, Refused> {
        let (ticket, transition) = breaker.machine().admit(breaker.clock.monotonic());
        breaker.tell(transition);
        ticket.map(|ticket| Permit {
            breaker: Arc::clone(breaker),
            ticket: Some(ticket),
        })
    }

    /// What it shows now.
    pub fn view(&self) -> View {
        self.machine().view(self.clock.monotonic())
    }

    fn report(&self, ticket: &Ticket, effect: Effect) {
        let transition = self
            .machine()
            .report(ticket, effect, self.clock.monotonic());
        self.tell(transition);
    }

    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, transition: Option<Transition>) {
        if let Some(transition) = transition {
            (self.observer)(transition);
        }
    }
}

impl fmt::Debug for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Breaker").field(&self.view()).finish()
    }
}

/// The right to make one call.
///
/// Dropping it without a report, as happens when the caller is cancelled, frees a probe's slot and counts as nothing.
#[derive(Debug)]
pub struct Permit {
    breaker: Arc<Breaker>,
    ticket: Option<Ticket>,
}

impl Permit {
    /// Gives the right back with what the call told.
    pub fn report(mut self, effect: Effect) {
        self.give_back(effect);
    }

    fn give_back(&mut self, effect: Effect) {
        if let Some(ticket) = self.ticket.take() {
            self.breaker.report(&ticket, effect);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.give_back(Effect::Nothing);
    }
}
