//! From the settings of an account, as [`SETTINGS`](crate::SETTINGS) declares them, to a provider.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use http_client::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING,
};
use http_client::{ClearText, ClientSettings, HeaderName, HeaderValue, InvalidClient, Method, Url};
use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, KeyFault, SettingsFault};
use msg_core::{Channel, Provider};
use secrecy::SecretString;

use crate::answer::{InvalidRule, Meaning, Pointer, Rules, Statuses};
use crate::request::default_header;
use crate::settings::{Auth, Settings, endpoint};
use crate::template::{BodyTemplate, Format};
use crate::{HttpProvider, Unusable};

/// Makes an account of its settings; connects to nothing.
///
/// # Errors
/// Without a URL the account is incomplete; else every setting that can't be used is named.
pub fn build(settings: &AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault> {
    let made = read(settings)?;
    let provider = HttpProvider::new(made).map_err(|unusable| fault(&unusable, settings))?;
    Ok(Arc::new(provider))
}

fn read(from: &AccountSettings) -> Result<Settings, SettingsFault> {
    let Some(url) = from.text("url") else {
        return match ["secret", "body", "body_file"]
            .iter()
            .find(|key| from.is_given(key))
        {
            Some(meant) => Err(KeyFault::needs(meant, "url", "set it too").into()),
            None => Err(SettingsFault::Incomplete { key: "url" }),
        };
    };
    let mut faults = Faults::default();
    let url = faults.keep(read_url(url, from));
    let body = faults.keep(body(from));
    let auth = faults.keep(auth(from));
    let headers = faults.keep_all(headers(from));
    let channels = faults.keep(channels(from));
    let content_type = faults.keep(content_type(from));
    let rules = rules(from, &mut faults);
    let (Some(url), Some(body), Some(auth), Some(channels), Some(content_type)) =
        (url, body, auth, channels, content_type)
    else {
        return Err(faults.0.into());
    };
    if !faults.0.is_empty() {
        return Err(faults.0.into());
    }
    let mut settings = Settings::new(url, body);
    settings.auth = auth;
    settings.headers = headers;
    settings.channels = channels;
    settings.content_type = content_type;
    settings.rules = rules;
    settings.method = method(from);
    settings.from = from.text("from").map(str::to_owned);
    settings.client = client(from);
    Ok(settings)
}

#[derive(Default)]
struct Faults(Vec<KeyFault>);

impl Faults {
    fn keep<T>(&mut self, result: Result<T, KeyFault>) -> Option<T> {
        result.map_err(|fault| self.0.push(fault)).ok()
    }

    fn keep_all<T>(&mut self, results: Vec<Result<T, KeyFault>>) -> Vec<T> {
        let kept = results.into_iter().filter_map(|result| self.keep(result));
        kept.collect()
    }
}

fn read_url(text: &str, from: &AccountSettings) -> Result<Url, KeyFault> {
    let clear_text = match from.flag("clear_text") {
        Some(true) => ClearText::Anywhere,
        _ => ClearText::Loopback,
    };
    endpoint(text, clear_text).map_err(|error| KeyFault::new("url", error.to_string()))
}

fn body(from: &AccountSettings) -> Result<BodyTemplate, KeyFault> {
    let format = match from.text("format") {
        Some("form") => Format::Form,
        Some("xml") => Format::Xml,
        Some("text") => Format::Text,
        _ => Format::Json,
    };
    let source = match (from.text("body"), from.file("body_file")) {
        (Some(_), Some(_)) => {
            let fix = "`body` is set too; leave one of them out";
            return Err(KeyFault::new("body_file", fix));
        }
        (Some(source), None) => source,
        // Editors end files with a line break.
        (None, Some(source)) => source.trim_end(),
        (None, None) if format == Format::Json => BodyTemplate::EVERYTHING,
        (None, None) => {
            let fix = "only the JSON body has a template of its own";
            return Err(KeyFault::needs("format", "body", fix));
        }
    };
    BodyTemplate::parse(source, format)
        .map_err(|error| KeyFault::new(body_key(from), error.to_string()))
}

fn body_key(from: &AccountSettings) -> &'static str {
    if from.file("body_file").is_some() {
        "body_file"
    } else {
        "body"
    }
}

