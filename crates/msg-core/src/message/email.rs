//! An e-mail.

use super::{Attachment, ExtraHeader, Tag};
use crate::address::Mailbox;
use crate::text::{Body, HeaderText};

/// An e-mail to one person, with others in copy.
#[derive(Clone, Debug)]
pub struct Email {
    /// The sender; without one the provider account's own sender is used.
    pub from: Option<Mailbox>,
    /// The person it is for.
    pub to: Mailbox,
    /// Others who get it, seen by all.
    pub cc: Vec<Mailbox>,
    /// Others who get it, seen by nobody.
    pub bcc: Vec<Mailbox>,
    /// Where answers go instead of the sender.
    pub reply_to: Vec<Mailbox>,
    /// The subject line.
    pub subject: HeaderText,
    /// The plain-text part.
    pub text: Option<Body>,
    /// The HTML part.
    pub html: Option<Body>,
    /// Files sent along.
    pub attachments: Vec<Attachment>,
    /// Further header fields, from the allowed names.
    pub headers: Vec<ExtraHeader>,
    /// Names by which the vendor's statistics group messages.
    pub tags: Vec<Tag>,
}

impl Email {
    /// An e-mail with neither body nor extras yet.
    pub fn new(to: impl Into<Mailbox>, subject: HeaderText) -> Self {
        Self {
            from: None,
            to: to.into(),
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            subject,
            text: None,
            html: None,
            attachments: Vec::new(),
            headers: Vec::new(),
            tags: Vec::new(),
        }
    }
}
