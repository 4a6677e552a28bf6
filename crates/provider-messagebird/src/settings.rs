//! What one account at `MessageBird` needs.

use std::fmt;

use http_client::{BaseUrl, ClientSettings, InvalidClient, InvalidCredential, Url};
use msg_core::message::SenderId;
use secrecy::SecretString;

/// How to reach one account at `MessageBird`.
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// The access key of the account.
    pub access_key: SecretString,
    /// The sender of messages that name none.
    pub from: SenderId,
    /// Where status reports go, in place of the address that the dashboard has.
    pub report_url: Option<Url>,
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
    pub fn new(access_key: SecretString, from: SenderId) -> Self {
        Self {
            access_key,
            from,
            report_url: None,
            base_url: BaseUrl::parse("https://rest.messagebird.com").expect("it is a base URL"),
            client: ClientSettings::default(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("from", &self.from)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Why settings can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// No header can carry the access key.
    #[error("`access_key`: {0}")]
    AccessKey(#[from] InvalidCredential),
    /// Exchanges can't be made.
    #[error(transparent)]
    Client(#[from] InvalidClient),
}
