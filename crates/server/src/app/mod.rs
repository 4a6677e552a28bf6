//! The running service: what the handlers share, and how it is put together.

mod build;
mod first_key;
mod providers;
mod senders;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use gateway::Gateway;
use gateway::orders::TenantOrders;
use gateway::otp::OneTimePasswords;
use gateway::phone::DefaultRegion;
use msg_core::address::Mailbox;
use msg_core::{Clock, Entropy};
use otp::Purpose;
use store::{Keys, Sqlite};

pub use build::StartError;
pub use first_key::FirstKey;

/// How long messages may stay on their way when nobody waits for them any more.
const DRAIN: Duration = Duration::from_secs(5);

/// What the handlers share.
pub struct App {
    /// Sends messages.
    pub gateway: Gateway,
    /// Sends and verifies codes.
    pub otp: OneTimePasswords,
    /// Changes in which order a tenant's messages try providers.
    pub orders: TenantOrders,
    /// The API keys.
    pub keys: Arc<dyn Keys>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The randomness of keys and ids.
    pub entropy: Arc<dyn Entropy>,
    /// Where telephone numbers without a country code belong.
    pub region: Option<DefaultRegion>,
    senders: senders::Senders,
    store: Sqlite,
}

impl App {
    /// The sender of codes for `purpose`, where one is set.
    pub fn code_sender(&self, purpose: &Purpose) -> Option<Mailbox> {
        self.senders.of(purpose)
    }

    /// Whether the database can be read and written.
    ///
    /// # Errors
    /// Says what the database said.
    pub async fn ready(&self) -> Result<(), msg_core::ports::StoreError> {
        self.store.ping().await
    }

    /// Forgets challenges and budgets that can't matter any more.
    pub async fn sweep(&self) {
        if let Err(error) = self.otp.challenges().sweep().await {
            tracing::warn!(%error, "old challenges were not swept");
        }
    }

    /// Finishes what has begun, as far as five seconds allow, and closes the database.
    /// A message that was still on its way is found at the next start.
    pub async fn close(&self) {
        if tokio::time::timeout(DRAIN, self.gateway.drain())
            .await
            .is_err()
        {
            tracing::warn!(
                "messages are still on their way; they will be unknown at the next start"
            );
        }
        self.store.close().await;
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("gateway", &self.gateway)
            .finish_non_exhaustive()
    }
}
