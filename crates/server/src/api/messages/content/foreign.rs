//! Fields of other channels.

use msg_core::Channel;

use crate::api::check::Check;
use crate::api::messages::request::{OneOrMany, SendMessage};

/// Refuses the fields that mean nothing on `channel`: each is a mistake of the caller, not something to drop.
pub(super) fn refuse(request: &SendMessage, channel: Channel, check: &mut Check) {
    let owned = [
        (
            Channel::Email,
            "only an e-mail has this field",
            of_email(request),
        ),
        (
            Channel::WhatsApp,
            "only a WhatsApp message has this field",
            of_whatsapp(request),
        ),
        (
            Channel::Voice,
            "only a call has this field",
            of_voice(request),
        ),
    ];
    let foreign = owned.into_iter().filter(|(owner, ..)| *owner != channel);
    for (_, rule, fields) in foreign {
        for (pointer, _) in fields.into_iter().filter(|(_, given)| *given) {
            check.fault(pointer, "not_for_channel", rule);
        }
    }
}

/// Pointers with whether the field is given.
type Fields = Vec<(&'static str, bool)>;

fn of_email(request: &SendMessage) -> Fields {
    let given = |list: &OneOrMany| list.each("").next().is_some();
    vec![
        ("/subject", request.subject.is_some()),
        ("/html", request.html.is_some()),
        ("/from_name", request.from_name.is_some()),
        ("/reply_to", given(&request.reply_to)),
        ("/cc", given(&request.cc)),
        ("/bcc", given(&request.bcc)),
        ("/headers", !request.headers.is_empty()),
        ("/tags", !request.tags.is_empty()),
        ("/attachments", !request.attachments.is_empty()),
    ]
}

fn of_whatsapp(request: &SendMessage) -> Fields {
    vec![
        ("/media", request.media.is_some()),
        ("/template", request.template.is_some()),
        ("/reaction", request.reaction.is_some()),
        ("/reply_to_message", request.reply_to_message.is_some()),
    ]
}

fn of_voice(request: &SendMessage) -> Fields {
    vec![("/language", request.language.is_some())]
}
