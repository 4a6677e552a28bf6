//! An e-mail as a call of SES, and the limits that SES documents
//! ([quotas](https://docs.aws.amazon.com/ses/latest/dg/quotas.html),
//! [SendEmail](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html)).

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::operation::send_email::SendEmailInput;
use aws_sdk_sesv2::operation::send_email::builders::SendEmailFluentBuilder;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{
    self, AttachmentContentDisposition, AttachmentContentTransferEncoding, Body, Destination,
    EmailContent, MessageHeader, MessageTag,
};
use msg_core::address::Mailbox;
use msg_core::message::{Attachment, Disposition, Email, ExtraHeader};
use msg_core::{Class, Outbound, SendError};

use super::mailbox::{unstructured, write};
use super::settings::Settings;
use crate::exchange::{refused, unsupported};

/// The most recipients of one message, copies included.
const RECIPIENTS: usize = 50;
/// The most header fields that a message may add.
const HEADERS: usize = 15;
/// The longest name and value of a header field together, in bytes.
const HEADER: usize = 996;
/// The longest media type, in bytes.
const MEDIA_TYPE: usize = 78;
/// The longest content id, in bytes.
const CONTENT_ID: usize = 78;
/// The biggest message, in bytes, once files are in base64.
const MESSAGE: usize = 40 * 1024 * 1024;

/// The tag that carries our id; events give it back in `mail.tags`.
pub(super) const ID_TAG: &str = "message_id";

/// A call that is ready to be made.
#[derive(Debug)]
pub(super) struct Request(SendEmailInput);

impl Request {
    pub(super) fn send_with(self, client: &Client) -> SendEmailFluentBuilder {
        let SendEmailInput {
            from_email_address,
            destination,
            reply_to_addresses,
            content,
            email_tags,
            configuration_set_name,
            ..
        } = self.0;
        client
            .send_email()
            .set_from_email_address(from_email_address)
            .set_destination(destination)
            .set_reply_to_addresses(reply_to_addresses)
            .set_content(content)
            .set_email_tags(email_tags)
            .set_configuration_set_name(configuration_set_name)
    }
}

/// Makes the call for `email`; the account's own sender stands in where it names none.
pub(super) fn build(
    outbound: &Outbound,
    email: &Email,
    settings: &Settings,
) -> Result<Request, SendError> {
    if 1 + email.cc.len() + email.bcc.len() > RECIPIENTS {
        return Err(unsupported(&format!(
            "Amazon SES takes at most {RECIPIENTS} recipients a message; send it in several"
        )));
    }
    if size(email) > MESSAGE {
        return Err(refused(
            "Amazon SES takes at most 40 MB a message, files in base64 included; send less or a link",
        ));
    }
    let destination = Destination::builder()
        .to_addresses(write(&email.to)?)
        .set_cc_addresses(list(&email.cc)?)
        .set_bcc_addresses(list(&email.bcc)?)
        .build();
    let content = types::Message::builder()
        .subject(text(email.subject.as_str())?)
        .body(body(email)?)
        .set_headers(Some(headers(outbound.class, email)?))
        .set_attachments(some(
            email
                .attachments
                .iter()
                .map(attachment)
                .collect::<Result<_, _>>()?,
        ))
        .build();
    SendEmailInput::builder()
        .from_email_address(write(email.from.as_ref().unwrap_or(&settings.from))?)
        .destination(destination)
        .set_reply_to_addresses(list(&email.reply_to)?)
        .content(EmailContent::builder().simple(content).build())
        .set_email_tags(Some(tags(outbound, email)?))
        .set_configuration_set_name(settings.configuration_set.clone())
        .build()
        .map(Request)
        .map_err(|error| unbuilt(&error))
}

fn list(mailboxes: &[Mailbox]) -> Result<Option<Vec<String>>, SendError> {
    mailboxes
        .iter()
        .map(write)
        .collect::<Result<_, _>>()
        .map(some)
}

/// The SDK writes an empty list where it isn't left out.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

fn text(text: &str) -> Result<types::Content, SendError> {
    types::Content::builder()
        .data(text)
        .charset("UTF-8")
        .build()
        .map_err(|error| unbuilt(&error))
}

