//! HTTP/2, where a server can say that it didn't begin.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::sync::Arc;

use h2::Reason;
use http_client::{BaseUrl, Cause, Client, ClientSettings, Request, StatusCode};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A server that answers one request after the other with these statuses, or resets its stream.
async fn serve(acts: Vec<Result<StatusCode, Reason>>) -> (BaseUrl, Client) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], PrivateKeyDer::from(key))
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let stream = acceptor.accept(stream).await.unwrap();
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let mut acts = acts.into_iter();
        while let Some(asked) = connection.accept().await {
            let (_, mut respond) = asked.unwrap();
            match acts.next().unwrap() {
                Ok(status) => {
                    let answer = http::Response::builder().status(status).body(()).unwrap();
                    respond.send_response(answer, true).unwrap();
                }
                Err(reason) => respond.send_reset(reason),
            }
        }
    });
    let mut settings = ClientSettings::default();
    settings.extra_ca_pem = Some(cert.pem().into());
    let base = BaseUrl::parse(&format!("https://localhost:{port}")).unwrap();
    (base, Client::new(&settings).unwrap())
}

/// All on one connection; what is refused is not asked again by itself.
#[tokio::test]
async fn only_a_refused_stream_was_certainly_not_processed() {
    let (base, client) = serve(vec![
        Ok(StatusCode::ACCEPTED),
        Err(Reason::REFUSED_STREAM),
        Err(Reason::INTERNAL_ERROR),
        Err(Reason::CANCEL),
        Ok(StatusCode::SERVICE_UNAVAILABLE),
    ])
    .await;
    for expected in [
        Ok(202),
        Err((Cause::Refused, false)),
        Err((Cause::Reset, true)),
        Err((Cause::Reset, true)),
        Ok(503),
    ] {
        let request = Request::post(base.join(&["v1"])).content("text/plain", "hello");
        let answer = client.send(request).await;
        let answer = answer.map(|answer| answer.status.as_u16());
        let answer = answer.map_err(|fault| (fault.cause(), fault.may_have_arrived()));
        assert_eq!(answer, expected);
    }
}
