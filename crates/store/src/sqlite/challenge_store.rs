//! Challenges and budgets: load the rows, decide, save the rows, all in one job of the writer.

use async_trait::async_trait;
use futures_util::FutureExt;
use jiff::Timestamp;
use msg_core::ports::StoreError;
use msg_core::{OtpId, RecipientIndex, TenantId};
use otp::lifecycle::{self, FailureBudgets, SendBudgets};
use otp::{
    BudgetKind, Challenge, ChallengeStore, Charge, ChargeRequest, ConsumeRequest, ForgiveRequest,
    LimitReached, MalformedGuess, OpenRequest, Opened,
};
use sqlx::SqliteConnection;

use super::budgets::{self, Name, Names};
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
    let names = Names::of_sends(tenant, recipient, request.network);
    let (sends, network) = names.load(connection).await?;
    let mut budgets = SendBudgets {
        recipient: sends,
        network,
    };
    let failures = Names::of_failures(tenant, recipient, None).recipient;
    let failures = budgets::load(connection, failures).await?;

    let opened = lifecycle::open(request, last.as_mut(), &mut budgets, &failures, now);

    if matches!(opened, Opened::Created(_) | Opened::Resent(_)) {
        // Before the new one comes in: there is one open challenge at most.
        if let Some(last) = &last {
            challenges::update(connection, last).await?;
        }
        let SendBudgets { recipient, network } = &budgets;
        names.save(connection, recipient, network.as_ref()).await?;
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
    let names = Names::of_failures(tenant, recipient, request.network);
    let (recipient, network) = names.load(connection).await?;
    let mut budgets = FailureBudgets { recipient, network };

    let charge = lifecycle::charge(request, open.as_mut(), &mut budgets, now);

    let FailureBudgets { recipient, network } = &budgets;
    match (&charge, &open) {
        (Charge::Granted(_), Some(open)) => {
            challenges::update(connection, open).await?;
            names.save(connection, recipient, network.as_ref()).await?;
        }
        (Charge::Refused, _) => names.save_network(connection, network.as_ref()).await?,
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
    let names = Names::of_failures(request.tenant, challenge.recipient, request.network);
    let (recipient, network) = names.load(connection).await?;
    let mut budgets = FailureBudgets { recipient, network };

    let consumed = lifecycle::consume(request, &mut challenge, &mut budgets, now);

    if consumed {
        challenges::update(connection, &challenge).await?;
        let FailureBudgets { recipient, network } = &budgets;
        names.save(connection, recipient, network.as_ref()).await?;
    }
    Ok(consumed)
}

async fn note_malformed(
    connection: &mut SqliteConnection,
    request: &MalformedGuess,
    now: Timestamp,
) -> Result<Option<LimitReached>, Failure> {
    let name = Name {
        tenant: request.tenant,
        kind: BudgetKind::NetworkFailures,
        subject: request.network,
    };
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
    let names = Names::of_sends(request.tenant, challenge.recipient, request.network);
    let (recipient, network) = names.load(connection).await?;
    let mut budgets = SendBudgets { recipient, network };

    let forgiven = lifecycle::forgive_send(request, &mut challenge, &mut budgets);

    if forgiven {
        challenges::update(connection, &challenge).await?;
        let SendBudgets { recipient, network } = &budgets;
        names.save(connection, recipient, network.as_ref()).await?;
    }
    Ok(forgiven)
}

async fn unlock(
    connection: &mut SqliteConnection,
    tenant: TenantId,
    recipient: RecipientIndex,
) -> Result<bool, Failure> {
    let name = Names::of_failures(tenant, recipient, None).recipient;
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
