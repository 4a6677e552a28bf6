//! Sends messages through any gateway that takes them by HTTP, described by settings alone.
//!
//! ```no_run
//! use http_client::ClearText;
//! use provider_http::{BodyTemplate, Format, HttpProvider, Settings, endpoint};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let url = endpoint("https://sms.example.com/v1/send", ClearText::Loopback)?;
//! let body = r#"{"to": "{{ to }}", "text": "{{ text }}", "ref": "{{ message_id }}"}"#;
//! let body = BodyTemplate::parse(body, Format::Json)?;
//! let provider = HttpProvider::new(Settings::new(url, body))?;
//! # Ok(())
//! # }
//! ```

mod account;
mod answer;
mod request;
mod settings;
mod template;
mod variables;

use std::fmt;

use async_trait::async_trait;
use http_client::{Client, InvalidClient};
use msg_core::{Accepted, Capability, Channel, Descriptor, Outbound, Provider, SendError};
use secrecy::ExposeSecret;

use crate::request::{Credentials, InvalidAuth};
use crate::variables::{sample, unsupported, variables};

pub use crate::account::build;
pub use crate::answer::{InvalidRule, Meaning, Pointer, Rules, Statuses};
pub use crate::settings::{Auth, Settings, endpoint};
pub use crate::template::{BodyTemplate, Format, InvalidTemplate};

/// The declaration of an account's settings.
pub const SETTINGS: &str = include_str!("settings.toml");

/// What this kind of provider is; each account does what its settings say of it.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "http",
    title: "HTTP",
    legacy_name: "HTTPProvider",
    channels: &Channel::ALL,
    capabilities: &[
        Capability::Html,
        Capability::SmsSender,
        Capability::WhatsAppText,
        Capability::Speech,
        Capability::SpokenCode,
    ],
    accepted_means: "The gateway answered as the settings say that a success looks.",
    attempt_timeout: None,
};

/// One account at one gateway.
pub struct HttpProvider {
    settings: Settings,
    credentials: Credentials,
    client: Client,
}

impl HttpProvider {
    /// Checks that the template fits every channel; connects to nothing.
    ///
    /// # Errors
    /// Names what can't be used.
    pub fn new(settings: Settings) -> Result<Self, Unusable> {
        for &channel in &settings.channels {
            let fits = settings.body.render(&sample(channel, &settings));
            fits.map_err(|why| Unusable::Body {
                channel,
                why: why.to_string(),
            })?;
        }
        let uses = |name| settings.body.uses(name);
        let silent = |needed, purpose| Err(Unusable::Silent { needed, purpose });
        if !uses("to") {
            return silent("to", "where the message goes");
        }
        if !uses("text") && !uses("html") {
            return silent("text", "what the message is");
        }
        if settings.method == http_client::Method::GET && settings.body.format() != Format::Form {
            return Err(Unusable::Query);
        }
        let signed = matches!(settings.auth, Auth::HmacSha256 { .. });
        if settings.method == http_client::Method::GET && signed {
            return Err(Unusable::NothingToSign);
        }
        let credentials = Credentials::new(&settings.auth)?;
        let client = Client::new(&settings.client)?;
        Ok(Self {
            settings,
            credentials,
            client,
        })
    }
}

#[async_trait]
impl Provider for HttpProvider {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let variables = variables(message, &self.settings)?;
        let body = self.settings.body.render(&variables);
        let body = body.map_err(|error| unsupported(&error.to_string()))?;
        let request = request::request(&self.settings, &self.credentials, body);
        let answer = self.client.send(request).await?;
        let mut private = message.content.private();
        private.extend(self.settings.auth.secret().map(ExposeSecret::expose_secret));
        self.settings.rules.judge(&answer, &private)
    }

    fn channels(&self) -> Option<&[Channel]> {
        Some(&self.settings.channels)
    }
}

impl fmt::Debug for HttpProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpProvider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Why an account can't be made of its settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unusable {
    /// The template has no body for messages of a channel.
    #[error("it has no body for {}: {why}", channel.as_str())]
    Body {
        /// The channel.
        channel: Channel,
        /// What is wrong.
        why: String,
    },
    /// The template leaves out what no message makes sense without.
    #[error("it never says {purpose}: it has no `{needed}`")]
    Silent {
        /// The variable.
        needed: &'static str,
        /// What it says.
        purpose: &'static str,
    },
    /// The body of a `GET` is its query, and a query is a form.
    #[error("with GET the body is the query; use `form`")]
    Query,
    /// The signature covers the body, and a `GET` has none.
    #[error("with GET there is no body to sign; use another method or `auth`")]
    NothingToSign,
    /// The credentials can't be sent.
    #[error(transparent)]
    Auth(#[from] InvalidAuth),
    /// Exchanges can't be made.
    #[error(transparent)]
    Client(#[from] InvalidClient),
}
