//! From a message to the body of
//! [Send a message](https://developers.messagebird.com/api/sms-messaging/#send-outbound-sms).

use msg_core::message::{SenderId, Sms};
use msg_core::text::VendorText;
use msg_core::{NotSent, Outbound, SendError};
use serde::Serialize;
use sms_encoding::{Analysis, Encoding};

use crate::settings::Settings;

/// The most segments of one message: `body` takes 1377 characters, nine times 153.
const SEGMENTS: usize = 9;

#[derive(Serialize)]
pub(crate) struct Body<'a> {
    originator: &'a str,
    recipients: [&'a str; 1],
    #[serde(rename = "body")]
    text: &'a str,
    datacoding: &'static str,
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    validity: Option<u64>,
    #[serde(rename = "reportUrl", skip_serializing_if = "Option::is_none")]
    report_url: Option<&'a str>,
}

/// # Errors
/// When the text is longer than the interface takes.
pub(crate) fn body<'a>(
    message: &Outbound,
    sms: &'a Sms,
    settings: &'a Settings,
) -> Result<Body<'a>, SendError> {
    let text = sms.text.expose();
    let Analysis {
        encoding, segments, ..
    } = sms_encoding::analyze(text);
    if segments > SEGMENTS {
        let text = format!("a text of {segments} segments; MessageBird takes {SEGMENTS} at most");
        return Err(unsupported(&text));
    }
    Ok(Body {
        originator: sender(sms.from.as_ref().unwrap_or(&settings.from)),
        recipients: [digits(sms.to.as_str())],
        text,
        // With "plain", characters that the GSM alphabet lacks are replaced.
        datacoding: match encoding {
            Encoding::Gsm7 => "plain",
            Encoding::Ucs2 => "unicode",
        },
        reference: message.message.to_string(),
        validity: message.validity.map(|validity| validity.as_secs().max(1)),
        report_url: settings.report_url.as_ref().map(http_client::Url::as_str),
    })
}

fn sender(from: &SenderId) -> &str {
    match from {
        SenderId::Number(number) => digits(number.as_str()),
        SenderId::ShortCode(text) | SenderId::Name(text) => text,
    }
}

fn digits(number: &str) -> &str {
    number.trim_start_matches('+')
}

pub(crate) fn unsupported(text: &str) -> SendError {
    SendError::not_sent(NotSent::Unsupported, VendorText::redact(text, &[]))
}
