//! What a caller may say about the content of a WhatsApp message beside a text.

use msg_core::message::MediaKind;
use serde::Deserialize;
use utoipa::ToSchema;

/// A file shown in the conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct MediaIn {
    /// What kind of file it is.
    pub(in crate::api::messages) kind: MediaKindIn,
    /// Where the vendor fetches it: an https URL without user and password, at most 2,048 bytes.
    #[schema(example = "https://example.com/ticket.pdf")]
    pub(in crate::api::messages) link: String,
    /// The text under it, at most 1,024 characters; a recording has none.
    pub(in crate::api::messages) caption: Option<String>,
    /// The name a document is saved under.
    pub(in crate::api::messages) file_name: Option<String>,
}

/// What kind of file is shown.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::api) enum MediaKindIn {
    /// A picture.
    Image,
    /// A document.
    Document,
    /// A recording.
    Audio,
    /// A film.
    Video,
}

impl MediaKindIn {
    /// The word for it.
    pub(in crate::api::messages) const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Document => "document",
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }
}

impl From<MediaKindIn> for MediaKind {
    fn from(kind: MediaKindIn) -> Self {
        match kind {
            MediaKindIn::Image => Self::Image,
            MediaKindIn::Document => Self::Document,
            MediaKindIn::Audio => Self::Audio,
            MediaKindIn::Video => Self::Video,
        }
    }
}

/// A template that the vendor has approved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct TemplateIn {
    /// Its name (Meta) or content SID (Twilio).
    #[schema(example = "order_shipped")]
    pub(in crate::api::messages) name: String,
    /// Its language as the vendor writes it.
    #[schema(example = "en_US")]
    pub(in crate::api::messages) language: String,
    /// The values of its variables, first to last.
    #[serde(default)]
    pub(in crate::api::messages) variables: Vec<String>,
}

/// An emoji put on an earlier message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ReactionIn {
    /// The vendor's id of that message.
    #[schema(example = "wamid.HBgLMTIwMjU1NTAxMjMVAgASGBQz")]
    pub(in crate::api::messages) message: String,
    /// The emoji, at most 32 bytes; an empty one takes the reaction away.
    #[schema(example = "👍")]
    pub(in crate::api::messages) emoji: String,
}
