//! What has become of an attempt and of a message.

mod fold;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use fold::{Attempt, Event, message_status};

macro_rules! statuses {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every status.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word for it in answers and records.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The status with this word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|status| status.as_str() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

statuses! {
    /// What has become of a message.
    MessageStatus {
        /// It waits for its time.
        Scheduled = "scheduled",
        /// It waits for a provider.
        Queued = "queued",
        /// A provider is being called.
        Sending = "sending",
        /// A provider accepted it.
        Sent = "sent",
        /// It reached the person's device or mailbox.
        Delivered = "delivered",
        /// The person opened it.
        Read = "read",
        /// It certainly didn't and won't reach the person.
        Failed = "failed",
        /// Its time passed before a provider accepted it.
        Expired = "expired",
        /// It was taken back before it left.
        Canceled = "canceled",
        /// A provider may have taken it.
        Unknown = "unknown",
    }
}

statuses! {
    /// What has become of one try of one provider.
    AttemptStatus {
        /// The provider is being called.
        Started = "started",
        /// The provider may have taken the message.
        Unknown = "unknown",
        /// The provider took the message.
        Accepted = "accepted",
        /// The provider handed it on to a carrier or another mail server.
        Sent = "sent",
        /// It reached the person's device or mailbox.
        Delivered = "delivered",
        /// The person opened it.
        Read = "read",
        /// It ended without reaching the person.
        Failed = "failed",
    }
}

#[cfg(test)]
mod tests;
