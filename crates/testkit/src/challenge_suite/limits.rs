//! Budgets, one use after the other.

use std::time::Duration;

use otp::{
    Challenge, ChallengeStore, Charge, ChargeRequest, LimitReached, Limits, MalformedGuess,
    OpenRequest, Opened,
};

use super::Subject;
use super::scene::{
    AVAILABLE, again, at, charge, created, granted, guess, index, just_before, open, purpose,
    reached, right, unlimited,
};

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

/// Five in ten minutes and ten in a day to one recipient, whatever they are for; then exactly when said, one more.
pub async fn sends_are_limited(subject: &Subject) {
    let store = &*subject.store;
    let nth = |n: u64| OpenRequest {
        purpose: purpose(&format!("p{n}")),
        ..subject.ask(1)
    };
    for n in 0..5 {
        created(store, &nth(n), at(n)).await;
    }
    let full = Opened::LimitReached(reached("otp-sends-10m", at(600)));
    for now in [at(5), just_before(at(600))] {
        assert_eq!(open(store, &nth(5), now).await, full);
    }
    for n in 5..10 {
        created(store, &nth(n), at(595 + n)).await;
    }
    let full = Opened::LimitReached(reached("otp-sends-1d", at(DAY)));
    for now in [at(1_300), just_before(at(DAY))] {
        assert_eq!(open(store, &nth(10), now).await, full);
    }
    created(store, &nth(10), at(DAY)).await;

    created(store, &subject.ask(2), at(10)).await;
    let stranger = OpenRequest {
        tenant: subject.tenants[1],
        ..nth(11)
    };
    created(store, &stranger, at(10)).await;
}

/// Ten in ten minutes from one network, whoever they go to. What was refused is charged to nobody.
pub async fn sends_from_a_network_are_limited(subject: &Subject) {
    let store = &*subject.store;
    let from = |network, recipient| OpenRequest {
        network: Some(index(network)),
        ..subject.ask(recipient)
    };
    for recipient in 1..=10 {
        created(store, &from(99, recipient), at(u64::from(recipient))).await;
    }
    let full = Opened::LimitReached(reached("otp-network-sends-10m", at(601)));
    for _ in 0..5 {
        assert_eq!(open(store, &from(99, 11), at(600)).await, full);
    }
    created(store, &from(98, 11), at(600)).await;
    let stranger = OpenRequest {
        tenant: subject.tenants[1],
        ..from(99, 11)
    };
    created(store, &stranger, at(600)).await;
    created(store, &from(99, 12), at(601)).await;
}

/// Ten wrong guesses in an hour and twenty in a day for one recipient. Until then nothing is sent either.
pub async fn failures_are_limited_across_challenges(subject: &Subject) {
    let store = &*subject.store;
    let request = OpenRequest {
        limits: Limits {
            failures_per_hour: 10,
            failures_per_day: 20,
            ..unlimited()
        },
        ..subject.ask(1)
    };
    let elsewhere = OpenRequest {
        purpose: purpose("reset"),
        ..again(&request)
    };
    for round in 0..2 {
        let start = round * HOUR;
        created(store, &again(&request), at(start)).await;
        created(store, &again(&elsewhere), at(start)).await;
        for n in 0..5 {
            granted(store, &guess(&request), at(start + n)).await;
            granted(store, &guess(&elsewhere), at(start + n)).await;
        }
        let third = OpenRequest {
            purpose: purpose("third"),
            ..again(&request)
        };
        let (limit, end) = [("otp-failures-1h", start + HOUR), ("otp-failures-1d", DAY)]
            [usize::try_from(round).expect("it is 0 or 1")];
        let full = Opened::LimitReached(reached(limit, at(end)));
        assert_eq!(open(store, &third, at(start + 100)).await, full);
    }
    let last = OpenRequest {
        purpose: purpose("last"),
        ..again(&request)
    };
    let full = Opened::LimitReached(reached("otp-failures-1d", at(DAY)));
    assert_eq!(open(store, &last, just_before(at(DAY))).await, full);
    created(store, &last, at(DAY)).await;
    // Of the twenty, the two of the first second have left the day: two guesses more.
    granted(store, &guess(&last), at(DAY)).await;
    granted(store, &guess(&last), at(DAY)).await;
    assert_eq!(charge(store, &guess(&last), at(DAY)).await, Charge::Refused);
}

