//! Random runs: the pure rule and the shared breaker side by side, compared with the oracle after every step.

use std::ops::Range;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::super::{Breaker, Machine, Permit, Rules, State, Ticket, Transition, View};
use super::invariants::{self, Step};
use super::oracle::{Call, Oracle};
use super::{Bench, rules};
use crate::outcome::Effect;
use crate::time::{Clock, Monotonic};

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
enum Op {
    /// Time passes.
    Wait(Duration),
    /// Somebody wants to make a call.
    Ask,
    /// Somebody makes a call that ends at once.
    Call(Ending),
    /// One of the calls under way ends; which one is counted modulo their number.
    End(usize, Ending),
}

/// How a call ends.
#[derive(Clone, Copy, Debug)]
enum Ending {
    Reported(Effect),
    Dropped,
}

impl Ending {
    const fn effect(self) -> Effect {
        match self {
            Self::Reported(effect) => effect,
            Self::Dropped => Effect::Nothing,
        }
    }
}

struct Run {
    rules: Rules,
    bench: Bench,
    machine: Machine,
    /// What the machine told, as the bench keeps what the breaker told.
    changes: Vec<Transition>,
    oracle: Oracle,
    under_way: Vec<UnderWay>,
    /// Good probes since it became half-open.
    good_probes: u32,
}

/// A call that was let through and has not ended.
struct UnderWay {
    call: Call,
    ticket: Ticket,
    permit: Permit,
    admitted_at: Monotonic,
    /// How many changes of state came before it.
    changes_before: usize,
}

impl Run {
    fn new(rules: Rules) -> Self {
        Self {
            rules,
            bench: Bench::new(rules),
            machine: Machine::new(rules),
            changes: Vec::new(),
            oracle: Oracle::new(rules),
            under_way: Vec::new(),
            good_probes: 0,
        }
    }

    fn step(&mut self, op: Op) -> TestCaseResult {
        match op {
            Op::Wait(wait) => self.bench.clock.advance(wait),
            Op::Ask => {
                self.ask()?;
            }
            Op::Call(ending) => {
                if self.ask()? {
                    self.agree()?;
                    self.end(self.under_way.len() - 1, ending)?;
                }
            }
            Op::End(which, ending) => {
                if !self.under_way.is_empty() {
                    self.end(which % self.under_way.len(), ending)?;
                }
            }
        }
        self.agree()
    }

    /// Whether the call was let through.
    fn ask(&mut self) -> Result<bool, TestCaseError> {
        let now = self.now();
        let before = self.view();
        let expected = self.oracle.standing(now).answer();
        let (by_rule, change) = self.machine.admit(now);
        let by_breaker = Breaker::admit(&self.bench.breaker);
        prop_assert_eq!(
            by_rule.as_ref().map(Ticket::is_probe),
            expected.as_ref().copied()
        );
        prop_assert_eq!(by_breaker.as_ref().err(), expected.as_ref().err());
        if before.state == State::Open {
            prop_assert!(by_rule.is_err(), "a call passed while open");
        }
        if change.is_some() {
            self.good_probes = 0;
            self.changes.extend(change);
        }
        let passed = by_rule.is_ok();
        if let (Ok(ticket), Ok(permit)) = (by_rule, by_breaker) {
            self.under_way.push(UnderWay {
                call: self.oracle.admitted(now),
                ticket,
                permit,
                admitted_at: now,
                changes_before: self.changes.len(),
            });
        }
        let live_probes = self
            .under_way
            .iter()
            .filter(|call| self.is_live_probe(call));
        prop_assert!(live_probes.count() <= 1, "two live probes");
        Ok(passed)
    }

    fn end(&mut self, which: usize, ending: Ending) -> TestCaseResult {
        let now = self.now();
        let before = self.view();
        let call = self.under_way.remove(which);
        let is_stale = call.changes_before != self.changes.len()
            || call.ticket.is_probe() && !self.is_live_probe(&call);
        let effect = ending.effect();
        let change = self.machine.report(&call.ticket, effect, now);
        self.changes.extend(change);
        self.oracle.ended(call.call, now, effect);
        match ending {
            Ending::Reported(effect) => call.permit.report(effect),
            Ending::Dropped => drop(call.permit),
        }
        if call.ticket.is_probe() && !is_stale && effect == Effect::Success {
            self.good_probes += 1;
        }
        invariants::check(&Step {
            rules: &self.rules,
            before,
            after: self.view(),
            change,
            effect,
            is_stale,
            good_probes: self.good_probes,
        })
    }

