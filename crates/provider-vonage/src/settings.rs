//! What one account at Vonage needs.

use std::fmt;

use http_client::{BaseUrl, ClientSettings};
use msg_core::message::SenderId;
use secrecy::SecretString;

/// How to reach one account at Vonage.
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// The key of the account.
    pub api_key: String,
    /// The secret that goes with it.
    pub api_secret: SecretString,
    /// The sender of messages that name none.
    pub from: SenderId,
    /// Where the interface is.
    pub base_url: BaseUrl,
    /// How exchanges are made.
    pub client: ClientSettings,
}

impl Settings {
    /// An account at the vendor's own address.
    ///
    /// # Panics
    /// Never: the address is one.
    pub fn new(api_key: impl Into<String>, api_secret: SecretString, from: SenderId) -> Self {
        Self {
            api_key: api_key.into(),
            api_secret,
            from,
            base_url: BaseUrl::parse("https://rest.nexmo.com").expect("it is a base URL"),
            client: ClientSettings::default(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("api_key", &self.api_key)
            .field("from", &self.from)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}
