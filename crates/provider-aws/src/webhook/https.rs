//! Fetching signing certificates with the HTTP client that the SDKs bring.

use std::time::Duration;

use async_trait::async_trait;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use tokio::time::timeout;

use super::verify::LONGEST_PEM;
use super::{CertUnavailable, SigningCertSource, SnsCertUrl};

/// The longest time for one certificate.
const LIMIT: Duration = Duration::from_secs(5);

/// Fetches signing certificates by HTTPS, without redirects.
#[derive(Debug)]
pub struct HttpsCertSource(Connector);

impl HttpsCertSource {
    /// Connects to nothing yet.
    pub fn new() -> Self {
        let tls = Provider::Rustls(CryptoMode::AwsLc);
        Self(Connector::builder().tls_provider(tls).build())
    }

    async fn fetch(&self, address: &str) -> Result<Bytes, CertUnavailable> {
        let request = HttpRequest::get(address).map_err(unavailable)?;
        let response = self.0.call(request).await.map_err(unavailable)?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(CertUnavailable(format!("HTTP status {status}")));
        }
        let body = Limited::new(response.into_body(), LONGEST_PEM)
            .collect()
            .await;
        let body = body.map_err(|error| CertUnavailable(error.to_string()))?;
        Ok(body.to_bytes())
    }
}

impl Default for HttpsCertSource {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl SigningCertSource for HttpsCertSource {
    async fn pem(&self, url: &SnsCertUrl) -> Result<Bytes, CertUnavailable> {
        let fetched = timeout(LIMIT, self.fetch(&url.address())).await;
        fetched.map_err(unavailable)?
    }
}

fn unavailable(error: impl std::error::Error) -> CertUnavailable {
    CertUnavailable(error.to_string())
}

#[cfg(test)]
mod tests {
    use testkit::http_script::{Act, HttpServer};

    use super::*;

    async fn fetched(act: Act) -> (Result<Bytes, CertUnavailable>, usize) {
        let server = HttpServer::start([act]).await;
        let address = format!("{}/a.pem", server.url());
        let fetched = HttpsCertSource::new().fetch(&address).await;
        (fetched, server.seen().requests.len())
    }

    #[tokio::test]
    async fn a_certificate_is_fetched_once_and_never_from_elsewhere() {
        let (pem, asked) = fetched(Act::answer(200, &[], "PEM")).await;
        assert_eq!((pem.unwrap(), asked), (Bytes::from_static(b"PEM"), 1));
        let elsewhere = [("location", "/b.pem")];
        for act in [
            Act::answer(302, &elsewhere, ""),
            Act::answer(404, &[], "no"),
            Act::answer(500, &[], ""),
            Act::Flood(1_000_000),
            Act::Cut(b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\nP".into()),
        ] {
            let (pem, asked) = fetched(act.clone()).await;
            assert!(pem.is_err(), "{act:?}");
            assert_eq!(asked, 1, "{act:?}");
        }
    }
}
