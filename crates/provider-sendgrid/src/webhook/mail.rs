//! From a form of Inbound Parse to a message.

use std::collections::BTreeMap;

use msg_core::Channel;
use msg_core::text::Body;
use msg_core::webhook::{
    EventKind, Inbound, InboundMedia, MediaSource, Party, RawRequest, WebhookEvent,
};
use serde::Deserialize;

use super::fields::{Field, Fields};
use super::fingerprint::fingerprint;

/// Whom the mail server was told that the mail is from and for.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    to: Vec<String>,
    #[serde(default)]
    from: String,
}

/// Fields that have places of their own in a message.
const PLACED: [&str; 3] = ["html", "subject", "text"];

/// Reads one mail. What can't be read is kept as it is.
pub(super) async fn read(request: &RawRequest<'_>) -> WebhookEvent {
    let content_type = request.header("content-type").unwrap_or_default();
    let Some(fields) = Fields::read(content_type, request.body).await else {
        let raw = String::from_utf8_lossy(request.body);
        return WebhookEvent::new(fingerprint([request.body]), EventKind::unknown(""), raw);
    };
    // A repetition is another form with the same fields; the Message-ID is whatever the sender wrote.
    let id = fingerprint(fields.parts());
    if fields.text("email").is_some() {
        let raw = fields.text("email").unwrap_or_default();
        return WebhookEvent::new(id, EventKind::unknown("raw e-mail"), raw);
    }
    WebhookEvent::new(id, inbound(&fields), rest(&fields))
}

fn inbound(fields: &Fields) -> Inbound {
    let envelope = fields.text("envelope");
    let envelope: Option<Envelope> =
        envelope.and_then(|envelope| serde_json::from_str(&envelope).ok());
    let written = fields.text("from").unwrap_or_default();
    let (name, address) = name_and_address(&written);
    let sender = envelope.as_ref().map_or("", |envelope| &envelope.from);
    let from = if address.is_empty() { sender } else { address };
    let mut inbound = Inbound::new(Channel::Email, Party::parse(from));
    inbound.from_name = (!name.is_empty()).then(|| name.to_owned());
    inbound.to = match &envelope {
        Some(envelope) => envelope.to.iter().map(|to| Party::parse(to)).collect(),
        None => Vec::new(),
    };
    let headers = fields.text("headers").unwrap_or_default();
    inbound.provider_message_id = header(&headers, "message-id");
    inbound.in_reply_to = header(&headers, "in-reply-to");
    inbound.subject = fields.text("subject").map(Body::new);
    inbound.text = fields.text("text").map(Body::new);
    inbound.html = fields.text("html").map(Body::new);
    inbound.media = fields.files().map(media).collect();
    inbound
}

/// `"Ann Lee" <ann@example.com>`, or the address alone.
fn name_and_address(written: &str) -> (&str, &str) {
    let inside = written
        .rsplit_once('<')
        .and_then(|(name, rest)| Some((name, rest.split_once('>')?.0)));
    let (name, address) = inside.unwrap_or(("", written));
    (name.trim().trim_matches('"'), address.trim())
}

/// The value of a header, its folding undone.
fn header(headers: &str, name: &str) -> Option<String> {
    let unfolded = headers
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ");
    let value = unfolded.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    });
    value.filter(|value| !value.is_empty())
}

fn media(file: &Field) -> InboundMedia {
    InboundMedia {
        source: MediaSource::Content(file.content.clone()),
        content_type: file.content_type.clone(),
        file_name: file.file_name.clone(),
    }
}

/// Whatever else came: headers, envelope, what SendGrid found about SPF, DKIM and spam.
fn rest(fields: &Fields) -> String {
    let texts = fields.texts().filter(|name| !PLACED.contains(name));
    let texts: BTreeMap<_, _> = texts
        .filter_map(|name| Some((name, fields.text(name)?)))
        .collect();
    serde_json::to_string(&texts).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_written_in_many_ways() {
        for (written, expected) in [
            ("ann@example.com", ("", "ann@example.com")),
            ("<ann@example.com>", ("", "ann@example.com")),
            ("Ann Lee <ann@example.com>", ("Ann Lee", "ann@example.com")),
            (
                r#""Lee, Ann <x>" <ann@example.com>"#,
                ("Lee, Ann <x>", "ann@example.com"),
            ),
            ("Ann <ann@example.com", ("", "Ann <ann@example.com")),
            ("", ("", "")),
        ] {
            assert_eq!(name_and_address(written), expected, "{written}");
        }
    }

    #[test]
    fn headers_are_unfolded() {
        let headers = "Received: by mx\r\n\twith SMTP\r\nMessage-ID:\r\n <a@b>\r\nX: \r\n";
        assert_eq!(header(headers, "message-id").as_deref(), Some("<a@b>"));
        assert_eq!(header(headers, "x"), None);
        assert_eq!(header(headers, "in-reply-to"), None);
    }
}
