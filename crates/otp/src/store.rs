//! What codes need from a store.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::ports::StoreError;
use msg_core::{OtpId, RecipientIndex, TenantId};

use crate::budget::LimitReached;
use crate::challenge::{Challenge, Nonce, Terms};
use crate::key_ring::Kid;
use crate::limits::Limits;
use crate::policy::ResendPolicy;
use crate::purpose::Purpose;

/// Keeps challenges and the budgets around them.
///
/// # Contract
/// Every method is one atomic step: however many callers there are, in however many processes, the outcome is one that
/// they could have had one after the other. Every method is durable when it returns.
///
/// The decisions are the functions of the same names in [`lifecycle`](crate::lifecycle); a store loads the rows that
/// they take, calls them and writes those rows back, all in one exclusive transaction.
/// Budgets are rows named by tenant, [`BudgetKind`] and subject; what isn't there is the empty budget.
///
/// Moments come in whole microseconds and must be kept exactly.
#[async_trait]
pub trait ChallengeStore: Debug + Send + Sync {
    /// Decides whether a code is sent, makes the challenge or counts the resend, and charges the send budgets.
    ///
    /// # Errors
    /// Fails when the store is unavailable; then nothing is changed. So do all others.
    async fn open(&self, request: &OpenRequest, now: Timestamp) -> Result<Opened, StoreError>;

    /// Charges one guess, before it is compared.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn charge(&self, request: &ChargeRequest, now: Timestamp) -> Result<Charge, StoreError>;

    /// Uses the challenge up, since a charged guess was right, and takes that guess's charge back from the failure
    /// budgets. Returns false, and changes nothing, when the challenge is not live any more.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn consume(&self, request: &ConsumeRequest, now: Timestamp) -> Result<bool, StoreError>;

    /// Counts a guess that can't be a code against the network it came from, and nothing else.
    /// Returns the limit, and counts nothing, when it is reached.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn note_malformed(
        &self,
        request: &MalformedGuess,
        now: Timestamp,
    ) -> Result<Option<LimitReached>, StoreError>;

    /// Finds a challenge of `tenant`.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn find(&self, tenant: TenantId, id: OtpId) -> Result<Option<Challenge>, StoreError>;

    /// Calls a live challenge of `tenant` off. Returns whether there was one.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn cancel(&self, tenant: TenantId, id: OtpId, now: Timestamp)
    -> Result<bool, StoreError>;

    /// Takes a challenge's last send back, since it certainly reached nobody: the cool-down ends and the send budgets
    /// have it again. Returns whether it was still the last one; taking the same send back twice changes nothing.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn forgive_send(&self, request: &ForgiveRequest) -> Result<bool, StoreError>;

    /// Ends a recipient's row of failures, and with it the lock. Returns whether there was one.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn unlock(&self, tenant: TenantId, recipient: RecipientIndex)
    -> Result<bool, StoreError>;

    /// Removes challenges that expired before `cutoff`, and budgets of which
    /// [`Budget::is_spent_before`](crate::Budget::is_spent_before) holds. Returns how many challenges that were.
    /// `cutoff` lies at least [`Budget::KEPT`](crate::Budget::KEPT) in the past.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn sweep(&self, cutoff: Timestamp) -> Result<u64, StoreError>;
}

/// What a budget counts, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BudgetKind {
    /// Sends, by recipient.
    Sends,
    /// Wrong guesses, by recipient.
    Failures,
    /// Sends, by the end user's network.
    NetworkSends,
    /// Wrong and malformed guesses, by the end user's network.
    NetworkFailures,
}

impl BudgetKind {
    /// Its name in a database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sends => "sends",
            Self::Failures => "failures",
            Self::NetworkSends => "network-sends",
            Self::NetworkFailures => "network-failures",
        }
    }
}

/// Asks for a code to be sent.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// Whose code.
    pub tenant: TenantId,
    /// What it is good for.
    pub purpose: Purpose,
    /// To whom it is sent.
    pub recipient: RecipientIndex,
    /// From where it was asked for, if known.
    pub network: Option<RecipientIndex>,
    /// What a new challenge is made of.
    pub draft: Draft,
    /// What holds for a new challenge. A live one with other terms is replaced.
    pub terms: Terms,
    /// How long a new challenge lasts. A live one that was made to last otherwise is replaced.
    pub validity: Duration,
    /// Whether a live challenge is sent again.
    pub resend_policy: ResendPolicy,
    /// How long to wait between two sends.
    pub resend_after: Duration,
    /// How much is allowed.
    pub limits: Limits,
}

/// What a new challenge is made of, drawn beforehand.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its id.
    pub id: OtpId,
    /// The current key.
    pub kid: Kid,
    /// Fresh randomness.
    pub nonce: Nonce,
}

/// What came of an [`OpenRequest`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// A new challenge was made, in place of any other: send its code.
    Created(Challenge),
    /// The live challenge stays: send its code again.
    Resent(Challenge),
    /// The last send is too recent.
    CoolingDown {
        /// When the next is allowed.
        until: Timestamp,
    },
    /// Too much was sent, or guessed wrong.
    LimitReached(LimitReached),
}

/// Asks for leave to compare one guess.
#[derive(Clone, Debug)]
pub struct ChargeRequest {
    /// Whose code.
    pub tenant: TenantId,
    /// What it must be good for.
    pub purpose: Purpose,
    /// To whom it was sent.
    pub recipient: RecipientIndex,
    /// Which challenge it must be, if that matters.
    pub id: Option<OtpId>,
    /// From where the guess comes, if known.
    pub network: Option<RecipientIndex>,
    /// How much is allowed.
    pub limits: Limits,
}

/// What came of a [`ChargeRequest`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one a guess, and never kept")]
pub enum Charge {
    /// One guess is charged at the `now` of the request, to the challenge and to the failure budgets: compare.
    Granted(Challenge),
    /// Nothing may be compared: there is no such live challenge, its guesses are used up, or the recipient's failure
    /// budget is. The network, if known, was charged.
    Refused,
    /// Too many guesses failed from that network, whoever they were about. Nothing was charged.
    LimitReached(LimitReached),
}

/// Reports that a charged guess was right.
#[derive(Clone, Debug)]
pub struct ConsumeRequest {
    /// Whose challenge.
    pub tenant: TenantId,
    /// Which.
    pub id: OtpId,
    /// The network that the guess was charged to.
    pub network: Option<RecipientIndex>,
    /// When the guess was charged.
    pub charged_at: Timestamp,
}

/// Reports a guess that can't be a code.
#[derive(Clone, Debug)]
pub struct MalformedGuess {
    /// Whose end user.
    pub tenant: TenantId,
    /// From where it came.
    pub network: RecipientIndex,
    /// How much is allowed.
    pub limits: Limits,
}

/// Reports a send that reached nobody.
#[derive(Clone, Debug)]
pub struct ForgiveRequest {
    /// Whose challenge.
    pub tenant: TenantId,
    /// Which.
    pub id: OtpId,
    /// The network that the send was charged to.
    pub network: Option<RecipientIndex>,
    /// When it was sent: [`Challenge::last_sent_at`] as [`ChallengeStore::open`] returned it.
    pub sent_at: Timestamp,
}
