//! From the settings of an account, as [`SETTINGS`](crate::SETTINGS) declares them, to a provider.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use http_client::BaseUrl;
use msg_core::Provider;
use msg_core::message::SenderId;
use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, KeyFault, SettingsFault};

use crate::VonageProvider;
use crate::settings::Settings;
use crate::webhook::{SignatureMethod, VonageWebhook};

/// Makes an account of its settings; connects to nothing.
///
/// # Errors
/// Without key and secret the account is incomplete; else every setting that can't be used is named.
pub fn build(settings: &AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault> {
    let provider = VonageProvider::new(read(settings)?);
    let provider = provider.map_err(|error| KeyFault::new("api_url", error.to_string()))?;
    Ok(Arc::new(provider))
}

/// Makes the webhook of an account, for receipts and for messages that come in. Without its secret it refuses everything.
pub fn webhook(settings: &AccountSettings) -> VonageWebhook {
    let method = match settings.text("signature_method") {
        Some("sha512") => SignatureMethod::Sha512,
        _ => SignatureMethod::Sha256,
    };
    match settings.secret("signature_secret") {
        Some(secret) => VonageWebhook::new(secret, method),
        None => VonageWebhook::CLOSED,
    }
}

fn read(from: &AccountSettings) -> Result<Settings, SettingsFault> {
    let both = "set both or neither";
    let (key, secret) = match (from.text("api_key"), from.secret("api_secret")) {
        (Some(key), Some(secret)) => (key, secret),
        (Some(_), None) => return Err(KeyFault::needs("api_key", "api_secret", both).into()),
        (None, Some(_)) => return Err(KeyFault::needs("api_secret", "api_key", both).into()),
        (None, None) if from.is_given("signature_secret") => {
            return Err(KeyFault::needs("signature_secret", "api_key", "set it too").into());
        }
        (None, None) => return Err(SettingsFault::Incomplete { key: "api_key" }),
    };
    let mut faults = Vec::new();
    let mut keep = |fault: KeyFault| faults.push(fault);
    let sender = sender(from).map_err(&mut keep).ok();
    let base_url = base_url(from).map_err(&mut keep).ok();
    let (Some(sender), Some(base_url)) = (sender, base_url) else {
        return Err(faults.into());
    };
    let mut settings = Settings::new(key, secret.clone(), sender);
    if let Some(base_url) = base_url {
        settings.base_url = base_url;
    }
    if let Some(limit) = from.duration(ATTEMPT_TIMEOUT) {
        // Shorter than the gateway's own limit, so that the provider can still say what is certain.
        settings.client.timeout = limit.mul_f32(0.95);
    }
    Ok(settings)
}

fn sender(from: &AccountSettings) -> Result<SenderId, KeyFault> {
    let text = from.text("from");
    let text = text.ok_or_else(|| KeyFault::needs("api_key", "from", "set the sender"))?;
    SenderId::parse(text).ok_or_else(|| {
        let forms = "a number such as `+12025550123`, a short code, or 1 to 11 letters and digits";
        KeyFault::new("from", format!("`{text}` is not a sender; write {forms}"))
    })
}

fn base_url(from: &AccountSettings) -> Result<Option<BaseUrl>, KeyFault> {
    let parsed = from.text("api_url").map(BaseUrl::parse).transpose();
    parsed.map_err(|error| KeyFault::new("api_url", error.to_string()))
}
