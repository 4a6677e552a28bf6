//! What a client's settings do.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::sync::Arc;

use http_client::{BaseUrl, Cause, Client, ClientSettings, InvalidClient, Request};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use testkit::http_script::{Act, HttpServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A server behind TLS that answers every connection once, and the certificate that it shows.
async fn behind_tls() -> (u16, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], PrivateKeyDer::from(key))
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // A client that doesn't trust the certificate goes away.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let _ = stream.read(&mut [0; 1024]).await.unwrap();
            let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
            stream.write_all(answer).await.unwrap();
        }
    });
    (port, cert.pem())
}

#[tokio::test]
async fn only_trusted_servers_get_anything() {
    let (port, certificate) = behind_tls().await;
    let url = |host| BaseUrl::parse(&format!("https://{host}:{port}")).unwrap();
    let mut trusting = ClientSettings::default();
    trusting.extra_ca_pem = Some(certificate.into());
    let trusting = Client::new(&trusting).unwrap();
    let answer = trusting
        .send(Request::get(url("localhost").join(&[])))
        .await;
    assert_eq!(answer.unwrap().status, 204);

    // Another name than that of the certificate, and a certificate that nobody vouches for.
    let wary = Client::new(&ClientSettings::default()).unwrap();
    for (client, host) in [(&trusting, "127.0.0.1"), (&wary, "localhost")] {
        let fault = client.send(Request::get(url(host).join(&[]))).await;
        let fault = fault.unwrap_err();
        assert_eq!(
            (fault.cause(), fault.may_have_arrived()),
            (Cause::Tls, false),
            "{host}"
        );
    }
}

#[tokio::test]
async fn a_proxy_is_asked_when_there_is_one() {
    let proxy = HttpServer::start([Act::json(200, "{}")]).await;
    let mut settings = ClientSettings::default();
    settings.proxy = Some(BaseUrl::parse(&proxy.url()).unwrap());
    let target = BaseUrl::parse("http://localhost:1").unwrap();
    let client = Client::new(&settings).unwrap();
    let answer = client.send(Request::get(target.join(&["v1"]))).await;
    assert_eq!(answer.unwrap().status, 200);
    assert_eq!(proxy.seen().requests[0].target, "http://localhost:1/v1");
}

#[test]
fn settings_that_cant_be_used_are_named() {
    let refused = |change: fn(&mut ClientSettings)| {
        let mut settings = ClientSettings::default();
        change(&mut settings);
        Client::new(&settings).unwrap_err()
    };
    let no_pem = refused(|settings| settings.extra_ca_pem = Some("x".into()));
    assert_eq!(no_pem, InvalidClient::Certificates);
    let no_header = refused(|settings| "herald\n".clone_into(&mut settings.user_agent));
    assert_eq!(no_header, InvalidClient::Setup);
}
