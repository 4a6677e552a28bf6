//! Messages signed in the test, with a key that the certificate vouches for.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, date_time_ymd};
use serde_json::{Map, Value, json};

use crate::topics::TOPIC;

pub(crate) const CERT: &str = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";
pub(crate) const NOTIFICATION: &[&str] = &[
    "Message",
    "MessageId",
    "Subject",
    "Timestamp",
    "TopicArn",
    "Type",
];
pub(crate) const CONFIRMATION: &[&str] = &[
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
];

/// A key with its certificate.
pub(crate) struct Signer {
    key: RsaKeyPair,
    pub(crate) pem: Bytes,
}

impl Signer {
    pub(crate) fn new(common_name: &str, last_year: i32) -> Self {
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params
            .distinguished_name
            .push(DnType::CommonName, common_name);
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(last_year, 1, 2);
        let certificate = params.self_signed(&key).unwrap();
        Self {
            key: RsaKeyPair::from_pkcs8(&key.serialize_der()).unwrap(),
            pem: certificate.pem().into(),
        }
    }

    pub(crate) fn sns() -> Self {
        Self::new("sns.amazonaws.com", 2056)
    }

    /// A message whose `names` are signed, as they are.
    pub(crate) fn sign(&self, names: &[&str], parts: &Value) -> Map<String, Value> {
        let mut parts = parts.as_object().unwrap().clone();
        let mut text = String::new();
        for name in names {
            if let Some(value) = parts.get(*name).and_then(Value::as_str) {
                text.extend([name, "\n", value, "\n"]);
            }
        }
        let mut signature = vec![0; self.key.public_modulus_len()];
        let random = SystemRandom::new();
        self.key
            .sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature)
            .unwrap();
        parts.insert("Signature".to_owned(), STANDARD.encode(signature).into());
        parts
    }

    pub(crate) fn notification(&self, changes: &Value) -> Map<String, Value> {
        self.sign(NOTIFICATION, &with(notification(), changes))
    }
}

pub(crate) fn notification() -> Value {
    json!({
        "Type": "Notification",
        "MessageId": "00000000-0000-0000-0000-000000000001",
        "TopicArn": TOPIC,
        "Message": "line\n\"quoted\" \u{1f600}",
        "Timestamp": "2026-06-01T12:00:00.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": CERT,
    })
}

pub(crate) fn confirmation() -> Value {
    let more = json!({
        "Type": "SubscriptionConfirmation",
        "Token": "2336412f37",
        "SubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
    });
    with(notification(), &more)
}

pub(crate) fn with(mut parts: Value, changes: &Value) -> Value {
    let changes = changes.as_object().unwrap().clone();
    parts.as_object_mut().unwrap().extend(changes);
    parts
}
