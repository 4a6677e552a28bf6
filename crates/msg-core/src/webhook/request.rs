//! A request as it came, and the one answer to what isn't genuine.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

/// A request as it came. Nothing in it can be trusted yet.
#[derive(Clone, Copy)]
pub struct RawRequest<'a> {
    /// The public URL that the vendor was told, from the configuration, with the query as it came. Never made of `Host` or
    /// `X-Forwarded-…`, which anybody can write.
    pub url: &'a str,
    /// The headers in their order.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, byte for byte.
    pub body: &'a [u8],
}

impl<'a> RawRequest<'a> {
    /// The value of the header `name`; nothing also when it comes more than once, since then nobody knows which one counts.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let mut values = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value);
        values.next().filter(|_| values.next().is_none())
    }

    /// The media type, in lower case and without parameters.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        let media_type = value.split(';').next().unwrap_or_default();
        Some(media_type.trim().to_ascii_lowercase())
    }
}

impl fmt::Debug for RawRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("headers", &self.headers.len())
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Whether what was signed at `signed_at` is at most `tolerance` old, or as much ahead of our clock.
pub fn is_fresh(signed_at: Timestamp, now: Timestamp, tolerance: Duration) -> bool {
    now.duration_since(signed_at).unsigned_abs() <= tolerance
}

/// That a request isn't certainly the vendor's. All reasons look the same from outside.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the request is not signed as it has to be")]
pub struct Refused {
    reason: &'static str,
}

impl Refused {
    /// A refusal for a `reason` that is for the operator's log only.
    pub const fn because(reason: &'static str) -> Self {
        Self { reason }
    }

    /// The reason, for the operator's log only: whoever asked could learn from it.
    pub const fn reason(self) -> &'static str {
        self.reason
    }
}

impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refused({})", self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_comes_twice_counts_for_nothing() {
        let request = RawRequest {
            url: "https://herald.example.com/api/webhooks/sms",
            headers: &[
                ("X-Signature", "a"),
                ("Content-Type", "Text/Plain; charset=UTF-8"),
                ("x-signature", "b"),
            ],
            body: b"",
        };
        assert_eq!(request.header("x-signature"), None);
        assert_eq!(request.header("x-other"), None);
        assert_eq!(request.media_type().as_deref(), Some("text/plain"));
    }

    #[test]
    fn old_and_future_signatures_are_stale() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let tolerance = Duration::from_mins(5);
        for (signed_at, fresh) in [
            (700, true),
            (699, false),
            (1_000, true),
            (1_300, true),
            (1_301, false),
        ] {
            assert_eq!(
                is_fresh(at(signed_at), at(1_000), tolerance),
                fresh,
                "{signed_at}"
            );
        }
        assert!(!is_fresh(Timestamp::MIN, Timestamp::MAX, tolerance));
    }

    #[test]
    fn reasons_look_the_same_from_outside() {
        let [old, wrong] = ["too old", "wrong key"].map(Refused::because);
        assert_eq!(old.to_string(), wrong.to_string());
        assert_ne!(old.reason(), wrong.reason());
    }
}
