//! All at once.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use otp::{ChallengeStore, Charge, Limits, OpenRequest, Opened};
use tokio::task::JoinSet;

use super::Subject;
use super::scene::{
    AVAILABLE, again, at, charge, created, found, granted, guess, index, open, purpose, right,
    unlimited,
};

const CODES: u8 = 200;
const CALLERS: usize = 64;

/// However many guess at once, five guesses are compared for each code.
pub async fn parallel_guesses_are_five_a_code(subject: &Subject) {
    for recipient in 0..CODES {
        let request = subject.ask(recipient);
        let challenge = created(&*subject.store, &request, at(0)).await;
        let guess = guess(&request);
        let charges = at_once(&subject.store, CALLERS, |store, _| {
            let guess = guess.clone();
            async move { charge(&*store, &guess, at(1)).await }
        });
        let granted = charges.await.into_iter().filter(is_granted).count();
        assert_eq!(granted, 5);
        assert_eq!(found(&*subject.store, &challenge).await.attempts, 5);
    }
}

/// However many bring the right code at once, one gets in.
pub async fn parallel_right_guesses_are_one_success(subject: &Subject) {
    for recipient in 0..CODES {
        let request = subject.ask(recipient);
        created(&*subject.store, &request, at(0)).await;
        let guess = guess(&request);
        let successes = at_once(&subject.store, CALLERS, |store, _| {
            let guess = guess.clone();
            async move {
                match charge(&*store, &guess, at(1)).await {
                    Charge::Granted(it) => right(&*store, &guess, &it, at(1), at(1)).await,
                    _ => false,
                }
            }
        });
        let successes = successes.await.into_iter().filter(|it| *it).count();
        assert_eq!(successes, 1);
    }
}

/// Guesses at many codes of one person at once are no more than the person's budget.
pub async fn parallel_guesses_share_the_budget(subject: &Subject) {
    let limits = Limits {
        failures_per_hour: 10,
        network_failures_per_10_minutes: 40,
        ..unlimited()
    };
    let nth = |n: usize| OpenRequest {
        purpose: purpose(&format!("p{n}")),
        network: Some(index(99)),
        limits: limits.clone(),
        ..subject.ask(1)
    };
    for n in 0..16 {
        created(&*subject.store, &nth(n), at(0)).await;
    }
    let charges = at_once(&subject.store, CALLERS, |store, n| {
        let guess = guess(&nth(n % 16));
        async move { charge(&*store, &guess, at(1)).await }
    });
    let charges = charges.await;
    let stopped = |charge: &&Charge| matches!(charge, Charge::LimitReached(_));
    assert_eq!(
        charges.iter().filter(|charge| is_granted(charge)).count(),
        10
    );
    assert_eq!(charges.iter().filter(stopped).count(), CALLERS - 40);
}

/// Many who ask for one code at once get one, sent once.
pub async fn parallel_sends_make_one_challenge(subject: &Subject) {
    for recipient in 0..20 {
        let answers = at_once(&subject.store, CALLERS, |store, _| {
            let request = subject.ask(recipient);
            async move { open(&*store, &request, at(0)).await }
        });
        let (mut made, mut cooling) = (0, 0);
        for answer in answers.await {
            match answer {
                Opened::Created(_) => made += 1,
                Opened::CoolingDown { .. } => cooling += 1,
                other => panic!("unexpected: {other:?}"),
            }
        }
        assert_eq!((made, cooling), (1, CALLERS - 1));
    }
}

/// Without a cool-down, all at once are no more than the budget, and one challenge is left open.
pub async fn parallel_sends_share_the_budget(subject: &Subject) {
    for recipient in 0..20 {
        let request = OpenRequest {
            resend_after: Duration::ZERO,
            resend_policy: otp::ResendPolicy::New,
            ..subject.ask(recipient)
        };
        let answers = at_once(&subject.store, CALLERS, |store, _| {
            let request = again(&request);
            async move { open(&*store, &request, at(0)).await }
        });
        let mut ids = Vec::new();
        for answer in answers.await {
            match answer {
                Opened::Created(challenge) => ids.push(challenge),
                Opened::LimitReached(_) => {}
                other => panic!("unexpected: {other:?}"),
            }
        }
        assert_eq!(ids.len(), 5);
        let mut still_open = Vec::new();
        for challenge in &ids {
            if found(&*subject.store, challenge).await.is_open() {
                still_open.push(challenge.id);
            }
        }
        let live = granted(&*subject.store, &guess(&request), at(1)).await;
        assert_eq!(still_open, [live.id]);
    }
}

/// When the right code and the cancellation come at once, one of them finds the challenge dead.
pub async fn consume_and_cancel_are_one_or_the_other(subject: &Subject) {
    for recipient in 0..CODES {
        let request = subject.ask(recipient);
        created(&*subject.store, &request, at(0)).await;
        let guess = guess(&request);
        let challenge = granted(&*subject.store, &guess, at(1)).await;
        let done = at_once(&subject.store, 2, |store, n| {
            let (guess, challenge) = (guess.clone(), challenge.clone());
            async move {
                if n == 0 {
                    right(&*store, &guess, &challenge, at(1), at(2)).await
                } else {
                    let canceled = store.cancel(challenge.tenant, challenge.id, at(2)).await;
                    canceled.expect(AVAILABLE)
                }
            }
        });
        assert_eq!(done.await.into_iter().filter(|it| *it).count(), 1);
        let left = found(&*subject.store, &challenge).await;
        assert!(left.consumed_at.is_some() != left.canceled_at.is_some());
    }
}

fn is_granted(charge: &Charge) -> bool {
    matches!(charge, Charge::Granted(_))
}

/// What `callers` tasks answer that run at the same time.
async fn at_once<F>(
    store: &Arc<dyn ChallengeStore>,
    callers: usize,
    call: impl Fn(Arc<dyn ChallengeStore>, usize) -> F,
) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for caller in 0..callers {
        tasks.spawn(call(store.clone(), caller));
    }
    tasks.join_all().await
}
