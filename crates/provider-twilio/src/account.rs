//! From the settings of an account, as [`SETTINGS`](crate::SETTINGS) declares them, to a provider.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use http_client::{BaseUrl, Url};
use msg_core::message::SenderId;
use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, KeyFault, SettingsFault};
use msg_core::{PhoneNumber, Provider};

use crate::TwilioProvider;
use crate::settings::{Login, Settings, SettingsError, SmsSender};
use crate::sid::{AccountSid, ApiKeySid, ServiceSid};
use crate::webhook::{SharedKey, TwilioWebhook};

/// Makes an account of its settings; connects to nothing.
///
/// # Errors
/// Without an account SID the account is incomplete; else every setting that can't be used is named.
pub fn build(settings: &AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault> {
    let settings = read(settings)?;
    let login = settings.login.clone();
    let provider = TwilioProvider::new(settings).map_err(|error| named(error, &login))?;
    Ok(Arc::new(provider))
}

/// Makes the webhook of an account. Without an auth token or a shared key it refuses everything.
///
/// # Errors
/// Names a shared key without its secret, or the other way round.
pub fn webhook(settings: &AccountSettings) -> Result<TwilioWebhook, KeyFault> {
    let keys = shared_key(settings)?.into_iter().collect();
    Ok(TwilioWebhook::new(settings.secret("auth_token"), keys))
}

fn read(from: &AccountSettings) -> Result<Settings, SettingsFault> {
    let sid = given_account(from)?;
    let mut faults = Vec::new();
    let sid =
        AccountSid::parse(sid).map_err(|error| KeyFault::new("account_sid", error.to_string()));
    let sid = kept(sid.map(Some), &mut faults);
    let login = kept(login(from).map(Some), &mut faults);
    let sms_sender = kept(sms_sender(from), &mut faults);
    let whatsapp_number = kept(whatsapp_number(from), &mut faults);
    let status_callback = kept(status_callback(from), &mut faults);
    let language = kept(language(from), &mut faults);
    let api_url = kept(base_url(from, "api_url"), &mut faults);
    let numbers_api_url = kept(base_url(from, "numbers_api_url"), &mut faults);
    kept(webhook(from).map(Some), &mut faults);
    let (Some(sid), Some(login), true) = (sid, login, faults.is_empty()) else {
        return Err(faults.into());
    };
    let mut settings = Settings::new(sid, login);
    let number = from.text("phone_number").map(PhoneNumber::parse);
    // Calls have no use for short codes and names.
    settings.voice_number = number.and_then(Result::ok);
    settings.sms_sender = sms_sender;
    settings.whatsapp_number = whatsapp_number;
    settings.status_callback = status_callback;
    settings.smart_encoding = from.flag("smart_encoding").unwrap_or_default();
    settings.voice = from.text("voice").map(str::to_owned);
    settings.language = language;
    settings.api_url = api_url.unwrap_or(settings.api_url);
    settings.numbers_api_url = numbers_api_url;
    if let Some(limit) = from.duration(ATTEMPT_TIMEOUT) {
        // Shorter than the gateway's own limit, so that the provider can still say what is certain.
        settings.client.timeout = limit.mul_f32(0.95);
    }
    Ok(settings)
}

/// The value, or nothing and one more fault: whoever builds an account hears of all of them at once.
fn kept<T>(value: Result<Option<T>, KeyFault>, faults: &mut Vec<KeyFault>) -> Option<T> {
    value.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    })
}

fn given_account(from: &AccountSettings) -> Result<&str, SettingsFault> {
    if let Some(sid) = from.text("account_sid") {
        return Ok(sid);
    }
    // A number or a URL alone is what a copied template leaves behind; credentials are meant.
    let meant = ["auth_token", "api_key", "api_secret", "webhook_secret"];
    let mut meant = meant.into_iter();
    match meant.find(|key| from.is_given(key)) {
        Some(meant) => Err(KeyFault::needs(meant, "account_sid", "set it too").into()),
        None => Err(SettingsFault::Incomplete { key: "account_sid" }),
    }
}

