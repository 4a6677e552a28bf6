//! What a signing certificate says ([RFC 5280 §4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1)).
//!
//! It comes over HTTPS from the one pinned host, which is what makes it trusted; here are its dates, its subject and its
//! key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The tags of the parts that are read.
const INTEGER: u8 = 0x02;
const OBJECT_ID: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;
/// `id-at-commonName`, 2.5.4.3.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];

/// A certificate's dates, subject and key.
#[derive(Clone, Debug)]
pub(super) struct Certificate {
    not_before: Timestamp,
    not_after: Timestamp,
    common_name: String,
    /// `SubjectPublicKeyInfo` in DER.
    pub(super) public_key: Vec<u8>,
}

impl Certificate {
    /// Reads the first certificate of a PEM file.
    pub(super) fn from_pem(pem: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(pem).ok()?;
        let (_, rest) = text.split_once("-----BEGIN CERTIFICATE-----")?;
        let (body, _) = rest.split_once("-----END CERTIFICATE-----")?;
        let base64: String = body.split_ascii_whitespace().collect();
        Self::from_der(&STANDARD.decode(base64).ok()?)
    }

    fn from_der(der: &[u8]) -> Option<Self> {
        let mut certificate = Reader(Reader(der).value(SEQUENCE)?);
        let mut signed = Reader(certificate.value(SEQUENCE)?);
        if signed.0.first() == Some(&VERSION) {
            signed.value(VERSION)?;
        }
        signed.value(INTEGER)?;
        let _algorithm = signed.value(SEQUENCE)?;
        let _issuer = signed.value(SEQUENCE)?;
        let mut validity = Reader(signed.value(SEQUENCE)?);
        let (not_before, not_after) = (validity.time()?, validity.time()?);
        let common_name = common_name(signed.value(SEQUENCE)?)?;
        let mut key = signed.clone();
        let length = signed.0.len();
        key.value(SEQUENCE)?;
        let public_key = signed.0[..length - key.0.len()].to_vec();
        Some(Self {
            not_before,
            not_after,
            common_name,
            public_key,
        })
    }

    pub(super) fn is_valid(&self, now: Timestamp) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }

    /// Whether it is SNS's in the region whose host is `host`.
    pub(super) fn is_for(&self, host: &str) -> bool {
        self.common_name == "sns.amazonaws.com" || self.common_name == host
    }
}

/// The common name of a subject, which must have exactly one.
fn common_name(subject: &[u8]) -> Option<String> {
    let mut names = Vec::new();
    let mut subject = Reader(subject);
    while !subject.0.is_empty() {
        let mut set = Reader(subject.value(SET)?);
        let mut attribute = Reader(set.value(SEQUENCE)?);
        if attribute.value(OBJECT_ID)? == COMMON_NAME {
            let (_, value) = attribute.next()?;
            names.push(std::str::from_utf8(value).ok()?.to_owned());
        }
    }
    match names.as_slice() {
        [name] => Some(name.clone()),
        _ => None,
    }
}

/// Reads DER ([X.690](https://www.itu.int/rec/T-REC-X.690)) from front to back.
#[derive(Clone)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            // A certificate has no part that takes more than two bytes to say how long it is.
            0x81 => (usize::from(*rest.first()?), &rest[1..]),
            0x82 => {
                let (length, rest) = rest.split_first_chunk::<2>()?;
                (usize::from(u16::from_be_bytes(*length)), rest)
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, value))
    }

    fn value(&mut self, expected: u8) -> Option<&'a [u8]> {
        let (tag, value) = self.next()?;
        (tag == expected).then_some(value)
    }

    /// RFC 5280 §4.1.2.5: two digits for years from 1950 to 2049, else four.
    fn time(&mut self) -> Option<Timestamp> {
        let (tag, value) = self.next()?;
        let text = std::str::from_utf8(value).ok()?;
        let text = match (tag, text.as_bytes().first()) {
            (UTC_TIME, Some(b'5'..=b'9')) => format!("19{text}"),
            (UTC_TIME, _) => format!("20{text}"),
            (GENERALIZED_TIME, _) => text.to_owned(),
            _ => return None,
        };
        let time = DateTime::strptime("%Y%m%d%H%M%S", text.strip_suffix('Z')?).ok()?;
        Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &[u8] = include_bytes!("../../fixtures/signing.pem");

    #[test]
    fn dates_subject_and_key_are_read() {
        let certificate = Certificate::from_pem(PEM).unwrap();
        let at = |text: &str| certificate.is_valid(text.parse().unwrap());
        assert!(at("2026-06-01T00:00:00Z"));
        assert!(at("2026-01-01T00:00:00Z") && !at("2025-12-31T23:59:59Z"));
        assert!(at("2056-01-01T00:00:00Z") && !at("2056-01-01T00:00:01Z"));
        assert!(certificate.is_for("sns.cn-north-1.amazonaws.com.cn"));
        assert_eq!(certificate.public_key.len(), 294, "RSA of 2048 bits");
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        for bad in [
            &b""[..],
            b"x",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        ] {
            assert!(Certificate::from_pem(bad).is_none());
        }
        let text = std::str::from_utf8(PEM).unwrap();
        let body: String = text.lines().filter(|line| !line.contains('-')).collect();
        let der = STANDARD.decode(body).unwrap();
        for length in 0..der.len() {
            // Whatever is missing, nothing panics; the signature at the end isn't read.
            let _ = Certificate::from_der(&der[..length]);
            let mut wrong = der.clone();
            wrong[length] ^= 0x80;
            let _ = Certificate::from_der(&wrong);
        }
    }
}
