//! TLS by rustls: the system's authorities, and those of the settings.

use std::io;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::settings::{Settings, SettingsError, Tls};

/// Upgrades connections to one host.
#[derive(Clone)]
pub(crate) struct Connector {
    tls: TlsConnector,
    name: ServerName<'static>,
}

impl Connector {
    /// Nothing where the settings want no TLS.
    pub(crate) fn new(settings: &Settings) -> Result<Option<Self>, SettingsError> {
        if settings.tls == Tls::None {
            return Ok(None);
        }
        let name = ServerName::try_from(settings.host.clone()).map_err(|_| SettingsError::Host)?;
        let config = config(settings.extra_ca_pem.as_deref())?;
        let tls = TlsConnector::from(Arc::new(config));
        Ok(Some(Self { tls, name }))
    }

    /// Does the handshake; the host's certificate has to be valid for its name.
    pub(crate) async fn upgrade(&self, tcp: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.tls.connect(self.name.clone(), tcp).await
    }
}

fn config(extra_ca_pem: Option<&[u8]>) -> Result<ClientConfig, SettingsError> {
    let unusable = |why: rustls::Error| SettingsError::Certificates(why.to_string());
    let extra = extra_ca_pem.map_or(Ok(Vec::new()), authorities)?;
    let crypto = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&crypto)).map_err(unusable)?;
    let config = ClientConfig::builder_with_provider(crypto)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

fn authorities(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, SettingsError> {
    let unusable = |why: String| SettingsError::Certificates(why);
    let found = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    let found = found.map_err(|why| unusable(why.to_string()))?;
    if found.is_empty() {
        return Err(unusable("no certificate in PEM form found".to_owned()));
    }
    Ok(found)
}

/// Whether a failed handshake is about the certificate, the one cause that somebody has to mend.
pub(crate) fn is_certificate_error(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|e| e.downcast_ref());
    matches!(cause, Some(rustls::Error::InvalidCertificate(_)))
}
