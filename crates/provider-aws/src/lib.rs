//! Sends e-mail, text messages and WhatsApp messages through Amazon Web Services, and tells what is certain when they
//! are not taken.
//!
//! Three kinds of account, each behind a feature of its own: [`ses`] for e-mail, [`sns`] for text messages,
//! [`whatsapp`] for WhatsApp.
//!
//! ```no_run
//! # #[cfg(feature = "ses")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use msg_core::EmailAddress;
//! use provider_aws::{Account, Credentials, Region, ses};
//!
//! let account = Account::new(Region::parse("eu-west-1")?, Credentials::Chain);
//! let from = EmailAddress::parse("shop@example.com")?;
//! let provider = ses::SesProvider::new(ses::Settings::new(account, from.into()));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "ses"))]
//! # fn main() {}
//! ```

#![cfg_attr(
    not(any(feature = "ses", feature = "sns", feature = "whatsapp")),
    expect(
        dead_code,
        unused_imports,
        reason = "without a service nobody calls the parts that all share"
    )
)]

mod account;
mod classify;
mod credentials;
mod exchange;
mod region;
#[cfg(feature = "ses")]
pub mod ses;
#[cfg(feature = "sns")]
pub mod sns;
mod watch;
#[cfg(any(feature = "ses", feature = "whatsapp"))]
pub mod webhook;
#[cfg(feature = "whatsapp")]
pub mod whatsapp;

pub use account::Account;
pub use credentials::{Credentials, InvalidKeys, Keys};
pub use region::{Region, UnknownRegion};
