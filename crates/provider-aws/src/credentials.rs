//! Who calls.

use std::fmt;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_credential_types::Credentials as SdkCredentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;

use crate::region::Region;

/// Who calls.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// An access key.
    Keys(Keys),
    /// Whatever AWS's own chain finds at the first call: environment, profile, web identity, container, instance
    /// ([documentation](https://docs.aws.amazon.com/sdk-for-rust/latest/dg/credproviders.html)).
    Chain,
}

impl Credentials {
    pub(crate) fn provider(&self, region: &Region) -> SharedCredentialsProvider {
        match self {
            Self::Keys(keys) => SharedCredentialsProvider::new(keys.for_sdk()),
            Self::Chain => SharedCredentialsProvider::new(LazyChain {
                region: region.clone(),
                chain: OnceCell::new(),
            }),
        }
    }
}

/// An access key that is formed like one.
#[derive(Clone)]
pub struct Keys {
    access_key_id: String,
    secret_access_key: SecretString,
    session_token: Option<SecretString>,
}

impl Keys {
    /// Takes an access key; a temporary one, whose id begins with `ASIA`, comes with a session token.
    ///
    /// # Errors
    /// Refuses blanks, control characters and the placeholders of documentation, and names the part.
    pub fn new(
        access_key_id: &str,
        secret_access_key: SecretString,
        session_token: Option<SecretString>,
    ) -> Result<Self, InvalidKeys> {
        if !is_key(access_key_id) {
            return Err(InvalidKeys::AccessKeyId);
        }
        if !is_key(secret_access_key.expose_secret()) {
            return Err(InvalidKeys::SecretAccessKey);
        }
        let token = session_token.as_ref().map(ExposeSecret::expose_secret);
        if !token.is_none_or(is_key) {
            return Err(InvalidKeys::SessionToken);
        }
        if access_key_id.starts_with("ASIA") && session_token.is_none() {
            return Err(InvalidKeys::NoSessionToken);
        }
        Ok(Self {
            access_key_id: access_key_id.to_owned(),
            secret_access_key,
            session_token,
        })
    }

    fn for_sdk(&self) -> SdkCredentials {
        SdkCredentials::new(
            &self.access_key_id,
            self.secret_access_key.expose_secret(),
            self.session_token
                .as_ref()
                .map(|token| token.expose_secret().to_owned()),
            None,
            "settings",
        )
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// Whether `text` may be a part of an access key: no blank, and none of the words that stand for one in examples.
fn is_key(text: &str) -> bool {
    const PLACEHOLDERS: &[&str] = &[
        "example",
        "your",
        "changeme",
        "change_me",
        "change-me",
        "placeholder",
        "replace",
        "xxxx",
        "****",
        "...",
        "<",
        "{",
        "$",
    ];
    let lower = text.to_ascii_lowercase();
    // The secret and the token are base64, in which a word may stand by chance; long texts are not placeholders.
    let placeholder = |word: &str| match word.len() {
        1..=4 if text.len() >= 40 => false,
        _ => lower.contains(word),
    };
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_graphic())
        && !PLACEHOLDERS.iter().any(|word| placeholder(word))
}

/// Why an access key can't be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeys {
    /// The id.
    #[error("not an access key id: it has blanks or is a placeholder; copy one from IAM")]
    AccessKeyId,
    /// The secret.
    #[error("not a secret access key: it has blanks or is a placeholder; copy one from IAM")]
    SecretAccessKey,
    /// The token.
    #[error("not a session token: it has blanks or is a placeholder; copy the one of the key")]
    SessionToken,
    /// A temporary key without its token.
    #[error(
        "a key that begins with ASIA is temporary and needs the session token that came with it"
    )]
    NoSessionToken,
}

/// AWS's chain, which is put together only when somebody calls, since that reads files and asks the network.
#[derive(Debug)]
struct LazyChain {
    region: Region,
    chain: OnceCell<DefaultCredentialsChain>,
}

impl ProvideCredentials for LazyChain {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            let region = aws_config::Region::new(self.region.as_str().to_owned());
            let chain = || DefaultCredentialsChain::builder().region(region).build();
            let chain = self.chain.get_or_init(chain).await;
            chain.provide_credentials().await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "AKIAQ3EGTLZ7DXR5VWNB";
    const SECRET: &str = "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";

    fn check(id: &str, secret: &str, token: Option<&str>) -> Option<InvalidKeys> {
        Keys::new(id, secret.into(), token.map(Into::into)).err()
    }

    #[test]
    fn keys_with_blanks_and_placeholders_are_refused() {
        assert_eq!(check(ID, SECRET, None), None);
        assert_eq!(check("test", "test", None), None);
        for bad in [
            "",
            " ",
            "AKIAIOSFODNN7EXAMPLE",
            "your_access_key",
            "<key>",
            "AKIA Q3EG",
            "AKIAQ3EGTLZ7DXR5VWNB\n",
            "changeme",
            "AKIA...",
            "${AWS_KEY}",
        ] {
            assert_eq!(
                check(bad, SECRET, None),
                Some(InvalidKeys::AccessKeyId),
                "{bad}"
            );
            assert_eq!(
                check(ID, bad, None),
                Some(InvalidKeys::SecretAccessKey),
                "{bad}"
            );
            let token = check(ID, SECRET, Some(bad));
            assert_eq!(token, Some(InvalidKeys::SessionToken), "{bad}");
        }
        let example = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        assert_eq!(check(ID, example, None), Some(InvalidKeys::SecretAccessKey));
    }

    #[test]
    fn a_temporary_key_needs_its_token() {
        let id = "ASIAQ3EGTLZ7DXR5VWNB";
        assert_eq!(check(id, SECRET, None), Some(InvalidKeys::NoSessionToken));
        assert_eq!(check(id, SECRET, Some("IQoJb3JpZ2luX2VjE")), None);
    }

    #[test]
    fn keys_do_not_show_themselves() {
        let keys = Keys::new(ID, SECRET.into(), None).unwrap();
        let shown = format!("{keys:?} {:?}", Credentials::Keys(keys.clone()));
        assert!(!shown.contains(SECRET) && !shown.contains(ID), "{shown}");
    }
}
