//! The life of a challenge: what all stores decide alike.
//!
//! Each function takes the rows that one method of [`ChallengeStore`](crate::ChallengeStore) is about, changes them,
//! and says what came of it. They do nothing else, so a store is right when it loads, calls and saves in one
//! exclusive transaction.
//!
//! The rules, and why:
//!
//! * One challenge at a time for a tenant, purpose and recipient. Two live codes would be two chances per guess.
//! * While it lives, it is sent again as it is: two texts that cross carry the same code, and asking again gives
//!   nobody more guesses.
//! * It gives way to a new one when a person could hardly use it any more (less than [`WORTH_SENDING`] left, or all
//!   guesses used up) or when another kind of code is asked for.
//! * A new one has guesses of its own, so guesses are also counted per recipient, whatever challenge they were about.
//! * A recipient whose guesses are used up is sent nothing: the code would be refused.
//! * A guess counts as wrong until it proved right, so that parallel guesses can't pass a limit together.

use std::time::Duration;

use jiff::Timestamp;

use crate::budget::{Budget, LimitReached, lifted_at};
use crate::challenge::Challenge;
use crate::policy::ResendPolicy;
use crate::store::{Charge, ChargeRequest, ConsumeRequest, ForgiveRequest, OpenRequest, Opened};
use crate::time::after;

/// A challenge with less time left isn't sent again.
pub const WORTH_SENDING: Duration = Duration::from_mins(2);

/// What sends are counted by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendBudgets {
    /// The recipient's [`Sends`](crate::BudgetKind::Sends).
    pub recipient: Budget,
    /// The network's [`NetworkSends`](crate::BudgetKind::NetworkSends), where the request names a network.
    pub network: Option<Budget>,
}

/// What wrong guesses are counted by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureBudgets {
    /// The recipient's [`Failures`](crate::BudgetKind::Failures).
    pub recipient: Budget,
    /// The network's [`NetworkFailures`](crate::BudgetKind::NetworkFailures), where the request names a network.
    pub network: Option<Budget>,
}

/// What is to be done about an [`OpenRequest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send the live challenge again.
    Resend,
    /// Make a new one.
    Create,
    /// Wait for the cool-down.
    CoolingDown {
        /// When it ends.
        until: Timestamp,
    },
    /// Refuse.
    LimitReached(LimitReached),
}

/// Decides an [`OpenRequest`].
///
/// `last` is the open challenge of the request's tenant, purpose and recipient; without one, the last that was made.
/// Where several things stand in the way, the one that does so longest is named: waiting for it is enough.
pub fn decide(
    request: &OpenRequest,
    last: Option<&Challenge>,
    budgets: &SendBudgets,
    failures: &Budget,
    now: Timestamp,
) -> Decision {
    let limits = &request.limits;
    let network = budgets.network.as_ref();
    let reached = [
        budgets.recipient.check(&limits.sends(), now),
        failures.check(&limits.failures(), now),
        network.map_or(Ok(()), |it| it.check(&limits.network_sends(), now)),
    ];
    let reached = reached
        .into_iter()
        .filter_map(Result::err)
        .rev()
        .max_by_key(lifted_at);
    let cool = last.and_then(|last| cool_at(last, request.resend_after));
    let cooling = cool.filter(|cool| *cool > now);
    match (reached, cooling) {
        (Some(reached), cooling) if cooling.is_none_or(|it| it <= lifted_at(&reached)) => {
            Decision::LimitReached(reached)
        }
        (_, Some(until)) => Decision::CoolingDown { until },
        _ if last.is_some_and(|last| worth_sending(last, request, now)) => Decision::Resend,
        _ => Decision::Create,
    }
}

/// [`ChallengeStore::open`](crate::ChallengeStore::open). `last` as for [`decide`].
///
/// After [`Opened::Created`], insert the challenge and save `last`, which isn't open any more; after
/// [`Opened::Resent`], save `last`. Save `budgets` after both.
pub fn open(
    request: &OpenRequest,
    last: Option<&mut Challenge>,
    budgets: &mut SendBudgets,
    failures: &Budget,
    now: Timestamp,
) -> Opened {
    let decision = decide(request, last.as_deref(), budgets, failures, now);
    let opened = match (decision, last) {
        (Decision::CoolingDown { until }, _) => return Opened::CoolingDown { until },
        (Decision::LimitReached(reached), _) => return Opened::LimitReached(reached),
        (Decision::Resend, Some(last)) => {
            last.sends = last.sends.saturating_add(1);
            last.last_sent_at = Some(now);
            Opened::Resent(last.clone())
        }
        (Decision::Resend | Decision::Create, last) => {
            if let Some(last) = last.filter(|last| last.is_open()) {
                last.canceled_at = Some(now);
            }
            Opened::Created(make(request, now))
        }
    };
    budgets.recipient.spend(now);
    if let Some(network) = &mut budgets.network {
        network.spend(now);
    }
    opened
}

