//! The provider accounts and the order in which they are tried.

mod account;
mod cool_down;
mod order;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use msg_core::breaker::Rules;
use msg_core::{Channel, Clock, Descriptor, Provider, ProviderId, TenantId};

pub use account::{Account, Lanes, Pass, Skip, TimeLimits};
pub use order::{Order, Source};

type Accounts = HashMap<ProviderId, Arc<Account>>;
type Chains = HashMap<Channel, Arc<[Arc<Account>]>>;

/// The provider accounts of a deployment.
#[derive(Debug)]
pub struct Registry {
    accounts: Accounts,
    chains: Chains,
    of_tenants: RwLock<HashMap<(TenantId, Channel), Order>>,
}

impl Registry {
    /// Begins a registry whose breakers follow `rules` and whose bulkheads hold `lanes`.
    pub fn builder(clock: Arc<dyn Clock>, rules: Rules, lanes: Lanes) -> RegistryBuilder {
        RegistryBuilder {
            clock,
            rules,
            lanes,
            accounts: HashMap::new(),
            chains: HashMap::new(),
        }
    }

    /// The accounts of `channel` in the order of the deployment, first choice first.
    pub fn chain(&self, channel: Channel) -> &[Arc<Account>] {
        self.chains.get(&channel).map_or(&[], |chain| chain)
    }

    /// The accounts of `channel` in the order that holds for `tenant`.
    pub fn order(&self, tenant: TenantId, channel: Channel) -> Order {
        let of_tenants = self
            .of_tenants
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let own = of_tenants.get(&(tenant, channel)).cloned();
        own.unwrap_or_else(|| Order::of_the_deployment(self, channel))
    }

    /// Gives `tenant` an order of its own on `channel`, or takes it back. It holds for every message that comes later.
    ///
    /// An account that isn't there, or doesn't send on the channel, is left out with a warning; with nobody left, the
    /// order of the deployment holds.
    pub fn set_order(&self, tenant: TenantId, channel: Channel, providers: Option<&[ProviderId]>) {
        let own = providers.map(|providers| Order::of_tenant(self, tenant, channel, providers));
        let mut of_tenants = self
            .of_tenants
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        match own {
            Some(order) => of_tenants.insert((tenant, channel), order),
            None => of_tenants.remove(&(tenant, channel)),
        };
    }

    /// Every account, by name.
    pub fn accounts(&self) -> Vec<&Arc<Account>> {
        let mut accounts: Vec<_> = self.accounts.values().collect();
        accounts.sort_by(|one, other| one.id().cmp(other.id()));
        accounts
    }

    /// The account called `id`.
    pub fn account(&self, id: &ProviderId) -> Option<&Arc<Account>> {
        self.accounts.get(id)
    }
}

/// A registry in the making.
#[derive(Debug)]
pub struct RegistryBuilder {
    clock: Arc<dyn Clock>,
    rules: Rules,
    lanes: Lanes,
    accounts: Accounts,
    chains: Chains,
}

impl RegistryBuilder {
    /// Adds an account. One that is added twice replaces the first.
    #[must_use]
    pub fn account(
        mut self,
        id: ProviderId,
        descriptor: &'static Descriptor,
        provider: Arc<dyn Provider>,
        limits: TimeLimits,
    ) -> Self {
        // A probe that nobody reported on gives its slot away once its call must have ended.
        let rules = Rules {
            probe_lease: limits.longest() + PROBE_MARGIN,
            ..self.rules
        };
        let account = Account::new(
            id.clone(),
            descriptor,
            provider,
            limits,
            rules,
            self.lanes,
            Arc::clone(&self.clock),
        );
        self.accounts.insert(id, Arc::new(account));
        self
    }

    /// Sets the order in which accounts are tried on `channel`.
    ///
    /// # Errors
    /// Names the account that doesn't exist or doesn't send on that channel.
    pub fn chain(mut self, channel: Channel, ids: &[ProviderId]) -> Result<Self, InvalidChain> {
        let chain = ids
            .iter()
            .map(|id| member(&self.accounts, channel, id))
            .collect::<Result<_, _>>()?;
        self.chains.insert(channel, chain);
        Ok(self)
    }

    /// The finished registry.
    pub fn build(self) -> Registry {
        Registry {
            accounts: self.accounts,
            chains: self.chains,
            of_tenants: RwLock::default(),
        }
    }
}

/// The account called `id`, if it can stand in a chain of `channel`.
fn member(
    accounts: &Accounts,
    channel: Channel,
    id: &ProviderId,
) -> Result<Arc<Account>, InvalidChain> {
    let account = accounts
        .get(id)
        .ok_or_else(|| InvalidChain::NoSuchAccount { id: id.clone() })?;
    if !account.carries(channel) {
        return Err(InvalidChain::OtherChannel {
            id: id.clone(),
            kind: account.descriptor().kind,
            channel,
        });
    }
    Ok(Arc::clone(account))
}

const PROBE_MARGIN: std::time::Duration = std::time::Duration::from_secs(5);

/// Why a chain can't be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidChain {
    /// There is no such account.
    #[error("there is no provider account `{id}`; add it or take it out of the chain")]
    NoSuchAccount {
        /// The account named.
        id: ProviderId,
    },
    /// The account is of a kind that doesn't send on the channel.
    #[error("`{id}` is of kind {kind}, which doesn't send {channel}; take it out of that chain")]
    OtherChannel {
        /// The account named.
        id: ProviderId,
        /// Its kind.
        kind: &'static str,
        /// The channel of the chain.
        channel: Channel,
    },
}
