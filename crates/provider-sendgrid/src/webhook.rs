//! What SendGrid calls us with.
//!
//! See [event webhook](https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event) and
//! [its security](https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).

mod event;
mod signature;

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{RawRequest, Refused, WebhookEvent};

pub use signature::InvalidKey;

pub(crate) use signature::Key;

/// Receives what became of messages: an array of events at a time.
#[derive(Debug)]
pub struct EventWebhook {
    key: Option<Key>,
}

impl EventWebhook {
    /// Webhooks that refuse everything until there is a key.
    pub const CLOSED: Self = Self { key: None };

    /// Takes the *Verification Key* of the event webhook: a P-256 key in base64.
    ///
    /// # Errors
    /// Refuses what is no such key.
    pub fn new(verification_key: &str) -> Result<Self, InvalidKey> {
        Key::parse(verification_key).map(|key| Self { key: Some(key) })
    }
}

#[async_trait]
impl Webhook for EventWebhook {
    /// Batches are far smaller than this.
    fn longest_body(&self) -> usize {
        2 * 1024 * 1024
    }

    async fn receive(
        &self,
        request: &RawRequest<'_>,
        now: Timestamp,
    ) -> Result<Vec<WebhookEvent>, Refused> {
        signature::verify(self.key.as_ref(), request, now)?;
        Ok(event::read(request.body))
    }
}
