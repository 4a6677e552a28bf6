//! What must not pass for a message of one of our topics, though much of it is right.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{RawRequest, Refused, WebhookEvent};
use provider_aws::webhook::{Receiver, Topics, Verifier};
use serde_json::{Map, Value, json};

use crate::signer::{CERT, CONFIRMATION, NOTIFICATION, Signer, confirmation, notification, with};
use crate::topics::{Confirmed, Source, TOPIC, topics};

const NOW: &str = "2026-06-01T12:00:30Z";

/// A receiver, and what it asked for and confirmed.
struct Scene {
    webhook: Receiver,
    source: Arc<Source>,
    confirmed: Arc<Confirmed>,
}

impl Scene {
    fn new(pem: impl Into<Option<Bytes>>, topics: Topics) -> Self {
        let (source, confirmed) = (Source::new(pem), Confirmed::new());
        let verifier = Verifier::new(topics, source.clone());
        Self {
            webhook: Receiver::for_ses(verifier, confirmed.clone()),
            source,
            confirmed,
        }
    }

    async fn receive(&self, parts: &Map<String, Value>) -> Result<Vec<WebhookEvent>, Refused> {
        self.receive_at(parts, &[], NOW).await
    }

    async fn receive_at(
        &self,
        parts: &Map<String, Value>,
        headers: &[(&str, &str)],
        now: &str,
    ) -> Result<Vec<WebhookEvent>, Refused> {
        let body = serde_json::to_vec(parts).unwrap();
        let request = RawRequest {
            url: "https://herald.example.com/api/webhooks/aws-sns",
            headers,
            body: &body,
        };
        let now: Timestamp = now.parse().unwrap();
        self.webhook.receive(&request, now).await
    }

    fn asked(&self) -> usize {
        self.source.asked.lock().unwrap().len()
    }
}

#[tokio::test]
async fn a_genuine_message_is_taken_and_a_repetition_is_the_same() {
    let signer = Signer::sns();
    let scene = Scene::new(signer.pem.clone(), topics());
    for changes in [
        json!({}),
        json!({"Subject": ""}),
        json!({"Subject": "Hello"}),
        json!({"Subject": null}),
    ] {
        let parts = signer.notification(&changes);
        let events = scene.receive(&parts).await.unwrap();
        assert_eq!(scene.receive(&parts).await.unwrap(), events, "{changes}");
        assert_eq!(events[0].raw.expose(), "line\n\"quoted\" \u{1f600}");
    }
    assert_eq!(scene.asked(), 1, "the certificate is kept");
}

#[tokio::test]
async fn what_is_signed_and_yet_not_ours_is_refused() {
    let signer = Signer::sns();
    let foreign = "arn:aws:sns:us-east-1:210987654321:evil";
    let token = json!({"Token": "2336412f37", "SubscribeURL": "https://evil.example"});
    let relabelled = with(confirmation(), &json!({"Type": "Notification"}));
    let cert = |url: &str| signer.notification(&json!({ "SigningCertURL": url }));
    for (what, parts, asks) in [
        (
            "a foreign topic",
            signer.notification(&json!({ "TopicArn": foreign })),
            false,
        ),
        (
            "version 3",
            signer.notification(&json!({"SignatureVersion": "3"})),
            false,
        ),
        (
            "no version",
            signer.notification(&json!({"SignatureVersion": ""})),
            false,
        ),
        (
            "version 1 over SHA-256",
            signer.notification(&json!({"SignatureVersion": "1"})),
            true,
        ),
        (
            "a token that rides along",
            signer.notification(&token),
            false,
        ),
        (
            "a confirmation relabelled",
            signer.sign(CONFIRMATION, &relabelled),
            false,
        ),
        (
            "a notification relabelled",
            signer.sign(
                NOTIFICATION,
                &with(notification(), &json!({"Type": "SubscriptionConfirmation"})),
            ),
            false,
        ),
        (
            "a confirmation without its token signed",
            signer.sign(NOTIFICATION, &confirmation()),
            true,
        ),
        (
            "another region's host",
            cert(&CERT.replace("us-east-1", "eu-west-1")),
            false,
        ),
        (
            "a bucket called sns",
            cert("https://sns.s3-us-west-2.amazonaws.com/evil.pem"),
            false,
        ),
        (
            "a query",
            cert("https://sns.us-east-1.amazonaws.com/?Action=x&y=.pem"),
            false,
        ),
        ("clear text", cert(&CERT.replace("https", "http")), false),
        (
            "an hour old",
            signer.notification(&json!({"Timestamp": "2026-06-01T11:00:00.000Z"})),
            false,
        ),
        (
            "ahead of the clock",
            signer.notification(&json!({"Timestamp": "2026-06-01T13:01:00.000Z"})),
            false,
        ),
        (
            "no time",
            signer.notification(&json!({"Timestamp": "yesterday"})),
            false,
        ),
        (
            "a number for a text",
            signer.notification(&json!({"Message": 1})),
            false,
        ),
    ] {
        let scene = Scene::new(signer.pem.clone(), topics());
        let refused = scene.receive(&parts).await.expect_err(what);
        assert_eq!(scene.asked() > 0, asks, "{what}: {refused:?}");
        assert!(scene.confirmed.taken().is_empty(), "{what}");
    }
}

