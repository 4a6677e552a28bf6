//! What a caller may say about a message.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// One message. The names after "also" are those of the earlier services.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SendMessage {
    /// `email`, `sms`, `whatsapp` or `voice`; also `communication_type`.
    #[serde(alias = "communication_type")]
    #[schema(example = "email")]
    pub(super) channel: String,
    /// One e-mail address, or one telephone number with its country code; also `recipient_number`.
    #[serde(alias = "recipient_number")]
    #[schema(example = "ann@example.com")]
    pub(super) to: String,
    /// What it is for: `transactional`. One-time passwords have their own path.
    pub(super) class: Option<String>,
    /// Your own word for what it is for, 1 to 64 characters of `a-z0-9_.-`.
    pub(super) purpose: Option<String>,
    /// The subject of an e-mail.
    pub(super) subject: Option<String>,
    /// The text: plain-text part of an e-mail, text of an SMS or WhatsApp message, words of a call; also `content`.
    #[serde(alias = "content")]
    pub(super) text: Option<String>,
    /// The HTML part of an e-mail.
    pub(super) html: Option<String>,
    /// The sender: an address, or the number or name an SMS shows; also `sender`. Without it, the account's own.
    #[serde(alias = "sender")]
    pub(super) from: Option<String>,
    /// The name shown beside an e-mail's sender address.
    pub(super) from_name: Option<String>,
    /// Where answers to an e-mail go.
    #[serde(default)]
    pub(super) reply_to: OneOrMany,
    /// Others who get an e-mail, seen by all.
    #[serde(default)]
    pub(super) cc: OneOrMany,
    /// Others who get an e-mail, seen by nobody.
    #[serde(default)]
    pub(super) bcc: OneOrMany,
    /// Further header fields of an e-mail: names that begin with `X-` or `List-`.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    /// Tags for the vendor's statistics.
    #[serde(default)]
    pub(super) tags: Vec<String>,
    /// Files sent along with an e-mail.
    #[serde(default)]
    pub(super) attachments: Vec<AttachmentIn>,
    /// Anything you want kept with the message.
    pub(super) metadata: Option<Map<String, Value>>,
    /// `text`, the only kind of content for now; a field of the earlier services.
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    /// A field of the earlier services, kept in `metadata`.
    pub(super) channel_id: Option<Value>,
    /// A field of the earlier services, kept in `metadata`.
    pub(super) session_id: Option<Value>,
}

/// A file sent along with an e-mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct AttachmentIn {
    /// The name it is saved under.
    pub(super) file_name: String,
    /// The media type, such as `application/pdf`.
    pub(super) content_type: String,
    /// The file in Base64.
    pub(super) content: String,
    /// Shows the file within the HTML part, where it refers to `cid:` and this id.
    pub(super) content_id: Option<String>,
}

/// One text, or a list of them.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(untagged)]
pub(in crate::api) enum OneOrMany {
    /// None.
    #[default]
    None,
    /// One.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The texts with the pointer of each, below the pointer of the field.
    pub(super) fn each<'a>(&'a self, field: &'a str) -> impl Iterator<Item = (String, &'a str)> {
        let (one, many) = match self {
            Self::None => (None, &[][..]),
            Self::One(text) => (Some((field.to_owned(), text.as_str())), &[][..]),
            Self::Many(texts) => (None, texts.as_slice()),
        };
        let many = many
            .iter()
            .enumerate()
            .map(move |(index, text)| (format!("{field}/{index}"), text.as_str()));
        one.into_iter().chain(many)
    }
}
