//! What `MessageBird` tells: status reports, and messages that came in.
//!
//! Reports come as a query ([status reports](https://developers.messagebird.com/api/sms-messaging/#handle-a-status-report));
//! a form or a JSON object is read in the same way.

mod event;
mod parameters;
mod token;

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{EventKind, RawRequest, Refused, WebhookEvent};
use secrecy::{ExposeSecret, SecretString};

/// Where `MessageBird` calls about one account.
pub struct MessageBirdWebhook {
    key: Option<SecretString>,
}

impl MessageBirdWebhook {
    /// A webhook without a key: it refuses everything.
    pub const CLOSED: Self = Self { key: None };

    /// A webhook for requests that are signed with `key`; with an empty one, with which anybody could sign, a closed one.
    pub fn new(key: &SecretString) -> Self {
        let usable = !key.expose_secret().is_empty();
        Self {
            key: usable.then(|| key.clone()),
        }
    }
}

#[async_trait]
impl Webhook for MessageBirdWebhook {
    fn longest_body(&self) -> usize {
        64 * 1024
    }

    async fn receive(
        &self,
        request: &RawRequest<'_>,
        now: Timestamp,
    ) -> Result<Vec<WebhookEvent>, Refused> {
        let key = self.key.as_ref();
        let key = key.ok_or(Refused::because("no signing_key is set"))?;
        let hash = token::verify(request, key.expose_secret().as_bytes(), now)?;
        let text = parameters::text(request);
        let parameters = parameters::parse(&text);
        let (id, at, kind) =
            event::read(&parameters).unwrap_or_else(|| (hash, None, EventKind::unknown("")));
        Ok(vec![WebhookEvent::new(id, kind, text).at(at)])
    }
}

impl fmt::Debug for MessageBirdWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageBirdWebhook")
            .field("closed", &self.key.is_none())
            .finish_non_exhaustive()
    }
}
