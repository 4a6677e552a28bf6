//! The provider for development: shows the whole message, code included, and sends nothing.

use std::fmt::{self, Write as _};
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use msg_core::message::{Email, Speech, Voice, WhatsApp, WhatsAppBody};
use msg_core::text::VendorText;
use msg_core::{
    Accepted, Blame, Capability, Channel, Content, Descriptor, Outbound, Provider, SendError,
};

/// The declaration of its settings: it has none of its own.
pub const SETTINGS: &str = include_str!("console/settings.toml");

/// What the console is.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "console",
    title: "Console",
    legacy_name: "ConsoleProvider",
    channels: &Channel::ALL,
    capabilities: Capability::ALL,
    accepted_means: "the message was printed; nothing was sent",
    attempt_timeout: None,
};

/// Prints messages to a stream.
pub struct Console {
    out: Mutex<Box<dyn Write + Send>>,
}

impl Console {
    /// A console that prints to `out`.
    pub fn new(out: impl Write + Send + 'static) -> Self {
        Self {
            out: Mutex::new(Box::new(out)),
        }
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Console")
    }
}

#[async_trait]
impl Provider for Console {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let page = page(message);
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(page.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| {
                let text = VendorText::redact(&error.to_string(), &[]);
                SendError::rejected(Blame::Provider, text)
            })?;
        Ok(Accepted::with_id(format!("console-{}", message.attempt)))
    }
}

/// The message between two rules, so that it is found among log lines.
fn page(message: &Outbound) -> String {
    let mut lines = vec![
        ("channel", message.content.channel().to_string()),
        ("to", message.content.recipient().as_str().to_owned()),
    ];
    match &message.content {
        Content::Email(email) => lines.extend(email_lines(email)),
        Content::Sms(sms) => {
            lines.extend(
                sms.from
                    .iter()
                    .map(|from| ("from", from.as_str().to_owned())),
            );
            lines.push(("text", sms.text.expose().to_owned()));
        }
        Content::WhatsApp(message) => lines.extend(whatsapp_lines(message)),
        Content::Voice(call) => lines.extend(voice_lines(call)),
        other => lines.push(("content", format!("{other:?}"))),
    }
    framed(message, &lines)
}

fn framed(message: &Outbound, lines: &[(&str, String)]) -> String {
    let mut page = format!("┌── {} ({})\n", message.message, message.class);
    for (label, value) in lines {
        let mut label = *label;
        for line in value.lines() {
            writeln!(page, "│ {label:<10} {}", printable(line)).expect("a String takes all");
            label = "";
        }
    }
    page.push_str("└──\n");
    page
}

/// A terminal obeys control characters, so none gets there.
fn printable(line: &str) -> String {
    line.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

fn email_lines(email: &Email) -> Vec<(&'static str, String)> {
    let boxes = |label, boxes: &[msg_core::address::Mailbox]| {
        boxes
            .iter()
            .map(|mailbox| (label, mailbox.address.as_str().to_owned()))
            .collect::<Vec<_>>()
    };
    let mut lines = boxes("from", email.from.as_slice());
    lines.extend(boxes("cc", &email.cc));
    lines.extend(boxes("bcc", &email.bcc));
    lines.extend(boxes("reply-to", &email.reply_to));
    lines.extend(
        email
            .headers
            .iter()
            .map(|header| ("header", format!("{}: {}", header.name(), header.value()))),
    );
    lines.extend(
        email
            .tags
            .iter()
            .map(|tag| ("tag", tag.as_str().to_owned())),
    );
    lines.push(("subject", email.subject.as_str().to_owned()));
    lines.extend(
        email
            .text
            .iter()
            .map(|text| ("text", text.expose().to_owned())),
    );
    lines.extend(
        email
            .html
            .iter()
            .map(|html| ("html", html.expose().to_owned())),
    );
    lines.extend(email.attachments.iter().map(|file| {
        let size = file.content.len();
        (
            "file",
            format!(
                "{} ({}, {size} bytes)",
                file.file_name,
                file.content_type.as_str()
            ),
        )
    }));
    lines
}

fn whatsapp_lines(message: &WhatsApp) -> Vec<(&'static str, String)> {
    let answers = message.reply_to.iter().map(|id| ("answers", id.clone()));
    let body = match &message.body {
        WhatsAppBody::Text(text) => vec![("text", text.expose().to_owned())],
        WhatsAppBody::Media(media) => {
            let mut lines = vec![("media", format!("{:?} {}", media.kind, media.link))];
            lines.extend(
                media
                    .caption
                    .iter()
                    .map(|text| ("caption", text.expose().to_owned())),
            );
            lines.extend(media.file_name.iter().map(|name| ("file", name.clone())));
            lines
        }
        WhatsAppBody::Template(template) => {
            let mut lines = vec![(
                "template",
                format!("{} ({})", template.name, template.language),
            )];
            lines.extend(
                template
                    .variables
                    .iter()
                    .map(|value| ("variable", value.expose().to_owned())),
            );
            lines
        }
        WhatsAppBody::Reaction { message, emoji } => {
            vec![("reaction", format!("{emoji} on {message}"))]
        }
        other => vec![("body", format!("{other:?}"))],
    };
    answers.chain(body).collect()
}

fn voice_lines(call: &Voice) -> Vec<(&'static str, String)> {
    let language = call.language.iter().map(|tag| ("language", tag.clone()));
    let said = match &call.speech {
        Speech::Text(text) => text.expose().to_owned(),
        Speech::Code { intro, code, times } => {
            format!("{} {} ({times} times)", intro.expose(), code.expose())
        }
        other => format!("{other:?}"),
    };
    language.chain([("says", said)]).collect()
}
