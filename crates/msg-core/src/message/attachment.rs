//! Files sent along with an e-mail.

use std::fmt;

use bytes::Bytes;

use crate::text::HeaderText;

/// A file sent along with an e-mail.
#[derive(Clone)]
pub struct Attachment {
    /// The name it is saved under.
    pub file_name: HeaderText,
    /// The media type, such as `application/pdf`.
    pub content_type: MediaType,
    /// Whether it is listed or shown within the text.
    pub disposition: Disposition,
    /// The file itself.
    pub content: Bytes,
}

impl Attachment {
    /// A listed file.
    ///
    /// # Errors
    /// Refuses a file name with a path or a control character in it, and what isn't a media type.
    pub fn new(
        file_name: &str,
        content_type: &str,
        content: Bytes,
    ) -> Result<Self, InvalidAttachment> {
        let plain = !file_name.is_empty()
            && file_name.len() <= 255
            && !file_name.contains(['/', '\\', '"']);
        let file_name = HeaderText::new(file_name)
            .ok()
            .filter(|_| plain)
            .ok_or(InvalidAttachment::FileName)?;
        let content_type = MediaType::parse(content_type).ok_or(InvalidAttachment::ContentType)?;
        Ok(Self {
            file_name,
            content_type,
            disposition: Disposition::Attached,
            content,
        })
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("content_type", &self.content_type)
            .field("disposition", &self.disposition)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

/// Whether a file is listed beside the text or shown within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Listed.
    Attached,
    /// Shown where the HTML part refers to `cid:` and this content id.
    Inline {
        /// The content id, without angle brackets.
        content_id: HeaderText,
    },
}

/// A media type without parameters ([RFC 6838 §4.2](https://www.rfc-editor.org/rfc/rfc6838#section-4.2)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType(String);

impl MediaType {
    fn parse(text: &str) -> Option<Self> {
        let (kind, subtype) = text.split_once('/')?;
        let restricted = |name: &str| {
            !name.is_empty()
                && name.len() <= 64
                && name.starts_with(|c: char| c.is_ascii_alphanumeric())
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
        };
        (restricted(kind) && restricted(subtype)).then(|| Self(text.to_ascii_lowercase()))
    }

    /// `type/subtype`, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a file can't be sent along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAttachment {
    /// The name is empty, too long, or holds a path, a quote or a control character.
    #[error(
        "not a plain file name: use at most 255 bytes without slashes, quotes and control characters"
    )]
    FileName,
    /// The media type is malformed.
    #[error("not a media type: write one such as application/pdf, without parameters")]
    ContentType,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_types_are_checked() {
        let check = |name, kind| Attachment::new(name, kind, Bytes::new()).map(|_| ());
        assert_eq!(check("Rechnung März.pdf", "application/pdf"), Ok(()));
        for name in ["", "../x", "a\\b", "a\r\nb", "a\"b"] {
            assert_eq!(
                check(name, "text/plain"),
                Err(InvalidAttachment::FileName),
                "{name:?}"
            );
        }
        for kind in [
            "",
            "text",
            "text/",
            "/plain",
            "text/plain; charset=utf-8",
            "text/pl\r\nain",
        ] {
            assert_eq!(
                check("a", kind),
                Err(InvalidAttachment::ContentType),
                "{kind:?}"
            );
        }
    }
}
