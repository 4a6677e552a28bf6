//! What Twilio's answers and receipts say for certain.
//!
//! Errors: [REST API](https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions).

mod table;
#[cfg(test)]
mod tests;

use http_client::{Response, StatusCode};
use msg_core::money::{Currency, Money};
use msg_core::text::VendorText;
use msg_core::webhook::Failure;
use msg_core::{Accepted, Blame, Fact, NotSent, SendError};
use serde::Deserialize;

/// What a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// There is nobody at this number, or they want nothing from us.
    Recipient,
    /// It is about the recipient, and may be otherwise next time.
    RecipientNow,
    /// The message itself can't be sent.
    Message,
    /// The account's credentials, standing or set-up.
    Account,
    /// The sender: the account's fault, unless the message brought it.
    Sender,
    /// This way to the recipient is closed to the account; others are not, and it works for others.
    Route,
    /// Twilio or a carrier didn't do it.
    Carrier,
    /// A queue or a quota of one sender is full.
    Full,
    /// The account asks too fast.
    TooFast,
    /// Twilio doesn't know itself.
    Unknown,
}

impl Verdict {
    /// The fact when a request is answered so. `own_sender` tells whether the sender was the account's own choice.
    const fn fact(self, own_sender: bool) -> Fact {
        match self {
            Self::Recipient | Self::RecipientNow => Fact::Rejected(Blame::Recipient),
            Self::Message => Fact::Rejected(Blame::Message),
            Self::Account => Fact::Rejected(Blame::Account),
            Self::Sender if own_sender => Fact::Rejected(Blame::Account),
            // Somebody's recipients or choice of sender must not take a working account out of service.
            Self::Sender | Self::Route => Fact::NotSent(NotSent::Unsupported),
            Self::Carrier => Fact::Rejected(Blame::Provider),
            Self::Full => Fact::NotSent(NotSent::Deferred),
            Self::TooFast => Fact::NotSent(NotSent::Throttled),
            Self::Unknown => Fact::Unknown,
        }
    }

    /// The failure when a message that was taken ends so.
    const fn failure(self) -> Failure {
        match self {
            Self::Recipient => Failure::permanent(Blame::Recipient),
            Self::RecipientNow => Failure::transient(Blame::Recipient),
            Self::Message => Failure::permanent(Blame::Message),
            Self::Account => Failure::permanent(Blame::Account),
            Self::Sender => Failure::undetermined(Blame::Account),
            Self::Full | Self::TooFast => Failure::transient(Blame::Provider),
            Self::Route | Self::Carrier | Self::Unknown => Failure::undetermined(Blame::Provider),
        }
    }
}

/// Why a message that was taken failed, by the code of its receipt.
pub(crate) fn failure(code: Option<u32>) -> Failure {
    let verdict = code.and_then(table::verdict).unwrap_or(Verdict::Carrier);
    verdict.failure()
}

/// A message or call as Twilio shows it right after it was made.
#[derive(Deserialize)]
struct Made {
    sid: String,
    status: Option<String>,
    num_segments: Option<String>,
    price: Option<String>,
    price_unit: Option<String>,
    error_code: Option<u32>,
    error_message: Option<String>,
}

/// `{"code": 21211, "message": "…", "more_info": "…", "status": 400}`
#[derive(Deserialize)]
pub(crate) struct Refusal {
    pub(crate) code: Option<u32>,
    pub(crate) message: Option<String>,
}

/// The outcome of a request to make a message or a call. `private` is what Twilio's words must not give away.
pub(crate) fn outcome(
    answer: &Response,
    own_sender: bool,
    private: &[&str],
) -> Result<Accepted, SendError> {
    if answer.status.is_success() {
        let made = answer.json::<Made>().filter(|made| !made.sid.is_empty());
        let Some(made) = made else {
            let text = "the answer to a request that was taken can't be read";
            return Err(error(Fact::Unknown, None, answer.status, text, private));
        };
        // Twilio can tell at once that a message it made goes nowhere.
        return match (made.status.as_deref(), made.error_code) {
            (Some("failed"), Some(code)) => {
                let verdict = table::verdict(code).unwrap_or(Verdict::Carrier);
                let text = made.error_message.unwrap_or_default();
                let fact = verdict.fact(own_sender);
                Err(error(fact, Some(code), answer.status, &text, private))
            }
            _ => Ok(accepted(made)),
        };
    }
    let refusal = answer.json::<Refusal>();
    let code = refusal.as_ref().and_then(|refusal| refusal.code);
    let text = refusal.and_then(|refusal| refusal.message);
    let text = text.unwrap_or_default();
    let fact = verdict(code, answer.status).fact(own_sender);
    let error = error(fact, code, answer.status, &text, private);
    Err(match answer.retry_after() {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    })
}

/// By the code, except where the status says more: a 429 is never processed, and nobody knows what a 5xx has done.
fn verdict(code: Option<u32>, status: StatusCode) -> Verdict {
    match (by_status(status), code.and_then(table::verdict)) {
        (certain @ (Verdict::TooFast | Verdict::Unknown), _) => certain,
        (_, Some(by_code)) => by_code,
        (by_status, None) => by_status,
    }
}

/// Codes keep being split and added, so those that nobody knows yet go by the status.
fn by_status(status: StatusCode) -> Verdict {
    match status.as_u16() {
        // "never processed and always safe to retry": https://www.twilio.com/docs/api/errors/20429
        429 => Verdict::TooFast,
        // Credentials, a suspended account, or an address where no such account is.
        401..=405 | 410 => Verdict::Account,
        408 | 500.. => Verdict::Unknown,
        _ => Verdict::Carrier,
    }
}

fn error(
    fact: Fact,
    code: Option<u32>,
    status: StatusCode,
    said: &str,
    private: &[&str],
) -> SendError {
    let words = code.and_then(table::words);
    let text = match (said, words) {
        ("", Some(words)) => VendorText::redact(words, &[]),
        ("", None) => {
            let text = format!("HTTP {} without an explanation", status.as_u16());
            VendorText::redact(&text, &[])
        }
        (said, _) => VendorText::redact(said, private),
    };
    let error = match fact {
        Fact::Rejected(blame) => SendError::rejected(blame, text),
        Fact::NotSent(cause) => SendError::not_sent(cause, text),
        Fact::Accepted | Fact::Unknown => SendError::unknown(text),
    };
    match code {
        Some(code) => error.with_code(&code.to_string()),
        None => error.with_code(&format!("http-{}", status.as_u16())),
    }
}

fn accepted(made: Made) -> Accepted {
    let mut accepted = Accepted::with_id(made.sid);
    let parts = made.num_segments.and_then(|parts| parts.parse().ok());
    // A messaging service hasn't chosen the sender yet, and with it the number of parts.
    accepted.parts = parts.filter(|parts| *parts > 0);
    accepted.cost = price(made.price.as_deref(), made.price_unit.as_deref());
    accepted
}

/// What Twilio says something costs; it counts from the account's balance, so that prices are negative.
pub(crate) fn price(amount: Option<&str>, currency: Option<&str>) -> Option<Money> {
    let amount = amount?.trim().trim_start_matches('-');
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let whole: i64 = whole.parse().ok()?;
    let micros: i64 = micros.parse().ok()?;
    let currency = Currency::parse(&currency?.to_ascii_uppercase()).ok()?;
    let micros = whole.checked_mul(1_000_000)?.checked_add(micros)?;
    Some(Money::from_micros(micros, currency))
}
