//! From an answer of the REST API to a fact.

mod cost;
mod table;
#[cfg(test)]
mod tests;

use http_client::Response;
use msg_core::text::VendorText;
use msg_core::{Accepted, Blame, NotSent, SendError};
use serde::Deserialize;

use cost::Price;

#[derive(Deserialize)]
struct Taken {
    id: String,
    recipients: Option<Recipients>,
}

#[derive(Deserialize)]
struct Recipients {
    #[serde(default)]
    items: Vec<Recipient>,
}

#[derive(Deserialize)]
struct Recipient {
    #[serde(rename = "messagePartCount")]
    parts: Option<u32>,
    price: Option<Price>,
}

#[derive(Deserialize)]
struct Refused {
    errors: Vec<Trouble>,
}

#[derive(Deserialize)]
struct Trouble {
    code: i64,
    description: Option<String>,
    parameter: Option<String>,
}

/// What the answer says; `private` is masked wherever it is quoted.
pub(crate) fn outcome(answer: &Response, private: &[&str]) -> Result<Accepted, SendError> {
    if answer.status.is_success()
        && let Some(taken) = answer.json::<Taken>()
    {
        return Ok(accepted(taken));
    }
    let refused: Option<Refused> = answer.json();
    let troubles = refused.map(|refused| refused.errors).unwrap_or_default();
    // The first one that says what is wrong; others often follow from it.
    let known = |trouble: &Trouble| table::fact(trouble.code, trouble.parameter.as_deref());
    let told = troubles
        .iter()
        .find_map(|trouble| Some((trouble, known(trouble)?)));
    let error = match (told, troubles.first()) {
        (Some((trouble, make)), _) => make(trouble.text(private)).with_code(&trouble.code()),
        (None, Some(trouble)) => {
            let make = by_status(answer.status.as_u16());
            make(trouble.text(private)).with_code(&trouble.code())
        }
        (None, None) => {
            let status = answer.status.as_u16();
            let text = format!("MessageBird answers with status {status} and no message");
            by_status(status)(VendorText::redact(&text, &[])).with_code(&status.to_string())
        }
    };
    Err(match answer.retry_after() {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    })
}

fn accepted(taken: Taken) -> Accepted {
    let mut accepted = Accepted::with_id(taken.id);
    let recipients = taken.recipients.map(|recipients| recipients.items);
    if let Some(recipient) = recipients.and_then(|items| items.into_iter().next()) {
        accepted.parts = recipient.parts;
        accepted.cost = recipient.price.and_then(Price::money);
    }
    accepted
}

impl Trouble {
    fn code(&self) -> String {
        self.code.to_string()
    }

    fn text(&self, private: &[&str]) -> VendorText {
        let description = self.description.as_deref().unwrap_or("no explanation");
        VendorText::redact(description, private)
    }
}

type Make = fn(VendorText) -> SendError;

/// What is certain where only the HTTP status speaks
/// ([RFC 9110 §15](https://www.rfc-editor.org/rfc/rfc9110#section-15)).
fn by_status(status: u16) -> Make {
    match status {
        300..=399 | 401..=405 | 407 | 410 => |text| SendError::rejected(Blame::Account, text),
        413 | 414 => |text| SendError::rejected(Blame::Message, text),
        429 => |text| SendError::not_sent(NotSent::Throttled, text),
        400..=499 => |text| SendError::rejected(Blame::Provider, text),
        _ => SendError::unknown,
    }
}
