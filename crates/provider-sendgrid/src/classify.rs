//! What SendGrid's answer says for certain.
//!
//! Statuses: [responses](https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses);
//! fields of errors: [errors](https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors).

mod table;

use http_client::Response;
use msg_core::text::VendorText;
use msg_core::{Accepted, Fact, NotSent, SendError};
use serde::Deserialize;

/// What SendGrid says is wrong: `{"errors": […]}`.
#[derive(Deserialize)]
struct Refusal {
    errors: Vec<Complaint>,
}

#[derive(Default, Deserialize)]
struct Complaint {
    #[serde(default)]
    message: Option<String>,
    /// Such as `personalizations.0.to.0.email`; nothing when it is about no field.
    #[serde(default)]
    field: Option<String>,
}

/// The outcome of the exchange. `private` is what the vendor's words must not give away.
pub(crate) fn outcome(
    answer: &Response,
    sandbox: bool,
    private: &[&str],
) -> Result<Accepted, SendError> {
    let status = answer.status.as_u16();
    // In sandbox mode a good message is answered with 200, since nothing is queued.
    if status == 202 || (sandbox && status == 200) {
        let id = answer.header("x-message-id");
        return Ok(id.map_or_else(Accepted::default, Accepted::with_id));
    }
    let complaints = answer.json::<Refusal>().map(|refusal| refusal.errors);
    let complaints = complaints.unwrap_or_default();
    let first = complaints.first();
    let field = first.and_then(|complaint| complaint.field.as_deref());
    let said: Vec<_> = complaints
        .iter()
        .filter_map(|complaint| complaint.message.as_deref())
        .collect();
    let said = said.join("; ");
    let text = if said.is_empty() {
        VendorText::redact(&format!("HTTP {status} without an explanation"), &[])
    } else {
        VendorText::redact(&said, private)
    };
    let error = match table::fact(status, field.unwrap_or_default(), &said) {
        Fact::Rejected(blame) => SendError::rejected(blame, text),
        Fact::NotSent(cause) => SendError::not_sent(cause, text),
        Fact::Accepted | Fact::Unknown => SendError::unknown(text),
    };
    let code = field.map_or_else(|| status.to_string(), |field| format!("{status}-{field}"));
    let error = error.with_code(&code);
    let wait = answer
        .retry_after()
        .or_else(|| answer.until("x-ratelimit-reset"));
    Err(match wait {
        Some(wait) if error.fact() == Fact::NotSent(NotSent::Throttled) => {
            error.with_retry_after(wait)
        }
        _ => error,
    })
}

#[cfg(test)]
mod tests;
