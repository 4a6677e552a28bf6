//! From SendGrid's events to ours.

mod receipt;

use jiff::Timestamp;
use msg_core::webhook::{EventKind, WebhookEvent};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::fingerprint::fingerprint;

/// Reads an array of events. What can't be read is kept as it is.
pub(super) fn read(body: &[u8]) -> Vec<WebhookEvent> {
    match serde_json::from_slice::<Vec<&RawValue>>(body) {
        Ok(events) => events.into_iter().map(|raw| event(raw.get())).collect(),
        Err(_) => vec![unknown(&String::from_utf8_lossy(body))],
    }
}

fn unknown(raw: &str) -> WebhookEvent {
    WebhookEvent::new(fingerprint([raw.as_bytes()]), EventKind::unknown(""), raw)
}

fn event(raw: &str) -> WebhookEvent {
    let Ok(fields) = serde_json::from_str(raw).map(Fields) else {
        return unknown(raw);
    };
    let name = fields.text("event").unwrap_or_default();
    let kind =
        receipt::read(name, &fields).map_or_else(|| EventKind::unknown(name), EventKind::from);
    let id = fields
        .text("sg_event_id")
        .map_or_else(|| fingerprint([raw.as_bytes()]), str::to_owned);
    WebhookEvent::new(id, kind, raw).at(fields.time("timestamp"))
}

/// The fields of one event. One of another type than usual counts as missing, so that it costs no event.
struct Fields(Map<String, Value>);

impl Fields {
    /// A text that isn't empty.
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    fn flag(&self, name: &str) -> bool {
        self.0
            .get(name)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    fn time(&self, name: &str) -> Option<Timestamp> {
        let seconds = self.0.get(name)?;
        let seconds = seconds
            .as_i64()
            .or_else(|| seconds.as_str()?.parse().ok())?;
        Timestamp::from_second(seconds).ok()
    }
}
