//! From a message to the fields of
//! [Send an SMS](https://github.com/Nexmo/api-specification/blob/master/definitions/sms.yml).

use std::time::Duration;

use msg_core::message::{SenderId, Sms};
use msg_core::text::VendorText;
use msg_core::{NotSent, Outbound, SendError};
use secrecy::ExposeSecret;
use sms_encoding::Encoding;

use crate::settings::Settings;

/// The least and the longest `ttl` that the interface takes.
const VALIDITY: (Duration, Duration) = (Duration::from_secs(20), Duration::from_hours(7 * 24));

pub(crate) fn fields(
    message: &Outbound,
    sms: &Sms,
    settings: &Settings,
) -> Vec<(&'static str, String)> {
    let text = sms.text.expose();
    let kind = match sms_encoding::analyze(text).encoding {
        Encoding::Gsm7 => "text",
        Encoding::Ucs2 => "unicode",
    };
    let mut fields = vec![
        ("api_key", settings.api_key.clone()),
        ("api_secret", settings.api_secret.expose_secret().to_owned()),
        ("from", sender(sms.from.as_ref().unwrap_or(&settings.from))),
        ("to", digits(sms.to.as_str())),
        ("text", text.to_owned()),
        ("type", kind.to_owned()),
        ("client-ref", message.message.to_string()),
    ];
    if let Some(validity) = message.validity {
        let validity = validity.clamp(VALIDITY.0, VALIDITY.1);
        fields.push(("ttl", validity.as_millis().to_string()));
    }
    fields
}

fn sender(from: &SenderId) -> String {
    match from {
        SenderId::Number(number) => digits(number.as_str()),
        SenderId::ShortCode(text) | SenderId::Name(text) => text.clone(),
    }
}

/// The interface takes numbers without their plus sign: its pattern is `\d{7,15}`.
fn digits(number: &str) -> String {
    number.trim_start_matches('+').to_owned()
}

pub(crate) fn unsupported(text: &str) -> SendError {
    SendError::not_sent(NotSent::Unsupported, VendorText::redact(text, &[]))
}
