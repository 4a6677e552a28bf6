//! From a gateway's answer to a fact.

mod rules;
#[cfg(test)]
mod tests;

use http_client::Response;
use msg_core::text::VendorText;
use msg_core::{Accepted, Blame, NotSent, SendError};
use serde_json::Value;

pub use rules::{InvalidRule, Meaning, Pointer, Rules, Statuses};

impl Rules {
    /// What the answer says; `private` is masked wherever the gateway quotes it.
    pub(crate) fn judge(&self, answer: &Response, private: &[&str]) -> Result<Accepted, SendError> {
        let status = answer.status.as_u16();
        let json: Option<Value> = answer.json();
        let at = |pointer: &Option<Pointer>| pointer.as_ref()?.read(json.as_ref()?);
        let code = at(&self.code);
        let meaning = self.meaning(status, code.as_deref());
        let said = match meaning {
            Some(meaning) => Said::Meant(meaning),
            None => self.by_status(status, json.as_ref()),
        };
        let said = match (said, &self.id) {
            // A page of some proxy also comes with 200.
            (Said::Meant(Meaning::Accepted), Some(pointer)) => match at(&self.id) {
                Some(id) => return Ok(Accepted::with_id(id)),
                None => Said::Senseless(format!("the answer has no id at {}", pointer.as_str())),
            },
            (Said::Meant(Meaning::Accepted), None) => return Ok(Accepted::default()),
            (said, _) => said,
        };
        let text = match (&said, at(&self.text)) {
            (Said::Senseless(why), _) => why.clone(),
            (Said::Meant(_), Some(text)) => text,
            (Said::Meant(_), None) => format!("the gateway answers with status {status}"),
        };
        let code = code.unwrap_or_else(|| status.to_string());
        let error = said
            .error(VendorText::redact(&text, private))
            .with_code(&code);
        Err(match answer.retry_after() {
            Some(wait) => error.with_retry_after(wait),
            None => error,
        })
    }

    fn meaning(&self, status: u16, code: Option<&str>) -> Option<Meaning> {
        let status = status.to_string();
        let known = |wanted: &str| {
            let entry = self.codes.iter().find(|(code, _)| code == wanted);
            entry.map(|(_, meaning)| *meaning)
        };
        code.and_then(known).or_else(|| known(&status))
    }

    fn by_status(&self, status: u16, json: Option<&Value>) -> Said {
        if !self.success.contains(status) {
            return Said::Meant(default_of(status));
        }
        let Some((pointer, expected)) = &self.success_value else {
            return Said::Meant(Meaning::Accepted);
        };
        match json.and_then(|json| pointer.read(json)) {
            Some(value) if expected.contains(&value) => Said::Meant(Meaning::Accepted),
            Some(_) => Said::Meant(Meaning::Provider),
            None => Said::Senseless(format!("the answer has nothing at {}", pointer.as_str())),
        }
    }
}

/// What a status means where nobody said otherwise
/// ([RFC 9110 §15](https://www.rfc-editor.org/rfc/rfc9110#section-15)).
const fn default_of(status: u16) -> Meaning {
    match status {
        // Redirects are not followed: whoever set the URL has to decide where credentials go.
        300..=399 | 401..=405 | 407 | 410 | 415 => Meaning::Account,
        413 | 414 | 431 => Meaning::Message,
        429 => Meaning::Throttled,
        400..=499 => Meaning::Provider,
        _ => Meaning::Unknown,
    }
}

enum Said {
    Meant(Meaning),
    Senseless(String),
}

impl Said {
    fn error(&self, text: VendorText) -> SendError {
        match self {
            Self::Meant(Meaning::Recipient) => SendError::rejected(Blame::Recipient, text),
            Self::Meant(Meaning::Message) => SendError::rejected(Blame::Message, text),
            Self::Meant(Meaning::Account) => SendError::rejected(Blame::Account, text),
            Self::Meant(Meaning::Provider) => SendError::rejected(Blame::Provider, text),
            Self::Meant(Meaning::Throttled) => SendError::not_sent(NotSent::Throttled, text),
            Self::Meant(Meaning::Deferred) => SendError::not_sent(NotSent::Deferred, text),
            Self::Meant(Meaning::Accepted | Meaning::Unknown) | Self::Senseless(_) => {
                SendError::unknown(text)
            }
        }
    }
}
