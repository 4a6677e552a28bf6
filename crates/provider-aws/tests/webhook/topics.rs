//! A topic's certificate and subscriptions, without a network.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use provider_aws::webhook::{
    CertUnavailable, SigningCertSource, SnsCertUrl, SubscriptionConfirmer, TopicArn, Topics,
    Unconfirmed, Verifier,
};

/// The certificate that the requests on disk are signed with.
pub(crate) const PEM: &[u8] = include_bytes!("../../fixtures/signing.pem");

pub(crate) const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:herald";

/// Has one certificate for every address, and counts how often it is asked.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) pem: Option<Bytes>,
    pub(crate) asked: Mutex<Vec<String>>,
}

#[async_trait]
impl SigningCertSource for Source {
    async fn pem(&self, url: &SnsCertUrl) -> Result<Bytes, CertUnavailable> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(url.address());
        self.pem
            .clone()
            .ok_or_else(|| CertUnavailable("nobody answers".to_owned()))
    }
}

impl Source {
    pub(crate) fn new(pem: impl Into<Option<Bytes>>) -> Arc<Self> {
        Arc::new(Self {
            pem: pem.into(),
            asked: Mutex::default(),
        })
    }
}

pub(crate) fn topics() -> Topics {
    Topics::new(vec![
        TopicArn::parse(TOPIC).expect("the topic is well formed"),
    ])
}

pub(crate) fn verifier(pem: &'static [u8]) -> Verifier {
    Verifier::new(topics(), Source::new(Bytes::from_static(pem)))
}

/// Takes every confirmation and remembers topic and token.
#[derive(Debug, Default)]
pub(crate) struct Confirmed(Mutex<Vec<(String, String)>>);

impl Confirmed {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    pub(crate) fn taken(&self) -> Vec<(String, String)> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[async_trait]
impl SubscriptionConfirmer for Confirmed {
    async fn confirm(&self, topic: &TopicArn, token: &str) -> Result<(), Unconfirmed> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.push((topic.to_string(), token.to_owned()));
        Ok(())
    }
}
