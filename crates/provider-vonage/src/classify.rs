//! From an answer of the SMS API to a fact.

mod table;
#[cfg(test)]
mod tests;

use http_client::Response;
use msg_core::text::VendorText;
use msg_core::{Accepted, Blame, NotSent, SendError};
use serde::Deserialize;

/// One for each part of the message.
#[derive(Deserialize)]
struct Part {
    status: String,
    #[serde(rename = "message-id")]
    id: Option<String>,
    #[serde(rename = "error-text")]
    text: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    messages: Vec<Part>,
}

/// What the answer says; `private` is masked wherever it is quoted.
pub(crate) fn outcome(answer: &Response, private: &[&str]) -> Result<Accepted, SendError> {
    let status = answer.status.as_u16();
    let parsed: Option<Answer> = answer.json();
    let Some(parts) = parsed.map(|parsed| parsed.messages) else {
        return Err(by_status(answer));
    };
    let Some(refused) = parts.iter().find(|part| part.status != "0") else {
        return match parts.first() {
            Some(first) if status < 300 => accepted(first, parts.len()),
            _ => Err(by_status(answer)),
        };
    };
    let text = refused.text.as_deref().unwrap_or("no explanation");
    let text = VendorText::redact(text, private);
    let error = if parts.iter().any(|part| part.status == "0") {
        // Some parts are on their way: another provider would send them again.
        SendError::unknown(text)
    } else {
        table::fact(&refused.status, text)
    };
    Err(error.with_code(&refused.status))
}

fn accepted(first: &Part, parts: usize) -> Result<Accepted, SendError> {
    let Some(id) = &first.id else {
        let text = VendorText::redact("the answer has no message-id", &[]);
        return Err(SendError::unknown(text));
    };
    let mut accepted = Accepted::with_id(id);
    accepted.parts = parts.try_into().ok();
    Ok(accepted)
}

/// What is certain where only the HTTP status speaks
/// ([RFC 9110 §15](https://www.rfc-editor.org/rfc/rfc9110#section-15)).
fn by_status(answer: &Response) -> SendError {
    let status = answer.status.as_u16();
    let text = format!("Vonage answers with status {status} and no message");
    let text = VendorText::redact(&text, &[]);
    let error = match status {
        300..=399 | 401..=405 | 407 | 410 => SendError::rejected(Blame::Account, text),
        413 | 414 => SendError::rejected(Blame::Message, text),
        429 => SendError::not_sent(NotSent::Throttled, text),
        400..=499 => SendError::rejected(Blame::Provider, text),
        _ => SendError::unknown(text),
    };
    let error = error.with_code(&status.to_string());
    match answer.retry_after() {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}
