//! The table `otp_budgets`.

use jiff::Timestamp;
use msg_core::{RecipientIndex, TenantId};
use otp::{Budget, BudgetKind};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::columns::Micros;
use super::writer::Failure;

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

    pub(super) async fn load(
        self,
        connection: &mut SqliteConnection,
    ) -> sqlx::Result<(Budget, Option<Budget>)> {
        let recipient = load(connection, self.recipient).await?;
        let network = match self.network {
            Some(name) => Some(load(connection, name).await?),
            None => None,
        };
        Ok((recipient, network))
    }

    pub(super) async fn save(
        self,
        connection: &mut SqliteConnection,
        recipient: &Budget,
        network: Option<&Budget>,
    ) -> Result<(), Failure> {
        save(connection, self.recipient, recipient).await?;
        self.save_network(connection, network).await
    }

    pub(super) async fn save_network(
        self,
        connection: &mut SqliteConnection,
        network: Option<&Budget>,
    ) -> Result<(), Failure> {
        match (self.network, network) {
            (Some(name), Some(budget)) => save(connection, name, budget).await,
            _ => Ok(()),
        }
    }
}

/// The budget called `name`; one that isn't there is empty.
pub(super) async fn load(connection: &mut SqliteConnection, name: Name) -> sqlx::Result<Budget> {
    let budget = sqlx::query(LOAD)
        .bind(name.tenant.as_uuid())
        .bind(name.kind.as_str())
        .bind(&name.subject.as_bytes()[..])
        .try_map(|row| budget(&row))
        .fetch_optional(connection)
        .await?;
    Ok(budget.unwrap_or_default())
}

pub(super) async fn save(
    connection: &mut SqliteConnection,
    name: Name,
    budget: &Budget,
) -> Result<(), Failure> {
    let spent: Vec<i64> = budget
        .spent()
        .iter()
        .map(|at| at.as_microsecond())
        .collect();
    let last = budget.spent().last().copied().unwrap_or(Timestamp::MIN);
    sqlx::query(SAVE)
        .bind(name.tenant.as_uuid())
        .bind(name.kind.as_str())
        .bind(&name.subject.as_bytes()[..])
        .bind(serde_json::to_string(&spent)?)
        .bind(budget.failures_in_a_row())
        .bind(Micros(last))
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes at most `most` budgets that nobody needs; returns how many it were.
pub(super) async fn sweep(
    connection: &mut SqliteConnection,
    cutoff: Timestamp,
    most: u32,
) -> sqlx::Result<u64> {
    let query = sqlx::query(SWEEP).bind(Micros(cutoff)).bind(most);
    Ok(query.execute(connection).await?.rows_affected())
}

fn budget(row: &SqliteRow) -> sqlx::Result<Budget> {
    let spent: Vec<i64> = serde_json::from_str(row.try_get("spent")?)
        .map_err(|error| sqlx::Error::Decode(error.into()))?;
    let moments: Result<_, _> = spent.into_iter().map(Timestamp::from_microsecond).collect();
    let moments = moments.map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Budget::new(moments, row.try_get("failures_in_a_row")?))
}
