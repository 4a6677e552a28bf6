//! One-time passwords.
//!
//! A code is never stored: it is derived from a secret key and the challenge that it answers, so
//! there is nothing to steal from a database, a queue or a log, and a code that is sent again is the same code.
//! A guess is charged before it is compared, and every store makes each step in one piece
//! ([`ChallengeStore`]), so the number of guesses holds under any parallelism.
//!
//! [`Otp`] is the whole of it; the rest are its parts:
//!
//! * what a purpose allows: [`Policy`], [`Policies`], [`Limits`]
//! * the keys: [`KeyRing`], [`KeyFile`]
//! * the decisions that all stores share: [`lifecycle`]
//! * a store for tests and for embedding: [`MemoryStore`]
//!
//! ```
//! use std::sync::Arc;
//!
//! use msg_core::{IndexKey, Recipient, TenantId};
//! use otp::{MemoryStore, Otp, Policies, Purpose, SendRequest, Verdict, VerifyRequest};
//! # use testkit::{clock::ManualClock, entropy::SeededEntropy};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (clock, entropy) = (ManualClock::default(), SeededEntropy::new(1));
//! # let tenant = TenantId::generate(msg_core::Clock::now(&clock), &entropy);
//! let otp = Otp::new(
//!     "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".parse()?,
//!     IndexKey::new(&[7; 32]),
//!     Arc::new(MemoryStore::new()),
//!     Arc::new(clock),
//!     Arc::new(entropy),
//!     Policies::default(),
//! );
//! let purpose = Purpose::new("login")?;
//! let recipient = Recipient::Email("ann@example.com".parse()?);
//!
//! let issued = otp
//!     .send(&SendRequest {
//!         tenant,
//!         purpose: purpose.clone(),
//!         recipient: recipient.clone(),
//!         network: None,
//!         length: None,
//!         validity: None,
//!     })
//!     .await?;
//! let code = otp.code(&issued.challenge, &recipient)?;
//! // … the recipient gets a text with code.expose() in it, and types it …
//! let typed = code.expose();
//!
//! let policy = otp.policies().of(&purpose);
//! let verdict = otp
//!     .verify(&VerifyRequest {
//!         tenant,
//!         guess: policy.shape(typed).ok_or("not a code")?,
//!         purpose,
//!         recipient,
//!         id: None,
//!         network: None,
//!     })
//!     .await?;
//! assert_eq!(verdict, Verdict::Verified(issued.challenge.id));
//! # Ok(())
//! # }
//! ```

mod alphabet;
mod budget;
mod challenge;
mod code;
mod key_file;
mod key_ring;
pub mod lifecycle;
mod limits;
mod memory;
mod network;
mod policy;
mod purpose;
mod service;
mod store;
mod time;

pub use alphabet::{Alphabet, CodeLength, InvalidAlphabet, InvalidLength};
pub use budget::{Budget, LimitReached, Rule, Window};
pub use challenge::{Challenge, Nonce, Status, Terms};
pub use code::{Code, Guess};
pub use key_file::{KeyFile, KeyFileError, KeyFileFault};
pub use key_ring::{InvalidKeys, KeyRing, Kid, UnknownKey};
pub use limits::Limits;
pub use memory::MemoryStore;
pub use network::Network;
pub use policy::{InvalidPolicy, Policies, Policy, ResendPolicy};
pub use purpose::{InvalidPurpose, Purpose};
pub use service::{Issued, Otp, SendRefused, SendRequest, Verdict, VerifyError, VerifyRequest};
pub use store::{
    BudgetKind, ChallengeStore, Charge, ChargeRequest, ConsumeRequest, Draft, ForgiveRequest,
    MalformedGuess, OpenRequest, Opened,
};
