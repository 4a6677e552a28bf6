//! Sends text messages through `MessageBird` (now Bird) and understands its reports.
//!
//! The interface is the [SMS API](https://developers.messagebird.com/api/sms-messaging/).
//!
//! ```no_run
//! use msg_core::message::SenderId;
//! use provider_messagebird::{MessageBirdProvider, Settings};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let from = SenderId::parse("Shop").ok_or("not a sender")?;
//! let provider = MessageBirdProvider::new(Settings::new("…key…".into(), from))?;
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
use msg_core::{Accepted, Capability, Channel, Content, Descriptor, Outbound, Provider, SendError};
use secrecy::ExposeSecret;

use crate::request::unsupported;

pub use crate::account::{build, webhook};
pub use crate::settings::{Settings, SettingsError};
pub use crate::webhook::MessageBirdWebhook;

/// The declaration of an account's settings.
pub const SETTINGS: &str = include_str!("settings.toml");

/// What this kind of provider is.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "messagebird",
    title: "MessageBird (Bird)",
    legacy_name: "MessageBirdProvider",
    channels: &[Channel::Sms],
    capabilities: &[Capability::SmsSender],
    accepted_means: "MessageBird made a message of it; whether it is delivered is told by status reports.",
    attempt_timeout: None,
};

/// One account at `MessageBird`.
pub struct MessageBirdProvider {
    settings: Settings,
    client: Client,
    authorization: Authorization,
    url: Url,
}

impl MessageBirdProvider {
    /// Checks the access key and loads the certificates; connects to nothing.
    ///
    /// # Errors
    /// Names what can't be used.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let authorization = Authorization::scheme("AccessKey", &settings.access_key)?;
        let client = Client::new(&settings.client)?;
        let url = settings.base_url.join(&["messages"]);
        Ok(Self {
            settings,
            client,
            authorization,
            url,
        })
    }
}

#[async_trait]
impl Provider for MessageBirdProvider {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let Content::Sms(sms) = &message.content else {
            return Err(unsupported(
                "this kind of account carries text messages only",
            ));
        };
        let body = request::body(message, sms, &self.settings)?;
        let request = Request::post(self.url.clone())
            .authorization(&self.authorization)
            .json(&body)
            .map_err(|_| unsupported("the message can't be written as JSON"))?;
        let answer = self.client.send(request).await?;
        let mut private = message.content.private();
        private.push(self.settings.access_key.expose_secret());
        classify::outcome(&answer, &private)
    }
}

impl fmt::Debug for MessageBirdProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageBirdProvider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
