//! Challenges and budgets: load the rows, decide, save the rows, all in one job of the writer.

use async_trait::async_trait;
use futures_util::FutureExt;
use jiff::Timestamp;
use msg_core::ports::StoreError;
use msg_core::{OtpId, RecipientIndex, TenantId};
use otp::lifecycle::{self, FailureBudgets, SendBudgets};
use otp::{
    Budget, BudgetKind, Challenge, ChallengeStore, Charge, ChargeRequest, ConsumeRequest,
    ForgiveRequest, LimitReached, MalformedGuess, OpenRequest, Opened,
};
use sqlx::SqliteConnection;

use super::budgets::{self, Name};
use super::writer::Failure;
use super::{Sqlite, challenges};

/// How many rows one transaction of the sweep removes at most, so that nobody waits long behind it.
const SWEPT_AT_ONCE: u32 = 500;

#[async_trait]
impl ChallengeStore for Sqlite {
    async fn open(&self, request: &OpenRequest, now: Timestamp) -> Result<Opened, StoreError> {
        let request = request.clone();
        self.writer
            .run(move |connection| async move { open(connection, &request, now).await }.boxed())
            .await
    }

    async fn charge(&self, request: &ChargeRequest, now: Timestamp) -> Result<Charge, StoreError> {
        let request = request.clone();
        self.writer
            .run(move |connection| async move { charge(connection, &request, now).await }.boxed())
            .await
    }

    async fn consume(&self, request: &ConsumeRequest, now: Timestamp) -> Result<bool, StoreError> {
        let request = request.clone();
        self.writer
            .run(move |connection| async move { consume(connection, &request, now).await }.boxed())
            .await
    }

    async fn note_malformed(
        &self,
        request: &MalformedGuess,
        now: Timestamp,
    ) -> Result<Option<LimitReached>, StoreError> {
        let request = request.clone();
        self.writer
            .run(move |connection| {
                async move { note_malformed(connection, &request, now).await }.boxed()
            })
            .await
    }

    async fn find(&self, tenant: TenantId, id: OtpId) -> Result<Option<Challenge>, StoreError> {
        let found = challenges::find(&self.readers, tenant, id).await;
        found.map_err(StoreError::new)
    }

    async fn cancel(
        &self,
        tenant: TenantId,
        id: OtpId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.writer
            .run(move |connection| async move { cancel(connection, tenant, id, now).await }.boxed())
            .await
    }

    async fn forgive_send(&self, request: &ForgiveRequest) -> Result<bool, StoreError> {
        let request = request.clone();
        self.writer
            .run(move |connection| async move { forgive_send(connection, &request).await }.boxed())
            .await
    }

    async fn unlock(
        &self,
        tenant: TenantId,
        recipient: RecipientIndex,
    ) -> Result<bool, StoreError> {
        self.writer
            .run(move |connection| {
                async move { unlock(connection, tenant, recipient).await }.boxed()
            })
            .await
    }

    async fn sweep(&self, cutoff: Timestamp) -> Result<u64, StoreError> {
        let mut swept = 0;
        loop {
            let (challenges, budgets) = self
                .writer
                .run(move |connection| async move { sweep(connection, cutoff).await }.boxed())
                .await?;
            swept += challenges;
            if challenges.max(budgets) < SWEPT_AT_ONCE.into() {
                return Ok(swept);
            }
        }
    }
}

async fn open(
    connection: &mut SqliteConnection,
    request: &OpenRequest,
    now: Timestamp,
) -> Result<Opened, Failure> {
    let (tenant, recipient) = (request.tenant, request.recipient);
    let mut last = challenges::last(connection, tenant, &request.purpose, recipient).await?;
    let sends = Counted::by(tenant, BudgetKind::Sends, recipient)
        .and(BudgetKind::NetworkSends, request.network);
    let mut budgets = sends.load_sends(connection).await?;
    let failures = Counted::by(tenant, BudgetKind::Failures, recipient).recipient;
    let failures = budgets::load(connection, failures).await?;

    let opened = lifecycle::open(request, last.as_mut(), &mut budgets, &failures, now);

    if matches!(opened, Opened::Created(_) | Opened::Resent(_)) {
        // Before the new one comes in: there is one open challenge at most.
        if let Some(last) = &last {
            challenges::update(connection, last).await?;
        }
        sends
            .save(connection, &budgets.recipient, budgets.network.as_ref())
            .await?;
    }
    if let Opened::Created(challenge) = &opened {
        challenges::insert(connection, challenge).await?;
    }
    Ok(opened)
}

async fn charge(
    connection: &mut SqliteConnection,
    request: &ChargeRequest,
    now: Timestamp,
) -> Result<Charge, Failure> {
    let (tenant, recipient) = (request.tenant, request.recipient);
    let mut open = challenges::open(connection, tenant, &request.purpose, recipient).await?;
    let failures = Counted::failures(tenant, recipient, request.network);
    let mut budgets = failures.load_failures(connection).await?;

    let charge = lifecycle::charge(request, open.as_mut(), &mut budgets, now);

    match (&charge, &open) {
        (Charge::Granted(_), Some(open)) => {
            challenges::update(connection, open).await?;
            failures
                .save(connection, &budgets.recipient, budgets.network.as_ref())
                .await?;
        }
        (Charge::Refused, _) => {
            failures
                .save_network(connection, budgets.network.as_ref())
                .await?;
        }
        _ => {}
    }
    Ok(charge)
}

