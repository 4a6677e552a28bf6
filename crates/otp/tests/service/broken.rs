//! A database that is down, a key that is gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::ports::StoreError;
use msg_core::{OtpId, RecipientIndex, TenantId};
use otp::{
    Challenge, ChallengeStore, Charge, ChargeRequest, ConsumeRequest, ForgiveRequest, LimitReached,
    MalformedGuess, MemoryStore, OpenRequest, Opened, Policies, SendRefused, VerifyError,
};

use crate::desk::{Desk, KEY, ask, tenant};

/// A store that is down after so many calls.
#[derive(Debug)]
struct Failing {
    store: MemoryStore,
    calls_left: AtomicU32,
}

impl Failing {
    fn up(&self) -> Result<&MemoryStore, StoreError> {
        self.calls_left
            .try_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            })
            .map(|_| &self.store)
            .map_err(|_| StoreError::new("down"))
    }
}

#[async_trait]
impl ChallengeStore for Failing {
    async fn open(&self, request: &OpenRequest, now: Timestamp) -> Result<Opened, StoreError> {
        self.up()?.open(request, now).await
    }
    async fn charge(&self, request: &ChargeRequest, now: Timestamp) -> Result<Charge, StoreError> {
        self.up()?.charge(request, now).await
    }
    async fn consume(&self, request: &ConsumeRequest, now: Timestamp) -> Result<bool, StoreError> {
        self.up()?.consume(request, now).await
    }
    async fn note_malformed(
        &self,
        request: &MalformedGuess,
        now: Timestamp,
    ) -> Result<Option<LimitReached>, StoreError> {
        self.up()?.note_malformed(request, now).await
    }
    async fn find(&self, tenant: TenantId, id: OtpId) -> Result<Option<Challenge>, StoreError> {
        self.up()?.find(tenant, id).await
    }
    async fn cancel(
        &self,
        tenant: TenantId,
        id: OtpId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.up()?.cancel(tenant, id, now).await
    }
    async fn forgive_send(&self, request: &ForgiveRequest) -> Result<bool, StoreError> {
        self.up()?.forgive_send(request).await
    }
    async fn unlock(
        &self,
        tenant: TenantId,
        recipient: RecipientIndex,
    ) -> Result<bool, StoreError> {
        self.up()?.unlock(tenant, recipient).await
    }
    async fn sweep(&self, cutoff: Timestamp) -> Result<u64, StoreError> {
        self.up()?.sweep(cutoff).await
    }
}

/// The right code is not right when that can't be written down.
#[tokio::test]
async fn without_the_store_nothing_is_valid() {
    for calls in 0..3 {
        let store = Failing {
            store: MemoryStore::new(),
            calls_left: AtomicU32::new(calls),
        };
        let desk = Desk::around(Arc::new(store), KEY, Policies::default());
        let sent = desk.otp.send(&ask()).await;
        let Ok(issued) = sent else {
            assert_eq!(calls, 0);
            assert!(matches!(sent, Err(SendRefused::Store(_))));
            continue;
        };
        let verdict = desk.type_in(&desk.read(&issued.challenge)).await;
        assert!(
            matches!(verdict, Err(VerifyError::Store(_))),
            "{calls}: {verdict:?}"
        );
        assert!(desk.otp.find(tenant(1), issued.challenge.id).await.is_err());
        assert!(
            desk.otp
                .cancel(tenant(1), issued.challenge.id)
                .await
                .is_err()
        );
        assert!(desk.otp.forgive(&issued).await.is_err());
    }
}

#[tokio::test]
async fn without_its_key_a_code_is_neither_sent_nor_right() {
    let before = Desk::default();
    let issued = before.issue(&ask()).await;
    let code = before.read(&issued.challenge);
    let after = before.restarted("other:HxwdHh8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=");
    for _ in 0..10 {
        let refused = after.refusal(&ask()).await;
        assert!(matches!(&refused, SendRefused::UnknownKey(it) if it.0.as_str() == "k1"));
    }
    let verdict = after.type_in(&code).await;
    assert!(
        matches!(verdict, Err(VerifyError::UnknownKey(_))),
        "{verdict:?}"
    );

    let back = before.restarted(KEY);
    let again = back.issue(&ask()).await;
    assert_eq!(
        again.challenge.sends, 2,
        "what couldn't be sent doesn't count"
    );
    assert!(back.type_in(&code).await.is_ok());
}
