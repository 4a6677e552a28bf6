//! The header `MessageBird-Signature-JWT`
//! ([verify HTTP requests](https://developers.messagebird.com/docs/verify-http-requests)): a token
//! ([RFC 7519](https://www.rfc-editor.org/rfc/rfc7519)) that names the hashes of URL and body.

use std::fmt::Write;
use std::time::Duration;

use aws_lc_rs::{constant_time, digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use msg_core::webhook::{RawRequest, Refused};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How far the clocks may differ. A token is good for a minute.
const LEEWAY: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    nbf: i64,
    exp: i64,
    url_hash: String,
    payload_hash: Option<String>,
}

/// The hash of the body, or else of the URL, of a request that is certainly the vendor's; a repetition has the same, other than
/// the token's own id.
pub(super) fn verify(
    request: &RawRequest<'_>,
    key: &[u8],
    now: Timestamp,
) -> Result<String, Refused> {
    let token = request.header("messagebird-signature-jwt");
    let token = token.ok_or(Refused::because("there is no signature, or more than one"))?;
    let claims = signed_claims(token, key)?;
    if claims.iss != "MessageBird" {
        return Err(Refused::because("somebody else issued the token"));
    }
    let leeway = i64::try_from(LEEWAY.as_secs()).unwrap_or(0);
    let second = now.as_second();
    if second < claims.nbf.saturating_sub(leeway) || second > claims.exp.saturating_add(leeway) {
        return Err(Refused::because("the token is too old, or from the future"));
    }
    if !is_hash_of(&claims.url_hash, request.url.as_bytes()) {
        return Err(Refused::because("the token is for another URL"));
    }
    let payload = claims.payload_hash.unwrap_or_default();
    // No hash and no body belong together.
    let same = match request.body {
        [] => payload.is_empty(),
        body => is_hash_of(&payload, body),
    };
    if !same {
        return Err(Refused::because("the token is for another body"));
    }
    Ok(if payload.is_empty() {
        claims.url_hash
    } else {
        payload
    })
}

fn signed_claims(token: &str, key: &[u8]) -> Result<Claims, Refused> {
    let unreadable = Refused::because("the token can't be read");
    let (signed, signature) = token.rsplit_once('.').ok_or(unreadable)?;
    let (header, claims) = signed.split_once('.').ok_or(unreadable)?;
    let header: Header = part(header).ok_or(unreadable)?;
    // The three that the vendor's own libraries take; "none" is none of them.
    let algorithm = match header.alg.as_str() {
        "HS256" => hmac::HMAC_SHA256,
        "HS384" => hmac::HMAC_SHA384,
        "HS512" => hmac::HMAC_SHA512,
        _ => return Err(Refused::because("the token is signed in another way")),
    };
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| unreadable)?;
    hmac::verify(
        &hmac::Key::new(algorithm, key),
        signed.as_bytes(),
        &signature,
    )
    .map_err(|_| Refused::because("the signature is another one"))?;
    part(claims).ok_or(unreadable)
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    let json = URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&json).ok()
}

fn is_hash_of(given: &str, content: &[u8]) -> bool {
    let mut hex = String::new();
    for byte in digest::digest(&digest::SHA256, content).as_ref() {
        let _ = write!(hex, "{byte:02x}");
    }
    constant_time::verify_slices_are_equal(given.as_bytes(), hex.as_bytes()).is_ok()
}
