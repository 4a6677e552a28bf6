//! The parameter `sig`
//! ([signing messages](https://developer.vonage.com/en/getting-started/concepts/signing-messages)).

use aws_lc_rs::hmac;
use msg_core::webhook::Refused;
use secrecy::{ExposeSecret, SecretString};

use super::parameters::Parameters;

/// How an account signs. Vonage also offers MD5 and SHA-1, which are not good enough any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// "SHA-256 HMAC".
    Sha256,
    /// "SHA-512 HMAC".
    Sha512,
}

pub(super) struct Verifier(hmac::Key);

impl Verifier {
    /// Nothing for an empty secret, with which anybody could sign.
    pub(super) fn new(secret: &SecretString, method: SignatureMethod) -> Option<Self> {
        let secret = secret.expose_secret();
        let algorithm = match method {
            SignatureMethod::Sha256 => hmac::HMAC_SHA256,
            SignatureMethod::Sha512 => hmac::HMAC_SHA512,
        };
        let key = || hmac::Key::new(algorithm, secret.as_bytes());
        (!secret.is_empty()).then(|| Self(key()))
    }

    pub(super) fn verify(&self, parameters: &Parameters<'_>) -> Result<(), Refused> {
        let given = parameters.get("sig").and_then(bytes_of_hex);
        let given = given.ok_or(Refused::because("there is no signature"))?;
        let signed = signed_text(parameters);
        hmac::verify(&self.0, signed.as_bytes(), &given)
            .map_err(|_| Refused::because("the signature is another one"))
    }
}

/// `&name=value` for each parameter in the order of their names, with `&` and `=` in values replaced.
fn signed_text(parameters: &Parameters<'_>) -> String {
    let mut text = String::new();
    for (name, value) in parameters.iter().filter(|(name, _)| *name != "sig") {
        let value = value.replace(['&', '='], "_");
        text.extend(["&", name, "=", &value]);
    }
    text
}

/// The signature comes in either letter case.
fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
        _ => None,
    };
    pairs.map(byte).collect()
}
