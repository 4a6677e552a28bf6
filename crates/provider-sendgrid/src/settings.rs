//! What one SendGrid account needs.

use std::fmt;

use http_client::{BaseUrl, ClientSettings, InvalidClient, InvalidCredential};
use msg_core::address::Mailbox;
use secrecy::SecretString;

/// How to use one SendGrid account.
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// An API key with the permission *Mail Send*.
    pub api_key: SecretString,
    /// The sender of messages that name none.
    pub from: Mailbox,
    /// Where the interface is.
    pub base_url: BaseUrl,
    /// Whether messages are only checked, and never delivered
    /// ([sandbox mode](https://www.twilio.com/docs/sendgrid/for-developers/sending-email/sandbox-mode)).
    pub sandbox: bool,
    /// Whether links are rewritten to report clicks.
    pub clicks: Tracking,
    /// Whether a picture is added to report opens.
    pub opens: Tracking,
    /// The [pool of IP addresses](https://www.twilio.com/docs/sendgrid/ui/account-and-settings/ip-pools) to send from.
    pub ip_pool: Option<String>,
    /// The [unsubscribe group](https://www.twilio.com/docs/sendgrid/ui/sending-email/unsubscribe-groups) of all messages
    /// but those with codes.
    pub unsubscribe_group: Option<u32>,
    /// How exchanges are made.
    pub client: ClientSettings,
}

impl Settings {
    /// An account of the global region that tracks what its own settings say.
    pub fn new(api_key: SecretString, from: Mailbox) -> Self {
        Self {
            api_key,
            from,
            base_url: Region::Global.base_url(),
            sandbox: false,
            clicks: Tracking::AsAccount,
            opens: Tracking::AsAccount,
            ip_pool: None,
            unsubscribe_group: None,
            client: ClientSettings::default(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("from", &self.from.address)
            .field("base_url", &self.base_url)
            .field("sandbox", &self.sandbox)
            .finish_non_exhaustive()
    }
}

/// Where an account lives.
///
/// See [data residency](https://www.twilio.com/docs/sendgrid/for-developers/sending-email/region-support).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// Everywhere else.
    Global,
    /// In the European Union; the key must belong to a subuser of that region.
    Eu,
}

impl Region {
    /// The interface of the region.
    pub fn base_url(self) -> BaseUrl {
        let url = match self {
            Self::Global => "https://api.sendgrid.com",
            Self::Eu => "https://api.eu.sendgrid.com",
        };
        BaseUrl::parse(url).expect("the vendor's own URLs are base URLs")
    }
}

/// Whether SendGrid changes a message to report what people do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracking {
    /// As the account is set up at SendGrid.
    AsAccount,
    /// In every message but those with codes.
    On,
    /// In none.
    Off,
}

/// Why settings can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The key can't be one.
    #[error("`api_key`: {0}")]
    ApiKey(#[from] InvalidCredential),
    /// No exchange can be made.
    #[error(transparent)]
    Client(#[from] InvalidClient),
}
