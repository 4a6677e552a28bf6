//! Sends text messages, WhatsApp messages and calls through Twilio and understands its webhooks.
//!
//! The interface is the [REST API of 2010-04-01](https://www.twilio.com/docs/usage/api).
//!
//! ```no_run
//! use msg_core::message::SenderId;
//! use provider_twilio::{AccountSid, Login, Settings, SmsSender, TwilioProvider};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let account = AccountSid::parse("AC…")?;
//! let mut settings = Settings::new(account, Login::AuthToken("…".into()));
//! settings.sms_sender = SenderId::parse("+12025550100").map(SmsSender::Id);
//! let provider = TwilioProvider::new(settings)?;
//! # Ok(())
//! # }
//! ```

mod account;
mod api;
mod classify;
mod messages;
mod numbers;
mod request;
mod settings;
mod sid;
mod twiml;
mod webhook;

use std::fmt;

use async_trait::async_trait;
use http_client::Request;
use msg_core::{Accepted, Capability, Channel, Descriptor, Outbound, Provider, SendError};
use secrecy::ExposeSecret;

use crate::api::Api;

pub use crate::account::{build, webhook};
pub use crate::api::{ApiError, Next, Page};
pub use crate::messages::{MessageSearch, Messages, SentMessage};
pub use crate::numbers::{
    AvailableNumber, Callbacks, Country, InvalidCountry, NumberKind, NumberSearch, Numbers,
    OwnedNumber, Purchase, Uses,
};
pub use crate::settings::{API_URL, Login, Settings, SettingsError, SmsSender};
pub use crate::sid::{
    AccountSid, AddressSid, ApiKeySid, BundleSid, ContentSid, InvalidSid, MessageSid, NumberSid,
    ServiceSid,
};
pub use crate::webhook::{SharedKey, TwilioWebhook};

/// The declaration of an account's settings.
pub const SETTINGS: &str = include_str!("settings.toml");

/// What this kind of provider is.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "twilio",
    title: "Twilio",
    legacy_name: "TwilioProvider",
    channels: &[Channel::Sms, Channel::WhatsApp, Channel::Voice],
    capabilities: &[
        Capability::SmsSender,
        Capability::WhatsAppText,
        Capability::WhatsAppMedia,
        Capability::WhatsAppTemplate,
        Capability::Speech,
        Capability::SpokenCode,
    ],
    accepted_means: "Twilio queued the message or call; what becomes of it is reported by status callbacks.",
    attempt_timeout: None,
};

/// One account at Twilio.
pub struct TwilioProvider {
    settings: Settings,
    api: Api,
}

impl TwilioProvider {
    /// Checks the settings; connects to nothing.
    ///
    /// # Errors
    /// Names the setting that can't be used.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let api = Api::new(&settings)?;
        Ok(Self { settings, api })
    }

    /// The messages that the account has.
    pub const fn messages(&self) -> Messages<'_> {
        Messages::of(&self.api)
    }

    /// The phone numbers that the account has or could have.
    pub const fn numbers(&self) -> Numbers<'_> {
        Numbers::of(&self.api)
    }
}

#[async_trait]
impl Provider for TwilioProvider {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let form = request::form(message, &self.settings)?;
        let request = Request::post(self.api.url(&[form.resource.path()]));
        let answer = self.api.send(request.form(form.fields)).await?;
        let mut private = message.content.private();
        private.push(self.settings.login.secret().expose_secret());
        classify::outcome(&answer, form.own_sender, &private)
    }
}

impl fmt::Debug for TwilioProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioProvider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
