//! The signature of SendGrid's webhooks: ECDSA over the time of signing and the body, byte for byte.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use msg_core::webhook::{RawRequest, Refused, is_fresh};

const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

/// How old a signature may be. A repeated delivery is signed anew.
const TOLERANCE: Duration = Duration::from_mins(5);

/// The public key of one webhook.
pub(crate) struct Key(ParsedPublicKey);

impl Key {
    /// Takes a `SubjectPublicKeyInfo` in base64, as SendGrid shows it, also between the lines of a PEM file.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidKey> {
        let base64: String = text
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .flat_map(str::split_whitespace)
            .collect();
        let der = STANDARD.decode(base64).map_err(|_| InvalidKey)?;
        let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, der);
        key.map(Self).map_err(|_| InvalidKey)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(P-256)")
    }
}

/// A text that is no public key of SendGrid's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a verification key: copy the one that SendGrid shows, which begins with MFkwEwYHKoZIzj0"
)]
pub struct InvalidKey;

pub(super) fn verify(
    key: Option<&Key>,
    request: &RawRequest<'_>,
    now: Timestamp,
) -> Result<(), Refused> {
    let refused = Refused::because;
    let key = key.ok_or(refused("no verification key is set"))?;
    let signature = request.header(SIGNATURE);
    let signature = signature.ok_or(refused("there is no signature, or more than one"))?;
    let time = request.header(TIMESTAMP);
    let time = time.ok_or(refused("there is no time of signing, or more than one"))?;
    let signature = STANDARD.decode(signature);
    let signature = signature.map_err(|_| refused("the signature is not base64"))?;
    let mut signed = Context::new(&SHA256);
    signed.update(time.as_bytes());
    signed.update(request.body);
    let genuine = key.0.verify_digest_sig(&signed.finish(), &signature);
    genuine.map_err(|_| refused("the signature doesn't match body, time and key"))?;
    let signed_at = time
        .parse()
        .ok()
        .and_then(|time| Timestamp::from_second(time).ok());
    let signed_at = signed_at.ok_or(refused("the time of signing is no number of seconds"))?;
    if !is_fresh(signed_at, now, TOLERANCE) {
        return Err(refused(
            "it was signed more than five minutes ago or ahead; check the clock",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_as_sendgrid_shows_it() {
        let shown = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
        let pem = format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n",
            &shown[..64],
            &shown[64..]
        );
        for good in [shown, &format!(" {shown}\n"), &pem] {
            assert!(Key::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "SG.abc",
            &shown[..120],
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
        ] {
            assert_eq!(Key::parse(bad).map(|_| ()), Err(InvalidKey), "{bad}");
        }
    }
}
