//! A WhatsApp message.

use crate::address::PhoneNumber;
use crate::text::Body;

/// A WhatsApp message.
#[derive(Clone, Debug)]
pub struct WhatsApp {
    /// The person it is for.
    pub to: PhoneNumber,
    /// The business number it comes from; without one the provider account's own is used.
    pub from: Option<PhoneNumber>,
    /// The vendor's id of the message this one answers.
    pub reply_to: Option<String>,
    /// What is sent.
    pub body: WhatsAppBody,
}

/// What a WhatsApp message holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WhatsAppBody {
    /// A text; allowed within 24 hours of the person's last message.
    Text(Body),
    /// An image, a document, a recording or a film.
    Media(Media),
    /// A template that the vendor has approved.
    Template(Template),
    /// An emoji put on an earlier message; an empty one takes it away.
    Reaction {
        /// The vendor's id of that message.
        message: String,
        /// The emoji.
        emoji: String,
    },
}

/// A file shown in the conversation.
#[derive(Clone, Debug)]
pub struct Media {
    /// What kind of file it is.
    pub kind: MediaKind,
    /// Where the vendor fetches it, by HTTPS.
    pub link: String,
    /// The text under it.
    pub caption: Option<Body>,
    /// The name it is saved under; documents only.
    pub file_name: Option<String>,
}

/// What kind of file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A document.
    Document,
    /// A recording.
    Audio,
    /// A film.
    Video,
}

/// A template that the vendor has approved, with its variables in order.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its name (Meta) or content id (Twilio).
    pub name: String,
    /// Its language, such as `en_US`.
    pub language: String,
    /// The values of its variables, first to last.
    pub variables: Vec<Body>,
}
