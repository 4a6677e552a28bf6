//! From the settings of an account, as [`SETTINGS`](crate::SETTINGS) declares them, to a provider.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use http_client::{BaseUrl, Url};
use msg_core::Provider;
use msg_core::message::SenderId;
use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, KeyFault, SettingsFault};

use crate::MessageBirdProvider;
use crate::settings::{Settings, SettingsError};
use crate::webhook::MessageBirdWebhook;

/// Makes an account of its settings; connects to nothing.
///
/// # Errors
/// Without an access key the account is incomplete; else every setting that can't be used is named.
pub fn build(settings: &AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault> {
    let provider = MessageBirdProvider::new(read(settings)?).map_err(|error| match error {
        SettingsError::AccessKey(error) => KeyFault::new("access_key", error.to_string()),
        SettingsError::Client(error) => KeyFault::new("api_url", error.to_string()),
    })?;
    Ok(Arc::new(provider))
}

/// Makes the webhook of an account, for reports and for messages that come in. Without its key it refuses everything.
pub fn webhook(settings: &AccountSettings) -> MessageBirdWebhook {
    let key = settings.secret("signing_key");
    key.map_or(MessageBirdWebhook::CLOSED, MessageBirdWebhook::new)
}

fn read(from: &AccountSettings) -> Result<Settings, SettingsFault> {
    let Some(access_key) = from.secret("access_key") else {
        if from.is_given("signing_key") {
            return Err(KeyFault::needs("signing_key", "access_key", "set it too").into());
        }
        return Err(SettingsFault::Incomplete { key: "access_key" });
    };
    let mut faults = Vec::new();
    let mut keep = |fault: KeyFault| faults.push(fault);
    let sender = sender(from).map_err(&mut keep).ok();
    let report_url = report_url(from).map_err(&mut keep).ok();
    let base_url = base_url(from).map_err(&mut keep).ok();
    let (Some(sender), Some(report_url), Some(base_url)) = (sender, report_url, base_url) else {
        return Err(faults.into());
    };
    let mut settings = Settings::new(access_key.clone(), sender);
    settings.report_url = report_url;
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
    let text = text.ok_or_else(|| KeyFault::needs("access_key", "from", "set the sender"))?;
    SenderId::parse(text).ok_or_else(|| {
        let forms = "a number such as `+12025550123`, a short code, or 1 to 11 letters and digits";
        KeyFault::new("from", format!("`{text}` is not a sender; write {forms}"))
    })
}

/// The vendor calls it from outside, so that it has to be a whole address that can be called.
fn report_url(from: &AccountSettings) -> Result<Option<Url>, KeyFault> {
    let Some(text) = from.text("report_url") else {
        return Ok(None);
    };
    let url = Url::parse(text).ok().filter(|url| url.scheme() == "https");
    let fix = "write the whole address of the webhook, beginning with https://";
    url.map(Some)
        .ok_or_else(|| KeyFault::new("report_url", format!("`{text}` can't be called; {fix}")))
}

fn base_url(from: &AccountSettings) -> Result<Option<BaseUrl>, KeyFault> {
    let parsed = from.text("api_url").map(BaseUrl::parse).transpose();
    parsed.map_err(|error| KeyFault::new("api_url", error.to_string()))
}
