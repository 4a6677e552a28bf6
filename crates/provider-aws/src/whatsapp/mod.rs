//! WhatsApp through AWS End User Messaging Social.

mod classify;
mod events;
mod media;
mod request;
mod settings;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_socialmessaging::Client;
use aws_sdk_socialmessaging::primitives::Blob;
use msg_core::provider::{AccountSettings, SettingsFault, unmet};
use msg_core::text::VendorText;
use msg_core::{
    Accepted, Capability, Channel, Class, Content, Descriptor, Outbound, Provider, SendError,
};

use crate::exchange::{exchange, unsupported};
use crate::watch::{Progress, Watch};

pub(crate) use self::events::events;
pub use self::settings::{InvalidPhoneNumberId, PhoneNumberId, Settings};

/// What this kind of provider is.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "aws-whatsapp",
    title: "AWS End User Messaging Social (WhatsApp)",
    legacy_name: "AWSWhatsAppProvider",
    channels: &[Channel::WhatsApp],
    capabilities: &[
        Capability::WhatsAppText,
        Capability::WhatsAppMedia,
        Capability::WhatsAppTemplate,
        Capability::WhatsAppReaction,
        Capability::WhatsAppReply,
    ],
    accepted_means: "AWS handed the message to Meta; whether the person can be reached, and may be written to, comes as an event.",
    attempt_timeout: None,
};

/// The declaration of the account's settings.
pub const SETTINGS: &str = include_str!("settings.toml");

/// Makes an account of its settings; calls nothing.
///
/// # Errors
/// Tells an account that nobody set up from one whose settings are wrong, and names every fault.
pub fn build(settings: &AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault> {
    Ok(Arc::new(WhatsAppProvider::new(Settings::from_account(
        settings,
    )?)))
}

/// One WhatsApp number at AWS.
///
/// One message is one call of
/// [`SendWhatsAppMessage`](https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html).
pub struct WhatsAppProvider {
    settings: Settings,
    client: Client,
}

impl WhatsAppProvider {
    /// Takes the settings; calls nothing, and looks for credentials only at the first call.
    pub fn new(settings: Settings) -> Self {
        let client = Client::new(&settings.account.sdk_config());
        Self { settings, client }
    }

    /// Tells the person that their message was read; `message` is the vendor's id of it.
    ///
    /// # Errors
    /// As [`Provider::send`].
    pub async fn mark_read(&self, message: &str) -> Result<(), SendError> {
        let receipt = request::read_receipt(message)?;
        self.post(receipt, Class::Transactional, &[])
            .await
            .map(drop)
    }

    /// Makes the call; the answer is the vendor's id.
    async fn post(
        &self,
        message: Vec<u8>,
        class: Class,
        private: &[&str],
    ) -> Result<Option<String>, SendError> {
        let progress = Progress::default();
        let call = self
            .client
            .send_whats_app_message()
            .origination_phone_number_id(self.settings.phone_number_id.as_str())
            .meta_api_version(&self.settings.meta_api_version)
            .message(Blob::new(message))
            .customize()
            .interceptor(Watch(progress.clone()))
            .send();
        let limit = self.settings.account.limit(class);
        let output = exchange(call, &progress, limit, classify::TABLE, private).await?;
        Ok(output.message_id)
    }
}

#[async_trait]
impl Provider for WhatsAppProvider {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let Content::WhatsApp(content) = &message.content else {
            return Err(unsupported("this account carries WhatsApp messages only"));
        };
        if let Some(capability) = unmet(&message.content, DESCRIPTOR.capabilities).first() {
            let what = format!("AWS has no {}", capability.as_str());
            return Err(unsupported(&what));
        }
        let json = request::json(message, content)?;
        let private = message.content.private();
        match self.post(json, message.class, &private).await? {
            Some(id) if !id.is_empty() => Ok(Accepted::with_id(id)),
            _ => Err(SendError::unknown(VendorText::redact(
                "the answer has no message id",
                &[],
            ))),
        }
    }
}

impl fmt::Debug for WhatsAppProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatsAppProvider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
