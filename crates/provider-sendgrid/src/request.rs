//! An e-mail as SendGrid takes it.

mod check;
mod mail;

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use msg_core::address::Mailbox;
use msg_core::message::{Attachment, Disposition, Email, Tag};
use msg_core::text::{Body, HeaderText, VendorText};
use msg_core::{Class, NotSent, Outbound, SendError};

use crate::settings::{Settings, Tracking};

use self::mail::{
    ClickSwitch, File, Group, Mail, MailSettings, Part, Person, Personalization, Switch,
    TrackingSettings,
};

/// The names under which our ids come back in events. They stand beside SendGrid's own names there.
pub(crate) const MESSAGE: &str = "herald_message";
pub(crate) const ATTEMPT: &str = "herald_attempt";

/// Writes the body of the request; the account's own sender stands in where the e-mail names none.
pub(crate) fn body(
    outbound: &Outbound,
    email: &Email,
    settings: &Settings,
) -> Result<Vec<u8>, SendError> {
    check::check(email)?;
    let mail = Mail {
        personalizations: [Personalization {
            to: vec![person(&email.to)?],
            cc: people(&email.cc)?,
            bcc: people(&email.bcc)?,
            custom_args: BTreeMap::from([
                (MESSAGE, outbound.message.to_string()),
                (ATTEMPT, outbound.attempt.to_string()),
            ]),
        }],
        from: person(email.from.as_ref().unwrap_or(&settings.from))?,
        reply_to: match email.reply_to.as_slice() {
            [only] => Some(person(only)?),
            _ => None,
        },
        reply_to_list: match email.reply_to.as_slice() {
            [_] => Vec::new(),
            several => people(several)?,
        },
        subject: email.subject.as_str(),
        content: content(email)?,
        attachments: email.attachments.iter().map(file).collect(),
        headers: headers(outbound.class, email),
        categories: categories(&email.tags),
        asm: group(outbound.class, settings),
        ip_pool_name: settings.ip_pool.as_deref(),
        settings: settings.sandbox.then_some(MailSettings {
            sandbox_mode: Switch { enable: true },
        }),
        tracking: tracking(outbound.class, settings),
    };
    let body =
        serde_json::to_vec(&mail).map_err(|_| unsupported("the message can't be written"))?;
    check::size(body.len())?;
    Ok(body)
}

/// The domain goes in its ASCII form ([RFC 5891](https://www.rfc-editor.org/rfc/rfc5891)), the only one SendGrid takes.
fn person(mailbox: &Mailbox) -> Result<Person<'_>, SendError> {
    let address = &mailbox.address;
    let domain = idna::domain_to_ascii(address.domain())
        .ok()
        .filter(|_| address.local_part().is_ascii());
    let domain = domain.ok_or_else(|| {
        unsupported("SendGrid takes no address with characters outside ASCII before its @")
    })?;
    Ok(Person {
        email: format!("{}@{domain}", address.local_part()),
        name: mailbox.name.as_ref().map(HeaderText::as_str),
    })
}

fn people(mailboxes: &[Mailbox]) -> Result<Vec<Person<'_>>, SendError> {
    mailboxes.iter().map(person).collect()
}

/// Plain text comes first, as [the vendor](https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send) demands.
fn content(email: &Email) -> Result<Vec<Part<'_>>, SendError> {
    let parts = [("text/plain", &email.text), ("text/html", &email.html)];
    let parts: Vec<_> = parts
        .into_iter()
        .filter_map(|(r#type, body)| {
            let value = body.as_ref().map(Body::expose)?;
            (!value.is_empty()).then_some(Part { r#type, value })
        })
        .collect();
    if parts.is_empty() {
        return Err(unsupported("SendGrid takes no e-mail without a text"));
    }
    Ok(parts)
}

fn file(attachment: &Attachment) -> File<'_> {
    let (disposition, content_id) = match &attachment.disposition {
        Disposition::Attached => ("attachment", None),
        Disposition::Inline { content_id } => ("inline", Some(content_id.as_str())),
    };
    File {
        content: STANDARD.encode(&attachment.content),
        filename: attachment.file_name.as_str(),
        r#type: attachment.content_type.as_str(),
        disposition,
        content_id,
    }
}

fn headers(class: Class, email: &Email) -> BTreeMap<&str, &str> {
    let own = email
        .headers
        .iter()
        .map(|header| (header.name(), header.value()));
    // Keeps vacation responders quiet: RFC 3834 §5.
    let quiet = (class == Class::Otp).then_some(("Auto-Submitted", "auto-generated"));
    own.chain(quiet).collect()
}

/// Each once: SendGrid refuses a message with a category given twice.
fn categories(tags: &[Tag]) -> Vec<&str> {
    let mut categories: Vec<_> = tags.iter().map(Tag::as_str).collect();
    categories.sort_unstable();
    categories.dedup();
    categories
}

/// Whoever wants no more news still wants their codes.
fn group(class: Class, settings: &Settings) -> Option<Group> {
    let group = settings.unsubscribe_group.filter(|_| class != Class::Otp);
    group.map(|group_id| Group { group_id })
}

/// A code is nobody's business, and a rewritten link in its e-mail looks like somebody else's.
fn tracking(class: Class, settings: &Settings) -> TrackingSettings {
    let enable = |tracking| match tracking {
        _ if class == Class::Otp => Some(false),
        Tracking::AsAccount => None,
        Tracking::On => Some(true),
        Tracking::Off => Some(false),
    };
    TrackingSettings {
        click_tracking: enable(settings.clicks).map(|enable| ClickSwitch {
            enable,
            // Links in plain text stay readable.
            enable_text: false,
        }),
        open_tracking: enable(settings.opens).map(|enable| Switch { enable }),
    }
}

pub(crate) fn unsupported(what: &str) -> SendError {
    SendError::not_sent(NotSent::Unsupported, VendorText::redact(what, &[]))
}

#[cfg(test)]
mod tests;
