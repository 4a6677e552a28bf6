//! The fields of a form with files.

use std::collections::BTreeMap;
use std::convert::Infallible;

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8};
use futures_util::stream;
use multer::Multipart;

/// More fields than mail with as many files as fit has.
const MOST_FIELDS: usize = 1_000;

/// One field as it came.
pub(super) struct Field {
    pub(super) content: Bytes,
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<String>,
}

/// All fields, by name; the first of a name counts.
pub(super) struct Fields {
    all: BTreeMap<String, Field>,
    charsets: BTreeMap<String, String>,
}

impl Fields {
    /// Reads a form; nothing when it is none.
    pub(super) async fn read(content_type: &str, body: &[u8]) -> Option<Self> {
        let boundary = multer::parse_boundary(content_type).ok()?;
        let body = Bytes::copy_from_slice(body);
        let mut form = Multipart::new(stream::iter([Ok::<_, Infallible>(body)]), boundary);
        let mut all = BTreeMap::new();
        while let Some(field) = form.next_field().await.ok()? {
            if all.len() == MOST_FIELDS {
                return None;
            }
            let name = field.name()?.to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let content_type = field
                .content_type()
                .map(|kind| kind.essence_str().to_owned());
            let content = field.bytes().await.ok()?;
            all.entry(name).or_insert(Field {
                content,
                file_name,
                content_type,
            });
        }
        let charsets = all.get("charsets").map(|field| &field.content);
        let charsets = charsets.and_then(|json| serde_json::from_slice(json).ok());
        Some(Self {
            charsets: charsets.unwrap_or_default(),
            all,
        })
    }

    /// The text of a field that is there and not empty, from whatever encoding the form says it has.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let content = &self.all.get(name)?.content;
        let label = self.charsets.get(name);
        let encoding = label.and_then(|label| Encoding::for_label(label.as_bytes()));
        let (text, _, _) = encoding.unwrap_or(UTF_8).decode(content);
        (!text.is_empty()).then(|| text.into_owned())
    }

    /// The fields that are files, in the order of their names.
    pub(super) fn files(&self) -> impl Iterator<Item = &Field> {
        self.all.values().filter(|field| field.file_name.is_some())
    }

    /// The names of the fields that are none.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let texts = self
            .all
            .iter()
            .filter(|(_, field)| field.file_name.is_none());
        texts.map(|(name, _)| name.as_str())
    }

    /// Every name and content, as they came.
    pub(super) fn parts(&self) -> impl Iterator<Item = &[u8]> {
        self.all
            .iter()
            .flat_map(|(name, field)| [name.as_bytes(), field.content.as_ref()])
    }
}
