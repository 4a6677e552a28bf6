//! Where a vendor's interface is.

use std::fmt;

use url::{Host, Url};

/// The address that all requests to one vendor begin with, such as `https://api.example.com` or `http://127.0.0.1:4010/v2`.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Where requests may travel in clear text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClearText {
    /// Within this machine only.
    Loopback,
    /// Over any network; whoever listens there can read credentials and messages.
    Anywhere,
}

impl BaseUrl {
    /// Takes an `https` URL, or an `http` one of this machine.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, InvalidBaseUrl> {
        Self::parse_with(text, ClearText::Loopback)
    }

    /// Takes an `https` URL, or an `http` one within `clear_text`.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse_with(text: &str, clear_text: ClearText) -> Result<Self, InvalidBaseUrl> {
        // The parser would drop tabs and line breaks silently.
        if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Err(InvalidBaseUrl::NotAUrl);
        }
        let mut url = Url::parse(text).map_err(|_| InvalidBaseUrl::NotAUrl)?;
        let encrypted = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(InvalidBaseUrl::Scheme),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidBaseUrl::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(InvalidBaseUrl::Extra);
        }
        if !encrypted && clear_text == ClearText::Loopback && !is_loopback(&url) {
            return Err(InvalidBaseUrl::ClearText);
        }
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty();
        }
        Ok(Self(url))
    }

    /// The URL with `segments` added to its path, percent-encoded where they have to be.
    pub fn join(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend(segments);
        }
        url
    }

    /// The URL as it stands.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a text can't be a base URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidBaseUrl {
    /// It isn't a URL with scheme and host.
    #[error("not a base URL: write scheme and host, such as https://api.example.com")]
    NotAUrl,
    /// The scheme is another one.
    #[error("not a base URL: it begins with https:// (or http:// for this machine)")]
    Scheme,
    /// It holds a user name or a password.
    #[error("a base URL holds no credentials; they have settings of their own")]
    Credentials,
    /// It holds a query or a fragment.
    #[error("a base URL ends with its path; remove what stands from ? or # on")]
    Extra,
    /// It would send credentials and messages over a network in clear text.
    #[error("http:// is for this machine only (127.0.0.1, [::1], localhost); use https://")]
    ClearText,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_base_url_is_told_apart() {
        for (text, wrong) in [
            ("", InvalidBaseUrl::NotAUrl),
            ("api.example.com", InvalidBaseUrl::NotAUrl),
            ("https://", InvalidBaseUrl::NotAUrl),
            ("https:// api.example.com", InvalidBaseUrl::NotAUrl),
            ("https://api.example.com\n", InvalidBaseUrl::NotAUrl),
            ("localhost:8080", InvalidBaseUrl::Scheme),
            ("ftp://api.example.com", InvalidBaseUrl::Scheme),
            ("file:///etc/passwd", InvalidBaseUrl::Scheme),
            ("https://a:b@api.example.com", InvalidBaseUrl::Credentials),
            ("https://a@api.example.com", InvalidBaseUrl::Credentials),
            ("https://api.example.com?a=b", InvalidBaseUrl::Extra),
            ("https://api.example.com#a", InvalidBaseUrl::Extra),
            ("http://api.example.com", InvalidBaseUrl::ClearText),
            ("http://127.0.0.1.example.com", InvalidBaseUrl::ClearText),
            ("http://10.0.0.1", InvalidBaseUrl::ClearText),
        ] {
            assert_eq!(BaseUrl::parse(text), Err(wrong), "{text:?}");
        }
        let named = BaseUrl::parse_with("http://stand-in:8080", ClearText::Anywhere);
        assert_eq!(named.unwrap().as_str(), "http://stand-in:8080/");
    }

    #[test]
    fn paths_are_added_not_replaced() {
        for (base, joined) in [
            (
                "https://api.example.com",
                "https://api.example.com/v3/mail%2Fsend",
            ),
            (
                "https://api.example.com/",
                "https://api.example.com/v3/mail%2Fsend",
            ),
            (
                "http://[::1]:4010/sub",
                "http://[::1]:4010/sub/v3/mail%2Fsend",
            ),
            (
                "http://localhost/sub/",
                "http://localhost/sub/v3/mail%2Fsend",
            ),
        ] {
            let url = BaseUrl::parse(base).unwrap().join(&["v3", "mail/send"]);
            assert_eq!(url.as_str(), joined);
        }
    }
}
