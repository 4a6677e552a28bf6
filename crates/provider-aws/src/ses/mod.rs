//! E-mail through Amazon SES, version 2 of its API.

mod classify;
mod events;
mod identity;
mod mailbox;
mod request;
mod settings;
mod state;
mod suppression;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_sesv2::Client;
use msg_core::provider::{AccountSettings, SettingsFault, unmet};
use msg_core::text::VendorText;
use msg_core::{Accepted, Capability, Channel, Content, Descriptor, Outbound, Provider, SendError};

use crate::exchange::{exchange, unsupported};
use crate::watch::{Progress, Watch};

pub(crate) use self::events::events;
pub use self::identity::{CnameRecord, Identity};
pub use self::settings::Settings;
pub use self::state::AccountState;
pub use self::suppression::SuppressionReason;

/// What this kind of provider is.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "aws-ses",
    title: "Amazon SES",
    legacy_name: "AWSSESProvider",
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
    accepted_means: "SES took the message and gave it an id; it may still not send it, and bounces and complaints come as events.",
    attempt_timeout: None,
};

/// The declaration of the account's settings.
pub const SETTINGS: &str = include_str!("settings.toml");

/// Makes an account of its settings; calls nothing.
///
/// # Errors
/// Tells an account that nobody set up from one whose settings are wrong, and names every fault.
pub fn build(settings: &AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault> {
    Ok(Arc::new(SesProvider::new(Settings::from_account(
        settings,
    )?)))
}

/// One account at Amazon SES in one region.
///
/// One message, with its copies, is one call of
/// [`SendEmail`](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html).
pub struct SesProvider {
    settings: Settings,
    client: Client,
}

impl SesProvider {
    /// Takes the settings; calls nothing, and looks for credentials only at the first call.
    pub fn new(settings: Settings) -> Self {
        let client = Client::new(&settings.account.sdk_config());
        Self { settings, client }
    }
}

#[async_trait]
impl Provider for SesProvider {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let Content::Email(email) = &message.content else {
            return Err(unsupported("Amazon SES carries e-mail only"));
        };
        if let Some(capability) = unmet(&message.content, DESCRIPTOR.capabilities).first() {
            let what = format!("Amazon SES has no {}", capability.as_str());
            return Err(unsupported(&what));
        }
        let request = request::build(message, email, &self.settings)?;
        let progress = Progress::default();
        let call = request
            .send_with(&self.client)
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

impl fmt::Debug for SesProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SesProvider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
