//! Where the topics of one account call us.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::webhook::{EventKind, RawRequest, Refused, Webhook, WebhookEvent};

use super::envelope::{Envelope, EnvelopeKind};
use super::{TopicArn, Verifier};

/// SNS publishes at most 256 KiB, and the envelope and its escapes come on top.
const LONGEST_BODY: usize = 320 * 1024;

/// Tells SNS that a topic may send to us.
///
/// # Contract
/// It calls [`ConfirmSubscription`](https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html) in the
/// topic's region, and never the address that a message names for it.
#[async_trait]
pub trait SubscriptionConfirmer: fmt::Debug + Send + Sync {
    /// Confirms the subscription that `token` was sent for.
    ///
    /// # Errors
    /// When SNS doesn't take it, or can't be asked.
    async fn confirm(&self, topic: &TopicArn, token: &str) -> Result<(), Unconfirmed>;
}

/// That a subscription couldn't be confirmed; SNS asks again.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the subscription can't be confirmed: {0}")]
pub struct Unconfirmed(pub String);

/// Reads what was published.
type Read = Box<dyn Fn(&str, &str) -> Vec<WebhookEvent> + Send + Sync>;

/// Where the topics of one account call us.
pub struct Receiver {
    verifier: Verifier,
    confirmer: Arc<dyn SubscriptionConfirmer>,
    read: Read,
}

impl Receiver {
    /// Takes events of SES.
    #[cfg(feature = "ses")]
    pub fn for_ses(verifier: Verifier, confirmer: Arc<dyn SubscriptionConfirmer>) -> Self {
        Self {
            verifier,
            confirmer,
            read: Box::new(crate::ses::events),
        }
    }

    /// Takes events of WhatsApp; those of another business account than `business_account`, where there is one, aren't
    /// read.
    #[cfg(feature = "whatsapp")]
    pub fn for_whatsapp(
        verifier: Verifier,
        confirmer: Arc<dyn SubscriptionConfirmer>,
        business_account: Option<String>,
    ) -> Self {
        Self {
            verifier,
            confirmer,
            read: Box::new(move |message, id| {
                crate::whatsapp::events(message, id, business_account.as_deref())
            }),
        }
    }

    async fn confirm(&self, topic: &TopicArn, envelope: &Envelope) -> Result<(), Refused> {
        let token = envelope.token.as_deref().unwrap_or_default();
        let confirmed = self.confirmer.confirm(topic, token).await;
        confirmed.map_err(|_| Refused::because("the subscription can't be confirmed"))
    }
}

#[async_trait]
impl Webhook for Receiver {
    fn longest_body(&self) -> usize {
        LONGEST_BODY
    }

    async fn receive(
        &self,
        request: &RawRequest<'_>,
        now: Timestamp,
    ) -> Result<Vec<WebhookEvent>, Refused> {
        let (envelope, topic) = self.verifier.verify(request, now).await?;
        match envelope.kind {
            EnvelopeKind::Notification => return Ok((self.read)(&envelope.message, &envelope.id)),
            EnvelopeKind::SubscriptionConfirmation => self.confirm(&topic, &envelope).await?,
            EnvelopeKind::UnsubscribeConfirmation => {}
        }
        let kind = EventKind::unknown(envelope.kind.as_str());
        let event = WebhookEvent::new(envelope.id, kind, envelope.message);
        Ok(vec![event.at(Some(envelope.timestamp))])
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}
