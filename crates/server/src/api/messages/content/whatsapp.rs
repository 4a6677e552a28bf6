//! A WhatsApp message: a text, a file, a template or a reaction.

use gateway::phone::DefaultRegion;
use msg_core::message::{Template, WhatsApp, WhatsAppBody};
use msg_core::text::Body;

use super::{from_number, media, short_text};
use crate::api::check::Check;
use crate::api::messages::request::{ReactionIn, SendMessage, TemplateIn};

/// The longest vendor's id of a message, in bytes.
const MAX_MESSAGE_ID: usize = 256;

/// The longest emoji, in bytes.
const MAX_EMOJI: usize = 64;

/// The longest name of a template, in bytes.
const MAX_TEMPLATE_NAME: usize = 512;

/// The most variables of a template.
const MAX_VARIABLES: usize = 100;

/// The longest value of a variable, in characters: WhatsApp's longest text; what fits the template, the vendor knows.
const MAX_VARIABLE: usize = 4_096;

/// The WhatsApp message that `request` describes.
pub(super) fn whatsapp(
    request: &SendMessage,
    region: Option<DefaultRegion>,
    check: &mut Check,
) -> Option<WhatsApp> {
    let to = check.phone("/to", &request.to, region);
    let from = from_number(request, region, check);
    let reply_to = reply_to(request, check);
    let body = body(request, check);
    Some(WhatsApp {
        to: to?,
        from,
        reply_to,
        body: body?,
    })
}

fn reply_to(request: &SendMessage, check: &mut Check) -> Option<String> {
    let id = request.reply_to_message.as_deref()?;
    if request.reaction.is_some() {
        let rule = "a reaction names its message itself";
        check.fault("/reply_to_message", "conflict", rule);
    }
    message_id("/reply_to_message", id, check)
}

fn body(request: &SendMessage, check: &mut Check) -> Option<WhatsAppBody> {
    only_one(request, check);
    if let Some(media) = &request.media {
        return media::media(media, check).map(WhatsAppBody::Media);
    }
    if let Some(template) = &request.template {
        return self::template(template, check).map(WhatsAppBody::Template);
    }
    if let Some(reaction) = &request.reaction {
        return self::reaction(reaction, check);
    }
    short_text(request, check).map(WhatsAppBody::Text)
}

/// A text beside a file is no caption: the caller says where it goes.
fn only_one(request: &SendMessage, check: &mut Check) {
    let given = [
        ("/text", request.text.is_some()),
        ("/media", request.media.is_some()),
        ("/template", request.template.is_some()),
        ("/reaction", request.reaction.is_some()),
    ];
    let given = given.into_iter().filter(|(_, given)| *given);
    for (pointer, _) in given.skip(1) {
        let rule =
            "give one of text, media, template and reaction; the text under a file is its caption";
        check.fault(pointer, "conflict", rule);
    }
}

fn template(template: &TemplateIn, check: &mut Check) -> Option<Template> {
    let named = (1..=MAX_TEMPLATE_NAME).contains(&template.name.len())
        && template.name.bytes().all(|b| b.is_ascii_graphic());
    if !named {
        let rule = "a template's name has 1 to 512 ASCII characters without blanks";
        check.fault("/template/name", "invalid_value", rule);
    }
    let language = &template.language;
    let is_language = (2..=35).contains(&language.len())
        && language
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if !is_language {
        let rule = "write the language as the vendor does, such as en_US";
        check.fault("/template/language", "invalid_value", rule);
    }
    let variables = variables(&template.variables, check);
    (named && is_language).then(|| Template {
        name: template.name.clone(),
        language: language.clone(),
        variables,
    })
}

fn variables(values: &[String], check: &mut Check) -> Vec<Body> {
    if values.len() > MAX_VARIABLES {
        let rule = format!("at most {MAX_VARIABLES} variables");
        check.fault("/template/variables", "too_many", rule);
        return Vec::new();
    }
    for (index, value) in values.iter().enumerate() {
        let pointer = format!("/template/variables/{index}");
        if value.trim().is_empty() {
            check.fault(pointer, "empty", "the vendors take no empty variable");
        } else if value.chars().count() > MAX_VARIABLE {
            check.fault(
                pointer,
                "too_long",
                format!("at most {MAX_VARIABLE} characters"),
            );
        }
    }
    values.iter().map(Body::new).collect()
}

fn reaction(reaction: &ReactionIn, check: &mut Check) -> Option<WhatsAppBody> {
    let message = message_id("/reaction/message", &reaction.message, check);
    let emoji = reaction.emoji.as_str();
    if emoji.len() > MAX_EMOJI {
        let rule = format!("at most {MAX_EMOJI} bytes");
        check.fault("/reaction/emoji", "too_long", rule);
    } else if emoji
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c.is_ascii_alphabetic())
    {
        let rule = "an emoji, or nothing to take the reaction away";
        check.fault("/reaction/emoji", "invalid_value", rule);
    }
    Some(WhatsAppBody::Reaction {
        message: message?,
        emoji: emoji.to_owned(),
    })
}

fn message_id(pointer: &str, id: &str, check: &mut Check) -> Option<String> {
    let plain =
        (1..=MAX_MESSAGE_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
    let rule = "write the vendor's id of the message, such as wamid.HBg…";
    let id = plain.then(|| id.to_owned()).ok_or(rule);
    check.take(pointer, "invalid_value", id)
}
