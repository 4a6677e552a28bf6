//! Random runs: the pure rule and the shared breaker side by side, compared with the oracle after every step.

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
        Ok(())
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
        self.step(Op::Wait(
            self.rules.open_for_account.max(self.rules.open_for),
        ))?;
        self.step(Op::Wait(self.rules.probe_lease))?;
        for _ in 0..self.rules.successes.get() {
            let others = self.under_way.len();
            self.step(Op::Ask)?;
            prop_assert_eq!(
                self.under_way.len(),
                others + 1,
                "no probe although all waits are over"
            );
            self.step(Op::End(others, Ending::Reported(Effect::Success)))?;
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

/// Anything in any order, with waits that end just before, at and after what the rules wait for.
fn ops(rules: Rules, length: usize) -> impl Strategy<Value = Vec<Op>> {
    let almost = |wait: Duration| wait.saturating_sub(Duration::from_nanos(1));
    let waits = [
        Duration::from_nanos(1),
        Duration::from_secs(1),
        almost(rules.probe_lease),
        rules.probe_lease,
        almost(rules.open_for),
        rules.open_for,
        almost(rules.open_for_account),
        rules.open_for_account,
    ];
    let op = (0..24_usize, any::<u8>()).prop_map(move |(kind, which)| match kind {
        0..8 => Op::Ask,
        8..12 => Op::End(which.into(), Ending::Reported(Effect::Success)),
        12..17 => Op::End(which.into(), Ending::Reported(Effect::Failure)),
        17 => Op::End(which.into(), Ending::Reported(Effect::Trip)),
        18 => Op::End(which.into(), Ending::Reported(Effect::Nothing)),
        19 => Op::End(which.into(), Ending::Dropped),
        _ => Op::Wait(waits[usize::from(which) % waits.len()]),
    });
    prop::collection::vec(op, 0..length)
}

/// A provider that is up and down by turns for up to 200 s, called every few seconds.
fn flapping() -> impl Strategy<Value = Vec<Op>> {
    let period = (1..=200_u64, any::<bool>(), 1..20_u64).prop_map(|(lasts, up, every)| {
        let effect = if up { Effect::Success } else { Effect::Failure };
        let call = [
            Op::Ask,
            Op::End(0, Ending::Reported(effect)),
            Op::Wait(Duration::from_secs(every)),
        ];
        let calls = usize::try_from(lasts / every).unwrap();
        call.repeat(calls.min(8))
    });
    prop::collection::vec(period, 0..6).prop_map(|periods| periods.concat())
}

/// Small rules make every transition frequent; two and two most of all.
fn small_rules() -> impl Strategy<Value = Rules> {
    prop_oneof![
        2 => Just(rules(2, 2)),
        1 => (1..=3_u32, 1..=3_u32).prop_map(|(failures, successes)| rules(failures, successes)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn small_rules_do_as_the_oracle_says(
        (rules, ops) in small_rules().prop_flat_map(|rules| (Just(rules), ops(rules, 24)))
    ) {
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
    fn the_real_rules_do_as_the_oracle_says(ops in ops(Rules::default(), 120)) {
        check(Rules::default(), ops)?;
    }
}
