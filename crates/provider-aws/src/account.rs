//! What the three services have in common: an account in a region.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use msg_core::Class;
use msg_core::provider::{AccountSettings, KeyFault, SettingsFault};

use crate::credentials::{Credentials, InvalidKeys, Keys};
use crate::region::Region;

/// The longest time for a connection, TLS included.
const CONNECT: Duration = Duration::from_secs(3);

/// The longest time for a one-time password: a little less than the three seconds that an attempt at one usually gets,
/// so that the answer which knows how far the exchange came is there before somebody else's time limit.
const OTP: Duration = Duration::from_millis(2_800);

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
}

impl Account {
    /// Half a second less than the ten that an attempt usually gets.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_millis(9_500);

    /// An account at the region's own endpoint.
    pub fn new(region: Region, credentials: Credentials) -> Self {
        Self {
            region,
            credentials,
            endpoint_url: None,
            timeout: Self::DEFAULT_TIMEOUT,
        }
    }

    /// Reads the keys that all kinds share. What is wrong goes to `faults`; without a region there is no account.
    pub(crate) fn from_settings(
        settings: &AccountSettings,
        faults: &mut Vec<KeyFault>,
    ) -> Result<Option<Self>, SettingsFault> {
        let key = "region";
        let region = settings
            .text(key)
            .ok_or(SettingsFault::Incomplete { key })?;
        let region = Region::parse(region)
            .map_err(|error| faults.push(KeyFault::new("region", error.to_string())));
        let credentials = credentials(settings).map_err(|fault| faults.push(fault));
        let endpoint_url = settings.text("endpoint_url").map(str::to_owned);
        if !endpoint_url.as_deref().is_none_or(is_endpoint) {
            let complaint = "not the address of an endpoint; write one such as `https://email.eu-west-1.amazonaws.com`, without a path, or leave it out";
            faults.push(KeyFault::new("endpoint_url", complaint));
        }
        let (Ok(region), Ok(credentials)) = (region, credentials) else {
            return Ok(None);
        };
        Ok(Some(Self {
            region,
            credentials,
            endpoint_url,
            timeout: settings
                .duration("timeout")
                .unwrap_or(Self::DEFAULT_TIMEOUT),
        }))
    }

    /// The time for one call.
    pub(crate) fn limit(&self, class: Class) -> Duration {
        match class {
            Class::Otp => self.timeout.min(OTP),
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

fn credentials(settings: &AccountSettings) -> Result<Credentials, KeyFault> {
    let id = settings.text("access_key_id");
    let secret = settings.secret("secret_access_key");
    match (id, secret) {
        (None, None) => Ok(Credentials::Chain),
        (Some(_), None) => Err(KeyFault::new(
            "secret_access_key",
            "it is missing, though there is an access key id; set both, or neither to use a profile or a role",
        )),
        (None, Some(_)) => Err(KeyFault::new(
            "access_key_id",
            "it is missing, though there is a secret access key; set both, or neither to use a profile or a role",
        )),
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

/// An origin: scheme, host and perhaps a port.
fn is_endpoint(text: &str) -> bool {
    let Ok(uri) = text.parse::<http::Uri>() else {
        return false;
    };
    let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
    let host = uri.host().is_some_and(|host| !host.is_empty());
    let user = uri.authority().is_some_and(|part| part.as_str().contains('@'));
    let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
    scheme && host && !user && bare && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_origin() {
        for good in [
            "http://127.0.0.1:5055",
            "https://email.eu-west-1.amazonaws.com",
            "https://vpce-1.email-smtp.eu-west-1.vpce.amazonaws.com/",
            "http://[::1]:4566",
        ] {
            assert!(is_endpoint(good), "{good}");
        }
        for bad in [
            "",
            "localhost:4566",
            "email.eu-west-1.amazonaws.com",
            "ftp://x",
            "https://",
            "https://user@host",
            "https://host/path",
            "https://host/?q",
            "https://host name",
        ] {
            assert!(!is_endpoint(bad), "{bad}");
        }
    }
}
