//! What the three services have in common: an account in a region.

use std::net::IpAddr;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use msg_core::Class;
use msg_core::provider::{ATTEMPT_TIMEOUT, AccountSettings, KeyFault, SettingsFault};

use crate::credentials::{Credentials, InvalidKeys, Keys};
use crate::region::Region;

/// The longest time for a connection, TLS included.
const CONNECT: Duration = Duration::from_secs(3);

/// An account at AWS, in one region.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Account {
    /// The region whose service is called.
    pub region: Region,
    /// Who calls.
    pub credentials: Credentials,
    /// Where to call instead of the region's own endpoint: `http` or `https`, host, port.
    pub endpoint_url: Option<String>,
    /// The time for one whole call, connecting and finding credentials included.
    pub timeout: Duration,
    /// The same for a one-time password, for which somebody waits.
    pub otp_timeout: Duration,
}

impl Account {
    /// Half a second less than the ten that an attempt usually gets, so that the provider's answer, which knows how far
    /// the call came, is there before somebody else's time limit.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_millis(9_500);

    /// A little less than the three seconds that an attempt at a one-time password usually gets.
    pub const DEFAULT_OTP_TIMEOUT: Duration = Duration::from_millis(2_800);

    /// An account at the region's own endpoint.
    pub fn new(region: Region, credentials: Credentials) -> Self {
        Self {
            region,
            credentials,
            endpoint_url: None,
            timeout: Self::DEFAULT_TIMEOUT,
            otp_timeout: Self::DEFAULT_OTP_TIMEOUT,
        }
    }

    /// Reads the keys that all kinds share. What is wrong goes to `faults`; without a region there is no account.
    pub(crate) fn from_settings(
        settings: &AccountSettings,
        faults: &mut Vec<KeyFault>,
    ) -> Result<Option<Self>, SettingsFault> {
        let region = settings.text("region");
        let region = region.ok_or_else(|| missing(settings, "region"))?;
        let region = Region::parse(region)
            .map_err(|error| faults.push(KeyFault::new("region", error.to_string())));
        let credentials = credentials(settings).map_err(|fault| faults.push(fault));
        let endpoint_url = endpoint_url(settings).map_err(|fault| faults.push(fault));
        let (Ok(region), Ok(credentials), Ok(endpoint_url)) = (region, credentials, endpoint_url)
        else {
            return Ok(None);
        };
        let mut account = Self::new(region, credentials);
        account.endpoint_url = endpoint_url;
        if let Some(limit) = settings.duration(ATTEMPT_TIMEOUT) {
            // Shorter than the gateway's own limit, for the reason above.
            account.timeout = limit.mul_f32(0.95);
            account.otp_timeout = account.timeout;
        }
        Ok(Some(account))
    }

    /// The time for one call.
    pub(crate) fn limit(&self, class: Class) -> Duration {
        match class {
            Class::Otp => self.otp_timeout,
            Class::Transactional | Class::Promotional => self.timeout,
        }
    }

    /// The SDK's configuration, which reads neither the environment nor files nor the network.
    ///
    /// Its own retries would send some messages twice, and its own time limit can't tell how far a call came.
    pub(crate) fn sdk_config(&self) -> SdkConfig {
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(aws_config::Region::new(self.region.as_str().to_owned()))
            .credentials_provider(self.credentials.provider(&self.region))
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).build())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        config.set_endpoint_url(self.endpoint_url.clone());
        config.build()
    }
}

/// What it means that `key` isn't set: credentials are meant, so that a fault in them is told first.
pub(crate) fn missing(settings: &AccountSettings, key: &'static str) -> SettingsFault {
    match credentials(settings) {
        Ok(_) => SettingsFault::Incomplete { key },
        Err(fault) => fault.into(),
    }
}

const BOTH: &str = "set both, or neither to use a profile or a role";

fn credentials(settings: &AccountSettings) -> Result<Credentials, KeyFault> {
    let id = settings.text("access_key_id");
    let secret = settings.secret("secret_access_key");
    match (id, secret) {
        (None, None) if settings.secret("session_token").is_some() => {
            let fix = "set the key that it belongs to, or leave it out";
            Err(KeyFault::needs("session_token", "access_key_id", fix))
        }
        (None, None) => Ok(Credentials::Chain),
        (Some(_), None) => Err(KeyFault::needs("access_key_id", "secret_access_key", BOTH)),
        (None, Some(_)) => Err(KeyFault::needs("secret_access_key", "access_key_id", BOTH)),
        (Some(id), Some(secret)) => {
            let token = settings.secret("session_token").cloned();
            Keys::new(id, secret.clone(), token)
                .map(Credentials::Keys)
                .map_err(|error| KeyFault::new(at_fault(error), error.to_string()))
        }
    }
}

fn at_fault(error: InvalidKeys) -> &'static str {
    match error {
        InvalidKeys::AccessKeyId => "access_key_id",
        InvalidKeys::SecretAccessKey => "secret_access_key",
        InvalidKeys::SessionToken | InvalidKeys::NoSessionToken => "session_token",
    }
}

fn endpoint_url(settings: &AccountSettings) -> Result<Option<String>, KeyFault> {
    let key = "endpoint_url";
    let Some(text) = settings.text(key) else {
        return Ok(None);
    };
    let complaint = match endpoint(text) {
        Some(Endpoint::Clear) if settings.is_production() => {
            "it would carry messages in clear text; use `https`"
        }
        Some(_) => return Ok(Some(text.to_owned())),
        None => {
            "not the address of an endpoint; write one such as `https://vpce-1.example.amazonaws.com`, without a path, or leave it out"
        }
    };
    Err(KeyFault::new(key, complaint))
}

/// How what is sent to an endpoint is protected.
#[derive(Debug, PartialEq, Eq)]
enum Endpoint {
    /// By TLS, or by not leaving this machine.
    Private,
    /// Not at all.
    Clear,
}

/// Takes an origin: scheme, host and perhaps a port.
fn endpoint(text: &str) -> Option<Endpoint> {
    let uri = text.parse::<http::Uri>().ok()?;
    let authority = uri.authority()?;
    let host = authority.host().trim_matches(['[', ']']);
    let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
    let well_formed = bare && !host.is_empty() && !authority.as_str().contains('@');
    let loopback = host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    match uri.scheme_str() {
        _ if !well_formed || text.contains('#') => None,
        Some("https") => Some(Endpoint::Private),
        Some("http") if loopback => Some(Endpoint::Private),
        Some("http") => Some(Endpoint::Clear),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_origin() {
        for (text, expected) in [
            ("http://127.0.0.1:5055", Some(Endpoint::Private)),
            ("http://localhost:4566", Some(Endpoint::Private)),
            ("http://[::1]:4566", Some(Endpoint::Private)),
            (
                "https://email.eu-west-1.amazonaws.com",
                Some(Endpoint::Private),
            ),
            (
                "https://vpce-1.eu-west-1.vpce.amazonaws.com/",
                Some(Endpoint::Private),
            ),
            ("http://localstack:4566", Some(Endpoint::Clear)),
            ("http://localhost.example.com", Some(Endpoint::Clear)),
            ("", None),
            ("localhost:4566", None),
            ("email.eu-west-1.amazonaws.com", None),
            ("ftp://x", None),
            ("https://", None),
            ("https://user@host", None),
            ("https://host/path", None),
            ("https://host/?q", None),
            ("https://host#f", None),
            ("https://host name", None),
        ] {
            assert_eq!(endpoint(text), expected, "{text}");
        }
    }
}
