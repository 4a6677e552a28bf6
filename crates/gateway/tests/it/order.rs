//! Whose order is followed.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gateway::orders::TenantOrders;
use gateway::registry::Source;
use jiff::Timestamp;
use msg_core::ports::{OrderChange, ProviderOrders, Reason, StoreError};
use msg_core::{Channel, Class, KeyId, NotSent, TenantId};
use testkit::scripted::Act::{self, Hang};
use uuid::Uuid;

use crate::scene::{Scene, draft, id, tenant, told};

const DOWN: Act = Act::NotSent(NotSent::Unreachable);

/// A store that keeps changes as long as the test says.
#[derive(Clone, Debug, Default)]
struct Kept {
    changes: Arc<Mutex<Vec<OrderChange>>>,
    broken: Arc<Mutex<bool>>,
}

#[async_trait]
impl ProviderOrders for Kept {
    async fn add(&self, change: &OrderChange) -> Result<(), StoreError> {
        if *self.broken.lock().unwrap() {
            return Err(StoreError::new("the test says so"));
        }
        self.changes.lock().unwrap().push(change.clone());
        // Time for others between the record and what follows from it.
        if self.changes.lock().unwrap().len() == 1 {
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn newest(&self) -> Result<Vec<OrderChange>, StoreError> {
        Ok(self
            .changes
            .lock()
            .unwrap()
            .last()
            .cloned()
            .into_iter()
            .collect())
    }

    async fn history(
        &self,
        _: TenantId,
        _: Channel,
        _: u32,
    ) -> Result<Vec<OrderChange>, StoreError> {
        Ok(self.changes.lock().unwrap().iter().rev().cloned().collect())
    }
}

fn change(order: Option<&str>) -> OrderChange {
    OrderChange {
        tenant: tenant(),
        channel: Channel::Sms,
        providers: order.map(|names| names.split(' ').map(id).collect()),
        reason: Reason::parse("a is slow").unwrap(),
        key: KeyId::from_uuid(Uuid::from_u128(1)),
        at: Timestamp::UNIX_EPOCH,
    }
}

async fn check(scene: &Scene, expected: &str) {
    assert_eq!(told(&scene.send(Class::Otp).await), expected);
}

#[tokio::test]
async fn a_change_holds_from_the_next_message_on_and_after_a_restart() {
    let scripts: [&[Act]; 3] = [&[], &[DOWN; 9], &[]];
    let (scene, kept) = (Scene::new(&scripts), Kept::default());
    let orders = TenantOrders::load(scene.gateway.clone(), Arc::new(kept.clone()));
    let orders = orders.await.unwrap();
    check(&scene, "a:accepted -> sent").await;
    orders.change(change(Some("b c"))).await.unwrap();
    let to_c = "b:not_sent(unreachable) c:accepted -> sent";
    check(&scene, to_c).await;

    let again = Scene::new(&scripts);
    TenantOrders::load(again.gateway.clone(), Arc::new(kept))
        .await
        .unwrap();
    check(&again, to_c).await;

    orders.change(change(None)).await.unwrap();
    check(&scene, "a:accepted -> sent").await;
    let history = orders.history(tenant(), Channel::Sms, 50).await.unwrap();
    assert_eq!(history, [change(None), change(Some("b c"))]);
}

#[tokio::test]
async fn what_was_not_written_down_does_not_hold() {
    let (scene, kept) = (Scene::new(&[&[], &[]]), Kept::default());
    let orders = TenantOrders::load(scene.gateway.clone(), Arc::new(kept.clone()));
    let orders = orders.await.unwrap();
    *kept.broken.lock().unwrap() = true;
    assert!(orders.change(change(Some("b"))).await.is_err());
    check(&scene, "a:accepted -> sent").await;
}

#[tokio::test]
async fn of_two_changes_at_once_the_one_recorded_last_holds() {
    let (scene, kept) = (Scene::new(&[&[], &[], &[]]), Kept::default());
    let orders = TenantOrders::load(scene.gateway.clone(), Arc::new(kept.clone()));
    let orders = orders.await.unwrap();
    let (b, c) = tokio::join!(
        orders.change(change(Some("b"))),
        orders.change(change(Some("c")))
    );
    b.and(c).unwrap();
    let newest = kept.newest().await.unwrap();
    let last = newest[0].providers.as_ref().unwrap()[0].clone();
    check(&scene, &format!("{last}:accepted -> sent")).await;
}

#[tokio::test]
async fn other_tenants_and_channels_keep_the_order_of_the_deployment() {
    let scene = Scene::new(&[&[], &[]]);
    let registry = scene.gateway.registry();
    let other = TenantId::from_uuid(Uuid::from_u128(8));
    registry.set_order(other, Channel::Sms, Some(&[id("b")]));
    registry.set_order(tenant(), Channel::Voice, Some(&[id("b")]));
    check(&scene, "a:accepted -> sent").await;
    assert_eq!(registry.chain(Channel::Sms)[0].id(), &id("a"));
    let order = registry.order(other, Channel::Sms);
    assert_eq!(order.source, Source::Tenant);
}

#[tokio::test]
async fn an_account_that_has_gone_is_left_out() {
    for (order, expected, source, missing) in [
        (
            "gone b",
            "b:accepted -> sent",
            Source::Tenant,
            &["gone"][..],
        ),
        (
            "gone too",
            "a:accepted -> sent",
            Source::Configuration,
            &["gone", "too"],
        ),
    ] {
        let scene = Scene::new(&[&[], &[]]);
        let kept = Kept::default();
        kept.add(&change(Some(order))).await.unwrap();
        TenantOrders::load(scene.gateway.clone(), Arc::new(kept))
            .await
            .unwrap();
        check(&scene, expected).await;
        let order = scene.gateway.registry().order(tenant(), Channel::Sms);
        assert_eq!(order.source, source);
        let missing: Vec<_> = missing.iter().map(|name| id(name)).collect();
        assert_eq!(order.missing, missing);
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_on_its_way_keeps_the_order_it_began_with() {
    let scene = Scene::new(&[&[Hang], &[], &[]]);
    let in_flight = scene.gateway.send(draft(Class::Otp));
    let waited = in_flight.wait(std::time::Duration::from_millis(1)).await;
    assert!(matches!(waited, Ok(None)));
    let registry = scene.gateway.registry();
    registry.set_order(tenant(), Channel::Sms, Some(&[id("c")]));
    scene.gateway.drain().await;
    assert_eq!(scene.calls(), [1, 1, 0]);
    check(&scene, "c:accepted -> sent").await;
}
