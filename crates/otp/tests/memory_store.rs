//! The store in memory is a store.

use std::sync::Arc;

use msg_core::TenantId;
use otp::MemoryStore;
use testkit::challenge_suite::Subject;
use uuid::Uuid;

#[expect(
    clippy::unused_async,
    reason = "the suite awaits it; other stores open files"
)]
async fn open() -> Subject {
    Subject {
        store: Arc::new(MemoryStore::new()),
        tenants: [1, 2].map(|n| TenantId::from_uuid(Uuid::from_u128(n))),
        keep: Box::new(()),
    }
}

testkit::challenge_store_suite!(open);
