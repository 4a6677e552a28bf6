//! One guess after the other.

use std::time::Duration;

use otp::{Alphabet, Charge, ChargeRequest, CodeLength, Kid, Nonce, OpenRequest, Terms};

use super::Subject;
use super::scene::{
    AVAILABLE, at, charge, created, draft, found, granted, guess, index, just_before, purpose,
    right,
};

/// All of a challenge comes back as it was, to the microsecond, and only to its tenant.
pub async fn a_challenge_is_kept_exactly(subject: &Subject) {
    let store = &*subject.store;
    let mut request = OpenRequest {
        purpose: purpose("a-long.purpose_9"),
        validity: Duration::from_micros(600_000_001),
        terms: Terms {
            length: CodeLength::EIGHT,
            alphabet: Alphabet::new("0123456789ABCDEFGHJKMNPQRSTVWXYZ").expect("32 symbols"),
            max_attempts: 3,
        },
        ..subject.ask(1)
    };
    request.draft.kid = Kid::new("Key_2-b").expect("the test names a key");
    request.draft.nonce = Nonce::from_bytes([0xff; 16]);
    let now = at(0) + Duration::from_micros(123_457);

    let made = created(store, &request, now).await;
    assert_eq!(found(store, &made).await, made);
    assert_eq!(made.id, request.draft.id);
    assert_eq!(made.kid, request.draft.kid);
    assert_eq!(made.nonce, request.draft.nonce);
    assert_eq!(made.terms, request.terms);
    assert_eq!(made.recipient, request.recipient);
    assert_eq!(made.purpose, request.purpose);
    assert_eq!((made.attempts, made.sends), (0, 1));
    assert_eq!((made.created_at, made.last_sent_at), (now, Some(now)));
    assert_eq!(made.expires_at, now + request.validity);
    assert!(made.is_open());

    let other = store
        .find(subject.tenants[1], made.id)
        .await
        .expect(AVAILABLE);
    assert_eq!(other, None, "it belongs to one tenant");
    let unknown = store.find(subject.tenants[0], draft().id).await;
    assert_eq!(unknown.expect(AVAILABLE), None);
}

/// Another tenant, purpose, recipient or challenge is refused, and costs nothing.
pub async fn a_guess_is_bound_to_all_it_was_made_for(subject: &Subject) {
    let store = &*subject.store;
    let request = subject.ask(1);
    let challenge = created(store, &request, at(0)).await;
    let other = created(store, &subject.ask(2), at(0)).await;
    let good = ChargeRequest {
        id: Some(challenge.id),
        ..guess(&request)
    };
    for (what, wrong) in [
        (
            "tenant",
            ChargeRequest {
                tenant: subject.tenants[1],
                ..good.clone()
            },
        ),
        (
            "purpose",
            ChargeRequest {
                purpose: purpose("reset"),
                ..good.clone()
            },
        ),
        (
            "recipient",
            ChargeRequest {
                recipient: index(2),
                ..good.clone()
            },
        ),
        (
            "nobody",
            ChargeRequest {
                recipient: index(3),
                id: None,
                ..good.clone()
            },
        ),
        (
            "id",
            ChargeRequest {
                id: Some(other.id),
                ..good.clone()
            },
        ),
        (
            "unknown id",
            ChargeRequest {
                id: Some(draft().id),
                ..good.clone()
            },
        ),
    ] {
        assert_eq!(
            charge(store, &wrong, at(1)).await,
            Charge::Refused,
            "{what}"
        );
    }
    assert_eq!(found(store, &challenge).await.attempts, 0);
    assert_eq!(found(store, &other).await.attempts, 0);

    assert_eq!(granted(store, &good, at(1)).await.attempts, 1);
    let stranger = ChargeRequest {
        tenant: subject.tenants[1],
        ..good.clone()
    };
    assert!(!right(store, &stranger, &challenge, at(1), at(1)).await);
    assert!(right(store, &good, &challenge, at(1), at(1)).await);
}

/// Five are granted, the sixth is not, and nothing is counted any more.
pub async fn a_code_has_five_guesses(subject: &Subject) {
    let store = &*subject.store;
    let request = subject.ask(1);
    let challenge = created(store, &request, at(0)).await;
    for attempts in 1..=5 {
        let charged = granted(store, &guess(&request), at(1)).await;
        assert_eq!(charged.attempts, attempts);
        assert_eq!(found(store, &challenge).await, charged);
    }
    for _ in 0..3 {
        assert_eq!(
            charge(store, &guess(&request), at(2)).await,
            Charge::Refused
        );
    }
    assert_eq!(found(store, &challenge).await.attempts, 5);
}

/// What was used can't be used or guessed again.
pub async fn a_right_guess_counts_once(subject: &Subject) {
    let store = &*subject.store;
    let request = subject.ask(1);
    let guess = guess(&request);
    let challenge = granted_after_created(store, &request).await;
    assert!(right(store, &guess, &challenge, at(1), at(2)).await);
    assert!(!right(store, &guess, &challenge, at(1), at(2)).await);
    assert_eq!(charge(store, &guess, at(3)).await, Charge::Refused);
    let used = found(store, &challenge).await;
    assert_eq!((used.consumed_at, used.attempts), (Some(at(2)), 1));
}

/// The last microsecond is in time and the next is late, for guesses, right guesses and canceling.
pub async fn time_runs_out_exactly(subject: &Subject) {
    let store = &*subject.store;
    let end = at(600);
    for (recipient, now, in_time) in [(1, just_before(end), true), (2, end, false)] {
        let request = subject.ask(recipient);
        let challenge = created(store, &request, at(0)).await;
        let charged = charge(store, &guess(&request), now).await;
        assert_eq!(matches!(charged, Charge::Granted(_)), in_time, "{now}");
        assert_eq!(found(store, &challenge).await.attempts, u32::from(in_time));
    }
    for (recipient, now, in_time) in [(3, just_before(end), true), (4, end, false)] {
        let request = subject.ask(recipient);
        let challenge = granted_after_created(store, &request).await;
        let consumed = right(store, &guess(&request), &challenge, at(1), now).await;
        assert_eq!(consumed, in_time, "{now}");
        assert_eq!(
            found(store, &challenge).await.consumed_at.is_some(),
            in_time
        );
    }
    for (recipient, now, in_time) in [(5, just_before(end), true), (6, end, false)] {
        let challenge = created(store, &subject.ask(recipient), at(0)).await;
        let canceled = store.cancel(subject.tenants[0], challenge.id, now).await;
        assert_eq!(canceled.expect(AVAILABLE), in_time, "{now}");
    }
}

async fn granted_after_created(
    store: &dyn otp::ChallengeStore,
    request: &OpenRequest,
) -> otp::Challenge {
    created(store, request, at(0)).await;
    granted(store, &guess(request), at(1)).await
}
