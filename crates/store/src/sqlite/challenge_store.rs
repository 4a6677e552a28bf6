//! Challenges and budgets: load the rows, decide, save the rows, all in one job of the writer.

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::ports::StoreError;
use msg_core::{OtpId, RecipientIndex, TenantId};
use otp::lifecycle::{self, FailureBudgets, SendBudgets};
use otp::{
    BudgetKind, Challenge, ChallengeStore, Charge, ChargeRequest, ConsumeRequest, ForgiveRequest,
    LimitReached, MalformedGuess, OpenRequest, Opened,
};
use rusqlite::Connection;

use super::budgets::{self, Name, Names};
use super::{Failure, Sqlite, challenges};

/// How many rows one transaction of the sweep removes at most, so that nobody waits long behind it.
const SWEPT_AT_ONCE: u32 = 500;

#[async_trait]
impl ChallengeStore for Sqlite {
    async fn open(&self, request: &OpenRequest, now: Timestamp) -> Result<Opened, StoreError> {
        let request = request.clone();
        self.write(move |connection| open(connection, &request, now))
            .await
    }

    async fn charge(&self, request: &ChargeRequest, now: Timestamp) -> Result<Charge, StoreError> {
        let request = request.clone();
        self.write(move |connection| charge(connection, &request, now))
            .await
    }

    async fn consume(&self, request: &ConsumeRequest, now: Timestamp) -> Result<bool, StoreError> {
        let request = request.clone();
        self.write(move |connection| consume(connection, &request, now))
            .await
    }

    async fn note_malformed(
        &self,
        request: &MalformedGuess,
        now: Timestamp,
    ) -> Result<Option<LimitReached>, StoreError> {
        let request = request.clone();
        self.write(move |connection| note_malformed(connection, &request, now))
            .await
    }

    async fn find(&self, tenant: TenantId, id: OtpId) -> Result<Option<Challenge>, StoreError> {
        self.read(move |connection| Ok(challenges::find(connection, tenant, id)?))
            .await
    }

    async fn cancel(
        &self,
        tenant: TenantId,
        id: OtpId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |connection| cancel(connection, tenant, id, now))
            .await
    }

    async fn forgive_send(&self, request: &ForgiveRequest) -> Result<bool, StoreError> {
        let request = request.clone();
        self.write(move |connection| forgive_send(connection, &request))
            .await
    }

    async fn unlock(
        &self,
        tenant: TenantId,
        recipient: RecipientIndex,
    ) -> Result<bool, StoreError> {
        self.write(move |connection| unlock(connection, tenant, recipient))
            .await
    }

    async fn sweep(&self, cutoff: Timestamp) -> Result<u64, StoreError> {
        let mut swept = 0;
        loop {
            let (challenges, budgets) = self
                .write(move |connection| sweep(connection, cutoff))
                .await?;
            swept += challenges;
            if challenges.max(budgets) < SWEPT_AT_ONCE.into() {
                return Ok(swept);
            }
        }
    }
}

fn open(connection: &Connection, request: &OpenRequest, now: Timestamp) -> Result<Opened, Failure> {
    let (tenant, recipient) = (request.tenant, request.recipient);
    let mut last = challenges::last(connection, tenant, &request.purpose, recipient)?;
    let names = Names::of_sends(tenant, recipient, request.network);
    let (sends, network) = names.load(connection)?;
    let mut budgets = SendBudgets {
        recipient: sends,
        network,
    };
    let failures = Names::of_failures(tenant, recipient, None).recipient;
    let failures = budgets::load(connection, failures)?;

    let opened = lifecycle::open(request, last.as_mut(), &mut budgets, &failures, now);

    if matches!(opened, Opened::Created(_) | Opened::Resent(_)) {
        // Before the new one comes in: there is one open challenge at most.
        if let Some(last) = &last {
            challenges::update(connection, last)?;
        }
        let SendBudgets { recipient, network } = &budgets;
        names.save(connection, recipient, network.as_ref())?;
    }
    if let Opened::Created(challenge) = &opened {
        challenges::insert(connection, challenge)?;
    }
    Ok(opened)
}

