//! The durable record of messages and attempts.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use super::StoreError;
use crate::address::{Recipient, RecipientIndex};
use crate::channel::Channel;
use crate::class::Class;
use crate::id::{AttemptId, MessageId, TenantId};
use crate::money::Money;
use crate::outcome::{Accepted, Fact, SendError};
use crate::provider::ProviderId;
use crate::status::MessageStatus;

/// Writes down every message before it leaves and every attempt before it is made.
///
/// # Contract
/// Every method is one transaction, durable when it returns: what was answered is there after a crash.
/// No transaction stays open between two calls.
#[async_trait]
pub trait MessageLog: Debug + Send + Sync {
    /// Writes down a message in the status `sending`, together with its first attempt.
    ///
    /// # Errors
    /// Fails when the store is unavailable; then nothing is written.
    async fn accept(&self, message: &NewMessage, first: &NewAttempt) -> Result<(), StoreError>;

    /// Writes down how an attempt ended, together with what follows it.
    ///
    /// # Errors
    /// Fails when the store is unavailable; then nothing is written.
    async fn advance(&self, ended: &EndedAttempt, next: &Next) -> Result<(), StoreError>;

    /// Finds a message of `tenant` with its attempts in the order they were made.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn find(
        &self,
        tenant: TenantId,
        id: MessageId,
    ) -> Result<Option<MessageRecord>, StoreError>;

    /// Ends what an earlier process left behind: every attempt without an outcome becomes `unknown` and so does its
    /// message. Returns how many messages that were. To be called once, before anything is sent.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn settle_interrupted(&self, now: Timestamp) -> Result<u64, StoreError>;
}

/// A message that was just taken in.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// Whose it is.
    pub tenant: TenantId,
    /// How it is sent.
    pub channel: Channel,
    /// What it is for.
    pub class: Class,
    /// The application's own word for what it is for, such as `login`.
    pub purpose: Option<String>,
    /// The person it is for.
    pub recipient: Recipient,
    /// How that person is found again.
    pub recipient_index: RecipientIndex,
    /// What the application wants kept with it: the text of a JSON object.
    pub metadata: Option<String>,
    /// In how many parts it will leave, where that is known.
    pub parts: Option<u32>,
    /// The encoding of an SMS: `gsm-7` or `ucs-2`.
    pub encoding: Option<&'static str>,
    /// When it was taken in.
    pub created_at: Timestamp,
}

/// A try that is about to be made.
#[derive(Clone, Debug)]
pub struct NewAttempt {
    /// Its id.
    pub id: AttemptId,
    /// The message.
    pub message: MessageId,
    /// Which try of that message it is, from 1.
    pub number: u32,
    /// Who is called.
    pub provider: ProviderId,
    /// When.
    pub started_at: Timestamp,
}

/// A try that was made.
#[derive(Clone, Debug)]
pub struct EndedAttempt {
    /// Its id.
    pub id: AttemptId,
    /// The message.
    pub message: MessageId,
    /// How it ended.
    pub result: Result<Accepted, SendError>,
    /// When it ended.
    pub ended_at: Timestamp,
    /// How long the call took.
    pub took: Duration,
}

/// What follows an attempt.
#[derive(Clone, Debug)]
pub enum Next {
    /// Another one.
    Attempt(NewAttempt),
    /// Nothing: the message ends here, for now.
    End(EndedMessage),
}

/// What a message has come to.
#[derive(Clone, Copy, Debug)]
pub struct EndedMessage {
    /// Its status.
    pub status: MessageStatus,
    /// Whether more than one provider may have taken it.
    pub maybe_duplicate: bool,
}

/// A message as it stands in the record. The recipient is masked.
#[derive(Clone, Debug)]
pub struct MessageRecord {
    /// Its id.
    pub id: MessageId,
    /// How it is sent.
    pub channel: Channel,
    /// What it is for.
    pub class: Class,
    /// The application's own word for what it is for.
    pub purpose: Option<String>,
    /// The person it is for, masked.
    pub recipient_masked: String,
    /// What has become of it.
    pub status: MessageStatus,
    /// Whether more than one provider may have taken it.
    pub maybe_duplicate: bool,
    /// The provider that took it.
    pub provider: Option<ProviderId>,
    /// That provider's id of it.
    pub provider_message_id: Option<String>,
    /// In how many parts it left.
    pub parts: Option<u32>,
    /// The encoding of an SMS.
    pub encoding: Option<String>,
    /// What it cost.
    pub cost: Option<Money>,
    /// What the last refusal said.
    pub error_message: Option<String>,
    /// What the application wanted kept with it: the text of a JSON object.
    pub metadata: Option<String>,
    /// When it was taken in.
    pub created_at: Timestamp,
    /// When a provider accepted it.
    pub sent_at: Option<Timestamp>,
    /// When it reached the person.
    pub delivered_at: Option<Timestamp>,
    /// The tries made, first to last.
    pub attempts: Vec<AttemptRecord>,
}

/// A try as it stands in the record.
#[derive(Clone, Debug)]
pub struct AttemptRecord {
    /// Its id.
    pub id: AttemptId,
    /// Which try of its message it is, from 1.
    pub number: u32,
    /// Who was called.
    pub provider: ProviderId,
    /// How the call ended; nothing while it runs.
    pub fact: Option<Fact>,
    /// The vendor's code.
    pub code: Option<String>,
    /// What the vendor said, redacted.
    pub text: Option<String>,
    /// The vendor's id of the message.
    pub provider_message_id: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// How long the call took.
    pub took: Option<Duration>,
}
