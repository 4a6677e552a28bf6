//! An e-mail with all its parts.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use msg_core::address::Mailbox;
use msg_core::message::{Attachment, Disposition, Email, ExtraHeader, Tag};
use msg_core::text::{Body, HeaderText};

use crate::api::check::Check;
use crate::api::messages::request::{AttachmentIn, OneOrMany, SendMessage};

/// The most people in copy.
const MAX_COPIES: usize = 49;

/// The e-mail that `request` describes.
pub(super) fn email(request: &SendMessage, check: &mut Check) -> Option<Email> {
    let to = check.email("/to", &request.to);
    let subject = check
        .required("/subject", request.subject.as_deref())
        .and_then(|subject| check.header("/subject", HeaderText::new(subject)));
    let says = |part: &Option<String>| part.as_ref().is_some_and(|part| !part.trim().is_empty());
    if !says(&request.text) && !says(&request.html) {
        check.fault("/text", "required", "an e-mail needs text, html or both");
    }
    let from = sender(request, check);
    let copies = |field: &'static str, list: &OneOrMany, check: &mut Check| -> Vec<Mailbox> {
        list.each(field)
            .filter_map(|(pointer, text)| check.email(&pointer, text))
            .map(Mailbox::from)
            .collect()
    };
    let cc = copies("/cc", &request.cc, check);
    let bcc = copies("/bcc", &request.bcc, check);
    if cc.len() + bcc.len() > MAX_COPIES {
        check.fault(
            "/cc",
            "too_many",
            format!("at most {MAX_COPIES} people in copy"),
        );
    }
    let reply_to = copies("/reply_to", &request.reply_to, check);
    let headers = headers(request, check);
    let tags = tags(request, check);
    let attachments = attachments(&request.attachments, check);
    Some(Email {
        from,
        cc,
        bcc,
        reply_to,
        text: request.text.clone().map(Body::new),
        html: request.html.clone().map(Body::new),
        attachments,
        headers,
        tags,
        ..Email::new(to?, subject?)
    })
}

fn sender(request: &SendMessage, check: &mut Check) -> Option<Mailbox> {
    let name = request.from_name.as_deref();
    let Some(address) = request.from.as_deref() else {
        if let Some(name) = name {
            check.header("/from_name", HeaderText::new(name));
            check.fault(
                "/from_name",
                "needs_from",
                "from_name goes with from; add from",
            );
        }
        return None;
    };
    check.mailbox(("/from", "/from_name"), address, name)
}

fn headers(request: &SendMessage, check: &mut Check) -> Vec<ExtraHeader> {
    let mut seen = BTreeSet::new();
    let mut headers = Vec::new();
    for (name, value) in &request.headers {
        let pointer = format!("/headers/{}", escaped(name));
        if !seen.insert(name.to_ascii_lowercase()) {
            check.fault(
                &pointer,
                "duplicate",
                "letter case tells no headers apart; give it once",
            );
        }
        headers.extend(check.header(&pointer, ExtraHeader::new(name, value)));
    }
    headers
}

/// A name as a reference token of a JSON pointer; only what may be shown back is shown.
fn escaped(name: &str) -> String {
    let shown = name
        .chars()
        .filter(char::is_ascii_graphic)
        .take(76)
        .collect::<String>();
    shown.replace('~', "~0").replace('/', "~1")
}

fn tags(request: &SendMessage, check: &mut Check) -> Vec<Tag> {
    request
        .tags
        .iter()
        .enumerate()
        .filter_map(|(index, tag)| {
            let rule = "a tag has 1 to 128 ASCII letters, digits, _ and -";
            check.take(
                format!("/tags/{index}"),
                "invalid_value",
                Tag::parse(tag).ok_or(rule),
            )
        })
        .collect()
}

fn attachments(files: &[AttachmentIn], check: &mut Check) -> Vec<Attachment> {
    files
        .iter()
        .enumerate()
        .filter_map(|(index, file)| attachment(&format!("/attachments/{index}"), file, check))
        .collect()
}

fn attachment(pointer: &str, file: &AttachmentIn, check: &mut Check) -> Option<Attachment> {
    let content = check.take(
        format!("{pointer}/content"),
        "invalid_base64",
        STANDARD
            .decode(&file.content)
            .map_err(|_| "write the file in Base64 with padding (RFC 4648 section 4)"),
    )?;
    let mut attachment = check.take(
        pointer,
        "invalid_attachment",
        Attachment::new(&file.file_name, &file.content_type, Bytes::from(content)),
    )?;
    if let Some(id) = &file.content_id {
        let plain = !id.is_empty() && !id.contains(['<', '>', ' ']);
        let content_id = HeaderText::new(id.as_str()).ok().filter(|_| plain);
        let rule = "a content id has no spaces and no angle brackets";
        let content_id = check.take(
            format!("{pointer}/content_id"),
            "invalid_value",
            content_id.ok_or(rule),
        )?;
        attachment.disposition = Disposition::Inline { content_id };
    }
    Some(attachment)
}
