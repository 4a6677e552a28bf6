//! From events to statuses, in whatever order and however often the events come.
//!
//! An attempt's state is the join of its events: the highest rank reached, and whether a failure was reported.
//! Joining is commutative, associative and idempotent, so neither order nor repetition can change the result, and a
//! status only rises.

use super::{AttemptStatus, MessageStatus};

/// What happened to an attempt: how the call ended, or what a receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// The call ended without anybody knowing whether the provider took the message.
    Unknown,
    /// The provider took the message.
    Accepted,
    /// The provider handed it on.
    Sent,
    /// It reached the person's device or mailbox.
    Delivered,
    /// The person opened it.
    Read,
    /// The provider refused it, or gave up on it, or it bounced.
    Failed,
}

/// The state of one attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attempt {
    reached: Option<Rank>,
    failed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Rank {
    Unknown,
    Accepted,
    Sent,
    Delivered,
    Read,
}

impl Attempt {
    /// The state after `event` as well.
    #[must_use]
    pub fn with(self, event: Event) -> Self {
        let rank = match event {
            Event::Unknown => Rank::Unknown,
            Event::Accepted => Rank::Accepted,
            Event::Sent => Rank::Sent,
            Event::Delivered => Rank::Delivered,
            Event::Read => Rank::Read,
            Event::Failed => {
                return Self {
                    failed: true,
                    ..self
                };
            }
        };
        Self {
            reached: self.reached.max(Some(rank)),
            ..self
        }
    }

    /// What has become of it. A failure ends an attempt unless the person already got the message.
    pub fn status(self) -> AttemptStatus {
        match self.reached {
            Some(Rank::Read) => AttemptStatus::Read,
            Some(Rank::Delivered) => AttemptStatus::Delivered,
            _ if self.failed => AttemptStatus::Failed,
            Some(Rank::Sent) => AttemptStatus::Sent,
            Some(Rank::Accepted) => AttemptStatus::Accepted,
            Some(Rank::Unknown) => AttemptStatus::Unknown,
            None => AttemptStatus::Started,
        }
    }

    /// Whether a failure was reported although the person got the message, as mail systems do when they bounce late.
    pub fn failed_after_delivery(self) -> bool {
        self.failed && self.reached >= Some(Rank::Delivered)
    }
}

impl FromIterator<Event> for Attempt {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Self {
        events.into_iter().fold(Self::default(), Self::with)
    }
}

/// What has become of a message whose attempts stand as given: the best of them.
///
/// `more_planned` tells whether another provider will be tried; without attempts and plans a message has failed.
pub fn message_status(
    attempts: impl IntoIterator<Item = AttemptStatus>,
    more_planned: bool,
) -> MessageStatus {
    let waiting = if more_planned {
        MessageStatus::Queued
    } else {
        MessageStatus::Failed
    };
    attempts
        .into_iter()
        .map(|attempt| match attempt {
            AttemptStatus::Read => MessageStatus::Read,
            AttemptStatus::Delivered => MessageStatus::Delivered,
            AttemptStatus::Sent | AttemptStatus::Accepted => MessageStatus::Sent,
            AttemptStatus::Started => MessageStatus::Sending,
            AttemptStatus::Unknown => MessageStatus::Unknown,
            AttemptStatus::Failed => waiting,
        })
        .max_by_key(|status| rank(*status))
        .unwrap_or(waiting)
}

/// A live call outranks doubt, since it may still settle it.
const fn rank(status: MessageStatus) -> u8 {
    match status {
        MessageStatus::Read => 6,
        MessageStatus::Delivered => 5,
        MessageStatus::Sent => 4,
        MessageStatus::Sending => 3,
        MessageStatus::Unknown => 2,
        MessageStatus::Queued | MessageStatus::Scheduled => 1,
        MessageStatus::Failed | MessageStatus::Expired | MessageStatus::Canceled => 0,
    }
}
