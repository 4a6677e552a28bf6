//! The provider accounts and the order in which they are tried.

mod account;
mod cool_down;

use std::collections::HashMap;
use std::sync::Arc;

use msg_core::breaker::Rules;
use msg_core::{Channel, Clock, Descriptor, Provider, ProviderId};

pub use account::{Account, Lanes, Pass, Skip, TimeLimits};

/// The provider accounts of a deployment.
#[derive(Debug)]
pub struct Registry {
    accounts: HashMap<ProviderId, Arc<Account>>,
    chains: HashMap<Channel, Vec<Arc<Account>>>,
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

    /// The accounts of `channel`, first choice first.
    pub fn chain(&self, channel: Channel) -> &[Arc<Account>] {
        self.chains.get(&channel).map_or(&[], Vec::as_slice)
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
    accounts: HashMap<ProviderId, Arc<Account>>,
    chains: HashMap<Channel, Vec<Arc<Account>>>,
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
            .map(|id| self.member(channel, id))
            .collect::<Result<_, _>>()?;
        self.chains.insert(channel, chain);
        Ok(self)
    }

    fn member(&self, channel: Channel, id: &ProviderId) -> Result<Arc<Account>, InvalidChain> {
        let account = self
            .accounts
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

    /// The finished registry.
    pub fn build(self) -> Registry {
        Registry {
            accounts: self.accounts,
            chains: self.chains,
        }
    }
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
