//! Each tenant's own order of provider accounts, changed while the gateway runs.
//!
//! The registry holds the orders that are in force, so that planning a message asks no store; the store holds every
//! change there ever was.

use std::sync::Arc;

use msg_core::ports::{OrderChange, ProviderOrders, StoreError};
use msg_core::{Channel, TenantId};
use tokio::sync::Mutex;

use crate::dispatch::Gateway;

/// Changes the orders of a gateway, and remembers.
#[derive(Clone, Debug)]
pub struct TenantOrders {
    gateway: Gateway,
    store: Arc<dyn ProviderOrders>,
    /// Of two changes at once, the one that the store takes last must also be the one that the registry gets last.
    turn: Arc<Mutex<()>>,
}

impl TenantOrders {
    /// Puts the orders that `store` remembers into force.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    pub async fn load(
        gateway: Gateway,
        store: Arc<dyn ProviderOrders>,
    ) -> Result<Self, StoreError> {
        for change in store.newest().await? {
            enforce(&gateway, &change);
        }
        Ok(Self {
            gateway,
            store,
            turn: Arc::default(),
        })
    }

    /// Makes a change, for every message that comes later; those on their way keep the order they began with.
    /// Whoever asked may go away: what has begun is finished.
    ///
    /// # Errors
    /// Fails when the store is unavailable; then nothing has changed.
    ///
    /// # Panics
    /// When the task that makes the change panicked.
    pub async fn change(&self, change: OrderChange) -> Result<(), StoreError> {
        let this = self.clone();
        self.gateway
            .detach(async move { this.apply(&change).await })
            .await
            .expect("a detached task is never aborted")
    }

    async fn apply(self, change: &OrderChange) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        self.store.add(change).await?;
        enforce(&self.gateway, change);
        tracing::info!(
            tenant.id = %change.tenant,
            key.id = %change.key,
            channel = %change.channel,
            providers = ?change.providers,
            "the order of providers changed"
        );
        Ok(())
    }

    /// The changes of `tenant` on `channel`, newest first, at most `limit`.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    pub async fn history(
        &self,
        tenant: TenantId,
        channel: Channel,
        limit: u32,
    ) -> Result<Vec<OrderChange>, StoreError> {
        self.store.history(tenant, channel, limit).await
    }
}

fn enforce(gateway: &Gateway, change: &OrderChange) {
    let registry = gateway.registry();
    registry.set_order(change.tenant, change.channel, change.providers.as_deref());
}
