//! From the settings of an account, as [`SETTINGS`](crate::SETTINGS) declares them, to a provider.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use http_client::BaseUrl;
use msg_core::Provider;
use msg_core::address::Mailbox;
use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, KeyFault, SettingsFault};
use msg_core::text::HeaderText;
use secrecy::SecretString;

use crate::settings::{Region, Settings, SettingsError, Tracking};
use crate::{EventWebhook, InboundWebhook, InvalidKey, SendGridProvider};

/// Makes an account of its settings; connects to nothing.
///
/// # Errors
/// Without a key the account is incomplete; else every setting that can't be used is named.
pub fn build(settings: &AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault> {
    let settings = read(settings)?;
    let provider = SendGridProvider::new(settings).map_err(KeyFault::from)?;
    Ok(Arc::new(provider))
}

/// Makes the event webhook of an account. Without its key it refuses everything.
///
/// # Errors
/// Names a key that is none.
pub fn event_webhook(settings: &AccountSettings) -> Result<EventWebhook, KeyFault> {
    let webhook = with_key(settings, "webhook_public_key", EventWebhook::new)?;
    Ok(webhook.unwrap_or(EventWebhook::CLOSED))
}

/// Makes the webhook for mail that comes in to an account. Without its key it refuses everything.
///
/// # Errors
/// Names a key that is none.
pub fn inbound_webhook(settings: &AccountSettings) -> Result<InboundWebhook, KeyFault> {
    let webhook = with_key(settings, "inbound_public_key", InboundWebhook::new)?;
    Ok(webhook.unwrap_or(InboundWebhook::CLOSED))
}

fn with_key<T>(
    settings: &AccountSettings,
    key: &'static str,
    make: impl FnOnce(&str) -> Result<T, InvalidKey>,
) -> Result<Option<T>, KeyFault> {
    let made = settings.text(key).map(make).transpose();
    made.map_err(|error| KeyFault::new(key, error.to_string()))
}

fn read(from: &AccountSettings) -> Result<Settings, SettingsFault> {
    let api_key = given_key(from)?;
    let mut faults = Vec::new();
    let mut keep = |fault: KeyFault| faults.push(fault);
    let sender = sender(from).map_err(&mut keep).ok();
    let base_url = base_url(from).map_err(&mut keep).ok();
    // A wrong key is heard of when the account is made, not when the first event comes.
    event_webhook(from).map_or_else(&mut keep, drop);
    inbound_webhook(from).map_or_else(&mut keep, drop);
    let (Some(sender), Some(base_url), true) = (sender, base_url, faults.is_empty()) else {
        return Err(faults.into());
    };
    let mut settings = Settings::new(api_key, sender);
    settings.base_url = base_url;
    settings.sandbox = from.flag("sandbox_mode").unwrap_or_default();
    settings.clicks = tracking(from, "click_tracking");
    settings.opens = tracking(from, "open_tracking");
    settings.ip_pool = from.text("ip_pool").map(str::to_owned);
    let group = from.integer("unsubscribe_group");
    settings.unsubscribe_group = group.and_then(|group| group.try_into().ok());
    if let Some(limit) = from.duration(ATTEMPT_TIMEOUT) {
        // Shorter than the gateway's own limit, so that the provider can still say what is certain.
        settings.client.timeout = limit.mul_f32(0.95);
    }
    if from.is_production() && settings.sandbox {
        let text = "in sandbox mode no message is ever delivered; turn it off";
        return Err(KeyFault::new("sandbox_mode", text).into());
    }
    Ok(settings)
}

fn given_key(from: &AccountSettings) -> Result<SecretString, SettingsFault> {
    let key = from.secret("api_key");
    key.cloned()
        .ok_or(SettingsFault::Incomplete { key: "api_key" })
}

fn sender(from: &AccountSettings) -> Result<Mailbox, KeyFault> {
    let fix = "set the sender's address";
    let address = from.email("from_email").cloned();
    let address = address.ok_or_else(|| KeyFault::needs("api_key", "from_email", fix))?;
    let name = from.text("from_name").map(HeaderText::new).transpose();
    let name = name.map_err(|error| KeyFault::new("from_name", error.to_string()))?;
    Ok(Mailbox { name, address })
}

fn base_url(from: &AccountSettings) -> Result<BaseUrl, KeyFault> {
    let region = match from.text("region") {
        Some("eu") => Region::Eu,
        _ => Region::Global,
    };
    let Some(url) = from.text("api_url") else {
        return Ok(region.base_url());
    };
    BaseUrl::parse(url).map_err(|error| KeyFault::new("api_url", error.to_string()))
}

fn tracking(from: &AccountSettings, key: &str) -> Tracking {
    match from.text(key) {
        Some("on") => Tracking::On,
        Some("off") => Tracking::Off,
        _ => Tracking::AsAccount,
    }
}

impl From<SettingsError> for KeyFault {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::ApiKey(why) => Self::new("api_key", why.to_string()),
            SettingsError::Client(why) => Self::new("api_url", why.to_string()),
        }
    }
}
