//! The shared breaker under real threads, which change places whenever it looks at the clock: between looking at its
//! state and changing it.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::super::{Breaker, Permit, State};
use super::{Bench, rules};
use crate::outcome::Effect;

const THREADS: usize = 64;

/// Has every thread ask at the same moment; the permits given.
fn ask_together(bench: &Bench) -> Vec<Permit> {
    let start = Barrier::new(THREADS);
    thread::scope(|scope| {
        let asking: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    Breaker::admit(&bench.breaker).ok()
                })
            })
            .collect();
        asking
            .into_iter()
            .filter_map(|thread| thread.join().unwrap())
            .collect()
    })
}

/// Has every permit reported as a failure at the same moment.
fn fail_together(permits: Vec<Permit>) {
    let start = &Barrier::new(permits.len());
    thread::scope(|scope| {
        for permit in permits {
            scope.spawn(move || {
                start.wait();
                permit.report(Effect::Failure);
            });
        }
    });
}

#[test]
fn of_64_callers_at_once_one_is_the_probe() {
    let bench = Bench::with_clock(rules(5, 2), thread::yield_now);
    for round in 1..=10 {
        let permits = ask_together(&bench);
        let expected = if round == 1 { THREADS } else { 1 };
        assert_eq!(permits.len(), expected, "round {round}");
        fail_together(permits);
        assert_eq!(bench.breaker.view().state, State::Open);
        bench.clock.advance(rules(5, 2).open_for);
    }
    let openings = bench
        .told()
        .iter()
        .filter(|change| change.to == State::Open)
        .count();
    assert_eq!(
        openings, 10,
        "each round opens it once, however many failed"
    );
}

#[test]
fn probes_never_overlap() {
    let bench = Bench::with_clock(rules(1, u32::MAX), thread::yield_now);
    Breaker::admit(&bench.breaker)
        .unwrap()
        .report(Effect::Failure);
    bench.clock.advance(rules(1, 1).open_for);

    let live = AtomicUsize::new(0);
    let made = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5_000 {
                    if let Ok(permit) = Breaker::admit(&bench.breaker) {
                        assert_eq!(live.fetch_add(1, Ordering::SeqCst), 0, "two probes at once");
                        made.fetch_add(1, Ordering::SeqCst);
                        live.fetch_sub(1, Ordering::SeqCst);
                        permit.report(Effect::Success);
                    }
                }
            });
        }
    });
    assert!(made.into_inner() >= 1);
    assert_eq!(bench.breaker.view().state, State::HalfOpen);
}
