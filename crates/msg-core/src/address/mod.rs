//! Whom a message goes to.

mod email;
mod index;
mod phone;
mod recipient;

pub use email::{EmailAddress, InvalidEmailAddress, Mailbox};
pub use index::{IndexKey, RecipientIndex};
pub use phone::{InvalidPhoneNumber, PhoneNumber};
pub use recipient::Recipient;
