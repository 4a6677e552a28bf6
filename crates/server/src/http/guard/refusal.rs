//! Requests that are refused before anyone has read them.

use http::{Method, Uri};

use crate::http::problem::{Problem, ProblemType};

/// Why a head was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Refusal {
    /// A line ends in a bare line feed, or a carriage return stands alone.
    BareLineEnd,
    /// Not a request head of HTTP/1.0 or HTTP/1.1.
    Malformed,
    /// The length is given in two ways, in one that isn't a number, or by an encoding other than `chunked`.
    AmbiguousLength,
    /// Not exactly one `Host` (RFC 9112 §3.2).
    Host,
    /// More fields than allowed.
    TooManyHeaders,
    /// More bytes than allowed.
    HeadTooLong,
    /// Not whole in time.
    HeadTooSlow,
}

/// No client can send this method: the guard lets none through.
const METHOD: &str = "REFUSED";

impl Refusal {
    const ALL: [Self; 7] = [
        Self::BareLineEnd,
        Self::Malformed,
        Self::AmbiguousLength,
        Self::Host,
        Self::TooManyHeaders,
        Self::HeadTooLong,
        Self::HeadTooSlow,
    ];

    /// The head that hyper sees instead, so that the answer comes in its turn and through the same layers as all others.
    pub(super) fn head(self) -> String {
        format!("{METHOD} /{self:?} HTTP/1.1\r\nhost: refused\r\nconnection: close\r\n\r\n")
    }

    pub(super) fn is_its_method(method: &str) -> bool {
        method == METHOD
    }

    /// Recognises the request that [`head`](Self::head) became.
    pub(in crate::http) fn of(method: &Method, uri: &Uri) -> Option<Self> {
        if method.as_str() != METHOD {
            return None;
        }
        Self::ALL
            .into_iter()
            .find(|refusal| uri.path() == format!("/{refusal:?}"))
    }

    pub(in crate::http) fn problem(self) -> Problem {
        let (kind, detail) = match self {
            Self::BareLineEnd => (
                ProblemType::BadRequest,
                "end each line of the head with CR LF",
            ),
            Self::Malformed => (
                ProblemType::BadRequest,
                "the head is not that of an HTTP/1.1 request",
            ),
            Self::AmbiguousLength => (
                ProblemType::BadRequest,
                "give the body's length either by one `Content-Length` or by `Transfer-Encoding: chunked`",
            ),
            Self::Host => (ProblemType::BadRequest, "send one `Host` header"),
            Self::TooManyHeaders => (ProblemType::HeadersTooLarge, "send fewer headers"),
            Self::HeadTooLong => (
                ProblemType::HeadersTooLarge,
                "send shorter headers or a shorter path",
            ),
            Self::HeadTooSlow => (ProblemType::RequestTimeout, "the head did not end in time"),
        };
        Problem::new(kind).detail(detail)
    }
}
