//! An e-mail as it goes over the wire.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{self, Attachment as Part, MultiPart, MultiPartBuilder, SinglePart};
use lettre::{Address, Message};
use msg_core::address::Mailbox;
use msg_core::message::{Attachment, Disposition, Email, ExtraHeader};
use msg_core::text::{Body, VendorText};
use msg_core::{Class, MessageId, NotSent, Outbound, SendError};

/// One message with its envelope.
pub(crate) struct Parcel {
    /// Without angle brackets.
    pub(crate) message_id: String,
    pub(crate) sender: String,
    /// Everybody who gets it, those in blind copy too, each once.
    pub(crate) recipients: Vec<String>,
    /// Headers and body; lines end in CR LF and none is longer than a line may be.
    pub(crate) content: Vec<u8>,
    /// Whether an address needs [SMTPUTF8](https://www.rfc-editor.org/rfc/rfc6531).
    pub(crate) international: bool,
}

/// The longest line with its carriage return, in bytes ([RFC 5322 §2.1.1](https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1)).
const LONGEST_LINE: usize = 998 + 1;

/// Packs `email`; the account's own sender stands in where it names none.
pub(crate) fn parcel(
    outbound: &Outbound,
    email: &Email,
    account: &Mailbox,
) -> Result<Parcel, SendError> {
    let from = mailbox(email.from.as_ref().unwrap_or(account))?;
    let message_id = format!("{}@{}", outbound.message, from.email.domain());
    let mut builder = Message::builder()
        .message_id(Some(format!("<{message_id}>")))
        .from(from.clone())
        .to(mailbox(&email.to)?)
        .subject(email.subject.as_str());
    if let Some(date) = created(outbound.message) {
        builder = builder.date(date);
    }
    for copy in &email.cc {
        builder = builder.cc(mailbox(copy)?);
    }
    for reply_to in &email.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    for value in headers(outbound.class, email)? {
        builder = builder.raw_header(value);
    }
    let message = match body(email)? {
        Node::Single(part) => builder.singlepart(part),
        Node::Multi(part) => builder.multipart(part),
    };
    let message = message.map_err(|_| unsupported("the message can't be put together"))?;

    let recipients = recipients(email)?;
    let content = message.formatted();
    if content
        .split(|&byte| byte == b'\n')
        .any(|line| line.len() > LONGEST_LINE)
    {
        return Err(unsupported(
            "a header holds a word longer than a line may be; shorten it",
        ));
    }
    let sender = from.email.to_string();
    let international =
        !content.is_ascii() || !sender.is_ascii() || !recipients.iter().all(|to| to.is_ascii());
    Ok(Parcel {
        message_id,
        sender,
        recipients,
        content,
        international,
    })
}

/// The moment the message was made, which its id holds: a second try bears the same date, and no clock is asked.
fn created(message: MessageId) -> Option<SystemTime> {
    /// The end of the year 9999, which no date header can pass.
    const LAST: u64 = 253_402_300_799;
    let (seconds, _) = message.as_uuid().get_timestamp()?.to_unix();
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    (seconds <= LAST).then_some(date)
}

fn recipients(email: &Email) -> Result<Vec<String>, SendError> {
    let mut recipients = Vec::new();
    for person in std::iter::once(&email.to)
        .chain(&email.cc)
        .chain(&email.bcc)
    {
        let address = mailbox(person)?.email.to_string();
        if !recipients.contains(&address) {
            recipients.push(address);
        }
    }
    Ok(recipients)
}

/// The domain goes in its ASCII form ([RFC 5891](https://www.rfc-editor.org/rfc/rfc5891)), which every server takes.
fn mailbox(mailbox: &Mailbox) -> Result<message::Mailbox, SendError> {
    let domain = idna::domain_to_ascii(mailbox.address.domain());
    let address = domain
        .ok()
        .and_then(|domain| Address::new(mailbox.address.local_part(), domain).ok());
    let address =
        address.ok_or_else(|| unsupported("an address has a form that SMTP can't carry"))?;
    let name = mailbox.name.as_ref().map(|name| name.as_str().to_owned());
    Ok(message::Mailbox::new(name, address))
}

