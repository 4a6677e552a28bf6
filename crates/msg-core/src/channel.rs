//! The ways a message reaches a person.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A way of reaching a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Electronic mail.
    Email,
    /// Short message service.
    Sms,
    /// WhatsApp.
    WhatsApp,
    /// A telephone call that speaks.
    Voice,
}

impl Channel {
    /// Every channel, in the order people list them.
    pub const ALL: [Self; 4] = [Self::Email, Self::Sms, Self::WhatsApp, Self::Voice];

    /// The name in requests, settings and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::WhatsApp => "whatsapp",
            Self::Voice => "voice",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A channel name that isn't one.
#[derive(Debug, thiserror::Error)]
#[error("unknown channel; one of: email, sms, whatsapp, voice")]
pub struct UnknownChannel;

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(name: &str) -> Result<Self, UnknownChannel> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == name)
            .ok_or(UnknownChannel)
    }
}
