//! Makes the exchanges.

use std::time::Duration;

use tokio::time::timeout;

use crate::fault::Fault;
use crate::progress::Portions;
use crate::{BaseUrl, Request, Response};

/// How exchanges are made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientSettings {
    /// The time for looking up the name, connecting and the TLS handshake.
    pub connect_timeout: Duration,
    /// The time for one whole exchange, connecting included.
    pub timeout: Duration,
    /// How long a connection that nobody uses is kept.
    pub keep_alive: Duration,
    /// What the vendor's log shows.
    pub user_agent: String,
    /// A proxy for all requests; the environment is not asked for one.
    pub proxy: Option<BaseUrl>,
    /// Certificates in PEM of authorities to trust beside the system's.
    pub extra_ca_pem: Option<Vec<u8>>,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(3),
            // Half a second less than the ten that an attempt usually gets, so that the answer, which knows how far the
            // exchange came, is there before somebody else's time limit.
            timeout: Duration::from_millis(9_500),
            // Less than servers wait before they hang up: a request that crosses with a hang-up has an unknown outcome.
            keep_alive: Duration::from_secs(15),
            user_agent: concat!("herald/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: None,
            extra_ca_pem: None,
        }
    }
}

/// Makes one exchange per call and keeps connections between them. Clones share the connections.
#[derive(Clone, Debug)]
pub struct Client {
    inner: reqwest::Client,
    timeout: Duration,
}

impl Client {
    /// Loads the certificates; connects to nothing.
    ///
    /// # Errors
    /// Names the setting that can't be used.
    pub fn new(settings: &ClientSettings) -> Result<Self, InvalidClient> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // By default the library repeats requests that an HTTP/2 server says it didn't process.
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .user_agent(&settings.user_agent)
            .connect_timeout(settings.connect_timeout)
            .pool_idle_timeout(settings.keep_alive);
        if let Some(proxy) = &settings.proxy {
            let proxy = reqwest::Proxy::all(proxy.as_str());
            builder = builder.proxy(proxy.map_err(|_| InvalidClient::Proxy)?);
        }
        if let Some(pem) = &settings.extra_ca_pem {
            let certificates = reqwest::Certificate::from_pem_bundle(pem)
                .ok()
                .filter(|certificates| !certificates.is_empty());
            builder = builder.tls_certs_merge(certificates.ok_or(InvalidClient::Certificates)?);
        }
        let inner = builder.build().map_err(|_| InvalidClient::Setup)?;
        Ok(Self {
            inner,
            timeout: settings.timeout,
        })
    }

    /// Makes one exchange.
    ///
    /// # Errors
    /// When no whole answer came. The [`Fault`] becomes the [`SendError`](msg_core::SendError) of a provider by `into`.
    pub async fn send(&self, request: Request) -> Result<Response, Fault> {
        let (body, progress) = Portions::new(request.body);
        let asked = self
            .inner
            .request(request.method, request.url)
            .headers(request.headers)
            .body(reqwest::Body::wrap(body))
            .send();
        let exchange = async {
            let answer = asked
                .await
                .map_err(|error| Fault::before_answer(&error, &progress))?;
            Response::read(answer).await
        };
        let result = timeout(self.timeout, exchange).await;
        result.unwrap_or_else(|_| Err(Fault::timed_out(&progress)))
    }
}

/// Why a client can't be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidClient {
    /// The proxy can't be used.
    #[error("`proxy` can't be used as a proxy; write one such as http://127.0.0.1:3128")]
    Proxy,
    /// The file holds no certificates.
    #[error("`ca_file` holds no certificate in PEM")]
    Certificates,
    /// The user agent can't be a header, or the system has no certificates.
    #[error(
        "TLS can't be set up; check the system's certificates (package ca-certificates), `ca_file` and the user agent"
    )]
    Setup,
}
