//! What a message asks of a provider, and what a provider can do.

use crate::message::{Content, Disposition, Email, Speech, Voice, WhatsApp, WhatsAppBody};

macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Something a message may ask and not every provider can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Capability {
            $($(#[$doc])* $name,)*
        }

        impl Capability {
            /// Every capability, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word for it in answers and documentation.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

capabilities! {
    /// An e-mail with an HTML part.
    Html = "html",
    /// An e-mail with others in copy, seen or not.
    Copies = "cc/bcc",
    /// An e-mail whose answers go elsewhere.
    ReplyTo = "reply-to",
    /// An e-mail with files.
    Attachments = "attachments",
    /// An e-mail with pictures within its text.
    InlineImages = "inline images",
    /// An e-mail with the caller's own header fields.
    ExtraHeaders = "headers",
    /// An e-mail with tags for the vendor's statistics.
    Tags = "tags",
    /// A text message under a sender given with the message.
    SmsSender = "sms sender",
    /// A WhatsApp text.
    WhatsAppText = "whatsapp text",
    /// A WhatsApp message with a file.
    WhatsAppMedia = "whatsapp media",
    /// An approved WhatsApp template.
    WhatsAppTemplate = "whatsapp template",
    /// A WhatsApp reaction.
    WhatsAppReaction = "whatsapp reaction",
    /// A WhatsApp message that answers another.
    WhatsAppReply = "whatsapp reply",
    /// A call that speaks a text.
    Speech = "speech",
    /// A call that speaks a code digit by digit.
    SpokenCode = "spoken code",
}

/// What `content` asks that is not among `offered`.
pub fn unmet(content: &Content, offered: &[Capability]) -> Vec<Capability> {
    let mut unmet = asked(content);
    unmet.retain(|capability| !offered.contains(capability));
    unmet
}

fn asked(content: &Content) -> Vec<Capability> {
    match content {
        Content::Email(email) => by_email(email),
        Content::Sms(sms) => sms.from.iter().map(|_| Capability::SmsSender).collect(),
        Content::WhatsApp(message) => by_whatsapp(message),
        Content::Voice(call) => by_voice(call),
    }
}

fn by_email(email: &Email) -> Vec<Capability> {
    let inline =
        |file: &crate::message::Attachment| matches!(file.disposition, Disposition::Inline { .. });
    [
        (email.html.is_some(), Capability::Html),
        (
            !email.cc.is_empty() || !email.bcc.is_empty(),
            Capability::Copies,
        ),
        (!email.reply_to.is_empty(), Capability::ReplyTo),
        (
            email.attachments.iter().any(|file| !inline(file)),
            Capability::Attachments,
        ),
        (
            email.attachments.iter().any(inline),
            Capability::InlineImages,
        ),
        (!email.headers.is_empty(), Capability::ExtraHeaders),
        (!email.tags.is_empty(), Capability::Tags),
    ]
    .into_iter()
    .filter_map(|(asked, capability)| asked.then_some(capability))
    .collect()
}

fn by_whatsapp(message: &WhatsApp) -> Vec<Capability> {
    let body = match message.body {
        WhatsAppBody::Text(_) => Capability::WhatsAppText,
        WhatsAppBody::Media(_) => Capability::WhatsAppMedia,
        WhatsAppBody::Template(_) => Capability::WhatsAppTemplate,
        WhatsAppBody::Reaction { .. } => Capability::WhatsAppReaction,
    };
    let reply = message.reply_to.iter().map(|_| Capability::WhatsAppReply);
    std::iter::once(body).chain(reply).collect()
}

fn by_voice(call: &Voice) -> Vec<Capability> {
    match call.speech {
        Speech::Text(_) => vec![Capability::Speech],
        Speech::Code { .. } => vec![Capability::SpokenCode],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{EmailAddress, PhoneNumber};
    use crate::message::{SenderId, Sms};
    use crate::text::{Body, HeaderText};

    #[test]
    fn a_message_asks_only_for_what_it_uses() {
        let to = EmailAddress::parse("ann@example.com").unwrap();
        let mut email = Email::new(to.clone(), HeaderText::new("Hello").unwrap());
        email.text = Some(Body::new("Hello"));
        assert_eq!(unmet(&Content::Email(Box::new(email.clone())), &[]), []);

        email.html = Some(Body::new("<p>Hello"));
        email.bcc = vec![to.into()];
        let asked = unmet(&Content::Email(Box::new(email)), &[Capability::Html]);
        assert_eq!(asked, [Capability::Copies]);
    }

    #[test]
    fn a_sender_given_with_the_message_is_a_wish_of_its_own() {
        let sms = |from: Option<&str>| {
            Content::Sms(Sms {
                to: PhoneNumber::parse("+12025550123").unwrap(),
                from: from.and_then(SenderId::parse),
                text: Body::new("Hello"),
            })
        };
        assert_eq!(unmet(&sms(None), &[]), []);
        assert_eq!(unmet(&sms(Some("Shop")), &[]), [Capability::SmsSender]);
    }
}
