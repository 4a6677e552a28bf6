//! What one account at a gateway needs.

use std::fmt;

use http_client::{BaseUrl, ClearText, ClientSettings, HeaderName, HeaderValue, InvalidBaseUrl};
use http_client::{Method, Url};
use msg_core::Channel;
use secrecy::SecretString;

use crate::answer::Rules;
use crate::template::BodyTemplate;

/// How to reach one gateway, what to tell it and how to understand it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Where messages go; see [`endpoint`].
    pub url: Url,
    /// The method; with `GET` the body becomes the query.
    pub method: Method,
    /// Further header fields.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// How the account shows who it is.
    pub auth: Auth,
    /// The channels that the gateway takes.
    pub channels: Vec<Channel>,
    /// The sender of messages that name none.
    pub from: Option<String>,
    /// The body of a request.
    pub body: BodyTemplate,
    /// The media type of the body; without one, that of the body's format.
    pub content_type: Option<HeaderValue>,
    /// What answers mean.
    pub rules: Rules,
    /// How exchanges are made.
    pub client: ClientSettings,
}

impl Settings {
    /// A gateway that takes text messages by `POST` and says by its status alone what became of them.
    pub fn new(url: Url, body: BodyTemplate) -> Self {
        Self {
            url,
            method: Method::POST,
            headers: Vec::new(),
            auth: Auth::None,
            channels: vec![Channel::Sms],
            from: None,
            body,
            content_type: None,
            rules: Rules::default(),
            client: ClientSettings::default(),
        }
    }
}

impl fmt::Debug for Settings {
    /// Paths, queries and headers often hold keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("host", &self.url.host_str())
            .field("method", &self.method)
            .field("auth", &self.auth)
            .field("channels", &self.channels)
            .finish_non_exhaustive()
    }
}

/// How an account shows who it is.
#[derive(Clone)]
#[non_exhaustive]
pub enum Auth {
    /// Not at all, or by a header or the URL.
    None,
    /// `Authorization: Basic …` ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
    Basic {
        /// The user.
        user: String,
        /// The password.
        password: SecretString,
    },
    /// A token in a header field.
    Token {
        /// The field, usually `Authorization`.
        header: HeaderName,
        /// What stands before the token, with a space between them: `Bearer`.
        scheme: Option<String>,
        /// The token.
        token: SecretString,
    },
    /// The body's HMAC-SHA256 in a header field, in hexadecimal ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)).
    HmacSha256 {
        /// The field.
        header: HeaderName,
        /// What stands right before the digits: `sha256=`.
        prefix: String,
        /// The key.
        key: SecretString,
    },
}

impl Auth {
    pub(crate) const fn secret(&self) -> Option<&SecretString> {
        match self {
            Self::None => None,
            Self::Basic { password, .. } => Some(password),
            Self::Token { token, .. } => Some(token),
            Self::HmacSha256 { key, .. } => Some(key),
        }
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Basic { .. } => "Basic(…)",
            Self::Token { .. } => "Token(…)",
            Self::HmacSha256 { .. } => "HmacSha256(…)",
        })
    }
}

/// Reads the URL of a gateway; it may have a query.
///
/// # Errors
/// Says what is wrong with it, such as `http://` beyond what `clear_text` allows.
pub fn endpoint(text: &str, clear_text: ClearText) -> Result<Url, InvalidBaseUrl> {
    let base = text.split('?').next().unwrap_or_default();
    BaseUrl::parse_with(base, clear_text)?;
    let broken = text.contains(|c: char| c == '#' || c.is_control() || c.is_whitespace());
    let url = Url::parse(text).ok().filter(|_| !broken);
    url.ok_or(InvalidBaseUrl::NotAUrl)
}
