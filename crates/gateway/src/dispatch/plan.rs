//! Which account is called next, and why the others aren't.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use msg_core::{Channel, Class, Content, TenantId};

use super::outcome::{Refusal, SkipReport};
use crate::registry::{Account, Pass, Registry, Skip};

/// The accounts of a channel that have not had their turn.
#[derive(Debug)]
pub(super) struct Plan {
    channel: Channel,
    class: Class,
    waiting: VecDeque<Arc<Account>>,
    pub(super) skipped: Vec<SkipReport>,
}

impl Plan {
    pub(super) fn new(
        registry: &Registry,
        tenant: TenantId,
        class: Class,
        content: &Content,
    ) -> Self {
        let channel = content.channel();
        let mut plan = Self {
            channel,
            class,
            waiting: VecDeque::new(),
            skipped: Vec::new(),
        };
        for account in &*registry.order(tenant, channel).accounts {
            match account.can(content) {
                Ok(()) => plan.waiting.push_back(Arc::clone(account)),
                Err(reason) => plan.skip(account, reason),
            }
        }
        plan
    }

    /// The next account that may be called at this moment.
    pub(super) fn next(&mut self) -> Option<(Arc<Account>, Pass)> {
        while let Some(account) = self.waiting.pop_front() {
            match account.admit(self.class) {
                Ok(pass) => return Some((account, pass)),
                Err(reason) => self.skip(&account, reason),
            }
        }
        None
    }

    /// Why nobody could be called at all.
    pub(super) fn refusal(self) -> Refusal {
        let (channel, skipped) = (self.channel, self.skipped);
        let incapable = |skip: &SkipReport| matches!(skip.reason, Skip::NotCapable(_));
        if !skipped.is_empty() && skipped.iter().all(incapable) {
            return Refusal::NotCapable { channel, skipped };
        }
        Refusal::NoProvider {
            channel,
            retry_after: soonest(&skipped),
            skipped,
        }
    }

    fn skip(&mut self, account: &Account, reason: Skip) {
        self.skipped.push(SkipReport {
            provider: account.id().clone(),
            reason,
        });
    }
}

fn soonest(skipped: &[SkipReport]) -> Option<Duration> {
    skipped
        .iter()
        .filter_map(|skip| skip.reason.retry_after())
        .min()
}
