//! A message as a provider gets it: complete, checked, rendered.

mod attachment;
mod email;
mod header;
mod private;
mod sms;
mod voice;
mod whatsapp;

use std::time::Duration;

pub use attachment::{Attachment, Disposition, InvalidAttachment, MediaType};
pub use email::Email;
pub use header::{ExtraHeader, HeaderNotAllowed, Tag};
pub use sms::{SenderId, Sms};
pub use voice::{Speech, Voice};
pub use whatsapp::{Media, MediaKind, Template, WhatsApp, WhatsAppBody};

use crate::address::Recipient;
use crate::channel::Channel;
use crate::class::Class;
use crate::id::{AttemptId, MessageId};

/// One try of one message, ready to leave.
#[derive(Clone, Debug)]
pub struct Outbound {
    /// The message; providers put it into whatever field the vendor gives back in receipts.
    pub message: MessageId,
    /// This try of it.
    pub attempt: AttemptId,
    /// What it is for.
    pub class: Class,
    /// How long delivering it still makes sense; providers pass it on where the vendor takes it.
    pub validity: Option<Duration>,
    /// What is sent to whom.
    pub content: Content,
}

/// What is sent to whom, by channel.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Content {
    /// An e-mail.
    Email(Box<Email>),
    /// A text message.
    Sms(Sms),
    /// A WhatsApp message.
    WhatsApp(Box<WhatsApp>),
    /// A call.
    Voice(Voice),
}

impl Content {
    /// The channel this content is made for.
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Sms(_) => Channel::Sms,
            Self::WhatsApp(_) => Channel::WhatsApp,
            Self::Voice(_) => Channel::Voice,
        }
    }

    /// The person the message is for; those in copy are not counted.
    pub fn recipient(&self) -> Recipient {
        match self {
            Self::Email(email) => Recipient::Email(email.to.address.clone()),
            Self::Sms(sms) => Recipient::Phone(sms.to.clone()),
            Self::WhatsApp(message) => Recipient::Phone(message.to.clone()),
            Self::Voice(call) => Recipient::Phone(call.to.clone()),
        }
    }
}
