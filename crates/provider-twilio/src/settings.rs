//! What one Twilio account needs.

use std::fmt;

use http_client::{BaseUrl, ClientSettings, InvalidClient, InvalidCredential, Url};
use msg_core::PhoneNumber;
use msg_core::message::SenderId;
use secrecy::SecretString;

use crate::sid::{AccountSid, ApiKeySid, ServiceSid};

/// Where Twilio's interface is, for accounts of the region US1.
pub const API_URL: &str = "https://api.twilio.com";

/// How to use one Twilio account.
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// The account that sends and pays.
    pub account_sid: AccountSid,
    /// How the account shows who it is.
    pub login: Login,
    /// The sender of text messages that name none.
    pub sms_sender: Option<SmsSender>,
    /// The number that calls come from when they name none.
    pub voice_number: Option<PhoneNumber>,
    /// The number that WhatsApp messages come from when they name none.
    pub whatsapp_number: Option<PhoneNumber>,
    /// Where Twilio tells what became of a message. The ids of message and attempt are added to its query.
    pub status_callback: Option<Url>,
    /// Whether letters that would make a text message longer, such as curly quotes, are replaced
    /// ([smart encoding](https://www.twilio.com/docs/messaging/services#smart-encoding)).
    pub smart_encoding: bool,
    /// The voice that speaks, such as `Polly.Joanna`; without one, Twilio's for the language
    /// ([voices](https://www.twilio.com/docs/voice/twiml/say/text-speech)).
    pub voice: Option<String>,
    /// The language of calls that name none, as a BCP 47 tag such as `en-US`.
    pub language: Option<String>,
    /// Where the interface is.
    pub api_url: BaseUrl,
    /// Where the interface for phone numbers is; without one, at `api_url`.
    pub numbers_api_url: Option<BaseUrl>,
    /// How exchanges are made.
    pub client: ClientSettings,
}

impl Settings {
    /// An account of the region US1 without any sender.
    pub fn new(account_sid: AccountSid, login: Login) -> Self {
        Self {
            account_sid,
            login,
            sms_sender: None,
            voice_number: None,
            whatsapp_number: None,
            status_callback: None,
            smart_encoding: false,
            voice: None,
            language: None,
            api_url: BaseUrl::parse(API_URL).expect("the vendor's own URL is one"),
            numbers_api_url: None,
            client: ClientSettings::default(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("account_sid", &self.account_sid)
            .field("login", &self.login)
            .field("sms_sender", &self.sms_sender)
            .field("voice_number", &self.voice_number)
            .field("whatsapp_number", &self.whatsapp_number)
            .field("api_url", &self.api_url)
            .finish_non_exhaustive()
    }
}

/// How an account shows who it is
/// ([authentication](https://www.twilio.com/docs/iam/api/authentication)).
#[derive(Clone)]
pub enum Login {
    /// By the account's own token, which may do everything.
    AuthToken(SecretString),
    /// By an API key, which can be limited and taken back on its own.
    ApiKey {
        /// The key's name.
        key: ApiKeySid,
        /// Its secret.
        secret: SecretString,
    },
}

impl Login {
    pub(crate) const fn secret(&self) -> &SecretString {
        match self {
            Self::AuthToken(secret) | Self::ApiKey { secret, .. } => secret,
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AuthToken(_) => f.write_str("AuthToken(…)"),
            Self::ApiKey { key, .. } => write!(f, "ApiKey({key}, …)"),
        }
    }
}

/// Whom text messages come from.
#[derive(Clone, Debug)]
pub enum SmsSender {
    /// A number, a short code or a name of the account's.
    Id(SenderId),
    /// Whichever of a messaging service's senders suits the recipient.
    Service(ServiceSid),
}

/// Why settings can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The token or secret can't stand in a header.
    #[error(transparent)]
    Secret(#[from] InvalidCredential),
    /// Connections can't be set up.
    #[error(transparent)]
    Client(#[from] InvalidClient),
}
