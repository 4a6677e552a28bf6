//! API keys.

use std::time::Duration;

use jiff::Timestamp;
use msg_core::{KeyId, TenantId};
use store::{DEFAULT_TENANT, KeyRecord, Keys};
use uuid::Uuid;

use crate::{Fresh, OTHER_TENANT};

fn at(second: i64) -> Timestamp {
    Timestamp::from_microsecond(1_800_000_000_000_001 + second * 1_000_000).unwrap()
}

fn key(n: u8, tenant: TenantId) -> KeyRecord {
    KeyRecord {
        id: KeyId::from_uuid(Uuid::from_u128(n.into())),
        tenant,
        prefix: format!("hk_{n}"),
        hash: [n; 32],
        name: "the shop's \"key\"".into(),
        scopes: vec!["messages:send".into(), "otp".into()],
        created_at: at(0),
        expires_at: Some(at(9_999)),
        revoked_at: None,
        last_used_at: None,
    }
}

async fn store() -> Fresh {
    let fresh = Fresh::open().await;
    let added = fresh.store.insert_tenant(OTHER_TENANT, "other", at(0));
    added.await.unwrap();
    fresh
}

#[tokio::test]
async fn keys_are_found_by_prefix_and_listed_by_tenant() {
    let fresh = store().await;
    let store = &fresh.store;
    assert_eq!(store.count_keys().await.unwrap(), 0);
    let (one, two) = (key(1, DEFAULT_TENANT), key(2, DEFAULT_TENANT));
    let mut others = key(3, OTHER_TENANT);
    (others.expires_at, others.scopes) = (None, Vec::new());
    for key in [&two, &one, &others] {
        store.insert_key(key).await.unwrap();
    }
    assert_eq!(store.count_keys().await.unwrap(), 3);
    for key in [&one, &two, &others] {
        let found = store.key_by_prefix(&key.prefix).await.unwrap();
        assert_eq!(found.as_ref(), Some(key));
    }
    assert_eq!(store.key_by_prefix("hk_").await.unwrap(), None);
    assert_eq!(store.list_keys(DEFAULT_TENANT).await.unwrap(), [one, two]);
    assert_eq!(store.list_keys(OTHER_TENANT).await.unwrap(), [others]);
}

#[tokio::test]
async fn a_prefix_is_taken_once_and_the_tenant_must_exist() {
    let fresh = store().await;
    let store = &fresh.store;
    store.insert_key(&key(1, DEFAULT_TENANT)).await.unwrap();
    let twin = KeyRecord {
        id: KeyId::from_uuid(Uuid::max()),
        ..key(1, DEFAULT_TENANT)
    };
    assert!(store.insert_key(&twin).await.is_err());
    let nobodys = key(4, TenantId::from_uuid(Uuid::max()));
    assert!(store.insert_key(&nobodys).await.is_err());
    assert_eq!(store.count_keys().await.unwrap(), 1);
}

#[tokio::test]
async fn a_key_is_revoked_once_by_its_tenant() {
    let fresh = store().await;
    let store = &fresh.store;
    let key = key(1, DEFAULT_TENANT);
    store.insert_key(&key).await.unwrap();
    for (tenant, id, second, revoked, since) in [
        (OTHER_TENANT, key.id, 1, false, None),
        (
            DEFAULT_TENANT,
            KeyId::from_uuid(Uuid::max()),
            2,
            false,
            None,
        ),
        (DEFAULT_TENANT, key.id, 3, true, Some(at(3))),
        (DEFAULT_TENANT, key.id, 4, true, Some(at(3))),
    ] {
        assert_eq!(
            store.revoke_key(tenant, id, at(second)).await.unwrap(),
            revoked
        );
        let found = store.key_by_prefix(&key.prefix).await.unwrap().unwrap();
        assert_eq!(found.revoked_at, since, "after second {second}");
    }
}

#[tokio::test]
async fn the_last_use_is_known_to_the_minute_and_never_goes_back() {
    let fresh = store().await;
    let store = &fresh.store;
    let key = key(1, DEFAULT_TENANT);
    store.insert_key(&key).await.unwrap();
    for (second, known) in [
        (100, 100),
        (159, 100),
        (160, 160),
        (90, 160),
        (1_000, 1_000),
    ] {
        store.touch_key(key.id, at(second)).await.unwrap();
        let found = store.key_by_prefix(&key.prefix).await.unwrap().unwrap();
        assert_eq!(found.last_used_at, Some(at(known)), "at second {second}");
    }
    let unknown = KeyId::from_uuid(Uuid::max());
    store
        .touch_key(unknown, at(0) + Duration::from_secs(1))
        .await
        .unwrap();
}