/// By the API key where there is one: the auth token is then for callbacks alone.
fn login(from: &AccountSettings) -> Result<Login, KeyFault> {
    let both = "set both or neither";
    match (
        from.text("api_key"),
        from.secret("api_secret"),
        from.secret("auth_token"),
    ) {
        (Some(key), Some(secret), _) => Ok(Login::ApiKey {
            key: ApiKeySid::parse(key)
                .map_err(|error| KeyFault::new("api_key", error.to_string()))?,
            secret: secret.clone(),
        }),
        (Some(_), None, _) => Err(KeyFault::needs("api_key", "api_secret", both)),
        (None, Some(_), _) => Err(KeyFault::needs("api_secret", "api_key", both)),
        (None, None, Some(token)) => Ok(Login::AuthToken(token.clone())),
        (None, None, None) => {
            let fix = "set it, or `api_key` and `api_secret`";
            Err(KeyFault::needs("account_sid", "auth_token", fix))
        }
    }
}

fn sms_sender(from: &AccountSettings) -> Result<Option<SmsSender>, KeyFault> {
    let number = from.text("phone_number").map(|text| {
        let fix =
            "write a number such as +12025550100, a short code, or a name of at most 11 letters";
        SenderId::parse(text)
            .ok_or_else(|| KeyFault::new("phone_number", format!("`{text}` is no sender; {fix}")))
    });
    let number = number.transpose()?;
    let service = from.text("messaging_service_sid").map(ServiceSid::parse);
    let service = service.transpose();
    let service =
        service.map_err(|error| KeyFault::new("messaging_service_sid", error.to_string()))?;
    Ok(service
        .map(SmsSender::Service)
        .or(number.map(SmsSender::Id)))
}

/// With or without the `whatsapp:` that Twilio's own pages write before it.
fn whatsapp_number(from: &AccountSettings) -> Result<Option<PhoneNumber>, KeyFault> {
    let number = from.text("whatsapp_number").map(|text| {
        PhoneNumber::parse(text.strip_prefix("whatsapp:").unwrap_or(text))
            .map_err(|error| KeyFault::new("whatsapp_number", error.to_string()))
    });
    number.transpose()
}

fn status_callback(from: &AccountSettings) -> Result<Option<Url>, KeyFault> {
    let Some(text) = from.text("status_callback_url") else {
        return Ok(None);
    };
    let fault = |complaint: &str| {
        let fix = "write such as https://herald.example.com/api/webhooks/twilio";
        KeyFault::new("status_callback_url", format!("{complaint}; {fix}"))
    };
    let url = Url::parse(text).map_err(|_| fault("it is not a URL"))?;
    if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
        return Err(fault("it is not a web address"));
    }
    // https://www.twilio.com/docs/api/errors/21609
    if url.host_str().is_some_and(|host| host.contains('_')) {
        return Err(fault("Twilio takes no host name with `_`"));
    }
    if url.scheme() == "http" && from.is_production() {
        return Err(fault("without TLS, others could read who gets messages"));
    }
    Ok(Some(url))
}

fn base_url(from: &AccountSettings, key: &'static str) -> Result<Option<BaseUrl>, KeyFault> {
    let url = from.text(key).map(BaseUrl::parse).transpose();
    url.map_err(|error| KeyFault::new(key, error.to_string()))
}

fn language(from: &AccountSettings) -> Result<Option<String>, KeyFault> {
    let Some(text) = from.text("language") else {
        return Ok(None);
    };
    let is_tag = (2..=35).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_tag {
        return Ok(Some(text.to_owned()));
    }
    let complaint = format!("`{text}` is not a language; write such as en-US");
    Err(KeyFault::new("language", complaint))
}

fn shared_key(from: &AccountSettings) -> Result<Option<SharedKey>, KeyFault> {
    let both = "set both or neither";
    match (from.text("webhook_key"), from.secret("webhook_secret")) {
        (None, None) => Ok(None),
        (Some(id), Some(secret)) => Ok(Some(SharedKey::new(id, secret))),
        (Some(_), None) => Err(KeyFault::needs("webhook_key", "webhook_secret", both)),
        (None, Some(_)) => Err(KeyFault::needs("webhook_secret", "webhook_key", both)),
    }
}

fn named(error: SettingsError, login: &Login) -> KeyFault {
    let key = match (error, login) {
        (SettingsError::Secret(_), Login::AuthToken(_)) => "auth_token",
        (SettingsError::Secret(_), Login::ApiKey { .. }) => "api_secret",
        (SettingsError::Client(_), _) => "api_url",
    };
    KeyFault::new(key, error.to_string())
}