fn body(email: &Email) -> Result<Body, SendError> {
    if email.text.is_none() && email.html.is_none() {
        return Err(refused("an e-mail needs a text or an HTML part"));
    }
    let part = |part: &Option<msg_core::text::Body>| {
        part.as_ref().map(|part| text(part.expose())).transpose()
    };
    Ok(Body::builder()
        .set_text(part(&email.text)?)
        .set_html(part(&email.html)?)
        .build())
}

fn headers(class: Class, email: &Email) -> Result<Vec<MessageHeader>, SendError> {
    let mut headers = Vec::new();
    for (position, extra) in email.headers.iter().enumerate() {
        let name = extra.name();
        let same = |other: &ExtraHeader| other.name().eq_ignore_ascii_case(name);
        if email.headers[..position].iter().any(same) {
            return Err(unsupported(&format!(
                "the header {name} is given twice; join its values"
            )));
        }
        headers.push((name, unstructured(extra.value())));
    }
    if class == Class::Otp {
        // Keeps vacation responders quiet: RFC 3834 §5.
        headers.push(("Auto-Submitted", "auto-generated".to_owned()));
    }
    if headers.len() > HEADERS {
        return Err(unsupported(&format!(
            "Amazon SES takes at most {HEADERS} extra headers, one of which codes need themselves"
        )));
    }
    headers.into_iter().map(header).collect()
}

fn header((name, value): (&str, String)) -> Result<MessageHeader, SendError> {
    if value.is_empty() || name.len() + value.len() > HEADER {
        return Err(unsupported(&format!(
            "the header {name} must have a value, of at most {} bytes once encoded",
            HEADER - name.len()
        )));
    }
    MessageHeader::builder()
        .name(name)
        .value(value)
        .build()
        .map_err(|error| unbuilt(&error))
}

fn tags(outbound: &Outbound, email: &Email) -> Result<Vec<MessageTag>, SendError> {
    let own = (ID_TAG, outbound.message.to_string());
    let mut tags = vec![own];
    for tag in &email.tags {
        if tags.iter().any(|(name, _)| *name == tag.as_str()) {
            return Err(unsupported(&format!(
                "the tag {} is given twice, or is the one that carries the message's id",
                tag.as_str()
            )));
        }
        // A tag of SES is a name with a value, and ours are names alone.
        tags.push((tag.as_str(), "1".to_owned()));
    }
    let tag = |(name, value): (&str, String)| {
        let tag = MessageTag::builder().name(name).value(value).build();
        tag.map_err(|error| unbuilt(&error))
    };
    tags.into_iter().map(tag).collect()
}

fn attachment(file: &Attachment) -> Result<types::Attachment, SendError> {
    let media_type = file.content_type.as_str();
    if media_type.len() > MEDIA_TYPE {
        return Err(unsupported(&format!(
            "Amazon SES takes media types of at most {MEDIA_TYPE} bytes"
        )));
    }
    let builder = types::Attachment::builder()
        .file_name(file.file_name.as_str())
        .content_type(media_type)
        .content_transfer_encoding(AttachmentContentTransferEncoding::Base64)
        .raw_content(Blob::new(&file.content[..]));
    let builder = match &file.disposition {
        Disposition::Attached => {
            builder.content_disposition(AttachmentContentDisposition::Attachment)
        }
        Disposition::Inline { content_id } => {
            let id = content_id.as_str();
            if !(1..=CONTENT_ID).contains(&id.len()) {
                return Err(unsupported(&format!(
                    "Amazon SES takes content ids of 1 to {CONTENT_ID} bytes"
                )));
            }
            builder
                .content_disposition(AttachmentContentDisposition::Inline)
                .content_id(id)
        }
    };
    builder.build().map_err(|error| unbuilt(&error))
}

/// About what the message weighs, as SES counts it: files grow by a third in base64, and by line ends.
fn size(email: &Email) -> usize {
    let encoded = |length: usize| length.div_ceil(3).saturating_mul(4).saturating_mul(78) / 76;
    let texts = email.text.iter().chain(&email.html);
    let texts: usize = texts.map(|text| text.expose().len()).sum();
    let files = email
        .attachments
        .iter()
        .map(|file| encoded(file.content.len()));
    files.fold(texts, usize::saturating_add)
}

/// The builders want only that what is required is there, and it is.
fn unbuilt(error: &BuildError) -> SendError {
    unsupported(&format!("the message can't be put together: {error}"))
}

#[cfg(test)]
mod tests;
