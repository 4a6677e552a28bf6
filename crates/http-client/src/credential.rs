//! How an account shows who it is.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// The value of an `Authorization` header, made once per account. It shows itself nowhere.
#[derive(Clone)]
pub struct Authorization(HeaderValue);

impl Authorization {
    /// `Bearer …` ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
    ///
    /// # Errors
    /// Refuses what no header can carry.
    pub fn bearer(token: &SecretString) -> Result<Self, InvalidCredential> {
        Self::scheme("Bearer", token)
    }

    /// `Basic …` ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
    ///
    /// # Errors
    /// Refuses empty parts, control characters, and a colon in the user name.
    pub fn basic(user: &str, password: &SecretString) -> Result<Self, InvalidCredential> {
        let password = password.expose_secret();
        let sound = |part: &str| !part.is_empty() && !part.contains(char::is_control);
        if !sound(user) || user.contains(':') || !sound(password) {
            return Err(InvalidCredential);
        }
        let pair = STANDARD.encode(format!("{user}:{password}"));
        Self::scheme("Basic", &pair.into())
    }

    /// A scheme of the vendor's own, such as `AccessKey …`.
    ///
    /// # Errors
    /// Refuses what no header can carry.
    pub fn scheme(name: &str, token: &SecretString) -> Result<Self, InvalidCredential> {
        let token = token.expose_secret();
        if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(InvalidCredential);
        }
        let value = HeaderValue::from_str(&format!("{name} {token}"));
        let mut value = value.map_err(|_| InvalidCredential)?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    pub(crate) fn value(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization(…)")
    }
}

/// A credential that no header can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is empty or has a space, a line break or a character outside ASCII; copy it again")]
pub struct InvalidCredential;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_badly_copied_is_refused_and_nothing_is_shown() {
        for bad in ["", "SG.a b", "SG.a\n", "“SG.a”", "SG.\0"] {
            assert!(Authorization::bearer(&bad.into()).is_err(), "{bad:?}");
        }
        for (user, password) in [("", "x"), ("a:b", "x"), ("a", ""), ("a", "x\n")] {
            assert!(Authorization::basic(user, &password.into()).is_err());
        }
        // RFC 7617 §2.
        let aladdin = Authorization::basic("Aladdin", &"open sesame".into()).unwrap();
        assert_eq!(aladdin.value(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(
            format!("{aladdin:?} {:?}", aladdin.value()),
            "Authorization(…) Sensitive"
        );
    }
}
