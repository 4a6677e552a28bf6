//! A WhatsApp message in the terms of Meta's API, and the limits that Meta and AWS document
//! ([messages](https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages),
//! [SendWhatsAppMessage](https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html)).

use msg_core::message::{Media, MediaKind, Template, WhatsApp, WhatsAppBody};
use msg_core::text::Body;
use msg_core::{Class, Outbound, SendError};
use serde_json::{Map, Value, json};

use crate::exchange::{refused, unsupported};

/// The biggest message as JSON, in bytes.
const MESSAGE: usize = 2_048_000;
/// The longest text, in characters.
const TEXT: usize = 4_096;
/// The longest text under a file, in characters.
const CAPTION: usize = 1_024;
/// The longest code that a template for codes takes, in characters.
const CODE: usize = 15;

/// Writes `message`, with our id in the field that Meta gives back in every event about it.
pub(super) fn json(outbound: &Outbound, message: &WhatsApp) -> Result<Vec<u8>, SendError> {
    if message.from.is_some() {
        return Err(unsupported(
            "a WhatsApp account at AWS is one number; choose the account, not the sender",
        ));
    }
    let (kind, content) = match &message.body {
        WhatsAppBody::Text(text) => ("text", text_json(text)?),
        WhatsAppBody::Media(media) => media_json(media)?,
        WhatsAppBody::Template(template) => ("template", template_json(outbound.class, template)?),
        WhatsAppBody::Reaction { message, emoji } => {
            let id = id(message)?;
            ("reaction", json!({ "message_id": id, "emoji": emoji }))
        }
        _ => return Err(unsupported("AWS has no such WhatsApp message")),
    };
    let mut json = Map::new();
    json.insert("messaging_product".to_owned(), "whatsapp".into());
    json.insert("recipient_type".to_owned(), "individual".into());
    json.insert("to".to_owned(), message.to.as_str().into());
    if let Some(earlier) = &message.reply_to {
        let context = json!({ "message_id": id(earlier)? });
        json.insert("context".to_owned(), context);
    }
    json.insert("type".to_owned(), kind.into());
    json.insert(kind.to_owned(), content);
    let own_id = outbound.message.to_string();
    json.insert("biz_opaque_callback_data".to_owned(), own_id.into());
    bytes(&Value::Object(json))
}

/// Writes that a message of the person was read.
pub(super) fn read_receipt(message: &str) -> Result<Vec<u8>, SendError> {
    bytes(&json!({
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": id(message)?,
    }))
}

fn text_json(text: &Body) -> Result<Value, SendError> {
    let text = text.expose();
    match text.chars().count() {
        0 => Err(refused("a WhatsApp text can't be empty")),
        1..=TEXT => Ok(json!({ "body": text, "preview_url": false })),
        _ => Err(refused(&format!(
            "WhatsApp takes texts of at most {TEXT} characters; shorten it"
        ))),
    }
}

fn media_json(media: &Media) -> Result<(&'static str, Value), SendError> {
    let kind = match media.kind {
        MediaKind::Image => "image",
        MediaKind::Document => "document",
        MediaKind::Audio => "audio",
        MediaKind::Video => "video",
    };
    let link = media.link.as_str();
    let is_link = link.len() > "https://".len() && link.bytes().all(|b| b.is_ascii_graphic());
    if !link.starts_with("https://") || !is_link {
        return Err(refused(
            "a file is fetched by HTTPS; give a link that begins with https://",
        ));
    }
    let mut content = Map::new();
    content.insert("link".to_owned(), link.into());
    if let Some(caption) = &media.caption {
        if media.kind == MediaKind::Audio {
            return Err(unsupported("WhatsApp shows no text under a recording"));
        }
        if caption.expose().chars().count() > CAPTION {
            return Err(refused(&format!(
                "WhatsApp takes captions of at most {CAPTION} characters; shorten it"
            )));
        }
        content.insert("caption".to_owned(), caption.expose().into());
    }
    if let Some(name) = &media.file_name {
        if media.kind != MediaKind::Document {
            return Err(unsupported("WhatsApp keeps file names of documents only"));
        }
        content.insert("filename".to_owned(), name.as_str().into());
    }
    Ok((kind, Value::Object(content)))
}

fn template_json(class: Class, template: &Template) -> Result<Value, SendError> {
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    if !plain(&template.name) || !plain(&template.language) {
        return Err(refused(
            "a template needs a name and a language such as `en_US`, without blanks",
        ));
    }
    if template
        .variables
        .iter()
        .any(|value| value.expose().is_empty())
    {
        return Err(refused(
            "a template's variable is empty; WhatsApp takes none such",
        ));
    }
    let mut content = json!({
        "name": template.name,
        "language": { "code": template.language },
    });
    if !template.variables.is_empty() {
        content["components"] = components(class, template)?;
    }
    Ok(content)
}

/// Templates for codes have a button that copies the code, which is a parameter of its own
/// ([authentication templates](https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates)).
fn components(class: Class, template: &Template) -> Result<Value, SendError> {
    let parameter = |value: &Body| json!({ "type": "text", "text": value.expose() });
    let parameters: Vec<_> = template.variables.iter().map(parameter).collect();
    let mut components = vec![json!({ "type": "body", "parameters": parameters })];
    if class == Class::Otp
        && let [code] = template.variables.as_slice()
    {
        if code.expose().chars().count() > CODE {
            return Err(refused(&format!(
                "WhatsApp takes codes of at most {CODE} characters"
            )));
        }
        components.push(json!({
            "type": "button",
            "sub_type": "url",
            "index": "0",
            "parameters": [parameter(code)],
        }));
    }
    Ok(Value::Array(components))
}

/// An id that Meta gave, such as `wamid.HBg…`.
fn id(text: &str) -> Result<&str, SendError> {
    let plain = (1..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    plain.then_some(text).ok_or_else(|| {
        refused("an earlier message is named by WhatsApp's id of it, which begins with `wamid.`")
    })
}

fn bytes(json: &Value) -> Result<Vec<u8>, SendError> {
    let bytes = json.to_string().into_bytes();
    if bytes.len() > MESSAGE {
        return Err(refused("AWS takes WhatsApp messages of at most 2 MB"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
