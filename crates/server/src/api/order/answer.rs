//! The order of a channel, as the API shows it.

use msg_core::ports::{OrderChange, StoreError};
use msg_core::{Channel, ProviderId, TenantId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;

/// How many changes are shown.
const SHOWN: u32 = 50;

/// The order in which providers are tried for your messages on a channel.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct OrderAnswer {
    /// The channel.
    channel: &'static str,
    /// The provider accounts, first choice first. Others are not tried.
    #[schema(example = json!(["smtp", "smtp-backup"]))]
    providers: Vec<String>,
    /// Where that order comes from: `configuration`, or `tenant` when you set it.
    source: &'static str,
    /// The accounts you asked for and that aren't there any more.
    missing: Vec<String>,
    /// The last 50 changes, newest first.
    history: Vec<ChangeAnswer>,
}

/// A change of the order.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeAnswer {
    /// The order that was set; `null` for a return to the configuration's.
    providers: Option<Vec<String>>,
    /// Why.
    reason: String,
    /// The id of the key with which it was changed.
    #[schema(example = "key_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a")]
    changed_by: String,
    /// When (RFC 3339, UTC).
    changed_at: String,
}

impl OrderAnswer {
    /// The order that holds for `tenant` now.
    pub(super) async fn of(
        app: &App,
        tenant: TenantId,
        channel: Channel,
    ) -> Result<Self, StoreError> {
        let history = app.orders.history(tenant, channel, SHOWN).await?;
        let order = app.gateway.registry().order(tenant, channel);
        let tried = order.accounts.iter().map(|account| account.id());
        Ok(Self {
            channel: channel.as_str(),
            providers: names(tried),
            source: order.source.as_str(),
            missing: names(&order.missing),
            history: history.iter().map(ChangeAnswer::from).collect(),
        })
    }
}

impl From<&OrderChange> for ChangeAnswer {
    fn from(change: &OrderChange) -> Self {
        Self {
            providers: change.providers.as_ref().map(names),
            reason: change.reason.as_str().to_owned(),
            changed_by: change.key.to_string(),
            changed_at: change.at.to_string(),
        }
    }
}

fn names<'a>(ids: impl IntoIterator<Item = &'a ProviderId>) -> Vec<String> {
    ids.into_iter().map(ProviderId::to_string).collect()
}
