//! What of a message must not come back in a vendor's words.

use super::{Content, Email, Speech, Voice, WhatsApp, WhatsAppBody};
use crate::address::{Mailbox, PhoneNumber};
use crate::text::Body;

/// What is shorter than this, in characters, would blot out ordinary words.
const TELLING: usize = 3;

impl Content {
    /// The people and the texts in it, in the forms in which vendors quote them back: addresses, mailboxes alone, numbers
    /// with and without their plus sign, texts whole. For [`VendorText::redact`](crate::text::VendorText::redact).
    pub fn private(&self) -> Vec<&str> {
        let mut private = match self {
            Self::Email(email) => of_email(email),
            Self::Sms(sms) => of_number(&sms.to).chain([sms.text.expose()]).collect(),
            Self::WhatsApp(message) => of_whatsapp(message),
            Self::Voice(call) => of_call(call),
        };
        private.retain(|text| text.chars().count() >= TELLING);
        private
    }
}

fn of_email(email: &Email) -> Vec<&str> {
    let people = std::iter::once(&email.to)
        .chain(&email.cc)
        .chain(&email.bcc)
        .chain(&email.reply_to);
    let texts = [&email.text, &email.html];
    people
        .flat_map(of_person)
        .chain([email.subject.as_str()])
        .chain(texts.into_iter().flatten().map(Body::expose))
        .collect()
}

fn of_person(person: &Mailbox) -> impl Iterator<Item = &str> {
    [person.address.as_str(), person.address.local_part()].into_iter()
}

fn of_number(number: &PhoneNumber) -> impl Iterator<Item = &str> {
    let number = number.as_str();
    [number, number.trim_start_matches('+')].into_iter()
}

fn of_whatsapp(message: &WhatsApp) -> Vec<&str> {
    let mut private: Vec<&str> = of_number(&message.to).collect();
    match &message.body {
        WhatsAppBody::Text(text) => private.push(text.expose()),
        WhatsAppBody::Template(template) => {
            private.extend(template.variables.iter().map(Body::expose));
        }
        WhatsAppBody::Media(media) => {
            private.push(&media.link);
            private.extend(media.caption.iter().map(Body::expose));
            private.extend(media.file_name.as_deref());
        }
        WhatsAppBody::Reaction { .. } => {}
    }
    private
}

fn of_call(call: &Voice) -> Vec<&str> {
    let said = match &call.speech {
        Speech::Text(text) => vec![text.expose()],
        Speech::Code { intro, code, .. } => vec![intro.expose(), code.expose()],
    };
    of_number(&call.to).chain(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::EmailAddress;
    use crate::message::{Media, MediaKind};
    use crate::text::{HeaderText, VendorText};

    fn check(content: &Content, said: &str, kept: &str) {
        assert_eq!(VendorText::redact(said, &content.private()).as_str(), kept);
    }

    #[test]
    fn nobody_and_nothing_is_quoted_back() {
        let person = |text| EmailAddress::parse(text).unwrap();
        let mut email = Email::new(
            person("ann@example.com"),
            HeaderText::new("Your order").unwrap(),
        );
        email.bcc = vec![person("bo@example.org").into()];
        let email = Content::Email(Box::new(email));
        check(
            &email,
            "unknown user ann, bo@example.org: Your order",
            "unknown user …, …: …",
        );

        let media = Content::WhatsApp(Box::new(WhatsApp {
            to: PhoneNumber::parse("+12025550123").unwrap(),
            from: None,
            reply_to: None,
            body: WhatsAppBody::Media(Media {
                kind: MediaKind::Image,
                link: "https://example.com/ann.png".to_owned(),
                caption: Some(Body::new("Ann at home")),
                file_name: None,
            }),
        }));
        let said = "12025550123: can't fetch https://example.com/ann.png (Ann at home)";
        check(&media, said, "…: can't fetch … (…)");
    }
}
