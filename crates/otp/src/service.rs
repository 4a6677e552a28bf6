//! Codes from the first send to the last guess.

mod request;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use msg_core::ports::StoreError;
use msg_core::{Clock, Entropy, IndexKey, OtpId, Recipient, RecipientIndex, TenantId};

pub use request::{Issued, SendRefused, SendRequest, Verdict, VerifyError, VerifyRequest};

use crate::alphabet::CodeLength;
use crate::budget::{Budget, LimitReached};
use crate::challenge::{Challenge, Nonce};
use crate::code::{Code, Guess};
use crate::key_ring::{KeyRing, UnknownKey};
use crate::network::Network;
use crate::policy::{Policies, Policy};
use crate::purpose::Purpose;
use crate::store::{
    ChallengeStore, Charge, ChargeRequest, ConsumeRequest, Draft, ForgiveRequest, MalformedGuess,
    OpenRequest, Opened,
};
use crate::time::{after, whole_micros};

/// Issues codes and verifies them.
///
/// It sends nothing: whoever calls [`Otp::send`] sends the [`Otp::code`] of the challenge, and says so by
/// [`Otp::forgive`] when that certainly reached nobody.
#[derive(Debug)]
pub struct Otp {
    keys: KeyRing,
    index: IndexKey,
    store: Arc<dyn ChallengeStore>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    policies: Policies,
}

impl Otp {
    /// Puts the parts together.
    pub fn new(
        keys: KeyRing,
        index: IndexKey,
        store: Arc<dyn ChallengeStore>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        policies: Policies,
    ) -> Self {
        Self {
            keys,
            index,
            store,
            clock,
            entropy,
            policies,
        }
    }

    /// What each purpose allows.
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// Decides whether a code is sent, and which.
    ///
    /// # Errors
    /// Refuses what the policy or a limit doesn't allow; fails without the store or the challenge's key. A send that
    /// is not answered by [`Issued`] is charged to nobody.
    pub async fn send(&self, request: &SendRequest) -> Result<Issued, SendRefused> {
        let policy = self.policies.of(&request.purpose);
        let now = self.now();
        let open = self.open_request(request, policy, now)?;
        let (challenge, created) = match self.store.open(&open, now).await? {
            Opened::Created(challenge) => (challenge, true),
            Opened::Resent(challenge) => (challenge, false),
            Opened::CoolingDown { until } => return Err(SendRefused::CoolingDown { until }),
            Opened::LimitReached(reached) => return Err(SendRefused::LimitReached(reached)),
        };
        let known = self.keys.key(&challenge.kid).map(|_| ());
        let issued = Issued {
            challenge,
            created,
            resend_at: after(now, policy.resend_after),
            sent_at: now,
            network: open.network,
        };
        if let Err(unknown) = known {
            self.forgive(&issued).await?;
            return Err(unknown.into());
        }
        Ok(issued)
    }

    /// The code of `challenge`, to be put into the text that `recipient` gets and nowhere else.
    ///
    /// For any other recipient than the challenge's own it is another code, which nobody will accept.
    ///
    /// # Errors
    /// Fails when the challenge's key isn't on the ring.
    pub fn code(&self, challenge: &Challenge, recipient: &Recipient) -> Result<Code, UnknownKey> {
        let key = self.keys.key(&challenge.kid)?;
        Ok(Code::derive(key, challenge, recipient))
    }

