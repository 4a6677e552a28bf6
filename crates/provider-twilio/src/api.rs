//! Exchanges with Twilio's interface.

use std::fmt;

use http_client::{
    Authorization, BaseUrl, Client, Fault, InvalidCredential, Request, Response, Url,
};
use msg_core::text::VendorText;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::classify::Refusal;
use crate::settings::{Login, Settings, SettingsError};

const VERSION: &str = "2010-04-01";

/// One account's way to the interface.
#[derive(Debug)]
pub(crate) struct Api {
    client: Client,
    authorization: Authorization,
    account: String,
    base: BaseUrl,
    numbers: BaseUrl,
}

impl Api {
    pub(crate) fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let base = settings.api_url.clone();
        Ok(Self {
            client: Client::new(&settings.client)?,
            authorization: authorization(settings)?,
            // The account stays in the path also when an API key opens the door.
            account: settings.account_sid.as_str().to_owned(),
            numbers: settings.numbers_api_url.clone().unwrap_or(base.clone()),
            base,
        })
    }

    /// The URL of one of the account's resources.
    pub(crate) fn url(&self, resource: &[&str]) -> Url {
        self.at(&self.base, resource)
    }

    /// The URL of a resource of the interface for phone numbers.
    pub(crate) fn numbers_url(&self, resource: &[&str]) -> Url {
        self.at(&self.numbers, resource)
    }

    fn at(&self, base: &BaseUrl, resource: &[&str]) -> Url {
        base.join(&[&[VERSION, "Accounts", &self.account], resource].concat())
    }

    /// Makes one exchange.
    pub(crate) async fn send(&self, request: Request) -> Result<Response, Fault> {
        self.client
            .send(request.authorization(&self.authorization))
            .await
    }

    /// Makes one exchange and reads the answer.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, request: Request) -> Result<T, ApiError> {
        let answer = self.done(request).await?;
        let status = answer.status.as_u16();
        answer.json().ok_or(ApiError::Unreadable { status })
    }

    /// Makes one exchange whose answer says nothing but that it was done.
    pub(crate) async fn done(&self, request: Request) -> Result<Response, ApiError> {
        let answer = self.send(request).await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let refusal = answer.json::<Refusal>();
        let code = refusal.as_ref().and_then(|refusal| refusal.code);
        let text = refusal.and_then(|refusal| refusal.message);
        Err(ApiError::Refused {
            status: answer.status.as_u16(),
            code,
            text: VendorText::redact(&text.unwrap_or_default(), &[]),
        })
    }
}

fn authorization(settings: &Settings) -> Result<Authorization, InvalidCredential> {
    match &settings.login {
        Login::AuthToken(token) => Authorization::basic(settings.account_sid.as_str(), token),
        Login::ApiKey { key, secret } => Authorization::basic(key.as_str(), secret),
    }
}

/// Some of a list, and where it goes on.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// The next page; nothing after the last one.
    pub next: Option<Next>,
}

/// Where a list goes on.
#[derive(Clone, PartialEq, Eq)]
pub struct Next(Vec<(String, String)>);

impl Next {
    /// Takes the query alone: the rest of the URL is ours to say.
    pub(crate) fn of(uri: Option<&str>) -> Option<Self> {
        let (_, query) = uri?.split_once('?')?;
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        Some(Self(pairs.into_owned().collect()))
    }

    pub(crate) fn query(&self) -> &[(String, String)] {
        &self.0
    }
}

impl fmt::Debug for Next {
    /// The query holds numbers of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Next(…)")
    }
}

/// `url` with a query.
pub(crate) fn with_query<K: AsRef<str>, V: AsRef<str>>(
    mut url: Url,
    pairs: impl IntoIterator<Item = (K, V)>,
) -> Url {
    url.query_pairs_mut().extend_pairs(pairs);
    url
}

/// The part of a list's answer that says where it goes on.
#[derive(Deserialize)]
pub(crate) struct Onward {
    pub(crate) next_page_uri: Option<String>,
}

/// Why an operation on the account came to nothing, or isn't known to have been done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// Twilio refused.
    #[error("Twilio answered {status}{}: {text}", code.map(|code| format!(" [{code}]")).unwrap_or_default())]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Twilio's code, explained at `https://www.twilio.com/docs/api/errors/<code>`.
        code: Option<u32>,
        /// Twilio's words.
        text: VendorText,
    },
    /// No whole answer came.
    #[error(transparent)]
    Exchange(#[from] Fault),
    /// Twilio did it, and its answer is none that can be read.
    #[error("Twilio answered {status} with something that can't be read; check `api_url`")]
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
}

impl ApiError {
    /// Whether it may have been done all the same. What costs money is looked up before it is tried again.
    pub const fn may_be_done(&self) -> bool {
        match self {
            Self::Refused { status, .. } => *status >= 500 || *status == 408,
            Self::Exchange(fault) => fault.may_have_arrived(),
            Self::Unreadable { .. } => true,
        }
    }

    /// Whether there is no such thing.
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}
