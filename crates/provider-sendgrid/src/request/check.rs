//! What SendGrid would refuse, refused before anybody asks it.
//!
//! See [limits](https://www.twilio.com/docs/sendgrid/api-reference/mail-send/limitations).

use msg_core::SendError;
use msg_core::address::Mailbox;
use msg_core::message::{Email, ExtraHeader};

use super::unsupported;

/// The biggest request, in bytes: 30 MB with everything in it.
const LARGEST: usize = 30_000_000;

/// To, cc and bcc together.
const MOST_RECIPIENTS: usize = 1_000;

const MOST_CATEGORIES: usize = 10;

/// Headers that SendGrid keeps to itself, in lower case.
const RESERVED: &[&str] = &[
    "bcc",
    "cc",
    "content-transfer-encoding",
    "content-type",
    "dkim-signature",
    "from",
    "received",
    "reply-to",
    "subject",
    "to",
    "x-sg-eid",
    "x-sg-id",
];

pub(super) fn check(email: &Email) -> Result<(), SendError> {
    if email.subject.as_str().is_empty() {
        return Err(unsupported("SendGrid takes no e-mail without a subject"));
    }
    check_recipients(email)?;
    check_headers(&email.headers)?;
    if super::categories(&email.tags).len() > MOST_CATEGORIES {
        let what = format!("SendGrid takes at most {MOST_CATEGORIES} tags");
        return Err(unsupported(&what));
    }
    // What is far too big need not be encoded first.
    size(
        email
            .attachments
            .iter()
            .map(|file| file.content.len())
            .sum(),
    )
}

pub(super) fn size(bytes: usize) -> Result<(), SendError> {
    if bytes > LARGEST {
        return Err(unsupported(
            "SendGrid takes at most 30 MB, files in base64 included",
        ));
    }
    Ok(())
}

pub(super) fn recipients(email: &Email) -> impl Iterator<Item = &Mailbox> {
    std::iter::once(&email.to)
        .chain(&email.cc)
        .chain(&email.bcc)
}

fn check_recipients(email: &Email) -> Result<(), SendError> {
    let mut all: Vec<_> = recipients(email)
        .map(|mailbox| mailbox.address.canonical())
        .collect();
    if all.len() > MOST_RECIPIENTS {
        let what = format!("SendGrid takes at most {MOST_RECIPIENTS} recipients");
        return Err(unsupported(&what));
    }
    all.sort_unstable();
    if all.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(unsupported(
            "SendGrid takes nobody twice; somebody is in more than one of to, cc and bcc",
        ));
    }
    Ok(())
}

fn check_headers(headers: &[ExtraHeader]) -> Result<(), SendError> {
    for header in headers {
        let name = header.name();
        let same = |other: &&ExtraHeader| other.name().eq_ignore_ascii_case(name);
        let problem = if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
            "is SendGrid's own; leave it out"
        } else if headers.iter().filter(same).count() > 1 {
            "is given twice; join its values"
        } else if !header.value().is_ascii() {
            "has characters outside ASCII; encode them"
        } else {
            continue;
        };
        return Err(unsupported(&format!("the header {name} {problem}")));
    }
    Ok(())
}