/// [`ChallengeStore::charge`](crate::ChallengeStore::charge).
///
/// `challenge` is the open challenge of the request's tenant, purpose and recipient. Save it and
/// `budgets.recipient` after [`Charge::Granted`]; save `budgets.network` after that and [`Charge::Refused`].
pub fn charge(
    request: &ChargeRequest,
    challenge: Option<&mut Challenge>,
    budgets: &mut FailureBudgets,
    now: Timestamp,
) -> Charge {
    if let Some(network) = &mut budgets.network {
        if let Err(reached) = network.check(&request.limits.network_failures(), now) {
            return Charge::LimitReached(reached);
        }
        network.spend(now);
    }
    let recipient = &mut budgets.recipient;
    match challenge {
        Some(challenge)
            if is_meant(challenge, request)
                && challenge.is_live(now)
                && !challenge.is_locked()
                && recipient.check(&request.limits.failures(), now).is_ok() =>
        {
            challenge.attempts += 1;
            recipient.fail(now);
            Charge::Granted(challenge.clone())
        }
        _ => Charge::Refused,
    }
}

/// [`ChallengeStore::consume`](crate::ChallengeStore::consume). Save all rows when it returns true.
pub fn consume(
    request: &ConsumeRequest,
    challenge: &mut Challenge,
    budgets: &mut FailureBudgets,
    now: Timestamp,
) -> bool {
    if !challenge.is_live(now) {
        return false;
    }
    challenge.consumed_at = Some(now);
    budgets.recipient.succeed(request.charged_at);
    if let Some(network) = &mut budgets.network {
        network.refund(request.charged_at);
    }
    true
}

/// [`ChallengeStore::cancel`](crate::ChallengeStore::cancel). Save the challenge when it returns true.
pub fn cancel(challenge: &mut Challenge, now: Timestamp) -> bool {
    let live = challenge.is_live(now);
    if live {
        challenge.canceled_at = Some(now);
    }
    live
}

/// [`ChallengeStore::forgive_send`](crate::ChallengeStore::forgive_send). Save all rows when it returns true.
pub fn forgive_send(
    request: &ForgiveRequest,
    challenge: &mut Challenge,
    budgets: &mut SendBudgets,
) -> bool {
    if challenge.last_sent_at != Some(request.sent_at) {
        return false;
    }
    challenge.last_sent_at = None;
    challenge.sends = challenge.sends.saturating_sub(1);
    budgets.recipient.refund(request.sent_at);
    if let Some(network) = &mut budgets.network {
        network.refund(request.sent_at);
    }
    true
}

/// Whoever gave the right code has what was sent and needn't wait; whoever canceled must, or else canceling would be
/// a way around.
fn cool_at(last: &Challenge, resend_after: Duration) -> Option<Timestamp> {
    let sent_at = last.last_sent_at.filter(|_| last.consumed_at.is_none())?;
    Some(after(sent_at, resend_after))
}

fn worth_sending(last: &Challenge, request: &OpenRequest, now: Timestamp) -> bool {
    request.resend_policy == ResendPolicy::Same
        && last.is_live(now)
        && !last.is_locked()
        && last.remaining(now) >= WORTH_SENDING
        && last.terms == request.terms
        && last.validity() == request.validity
}

fn make(request: &OpenRequest, now: Timestamp) -> Challenge {
    Challenge {
        id: request.draft.id,
        tenant: request.tenant,
        purpose: request.purpose.clone(),
        recipient: request.recipient,
        kid: request.draft.kid.clone(),
        nonce: request.draft.nonce,
        terms: request.terms.clone(),
        attempts: 0,
        sends: 1,
        created_at: now,
        last_sent_at: Some(now),
        expires_at: after(now, request.validity),
        consumed_at: None,
        canceled_at: None,
    }
}

fn is_meant(challenge: &Challenge, request: &ChargeRequest) -> bool {
    challenge.tenant == request.tenant
        && challenge.purpose == request.purpose
        && challenge.recipient == request.recipient
        && request.id.is_none_or(|id| id == challenge.id)
}

#[cfg(test)]
mod tests;
