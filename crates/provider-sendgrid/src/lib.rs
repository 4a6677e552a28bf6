//! Sends e-mail through SendGrid and understands its webhooks.
//!
//! The interface is [v3 Mail Send](https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send).
//!
//! ```no_run
//! use msg_core::EmailAddress;
//! use provider_sendgrid::{SendGridProvider, Settings};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let from = EmailAddress::parse("shop@example.com")?;
//! let settings = Settings::new("SG.…".into(), from.into());
//! let provider = SendGridProvider::new(settings)?;
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
use http_client::{Authorization, Client, Request, Url};
use msg_core::provider::unmet;
use msg_core::{Accepted, Capability, Channel, Content, Descriptor, Outbound, Provider, SendError};
use secrecy::ExposeSecret;

use crate::request::unsupported;

pub use crate::account::{build, event_webhook, inbound_webhook};
pub use crate::settings::{Region, Settings, SettingsError, Tracking};
pub use crate::webhook::{EventWebhook, InboundWebhook, InvalidKey};

/// The declaration of an account's settings.
pub const SETTINGS: &str = include_str!("settings.toml");

/// What this kind of provider is.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "sendgrid",
    title: "SendGrid",
    legacy_name: "SendGridProvider",
    channels: &[Channel::Email],
    capabilities: &[
        Capability::Html,
        Capability::Copies,
        Capability::ReplyTo,
        Capability::Attachments,
        Capability::InlineImages,
        Capability::ExtraHeaders,
        Capability::Tags,
    ],
    accepted_means: "SendGrid queued the message; whether it is delivered is reported by the event webhook.",
    attempt_timeout: None,
};

/// One account at SendGrid.
pub struct SendGridProvider {
    settings: Settings,
    client: Client,
    authorization: Authorization,
    url: Url,
}

impl SendGridProvider {
    /// Checks the settings; connects to nothing.
    ///
    /// # Errors
    /// Names the setting that can't be used.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let authorization = Authorization::bearer(&settings.api_key)?;
        let client = Client::new(&settings.client)?;
        let url = settings.base_url.join(&["v3", "mail", "send"]);
        Ok(Self {
            settings,
            client,
            authorization,
            url,
        })
    }
}

#[async_trait]
impl Provider for SendGridProvider {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let Content::Email(email) = &message.content else {
            return Err(unsupported("SendGrid carries e-mail only"));
        };
        if let Some(capability) = unmet(&message.content, DESCRIPTOR.capabilities).first() {
            let what = format!("SendGrid has no {}", capability.as_str());
            return Err(unsupported(&what));
        }
        let body = request::body(message, email, &self.settings)?;
        let request = Request::post(self.url.clone())
            .authorization(&self.authorization)
            .content("application/json", body);
        let answer = self.client.send(request).await?;
        let mut private = message.content.private();
        private.push(self.settings.api_key.expose_secret());
        classify::outcome(&answer, self.settings.sandbox, &private)
    }
}

impl fmt::Debug for SendGridProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendGridProvider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
