//! Asking once more.

use std::time::Duration;

use otp::{Charge, ChargeRequest, CodeLength, OpenRequest, Opened, ResendPolicy, Terms};

use super::Subject;
use super::scene::{
    AVAILABLE, again, at, charge, created, found, granted, guess, just_before, open, resent, right,
    unlimited,
};

/// Sent again, a challenge is the same but for the send; the guesses made stay made.
pub async fn a_resend_keeps_code_and_count(subject: &Subject) {
    let store = &*subject.store;
    let request = subject.ask(1);
    let made = created(store, &request, at(0)).await;
    granted(store, &guess(&request), at(10)).await;
    granted(store, &guess(&request), at(11)).await;

    let sent = resent(store, &again(&request), at(60)).await;
    let mut expected = made.clone();
    expected.attempts = 2;
    expected.sends = 2;
    expected.last_sent_at = Some(at(60));
    assert_eq!(sent, expected);
    assert_eq!(found(store, &made).await, expected);
    for attempts in 3..=5 {
        let charged = granted(store, &guess(&request), at(61)).await;
        assert_eq!((charged.id, charged.attempts), (made.id, attempts));
    }
    assert_eq!(
        charge(store, &guess(&request), at(62)).await,
        Charge::Refused
    );
}

/// A minute passes between sends for one purpose, unless the right code came meanwhile. Canceling is no way around.
pub async fn sends_cool_down(subject: &Subject) {
    let store = &*subject.store;
    let cooling = Opened::CoolingDown { until: at(60) };
    let request = subject.ask(1);
    created(store, &request, at(0)).await;
    for now in [at(0), at(1), just_before(at(60))] {
        assert_eq!(open(store, &again(&request), now).await, cooling, "{now}");
    }
    let sent = resent(store, &again(&request), at(60)).await;
    assert_eq!(sent.sends, 2, "refusals are no sends");

    let elsewhere = OpenRequest {
        purpose: super::scene::purpose("reset"),
        ..again(&request)
    };
    created(store, &elsewhere, at(61)).await;
    let stranger = OpenRequest {
        tenant: subject.tenants[1],
        ..again(&request)
    };
    created(store, &stranger, at(61)).await;

    let request = subject.ask(2);
    let canceled = created(store, &request, at(0)).await;
    let done = store.cancel(subject.tenants[0], canceled.id, at(1)).await;
    assert!(done.expect(AVAILABLE));
    assert_eq!(open(store, &again(&request), at(2)).await, cooling);
    created(store, &again(&request), at(60)).await;
    let canceled = found(store, &canceled).await;
    assert_eq!(canceled.canceled_at, Some(at(1)), "it ended before");

    let request = subject.ask(3);
    created(store, &request, at(0)).await;
    let challenge = granted(store, &guess(&request), at(1)).await;
    assert!(right(store, &guess(&request), &challenge, at(1), at(1)).await);
    created(store, &again(&request), at(2)).await;
    let used = found(store, &challenge).await;
    assert_eq!(used.canceled_at, None, "it ended before");
}

/// Whatever leads to a new challenge, the old one is dead from then on.
pub async fn a_new_challenge_ends_the_old_one(subject: &Subject) {
    let store = &*subject.store;
    let usual = OpenRequest {
        limits: unlimited(),
        ..subject.ask(0)
    };
    let longer = Terms {
        length: CodeLength::EIGHT,
        ..usual.terms.clone()
    };
    let stricter = Terms {
        max_attempts: 3,
        ..usual.terms.clone()
    };
    for (recipient, why, second, now) in [
        (
            1,
            "policy",
            OpenRequest {
                resend_policy: ResendPolicy::New,
                ..usual.clone()
            },
            at(60),
        ),
        (
            2,
            "length",
            OpenRequest {
                terms: longer,
                ..usual.clone()
            },
            at(60),
        ),
        (
            3,
            "attempts",
            OpenRequest {
                terms: stricter,
                ..usual.clone()
            },
            at(60),
        ),
        (
            4,
            "validity",
            OpenRequest {
                validity: Duration::from_mins(15),
                ..usual.clone()
            },
            at(60),
        ),
        (5, "little time", usual.clone(), at(481)),
        (6, "expired", usual.clone(), at(600)),
    ] {
        let first = OpenRequest {
            recipient: super::scene::index(recipient),
            ..again(&usual)
        };
        let second = OpenRequest {
            recipient: first.recipient,
            ..again(&second)
        };
        let old = created(store, &first, at(0)).await;
        granted(store, &guess(&first), at(1)).await;
        let new = created(store, &second, now).await;
        assert_ne!(new.id, old.id, "{why}");
        assert_eq!(new.attempts, 0, "{why}");
        assert!(!found(store, &old).await.is_open(), "{why}");

        let stale = ChargeRequest {
            id: Some(old.id),
            ..guess(&first)
        };
        assert_eq!(charge(store, &stale, now).await, Charge::Refused, "{why}");
        assert!(
            !right(store, &guess(&first), &old, at(1), now).await,
            "{why}"
        );
        assert_eq!(
            granted(store, &guess(&first), now).await.id,
            new.id,
            "{why}"
        );
    }

    let request = OpenRequest {
        recipient: super::scene::index(7),
        ..again(&usual)
    };
    let locked = created(store, &request, at(0)).await;
    for _ in 0..5 {
        granted(store, &guess(&request), at(1)).await;
    }
    let fresh = created(store, &again(&request), at(60)).await;
    assert_ne!(fresh.id, locked.id, "locked");

    let request = OpenRequest {
        recipient: super::scene::index(8),
        ..again(&usual)
    };
    let enough = created(store, &request, at(0)).await;
    let sent = resent(store, &again(&request), at(480)).await;
    assert_eq!(sent.id, enough.id, "two minutes are enough");
}
