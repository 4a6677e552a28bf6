//! A store that forgets everything when the process ends.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::ports::StoreError;
use msg_core::{OtpId, RecipientIndex, TenantId};

use crate::budget::{Budget, LimitReached};
use crate::challenge::Challenge;
use crate::lifecycle::{self, FailureBudgets, SendBudgets};
use crate::purpose::Purpose;
use crate::store::{
    BudgetKind, ChallengeStore, Charge, ChargeRequest, ConsumeRequest, ForgiveRequest,
    MalformedGuess, OpenRequest, Opened,
};

/// Keeps everything in memory: for tests, and for programs that have no database.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<Rows>);

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        // A panic between two writes is impossible: all decisions are made before the first.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl ChallengeStore for MemoryStore {
    async fn open(&self, request: &OpenRequest, now: Timestamp) -> Result<Opened, StoreError> {
        let mut rows = self.rows();
        let place = (request.tenant, request.purpose.clone(), request.recipient);
        let mut budgets = rows.send_budgets(request.tenant, request.recipient, request.network);
        let failures = rows.budget(request.tenant, BudgetKind::Failures, request.recipient);
        let last = rows.last.get(&place).copied();
        let last = last.and_then(|id| rows.challenges.get_mut(&id));
        let opened = lifecycle::open(request, last, &mut budgets, &failures, now);
        if let Opened::Created(challenge) = &opened {
            rows.last.insert(place, challenge.id);
            rows.challenges.insert(challenge.id, challenge.clone());
        }
        rows.save_sends(request.tenant, request.recipient, request.network, budgets);
        Ok(opened)
    }

    async fn charge(&self, request: &ChargeRequest, now: Timestamp) -> Result<Charge, StoreError> {
        let mut rows = self.rows();
        let place = (request.tenant, request.purpose.clone(), request.recipient);
        let mut budgets = rows.failure_budgets(request.tenant, request.recipient, request.network);
        let last = rows.last.get(&place).copied();
        let last = last.and_then(|id| rows.challenges.get_mut(&id));
        let charge = lifecycle::charge(request, last, &mut budgets, now);
        rows.save_failures(request.tenant, request.recipient, request.network, budgets);
        Ok(charge)
    }

    async fn consume(&self, request: &ConsumeRequest, now: Timestamp) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let Some(mut challenge) = rows.find(request.tenant, request.id) else {
            return Ok(false);
        };
        let recipient = challenge.recipient;
        let mut budgets = rows.failure_budgets(request.tenant, recipient, request.network);
        let consumed = lifecycle::consume(request, &mut challenge, &mut budgets, now);
        rows.challenges.insert(challenge.id, challenge);
        rows.save_failures(request.tenant, recipient, request.network, budgets);
        Ok(consumed)
    }

    async fn note_malformed(
        &self,
        request: &MalformedGuess,
        now: Timestamp,
    ) -> Result<Option<LimitReached>, StoreError> {
        let mut rows = self.rows();
        let kind = BudgetKind::NetworkFailures;
        let mut budget = rows.budget(request.tenant, kind, request.network);
        if let Err(reached) = budget.check(&request.limits.network_failures(), now) {
            return Ok(Some(reached));
        }
        budget.spend(now);
        rows.save(request.tenant, kind, request.network, budget);
        Ok(None)
    }

    async fn find(&self, tenant: TenantId, id: OtpId) -> Result<Option<Challenge>, StoreError> {
        Ok(self.rows().find(tenant, id))
    }

    async fn cancel(
        &self,
        tenant: TenantId,
        id: OtpId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let challenge = rows.challenges.get_mut(&id);
        Ok(challenge
            .filter(|challenge| challenge.tenant == tenant)
            .is_some_and(|challenge| lifecycle::cancel(challenge, now)))
    }

    async fn forgive_send(&self, request: &ForgiveRequest) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let Some(mut challenge) = rows.find(request.tenant, request.id) else {
            return Ok(false);
        };
        let recipient = challenge.recipient;
        let mut budgets = rows.send_budgets(request.tenant, recipient, request.network);
        let forgiven = lifecycle::forgive_send(request, &mut challenge, &mut budgets);
        rows.challenges.insert(challenge.id, challenge);
        rows.save_sends(request.tenant, recipient, request.network, budgets);
        Ok(forgiven)
    }

    async fn unlock(
        &self,
        tenant: TenantId,
        recipient: RecipientIndex,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let mut budget = rows.budget(tenant, BudgetKind::Failures, recipient);
        let unlocked = budget.unlock();
        rows.save(tenant, BudgetKind::Failures, recipient, budget);
        Ok(unlocked)
    }

    async fn sweep(&self, cutoff: Timestamp) -> Result<u64, StoreError> {
        let mut rows = self.rows();
        let before = rows.challenges.len();
        rows.challenges
            .retain(|_, challenge| challenge.expires_at >= cutoff);
        let removed = before - rows.challenges.len();
        let Rows {
            challenges,
            last,
            budgets,
        } = &mut *rows;
        last.retain(|_, id| challenges.contains_key(id));
        budgets.retain(|_, budget| !budget.is_spent_before(cutoff));
        Ok(u64::try_from(removed).unwrap_or(u64::MAX))
    }
}

