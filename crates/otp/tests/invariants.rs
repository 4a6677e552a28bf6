//! What holds whatever happens in whatever order, with small numbers and with the real ones.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use msg_core::{OtpId, RecipientIndex, TenantId};
use otp::{
    Alphabet, Challenge, ChallengeStore, Charge, ChargeRequest, CodeLength, ConsumeRequest, Draft,
    ForgiveRequest, Kid, Limits, MemoryStore, Nonce, OpenRequest, Opened, Purpose, ResendPolicy,
    Terms,
};
use proptest::prelude::*;
use uuid::Uuid;

/// One thing that may happen to one person's codes.
#[derive(Clone, Copy, Debug)]
enum Step {
    Wait {
        seconds: u64,
    },
    Send {
        purpose: usize,
        policy: ResendPolicy,
    },
    /// A guess, and whether it is right.
    Guess {
        purpose: usize,
        right: bool,
    },
    Cancel {
        nth_last: usize,
    },
    Forgive {
        nth_last: usize,
    },
}

fn step(longest_wait: u64) -> impl Strategy<Value = Step> {
    let policy = prop_oneof![Just(ResendPolicy::Same), Just(ResendPolicy::New)];
    prop_oneof![
        3 => (0..=longest_wait).prop_map(|seconds| Step::Wait { seconds }),
        4 => (0..2_usize, policy).prop_map(|(purpose, policy)| Step::Send { purpose, policy }),
        6 => (0..2_usize, prop::bool::weighted(0.15))
            .prop_map(|(purpose, right)| Step::Guess { purpose, right }),
        1 => (0..3_usize).prop_map(|nth_last| Step::Cancel { nth_last }),
        1 => (0..3_usize).prop_map(|nth_last| Step::Forgive { nth_last }),
    ]
}

struct Numbers {
    max_attempts: u32,
    validity: Duration,
    resend_after: Duration,
    limits: Limits,
}

impl Numbers {
    fn small() -> Self {
        let limits = Limits {
            sends_per_10_minutes: 3,
            sends_per_day: 6,
            failures_per_hour: 3,
            failures_per_day: 5,
            lock_after: 7,
            ..Limits::default()
        };
        Self {
            max_attempts: 2,
            validity: Duration::from_mins(4),
            resend_after: Duration::from_secs(5),
            limits,
        }
    }

    fn real() -> Self {
        Self {
            max_attempts: 5,
            validity: Duration::from_mins(10),
            resend_after: Duration::from_mins(1),
            limits: Limits::default(),
        }
    }
}

/// What an observer writes down who sees only requests and answers.
#[derive(Default)]
struct Log {
    sends: Vec<(Timestamp, OtpId)>,
    failures: Vec<Timestamp>,
    charges: BTreeMap<OtpId, u32>,
    successes: BTreeMap<OtpId, u32>,
    made: Vec<Challenge>,
}

struct World {
    numbers: Numbers,
    store: MemoryStore,
    now: Timestamp,
    log: Log,
}

impl World {
    fn purpose(number: usize) -> Purpose {
        Purpose::new(["login", "reset"][number]).unwrap()
    }

    async fn send(&mut self, purpose: usize, resend_policy: ResendPolicy) {
        let number = u128::try_from(self.log.made.len()).unwrap() + 1;
        let request = OpenRequest {
            tenant: TenantId::from_uuid(Uuid::nil()),
            purpose: Self::purpose(purpose),
            recipient: RecipientIndex::from_bytes([1; 32]),
            network: None,
            draft: Draft {
                id: OtpId::from_uuid(Uuid::from_u128(number)),
                kid: Kid::new("k1").unwrap(),
                nonce: Nonce::from_bytes(number.to_be_bytes()),
            },
            terms: Terms {
                length: CodeLength::SIX,
                alphabet: Alphabet::digits(),
                max_attempts: self.numbers.max_attempts,
            },
            validity: self.numbers.validity,
            resend_policy,
            resend_after: self.numbers.resend_after,
            limits: self.numbers.limits.clone(),
        };
        match self.store.open(&request, self.now).await.unwrap() {
            Opened::Created(challenge) => {
                self.log.sends.push((self.now, challenge.id));
                self.log.made.push(challenge);
            }
            Opened::Resent(challenge) => self.log.sends.push((self.now, challenge.id)),
            Opened::CoolingDown { until } => assert!(until > self.now),
            Opened::LimitReached(reached) => {
                assert!(reached.retry_at.is_none_or(|at| at > self.now));
            }
        }
    }

