//! What must hold of every result reported, whatever the oracle says.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::super::{Cause, Rules, State, Transition, View};
use crate::outcome::Effect;

/// A result was reported.
pub(super) struct Step<'a> {
    pub(super) rules: &'a Rules,
    pub(super) before: View,
    pub(super) after: View,
    pub(super) change: Option<Transition>,
    pub(super) effect: Effect,
    /// The state changed since the call was let through, or it was a probe whose lease has ended.
    pub(super) is_stale: bool,
    /// Good probes since it became half-open, this result included.
    pub(super) good_probes: u32,
}

pub(super) fn check(step: &Step<'_>) -> TestCaseResult {
    if step.is_stale {
        prop_assert_eq!(step.change, None);
        prop_assert_eq!(step.after, step.before);
    } else {
        match step.effect {
            Effect::Nothing => says_nothing(step)?,
            Effect::Trip => trips(step)?,
            Effect::Failure if step.before.state == State::HalfOpen => re_opens(step)?,
            Effect::Success | Effect::Failure => {}
        }
    }
    let has_closed = step.change.is_some_and(|change| change.to == State::Closed);
    let enough = step.before.state == State::HalfOpen
        && step.effect == Effect::Success
        && step.good_probes == step.rules.successes.get();
    prop_assert_eq!(
        has_closed,
        enough && !step.is_stale,
        "closes by good probes alone"
    );
    Ok(())
}

/// Counts stay, and a probe's slot is free again.
fn says_nothing(step: &Step<'_>) -> TestCaseResult {
    prop_assert_eq!(step.change, None);
    let freed = View {
        retry_after: Duration::ZERO,
        ..step.before
    };
    prop_assert_eq!(step.after, freed);
    Ok(())
}

fn trips(step: &Step<'_>) -> TestCaseResult {
    prop_assert_eq!(step.after.state, State::Open);
    prop_assert_eq!(step.after.cause, Some(Cause::Account));
    prop_assert_eq!(step.after.retry_after, step.rules.open_for_account);
    Ok(())
}

fn re_opens(step: &Step<'_>) -> TestCaseResult {
    prop_assert_eq!(step.after.state, State::Open);
    prop_assert_eq!(step.after.retry_after, step.rules.open_for);
    Ok(())
}
