//! Accounts with SMTP servers.

use msg_core::EmailAddress;
use secrecy::SecretString;

use super::problem::Problems;
use super::providers::LeftOut;
use super::reader::{Reader, choice};
use super::sources::Files;

/// An SMTP server and how to use it.
#[derive(Clone, Debug)]
pub struct SmtpAccount {
    /// The name or IP address of the server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The user and the password to authenticate with.
    pub login: Option<SmtpLogin>,
    /// The sender's address.
    pub from_email: EmailAddress,
    /// The sender's name.
    pub from_name: Option<String>,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// Certificates in PEM that are trusted besides those of the system.
    pub ca_pem: Option<String>,
    /// The name this machine gives itself to the server; its host name when there is none.
    pub hello_name: Option<String>,
}

/// What an SMTP server is authenticated to with.
#[derive(Clone, Debug)]
pub struct SmtpLogin {
    /// The user.
    pub user: String,
    /// The user's password.
    pub password: SecretString,
}

/// How the connection with an SMTP server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// By a TLS handshake after a greeting in clear (RFC 3207); a server without it is refused.
    StartTls,
    /// By TLS from the first byte (RFC 8314).
    Tls,
    /// Not at all.
    None,
}

choice!(SmtpTls { "starttls" => StartTls, "tls" => Tls, "none" => None });

/// The port on which TLS begins with the first byte (RFC 8314, section 7.3).
const SUBMISSIONS: u16 = 465;

impl SmtpAccount {
    pub(super) fn read(
        from: Reader<'_>,
        files: &Files,
        problems: &mut Problems,
    ) -> Result<Self, LeftOut> {
        let host = read_host(from, problems)?;
        let login = read_login(from, problems);
        let from_email = read_sender(from, problems);
        let ca_pem = read_certificates(from, files, problems);
        let port = from.get("port");
        let by_port = match port {
            SUBMISSIONS => SmtpTls::Tls,
            _ => SmtpTls::StartTls,
        };
        Ok(Self {
            host,
            port,
            login: login?,
            from_email: from_email?,
            from_name: from.get("from_name"),
            tls: from.get::<Option<_>>("tls").unwrap_or(by_port),
            ca_pem: ca_pem?,
            hello_name: from.get("hello_name"),
        })
    }
}

fn read_host(from: Reader<'_>, problems: &mut Problems) -> Result<String, LeftOut> {
    let path = from.path("host");
    let Some(host) = from.get::<Option<String>>("host") else {
        if from.is_broken("host") {
            return Err(LeftOut::Refused);
        }
        // A port or a sender's name alone is what a copied template leaves behind; credentials are meant.
        let Some(meant) = ["user", "password"]
            .into_iter()
            .find(|key| from.is_own(key))
        else {
            return Err(LeftOut::Incomplete(path));
        };
        let text = format!(
            "`{}` is set but `{path}` is not; set it too",
            from.path(meant)
        );
        problems.at(from.origin(meant), text);
        return Err(LeftOut::Refused);
    };
    let has_port = host.matches(':').count() == 1;
    if has_port || host.contains(['/', '@']) || host.contains(char::is_whitespace) {
        let fix = "write the name alone, such as `smtp.example.com`, and the port as `port`";
        problems.at(
            from.origin("host"),
            format!("`{path}`: `{host}` is not a host name; {fix}"),
        );
        return Err(LeftOut::Refused);
    }
    Ok(host)
}

fn read_login(from: Reader<'_>, problems: &mut Problems) -> Result<Option<SmtpLogin>, LeftOut> {
    let (set, missing) = match (from.get("user"), from.get("password")) {
        (None, None) => return Ok(None),
        (Some(user), Some(password)) => return Ok(Some(SmtpLogin { user, password })),
        (Some(_), None) => ("user", "password"),
        (None, Some(_)) => ("password", "user"),
    };
    if !from.is_broken(missing) {
        let (path, missing) = (from.path(set), from.path(missing));
        let text = format!("`{path}` is set but `{missing}` is not; set both or neither");
        problems.at(from.origin(set), text);
    }
    Err(LeftOut::Refused)
}

fn read_sender(from: Reader<'_>, problems: &mut Problems) -> Result<EmailAddress, LeftOut> {
    if let Some(address) = from.get("from_email") {
        return Ok(address);
    }
    let user: Option<String> = from.get("user");
    let address = user.and_then(|user| EmailAddress::parse(&user).ok());
    address.ok_or_else(|| {
        if !from.is_broken("from_email") {
            let (path, host) = (from.path("from_email"), from.path("host"));
            let text = format!("`{host}` is set but `{path}` is not; set the sender's address");
            problems.at(from.origin("host"), text);
        }
        LeftOut::Refused
    })
}

fn read_certificates(
    from: Reader<'_>,
    files: &Files,
    problems: &mut Problems,
) -> Result<Option<String>, LeftOut> {
    let Some(file) = from.get::<Option<String>>("ca_file") else {
        return Ok(None);
    };
    let complaint = match files.read(&file) {
        Ok(text) if text.contains("-----BEGIN CERTIFICATE-----") => return Ok(Some(text)),
        Ok(_) => "holds no certificate (PEM)".to_owned(),
        Err(error) => format!("can't be read: {error}"),
    };
    let text = format!("`{}`: `{file}` {complaint}", from.path("ca_file"));
    problems.at(from.origin("ca_file"), text);
    Err(LeftOut::Refused)
}