fn charge(
    connection: &Connection,
    request: &ChargeRequest,
    now: Timestamp,
) -> Result<Charge, Failure> {
    let (tenant, recipient) = (request.tenant, request.recipient);
    let mut open = challenges::open(connection, tenant, &request.purpose, recipient)?;
    let names = Names::of_failures(tenant, recipient, request.network);
    let (recipient, network) = names.load(connection)?;
    let mut budgets = FailureBudgets { recipient, network };

    let charge = lifecycle::charge(request, open.as_mut(), &mut budgets, now);

    let FailureBudgets { recipient, network } = &budgets;
    match (&charge, &open) {
        (Charge::Granted(_), Some(open)) => {
            challenges::update(connection, open)?;
            names.save(connection, recipient, network.as_ref())?;
        }
        (Charge::Refused, _) => names.save_network(connection, network.as_ref())?,
        _ => {}
    }
    Ok(charge)
}

fn consume(
    connection: &Connection,
    request: &ConsumeRequest,
    now: Timestamp,
) -> Result<bool, Failure> {
    let found = challenges::find(connection, request.tenant, request.id)?;
    let Some(mut challenge) = found else {
        return Ok(false);
    };
    let names = Names::of_failures(request.tenant, challenge.recipient, request.network);
    let (recipient, network) = names.load(connection)?;
    let mut budgets = FailureBudgets { recipient, network };

    let consumed = lifecycle::consume(request, &mut challenge, &mut budgets, now);

    if consumed {
        challenges::update(connection, &challenge)?;
        let FailureBudgets { recipient, network } = &budgets;
        names.save(connection, recipient, network.as_ref())?;
    }
    Ok(consumed)
}

fn note_malformed(
    connection: &Connection,
    request: &MalformedGuess,
    now: Timestamp,
) -> Result<Option<LimitReached>, Failure> {
    let name = Name {
        tenant: request.tenant,
        kind: BudgetKind::NetworkFailures,
        subject: request.network,
    };
    let mut budget = budgets::load(connection, name)?;
    if let Err(reached) = budget.check(&request.limits.network_failures(), now) {
        return Ok(Some(reached));
    }
    budget.spend(now);
    budgets::save(connection, name, &budget)?;
    Ok(None)
}

fn cancel(
    connection: &Connection,
    tenant: TenantId,
    id: OtpId,
    now: Timestamp,
) -> Result<bool, Failure> {
    let found = challenges::find(connection, tenant, id)?;
    let Some(mut challenge) = found else {
        return Ok(false);
    };
    let canceled = lifecycle::cancel(&mut challenge, now);
    if canceled {
        challenges::update(connection, &challenge)?;
    }
    Ok(canceled)
}

fn forgive_send(connection: &Connection, request: &ForgiveRequest) -> Result<bool, Failure> {
    let found = challenges::find(connection, request.tenant, request.id)?;
    let Some(mut challenge) = found else {
        return Ok(false);
    };
    let names = Names::of_sends(request.tenant, challenge.recipient, request.network);
    let (recipient, network) = names.load(connection)?;
    let mut budgets = SendBudgets { recipient, network };

    let forgiven = lifecycle::forgive_send(request, &mut challenge, &mut budgets);

    if forgiven {
        challenges::update(connection, &challenge)?;
        let SendBudgets { recipient, network } = &budgets;
        names.save(connection, recipient, network.as_ref())?;
    }
    Ok(forgiven)
}

fn unlock(
    connection: &Connection,
    tenant: TenantId,
    recipient: RecipientIndex,
) -> Result<bool, Failure> {
    let name = Names::of_failures(tenant, recipient, None).recipient;
    let mut failures = budgets::load(connection, name)?;
    let unlocked = failures.unlock();
    if unlocked {
        budgets::save(connection, name, &failures)?;
    }
    Ok(unlocked)
}

/// Removes some challenges and some budgets; returns how many of each.
fn sweep(connection: &Connection, cutoff: Timestamp) -> Result<(u64, u64), Failure> {
    let challenges = challenges::sweep(connection, cutoff, SWEPT_AT_ONCE)?;
    let budgets = budgets::sweep(connection, cutoff, SWEPT_AT_ONCE)?;
    Ok((challenges.try_into()?, budgets.try_into()?))
}
