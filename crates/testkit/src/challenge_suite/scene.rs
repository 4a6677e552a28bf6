//! People who ask for codes and guess them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use msg_core::{OtpId, RecipientIndex};
use otp::{
    Alphabet, Challenge, ChallengeStore, Charge, ChargeRequest, CodeLength, ConsumeRequest, Draft,
    ForgiveRequest, Kid, LimitReached, Limits, Nonce, OpenRequest, Opened, Purpose, ResendPolicy,
    Terms,
};
use uuid::Uuid;

use super::Subject;

pub(super) const AVAILABLE: &str = "the store is available";

/// A moment, in seconds from the start of a test.
pub(super) fn at(seconds: u64) -> Timestamp {
    Timestamp::constant(1_767_225_600, 0) + Duration::from_secs(seconds)
}

/// The last moment before another one that a store can tell from it.
pub(super) fn just_before(moment: Timestamp) -> Timestamp {
    moment - Duration::from_micros(1)
}

pub(super) fn index(number: u8) -> RecipientIndex {
    RecipientIndex::from_bytes([number; 32])
}

pub(super) fn purpose(name: &str) -> Purpose {
    Purpose::new(name).expect("the test names a purpose")
}

/// No limit but those that a test sets.
pub(super) fn unlimited() -> Limits {
    Limits {
        sends_per_10_minutes: 1_000_000,
        sends_per_day: 1_000_000,
        failures_per_hour: 1_000_000,
        failures_per_day: 1_000_000,
        lock_after: 1_000_000,
        network_sends_per_10_minutes: 1_000_000,
        network_failures_per_10_minutes: 1_000_000,
    }
}

/// What a challenge is made of that was never made before.
pub(super) fn draft() -> Draft {
    static DRAFTS: AtomicU64 = AtomicU64::new(1);
    let number = u128::from(DRAFTS.fetch_add(1, Ordering::Relaxed));
    Draft {
        id: OtpId::from_uuid(Uuid::from_u128(number)),
        kid: Kid::new("k1").expect("the test names a key"),
        nonce: Nonce::from_bytes(number.to_be_bytes()),
    }
}

impl Subject {
    /// The request of some recipient, under the usual policy.
    pub(super) fn ask(&self, recipient: u8) -> OpenRequest {
        OpenRequest {
            tenant: self.tenants[0],
            purpose: purpose("login"),
            recipient: index(recipient),
            network: None,
            draft: draft(),
            terms: Terms {
                length: CodeLength::SIX,
                alphabet: Alphabet::digits(),
                max_attempts: 5,
            },
            validity: Duration::from_mins(10),
            resend_policy: ResendPolicy::Same,
            resend_after: Duration::from_mins(1),
            limits: Limits::default(),
        }
    }
}

/// The same request once more, with a draft of its own.
pub(super) fn again(request: &OpenRequest) -> OpenRequest {
    OpenRequest {
        draft: draft(),
        ..request.clone()
    }
}

/// A guess by whoever made `request`.
pub(super) fn guess(request: &OpenRequest) -> ChargeRequest {
    ChargeRequest {
        tenant: request.tenant,
        purpose: request.purpose.clone(),
        recipient: request.recipient,
        id: None,
        network: request.network,
        limits: request.limits.clone(),
    }
}

pub(super) async fn open(
    store: &dyn ChallengeStore,
    request: &OpenRequest,
    now: Timestamp,
) -> Opened {
    store.open(request, now).await.expect(AVAILABLE)
}

pub(super) async fn created(
    store: &dyn ChallengeStore,
    request: &OpenRequest,
    now: Timestamp,
) -> Challenge {
    match open(store, request, now).await {
        Opened::Created(challenge) => challenge,
        other => panic!("a challenge should be made, not {other:?}"),
    }
}

pub(super) async fn resent(
    store: &dyn ChallengeStore,
    request: &OpenRequest,
    now: Timestamp,
) -> Challenge {
    match open(store, request, now).await {
        Opened::Resent(challenge) => challenge,
        other => panic!("the challenge should be sent again, not {other:?}"),
    }
}

pub(super) async fn charge(
    store: &dyn ChallengeStore,
    request: &ChargeRequest,
    now: Timestamp,
) -> Charge {
    store.charge(request, now).await.expect(AVAILABLE)
}

pub(super) async fn granted(
    store: &dyn ChallengeStore,
    request: &ChargeRequest,
    now: Timestamp,
) -> Challenge {
    match charge(store, request, now).await {
        Charge::Granted(challenge) => challenge,
        other => panic!("the guess should be granted, not {other:?}"),
    }
}

/// Says that the guess charged at `charged_at` was right.
pub(super) async fn right(
    store: &dyn ChallengeStore,
    request: &ChargeRequest,
    challenge: &Challenge,
    charged_at: Timestamp,
    now: Timestamp,
) -> bool {
    let consume = ConsumeRequest {
        tenant: request.tenant,
        id: challenge.id,
        network: request.network,
        charged_at,
    };
    store.consume(&consume, now).await.expect(AVAILABLE)
}

pub(super) async fn forgive(
    store: &dyn ChallengeStore,
    challenge: &Challenge,
    network: Option<RecipientIndex>,
    sent_at: Timestamp,
) -> bool {
    let request = ForgiveRequest {
        tenant: challenge.tenant,
        id: challenge.id,
        network,
        sent_at,
    };
    store.forgive_send(&request).await.expect(AVAILABLE)
}

pub(super) async fn found(store: &dyn ChallengeStore, challenge: &Challenge) -> Challenge {
    let found = store.find(challenge.tenant, challenge.id).await;
    found.expect(AVAILABLE).expect("the challenge is on record")
}

pub(super) fn reached(limit: &'static str, retry_at: Timestamp) -> LimitReached {
    LimitReached {
        limit,
        retry_at: Some(retry_at),
    }
}
