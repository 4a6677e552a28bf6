//! Text messages through Amazon SNS.

mod attributes;
mod classify;
#[cfg(any(feature = "ses", feature = "whatsapp"))]
mod confirm;
mod opt_out;
mod request;
mod sandbox;
mod settings;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_sns::Client;
use msg_core::provider::{AccountSettings, SettingsFault};
use msg_core::text::VendorText;
use msg_core::{Accepted, Capability, Channel, Content, Descriptor, Outbound, Provider, SendError};

use crate::exchange::{exchange, unsupported};
use crate::watch::{Progress, Watch};

pub use self::attributes::SmsAttributes;
#[cfg(any(feature = "ses", feature = "whatsapp"))]
pub use self::confirm::Confirmer;
pub use self::opt_out::OptedOut;
pub use self::sandbox::SandboxNumber;
pub use self::settings::{InvalidPrice, MaxPrice, Settings};

/// What this kind of provider is.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "aws-sns",
    title: "Amazon SNS",
    legacy_name: "AWSSNSProvider",
    channels: &[Channel::Sms],
    capabilities: &[Capability::SmsSender],
    accepted_means: "SNS took the message; whether it is sent, blocked or delivered shows only in the account's CloudWatch logs.",
    attempt_timeout: None,
};

/// The declaration of the account's settings.
pub const SETTINGS: &str = include_str!("settings.toml");

/// Makes an account of its settings; calls nothing.
///
/// # Errors
/// Tells an account that nobody set up from one whose settings are wrong, and names every fault.
pub fn build(settings: &AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault> {
    Ok(Arc::new(SnsProvider::new(Settings::from_account(
        settings,
    )?)))
}

/// One account at Amazon SNS in one region.
///
/// One message is one call of [`Publish`](https://docs.aws.amazon.com/sns/latest/api/API_Publish.html).
/// SNS has no field that would carry our id, and sends no receipts.
pub struct SnsProvider {
    settings: Settings,
    client: Client,
}

impl SnsProvider {
    /// Takes the settings; calls nothing, and looks for credentials only at the first call.
    pub fn new(settings: Settings) -> Self {
        let client = Client::new(&settings.account.sdk_config());
        Self { settings, client }
    }
}

#[async_trait]
impl Provider for SnsProvider {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let Content::Sms(sms) = &message.content else {
            return Err(unsupported("Amazon SNS carries text messages only"));
        };
        let attributes = request::attributes(message.class, sms, &self.settings)?;
        let progress = Progress::default();
        let call = self
            .client
            .publish()
            .phone_number(sms.to.as_str())
            .message(sms.text.expose())
            .set_message_attributes(Some(attributes))
            .customize()
            .interceptor(Watch(progress.clone()))
            .send();
        let limit = self.settings.account.limit(message.class);
        let private = message.content.private();
        let output = exchange(call, &progress, limit, classify::TABLE, &private).await?;
        match output.message_id() {
            Some(id) if !id.is_empty() => Ok(Accepted::with_id(id)),
            _ => Err(SendError::unknown(VendorText::redact(
                "the answer has no message id",
                &[],
            ))),
        }
    }
}

impl fmt::Debug for SnsProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnsProvider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
