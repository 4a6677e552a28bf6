//! One code that somebody was sent, without the code.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use msg_core::{OtpId, RecipientIndex, TenantId};

use crate::alphabet::{Alphabet, CodeLength};
use crate::key_ring::Kid;
use crate::purpose::Purpose;
use crate::time::between;

/// The record of one code, as a store keeps it. The code itself isn't in it.
///
/// It is *open* until it is consumed or canceled, and *live* while it is open and not expired.
/// A store has at most one open challenge per tenant, purpose and recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Its id.
    pub id: OtpId,
    /// Whose it is.
    pub tenant: TenantId,
    /// What the code is good for.
    pub purpose: Purpose,
    /// The person it was sent to.
    pub recipient: RecipientIndex,
    /// The key that the code is derived with.
    pub kid: Kid,
    /// What makes the code another one than the last.
    pub nonce: Nonce,
    /// What the policy said when it was made.
    pub terms: Terms,
    /// The guesses charged so far.
    pub attempts: u32,
    /// The sends so far, less those that reached nobody.
    pub sends: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last sent; nothing when that send reached nobody.
    pub last_sent_at: Option<Timestamp>,
    /// From when on the code is refused.
    pub expires_at: Timestamp,
    /// When the right code came.
    pub consumed_at: Option<Timestamp>,
    /// When it was called off, or when a newer one took its place.
    pub canceled_at: Option<Timestamp>,
}

impl Challenge {
    /// Whether it is neither consumed nor canceled.
    pub fn is_open(&self) -> bool {
        self.consumed_at.is_none() && self.canceled_at.is_none()
    }

    /// Whether it is open and not expired.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.is_open() && self.expires_at > now
    }

    /// Whether all guesses are used up.
    pub fn is_locked(&self) -> bool {
        self.attempts >= self.terms.max_attempts
    }

    /// The guesses that are left.
    pub fn attempts_left(&self) -> u32 {
        self.terms.max_attempts.saturating_sub(self.attempts)
    }

    /// How long it was made to last.
    pub fn validity(&self) -> Duration {
        between(self.created_at, self.expires_at)
    }

    /// How long it lasts from `now` on.
    pub fn remaining(&self, now: Timestamp) -> Duration {
        between(now, self.expires_at)
    }

    /// What has become of it.
    pub fn status(&self, now: Timestamp) -> Status {
        let canceled_in_time = self.canceled_at.is_some_and(|at| at < self.expires_at);
        if self.consumed_at.is_some() {
            Status::Verified
        } else if canceled_in_time {
            Status::Canceled
        } else if self.expires_at <= now {
            Status::Expired
        } else if self.is_locked() {
            Status::Locked
        } else {
            Status::Pending
        }
    }
}

/// What is fixed when a challenge is made, whatever the policy says later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How many symbols the code has.
    pub length: CodeLength,
    /// Which.
    pub alphabet: Alphabet,
    /// How many guesses there are.
    pub max_attempts: u32,
}

/// What has become of a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// It waits for the code.
    Pending,
    /// Too many wrong codes came.
    Locked,
    /// The right code came.
    Verified,
    /// It was called off or replaced.
    Canceled,
    /// Its time ran out.
    Expired,
}

impl Status {
    /// Its name, such as `pending`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Locked => "locked",
            Self::Verified => "verified",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        }
    }
}

/// 16 random bytes that make each challenge's code another one. Not a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// The nonce of these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce(…)")
    }
}
