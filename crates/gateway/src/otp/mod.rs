//! One-time passwords through the gateway: makes a code, sends it, verifies it.
//!
//! The code itself is derived when a message is rendered, for each attempt anew; neither the record of messages nor this
//! module keeps it.

mod content;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use msg_core::address::Mailbox;
use msg_core::failover::End;
use msg_core::{Channel, Class, Recipient, TenantId};
use otp::{Issued, Network, Otp, Purpose, SendRefused, SendRequest};

use self::content::CodeContent;
use crate::dispatch::{Draft, Gateway, InFlight, Outcome, Refusal};
use crate::template::{Locale, Templates};

/// No provider gets a code that expires sooner than this.
const MARGIN: SignedDuration = SignedDuration::from_secs(30);

/// Sends codes through a gateway.
#[derive(Clone, Debug)]
pub struct OneTimePasswords {
    otp: Arc<Otp>,
    gateway: Gateway,
    templates: Arc<Templates>,
    brand: Arc<Brand>,
}

/// How codes present themselves.
#[derive(Clone, Debug)]
pub struct Brand {
    /// The name in the texts.
    pub app_name: String,
    /// The host that a text message is bound to, for browsers that fill codes in
    /// ([origin-bound one-time codes](https://wicg.github.io/sms-one-time-codes/)).
    pub webotp_host: Option<String>,
}

/// A code that is asked for.
#[derive(Clone, Debug)]
pub struct SendCode {
    /// Who asks.
    pub tenant: TenantId,
    /// What the code will be good for.
    pub purpose: Purpose,
    /// Who gets it.
    pub recipient: Recipient,
    /// How.
    pub channel: Channel,
    /// In which language.
    pub locale: Locale,
    /// How many symbols; the purpose's own number without it.
    pub length: Option<u8>,
    /// How long it is good; the purpose's own time without it.
    pub validity: Option<Duration>,
    /// Where the end user asks from.
    pub network: Option<Network>,
    /// The sender of an e-mail; the provider account's own without it.
    pub sender: Option<Mailbox>,
}

/// A code on its way.
#[derive(Debug)]
pub struct CodeOnItsWay {
    /// The challenge, and when the next send is allowed.
    pub issued: Issued,
    /// The message that carries it.
    pub in_flight: InFlight,
}

impl OneTimePasswords {
    /// Sends the codes of `otp` through `gateway`, in the words of `templates`.
    pub fn new(otp: Otp, gateway: Gateway, templates: Arc<Templates>, brand: Brand) -> Self {
        Self {
            otp: Arc::new(otp),
            gateway,
            templates,
            brand: Arc::new(brand),
        }
    }

    /// The codes themselves: policies, verification, state.
    pub fn challenges(&self) -> &Otp {
        &self.otp
    }

    /// Makes a code, or takes the live one, and begins to send it.
    ///
    /// When it turns out that the message certainly reached nobody, its cool-down and its place in the budget are given
    /// back, so that the person may try again at once.
    /// Whoever asked may go away: what has begun is finished.
    ///
    /// # Errors
    /// Says which limit forbids it, or that the store is unavailable.
    ///
    /// # Panics
    /// When the task that makes the code panicked.
    pub async fn send(&self, request: SendCode) -> Result<CodeOnItsWay, SendRefused> {
        let this = self.clone();
        self.gateway
            .detach(async move { this.begin(request).await })
            .await
            .expect("a detached task is never aborted")
    }

    async fn begin(self, request: SendCode) -> Result<CodeOnItsWay, SendRefused> {
        let issued = self
            .otp
            .send(&SendRequest {
                tenant: request.tenant,
                purpose: request.purpose.clone(),
                recipient: request.recipient.clone(),
                network: request.network,
                length: request.length,
                validity: request.validity,
            })
            .await?;
        let draft = Draft {
            tenant: request.tenant,
            class: Class::Otp,
            purpose: Some(request.purpose.as_str().to_owned()),
            metadata: None,
            deadline: Some(deadline(&issued)),
            content: Arc::new(CodeContent {
                otp: Arc::clone(&self.otp),
                templates: Arc::clone(&self.templates),
                brand: Arc::clone(&self.brand),
                challenge: issued.challenge.clone(),
                request,
            }),
        };
        let in_flight = self.gateway.send(draft);
        let id = in_flight.id();
        let watched = {
            let issued = issued.clone();
            let gateway = self.gateway.clone();
            gateway.detach(async move { self.watch(in_flight, issued).await })
        };
        Ok(CodeOnItsWay {
            issued,
            in_flight: InFlight::new(id, watched),
        })
    }

    async fn watch(self, in_flight: InFlight, issued: Issued) -> Result<Outcome, Refusal> {
        let result = in_flight.end().await;
        if reached_nobody(&result)
            && let Err(error) = self.otp.forgive(&issued).await
        {
            tracing::warn!(otp.id = %issued.challenge.id, %error, "the cool-down of a failed send stays");
        }
        result
    }
}

fn deadline(issued: &Issued) -> Timestamp {
    let expires_at = issued.challenge.expires_at;
    expires_at.checked_sub(MARGIN).unwrap_or(expires_at)
}

fn reached_nobody(result: &Result<Outcome, Refusal>) -> bool {
    match result {
        Ok(outcome) => matches!(outcome.end, End::Failed { .. }),
        Err(_) => true,
    }
}
