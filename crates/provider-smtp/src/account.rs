//! From the settings of an account, as [`SETTINGS`](crate::SETTINGS) declares them, to a provider.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use msg_core::address::Mailbox;
use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, KeyFault, SettingsFault};
use msg_core::text::HeaderText;
use msg_core::{EmailAddress, Provider};

use crate::SmtpProvider;
use crate::settings::{Credentials, Settings, SettingsError, Tls};

/// The port on which TLS begins with the first byte (RFC 8314, section 7.3).
const SUBMISSIONS: u16 = 465;

/// Makes an account of its settings; connects to nothing.
///
/// # Errors
/// Without a host the account is incomplete; else every setting that can't be used is named.
pub fn build(settings: &AccountSettings) -> Result<Arc<dyn Provider>, SettingsFault> {
    let provider = SmtpProvider::new(read(settings)?).map_err(KeyFault::from)?;
    Ok(Arc::new(provider))
}

fn read(from: &AccountSettings) -> Result<Settings, SettingsFault> {
    let host = given_host(from)?;
    let mut faults = Vec::new();
    let mut keep = |fault: KeyFault| faults.push(fault);
    let checked = check_host(host).map_err(&mut keep).ok();
    let credentials = credentials(from).map_err(&mut keep).ok();
    let sender = sender(from).map_err(&mut keep).ok();
    let port = port(from).map_err(&mut keep).ok();
    let ca_pem = ca_pem(from).map_err(&mut keep).ok();
    let (Some(host), Some(credentials), Some(sender), Some(port), Some(ca_pem)) =
        (checked, credentials, sender, port, ca_pem)
    else {
        return Err(faults.into());
    };
    let mut settings = Settings::new(host, sender);
    settings.port = port;
    settings.tls = tls(from, port);
    settings.credentials = credentials;
    settings.extra_ca_pem = ca_pem;
    settings.hello_name = from.text("hello_name").map(str::to_owned);
    if let Some(limit) = from.duration(ATTEMPT_TIMEOUT) {
        // Shorter than the gateway's own limit, so that the provider can still say what is certain.
        settings.timeout = limit.mul_f32(0.95);
    }
    if from.is_production() && settings.tls == Tls::None && !settings.is_loopback() {
        let fix = "use `starttls` or `tls`";
        let text = format!("`none` sends codes and passwords in clear; {fix}");
        return Err(KeyFault::new("tls", text).into());
    }
    Ok(settings)
}

fn given_host(from: &AccountSettings) -> Result<&str, SettingsFault> {
    if let Some(host) = from.text("host") {
        return Ok(host);
    }
    // A port or a sender's name alone is what a copied template leaves behind; credentials are meant.
    let meant = ["user", "password"];
    match meant.into_iter().find(|key| from.is_given(key)) {
        Some(meant) => Err(KeyFault::needs(meant, "host", "set it too").into()),
        None => Err(SettingsFault::Incomplete { key: "host" }),
    }
}

/// Takes an IPv6 address in brackets, too, as URLs have it.
fn check_host(host: &str) -> Result<&str, KeyFault> {
    let has_port = host.matches(':').count() == 1;
    if has_port || host.contains(['/', '@']) || host.contains(char::is_whitespace) {
        let fix = "write the name alone, such as `smtp.example.com`, and the port as `port`";
        let text = format!("`{host}` is not a host name; {fix}");
        return Err(KeyFault::new("host", text));
    }
    let inside = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    Ok(inside.unwrap_or(host))
}

fn credentials(from: &AccountSettings) -> Result<Option<Credentials>, KeyFault> {
    let both = "set both or neither";
    match (from.text("user"), from.secret("password")) {
        (None, None) => Ok(None),
        (Some(user), Some(password)) => Ok(Some(Credentials {
            user: user.to_owned(),
            password: password.clone(),
        })),
        (Some(_), None) => Err(KeyFault::needs("user", "password", both)),
        (None, Some(_)) => Err(KeyFault::needs("password", "user", both)),
    }
}

fn sender(from: &AccountSettings) -> Result<Mailbox, KeyFault> {
    let of_user = || EmailAddress::parse(from.text("user")?).ok();
    let address = from.email("from_email").cloned().or_else(of_user);
    let fix = "set the sender's address";
    let address = address.ok_or_else(|| KeyFault::needs("host", "from_email", fix))?;
    let name = from.text("from_name").map(HeaderText::new).transpose();
    let name = name.map_err(|error| KeyFault::new("from_name", error.to_string()))?;
    Ok(Mailbox { name, address })
}

fn port(from: &AccountSettings) -> Result<u16, KeyFault> {
    let port = from.integer("port").map_or(Ok(587), u16::try_from);
    port.map_err(|_| KeyFault::new("port", "it is not a port; use 1 to 65535"))
}

fn tls(from: &AccountSettings, port: u16) -> Tls {
    match from.text("tls") {
        Some("starttls") => Tls::StartTls,
        Some("tls") => Tls::Implicit,
        Some("none") => Tls::None,
        _ if port == SUBMISSIONS => Tls::Implicit,
        _ => Tls::StartTls,
    }
}

fn ca_pem(from: &AccountSettings) -> Result<Option<Vec<u8>>, KeyFault> {
    match from.file("ca_file") {
        Some(text) if !text.contains("-----BEGIN CERTIFICATE-----") => {
            Err(KeyFault::new("ca_file", "it holds no certificate (PEM)"))
        }
        text => Ok(text.map(|text| text.as_bytes().to_vec())),
    }
}

impl From<SettingsError> for KeyFault {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::Host => Self::new("host", "it is not a host name or an IP address"),
            SettingsError::HelloName => {
                let fix = "leave it out to greet with the IP address";
                Self::new("hello_name", format!("it is not a host name; {fix}"))
            }
            SettingsError::CredentialsInClear => Self::new("tls", error.to_string()),
            SettingsError::Certificates(_) => Self::new("ca_file", error.to_string()),
        }
    }
}
