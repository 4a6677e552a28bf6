//! What SendGrid calls us with.
//!
//! Both kinds of webhook are signed the same way, each with a key of its own; see
//! [events](https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features)
//! and [inbound mail](https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/securing-your-parse-webhooks).

mod event;
mod fields;
mod fingerprint;
mod mail;
mod signature;

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{RawRequest, Refused, WebhookEvent};

pub use signature::InvalidKey;

use signature::Key;

/// Receives what became of messages: an array of events at a time.
///
/// See [event webhook](https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event).
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

/// Receives mail that came in, each with its files.
///
/// See [Inbound Parse](https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook).
#[derive(Debug)]
pub struct InboundWebhook {
    key: Option<Key>,
}

impl InboundWebhook {
    /// Webhooks that refuse everything until there is a key.
    pub const CLOSED: Self = Self { key: None };

    /// Takes the public key of the *security policy* of the webhook: a P-256 key in base64.
    ///
    /// # Errors
    /// Refuses what is no such key.
    pub fn new(public_key: &str) -> Result<Self, InvalidKey> {
        Key::parse(public_key).map(|key| Self { key: Some(key) })
    }
}

#[async_trait]
impl Webhook for InboundWebhook {
    /// The vendor takes mail of up to 30 MB in.
    fn longest_body(&self) -> usize {
        31 * 1024 * 1024
    }

    async fn receive(
        &self,
        request: &RawRequest<'_>,
        now: Timestamp,
    ) -> Result<Vec<WebhookEvent>, Refused> {
        signature::verify(self.key.as_ref(), request, now)?;
        Ok(vec![mail::read(request).await])
    }
}