async fn consume(
    connection: &mut SqliteConnection,
    request: &ConsumeRequest,
    now: Timestamp,
) -> Result<bool, Failure> {
    let found = challenges::find(&mut *connection, request.tenant, request.id).await?;
    let Some(mut challenge) = found else {
        return Ok(false);
    };
    let failures = Counted::failures(request.tenant, challenge.recipient, request.network);
    let mut budgets = failures.load_failures(connection).await?;

    let consumed = lifecycle::consume(request, &mut challenge, &mut budgets, now);

    if consumed {
        challenges::update(connection, &challenge).await?;
        failures
            .save(connection, &budgets.recipient, budgets.network.as_ref())
            .await?;
    }
    Ok(consumed)
}

async fn note_malformed(
    connection: &mut SqliteConnection,
    request: &MalformedGuess,
    now: Timestamp,
) -> Result<Option<LimitReached>, Failure> {
    let kind = BudgetKind::NetworkFailures;
    let name = Counted::by(request.tenant, kind, request.network).recipient;
    let mut budget = budgets::load(connection, name).await?;
    if let Err(reached) = budget.check(&request.limits.network_failures(), now) {
        return Ok(Some(reached));
    }
    budget.spend(now);
    budgets::save(connection, name, &budget).await?;
    Ok(None)
}

async fn cancel(
    connection: &mut SqliteConnection,
    tenant: TenantId,
    id: OtpId,
    now: Timestamp,
) -> Result<bool, Failure> {
    let found = challenges::find(&mut *connection, tenant, id).await?;
    let Some(mut challenge) = found else {
        return Ok(false);
    };
    let canceled = lifecycle::cancel(&mut challenge, now);
    if canceled {
        challenges::update(connection, &challenge).await?;
    }
    Ok(canceled)
}

async fn forgive_send(
    connection: &mut SqliteConnection,
    request: &ForgiveRequest,
) -> Result<bool, Failure> {
    let found = challenges::find(&mut *connection, request.tenant, request.id).await?;
    let Some(mut challenge) = found else {
        return Ok(false);
    };
    let sends = Counted::by(request.tenant, BudgetKind::Sends, challenge.recipient)
        .and(BudgetKind::NetworkSends, request.network);
    let mut budgets = sends.load_sends(connection).await?;

    let forgiven = lifecycle::forgive_send(request, &mut challenge, &mut budgets);

    if forgiven {
        challenges::update(connection, &challenge).await?;
        sends
            .save(connection, &budgets.recipient, budgets.network.as_ref())
            .await?;
    }
    Ok(forgiven)
}

async fn unlock(
    connection: &mut SqliteConnection,
    tenant: TenantId,
    recipient: RecipientIndex,
) -> Result<bool, Failure> {
    let name = Counted::by(tenant, BudgetKind::Failures, recipient).recipient;
    let mut failures = budgets::load(connection, name).await?;
    let unlocked = failures.unlock();
    if unlocked {
        budgets::save(connection, name, &failures).await?;
    }
    Ok(unlocked)
}

/// Removes some challenges and some budgets; returns how many of each.
async fn sweep(
    connection: &mut SqliteConnection,
    cutoff: Timestamp,
) -> Result<(u64, u64), Failure> {
    let challenges = challenges::sweep(connection, cutoff, SWEPT_AT_ONCE).await?;
    let budgets = budgets::sweep(connection, cutoff, SWEPT_AT_ONCE).await?;
    Ok((challenges, budgets))
}

/// The rows that one request is counted in.
struct Counted {
    recipient: Name,
    network: Option<Name>,
}

impl Counted {
    fn by(tenant: TenantId, kind: BudgetKind, subject: RecipientIndex) -> Self {
        let recipient = Name {
            tenant,
            kind,
            subject,
        };
        Self {
            recipient,
            network: None,
        }
    }

    fn and(self, kind: BudgetKind, network: Option<RecipientIndex>) -> Self {
        let network = network.map(|subject| Name {
            kind,
            subject,
            ..self.recipient
        });
        Self { network, ..self }
    }

    fn failures(
        tenant: TenantId,
        recipient: RecipientIndex,
        network: Option<RecipientIndex>,
    ) -> Self {
        Self::by(tenant, BudgetKind::Failures, recipient).and(BudgetKind::NetworkFailures, network)
    }

    async fn load(
        &self,
        connection: &mut SqliteConnection,
    ) -> sqlx::Result<(Budget, Option<Budget>)> {
        let recipient = budgets::load(connection, self.recipient).await?;
        let network = match self.network {
            Some(name) => Some(budgets::load(connection, name).await?),
            None => None,
        };
        Ok((recipient, network))
    }

    async fn load_sends(&self, connection: &mut SqliteConnection) -> sqlx::Result<SendBudgets> {
        let (recipient, network) = self.load(connection).await?;
        Ok(SendBudgets { recipient, network })
    }

    async fn load_failures(
        &self,
        connection: &mut SqliteConnection,
    ) -> sqlx::Result<FailureBudgets> {
        let (recipient, network) = self.load(connection).await?;
        Ok(FailureBudgets { recipient, network })
    }

    async fn save(
        &self,
        connection: &mut SqliteConnection,
        recipient: &Budget,
        network: Option<&Budget>,
    ) -> Result<(), Failure> {
        budgets::save(connection, self.recipient, recipient).await?;
        self.save_network(connection, network).await
    }

    async fn save_network(
        &self,
        connection: &mut SqliteConnection,
        network: Option<&Budget>,
    ) -> Result<(), Failure> {
        match (self.network, network) {
            (Some(name), Some(budget)) => budgets::save(connection, name, budget).await,
            _ => Ok(()),
        }
    }
}
