//! A message that somebody sent to us.

use std::fmt;

use bytes::Bytes;

use super::Party;
use crate::channel::Channel;
use crate::text::Body;

/// A message that somebody sent to us.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inbound {
    /// On which channel.
    pub channel: Channel,
    /// The vendor's id of it, by which an answer or a read receipt names it.
    pub provider_message_id: Option<String>,
    /// Who sent it.
    pub from: Party,
    /// What the sender calls themselves.
    pub from_name: Option<String>,
    /// Which of our addresses or numbers it came to.
    pub to: Vec<Party>,
    /// What it is.
    pub kind: InboundKind,
    /// The subject, of an e-mail.
    pub subject: Option<Body>,
    /// The text, or the caption of a file; of an e-mail, the plain part.
    pub text: Option<Body>,
    /// The HTML part of an e-mail.
    pub html: Option<Body>,
    /// Files that came with it.
    pub media: Vec<InboundMedia>,
    /// The vendor's id of the message that it answers.
    pub in_reply_to: Option<String>,
    /// What the sender wants of us, where the vendor recognised and obeyed a keyword such as STOP.
    pub preference: Option<Preference>,
}

impl Inbound {
    /// A message without content yet.
    pub fn new(channel: Channel, from: Party) -> Self {
        Self {
            channel,
            provider_message_id: None,
            from,
            from_name: None,
            to: Vec::new(),
            kind: InboundKind::Message,
            subject: None,
            text: None,
            html: None,
            media: Vec::new(),
            in_reply_to: None,
            preference: None,
        }
    }
}

/// What kind of message came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InboundKind {
    /// Text or files.
    Message,
    /// An emoji put on a message; nothing where it was taken away.
    Reaction {
        /// The emoji.
        emoji: Option<String>,
        /// The vendor's id of the message that it was put on.
        to: String,
    },
    /// A button or an entry of a list was chosen; its title is the text.
    Choice {
        /// What we named it when we sent it.
        payload: String,
    },
    /// Something else, under the vendor's word for it: `location`, `contacts`, `order` …
    Other(String),
}

/// What a sender wants of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preference {
    /// No more messages.
    Stop,
    /// Messages again.
    Start,
    /// To know who we are.
    Help,
}

/// A file that came with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundMedia {
    /// Where it is.
    pub source: MediaSource,
    /// The media type that the sender or the vendor gives it; nobody checked it.
    pub content_type: Option<String>,
    /// The name that the sender gave it; nobody checked it.
    pub file_name: Option<String>,
}

/// Where a file is.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MediaSource {
    /// At a URL of the vendor's, which may want the account's credentials.
    Url(String),
    /// In the vendor's store, under this id.
    Id(String),
    /// Here.
    Content(Bytes),
}

impl fmt::Debug for MediaSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(_) => f.write_str("Url(…)"),
            Self::Id(id) => write!(f, "Id({id})"),
            Self::Content(content) => write!(f, "Content({} bytes)", content.len()),
        }
    }
}
