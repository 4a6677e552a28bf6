//! What the service is asked and what it answers.

use std::time::Duration;

use jiff::Timestamp;
use msg_core::ports::StoreError;
use msg_core::{OtpId, Recipient, RecipientIndex, TenantId};

use crate::budget::LimitReached;
use crate::challenge::Challenge;
use crate::code::Guess;
use crate::key_ring::UnknownKey;
use crate::network::Network;
use crate::purpose::Purpose;

/// Asks for a code to be sent.
#[derive(Clone, Debug)]
pub struct SendRequest {
    /// Whose end user it is.
    pub tenant: TenantId,
    /// What the code is good for.
    pub purpose: Purpose,
    /// Who gets it.
    pub recipient: Recipient,
    /// From where the end user asks, if known.
    pub network: Option<Network>,
    /// How many symbols it has; nothing for the policy's usual number.
    pub length: Option<u8>,
    /// How long it is good; nothing for the policy's usual time.
    pub validity: Option<Duration>,
}

/// A code that is to be sent now.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its challenge.
    pub challenge: Challenge,
    /// Whether it is a new code, not the last one once more.
    pub created: bool,
    /// When it may be asked for again.
    pub resend_at: Timestamp,
    pub(super) sent_at: Timestamp,
    pub(super) network: Option<RecipientIndex>,
}

/// Why no code is sent.
#[derive(Debug, thiserror::Error)]
pub enum SendRefused {
    /// The policy doesn't allow this length.
    #[error("this purpose has no codes of that length; ask for one of its lengths")]
    Length,
    /// The policy doesn't allow this validity.
    #[error("a code of this purpose is good for 60 to {} seconds; ask for that", .max.as_secs())]
    Validity {
        /// The longest that it allows.
        max: Duration,
    },
    /// The last send is too recent.
    #[error("a code was sent just now; wait until {until}")]
    CoolingDown {
        /// When the next is allowed.
        until: Timestamp,
    },
    /// Too much was sent, or guessed wrong.
    #[error(transparent)]
    LimitReached(#[from] LimitReached),
    /// The live code's key is gone.
    #[error(transparent)]
    UnknownKey(#[from] UnknownKey),
    /// The store is unavailable.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Asks whether a guess is right.
#[derive(Clone, Debug)]
pub struct VerifyRequest {
    /// Whose end user it is.
    pub tenant: TenantId,
    /// What the code must be good for.
    pub purpose: Purpose,
    /// Who must have got it.
    pub recipient: Recipient,
    /// Which challenge it must be, if that matters.
    pub id: Option<OtpId>,
    /// What the end user typed.
    pub guess: Guess,
    /// From where, if known.
    pub network: Option<Network>,
}

/// What a guess came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was the code of this challenge, which is used up now.
    Verified(OtpId),
    /// It wasn't right, for whatever reason.
    Rejected,
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Too many guesses from the network failed.
    #[error(transparent)]
    LimitReached(#[from] LimitReached),
    /// The code's key is gone.
    #[error(transparent)]
    UnknownKey(#[from] UnknownKey),
    /// The store is unavailable.
    #[error(transparent)]
    Store(#[from] StoreError),
}
