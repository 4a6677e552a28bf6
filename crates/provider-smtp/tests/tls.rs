//! No byte of a message goes to a server that can't prove who it is.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::sync::Arc;
use std::time::Duration;

use msg_core::{Channel, EmailAddress, Fact, NotSent, Provider};
use provider_smtp::{Settings, SmtpProvider, Tls};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use testkit::provider_suite::outbound;
use testkit::smtp_script::{Act, Moment, Script, ScriptedServer};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

type Authority = CertifiedIssuer<'static, KeyPair>;

#[tokio::test]
async fn a_certificate_has_to_be_valid_trusted_and_for_the_host() {
    let authority = authority("trusted");
    let stranger = self::authority("stranger");
    let good = || CertificateParams::new(["localhost".to_owned()]).unwrap();
    let other_name = CertificateParams::new(["mail.example.com".to_owned()]).unwrap();
    let mut expired = good();
    expired.not_after = date_time_ymd(2020, 1, 1);
    let mut early = good();
    early.not_before = date_time_ymd(4000, 1, 1);
    early.not_after = date_time_ymd(4001, 1, 1);
    for (leaf, issuer, reason) in [
        (other_name, &authority, "not valid for name"),
        (expired, &authority, "expired"),
        (early, &authority, "not valid yet"),
        (good(), &stranger, "UnknownIssuer"),
    ] {
        let (port, heard) = serve(leaf, issuer).await;
        let error = send(port, &authority).await.unwrap_err();
        assert_eq!((error.fact(), error.code()), (UNREACHABLE, Some("tls")));
        assert!(error.text().as_str().contains(reason), "{error}");
        assert_eq!(heard.await.unwrap(), b"", "{reason}");
    }
    // The same set-up without a fault: the client waits for a greeting, so it is heard only when it gives up.
    let (port, _heard) = serve(good(), &authority).await;
    let error = send(port, &authority).await.unwrap_err();
    assert_eq!((error.fact(), error.code()), (UNREACHABLE, Some("timeout")));
}

#[tokio::test]
async fn whoever_speaks_no_tls_gets_nothing() {
    for (act, code) in [
        (Act::line("220 test.example ESMTP in clear text"), "tls"),
        (Act::Hang, "timeout"),
        (Act::Cut(Vec::new()), "tls"),
        (Act::Flood(1_000_000), "tls"),
    ] {
        let script = Script::obliging().on(Moment::Greeting, act);
        let server = ScriptedServer::start([script]).await;
        let error = send(server.port(), &authority("trusted"))
            .await
            .unwrap_err();
        assert_eq!(
            (error.fact(), error.code()),
            (UNREACHABLE, Some(code)),
            "{error}"
        );
        assert_eq!(server.seen().count("MAIL"), 0);
    }
}

const UNREACHABLE: Fact = Fact::NotSent(NotSent::Unreachable);

async fn send(port: u16, trusted: &Authority) -> Result<msg_core::Accepted, msg_core::SendError> {
    let from = EmailAddress::parse("shop@example.com").unwrap();
    let mut settings = Settings::new("localhost", from.into());
    settings.port = port;
    settings.tls = Tls::Implicit;
    settings.extra_ca_pem = Some(trusted.pem().into());
    settings.timeout = Duration::from_secs(1);
    let provider = SmtpProvider::new(settings).unwrap();
    provider.send(&outbound(Channel::Email)).await
}

fn authority(name: &str) -> Authority {
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, name);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap()
}

/// Answers one connection with this certificate; the handle ends with what was heard behind it.
async fn serve(
    leaf: CertificateParams,
    issuer: &Authority,
) -> (u16, tokio::task::JoinHandle<Vec<u8>>) {
    let key = KeyPair::generate().unwrap();
    let leaf = leaf.signed_by(&key, issuer).unwrap();
    let crypto = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(crypto)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![leaf.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let mut heard = Vec::new();
        let (tcp, _) = listener.accept().await.unwrap();
        if let Ok(mut tls) = TlsAcceptor::from(Arc::new(config)).accept(tcp).await {
            // Ends with an alert when the client refuses the certificate.
            let _ = tls.read_to_end(&mut heard).await;
        }
        heard
    });
    (port, heard)
}