    /// Takes a send back that certainly reached nobody: it may be tried again at once. Returns whether it was still
    /// the challenge's last.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    pub async fn forgive(&self, issued: &Issued) -> Result<bool, StoreError> {
        let request = ForgiveRequest {
            tenant: issued.challenge.tenant,
            id: issued.challenge.id,
            network: issued.network,
            sent_at: issued.sent_at,
        };
        self.store.forgive_send(&request).await
    }

    /// Verifies a guess and uses the code up when it is right.
    ///
    /// The guess is charged before it is compared. Wrong, expired, used, canceled, unknown and locked are one answer.
    ///
    /// # Errors
    /// Refuses when too many guesses from the network failed; fails without the store or the challenge's key.
    pub async fn verify(&self, request: &VerifyRequest) -> Result<Verdict, VerifyError> {
        let now = self.now();
        let network = self.network_index(request.tenant, request.network);
        let charge = ChargeRequest {
            tenant: request.tenant,
            purpose: request.purpose.clone(),
            recipient: self.index.index(request.tenant, &request.recipient),
            id: request.id,
            network,
            limits: self.policies.of(&request.purpose).limits.clone(),
        };
        let challenge = match self.store.charge(&charge, now).await? {
            Charge::Granted(challenge) => challenge,
            Charge::Refused => {
                self.compare_for_nothing(request, charge.recipient, now)?;
                return Ok(Verdict::Rejected);
            }
            Charge::LimitReached(reached) => return Err(VerifyError::LimitReached(reached)),
        };
        if !self.matches(&challenge, &request.recipient, &request.guess)? {
            return Ok(Verdict::Rejected);
        }
        let consume = ConsumeRequest {
            tenant: request.tenant,
            id: challenge.id,
            network,
            charged_at: now,
        };
        // The clock is read again: a code that ran out during the comparison is late.
        let consumed = self.store.consume(&consume, self.now()).await?;
        Ok(if consumed {
            Verdict::Verified(challenge.id)
        } else {
            Verdict::Rejected
        })
    }

    /// Counts a guess that [`Policy::shape`] refused against the network it came from. It costs no code a guess.
    /// Returns the limit when it is reached.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    pub async fn note_malformed(
        &self,
        tenant: TenantId,
        purpose: &Purpose,
        network: Option<Network>,
    ) -> Result<Option<LimitReached>, StoreError> {
        let Some(network) = self.network_index(tenant, network) else {
            return Ok(None);
        };
        let guess = MalformedGuess {
            tenant,
            network,
            limits: self.policies.of(purpose).limits.clone(),
        };
        self.store.note_malformed(&guess, self.now()).await
    }

    /// Finds a challenge of `tenant`; [`Challenge::status`] tells what has become of it.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    pub async fn find(&self, tenant: TenantId, id: OtpId) -> Result<Option<Challenge>, StoreError> {
        self.store.find(tenant, id).await
    }

    /// Calls a live challenge of `tenant` off. Returns whether there was one.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    pub async fn cancel(&self, tenant: TenantId, id: OtpId) -> Result<bool, StoreError> {
        self.store.cancel(tenant, id, self.now()).await
    }

    /// Lifts the lock that too many wrong guesses in a row put on a recipient. Returns whether there were any.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    pub async fn unlock(
        &self,
        tenant: TenantId,
        recipient: &Recipient,
    ) -> Result<bool, StoreError> {
        let recipient = self.index.index(tenant, recipient);
        self.store.unlock(tenant, recipient).await
    }

    /// Removes what can't matter any more: challenges a day after they expired, and budgets that are whole again.
    /// Returns how many challenges that were. To be called now and then.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let cutoff = self.now().checked_sub(Budget::KEPT);
        self.store.sweep(cutoff.unwrap_or(Timestamp::MIN)).await
    }

    fn open_request(
        &self,
        request: &SendRequest,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<OpenRequest, SendRefused> {
        let mut nonce = [0; 16];
        self.entropy.fill(&mut nonce);
        Ok(OpenRequest {
            tenant: request.tenant,
            purpose: request.purpose.clone(),
            recipient: self.index.index(request.tenant, &request.recipient),
            network: self.network_index(request.tenant, request.network),
            terms: policy.terms(length_of(request, policy)?),
            validity: validity_of(request, policy)?,
            draft: Draft {
                id: OtpId::generate(now, &*self.entropy),
                kid: self.keys.current().clone(),
                nonce: Nonce::from_bytes(nonce),
            },
            resend_policy: policy.resend_policy,
            resend_after: policy.resend_after,
            limits: policy.limits.clone(),
        })
    }

    fn matches(
        &self,
        challenge: &Challenge,
        recipient: &Recipient,
        guess: &Guess,
    ) -> Result<bool, UnknownKey> {
        Ok(self.code(challenge, recipient)?.is(guess))
    }

    /// Does for a guess that may not be compared what [`Self::matches`] does for the others, since the time it takes
    /// would tell them apart.
    fn compare_for_nothing(
        &self,
        request: &VerifyRequest,
        recipient: RecipientIndex,
        now: Timestamp,
    ) -> Result<(), UnknownKey> {
        let policy = self.policies.of(&request.purpose);
        let nobody = Challenge {
            id: OtpId::generate(now, &*self.entropy),
            tenant: request.tenant,
            purpose: request.purpose.clone(),
            recipient,
            kid: self.keys.current().clone(),
            nonce: Nonce::from_bytes([0; 16]),
            terms: policy.terms(policy.length),
            attempts: 0,
            sends: 0,
            created_at: now,
            last_sent_at: None,
            expires_at: now,
            consumed_at: None,
            canceled_at: None,
        };
        black_box(self.matches(&nobody, &request.recipient, &request.guess)?);
        Ok(())
    }

    fn network_index(&self, tenant: TenantId, network: Option<Network>) -> Option<RecipientIndex> {
        network.map(|network| self.index.index_of_network(tenant, &network.to_string()))
    }

    fn now(&self) -> Timestamp {
        whole_micros(self.clock.now())
    }
}

fn length_of(request: &SendRequest, policy: &Policy) -> Result<CodeLength, SendRefused> {
    let Some(asked) = request.length else {
        return Ok(policy.length);
    };
    let mut allowed = policy.lengths.iter().copied();
    allowed
        .find(|length| length.get() == asked)
        .ok_or(SendRefused::Length)
}

fn validity_of(request: &SendRequest, policy: &Policy) -> Result<Duration, SendRefused> {
    let asked = request.validity.unwrap_or(policy.validity);
    let allowed = Policy::MIN_VALIDITY..=policy.max_validity;
    allowed
        .contains(&asked)
        .then_some(asked)
        .ok_or(SendRefused::Validity {
            max: policy.max_validity,
        })
}
