//! The suites that every store passes.

use std::sync::Arc;

use jiff::Timestamp;
use store::{DEFAULT_TENANT, Keys};
use testkit::{challenge_suite, message_log_suite, provider_orders_suite};

use crate::{Fresh, OTHER_TENANT};

testkit::message_log_suite!(messages);
testkit::challenge_store_suite!(challenges);
testkit::provider_orders_suite!(orders);

async fn messages() -> message_log_suite::Subject {
    let Fresh { store, directory } = with_two_tenants().await;
    message_log_suite::Subject {
        log: Arc::new(store),
        tenants: [DEFAULT_TENANT, OTHER_TENANT],
        keep: Box::new(directory),
    }
}

async fn challenges() -> challenge_suite::Subject {
    let Fresh { store, directory } = with_two_tenants().await;
    challenge_suite::Subject {
        store: Arc::new(store),
        tenants: [DEFAULT_TENANT, OTHER_TENANT],
        keep: Box::new(directory),
    }
}

async fn orders() -> provider_orders_suite::Subject {
    let Fresh { store, directory } = with_two_tenants().await;
    provider_orders_suite::Subject {
        orders: Arc::new(store),
        tenants: [DEFAULT_TENANT, OTHER_TENANT],
        keep: Box::new(directory),
    }
}

async fn with_two_tenants() -> Fresh {
    let fresh = Fresh::open().await;
    let added = fresh
        .store
        .insert_tenant(OTHER_TENANT, "other", Timestamp::UNIX_EPOCH);
    added.await.unwrap();
    fresh
}