fn auth(from: &AccountSettings) -> Result<Auth, KeyFault> {
    let kind = from.text("auth").unwrap_or("none");
    if kind == "none" {
        return match from.secret("secret") {
            None => Ok(Auth::None),
            Some(_) => Err(KeyFault::new("auth", "`secret` is set; say how to show it")),
        };
    }
    let secret = from.secret("secret").cloned();
    let secret: SecretString =
        secret.ok_or_else(|| KeyFault::needs("auth", "secret", "set it too"))?;
    let header = match from.text("auth_header") {
        Some(name) => header_name(name, "auth_header")?,
        None => default_header(kind),
    };
    let scheme = from.text("auth_scheme").map(str::to_owned);
    Ok(match kind {
        "basic" => {
            let user = from.text("user");
            let user = user.ok_or_else(|| KeyFault::needs("auth", "user", "set it too"))?;
            Auth::Basic {
                user: user.to_owned(),
                password: secret,
            }
        }
        "hmac-sha256" => Auth::HmacSha256 {
            header,
            prefix: scheme.unwrap_or_default(),
            key: secret,
        },
        _ => Auth::Token {
            scheme: scheme.or_else(|| (header == AUTHORIZATION).then(|| "Bearer".to_owned())),
            header,
            token: secret,
        },
    })
}

fn header_name(name: &str, key: &'static str) -> Result<HeaderName, KeyFault> {
    /// Fields that belong to the exchange itself.
    const TAKEN: [HeaderName; 5] = [
        CONNECTION,
        CONTENT_LENGTH,
        CONTENT_TYPE,
        HOST,
        TRANSFER_ENCODING,
    ];
    let parsed = HeaderName::try_from(name.trim());
    let parsed = parsed.map_err(|_| KeyFault::new(key, "it is not the name of a header field"))?;
    if TAKEN.contains(&parsed) {
        let text = format!("`{parsed}` comes by itself; leave it out, or see `content_type`");
        return Err(KeyFault::new(key, text));
    }
    Ok(parsed)
}

fn headers(from: &AccountSettings) -> Vec<Result<(HeaderName, HeaderValue), KeyFault>> {
    let lines = from.list("headers").unwrap_or_default();
    let mut taken = credentials_header(from).into_iter().collect::<Vec<_>>();
    let mut read = |(place, line): (usize, &String)| {
        // The value may be a key, so the complaint shows only its place.
        let place = place + 1;
        let bad = |what: &str| KeyFault::new("headers", format!("number {place} {what}"));
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| bad("is not `Name: value`"))?;
        let name = header_name(name, "headers")?;
        if taken.contains(&name) {
            return Err(bad(
                "is already set, here or by `auth`; leave one of them out",
            ));
        }
        taken.push(name.clone());
        let value = HeaderValue::from_str(value.trim());
        let value = value.map_err(|_| bad("has a character that no header field can have"))?;
        Ok((name, value))
    };
    lines.iter().enumerate().map(&mut read).collect()
}

/// The field that the account's credentials go into, where it is one.
fn credentials_header(from: &AccountSettings) -> Option<HeaderName> {
    let named = || HeaderName::try_from(from.text("auth_header")?).ok();
    match from.text("auth").unwrap_or("none") {
        "none" => None,
        "basic" => Some(AUTHORIZATION),
        kind => named().or_else(|| Some(default_header(kind))),
    }
}

fn channels(from: &AccountSettings) -> Result<Vec<Channel>, KeyFault> {
    let names = from.list("channels").unwrap_or_default();
    let known = |name: &String| {
        let channel = Channel::ALL
            .into_iter()
            .find(|channel| channel.as_str() == name);
        channel.ok_or_else(|| {
            let all = Channel::ALL.map(|channel| format!("`{}`", channel.as_str()));
            let text = format!("`{name}` is not a channel; there are {}", all.join(", "));
            KeyFault::new("channels", text)
        })
    };
    let channels: Vec<_> = names.iter().map(known).collect::<Result<_, _>>()?;
    if channels.is_empty() && from.list("channels").is_some() {
        return Err(KeyFault::new("channels", "name at least one"));
    }
    Ok(if channels.is_empty() {
        vec![Channel::Sms]
    } else {
        channels
    })
}

