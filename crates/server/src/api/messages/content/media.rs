//! A file in a WhatsApp message.

use http::Uri;
use msg_core::message::Media;
use msg_core::text::{Body, HeaderText};

use crate::api::check::Check;
use crate::api::messages::request::{MediaIn, MediaKindIn};

/// The longest link, in bytes.
const MAX_LINK: usize = 2_048;

/// The longest text under a file, in characters
/// ([Meta](https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/image-messages/)).
const MAX_CAPTION: usize = 1_024;

/// The longest file name, in bytes: what file systems keep.
const MAX_FILE_NAME: usize = 255;

/// The file that `media` describes.
pub(super) fn media(media: &MediaIn, check: &mut Check) -> Option<Media> {
    let link = link(&media.link, check);
    let caption = caption(media, check);
    let file_name = file_name(media, check);
    Some(Media {
        kind: media.kind.into(),
        link: link?,
        caption,
        file_name,
    })
}

/// The vendor fetches the file, so the link is left exactly as it was checked.
fn link(text: &str, check: &mut Check) -> Option<String> {
    if text.len() > MAX_LINK {
        let rule = format!("at most {MAX_LINK} bytes");
        check.fault("/media/link", "too_long", rule);
        return None;
    }
    let rule = "a link begins with https:// and a host, without user, password and blanks";
    let link = is_link(text).then(|| text.to_owned()).ok_or(rule);
    check.take("/media/link", "invalid_url", link)
}

fn is_link(text: &str) -> bool {
    let plain = text.starts_with("https://") && text.bytes().all(|b| b.is_ascii_graphic());
    let uri = text.parse::<Uri>().ok();
    let authority = uri.as_ref().and_then(Uri::authority);
    plain
        && authority.is_some_and(|authority| {
            !authority.host().is_empty() && !authority.as_str().contains('@')
        })
}

fn caption(media: &MediaIn, check: &mut Check) -> Option<Body> {
    let caption = media.caption.as_deref()?;
    let fault = if media.kind == MediaKindIn::Audio {
        ("not_allowed", "a recording has no caption".to_owned())
    } else if caption.trim().is_empty() {
        ("empty", "write something, or leave it out".to_owned())
    } else if caption.chars().count() > MAX_CAPTION {
        ("too_long", format!("at most {MAX_CAPTION} characters"))
    } else {
        return Some(Body::new(caption));
    };
    check.fault("/media/caption", fault.0, fault.1);
    None
}

fn file_name(media: &MediaIn, check: &mut Check) -> Option<String> {
    let name = media.file_name.as_deref()?;
    if media.kind != MediaKindIn::Document {
        let rule = "only a document has a file name";
        check.fault("/media/file_name", "not_allowed", rule);
        return None;
    }
    let plain = (1..=MAX_FILE_NAME).contains(&name.len())
        && !name.contains(['/', '\\', '"'])
        && HeaderText::new(name).is_ok();
    let rule = "use at most 255 bytes without slashes, quotes and control characters";
    let name = plain.then(|| name.to_owned()).ok_or(rule);
    check.take("/media/file_name", "invalid_value", name)
}
