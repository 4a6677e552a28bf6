//! The table `provider_orders`.

use async_trait::async_trait;
use msg_core::ports::{OrderChange, ProviderOrders, Reason, StoreError};
use msg_core::{Channel, KeyId, ProviderId, TenantId};
use rusqlite::{Connection, Row, params};

use super::columns::{Micros, maybe_word, time, word};
use super::{Failure, Sqlite};

const INSERT: &str = "\
INSERT INTO provider_orders (tenant_id, channel, providers, reason, key_id, created_at) VALUES (?, ?, ?, ?, ?, ?)";
const NEWEST: &str = "\
SELECT * FROM provider_orders WHERE id IN (SELECT max(id) FROM provider_orders GROUP BY tenant_id, channel)";
const HISTORY: &str =
    "SELECT * FROM provider_orders WHERE tenant_id = ? AND channel = ? ORDER BY id DESC LIMIT ?";

#[async_trait]
impl ProviderOrders for Sqlite {
    async fn add(&self, change: &OrderChange) -> Result<(), StoreError> {
        let change = change.clone();
        self.write(move |connection| insert(connection, &change))
            .await
    }

    async fn newest(&self) -> Result<Vec<OrderChange>, StoreError> {
        self.read(|connection| {
            let mut newest = connection.prepare_cached(NEWEST)?;
            let changes = newest.query_map([], change)?;
            Ok(changes.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn history(
        &self,
        tenant: TenantId,
        channel: Channel,
        limit: u32,
    ) -> Result<Vec<OrderChange>, StoreError> {
        self.read(move |connection| {
            let mut history = connection.prepare_cached(HISTORY)?;
            let of = params![tenant.as_uuid(), channel.as_str(), limit];
            let changes = history.query_map(of, change)?;
            Ok(changes.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn insert(connection: &Connection, change: &OrderChange) -> Result<(), Failure> {
    let providers = change.providers.as_ref().map(|providers| {
        let names: Vec<_> = providers.iter().map(ProviderId::as_str).collect();
        serde_json::to_string(&names)
    });
    connection.prepare_cached(INSERT)?.execute(params![
        change.tenant.as_uuid(),
        change.channel.as_str(),
        providers.transpose()?,
        change.reason.as_str(),
        change.key.as_uuid(),
        Micros(change.at),
    ])?;
    Ok(())
}

fn change(row: &Row<'_>) -> rusqlite::Result<OrderChange> {
    Ok(OrderChange {
        tenant: TenantId::from_uuid(row.get("tenant_id")?),
        channel: word(row, "channel", |name| name.parse::<Channel>().ok())?,
        providers: maybe_word(row, "providers", providers)?,
        reason: word(row, "reason", |text| Reason::parse(text).ok())?,
        key: KeyId::from_uuid(row.get("key_id")?),
        at: time(row, "created_at")?,
    })
}

fn providers(json: &str) -> Option<Vec<ProviderId>> {
    let names: Vec<String> = serde_json::from_str(json).ok()?;
    names.iter().map(|name| ProviderId::parse(name)).collect()
}