    fn agree(&self) -> TestCaseResult {
        let expected = self.oracle.standing(self.now());
        prop_assert_eq!(self.machine.view(self.now()), expected.view);
        prop_assert_eq!(self.view(), expected.view);
        prop_assert_eq!(&self.changes, &expected.changes);
        prop_assert_eq!(&self.bench.told(), &expected.changes);
        Ok(())
    }

    /// Whatever came before: after the longest wait and a lease, good calls close it.
    fn recovers(&mut self) -> TestCaseResult {
        let longest = self.rules.open_for_account.max(self.rules.open_for);
        self.step(Op::Wait(longest))?;
        self.step(Op::Wait(self.rules.probe_lease))?;
        for _ in 0..self.rules.successes.get() {
            self.step(Op::Call(Ending::Reported(Effect::Success)))?;
        }
        prop_assert_eq!(self.view().state, State::Closed);
        Ok(())
    }

    fn is_live_probe(&self, call: &UnderWay) -> bool {
        call.ticket.is_probe() && self.now().since(call.admitted_at) < self.rules.probe_lease
    }

    fn view(&self) -> View {
        self.bench.breaker.view()
    }

    fn now(&self) -> Monotonic {
        self.bench.clock.monotonic()
    }
}

fn check(rules: Rules, ops: impl IntoIterator<Item = Op>) -> TestCaseResult {
    let mut run = Run::new(rules);
    for op in ops {
        run.step(op)?;
    }
    run.recovers()
}

/// Anything in any order: calls that last, rows of calls that end alike, waits.
///
/// Each comes from one number, which takes a quarter of the time of a strategy for each part.
fn ops(
    longest_row: usize,
    waits: Vec<Duration>,
    length: Range<usize>,
) -> impl Strategy<Value = Vec<Op>> {
    let decode = move |number: u16| {
        let (kind, number) = (number % 8, usize::from(number / 8));
        let (ending, number) = (ending(number % 11), number / 11);
        match kind {
            0 => vec![Op::Ask],
            1 => vec![Op::End(number, ending)],
            2..5 => vec![Op::Call(ending); 1 + number % longest_row],
            _ => vec![Op::Wait(waits[number % waits.len()])],
        }
    };
    prop::collection::vec(any::<u16>(), length)
        .prop_map(move |numbers| numbers.into_iter().flat_map(&decode).collect())
}

const fn ending(number: usize) -> Ending {
    match number {
        0..4 => Ending::Reported(Effect::Success),
        4..8 => Ending::Reported(Effect::Failure),
        8 => Ending::Reported(Effect::Trip),
        9 => Ending::Reported(Effect::Nothing),
        _ => Ending::Dropped,
    }
}

/// A provider that is up or down for up to 200 s at a time, called every few seconds.
fn flapping() -> impl Strategy<Value = Vec<Op>> {
    let period = (1..=200_u64, any::<bool>(), 5..30_u64).prop_map(|(lasts, up, every)| {
        let effect = if up { Effect::Success } else { Effect::Failure };
        let call = [
            Op::Call(Ending::Reported(effect)),
            Op::Wait(Duration::from_secs(every)),
        ];
        let calls = usize::try_from(lasts / every).unwrap();
        call.repeat(calls)
    });
    prop::collection::vec(period, 0..6).prop_map(|periods| periods.concat())
}

/// Low thresholds and waits of a few seconds make every transition and every coincidence frequent.
fn small_rules() -> impl Strategy<Value = Rules> {
    let thresholds = prop_oneof![2 => Just((2, 2)), 1 => (1..=3_u32, 1..=3_u32)];
    thresholds.prop_map(|(failures, successes)| Rules {
        open_for: Duration::from_secs(3),
        open_for_account: Duration::from_secs(5),
        probe_lease: Duration::from_secs(2),
        ..rules(failures, successes)
    })
}

fn small_waits() -> Vec<Duration> {
    (1..=5).map(Duration::from_secs).collect()
}

/// Waits that end just before and at what the rules wait for.
fn real_waits() -> Vec<Duration> {
    let rules = Rules::default();
    let almost = |wait: Duration| wait.saturating_sub(Duration::from_nanos(1));
    vec![
        Duration::from_nanos(1),
        almost(rules.probe_lease),
        rules.probe_lease,
        almost(rules.open_for),
        rules.open_for,
        rules.open_for,
        almost(rules.open_for_account),
        rules.open_for_account,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn small_rules_do_as_the_oracle_says(rules in small_rules(), ops in ops(2, small_waits(), 0..32)) {
        check(rules, ops)?;
    }

    #[test]
    fn a_flapping_provider_is_treated_as_the_oracle_says(ops in flapping()) {
        check(Rules::default(), ops)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_real_rules_do_as_the_oracle_says(ops in ops(5, real_waits(), 0..60)) {
        check(Rules::default(), ops)?;
    }
}
