//! Messages of topics, kept on disk beside the events that they become.
//!
//! The requests are made and signed by `fixtures/make.py`.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{RawRequest, Refused, WebhookEvent};
use provider_aws::webhook::Receiver;
use serde_json::{Value, json};
use testkit::webhook_fixtures::shown;

use crate::topics::{Confirmed, PEM, verifier};

/// A request as it came, and when it is received.
struct Fixture {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    now: Timestamp,
    events: Value,
}

impl Fixture {
    fn read(path: &Path) -> Self {
        let raw = fs::read_to_string(path).unwrap();
        let (head, body) = raw.split_once("\n\n").unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        };
        let beside = fs::read(path.with_extension("json")).unwrap();
        let beside: Value = serde_json::from_slice(&beside).unwrap();
        Self {
            headers: head.lines().skip(1).map(header).collect(),
            body: body.into(),
            now: beside["now"].as_str().unwrap().parse().unwrap(),
            events: beside["events"].clone(),
        }
    }

    async fn receive(&self, webhook: &Receiver, body: &[u8]) -> Result<Vec<WebhookEvent>, Refused> {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let request = RawRequest {
            url: "https://herald.example.com/api/webhooks/aws-sns",
            headers: &headers.collect::<Vec<_>>(),
            body,
        };
        webhook.receive(&request, self.now).await
    }
}

async fn check(folder: &str, webhook: &Receiver) {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures")).join(folder);
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().unwrap() == "http")
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let name = path.display();
        let fixture = Fixture::read(&path);
        let events = fixture.receive(webhook, &fixture.body).await.unwrap();
        let found: Vec<Value> = events.iter().map(shown).collect();
        assert!(
            json!(found) == fixture.events,
            "{name} became\n{:#}\ninstead of\n{:#}",
            json!(found),
            fixture.events
        );
        for place in 0..fixture.body.len() {
            let mut flipped = fixture.body.clone();
            flipped[place] ^= 1;
            // Not everything is signed: what isn't must change nothing.
            if let Ok(told) = fixture.receive(webhook, &flipped).await {
                assert_eq!(told, events, "{name} with byte {place} flipped");
            }
        }
    }
}

#[tokio::test]
async fn events_of_ses_become_receipts() {
    let confirmed = Confirmed::new();
    let webhook = Receiver::for_ses(verifier(PEM), confirmed.clone());
    check("ses", &webhook).await;
    let confirmed = confirmed.taken();
    assert!(!confirmed.is_empty());
    let ours = |(topic, token): &(String, String)| {
        topic == "arn:aws:sns:us-east-1:123456789012:herald" && token == "2336412f37"
    };
    assert!(confirmed.iter().all(ours), "{confirmed:?}");
}

#[tokio::test]
async fn events_of_whatsapp_become_receipts_and_messages() {
    for account in [None, Some("106540352242922"), Some("waba-0123abcd")] {
        let account = account.map(str::to_owned);
        let webhook = Receiver::for_whatsapp(verifier(PEM), Confirmed::new(), account);
        check("whatsapp", &webhook).await;
    }
}

#[tokio::test]
async fn events_of_another_business_account_are_not_read() {
    let account = Some("waba-other".to_owned());
    let webhook = Receiver::for_whatsapp(verifier(PEM), Confirmed::new(), account);
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/whatsapp/statuses.http"
    );
    let fixture = Fixture::read(Path::new(path));
    let events = fixture.receive(&webhook, &fixture.body).await.unwrap();
    let [event] = events.as_slice() else {
        panic!("one event: {events:?}");
    };
    assert_eq!(shown(event)["unknown"], "other_account");
}
