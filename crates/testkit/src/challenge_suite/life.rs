//! Canceling, forgiving, and being forgotten.

use std::time::Duration;

use otp::{Charge, ChargeRequest, Limits, OpenRequest, Opened, Status};

use super::Subject;
use super::scene::{
    AVAILABLE, again, at, charge, created, draft, forgive, found, granted, guess, index, open,
    purpose, reached, resent, right, unlimited,
};

/// Only its tenant cancels a challenge, once, and then no code is right.
pub async fn a_canceled_challenge_is_dead(subject: &Subject) {
    let store = &*subject.store;
    let request = subject.ask(1);
    created(store, &request, at(0)).await;
    let challenge = granted(store, &guess(&request), at(1)).await;
    for (tenant, canceled) in [
        (subject.tenants[1], false),
        (subject.tenants[0], true),
        (subject.tenants[0], false),
    ] {
        let done = store.cancel(tenant, challenge.id, at(2)).await;
        assert_eq!(done.expect(AVAILABLE), canceled);
    }
    let unknown = store.cancel(subject.tenants[0], draft().id, at(2)).await;
    assert!(!unknown.expect(AVAILABLE));

    let guess = guess(&request);
    assert!(!right(store, &guess, &challenge, at(1), at(3)).await);
    assert_eq!(charge(store, &guess, at(3)).await, Charge::Refused);
    let dead = found(store, &challenge).await;
    assert_eq!(dead.canceled_at, Some(at(2)));
    assert_eq!(dead.status(at(3)), Status::Canceled);
    assert_eq!(dead.status(at(700)), Status::Canceled);
}

/// A send that reached nobody costs neither cool-down nor budget. It can be taken back once, while it is the last.
pub async fn a_send_that_reached_nobody_is_forgiven(subject: &Subject) {
    let store = &*subject.store;
    let request = OpenRequest {
        network: Some(index(99)),
        limits: Limits {
            sends_per_10_minutes: 2,
            network_sends_per_10_minutes: 2,
            ..unlimited()
        },
        ..subject.ask(1)
    };
    let network = request.network;
    let made = created(store, &request, at(0)).await;
    assert!(forgive(store, &made, network, at(0)).await);
    assert!(!forgive(store, &made, network, at(0)).await);
    let unsent = found(store, &made).await;
    assert_eq!((unsent.sends, unsent.last_sent_at), (0, None));

    // Three sends fit into a limit of two, since the first doesn't count, and the second needs no wait.
    assert_eq!(resent(store, &again(&request), at(1)).await.id, made.id);
    assert_eq!(resent(store, &again(&request), at(61)).await.sends, 2);
    assert!(
        !forgive(store, &made, network, at(1)).await,
        "not the last one"
    );
    let full = Opened::LimitReached(reached("otp-sends-10m", at(601)));
    assert_eq!(open(store, &again(&request), at(121)).await, full);

    let mut stranger = made.clone();
    stranger.tenant = subject.tenants[1];
    assert!(!forgive(store, &stranger, network, at(61)).await);
    assert_eq!(open(store, &again(&request), at(121)).await, full);

    // The network has its share back as well: somebody else can be sent to from it.
    let neighbour = OpenRequest {
        recipient: index(2),
        ..again(&request)
    };
    let network_full = Opened::LimitReached(reached("otp-network-sends-10m", at(601)));
    assert_eq!(open(store, &neighbour, at(121)).await, network_full);
    assert!(forgive(store, &made, network, at(61)).await);
    created(store, &neighbour, at(121)).await;
}

/// What expired before the cut-off goes, with its budgets; what still matters stays.
pub async fn the_old_is_swept_away(subject: &Subject) {
    let store = &*subject.store;
    let day = 24 * 60 * 60;
    let old = created(store, &subject.ask(1), at(0)).await;
    let request = OpenRequest {
        limits: Limits {
            lock_after: 1,
            ..unlimited()
        },
        ..subject.ask(2)
    };
    let locked = created(store, &request, at(0)).await;
    granted(store, &guess(&request), at(1)).await;
    let young = created(store, &subject.ask(3), at(day)).await;

    for (cutoff, removed) in [(at(600), 0), (at(601), 2), (at(601), 0), (at(day), 0)] {
        assert_eq!(
            store.sweep(cutoff).await.expect(AVAILABLE),
            removed,
            "{cutoff}"
        );
    }
    for gone in [&old, &locked] {
        let found = store.find(gone.tenant, gone.id).await;
        assert_eq!(found.expect(AVAILABLE), None);
    }
    assert_eq!(found(store, &young).await, young);
    let refused = open(store, &again(&request), at(2 * day)).await;
    assert!(
        matches!(refused, Opened::LimitReached(_)),
        "the lock stays: {refused:?}"
    );

    let request = OpenRequest {
        resend_after: Duration::ZERO,
        ..again(&subject.ask(3))
    };
    let mut sends = 1;
    while let Opened::Created(_) | Opened::Resent(_) = open(
        store,
        &OpenRequest {
            purpose: purpose(&format!("p{sends}")),
            ..again(&request)
        },
        at(day + 1),
    )
    .await
    {
        sends += 1;
    }
    assert_eq!(sends, 5, "what was sent within the day still counts");

    let guess = ChargeRequest {
        recipient: index(3),
        ..guess(&subject.ask(3))
    };
    assert_eq!(granted(store, &guess, at(day + 2)).await.id, young.id);
}
