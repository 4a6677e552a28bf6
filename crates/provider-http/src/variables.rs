//! What a message fills into the template, and what it asks that the template can't say.

use msg_core::message::{Speech, WhatsAppBody};
use msg_core::provider::unmet;
use msg_core::text::{Body, VendorText};
use msg_core::{Channel, Content, NotSent, Outbound, SendError};

use crate::DESCRIPTOR;
use crate::settings::Settings;
use crate::template::Variables;

/// Everything that `message` can fill in.
///
/// # Errors
/// Names what would get lost.
pub(crate) fn variables(message: &Outbound, settings: &Settings) -> Result<Variables, SendError> {
    let content = &message.content;
    let channel = content.channel();
    if !settings.channels.contains(&channel) {
        let text = format!("this account takes no {}", channel.as_str());
        return Err(unsupported(&text));
    }
    if let Some(capability) = unmet(content, DESCRIPTOR.capabilities).first() {
        let text = format!("a gateway by HTTP has no {}", capability.as_str());
        return Err(unsupported(&text));
    }
    let parts = Parts::of(content)?;
    let mut variables = Variables::from([
        ("to", content.recipient().as_str().to_owned()),
        ("message_id", message.message.to_string()),
        ("channel", channel.as_str().to_owned()),
        ("class", message.class.as_str().to_owned()),
    ]);
    for (name, given) in parts.given() {
        if let Some(value) = given {
            if !settings.body.uses(name) {
                let text = format!("the template of the body has no place for `{name}`");
                return Err(unsupported(&text));
            }
            variables.insert(name, value);
        }
    }
    if let (None, Some(from)) = (variables.get("from"), &settings.from) {
        variables.insert("from", from.clone());
    }
    Ok(variables)
}

/// Everything that a message on `channel` may fill in, from somebody who knows how to break out of quotation marks.
pub(crate) fn sample(channel: Channel, settings: &Settings) -> Variables {
    const NASTY: &str = "a\"b\\c\n<&>'=";
    let mut variables: Variables = ["to", "message_id", "channel", "class", "text"]
        .map(|name| (name, NASTY.to_owned()))
        .into();
    if channel == Channel::Email {
        variables.extend(["subject", "html"].map(|name| (name, NASTY.to_owned())));
    }
    if settings.from.is_some() {
        variables.insert("from", NASTY.to_owned());
    }
    variables
}

/// What messages of all channels come down to.
#[derive(Default)]
struct Parts {
    from: Option<String>,
    subject: Option<String>,
    text: Option<String>,
    html: Option<String>,
}

impl Parts {
    fn of(content: &Content) -> Result<Self, SendError> {
        let text = |body: &Body| Some(body.expose().to_owned());
        Ok(match content {
            Content::Email(email) => Self {
                from: email
                    .from
                    .as_ref()
                    .map(|from| from.address.as_str().to_owned()),
                subject: Some(email.subject.as_str().to_owned()),
                text: email.text.as_ref().and_then(text),
                html: email.html.as_ref().and_then(text),
            },
            Content::Sms(sms) => Self {
                from: sms.from.as_ref().map(|from| from.as_str().to_owned()),
                text: text(&sms.text),
                ..Self::default()
            },
            Content::WhatsApp(message) => match &message.body {
                WhatsAppBody::Text(body) => Self {
                    from: message.from.as_ref().map(|from| from.as_str().to_owned()),
                    text: text(body),
                    ..Self::default()
                },
                _ => return Err(unsupported("a gateway by HTTP takes WhatsApp texts only")),
            },
            Content::Voice(call) => Self {
                from: call.from.as_ref().map(|from| from.as_str().to_owned()),
                text: Some(spoken(&call.speech)?),
                ..Self::default()
            },
            _ => return Err(unsupported("a gateway by HTTP doesn't know this channel")),
        })
    }

    fn given(self) -> [(&'static str, Option<String>); 4] {
        [
            ("from", self.from),
            ("subject", self.subject),
            ("text", self.text),
            ("html", self.html),
        ]
    }
}

/// A code digit by digit: commas make machines pause.
fn spoken(speech: &Speech) -> Result<String, SendError> {
    match speech {
        Speech::Text(text) => Ok(text.expose().to_owned()),
        Speech::Code { intro, code, times } => {
            let digits: Vec<_> = code.expose().chars().map(String::from).collect();
            let once = format!("{} {}.", intro.expose(), digits.join(", "));
            Ok(vec![once; usize::from(*times).max(1)].join(" "))
        }
        _ => Err(unsupported(
            "a gateway by HTTP doesn't know this kind of call",
        )),
    }
}

pub(crate) fn unsupported(text: &str) -> SendError {
    SendError::not_sent(NotSent::Unsupported, VendorText::redact(text, &[]))
}
