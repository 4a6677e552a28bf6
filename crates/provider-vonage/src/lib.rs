//! Sends text messages through Vonage (formerly Nexmo) and understands its receipts.
//!
//! The interface is the [SMS API](https://developer.vonage.com/en/messaging/sms/overview).
//!
//! ```no_run
//! use msg_core::message::SenderId;
//! use provider_vonage::{Settings, VonageProvider};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let from = SenderId::parse("Shop").ok_or("not a sender")?;
//! let provider = VonageProvider::new(Settings::new("abcd1234", "…".into(), from))?;
//! # Ok(())
//! # }
//! ```

mod account;
mod classify;
mod request;
mod settings;
mod webhook;

use std::fmt;

use async_trait::async_trait;
use http_client::{Client, InvalidClient, Request, Url};
use msg_core::{Accepted, Capability, Channel, Content, Descriptor, Outbound, Provider, SendError};
use secrecy::ExposeSecret;

use crate::request::unsupported;

pub use crate::account::{build, webhook};
pub use crate::settings::Settings;
pub use crate::webhook::{SignatureMethod, VonageWebhook};

/// The declaration of an account's settings.
pub const SETTINGS: &str = include_str!("settings.toml");

/// What this kind of provider is.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "vonage",
    title: "Vonage",
    legacy_name: "VonageProvider",
    channels: &[Channel::Sms],
    capabilities: &[Capability::SmsSender],
    accepted_means: "Vonage queued every part of the message; whether it is delivered is reported by delivery receipts.",
    attempt_timeout: None,
};

/// One account at Vonage.
pub struct VonageProvider {
    settings: Settings,
    client: Client,
    url: Url,
}

impl VonageProvider {
    /// Loads the certificates; connects to nothing.
    ///
    /// # Errors
    /// Names what can't be used.
    pub fn new(settings: Settings) -> Result<Self, InvalidClient> {
        let client = Client::new(&settings.client)?;
        let url = settings.base_url.join(&["sms", "json"]);
        Ok(Self {
            settings,
            client,
            url,
        })
    }
}

#[async_trait]
impl Provider for VonageProvider {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let Content::Sms(sms) = &message.content else {
            return Err(unsupported(
                "this kind of account carries text messages only",
            ));
        };
        let fields = request::fields(message, sms, &self.settings);
        let request = Request::post(self.url.clone()).form(fields);
        let answer = self.client.send(request).await?;
        let mut private = message.content.private();
        private.push(self.settings.api_secret.expose_secret());
        classify::outcome(&answer, &private)
    }
}

impl fmt::Debug for VonageProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VonageProvider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
