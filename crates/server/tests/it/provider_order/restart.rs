//! What becomes of an order when the service starts again.

use std::path::Path;
use std::sync::Arc;

use gateway::registry::Source;
use msg_core::ports::{OrderChange, Reason};
use msg_core::{Channel, KeyId, ProviderId};
use server::app::App;
use server::config::Config;
use store::DEFAULT_TENANT;
use testkit::clock::ManualClock;
use testkit::entropy::SeededEntropy;

use crate::harness::console::Console;
use crate::harness::smtp::accounts;

async fn start(data: &Path, ports: &[u16]) -> App {
    let sources = accounts(ports).env("HERALD_DATA", data.to_str().unwrap());
    let config = Config::load(&sources).unwrap_or_else(|problems| panic!("{problems}"));
    let clock = Arc::new(ManualClock::default());
    let entropy = Arc::new(SeededEntropy::new(1));
    let app = App::start(&config, clock, entropy, Console::default());
    app.await.unwrap()
}

/// The order on record, where it comes from and what is missing from it; closes the app.
async fn order(app: App) -> (Vec<String>, Source, Vec<String>) {
    let order = app.gateway.registry().order(DEFAULT_TENANT, Channel::Email);
    app.close().await;
    let tried = order
        .accounts
        .iter()
        .map(|account| account.id().to_string());
    let missing = order.missing.iter().map(ProviderId::to_string);
    (tried.collect(), order.source, missing.collect())
}

#[tokio::test]
async fn an_order_outlives_the_process_and_its_accounts() {
    let data = tempfile::tempdir().unwrap();
    let app = start(data.path(), &[1, 2, 3]).await;
    let wanted = ["third", "second"].map(|name| ProviderId::parse(name).unwrap());
    let change = OrderChange {
        tenant: DEFAULT_TENANT,
        channel: Channel::Email,
        providers: Some(wanted.to_vec()),
        reason: Reason::parse("the first is slow").unwrap(),
        key: KeyId::generate(app.clock.now(), app.entropy.as_ref()),
        at: app.clock.now(),
    };
    app.orders.change(change).await.unwrap();
    app.close().await;
    drop(app);
    for (ports, tried, source, missing) in [
        (
            &[1, 2, 3][..],
            &["third", "second"][..],
            Source::Tenant,
            &[][..],
        ),
        (&[1, 2], &["second"], Source::Tenant, &["third"]),
        (
            &[1],
            &["first"],
            Source::Configuration,
            &["third", "second"],
        ),
    ] {
        let (found, from, gone) = order(start(data.path(), ports).await).await;
        assert_eq!(found, tried);
        assert_eq!(from, source);
        assert_eq!(gone, missing);
    }
}