/// Right guesses cost nothing: any number of them can follow.
pub async fn a_right_guess_gives_its_charge_back(subject: &Subject) {
    let store = &*subject.store;
    let request = OpenRequest {
        network: Some(index(99)),
        limits: Limits {
            failures_per_hour: 1,
            failures_per_day: 1,
            network_failures_per_10_minutes: 1,
            ..unlimited()
        },
        ..subject.ask(1)
    };
    for second in 0..10 {
        sign_in(store, &request, second).await;
    }
    created(store, &again(&request), at(20)).await;
    granted(store, &guess(&request), at(21)).await;
    let refused = charge(store, &guess(&request), at(22)).await;
    assert!(!matches!(refused, Charge::Granted(_)), "{refused:?}");
}

/// Thirty wrong or malformed guesses in ten minutes from one network, whether or not there is anything to guess.
pub async fn failures_from_a_network_are_limited(subject: &Subject) {
    let store = &*subject.store;
    let network = index(99);
    let request = OpenRequest {
        network: Some(network),
        ..subject.ask(1)
    };
    let malformed = MalformedGuess {
        tenant: request.tenant,
        network,
        limits: request.limits.clone(),
    };
    let nobody = ChargeRequest {
        recipient: index(50),
        ..guess(&request)
    };
    created(store, &request, at(0)).await;
    granted(store, &guess(&request), at(1)).await;
    for _ in 0..19 {
        assert_eq!(charge(store, &nobody, at(2)).await, Charge::Refused);
    }
    for _ in 0..10 {
        let noted = store.note_malformed(&malformed, at(3)).await;
        assert_eq!(noted.expect(AVAILABLE), None);
    }
    let full = reached("otp-network-failures-10m", at(601));
    for now in [at(4), just_before(at(500))] {
        for request in [&nobody, &guess(&request)] {
            assert_eq!(
                charge(store, request, now).await,
                Charge::LimitReached(full)
            );
        }
        let noted = store.note_malformed(&malformed, now).await;
        assert_eq!(noted.expect(AVAILABLE), Some(full));
    }
    let elsewhere = ChargeRequest {
        network: Some(index(98)),
        ..guess(&request)
    };
    assert_eq!(
        granted(store, &elsewhere, at(4)).await.attempts,
        2,
        "nothing was charged"
    );
    let stranger = MalformedGuess {
        tenant: subject.tenants[1],
        ..malformed.clone()
    };
    let noted = store.note_malformed(&stranger, at(4)).await;
    assert_eq!(noted.expect(AVAILABLE), None);
    let noted = store.note_malformed(&malformed, at(601)).await;
    assert_eq!(noted.expect(AVAILABLE), None);
}

/// After so many failures without a success between them, only unlocking helps.
pub async fn failures_in_a_row_lock(subject: &Subject) {
    let store = &*subject.store;
    let request = OpenRequest {
        limits: Limits {
            lock_after: 4,
            ..unlimited()
        },
        ..subject.ask(1)
    };
    created(store, &request, at(0)).await;
    for second in 1..=3 {
        granted(store, &guess(&request), at(second)).await;
    }
    let challenge = granted(store, &guess(&request), at(4)).await;
    assert!(right(store, &guess(&request), &challenge, at(4), at(4)).await);

    created(store, &again(&request), at(100)).await;
    for second in 101..=104 {
        granted(store, &guess(&request), at(second)).await;
    }
    let locked = Opened::LimitReached(LimitReached {
        limit: "otp-failures-in-a-row",
        retry_at: None,
    });
    for now in [at(105), at(200), at(30 * DAY)] {
        assert_eq!(charge(store, &guess(&request), now).await, Charge::Refused);
        assert_eq!(open(store, &again(&request), now).await, locked);
    }
    for (tenant, unlocked) in [
        (subject.tenants[1], false),
        (subject.tenants[0], true),
        (subject.tenants[0], false),
    ] {
        let done = store.unlock(tenant, request.recipient).await;
        assert_eq!(done.expect(AVAILABLE), unlocked);
    }
    sign_in(store, &request, 31 * DAY).await;
}

async fn sign_in(store: &dyn ChallengeStore, request: &OpenRequest, second: u64) -> Challenge {
    let now = at(second);
    let request = OpenRequest {
        resend_after: Duration::ZERO,
        ..again(request)
    };
    created(store, &request, now).await;
    let challenge = granted(store, &guess(&request), now).await;
    assert!(right(store, &guess(&request), &challenge, now, now).await);
    challenge
}