#[tokio::test]
async fn what_was_changed_after_signing_is_refused() {
    let signer = Signer::sns();
    let scene = Scene::new(signer.pem.clone(), topics());
    let signed = signer.notification(&json!({}));
    for (name, value) in [
        ("Message", "other"),
        ("MessageId", "other"),
        ("Subject", ""),
        ("Subject", "added"),
        ("Timestamp", "2026-06-01T12:00:00.001Z"),
        ("Signature", ""),
        ("Signature", "no base64!"),
    ] {
        let mut changed = signed.clone();
        changed.insert(name.to_owned(), value.into());
        assert!(scene.receive(&changed).await.is_err(), "{name} = {value}");
    }
    for name in signed.keys() {
        let mut less = signed.clone();
        less.remove(name);
        assert!(scene.receive(&less).await.is_err(), "without {name}");
    }
}

#[tokio::test]
async fn headers_say_what_the_body_says() {
    let signer = Signer::sns();
    let scene = Scene::new(signer.pem.clone(), topics());
    let parts = signer.notification(&json!({}));
    for (name, value, fine) in [
        ("x-amz-sns-message-type", "Notification", true),
        ("X-Amz-Sns-Message-Type", "SubscriptionConfirmation", false),
        ("x-amz-sns-message-id", "other", false),
        ("x-amz-sns-topic-arn", "other", false),
        // Raw messages carry no signature.
        ("x-amz-sns-rawdelivery", "true", false),
    ] {
        let told = scene.receive_at(&parts, &[(name, value)], NOW).await;
        assert_eq!(told.is_ok(), fine, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_certificate_is_sns_s_and_valid_now() {
    for (common_name, last_year, fine) in [
        ("sns.amazonaws.com", 2056, true),
        ("sns.us-east-1.amazonaws.com", 2056, true),
        ("sns.eu-west-1.amazonaws.com", 2056, false),
        ("evil.example", 2056, false),
        ("sns.amazonaws.com", 2026, false),
    ] {
        let signer = Signer::new(common_name, last_year);
        let scene = Scene::new(signer.pem.clone(), topics());
        let told = scene.receive(&signer.notification(&json!({}))).await;
        assert_eq!(told.is_ok(), fine, "{common_name} until {last_year}");
    }
    let signer = Signer::sns();
    let other = Signer::sns();
    let huge = [&signer.pem[..], &vec![b'\n'; 1 << 20]].concat();
    for pem in [
        None,
        Some(other.pem),
        Some(Bytes::from(huge)),
        Some(Bytes::from_static(b"x")),
    ] {
        let scene = Scene::new(pem, topics());
        assert!(
            scene
                .receive(&signer.notification(&json!({})))
                .await
                .is_err()
        );
    }
}

#[tokio::test]
async fn an_account_may_insist_on_version_2_and_without_topics_takes_nothing() {
    let signer = Signer::sns();
    let mut strict = topics();
    strict.require_version_2 = true;
    let scene = Scene::new(signer.pem.clone(), strict);
    assert!(
        scene
            .receive(&signer.notification(&json!({})))
            .await
            .is_ok()
    );
    let first = signer.notification(&json!({"SignatureVersion": "1"}));
    assert!(scene.receive(&first).await.is_err());

    let scene = Scene::new(signer.pem.clone(), Topics::new(Vec::new()));
    assert!(
        scene
            .receive(&signer.notification(&json!({})))
            .await
            .is_err()
    );
    assert_eq!(scene.asked(), 0);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_had_is_not_asked_for_all_the_time() {
    let signer = Signer::sns();
    let scene = Scene::new(None, topics());
    let parts = signer.notification(&json!({}));
    for (now, asked) in [
        ("2026-06-01T12:00:30Z", 1),
        ("2026-06-01T12:00:31Z", 1),
        ("2026-06-01T12:01:30Z", 1),
        ("2026-06-01T12:01:31Z", 2),
    ] {
        assert!(scene.receive_at(&parts, &[], now).await.is_err());
        assert_eq!(scene.asked(), asked, "{now}");
    }
    // Made-up names push one another out, and nothing grows.
    for n in 0..40 {
        let url = CERT.replace("0123456789abcdef0", &format!("{n:017x}"));
        let parts = signer.notification(&json!({ "SigningCertURL": url }));
        assert!(scene.receive(&parts).await.is_err());
    }
    assert_eq!(scene.asked(), 42);
}

#[tokio::test]
async fn only_a_genuine_confirmation_is_confirmed() {
    let signer = Signer::sns();
    let scene = Scene::new(signer.pem.clone(), topics());
    let genuine = signer.sign(CONFIRMATION, &confirmation());
    let mut forged = genuine.clone();
    forged.insert("Token".to_owned(), "other".into());
    assert!(scene.receive(&forged).await.is_err());
    assert!(scene.confirmed.taken().is_empty());
    scene.receive(&genuine).await.unwrap();
    assert_eq!(
        scene.confirmed.taken(),
        [(TOPIC.to_owned(), "2336412f37".to_owned())]
    );
}