#[derive(Debug, Default)]
struct Rows {
    challenges: HashMap<OtpId, Challenge>,
    /// The open challenge, or else the last; a new one always takes the place of the open one, so both are the newest.
    last: HashMap<(TenantId, Purpose, RecipientIndex), OtpId>,
    budgets: HashMap<(TenantId, BudgetKind, RecipientIndex), Budget>,
}

impl Rows {
    fn find(&self, tenant: TenantId, id: OtpId) -> Option<Challenge> {
        let challenge = self.challenges.get(&id);
        challenge
            .filter(|challenge| challenge.tenant == tenant)
            .cloned()
    }

    fn budget(&self, tenant: TenantId, kind: BudgetKind, subject: RecipientIndex) -> Budget {
        let budget = self.budgets.get(&(tenant, kind, subject));
        budget.cloned().unwrap_or_default()
    }

    fn save(
        &mut self,
        tenant: TenantId,
        kind: BudgetKind,
        subject: RecipientIndex,
        budget: Budget,
    ) {
        if budget == Budget::default() {
            self.budgets.remove(&(tenant, kind, subject));
        } else {
            self.budgets.insert((tenant, kind, subject), budget);
        }
    }

    fn send_budgets(
        &self,
        tenant: TenantId,
        recipient: RecipientIndex,
        network: Option<RecipientIndex>,
    ) -> SendBudgets {
        SendBudgets {
            recipient: self.budget(tenant, BudgetKind::Sends, recipient),
            network: network.map(|it| self.budget(tenant, BudgetKind::NetworkSends, it)),
        }
    }

    fn save_sends(
        &mut self,
        tenant: TenantId,
        recipient: RecipientIndex,
        network: Option<RecipientIndex>,
        budgets: SendBudgets,
    ) {
        self.save(tenant, BudgetKind::Sends, recipient, budgets.recipient);
        if let (Some(network), Some(budget)) = (network, budgets.network) {
            self.save(tenant, BudgetKind::NetworkSends, network, budget);
        }
    }

    fn failure_budgets(
        &self,
        tenant: TenantId,
        recipient: RecipientIndex,
        network: Option<RecipientIndex>,
    ) -> FailureBudgets {
        FailureBudgets {
            recipient: self.budget(tenant, BudgetKind::Failures, recipient),
            network: network.map(|it| self.budget(tenant, BudgetKind::NetworkFailures, it)),
        }
    }

    fn save_failures(
        &mut self,
        tenant: TenantId,
        recipient: RecipientIndex,
        network: Option<RecipientIndex>,
        budgets: FailureBudgets,
    ) {
        self.save(tenant, BudgetKind::Failures, recipient, budgets.recipient);
        if let (Some(network), Some(budget)) = (network, budgets.network) {
            self.save(tenant, BudgetKind::NetworkFailures, network, budget);
        }
    }
}
