//! The order that holds for one tenant on one channel.

use std::sync::Arc;

use msg_core::{Channel, ProviderId, TenantId};

use super::{Account, Registry, member};

/// The order in which the accounts of a channel are tried for a tenant.
#[derive(Clone, Debug)]
pub struct Order {
    /// The accounts, first choice first.
    pub accounts: Arc<[Arc<Account>]>,
    /// Where that order comes from.
    pub source: Source,
    /// The accounts that the tenant asked for and that aren't there any more.
    pub missing: Vec<ProviderId>,
}

/// Where an order comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The configuration of the deployment.
    Configuration,
    /// A choice of the tenant.
    Tenant,
}

impl Source {
    /// The word for it in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Tenant => "tenant",
        }
    }
}

impl Order {
    pub(super) fn of_the_deployment(registry: &Registry, channel: Channel) -> Self {
        let chain = registry.chains.get(&channel);
        Self {
            accounts: chain.map_or_else(|| Arc::from([]), Arc::clone),
            source: Source::Configuration,
            missing: Vec::new(),
        }
    }

    pub(super) fn of_tenant(
        registry: &Registry,
        tenant: TenantId,
        channel: Channel,
        providers: &[ProviderId],
    ) -> Self {
        let (mut accounts, mut missing) = (Vec::new(), Vec::new());
        for id in providers {
            match member(&registry.accounts, channel, id) {
                Ok(account) => accounts.push(account),
                Err(error) => {
                    tracing::warn!(tenant.id = %tenant, %channel, %error, "a tenant's order of providers names one that can't be used");
                    missing.push(id.clone());
                }
            }
        }
        if accounts.is_empty() {
            tracing::warn!(tenant.id = %tenant, %channel, "a tenant's order of providers has nobody left; the configuration's order holds");
            let configured = Self::of_the_deployment(registry, channel);
            return Self {
                missing,
                ..configured
            };
        }
        Self {
            accounts: accounts.into(),
            source: Source::Tenant,
            missing,
        }
    }
}
