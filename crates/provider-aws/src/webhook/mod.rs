//! What AWS tells afterwards, through topics of Amazon SNS.
//!
//! A topic's messages are signed with a key whose certificate the message names itself; the rules here are stricter than
//! those of AWS's own validators, which take certificates from anybody's bucket called `sns`
//! ([signatures](https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html)).

mod cert_url;
mod certificate;
mod envelope;
mod https;
mod receiver;
mod topic;
mod verify;

pub use cert_url::SnsCertUrl;
pub use envelope::EnvelopeKind;
pub use https::HttpsCertSource;
pub use receiver::{Receiver, SubscriptionConfirmer, Unconfirmed};
pub use topic::{InvalidTopic, TopicArn};
pub use verify::{CertUnavailable, SigningCertSource, Topics, Verifier};
