//! What one SMTP account needs.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use msg_core::address::Mailbox;
use secrecy::SecretString;

/// How to reach one SMTP account.
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Name or IP address of the server; with TLS, its certificate must be for it.
    pub host: String,
    /// TCP port: usually 587 with [`Tls::StartTls`] and 465 with [`Tls::Implicit`].
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// User and password; without them the server has to trust this machine.
    pub credentials: Option<Credentials>,
    /// The sender of messages that name none.
    pub from: Mailbox,
    /// The name given with EHLO; without one, the connection's own IP address
    /// ([RFC 5321 §4.1.4](https://www.rfc-editor.org/rfc/rfc5321#section-4.1.4)).
    pub hello_name: Option<String>,
    /// Certificates in PEM of authorities to trust beside the system's.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// The time for one whole send, connecting included.
    pub timeout: Duration,
}

impl Settings {
    /// Half a second less than the eight that an attempt usually gets, so that the provider's answer, which knows how
    /// far the exchange came, is there before somebody else's time limit.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_millis(7_500);

    /// An account without credentials, by STARTTLS on port 587.
    pub fn new(host: impl Into<String>, from: Mailbox) -> Self {
        Self {
            host: host.into(),
            port: 587,
            tls: Tls::StartTls,
            credentials: None,
            from,
            hello_name: None,
            extra_ca_pem: None,
            timeout: Self::DEFAULT_TIMEOUT,
        }
    }

    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        let word =
            |text: &str| !text.is_empty() && text.len() <= 255 && text.bytes().all(is_graphic);
        if !word(&self.host) {
            return Err(SettingsError::Host);
        }
        if !self.hello_name.as_deref().is_none_or(word) {
            return Err(SettingsError::HelloName);
        }
        if self.tls == Tls::None && self.credentials.is_some() && !self.is_loopback() {
            return Err(SettingsError::CredentialsInClear);
        }
        Ok(())
    }

    pub(crate) fn is_loopback(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        self.host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|ip| ip.is_loopback())
    }
}

fn is_graphic(byte: u8) -> bool {
    byte.is_ascii_graphic()
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("credentials", &self.credentials)
            .field("from", &self.from.address)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Begins in clear text and goes on only after STARTTLS
    /// ([RFC 3207](https://www.rfc-editor.org/rfc/rfc3207)). A server that doesn't offer it gets nothing.
    StartTls,
    /// TLS from the first byte ([RFC 8314 §3.3](https://www.rfc-editor.org/rfc/rfc8314#section-3.3)).
    Implicit,
    /// Clear text; for servers on the same machine or network.
    None,
}

/// The user and password of an account.
#[derive(Clone)]
pub struct Credentials {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

impl fmt::Debug for Credentials {
    /// Shows neither: user names are often somebody's address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Why settings can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The host isn't a name or an address.
    #[error("`host` is not a host name or an IP address")]
    Host,
    /// The EHLO name can't stand in a command.
    #[error("`hello_name` is not a host name; leave it out to greet with the IP address")]
    HelloName,
    /// Credentials would cross a network in clear text.
    #[error(
        "`user` and `password` would cross the network in clear text: use TLS, or leave them out, or name a host on this machine"
    )]
    CredentialsInClear,
    /// TLS can't be set up with these certificates.
    #[error("TLS can't be set up; check `ca_file` and the system's certificates: {0}")]
    Certificates(String),
}

#[cfg(test)]
mod tests {
    use msg_core::EmailAddress;

    use super::*;

    fn settings(host: &str) -> Settings {
        let from = EmailAddress::parse("shop@example.com").unwrap();
        Settings::new(host, from.into())
    }

    #[test]
    fn credentials_cross_no_network_in_clear_text() {
        for (host, tls, fine) in [
            ("mail.example.com", Tls::StartTls, true),
            ("mail.example.com", Tls::Implicit, true),
            ("mail.example.com", Tls::None, false),
            ("10.0.0.1", Tls::None, false),
            ("localhost.example.com", Tls::None, false),
            ("127.0.0.1", Tls::None, true),
            ("::1", Tls::None, true),
            ("Localhost", Tls::None, true),
        ] {
            let mut settings = settings(host);
            settings.tls = tls;
            assert!(settings.check().is_ok(), "{host}");
            settings.credentials = Some(Credentials {
                user: "mailer".to_owned(),
                password: "opensesame".into(),
            });
            assert_eq!(settings.check().is_ok(), fine, "{host} {tls:?}");
            assert!(!format!("{settings:?}").contains("opensesame"));
        }
    }

    #[test]
    fn names_that_would_break_a_command_are_refused() {
        for host in ["", "mail example", "mail.example\r\nRSET"] {
            assert!(matches!(settings(host).check(), Err(SettingsError::Host)));
            let mut settings = settings("mail.example.com");
            settings.hello_name = Some(host.to_owned());
            assert!(matches!(settings.check(), Err(SettingsError::HelloName)));
        }
    }

    #[test]
    fn a_file_without_certificates_is_named() {
        for pem in [
            "",
            "x",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            let mut settings = settings("mail.example.com");
            settings.extra_ca_pem = Some(pem.into());
            let error = crate::SmtpProvider::new(settings).unwrap_err().to_string();
            assert!(error.contains("ca_file"), "{error}");
        }
    }
}
