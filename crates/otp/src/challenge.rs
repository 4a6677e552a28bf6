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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn second(number: i64) -> Timestamp {
        Timestamp::from_second(number).unwrap()
    }

    #[test]
    fn each_end_has_its_status() {
        let at = |number| Some(second(number));
        for (attempts, consumed_at, canceled_at, now, status) in [
            (0, None, None, 0, Status::Pending),
            (4, None, None, 599, Status::Pending),
            (5, None, None, 599, Status::Locked),
            (0, None, None, 600, Status::Expired),
            (5, None, None, 600, Status::Expired),
            (1, at(5), None, 5, Status::Verified),
            (5, at(5), None, 700, Status::Verified),
            (0, None, at(5), 5, Status::Canceled),
            (5, None, at(5), 700, Status::Canceled),
            // A newer one took its place when it had expired already.
            (0, None, at(600), 700, Status::Expired),
        ] {
            let challenge = Challenge {
                id: OtpId::from_uuid(Uuid::nil()),
                tenant: TenantId::from_uuid(Uuid::nil()),
                purpose: Purpose::new("login").unwrap(),
                recipient: RecipientIndex::from_bytes([0; 32]),
                kid: Kid::new("k1").unwrap(),
                nonce: Nonce::from_bytes([0; 16]),
                terms: Terms {
                    length: CodeLength::SIX,
                    alphabet: Alphabet::digits(),
                    max_attempts: 5,
                },
                attempts,
                sends: 1,
                created_at: second(0),
                last_sent_at: None,
                expires_at: second(600),
                consumed_at,
                canceled_at,
            };
            assert_eq!(
                challenge.status(second(now)),
                status,
                "{challenge:?} at {now}"
            );
            assert_eq!(challenge.attempts_left(), 5 - attempts);
            let live = matches!(status, Status::Pending | Status::Locked);
            assert_eq!(challenge.is_live(second(now)), live);
            assert_eq!(challenge.validity(), Duration::from_mins(10));
            let left = Duration::from_secs(600_u64.saturating_sub(now.unsigned_abs()));
            assert_eq!(challenge.remaining(second(now)), left);
        }
    }
}
