//! Whether a message is certainly from one of our topics.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use msg_core::webhook::{RawRequest, Refused, is_fresh};

use super::certificate::Certificate;
use super::envelope::Envelope;
use super::{SnsCertUrl, TopicArn};

/// The longest certificate file that is read, in bytes.
pub(super) const LONGEST_PEM: usize = 16 * 1024;

/// How many certificates are kept; SNS uses one or two a region at a time.
const KEPT: usize = 16;

/// How long a certificate that couldn't be had isn't asked for again.
const ASK_AGAIN: Duration = Duration::from_mins(1);

/// Fetches signing certificates.
///
/// # Contract
/// It asks the address itself and follows no redirect, takes at most five seconds and reads at most 16 KiB.
#[async_trait]
pub trait SigningCertSource: fmt::Debug + Send + Sync {
    /// The certificate at `url`, in PEM.
    ///
    /// # Errors
    /// When it can't be had now.
    async fn pem(&self, url: &SnsCertUrl) -> Result<Bytes, CertUnavailable>;
}

/// That a signing certificate couldn't be had.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the signing certificate can't be had: {0}")]
pub struct CertUnavailable(pub String);

/// Which topics are ours, and how strictly their messages are taken.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Topics {
    /// The only topics whose messages are taken; nothing is fetched for others.
    pub allowed: Vec<TopicArn>,
    /// How old a message may be. SNS repeats one with its first time, so this is the longest delivery that still counts.
    pub tolerance: Duration,
    /// Whether to refuse signatures over SHA-1, which are what topics make until their attribute `SignatureVersion` is 2.
    pub require_version_2: bool,
}

impl Topics {
    /// Takes messages that are up to an hour old, in either version.
    pub fn new(allowed: Vec<TopicArn>) -> Self {
        Self {
            allowed,
            tolerance: Duration::from_hours(1),
            require_version_2: false,
        }
    }
}

/// Tells messages of our topics from all others.
#[derive(Debug)]
pub struct Verifier {
    topics: Topics,
    source: Arc<dyn SigningCertSource>,
    kept: Mutex<Vec<Kept>>,
}

/// A certificate, or that it couldn't be had at this time.
#[derive(Clone, Debug)]
struct Kept {
    url: SnsCertUrl,
    found: Result<Arc<Certificate>, Timestamp>,
}

impl Verifier {
    /// Takes messages of `topics`; without any, it takes none.
    pub fn new(topics: Topics, source: Arc<dyn SigningCertSource>) -> Self {
        Self {
            topics,
            source,
            kept: Mutex::default(),
        }
    }

    pub(super) async fn verify(
        &self,
        request: &RawRequest<'_>,
        now: Timestamp,
    ) -> Result<(Envelope, TopicArn), Refused> {
        if request.header("x-amz-sns-rawdelivery").is_some() {
            return Err(Refused::because("raw delivery is not signed; turn it off"));
        }
        let envelope = Envelope::parse(request.body)
            .ok_or(Refused::because("the body is not a message of SNS"))?;
        check_headers(request, &envelope)?;
        let mut allowed = self.topics.allowed.iter();
        let topic = allowed
            .find(|topic| topic.as_str() == envelope.topic)
            .ok_or(Refused::because("the topic is not among those allowed"))?;
        if !is_fresh(envelope.timestamp, now, self.topics.tolerance) {
            return Err(Refused::because(
                "the message is too old, or ahead of the clock",
            ));
        }
        let algorithm = match envelope.signature_version.as_str() {
            "2" => &RSA_PKCS1_2048_8192_SHA256,
            "1" if !self.topics.require_version_2 => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            _ => return Err(Refused::because("the signature's version is not taken")),
        };
        let signature = STANDARD
            .decode(&envelope.signature)
            .map_err(|_| Refused::because("the signature is not base64"))?;
        let url = SnsCertUrl::parse(&envelope.cert_url, topic).ok_or(Refused::because(
            "the certificate's address is not SNS's own",
        ))?;
        let certificate = self.certificate(&url, now).await?;
        if !certificate.is_valid(now) {
            return Err(Refused::because("the certificate is not valid now"));
        }
        UnparsedPublicKey::new(algorithm, &certificate.public_key)
            .verify(envelope.signed.as_bytes(), &signature)
            .map_err(|_| Refused::because("the signature is wrong"))?;
        Ok((envelope, topic.clone()))
    }

    async fn certificate(
        &self,
        url: &SnsCertUrl,
        now: Timestamp,
    ) -> Result<Arc<Certificate>, Refused> {
        let unavailable = Refused::because("the certificate can't be had, or isn't SNS's");
        match self.kept(url) {
            Some(Ok(certificate)) => return Ok(certificate),
            Some(Err(asked)) if is_fresh(asked, now, ASK_AGAIN) => return Err(unavailable),
            _ => {}
        }
        let pem = self.source.pem(url).await.ok();
        let certificate = pem
            .filter(|pem| pem.len() <= LONGEST_PEM)
            .and_then(|pem| Certificate::from_pem(&pem))
            .filter(|certificate| certificate.is_for(&url.host()))
            .map(Arc::new)
            .ok_or(now);
        self.keep(Kept {
            url: url.clone(),
            found: certificate.clone(),
        });
        certificate.map_err(|_| unavailable)
    }

    fn kept(&self, url: &SnsCertUrl) -> Option<Result<Arc<Certificate>, Timestamp>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|kept| kept.url == *url);
        found.map(|kept| kept.found.clone())
    }

    /// Those kept longest go first, so that made-up addresses can't fill the memory.
    fn keep(&self, new: Kept) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| kept.url != new.url);
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push(new);
    }
}

/// The headers that SNS adds say the same as the body, where they are there.
fn check_headers(request: &RawRequest<'_>, envelope: &Envelope) -> Result<(), Refused> {
    let same = |name: &str, value: &str| {
        let mut given = request
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        given.all(|(_, given)| *given == value)
    };
    let all = same("x-amz-sns-message-type", envelope.kind.as_str())
        && same("x-amz-sns-message-id", &envelope.id)
        && same("x-amz-sns-topic-arn", &envelope.topic);
    all.then_some(())
        .ok_or(Refused::because("the headers don't say what the body says"))
}