fn content_type(from: &AccountSettings) -> Result<Option<HeaderValue>, KeyFault> {
    let value = from.text("content_type").map(HeaderValue::from_str);
    value
        .transpose()
        .map_err(|_| KeyFault::new("content_type", "it is not a media type"))
}

fn method(from: &AccountSettings) -> Method {
    match from.text("method") {
        Some("PUT") => Method::PUT,
        Some("PATCH") => Method::PATCH,
        Some("GET") => Method::GET,
        _ => Method::POST,
    }
}

fn rules(from: &AccountSettings, faults: &mut Faults) -> Rules {
    let invalid = |key| move |error: InvalidRule| KeyFault::new(key, error.to_string());
    let mut pointer = |key| {
        let parsed = from.text(key).map(Pointer::parse).transpose();
        faults.keep(parsed.map_err(invalid(key))).flatten()
    };
    let mut rules = Rules {
        id: pointer("id_pointer"),
        code: pointer("code_pointer"),
        text: pointer("text_pointer"),
        ..Rules::default()
    };
    let place = pointer("success_pointer");
    rules.success_value = match (place, from.text("success_value")) {
        (Some(place), Some(values)) => {
            let values = values.split('|').map(|value| value.trim().to_owned());
            Some((place, values.collect()))
        }
        (Some(_), None) => {
            let fix = "say what stands there";
            faults.keep::<()>(Err(KeyFault::needs(
                "success_pointer",
                "success_value",
                fix,
            )));
            None
        }
        (None, Some(_)) if from.text("success_pointer").is_none() => {
            let fix = "say where it stands";
            faults.keep::<()>(Err(KeyFault::needs(
                "success_value",
                "success_pointer",
                fix,
            )));
            None
        }
        (None, _) => None,
    };
    if let Some(statuses) = from.list("success_status") {
        let parsed = Statuses::parse(statuses).map_err(invalid("success_status"));
        rules.success = faults.keep(parsed).unwrap_or_default();
    }
    let entries = from.list("codes").unwrap_or_default().iter();
    rules.codes = faults.keep_all(
        entries
            .map(|entry| {
                Meaning::entry(entry)
                    .map_err(|error| KeyFault::new("codes", format!("`{entry}`: {error}")))
            })
            .collect(),
    );
    rules
}

fn client(from: &AccountSettings) -> ClientSettings {
    let mut client = ClientSettings::default();
    client.extra_ca_pem = from.file("ca_file").map(|text| text.as_bytes().to_vec());
    if let Some(limit) = from.duration(ATTEMPT_TIMEOUT) {
        // Shorter than the gateway's own limit, so that the provider can still say what is certain.
        client.timeout = limit.mul_f32(0.95);
        client.connect_timeout = client.connect_timeout.min(client.timeout);
    }
    client
}

fn fault(unusable: &Unusable, from: &AccountSettings) -> SettingsFault {
    let text = unusable.to_string();
    let needs_from = matches!(unusable, Unusable::Body { why, .. } if why.contains("`from`"));
    let fault = match unusable {
        Unusable::Body { .. } if needs_from => KeyFault::needs(
            body_key(from),
            "from",
            "set the sender, or leave it out of the body",
        ),
        Unusable::Body { .. } | Unusable::Silent { .. } => KeyFault::new(body_key(from), text),
        Unusable::Query => KeyFault::new("format", text),
        Unusable::NothingToSign => KeyFault::new("auth", text),
        Unusable::Auth(_) => KeyFault::new("secret", text),
        Unusable::Client(InvalidClient::Certificates) => {
            KeyFault::new("ca_file", "it holds no certificate (PEM)")
        }
        Unusable::Client(_) => KeyFault::new("url", text),
    };
    fault.into()
}
