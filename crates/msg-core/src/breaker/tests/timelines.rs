//! The contract as timelines to read.
//!
//! The first line of each is what happens, the second what the breaker is right after it.
//!
//! | happens | |
//! |---|---|
//! | `+` `-` `0` `!` | a call that ends at once: good, failed, says nothing (a wrong number, a rate limit), account fault |
//! | `a` | call `a` begins |
//! | `a+` `a-` `a0` `a!` | call `a` ends so |
//! | `a~` | call `a` is dropped without a result |
//! | `60s` | that time passes |
//!
//! `C` is closed, `O` open, `H` half-open; a digit tells the failures counted while closed; `x` that the call was refused.

use std::collections::HashMap;
use std::time::Duration;

use super::super::{Breaker, Permit, Rules, State};
use super::{Bench, rules};
use crate::outcome::{Blame, Effect, Fact, NotSent, effect};

fn check(rules: Rules, title: &str, timeline: &str) {
    let (script, expected) = timeline.trim().split_once('\n').expect("two lines");
    let bench = Bench::new(rules);
    let mut under_way = HashMap::new();
    let seen: Vec<String> = script
        .split_whitespace()
        .map(|token| cell(play(&bench, &mut under_way, token), &bench))
        .collect();
    let expected: Vec<&str> = expected.split_whitespace().collect();
    assert_eq!(seen, expected, "{title}");
}

/// Makes `token` happen; whether a call was refused.
fn play(bench: &Bench, under_way: &mut HashMap<char, Permit>, token: &str) -> bool {
    if let Some(seconds) = token.strip_suffix('s') {
        let wait = Duration::from_secs(seconds.parse().expect("seconds"));
        bench.clock.advance(wait);
        return false;
    }
    let mut signs = token.chars();
    let first = signs.next().expect("a sign");
    if !first.is_ascii_lowercase() {
        return ask(bench, |permit| end(permit, first));
    }
    let Some(ending) = signs.next() else {
        return ask(bench, |permit| {
            let earlier = under_way.insert(first, permit);
            assert!(earlier.is_none(), "two calls `{first}`");
        });
    };
    let call = under_way.remove(&first);
    end(
        call.unwrap_or_else(|| panic!("`{token}`: no such call")),
        ending,
    );
    false
}

/// Makes a call; whether it was refused.
fn ask(bench: &Bench, call: impl FnOnce(Permit)) -> bool {
    Breaker::admit(&bench.breaker).map(call).is_err()
}

fn end(permit: Permit, ending: char) {
    match ending {
        '+' => permit.report(Effect::Success),
        '-' => permit.report(Effect::Failure),
        '0' => permit.report(Effect::Nothing),
        '!' => permit.report(Effect::Trip),
        '~' => drop(permit),
        other => panic!("no call ends with `{other}`"),
    }
}

fn cell(refused: bool, bench: &Bench) -> String {
    let view = bench.breaker.view();
    let state = match view.state {
        State::Closed => format!("C{}", view.failure_count),
        State::Open => "O".to_owned(),
        State::HalfOpen => "H".to_owned(),
    };
    state + if refused { "x" } else { "" }
}

#[test]
fn the_contract() {
    for (title, timeline) in [
        (
            "five failures in a row open it; a minute later two good probes close it",
            "-  -  -  -  -  +   59s +   1s  +  +   -
             C1 C2 C3 C4 O  Ox  O   Ox  H   H  C0  C1",
        ),
        (
            "a good call ends the row",
            "-  -  -  -  +  -  -  -  -  -
             C1 C2 C3 C4 C0 C1 C2 C3 C4 O",
        ),
        (
            "any failed probe re-opens it for another minute, and the good ones are forgotten",
            "-  -  -  -  -  60s +  -  59s +  1s +  +
             C1 C2 C3 C4 O  H   H  O  O   Ox H  H  C0",
        ),
        (
            "one probe at a time",
            "-  -  -  -  -  60s a  b  c  a+ b  c  b+
             C1 C2 C3 C4 O  H   H  Hx Hx H  H  Hx C0",
        ),
        (
            "wrong numbers and rate limits count for nothing",
            "-  -  -  -  0  0  -  0  60s 0  +  0  +
             C1 C2 C3 C4 C4 C4 O  Ox H   H  H  H  C0",
        ),
        (
            "a probe that says nothing, or is dropped, gives its slot back at once",
            "-  -  -  -  -  60s a  b  a0 b  c  b~ c  c+ +
             C1 C2 C3 C4 O  H   H  Hx H  H  Hx H  H  H  C0",
        ),
        (
            "a dropped call counts as nothing",
            "-  -  -  -  a  a~ b  b-
             C1 C2 C3 C4 C4 C4 C4 O",
        ),
        (
            "a probe that vanished gives its slot back when its lease ends",
            "-  -  -  -  -  60s a  14s b  1s b  b+ +
             C1 C2 C3 C4 O  H   H  H   Hx H  H  H  C0",
        ),
        (
            "a probe whose lease ended speaks neither for its successor nor for itself",
            "-  -  -  -  -  60s a  15s a- b  15s c  b- d  c+ d  d+
             C1 C2 C3 C4 O  H   H  H   H  H  H   H  H  Hx H  H  C0",
        ),
        (
            "results of calls made before it opened change nothing afterwards",
            "a  b  c  d  -  -  -  -  -  a+ b- 60s c- +  d! +  -
             C0 C0 C0 C0 C1 C2 C3 C4 O  O  O  H   H  H  H  C0 C1",
        ),
        (
            "nor do they once it has closed again, late probes neither",
            "a  b  -  -  -  -  -  60s c  15s +  +  -  a+ b! c- -
             C0 C0 C1 C2 C3 C4 O  H   H  H   H  C0 C1 C1 C1 C1 C2",
        ),
        (
            "an account fault opens it at once and for ten minutes",
            "!  60s -  539s + 1s +  +
             O  O   Ox O   Ox H  H  C0",
        ),
        (
            "an account fault found by a probe holds for ten minutes, a failed probe after it for one",
            "-  -  -  -  -  60s !  60s + 540s -  59s + 1s +  +
             C1 C2 C3 C4 O  H   O  O   Ox H   O  O   Ox H  H  C0",
        ),
    ] {
        check(Rules::default(), title, timeline);
    }
}

#[test]
fn thresholds_of_one() {
    check(
        rules(1, 1),
        "one failure opens it, one good probe closes it",
        "- + 60s + -\nO Ox H C0 O",
    );
}

#[test]
fn five_of_a_fact_open_it_when_they_tell_of_provider_or_account() {
    for fact in Fact::ALL {
        let bench = Bench::new(Rules::default());
        for _ in 0..5 {
            if let Ok(permit) = Breaker::admit(&bench.breaker) {
                permit.report(effect(fact));
            }
        }
        let opens = matches!(
            fact,
            Fact::Rejected(Blame::Account | Blame::Provider)
                | Fact::NotSent(NotSent::Unreachable)
                | Fact::Unknown
        );
        let expected = if opens { State::Open } else { State::Closed };
        assert_eq!(bench.breaker.view().state, expected, "{fact}");
    }
}
