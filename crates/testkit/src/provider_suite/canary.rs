//! A message and a secret that can be recognised wherever they turn up.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use msg_core::message::{Email, Sms, Speech, Voice, WhatsApp, WhatsAppBody};
use msg_core::text::{Body, HeaderText};
use msg_core::{
    AttemptId, Channel, Class, Content, EmailAddress, MessageId, Outbound, PhoneNumber,
};
use uuid::Uuid;

/// The secret of the account that the suite sends with: password, token or key.
pub const PASSWORD: &str = "cormorant-secret-9218";

const ADDRESS: &str = "kingfisher@example.com";
const NUMBER: &str = "+12025550147";
const TEXT: &str = "Your code is 417293. Say nightjar.";

/// What may be seen nowhere, or only by the vendor.
const PRIVATE: &[&str] = &[PASSWORD, "kingfisher", "2025550147", "417293", "nightjar"];

/// A message for `channel` with nothing in it but the recipient and a text.
///
/// # Panics
/// Never: its parts are valid.
pub fn outbound(channel: Channel) -> Outbound {
    let phone = || PhoneNumber::parse(NUMBER).expect("the number is valid");
    let text = Body::new(TEXT);
    let content = match channel {
        Channel::Email => {
            let to = EmailAddress::parse(ADDRESS).expect("the address is valid");
            let subject = HeaderText::new("417293 nightjar").expect("the subject is valid");
            let mut email = Email::new(to, subject);
            email.text = Some(text);
            Content::Email(Box::new(email))
        }
        Channel::Sms => Content::Sms(Sms {
            to: phone(),
            from: None,
            text,
        }),
        Channel::WhatsApp => Content::WhatsApp(Box::new(WhatsApp {
            to: phone(),
            from: None,
            reply_to: None,
            body: WhatsAppBody::Text(text),
        })),
        Channel::Voice => Content::Voice(Voice {
            to: phone(),
            from: None,
            language: None,
            speech: Speech::Text(text),
        }),
    };
    Outbound {
        message: MessageId::from_uuid(Uuid::from_u128(1)),
        attempt: AttemptId::from_uuid(Uuid::from_u128(2)),
        class: Class::Otp,
        validity: None,
        content,
    }
}

/// Holds `text` against everything private, also in base64.
pub(super) fn check(place: &str, text: &str) {
    for private in PRIVATE {
        for disguise in disguises(private) {
            assert!(
                !text.contains(&disguise),
                "{private} shows in {place}: {text}"
            );
        }
    }
}

/// The word itself, and what base64 makes of its middle at each of the three places it can begin.
fn disguises(word: &str) -> Vec<String> {
    let at = |offset: usize| {
        let encoded = STANDARD_NO_PAD.encode([&vec![0; offset], word.as_bytes()].concat());
        // The first and last characters hold bits of the neighbours too.
        let start = (offset * 4).div_ceil(3);
        encoded[start..encoded.len() - 1].to_owned()
    };
    let encoded = (0..3).map(at);
    std::iter::once(word.to_owned()).chain(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_private_is_found_in_base64_too() {
        for before in ["", "a", "ab", "abc"] {
            let hidden = STANDARD_NO_PAD.encode(format!("{before}{PASSWORD}…"));
            let found = disguises(PASSWORD)
                .iter()
                .any(|disguise| hidden.contains(disguise));
            assert!(found, "{hidden}");
        }
    }
}
