//! From a message to the form that Twilio takes.
//!
//! Limits that Twilio documents are checked here, and what it can't do is refused by name.

mod call;
#[cfg(test)]
mod tests;
mod text;
mod whatsapp;

use std::fmt;

use http_client::Url;
use msg_core::provider::unmet;
use msg_core::text::VendorText;
use msg_core::{Blame, Content, NotSent, Outbound, SendError};

use crate::DESCRIPTOR;
use crate::settings::Settings;

/// The longest text of a message, in characters
/// ([Body](https://www.twilio.com/docs/messaging/api/message-resource#create-a-message)).
const MOST_CHARS: usize = 1_600;

/// The longest URL of a status callback, in characters ([21609](https://www.twilio.com/docs/api/errors/21609)).
const LONGEST_CALLBACK: usize = 4_000;

/// What is asked of Twilio. It doesn't show what the fields hold.
pub(crate) struct Form {
    pub(crate) resource: Resource,
    pub(crate) fields: Vec<(&'static str, String)>,
    /// Whether the sender is the account's choice, and not the message's.
    pub(crate) own_sender: bool,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({:?}, {} fields)", self.resource, self.fields.len())
    }
}

/// Where it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    /// [Message](https://www.twilio.com/docs/messaging/api/message-resource)
    Messages,
    /// [Call](https://www.twilio.com/docs/voice/api/call-resource)
    Calls,
}

impl Resource {
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Messages => "Messages.json",
            Self::Calls => "Calls.json",
        }
    }
}

/// The form for `message`.
pub(crate) fn form(message: &Outbound, settings: &Settings) -> Result<Form, SendError> {
    if let Some(capability) = unmet(&message.content, DESCRIPTOR.capabilities).first() {
        let what = format!("Twilio has no {}", capability.as_str());
        return Err(unsupported(&what));
    }
    let mut form = match &message.content {
        Content::Sms(sms) => text::form(sms, message.validity, settings)?,
        Content::WhatsApp(whatsapp) => whatsapp::form(whatsapp, message.validity, settings)?,
        Content::Voice(call) => call::form(call, message.validity, settings)?,
        _ => return Err(unsupported("Twilio carries no e-mail")),
    };
    if let Some(url) = &settings.status_callback {
        let url = callback(url, message);
        if url.len() > LONGEST_CALLBACK {
            return Err(unsupported(
                "`status_callback_url` is longer than Twilio takes",
            ));
        }
        form.fields.push(("StatusCallback", url));
    }
    Ok(form)
}

/// Twilio has no field for somebody else's id, but calls back whatever URL it was given.
fn callback(url: &Url, message: &Outbound) -> String {
    let mut url = url.clone();
    url.query_pairs_mut()
        .append_pair("message", &message.message.to_string())
        .append_pair("attempt", &message.attempt.to_string());
    url.into()
}

fn body(text: &str) -> Result<String, SendError> {
    if text.trim().is_empty() {
        return Err(refused("empty", "the message has no text"));
    }
    if text.chars().count() > MOST_CHARS {
        let what = "the text is longer than the 1,600 characters that Twilio takes";
        return Err(refused("too_long", what));
    }
    Ok(text.to_owned())
}

fn unsupported(what: &str) -> SendError {
    SendError::not_sent(NotSent::Unsupported, VendorText::redact(what, &[]))
}

fn refused(code: &str, what: &str) -> SendError {
    SendError::rejected(Blame::Message, VendorText::redact(what, &[])).with_code(code)
}
