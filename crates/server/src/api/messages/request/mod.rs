//! What a caller may say about a message.

mod whatsapp;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub(super) use self::whatsapp::{MediaIn, MediaKindIn, ReactionIn, TemplateIn};

/// One message. The names after "also" are those of the earlier services.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SendMessage {
    /// `email`, `sms`, `whatsapp` or `voice`; also `communication_type`.
    #[serde(alias = "communication_type")]
    #[schema(example = "email")]
    pub(in crate::api::messages) channel: String,
    /// One e-mail address, or one telephone number with its country code; also `recipient_number`.
    #[serde(alias = "recipient_number")]
    #[schema(example = "ann@example.com")]
    pub(in crate::api::messages) to: String,
    /// What it is for: `transactional`. One-time passwords have their own path.
    pub(in crate::api::messages) class: Option<String>,
    /// Your own word for what it is for, 1 to 64 characters of `a-z0-9_.-`.
    pub(in crate::api::messages) purpose: Option<String>,
    /// The subject of an e-mail.
    pub(in crate::api::messages) subject: Option<String>,
    /// The text: plain-text part of an e-mail, text of an SMS or WhatsApp message, words of a call; also `content`.
    #[serde(alias = "content")]
    pub(in crate::api::messages) text: Option<String>,
    /// The HTML part of an e-mail.
    pub(in crate::api::messages) html: Option<String>,
    /// The sender: an address, or the number or name an SMS shows; also `sender`. Without it, the account's own.
    #[serde(alias = "sender")]
    pub(in crate::api::messages) from: Option<String>,
    /// The name shown beside an e-mail's sender address.
    pub(in crate::api::messages) from_name: Option<String>,
    /// Where answers to an e-mail go.
    #[serde(default)]
    pub(in crate::api::messages) reply_to: OneOrMany,
    /// Others who get an e-mail, seen by all.
    #[serde(default)]
    pub(in crate::api::messages) cc: OneOrMany,
    /// Others who get an e-mail, seen by nobody.
    #[serde(default)]
    pub(in crate::api::messages) bcc: OneOrMany,
    /// Further header fields of an e-mail: names that begin with `X-` or `List-`.
    #[serde(default)]
    pub(in crate::api::messages) headers: BTreeMap<String, String>,
    /// Tags for the vendor's statistics.
    #[serde(default)]
    pub(in crate::api::messages) tags: Vec<String>,
    /// Files sent along with an e-mail.
    #[serde(default)]
    pub(in crate::api::messages) attachments: Vec<AttachmentIn>,
    /// A file in a WhatsApp message, instead of a text.
    pub(in crate::api::messages) media: Option<MediaIn>,
    /// An approved WhatsApp template, instead of a text.
    pub(in crate::api::messages) template: Option<TemplateIn>,
    /// A reaction to a WhatsApp message, instead of a text.
    pub(in crate::api::messages) reaction: Option<ReactionIn>,
    /// The vendor's id of the WhatsApp message that this one answers.
    pub(in crate::api::messages) reply_to_message: Option<String>,
    /// The language a call speaks, as a BCP 47 tag; without it, the account's own.
    #[schema(example = "en-US")]
    pub(in crate::api::messages) language: Option<String>,
    /// Anything you want kept with the message.
    pub(in crate::api::messages) metadata: Option<Map<String, Value>>,
    /// A field of the earlier services: `text`, or in a WhatsApp message what it holds: `image`, `document`, `audio`,
    /// `video`, `template` or `reaction`.
    #[serde(rename = "type")]
    pub(in crate::api::messages) kind: Option<String>,
    /// A field of the earlier services, kept in `metadata`.
    pub(in crate::api::messages) channel_id: Option<Value>,
    /// A field of the earlier services, kept in `metadata`.
    pub(in crate::api::messages) session_id: Option<Value>,
}

/// A file sent along with an e-mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct AttachmentIn {
    /// The name it is saved under.
    pub(in crate::api::messages) file_name: String,
    /// The media type, such as `application/pdf`.
    pub(in crate::api::messages) content_type: String,
    /// The file in Base64.
    pub(in crate::api::messages) content: String,
    /// Shows the file within the HTML part, where it refers to `cid:` and this id.
    pub(in crate::api::messages) content_id: Option<String>,
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
    pub(in crate::api::messages) fn each<'a>(
        &'a self,
        field: &'a str,
    ) -> impl Iterator<Item = (String, &'a str)> {
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