    async fn guess(&mut self, purpose: usize, right: bool) {
        let request = ChargeRequest {
            tenant: TenantId::from_uuid(Uuid::nil()),
            purpose: Self::purpose(purpose),
            recipient: RecipientIndex::from_bytes([1; 32]),
            id: None,
            network: None,
            limits: self.numbers.limits.clone(),
        };
        let Charge::Granted(challenge) = self.store.charge(&request, self.now).await.unwrap()
        else {
            return;
        };
        assert!(self.now < challenge.expires_at);
        assert_eq!(challenge.purpose, request.purpose);
        *self.log.charges.entry(challenge.id).or_default() += 1;
        let consume = ConsumeRequest {
            tenant: challenge.tenant,
            id: challenge.id,
            network: None,
            charged_at: self.now,
        };
        if right && self.store.consume(&consume, self.now).await.unwrap() {
            *self.log.successes.entry(challenge.id).or_default() += 1;
        } else {
            self.log.failures.push(self.now);
        }
    }

    async fn cancel(&mut self, nth_last: usize) {
        if let Some(challenge) = self.log.made.iter().rev().nth(nth_last) {
            let canceled = self.store.cancel(challenge.tenant, challenge.id, self.now);
            canceled.await.unwrap();
        }
    }

    async fn forgive(&mut self, nth_last: usize) {
        let Some(place) = self.log.sends.len().checked_sub(nth_last + 1) else {
            return;
        };
        let (sent_at, id) = self.log.sends[place];
        let request = ForgiveRequest {
            tenant: TenantId::from_uuid(Uuid::nil()),
            id,
            network: None,
            sent_at,
        };
        if self.store.forgive_send(&request).await.unwrap() {
            self.log.sends.remove(place);
        }
    }

    async fn check(&self) {
        let (numbers, log) = (&self.numbers, &self.log);
        let limits = &numbers.limits;
        assert!(
            log.charges
                .values()
                .all(|charges| *charges <= numbers.max_attempts)
        );
        assert!(log.successes.values().all(|successes| *successes == 1));
        let sends: Vec<Timestamp> = log.sends.iter().map(|(at, _)| *at).collect();
        for (moments, minutes, limit) in [
            (&sends, 10, limits.sends_per_10_minutes),
            (&sends, 24 * 60, limits.sends_per_day),
            (&log.failures, 60, limits.failures_per_hour),
            (&log.failures, 24 * 60, limits.failures_per_day),
        ] {
            let fullest = fullest(moments, Duration::from_mins(minutes));
            assert!(
                fullest <= usize::try_from(limit).unwrap(),
                "{fullest} in {minutes} minutes"
            );
        }
        for purpose in 0..2 {
            let mut open = 0;
            for made in log
                .made
                .iter()
                .filter(|it| it.purpose == Self::purpose(purpose))
            {
                let found = self
                    .store
                    .find(made.tenant, made.id)
                    .await
                    .unwrap()
                    .unwrap();
                open += u32::from(found.is_open());
                assert_eq!(
                    found.attempts,
                    log.charges.get(&made.id).copied().unwrap_or(0)
                );
                assert_eq!(
                    found.consumed_at.is_some(),
                    log.successes.contains_key(&made.id)
                );
                assert_eq!(
                    (found.nonce, &found.kid, found.expires_at),
                    (made.nonce, &made.kid, made.expires_at),
                    "the code stays what it is"
                );
            }
            assert!(open <= 1, "{open} are open");
        }
    }
}

fn fullest(moments: &[Timestamp], length: Duration) -> usize {
    let within = |start: Timestamp| {
        let inside = moments
            .iter()
            .filter(|at| (start..start + length).contains(*at));
        inside.count()
    };
    moments
        .iter()
        .map(|start| within(*start))
        .max()
        .unwrap_or(0)
}

fn run(numbers: Numbers, steps: &[Step]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut world = World {
            numbers,
            store: MemoryStore::new(),
            now: Timestamp::from_second(1_767_225_600).unwrap(),
            log: Log::default(),
        };
        for step in steps {
            match *step {
                Step::Wait { seconds } => world.now += Duration::from_secs(seconds),
                Step::Send { purpose, policy } => world.send(purpose, policy).await,
                Step::Guess { purpose, right } => world.guess(purpose, right).await,
                Step::Cancel { nth_last } => world.cancel(nth_last).await,
                Step::Forgive { nth_last } => world.forgive(nth_last).await,
            }
        }
        world.check().await;
    });
}

proptest! {
    #[test]
    fn with_small_numbers(steps in prop::collection::vec(step(90), 1..150)) {
        run(Numbers::small(), &steps);
    }

    #[test]
    fn with_the_real_numbers(steps in prop::collection::vec(step(400), 1..200)) {
        run(Numbers::real(), &steps);
    }
}
