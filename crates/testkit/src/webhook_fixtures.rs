//! Requests of vendors kept on disk, each beside the events that it has to become.
//!
//! A fixture is two files of one name. `NAME.http` is a request as it came: a line `POST` and the public URL, a header a
//! line, an empty line, and the body byte for byte. `NAME.json` is `{"now": …, "events": […]}`: the time at which it is
//! received, and what [`shown`] makes of the events.
//! Each is also replayed with a byte changed, and must then be refused.

mod shown;

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::webhook::{RawRequest, Refused, WebhookEvent};
use serde_json::{Value, json};

pub use shown::shown;

/// What a vendor's signature covers, beside the body.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signed<'a> {
    /// Headers that hold or take part in the signature; without any of them a request is refused.
    pub headers: &'a [&'a str],
    /// Whether the URL takes part.
    pub url: bool,
}

/// Receives every fixture of `folder`, untouched and tampered with, and gives the names of those that there are.
///
/// # Panics
/// When a fixture becomes other events than those beside it, when a tampered one is taken, or when there is none.
pub async fn check(folder: &Path, webhook: &dyn Webhook, signed: Signed<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "http")
        {
            let name = path.with_extension("");
            check_one(&path, webhook, signed).await;
            names.push(
                name.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
    assert!(!names.is_empty(), "no fixtures in {}", folder.display());
    names.sort();
    names
}

async fn check_one(path: &Path, webhook: &dyn Webhook, signed: Signed<'_>) {
    let fixture = Fixture::read(path);
    let name = path.display();
    let events = fixture.receive(webhook).await;
    let events: Vec<Value> = events
        .unwrap_or_else(|refused| panic!("{name}: {refused:?}"))
        .iter()
        .map(shown)
        .collect();
    let (found, expected) = (json!(events), &fixture.events);
    assert!(
        found == *expected,
        "{name} became other events:\n{found:#}\ninstead of:\n{expected:#}"
    );
    for (what, tampered) in fixture.tampered(signed) {
        let events = tampered.receive(webhook).await;
        assert!(events.is_err(), "{name} was taken with {what}");
    }
}

#[derive(Clone)]
struct Fixture {
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    now: Timestamp,
    events: Value,
}

impl Fixture {
    fn read(path: &Path) -> Self {
        let raw = fs::read(path).expect("a fixture can be read");
        let end = raw.windows(2).position(|pair| pair == b"\n\n");
        let end = end.expect("an empty line ends the head");
        let head = std::str::from_utf8(&raw[..end]).expect("a head is text");
        let mut lines = head.lines();
        let first = lines.next().unwrap_or_default();
        let url = first
            .strip_prefix("POST ")
            .expect("a fixture begins with POST and the URL");
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").expect("a header is `name: value`");
            (name.to_owned(), value.to_owned())
        };
        let beside = fs::read(path.with_extension("json")).expect("events stand beside a fixture");
        let beside: Value = serde_json::from_slice(&beside).expect("events are JSON");
        let now = beside["now"].as_str().and_then(|now| now.parse().ok());
        Self {
            url: url.to_owned(),
            headers: lines.map(header).collect(),
            body: raw[end + 2..].to_vec(),
            now: now.expect("`now` is a time"),
            events: beside["events"].clone(),
        }
    }

    async fn receive(&self, webhook: &dyn Webhook) -> Result<Vec<WebhookEvent>, Refused> {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let request = RawRequest {
            url: &self.url,
            headers: &headers,
            body: &self.body,
        };
        webhook.receive(&request, self.now).await
    }

    /// The request with one thing changed, in every way that a signature has to notice.
    fn tampered(&self, signed: Signed<'_>) -> Vec<(String, Self)> {
        /// How many bytes of the body are changed, one at a time.
        const PLACES: usize = 40;
        let mut all = Vec::new();
        let mut add = |what: String, change: &dyn Fn(&mut Self)| {
            let mut tampered = self.clone();
            change(&mut tampered);
            all.push((what, tampered));
        };
        let length = self.body.len();
        for place in (0..length).step_by(length.div_ceil(PLACES).max(1)) {
            add(format!("byte {place} of the body changed"), &|it| {
                it.body[place] ^= 1;
            });
        }
        add("a body that goes on".to_owned(), &|it| it.body.push(b' '));
        if length > 0 {
            add("a body that stops".to_owned(), &|it| {
                it.body.truncate(length - 1);
            });
        }
        if signed.url {
            add("another URL".to_owned(), &|it| it.url.push('x'));
        }
        for name in signed.headers {
            let is = |header: &(String, String)| header.0.eq_ignore_ascii_case(name);
            add(format!("no {name}"), &|it| {
                it.headers.retain(|header| !is(header));
            });
            add(format!("another {name}"), &|it| {
                for header in it.headers.iter_mut().filter(|header| is(header)) {
                    header.1 = changed(&header.1);
                }
            });
            add(format!("{name} twice"), &|it| {
                let again: Vec<_> = it
                    .headers
                    .iter()
                    .filter(|header| is(header))
                    .cloned()
                    .collect();
                it.headers.extend(again);
            });
        }
        all
    }
}

/// The value with the character in its middle replaced by another one of its kind.
fn changed(value: &str) -> String {
    let mut bytes = value.as_bytes().to_vec();
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte = if *byte == b'1' { b'2' } else { b'1' };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
