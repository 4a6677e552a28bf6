//! One HTTP exchange with a vendor, and what is certain when it fails.
//!
//! This is the only crate that knows which HTTP library is used. A call of [`Client::send`] is one exchange: nothing is
//! repeated, no redirect is followed, no cookie is kept, no answer over [`MAX_ANSWER`] is read, nothing is decompressed
//! and the proxy variables of the environment are ignored.
//! Whatever answer comes is an `Ok`, also a 500; what fails on the way is a [`Fault`], which knows whether the request
//! may have arrived.
//!
//! ```no_run
//! use http_client::{Authorization, BaseUrl, Client, ClientSettings, Request};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let base = BaseUrl::parse("https://api.example.com")?;
//! let key = Authorization::bearer(&"opensesame".into())?;
//! let client = Client::new(&ClientSettings::default())?;
//!
//! let request = Request::post(base.join(&["v1", "messages"]))
//!     .authorization(&key)
//!     .form([("To", "+12025550123"), ("Body", "Hello")]);
//! let response = client.send(request).await?;
//! assert!(response.status.is_success());
//! # Ok(())
//! # }
//! ```

mod base_url;
mod client;
mod credential;
mod fault;
mod progress;
mod request;
mod response;
mod wait;

pub use base_url::{BaseUrl, ClearText, InvalidBaseUrl};
pub use client::{Client, ClientSettings, InvalidClient};
pub use credential::{Authorization, InvalidCredential};
pub use fault::{Cause, Fault};
pub use http::header::{self, HeaderMap, HeaderName, HeaderValue};
pub use http::{Method, StatusCode};
pub use request::Request;
pub use response::{MAX_ANSWER, Response};
pub use url::Url;
pub use wait::LONGEST_WAIT;
