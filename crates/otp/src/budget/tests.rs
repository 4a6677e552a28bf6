use proptest::prelude::*;

use super::*;

fn second(number: i64) -> Timestamp {
    Timestamp::from_second(number).unwrap()
}

fn rule(windows: &[(u32, u64)]) -> Rule {
    let window =
        |(limit, seconds): &(u32, u64)| Window::new("w", *limit, Duration::from_secs(*seconds));
    Rule::new(windows.iter().map(window).collect::<Vec<_>>())
}

/// The most that any stretch of `seconds` holds, by trying all that begin with one of `moments`.
fn fullest(moments: &[i64], seconds: u64) -> usize {
    let seconds = i64::try_from(seconds).unwrap();
    let within = |start: i64| {
        let inside = moments
            .iter()
            .filter(|it| (start..start + seconds).contains(*it));
        inside.count()
    };
    moments
        .iter()
        .map(|start| within(*start))
        .max()
        .unwrap_or(0)
}

fn holds(moments: &[i64], windows: &[(u32, u64)]) -> bool {
    let mut windows = windows.iter();
    windows.all(|(limit, seconds)| fullest(moments, *seconds) <= usize::try_from(*limit).unwrap())
}

/// One step of a history: so many seconds later, somebody wants one more, or the nth last is taken back.
#[derive(Clone, Copy, Debug)]
enum Step {
    Want { after: i64 },
    Refund { nth_last: usize },
}

fn steps(longest: i64) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..=longest).prop_map(|after| Step::Want { after }),
        1 => (0..4_usize).prop_map(|nth_last| Step::Refund { nth_last }),
    ];
    proptest::collection::vec(step, 1..60)
}

/// Admits exactly what leaves every window within its limit, and says truly when the next may come.
fn check(windows: &[(u32, u64)], steps: &[Step]) -> Result<(), TestCaseError> {
    let rule = rule(windows);
    let mut budget = Budget::default();
    let mut admitted: Vec<i64> = Vec::new();
    let mut now = 1_000_000;
    for step in steps {
        match *step {
            Step::Refund { nth_last } => {
                let Some(place) = admitted.len().checked_sub(nth_last + 1) else {
                    continue;
                };
                let moment = admitted.remove(place);
                // What is older than a day may be forgotten.
                let kept = now - moment < 86_400;
                prop_assert_eq!(budget.refund(second(moment)) || !kept, true);
            }
            Step::Want { after } => {
                now += after;
                let with_this: Vec<i64> = admitted.iter().copied().chain([now]).collect();
                let answer = budget.check(&rule, second(now));
                prop_assert_eq!(answer.is_ok(), holds(&with_this, windows), "at {}", now);
                match answer {
                    Ok(()) => {
                        budget.spend(second(now));
                        admitted.push(now);
                    }
                    Err(reached) => {
                        let retry_at = reached.retry_at.unwrap();
                        let too_soon = retry_at - Duration::from_micros(1);
                        prop_assert!(budget.check(&rule, retry_at).is_ok());
                        prop_assert!(budget.check(&rule, too_soon).is_err());
                    }
                }
            }
        }
    }
    prop_assert!(holds(&admitted, windows));
    Ok(())
}

proptest! {
    #[test]
    fn small_windows_are_exact(steps in steps(4)) {
        check(&[(2, 3), (3, 7)], &steps)?;
    }

    #[test]
    fn the_real_windows_are_exact(steps in steps(400)) {
        check(&[(5, 600), (10, 86_400)], &steps)?;
    }

    #[test]
    fn the_real_windows_are_exact_over_days(steps in steps(20_000)) {
        check(&[(10, 3_600), (20, 86_400)], &steps)?;
    }

    /// Whichever way the clock jumps, no window holds more than its limit.
    #[test]
    fn a_jumping_clock_never_admits_too_much(moments in proptest::collection::vec(0..40_i64, 1..60)) {
        let windows = [(2, 3), (3, 7)];
        let mut budget = Budget::default();
        let mut admitted = Vec::new();
        for now in moments {
            if budget.check(&rule(&windows), second(now)).is_ok() {
                budget.spend(second(now));
                admitted.push(now);
            }
        }
        prop_assert!(holds(&admitted, &windows), "{:?}", admitted);
    }
}

#[test]
fn the_limit_that_lasts_longest_is_named() {
    let window = |name, limit, seconds| Window::new(name, limit, Duration::from_secs(seconds));
    let rule = Rule::new([window("short", 1, 10), window("long", 2, 100)]);
    let mut budget = Budget::default();
    budget.spend(second(0));
    let short = LimitReached {
        limit: "short",
        retry_at: Some(second(10)),
    };
    assert_eq!(budget.check(&rule, second(1)), Err(short));
    budget.spend(second(10));
    let long = LimitReached {
        limit: "long",
        retry_at: Some(second(100)),
    };
    assert_eq!(budget.check(&rule, second(11)), Err(long));

    let never = LimitReached {
        limit: "none",
        retry_at: None,
    };
    let nothing = Rule::new([window("none", 0, 10)]);
    assert_eq!(Budget::default().check(&nothing, second(0)), Err(never));
}

#[test]
fn a_row_of_failures_ends_with_a_success() {
    let rule = Rule::new([]).locking_after("row", 3);
    let locked = LimitReached {
        limit: "row",
        retry_at: None,
    };
    let mut budget = Budget::default();
    for moment in 0..2 {
        budget.fail(second(moment));
    }
    assert_eq!(budget.check(&rule, second(2)), Ok(()));
    budget.fail(second(2));
    assert_eq!(budget.check(&rule, second(1_000_000)), Err(locked));
    budget.succeed(second(2));
    assert_eq!(budget.check(&rule, second(3)), Ok(()));
    assert_eq!(budget, Budget::new(vec![second(1), second(0)], 0));
    assert!(!budget.unlock());
}

#[test]
fn what_is_a_day_old_is_forgotten() {
    let mut budget = Budget::default();
    budget.fail(second(0));
    budget.spend(second(1));
    budget.spend(second(86_400));
    assert_eq!(budget.spent(), [second(1), second(86_400)]);
    assert!(!budget.is_spent_before(second(90_000)), "one failed");
    budget.unlock();
    assert!(!budget.is_spent_before(second(86_400)));
    assert!(budget.is_spent_before(second(86_401)));
    assert!(Budget::default().is_spent_before(second(0)));
}

/// What is forgotten after a day can't be counted for longer.
#[test]
fn no_window_is_longer_than_a_day() {
    let rule = rule(&[(1, 2 * 86_400)]);
    let mut budget = Budget::default();
    budget.spend(second(0));
    let reached = budget.check(&rule, second(1)).unwrap_err();
    assert_eq!(reached.retry_at, Some(second(86_400)));
}

/// A clock that was set back leaves moments out of their turn.
#[test]
fn moments_stay_in_order() {
    let mut budget = Budget::default();
    for moment in [100, 50, 75, 75] {
        budget.spend(second(moment));
    }
    assert_eq!(budget.spent(), [50, 75, 75, 100].map(second));
    assert!(budget.refund(second(100)) && budget.refund(second(50)));
    assert!(budget.refund(second(75)));
    assert!(!budget.refund(second(100)));
    assert_eq!(budget.spent(), [second(75)]);
}
