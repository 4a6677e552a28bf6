use super::*;

#[test]
fn numbers_that_would_be_unfair_are_passed_over() {
    // 2^64 = 18446744073709551616, so the last 551616 numbers are too many for whole millions.
    let last_fair = 18_446_744_073_708_999_999;
    for (drawn, number) in [
        (vec![0], 0),
        (vec![1_000_042], 42),
        (vec![last_fair], 999_999),
        (vec![last_fair + 1, 7], 7),
        (vec![u64::MAX, last_fair + 1, last_fair, 3], 999_999),
    ] {
        let draw = |counter| drawn[usize::try_from(counter).unwrap()];
        assert_eq!(first_fair(1_000_000, draw), number, "{drawn:?}");
    }
    // A power of two divides 2^64: nothing is passed over.
    assert_eq!(first_fair(1 << 60, |_| u64::MAX), (1 << 60) - 1);
}
