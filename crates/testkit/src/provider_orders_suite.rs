//! What every [`ProviderOrders`] must do, whatever keeps it.
//!
//! A store runs it with one line, [`provider_orders_suite!`](crate::provider_orders_suite!).

use std::any::Any;
use std::sync::Arc;

use jiff::Timestamp;
use msg_core::ports::{OrderChange, ProviderOrders, Reason};
use msg_core::{Channel, KeyId, ProviderId, TenantId};
use uuid::Uuid;

/// Runs the suite on a store: `provider_orders_suite!(open)`, where
/// `async fn open() -> testkit::provider_orders_suite::Subject` makes an empty one.
#[macro_export]
macro_rules! provider_orders_suite {
    ($open:path) => {
        $crate::provider_orders_suite!($open:
            a_change_is_kept_as_made,
            the_newest_added_holds,
            tenants_and_channels_are_apart,
            a_tenant_must_be_known,
        );
    };
    ($open:path: $($case:ident,)*) => {
        mod provider_orders {
            use super::*;
            $(
                #[tokio::test]
                async fn $case() {
                    let subject = $open().await;
                    $crate::provider_orders_suite::$case(&subject).await;
                }
            )*
        }
    };
}

const READS: &str = "the store can be read";
const WRITES: &str = "the store can be written";

/// An empty store to be tested.
#[derive(Debug)]
pub struct Subject {
    /// The store.
    pub orders: Arc<dyn ProviderOrders>,
    /// Two tenants that it knows.
    pub tenants: [TenantId; 2],
    /// What must live as long as the store, such as a temporary directory.
    pub keep: Box<dyn Any + Send + Sync>,
}

impl Subject {
    async fn add(&self, change: &OrderChange) {
        self.orders.add(change).await.expect(WRITES);
    }

    async fn history(&self, tenant: TenantId, channel: Channel, limit: u32) -> Vec<OrderChange> {
        let history = self.orders.history(tenant, channel, limit).await;
        history.expect(READS)
    }

    async fn newest(&self) -> Vec<OrderChange> {
        let mut newest = self.orders.newest().await.expect(READS);
        newest.sort_by_key(|change| (change.tenant, change.channel));
        newest
    }
}

/// A change to `order` (names with spaces between, nothing for a reset), made at `second`.
///
/// # Panics
/// When a name isn't one.
pub fn change(tenant: TenantId, channel: Channel, order: Option<&str>, second: i64) -> OrderChange {
    let id = |name| ProviderId::parse(name).expect("the tests name accounts well");
    OrderChange {
        tenant,
        channel,
        providers: order.map(|names| names.split(' ').map(id).collect()),
        reason: Reason::parse(&format!("it's \"{second}\" o'clock")).expect("it is a line"),
        key: KeyId::from_uuid(Uuid::from_u128(5)),
        at: Timestamp::from_microsecond(1_800_000_000_000_001 + second * 1_000_000)
            .expect("it is within the calendar"),
    }
}

/// Every part of a change comes back, of a reset too.
pub async fn a_change_is_kept_as_made(subject: &Subject) {
    let [tenant, _] = subject.tenants;
    assert_eq!(subject.history(tenant, Channel::Sms, 50).await, []);
    assert_eq!(subject.newest().await, []);
    for order in [Some("twilio aws-sns"), None] {
        let change = change(tenant, Channel::Sms, order, 1);
        subject.add(&change).await;
        let history = subject.history(tenant, Channel::Sms, 50).await;
        assert_eq!(history.first(), Some(&change));
        assert_eq!(subject.newest().await, [change]);
    }
}

/// A clock that goes back changes nothing about which change holds, and the limit leaves out the oldest.
pub async fn the_newest_added_holds(subject: &Subject) {
    let [tenant, _] = subject.tenants;
    let changes = [("a", 9), ("b", 5), ("c", 7)]
        .map(|(order, second)| change(tenant, Channel::Sms, Some(order), second));
    for change in &changes {
        subject.add(change).await;
    }
    let [a, b, c] = changes;
    let latest = [c.clone(), b.clone()];
    assert_eq!(subject.newest().await, latest[..1]);
    assert_eq!(subject.history(tenant, Channel::Sms, 2).await, latest);
    assert_eq!(subject.history(tenant, Channel::Sms, 3).await, [c, b, a]);
}

/// A change concerns its own tenant and channel.
pub async fn tenants_and_channels_are_apart(subject: &Subject) {
    let [one, two] = subject.tenants;
    let mut changes = [
        change(one, Channel::Sms, Some("a"), 1),
        change(one, Channel::Email, Some("b"), 2),
        change(two, Channel::Sms, None, 3),
    ];
    for change in &changes {
        subject.add(change).await;
        let history = subject.history(change.tenant, change.channel, 50).await;
        assert_eq!(history, std::slice::from_ref(change));
    }
    assert_eq!(subject.history(two, Channel::Email, 50).await, []);
    changes.sort_by_key(|change| (change.tenant, change.channel));
    assert_eq!(subject.newest().await, changes);
}

/// Nothing is kept for nobody.
pub async fn a_tenant_must_be_known(subject: &Subject) {
    let nobody = TenantId::from_uuid(Uuid::max());
    let change = change(nobody, Channel::Sms, Some("a"), 1);
    assert!(subject.orders.add(&change).await.is_err());
    assert_eq!(subject.newest().await, []);
}
