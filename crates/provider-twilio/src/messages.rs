//! The messages that an account has: looks them up, blots them out, calls them back.

use std::fmt;

use http_client::Request;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use msg_core::money::Money;
use msg_core::text::Body;
use msg_core::webhook::{Party, ReceiptKind};
use msg_core::{Channel, PhoneNumber};
use serde::Deserialize;

use crate::api::{Api, ApiError, Next, Onward, Page, with_query};
use crate::classify::price;
use crate::sid::MessageSid;
use crate::webhook::message_status;

/// As many as certainly fit into an answer, whatever they say.
const PAGE: &str = "5";

/// The messages that an account has ([Message](https://www.twilio.com/docs/messaging/api/message-resource)).
#[derive(Clone, Copy, Debug)]
pub struct Messages<'a> {
    api: &'a Api,
}

impl<'a> Messages<'a> {
    pub(crate) const fn of(api: &'a Api) -> Self {
        Self { api }
    }

    /// Looks up one message.
    ///
    /// # Errors
    /// When there is none ([`ApiError::is_not_found`]) or Twilio doesn't say.
    pub async fn get(&self, sid: &MessageSid) -> Result<SentMessage, ApiError> {
        let request = Request::get(self.api.url(&["Messages", &resource(sid)]));
        self.api.ask::<Raw>(request).await.map(Into::into)
    }

    /// Looks for messages, newest first: whether one whose fate nobody knows was taken after all.
    ///
    /// # Errors
    /// When Twilio doesn't say.
    pub async fn find(&self, search: &MessageSearch) -> Result<Page<SentMessage>, ApiError> {
        let mut query = vec![("To", search.to.clone()), ("PageSize", PAGE.to_owned())];
        if let Some(since) = search.since {
            // The parameter's name is `DateSent>`, so that a URL reads `DateSent>=2026-11-20`.
            query.push(("DateSent>", since.strftime("%Y-%m-%d").to_string()));
        }
        self.list(query).await
    }

    /// The page after another one.
    ///
    /// # Errors
    /// When Twilio doesn't say.
    pub async fn next(&self, next: &Next) -> Result<Page<SentMessage>, ApiError> {
        let pairs = next.query().iter();
        self.list(
            pairs
                .map(|(key, value)| (key.as_str(), value.clone()))
                .collect(),
        )
        .await
    }

    async fn list(&self, query: Vec<(&str, String)>) -> Result<Page<SentMessage>, ApiError> {
        let url = with_query(self.api.url(&["Messages.json"]), query);
        let list = self.api.ask::<List>(Request::get(url)).await?;
        Ok(Page {
            items: list.messages.into_iter().map(Into::into).collect(),
            next: Next::of(list.onward.next_page_uri.as_deref()),
        })
    }

    /// Blots out the text of a message that is through; Twilio keeps the rest.
    ///
    /// # Errors
    /// When it isn't through yet ([20009](https://www.twilio.com/docs/api/errors/20009)), or Twilio doesn't say.
    pub async fn redact(&self, sid: &MessageSid) -> Result<SentMessage, ApiError> {
        self.change(sid, ("Body", "")).await
    }

    /// Calls back a scheduled message.
    ///
    /// # Errors
    /// When it is on its way already ([30409](https://www.twilio.com/docs/api/errors/30409)), or Twilio doesn't say.
    pub async fn cancel(&self, sid: &MessageSid) -> Result<SentMessage, ApiError> {
        self.change(sid, ("Status", "canceled")).await
    }

    async fn change(&self, sid: &MessageSid, field: (&str, &str)) -> Result<SentMessage, ApiError> {
        let request = Request::post(self.api.url(&["Messages", &resource(sid)])).form([field]);
        self.api.ask::<Raw>(request).await.map(Into::into)
    }
}

fn resource(sid: &MessageSid) -> String {
    format!("{sid}.json")
}

/// Which messages to look for. It doesn't show whom they are for.
#[derive(Clone)]
pub struct MessageSearch {
    to: String,
    since: Option<Timestamp>,
}

impl MessageSearch {
    /// Those to one number, by SMS or, where the channel is WhatsApp, by that.
    pub fn to(channel: Channel, number: &PhoneNumber) -> Self {
        let scheme = match channel {
            Channel::WhatsApp => "whatsapp:",
            _ => "",
        };
        Self {
            to: format!("{scheme}{}", number.as_str()),
            since: None,
        }
    }

    /// Only those sent on the day of `since`, in UTC, or later: Twilio's filter knows no hours.
    #[must_use]
    pub const fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

impl fmt::Debug for MessageSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageSearch")
            .field("since", &self.since)
            .finish_non_exhaustive()
    }
}

/// A message as Twilio has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SentMessage {
    /// Twilio's id of it.
    pub sid: String,
    /// Twilio's word for where it is: `queued`, `delivered` …
    pub status: String,
    /// What the status means; nothing for those that came in, or that are new to us.
    pub kind: Option<ReceiptKind>,
    /// Whom it is for.
    pub to: Party,
    /// Whom it comes from; nothing while a messaging service hasn't chosen yet.
    pub from: Option<Party>,
    /// What it says; empty when it was blotted out.
    pub body: Body,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// In how many parts it was sent.
    pub parts: Option<u32>,
    /// What it cost.
    pub cost: Option<Money>,
    /// Twilio's code for why it failed.
    pub error_code: Option<u32>,
}

#[derive(Deserialize)]
struct List {
    messages: Vec<Raw>,
    #[serde(flatten)]
    onward: Onward,
}

#[derive(Deserialize)]
struct Raw {
    sid: String,
    status: String,
    to: Option<String>,
    from: Option<String>,
    body: Option<String>,
    date_created: Option<String>,
    date_sent: Option<String>,
    num_segments: Option<String>,
    price: Option<String>,
    price_unit: Option<String>,
    error_code: Option<u32>,
}

impl From<Raw> for SentMessage {
    fn from(raw: Raw) -> Self {
        let parts = raw.num_segments.and_then(|parts| parts.parse().ok());
        let from = raw.from.filter(|from| !from.is_empty());
        Self {
            kind: message_status(&raw.status, raw.error_code),
            status: raw.status,
            to: Party::parse(&raw.to.unwrap_or_default()),
            from: from.map(|from| Party::parse(&from)),
            body: Body::new(raw.body.unwrap_or_default()),
            created_at: date(raw.date_created.as_deref()),
            sent_at: date(raw.date_sent.as_deref()),
            parts: parts.filter(|parts| *parts > 0),
            cost: price(raw.price.as_deref(), raw.price_unit.as_deref()),
            error_code: raw.error_code,
            sid: raw.sid,
        }
    }
}

/// Such as `Thu, 24 Aug 2023 05:01:45 +0000`.
pub(crate) fn date(text: Option<&str>) -> Option<Timestamp> {
    rfc2822::parse(text?).ok().map(|date| date.timestamp())
}
