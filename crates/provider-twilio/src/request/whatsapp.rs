//! WhatsApp messages ([overview](https://www.twilio.com/docs/whatsapp/api)).

use std::collections::BTreeMap;
use std::time::Duration;

use msg_core::SendError;
use msg_core::message::{Media, MediaKind, Template, WhatsApp, WhatsAppBody};
use msg_core::text::Body;

use super::text::period;
use super::{Form, Resource, body, refused, unsupported};
use crate::settings::Settings;
use crate::sid::ContentSid;

pub(super) fn form(
    message: &WhatsApp,
    validity: Option<Duration>,
    settings: &Settings,
) -> Result<Form, SendError> {
    let own = settings.whatsapp_number.as_ref();
    let from =
        message.from.as_ref().or(own).ok_or_else(|| {
            unsupported("the account has no WhatsApp sender; set `whatsapp_number`")
        })?;
    let address = |number: &msg_core::PhoneNumber| format!("whatsapp:{}", number.as_str());
    let mut fields = vec![("To", address(&message.to)), ("From", address(from))];
    match &message.body {
        WhatsAppBody::Text(text) => fields.push(("Body", body(text.expose())?)),
        WhatsAppBody::Media(media) => fields.extend(file(media)?),
        WhatsAppBody::Template(template) => fields.extend(content(template)?),
        _ => return Err(unsupported("Twilio has no such WhatsApp message")),
    }
    fields.extend(period(validity));
    Ok(Form {
        resource: Resource::Messages,
        fields,
        own_sender: message.from.is_none(),
    })
}

type Fields = Vec<(&'static str, String)>;

fn file(media: &Media) -> Result<Fields, SendError> {
    if media.file_name.is_some() {
        return Err(unsupported(
            "Twilio names a document after its link; leave the file name out",
        ));
    }
    let mut fields = vec![("MediaUrl", media.link.clone())];
    match (&media.caption, media.kind) {
        (None, _) => {}
        (Some(_), MediaKind::Audio) => {
            return Err(unsupported("Twilio has no caption of a recording"));
        }
        (Some(caption), _) => fields.push(("Body", body(caption.expose())?)),
    }
    Ok(fields)
}

/// Every content template is of one language, so that its SID says it
/// ([content templates](https://www.twilio.com/docs/content/send-templates-created-with-the-content-template-builder)).
fn content(template: &Template) -> Result<Fields, SendError> {
    let sid = ContentSid::parse(&template.name).map_err(|_| {
        unsupported(
            "Twilio's templates are named by their content SID: HX and 32 hexadecimal digits",
        )
    })?;
    let mut fields = vec![("ContentSid", sid.as_str().to_owned())];
    if !template.variables.is_empty() {
        let numbered = (1..).zip(template.variables.iter().map(Body::expose));
        let variables: BTreeMap<usize, &str> = numbered.collect();
        let variables = serde_json::to_string(&variables)
            .map_err(|_| refused("variables", "the variables can't be written as JSON"))?;
        fields.push(("ContentVariables", variables));
    }
    Ok(fields)
}
