//! What a vendor answered.

use std::fmt;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::fault::{Cause, Fault};
use crate::wait;

/// The longest answer that is read, in bytes; an answer that is longer says nothing for certain.
pub const MAX_ANSWER: usize = 64 * 1024;

/// An answer that came whole, whatever it says.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response {
    /// The status; a redirect is an answer like any other.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most [`MAX_ANSWER`] bytes.
    pub body: Bytes,
}

impl Response {
    pub(crate) async fn read(mut response: reqwest::Response) -> Result<Self, Fault> {
        let mut body = BytesMut::new();
        while let Some(portion) = response.chunk().await.map_err(Fault::in_answer)? {
            if body.len() + portion.len() > MAX_ANSWER {
                return Err(Fault::unknown(Cause::TooLarge));
            }
            body.extend_from_slice(&portion);
        }
        Ok(Self {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: body.freeze(),
        })
    }

    /// The body as JSON of the shape `T`; nothing when it is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body as text, with what isn't UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header, if it is there once or more and its first value is printable ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How long `Retry-After` asks to wait ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)), at
    /// most [`LONGEST_WAIT`](crate::LONGEST_WAIT). A date is held against the answer's own `Date`.
    pub fn retry_after(&self) -> Option<Duration> {
        wait::retry_after(self.header("retry-after")?, self.header("date"))
    }

    /// How long it is until the moment in the header `name`, in seconds since 1970, such as `X-RateLimit-Reset`; counted
    /// from the answer's own `Date`, and at most [`LONGEST_WAIT`](crate::LONGEST_WAIT).
    pub fn until(&self, name: &str) -> Option<Duration> {
        wait::until(self.header(name)?, self.header("date")?)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
