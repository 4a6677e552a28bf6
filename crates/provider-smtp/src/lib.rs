//! Sends e-mail through any SMTP server, and tells what is certain when it is not taken.
//!
//! ```no_run
//! use msg_core::EmailAddress;
//! use provider_smtp::{Credentials, Settings, SmtpProvider};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let from = EmailAddress::parse("shop@example.com")?;
//! let mut settings = Settings::new("smtp.example.com", from.into());
//! settings.credentials = Some(Credentials {
//!     user: "shop@example.com".to_owned(),
//!     password: "…".into(),
//! });
//! let provider = SmtpProvider::new(settings)?;
//! # Ok(())
//! # }
//! ```

mod account;
mod classify;
mod connect;
mod offers;
mod request;
mod session;
mod settings;
mod tls;
mod wire;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use msg_core::provider::unmet;
use msg_core::{Accepted, Capability, Channel, Content, Descriptor, Outbound, Provider, SendError};
use secrecy::ExposeSecret;
use tokio::time::timeout;

use crate::classify::Trouble;
use crate::request::{Parcel, parcel, unsupported};
use crate::session::{Progress, Session};
use crate::tls::Connector;

pub use crate::account::build;
pub use crate::settings::{Credentials, Settings, SettingsError, Tls};

/// The declaration of an account's settings.
pub const SETTINGS: &str = include_str!("settings.toml");

/// What this kind of provider is.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "smtp",
    title: "SMTP",
    legacy_name: "SMTPProvider",
    channels: &[Channel::Email],
    capabilities: &[
        Capability::Html,
        Capability::Copies,
        Capability::ReplyTo,
        Capability::Attachments,
        Capability::InlineImages,
        Capability::ExtraHeaders,
    ],
    accepted_means: "The server took responsibility for the message; delivery is reported only by bounce mails.",
    // One message takes several exchanges.
    attempt_timeout: Some(Duration::from_secs(8)),
};

/// How many connections wait for the next message at most.
const KEPT: usize = 4;

/// How long a kept connection may take to show that it still works; one that the network forgot never answers.
const STILL_THERE: Duration = Duration::from_secs(1);

/// One account at one SMTP server.
///
/// It keeps a few connections open between messages and signs in once for each. One message, with its copies, is one
/// transaction: a recipient that the server refuses stops it for all.
pub struct SmtpProvider {
    settings: Settings,
    connector: Option<Connector>,
    kept: Mutex<Vec<Session>>,
}

impl SmtpProvider {
    /// Checks the settings and loads the certificates; connects to nothing.
    ///
    /// # Errors
    /// Names the setting that can't be used.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        settings.check()?;
        let connector = Connector::new(&settings)?;
        Ok(Self {
            settings,
            connector,
            kept: Mutex::default(),
        })
    }

    async fn exchange(&self, parcel: &Parcel, progress: &Progress) -> Result<(), Trouble> {
        let mut session = match self.kept().await {
            Some(session) => session,
            None => Session::open(&self.settings, self.connector.as_ref()).await?,
        };
        let result = session.deliver(parcel, progress).await;
        if result.as_ref().err().is_none_or(Trouble::leaves_connection) {
            self.keep(session);
        }
        result
    }

    /// A connection of an earlier message that still works.
    async fn kept(&self) -> Option<Session> {
        loop {
            let mut session = self.lock().pop()?;
            match timeout(STILL_THERE, session.is_alive()).await {
                Ok(true) => return Some(session),
                Ok(false) => {}
                // The network forgot this one and most likely the others too; waiting for each would use up the time.
                Err(_) => self.lock().clear(),
            }
        }
    }

    fn keep(&self, session: Session) {
        let mut kept = self.lock();
        if kept.len() < KEPT {
            kept.push(session);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Session>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a server might quote, and nobody may read in a log. The parcel has the addresses in their ASCII form too.
    fn private<'a>(&'a self, message: &'a Outbound, parcel: &'a Parcel) -> Vec<&'a str> {
        let mut private = message.content.private();
        private.extend(parcel.recipients.iter().map(String::as_str));
        if let Some(credentials) = &self.settings.credentials {
            private.extend([credentials.password.expose_secret(), &credentials.user]);
        }
        private
    }
}

#[async_trait]
impl Provider for SmtpProvider {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let Content::Email(email) = &message.content else {
            return Err(unsupported("SMTP carries e-mail only"));
        };
        if let Some(capability) = unmet(&message.content, DESCRIPTOR.capabilities).first() {
            let what = format!("SMTP has no {}", capability.as_str());
            return Err(unsupported(&what));
        }
        let parcel = parcel(message, email, &self.settings.from)?;
        let progress = Progress::default();
        let result = timeout(self.settings.timeout, self.exchange(&parcel, &progress)).await;
        match result.unwrap_or(Err(Trouble::TimedOut)) {
            Ok(()) => Ok(Accepted::with_id(parcel.message_id)),
            Err(trouble) => {
                let private = self.private(message, &parcel);
                Err(trouble.into_error(progress.is_uncertain(), &private))
            }
        }
    }
}

impl fmt::Debug for SmtpProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpProvider")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
