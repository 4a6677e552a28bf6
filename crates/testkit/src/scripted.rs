//! A provider that does what a test says, for testing what stands above providers.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use msg_core::text::VendorText;
use msg_core::{
    Accepted, Blame, Capability, Channel, Descriptor, NotSent, Outbound, Provider, SendError,
};

/// What a [`Scripted`] provider is: everything on every channel.
pub const DESCRIPTOR: Descriptor = Descriptor {
    kind: "scripted",
    title: "Scripted",
    legacy_name: "ScriptedProvider",
    channels: &Channel::ALL,
    capabilities: Capability::ALL,
    accepted_means: "the test said so",
    attempt_timeout: None,
};

/// What the provider does with one call.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Accepts.
    Accept,
    /// Refuses, with this blame.
    Reject(Blame),
    /// Does not send, for this reason.
    NotSent(NotSent),
    /// Says that it may have been taken.
    Unknown,
    /// Never answers.
    Hang,
}

/// A provider that does what a test says. Clones are the same provider.
#[derive(Clone, Debug, Default)]
pub struct Scripted(Arc<Mutex<Script>>);

#[derive(Debug, Default)]
struct Script {
    acts: VecDeque<Act>,
    calls: Vec<Outbound>,
}

impl Scripted {
    /// A provider that does `acts` one after the other, and accepts when there are no more.
    pub fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        let scripted = Self::default();
        scripted.script().acts.extend(acts);
        scripted
    }

    /// What it was called with so far.
    pub fn calls(&self) -> Vec<Outbound> {
        self.script().calls.clone()
    }

    fn script(&self) -> std::sync::MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, message: &Outbound) -> (Act, usize) {
        let mut script = self.script();
        script.calls.push(message.clone());
        let act = script.acts.pop_front().unwrap_or(Act::Accept);
        (act, script.calls.len())
    }
}

#[async_trait]
impl Provider for Scripted {
    async fn send(&self, message: &Outbound) -> Result<Accepted, SendError> {
        let (act, number) = self.next(message);
        let text = VendorText::redact("as the test says", &[]);
        Err(match act {
            Act::Accept => return Ok(Accepted::with_id(format!("vendor-{number}"))),
            Act::Reject(blame) => SendError::rejected(blame, text),
            Act::NotSent(cause) => SendError::not_sent(cause, text),
            Act::Unknown => SendError::unknown(text),
            Act::Hang => pending().await,
        })
    }
}
