//! Whether a request is Twilio's: [webhooks security](https://www.twilio.com/docs/usage/webhooks/webhooks-security).

use std::fmt;

use aws_lc_rs::{constant_time, digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use msg_core::webhook::{RawRequest, Refused};
use secrecy::{ExposeSecret, SecretString};

use super::params::Params;

const SIGNATURE: &str = "x-twilio-signature";

/// Which key signed, and how; only where the account has shared keys.
const SETTINGS: &str = "x-twilio-webhooks-signature-settings";

/// The parameter of the URL with the hash of a body that is no form.
const BODY_HASH: &str = "bodySHA256";

/// A key for signing only, made in the account and given to Twilio and to us
/// ([shared keys](https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys)). It signs with HMAC-SHA256.
#[derive(Clone)]
pub struct SharedKey {
    id: String,
    key: hmac::Key,
}

impl SharedKey {
    /// The key with this id, `webhooks_sharedkey_…`, and secret.
    pub fn new(id: impl Into<String>, secret: &SecretString) -> Self {
        let secret = secret.expose_secret().as_bytes();
        Self {
            id: id.into(),
            key: hmac::Key::new(hmac::HMAC_SHA256, secret),
        }
    }
}

impl fmt::Debug for SharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedKey({}, …)", self.id)
    }
}

/// A request that is certainly Twilio's.
#[derive(Debug)]
pub(super) enum Genuine {
    /// With these parameters in its body.
    Form(Params),
    /// With something else in it.
    Other,
}

/// What an account's requests are signed with.
pub(super) struct Keys {
    auth_token: Option<hmac::Key>,
    shared: Vec<SharedKey>,
}

impl Keys {
    pub(super) fn new(auth_token: Option<&SecretString>, shared: Vec<SharedKey>) -> Self {
        let token = auth_token.map(|token| token.expose_secret().as_bytes());
        // An empty key would be everybody's.
        let token = token.filter(|token| !token.is_empty());
        Self {
            auth_token: token
                .map(|token| hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token)),
            shared,
        }
    }

    pub(super) fn verify(&self, request: &RawRequest<'_>) -> Result<Genuine, Refused> {
        let signature = request.header(SIGNATURE);
        let signature = signature.ok_or(Refused::because("no signature, or several"))?;
        let signature = STANDARD.decode(signature);
        let signature = signature.map_err(|_| Refused::because("the signature is not base64"))?;
        let key = self.key(request)?;
        let genuine = read(request)?;
        let signed = |url: &str| match &genuine {
            Genuine::Form(params) => string_to_sign(url, params),
            Genuine::Other => url.as_bytes().to_vec(),
        };
        let matches = |url: &String| hmac::verify(key, &signed(url), &signature).is_ok();
        if spellings(request.url).iter().any(matches) {
            Ok(genuine)
        } else {
            Err(Refused::because("the signature is another one"))
        }
    }

    /// The key that the request names. Nothing vouches for the name, so that it chooses only among our own keys, each of
    /// which has one algorithm.
    fn key(&self, request: &RawRequest<'_>) -> Result<&hmac::Key, Refused> {
        let names = |(name, _): &&(&str, &str)| name.eq_ignore_ascii_case(SETTINGS);
        let key = match request.headers.iter().filter(names).count() {
            0 => return self.auth_token(),
            1 => request.header(SETTINGS).unwrap_or_default(),
            _ => return Err(Refused::because("several signature settings")),
        };
        let setting = |name: &str| {
            let mut pairs = key.split(',').filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(key, _)| key.trim() == name)
                .map(|(_, value)| value.trim())
        };
        match (setting("key"), setting("algorithm")) {
            (None, None | Some("HMAC_SHA1")) => self.auth_token(),
            (Some(id), Some("HMAC_SHA256")) => {
                let shared = self.shared.iter().find(|shared| shared.id == id);
                let shared = shared.ok_or(Refused::because("signed with an unknown shared key"))?;
                Ok(&shared.key)
            }
            _ => Err(Refused::because(
                "signed with an algorithm that is not the key's",
            )),
        }
    }

    fn auth_token(&self) -> Result<&hmac::Key, Refused> {
        let token = self.auth_token.as_ref();
        token.ok_or(Refused::because(
            "the account has no `auth_token`, which signs",
        ))
    }
}

/// What the signature is about: the parameters of a form, or a body whose hash is in the URL.
fn read(request: &RawRequest<'_>) -> Result<Genuine, Refused> {
    let media_type = request.media_type();
    if let Some(hash) = Params::of_query(request.url).get(BODY_HASH) {
        let expected = sha256_hex(request.body);
        let given = hash.to_ascii_lowercase();
        constant_time::verify_slices_are_equal(given.as_bytes(), expected.as_bytes())
            .map_err(|_| Refused::because("the body has another hash"))?;
        return Ok(Genuine::Other);
    }
    match media_type.as_deref() {
        Some("application/x-www-form-urlencoded") => Ok(Genuine::Form(Params::parse(request.body))),
        // Of a GET, everything is in the URL.
        _ if request.body.is_empty() => Ok(Genuine::Form(Params::default())),
        _ => Err(Refused::because("nothing signs the body")),
    }
}

fn string_to_sign(url: &str, params: &Params) -> Vec<u8> {
    let mut signed = url.as_bytes().to_vec();
    for (name, value) in params.signed() {
        signed.extend(name.as_bytes());
        signed.extend(value.as_bytes());
    }
    signed
}

/// The URL as it is, without its port, and with the usual one: Twilio signs now one and now the other.
///
/// By hand, since a parser would write the rest in its own way. The fragment, where Twilio's own settings of the connection
/// stand, never travels.
fn spellings(url: &str) -> Vec<String> {
    let url = url.split('#').next().unwrap_or_default();
    let mut all = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else {
        return all;
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let start = authority.rfind('@').map_or(0, |at| at + 1);
    let (user, host) = authority.split_at(start);
    // The colons within an IPv6 address are no port's.
    let bracket = host.rfind(']').unwrap_or(0);
    all.push(if let Some(colon) = host[bracket..].rfind(':') {
        let bare = &host[..bracket + colon];
        format!("{scheme}://{user}{bare}{path}")
    } else {
        let is_clear = scheme.eq_ignore_ascii_case("http");
        let port = if is_clear { 80 } else { 443 };
        format!("{scheme}://{user}{host}:{port}{path}")
    });
    all
}

pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in digest::digest(&digest::SHA256, bytes).as_ref() {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_two_spellings_at_most() {
        for (url, other) in [
            ("https://a.example/x?y=1:2", "https://a.example:443/x?y=1:2"),
            ("https://a.example", "https://a.example:443"),
            ("http://a.example?x", "http://a.example:80?x"),
            ("https://a.example:443/x", "https://a.example/x"),
            ("https://a.example:8443/x", "https://a.example/x"),
            (
                "https://u:pw@a.example:443/x@y:1",
                "https://u:pw@a.example/x@y:1",
            ),
            ("https://u:pw@a.example/x", "https://u:pw@a.example:443/x"),
            ("https://[::1]/x", "https://[::1]:443/x"),
            ("https://[::1]:8443/x", "https://[::1]/x"),
        ] {
            assert_eq!(spellings(url), [url, other]);
        }
        let fragment = spellings("https://a.example/x#rc=3");
        assert_eq!(fragment[0], "https://a.example/x");
        assert_eq!(spellings("nonsense"), ["nonsense"]);
    }
}
