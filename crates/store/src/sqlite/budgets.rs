//! The table `otp_budgets`.

use jiff::Timestamp;
use msg_core::{RecipientIndex, TenantId};
use otp::{Budget, BudgetKind};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

use super::Failure;
use super::columns::{Micros, unreadable, word};

const LOAD: &str = "\
SELECT spent, failures_in_a_row FROM otp_budgets WHERE tenant_id = ? AND kind = ? AND subject = ?";
const SAVE: &str = "\
INSERT INTO otp_budgets (tenant_id, kind, subject, spent, failures_in_a_row, last_spent_at)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
    spent = excluded.spent, failures_in_a_row = excluded.failures_in_a_row, last_spent_at = excluded.last_spent_at";
const SWEEP: &str = "\
DELETE FROM otp_budgets WHERE (tenant_id, kind, subject) IN (
    SELECT tenant_id, kind, subject FROM otp_budgets
    WHERE failures_in_a_row = 0 AND last_spent_at < ? ORDER BY last_spent_at LIMIT ?)";

/// Names one row.
#[derive(Clone, Copy)]
pub(super) struct Name {
    pub(super) tenant: TenantId,
    pub(super) kind: BudgetKind,
    pub(super) subject: RecipientIndex,
}

/// Names the rows that one request is counted in.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub(super) recipient: Name,
    pub(super) network: Option<Name>,
}

impl Names {
    /// The rows that sends are counted in.
    pub(super) fn of_sends(
        tenant: TenantId,
        recipient: RecipientIndex,
        network: Option<RecipientIndex>,
    ) -> Self {
        let name = |kind, subject| Name {
            tenant,
            kind,
            subject,
        };
        Self {
            recipient: name(BudgetKind::Sends, recipient),
            network: network.map(|network| name(BudgetKind::NetworkSends, network)),
        }
    }

    /// The rows that wrong guesses are counted in.
    pub(super) fn of_failures(
        tenant: TenantId,
        recipient: RecipientIndex,
        network: Option<RecipientIndex>,
    ) -> Self {
        let name = |kind, subject| Name {
            tenant,
            kind,
            subject,
        };
        Self {
            recipient: name(BudgetKind::Failures, recipient),
            network: network.map(|network| name(BudgetKind::NetworkFailures, network)),
        }
    }

    pub(super) fn load(self, connection: &Connection) -> Result<(Budget, Option<Budget>)> {
        let recipient = load(connection, self.recipient)?;
        let network = match self.network {
            Some(name) => Some(load(connection, name)?),
            None => None,
        };
        Ok((recipient, network))
    }

    pub(super) fn save(
        self,
        connection: &Connection,
        recipient: &Budget,
        network: Option<&Budget>,
    ) -> Result<(), Failure> {
        save(connection, self.recipient, recipient)?;
        self.save_network(connection, network)
    }

    pub(super) fn save_network(
        self,
        connection: &Connection,
        network: Option<&Budget>,
    ) -> Result<(), Failure> {
        match (self.network, network) {
            (Some(name), Some(budget)) => save(connection, name, budget),
            _ => Ok(()),
        }
    }
}

/// The budget called `name`; one that isn't there is empty.
pub(super) fn load(connection: &Connection, name: Name) -> Result<Budget> {
    let values = params![
        name.tenant.as_uuid(),
        name.kind.as_str(),
        name.subject.as_bytes()
    ];
    let mut load = connection.prepare_cached(LOAD)?;
    let budget = load.query_one(values, budget).optional()?;
    Ok(budget.unwrap_or_default())
}

pub(super) fn save(connection: &Connection, name: Name, budget: &Budget) -> Result<(), Failure> {
    let spent: Vec<i64> = budget
        .spent()
        .iter()
        .map(|at| at.as_microsecond())
        .collect();
    let last = budget.spent().last().copied().unwrap_or(Timestamp::MIN);
    connection.prepare_cached(SAVE)?.execute(params![
        name.tenant.as_uuid(),
        name.kind.as_str(),
        name.subject.as_bytes(),
        serde_json::to_string(&spent)?,
        budget.failures_in_a_row(),
        Micros(last),
    ])?;
    Ok(())
}

/// Removes at most `most` budgets that nobody needs; returns how many it were.
pub(super) fn sweep(connection: &Connection, cutoff: Timestamp, most: u32) -> Result<usize> {
    let mut sweep = connection.prepare_cached(SWEEP)?;
    sweep.execute(params![Micros(cutoff), most])
}

fn budget(row: &Row<'_>) -> Result<Budget> {
    let spent: Vec<i64> = word(row, "spent", |json| serde_json::from_str(json).ok())?;
    let moments = spent.into_iter().map(Timestamp::from_microsecond);
    let moments = moments.collect::<Result<_, _>>();
    let moments = moments.map_err(|_| unreadable("spent"))?;
    Ok(Budget::new(moments, row.get("failures_in_a_row")?))
}
