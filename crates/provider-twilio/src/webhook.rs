//! What Twilio tells us: status callbacks of messages and calls, and messages that came in.

mod call;
mod inbound;
mod message;
mod params;
mod signature;
#[cfg(test)]
mod tests;

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{EventKind, Party, RawRequest, Refused, WebhookEvent};
use secrecy::SecretString;
use serde_json::Value;

use self::params::Params;
use self::signature::{Genuine, Keys};

pub(crate) use self::message::message_status;
pub use self::signature::SharedKey;

/// Where Twilio calls us about one account
/// ([webhooks](https://www.twilio.com/docs/usage/webhooks)).
///
/// Twilio's signatures hold no time, so that an old request passes again: it gives the same events with the same ids.
pub struct TwilioWebhook {
    keys: Keys,
}

impl TwilioWebhook {
    /// Takes what `auth_token`, the account's own, signed, and what one of `shared_keys` did. Without any of them everything
    /// is refused. An API key's secret signs nothing.
    pub fn new(auth_token: Option<&SecretString>, shared_keys: Vec<SharedKey>) -> Self {
        Self {
            keys: Keys::new(auth_token, shared_keys),
        }
    }
}

#[async_trait]
impl Webhook for TwilioWebhook {
    fn longest_body(&self) -> usize {
        64 * 1024
    }

    async fn receive(
        &self,
        request: &RawRequest<'_>,
        _now: Timestamp,
    ) -> Result<Vec<WebhookEvent>, Refused> {
        let raw = || String::from_utf8_lossy(request.body).into_owned();
        Ok(match self.keys.verify(request)? {
            Genuine::Form(params) => {
                let query = Params::of_query(request.url);
                vec![event(&params, &query, raw)]
            }
            Genuine::Other => others(request.body, &raw()),
        })
    }
}

impl fmt::Debug for TwilioWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioWebhook").finish_non_exhaustive()
    }
}

fn event(params: &Params, query: &Params, raw: impl Fn() -> String) -> WebhookEvent {
    call::event(params, query, &raw)
        .or_else(|| inbound::event(params, &raw))
        .or_else(|| message::event(params, query, &raw))
        .unwrap_or_else(|| {
            let raw = raw();
            let name = params.get("EventType").unwrap_or_default();
            WebhookEvent::new(fingerprint(raw.as_bytes()), EventKind::unknown(name), raw)
        })
}

/// Events that come as JSON, such as those of [Event Streams](https://www.twilio.com/docs/events), are kept unread.
fn others(body: &[u8], raw: &str) -> Vec<WebhookEvent> {
    let events = match serde_json::from_slice(body) {
        Ok(Value::Array(events)) if !events.is_empty() => events,
        Ok(event @ Value::Object(_)) => vec![event],
        _ => {
            let kind = EventKind::unknown("");
            return vec![WebhookEvent::new(fingerprint(body), kind, raw)];
        }
    };
    events.iter().map(other).collect()
}

fn other(event: &Value) -> WebhookEvent {
    let raw = event.to_string();
    let text = |key: &str| {
        let text = event.get(key).and_then(Value::as_str);
        text.filter(|text| !text.is_empty())
    };
    let id = text("id").map_or_else(|| fingerprint(raw.as_bytes()), str::to_owned);
    let name = text("type")
        .or_else(|| text("EventType"))
        .unwrap_or_default();
    let at = text("time").and_then(|time| time.parse().ok());
    WebhookEvent::new(id, EventKind::unknown(name), raw).at(at)
}

/// Who hides their number on WhatsApp goes by an id of theirs.
fn party(text: &str) -> Party {
    match Party::parse(text) {
        Party::Other(id) if text.starts_with("whatsapp:") => Party::WhatsAppUser(id),
        party => party,
    }
}

/// Tells one request from another where nothing in it does.
fn fingerprint(body: &[u8]) -> String {
    format!("sha256:{}", signature::sha256_hex(body))
}
