//! What is certain when no whole answer came.

use std::error::Error;
use std::io;

use msg_core::text::VendorText;
use msg_core::{NotSent, SendError};

use crate::progress::Progress;

/// What kept the answer away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The host's name wasn't resolved.
    Dns,
    /// No connection was made: refused, unroutable, or not in time.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// The time was up.
    Timeout,
    /// The connection ended.
    Reset,
    /// The server closed the stream before it processed anything
    /// ([RFC 9113 §8.7](https://www.rfc-editor.org/rfc/rfc9113#section-8.7)).
    Refused,
    /// What came is no HTTP answer.
    Garbage,
    /// The answer is longer than anybody should read.
    TooLarge,
    /// The request can't be written, whoever the vendor is.
    Request,
}

impl Cause {
    /// The code of the [`SendError`].
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Refused => "refused",
            Self::Garbage => "garbage",
            Self::TooLarge => "too_large",
            Self::Request => "request",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Dns => "the host name can't be resolved; check the base URL",
            Self::Connect => "no connection; check the base URL and the network",
            Self::Tls => {
                "the TLS handshake failed, or the certificate is not trusted; check the base URL"
            }
            Self::Timeout => "no answer in time",
            Self::Reset => "the connection ended before the whole answer",
            Self::Refused => "the server took no further request on this connection",
            Self::Garbage => "what came is no HTTP answer",
            Self::TooLarge => "the answer is too long to be read",
            Self::Request => "the request can't be written; check the base URL",
        }
    }
}

/// That no whole answer came, and whether the request may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", cause.text())]
pub struct Fault {
    cause: Cause,
    may_have_arrived: bool,
}

impl Fault {
    /// What kept the answer away.
    pub const fn cause(self) -> Cause {
        self.cause
    }

    /// Whether the vendor may have got the whole request. Doubt counts as yes.
    pub const fn may_have_arrived(self) -> bool {
        self.may_have_arrived
    }

    pub(crate) const fn unknown(cause: Cause) -> Self {
        Self {
            cause,
            may_have_arrived: true,
        }
    }

    pub(crate) fn timed_out(progress: &Progress) -> Self {
        Self {
            cause: Cause::Timeout,
            may_have_arrived: progress.may_have_arrived(),
        }
    }

    /// Nothing of the answer's body was asked for yet.
    pub(crate) fn before_answer(error: &reqwest::Error, progress: &Progress) -> Self {
        let certainly_not = |cause| Self {
            cause,
            may_have_arrived: false,
        };
        if error.is_builder() {
            return certainly_not(Cause::Request);
        }
        if error.is_connect() {
            return certainly_not(while_connecting(error));
        }
        if causes(error).any(is_refused_stream) {
            return certainly_not(Cause::Refused);
        }
        Self {
            cause: after_connecting(error),
            may_have_arrived: progress.may_have_arrived(),
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "the shape of `map_err`")]
    pub(crate) fn in_answer(error: reqwest::Error) -> Self {
        Self::unknown(after_connecting(&error))
    }
}

impl From<Fault> for SendError {
    fn from(fault: Fault) -> Self {
        let text = VendorText::redact(fault.cause.text(), &[]);
        let error = if fault.may_have_arrived {
            Self::unknown(text)
        } else if fault.cause == Cause::Request {
            Self::not_sent(NotSent::Unsupported, text)
        } else {
            Self::not_sent(NotSent::Unreachable, text)
        };
        error.with_code(fault.cause.as_str())
    }
}

fn while_connecting(error: &reqwest::Error) -> Cause {
    if error.is_dns() {
        Cause::Dns
    } else if causes(error).any(is_tls) {
        Cause::Tls
    } else {
        Cause::Connect
    }
}

fn after_connecting(error: &reqwest::Error) -> Cause {
    let hyper = causes(error).find_map(|cause| cause.downcast_ref::<hyper::Error>());
    let io = causes(error).find_map(|cause| cause.downcast_ref::<io::Error>());
    if hyper.is_some_and(hyper::Error::is_parse_too_large) {
        Cause::TooLarge
    } else if hyper.is_some_and(hyper::Error::is_parse) || io.is_some_and(is_malformed) {
        Cause::Garbage
    } else {
        Cause::Reset
    }
}

/// Sizes of chunks that are none come as an I/O error.
fn is_malformed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
    )
}

/// Every error of the chain. `io::Error` passes over the error it wraps when it is asked for its source.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| {
        let wrapped = cause.downcast_ref().and_then(io::Error::get_ref);
        wrapped
            .map(|inner| inner as &(dyn Error + 'static))
            .or_else(|| cause.source())
    })
}

/// Only a handshake can meet the end of a stream before there is a connection.
fn is_tls(cause: &(dyn Error + 'static)) -> bool {
    let ended = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
    cause.is::<rustls::Error>() || cause.downcast_ref().is_some_and(ended)
}

fn is_refused_stream(cause: &(dyn Error + 'static)) -> bool {
    let refused = |error: &h2::Error| {
        error.is_reset() && error.is_remote() && error.reason() == Some(h2::Reason::REFUSED_STREAM)
    };
    cause.downcast_ref().is_some_and(refused)
}
