//! Where messages, attempts, challenges and keys are kept: the adapters of the ports to a database.
//!
//! [`Sqlite`] is the one that needs nothing set up: one file, one writing process.

#[cfg(feature = "inspect")]
pub mod inspect;
mod keys;
mod sqlite;

pub use keys::{DEFAULT_TENANT, KeyRecord, Keys};
pub use sqlite::{OpenError, Sqlite};
