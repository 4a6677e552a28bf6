//! What Vonage tells: delivery receipts, and messages that came in.
//!
//! Both come as a query, a form or a JSON object, as the account's dashboard says
//! ([webhooks](https://developer.vonage.com/en/getting-started/concepts/webhooks)).

mod event;
mod failure;
mod parameters;
mod signature;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{EventKind, RawRequest, Refused, WebhookEvent, is_fresh};
use secrecy::SecretString;

use parameters::Parameters;
pub use signature::SignatureMethod;
use signature::Verifier;

/// Vonage repeats what wasn't taken "for the next 24 hours", and says nowhere that it signs it anew; events that are
/// repeated later are recognised by their ids.
const TOLERANCE: Duration = Duration::from_hours(25);

/// Where Vonage calls about one account.
pub struct VonageWebhook {
    verifier: Option<Verifier>,
}

impl VonageWebhook {
    /// A webhook without a secret: it refuses everything.
    pub const CLOSED: Self = Self { verifier: None };

    /// A webhook for requests that are signed with `secret`.
    pub fn new(secret: &SecretString, method: SignatureMethod) -> Self {
        Self {
            verifier: Verifier::new(secret, method),
        }
    }
}

#[async_trait]
impl Webhook for VonageWebhook {
    fn longest_body(&self) -> usize {
        64 * 1024
    }

    async fn receive(
        &self,
        request: &RawRequest<'_>,
        now: Timestamp,
    ) -> Result<Vec<WebhookEvent>, Refused> {
        let verifier = self.verifier.as_ref();
        let verifier = verifier.ok_or(Refused::because("no signature_secret is set"))?;
        let raw = parameters::raw(request)?;
        let parameters = Parameters::parse(raw)?;
        verifier.verify(&parameters)?;
        let signed_at = parameters.get("timestamp").and_then(|at| at.parse().ok());
        let signed_at = signed_at.and_then(|at| Timestamp::from_second(at).ok());
        let signed_at = signed_at.ok_or(Refused::because("no timestamp is signed"))?;
        if !is_fresh(signed_at, now, TOLERANCE) {
            return Err(Refused::because(
                "the timestamp is too old, or from the future",
            ));
        }
        let event = event::read(&parameters).unwrap_or_else(|| {
            let id = parameters.get("messageId").or(parameters.get("sig"));
            (id.unwrap_or_default().to_owned(), EventKind::unknown(""))
        });
        let (id, kind) = event;
        Ok(vec![
            WebhookEvent::new(id, kind, parameters.text()).at(Some(signed_at)),
        ])
    }
}

impl fmt::Debug for VonageWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VonageWebhook")
            .field("closed", &self.verifier.is_none())
            .finish_non_exhaustive()
    }
}