fn headers(class: Class, email: &Email) -> Result<Vec<HeaderValue>, SendError> {
    let mut headers: Vec<HeaderValue> = Vec::new();
    for extra in &email.headers {
        let name = extra.name();
        let same = |other: &&ExtraHeader| other.name().eq_ignore_ascii_case(name);
        if email.headers.iter().filter(same).count() > 1 {
            return Err(unsupported(&format!(
                "the header {name} is given twice; join its values"
            )));
        }
        let name = HeaderName::new_from_ascii(name.to_owned())
            .map_err(|_| unsupported("a header name can't be written"))?;
        headers.push(HeaderValue::new(name, extra.value().to_owned()));
    }
    if class == Class::Otp {
        // Keeps vacation responders quiet: RFC 3834 §5.
        let name = HeaderName::new_from_ascii_str("Auto-Submitted");
        headers.push(HeaderValue::new(name, "auto-generated".to_owned()));
    }
    Ok(headers)
}

/// mixed(related(alternative(text, html), pictures …), files …), without the layers that would hold one thing only.
fn body(email: &Email) -> Result<Node, SendError> {
    let inline = |file: &&Attachment| matches!(file.disposition, Disposition::Inline { .. });
    let text = |text: &Body| SinglePart::plain(with_line_ends(text.expose()));
    let html = |html: &Body| SinglePart::html(with_line_ends(html.expose()));
    let written = match (&email.text, &email.html) {
        (Some(plain), Some(rich)) => Node::Multi(
            MultiPart::alternative()
                .singlepart(text(plain))
                .singlepart(html(rich)),
        ),
        (None, Some(rich)) => Node::Single(html(rich)),
        (Some(plain), None) => Node::Single(text(plain)),
        (None, None) => Node::Single(text(&Body::default())),
    };
    let files = &email.attachments;
    let shown = written.with(files.iter().filter(inline), MultiPart::related())?;
    shown.with(
        files.iter().filter(|file| !inline(file)),
        MultiPart::mixed(),
    )
}

/// One part of a body, or several.
enum Node {
    Single(SinglePart),
    Multi(MultiPart),
}

impl Node {
    /// Puts `files` beside this part, in `wrapper`.
    fn with<'a>(
        self,
        files: impl Iterator<Item = &'a Attachment>,
        wrapper: MultiPartBuilder,
    ) -> Result<Self, SendError> {
        let files = files.map(file).collect::<Result<Vec<_>, _>>()?;
        if files.is_empty() {
            return Ok(self);
        }
        let wrapped = match self {
            Self::Single(part) => wrapper.singlepart(part),
            Self::Multi(part) => wrapper.multipart(part),
        };
        let all = files.into_iter().fold(wrapped, MultiPart::singlepart);
        Ok(Self::Multi(all))
    }
}

fn file(attachment: &Attachment) -> Result<SinglePart, SendError> {
    // Always base64: in 7bit, a file with bare line feeds could end the message early on a lenient server.
    let content = message::Body::new_with_encoding(
        attachment.content.to_vec(),
        ContentTransferEncoding::Base64,
    )
    .map_err(|_| unsupported("a file can't be encoded"))?;
    let name = attachment.file_name.as_str().to_owned();
    let part = match &attachment.disposition {
        Disposition::Attached => Part::new(name),
        Disposition::Inline { content_id } => {
            Part::new_inline_with_name(content_id.as_str().to_owned(), name)
        }
    };
    Ok(part.body(content, content_type(attachment)?))
}

/// RFC 2046 §5 forbids base64 for `message/…` and `multipart/…`, so such files travel as plain bytes.
fn content_type(attachment: &Attachment) -> Result<ContentType, SendError> {
    let name = attachment.content_type.as_str();
    let composite = name.starts_with("message/") || name.starts_with("multipart/");
    let name = if composite {
        "application/octet-stream"
    } else {
        name
    };
    ContentType::parse(name)
        .map_err(|_| unsupported("a file has a media type that can't be written"))
}

/// Bare carriage returns would reach the server as they are, and some take them for line ends. Line feeds get their
/// carriage returns here because lettre inserts them one by one, each time moving the rest of the text.
fn with_line_ends(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.replace('\n', "\r\n")
}

pub(crate) fn unsupported(what: &str) -> SendError {
    SendError::not_sent(NotSent::Unsupported, VendorText::redact(what, &[]))
}

#[cfg(test)]
mod tests;
