//! A record of messages that a test can read and break.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::ports::{
    EndedAttempt, EndedMessage, MessageLog, MessageRecord, NewAttempt, NewMessage, Next, StoreError,
};
use msg_core::{MessageId, TenantId};

/// What was written down, in order.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A message was taken in.
    Message(Box<NewMessage>),
    /// An attempt is about to be made.
    Attempt(NewAttempt),
    /// An attempt was made.
    Ended(Box<EndedAttempt>),
    /// A message ended.
    End(EndedMessage),
}

/// A record in memory. Clones are the same record.
#[derive(Clone, Debug, Default)]
pub struct MemoryLog(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    entries: Vec<Entry>,
    writes_left: Option<usize>,
}

impl MemoryLog {
    /// What was written down so far.
    pub fn entries(&self) -> Vec<Entry> {
        self.state().entries.clone()
    }

    /// Takes `writes` more writes, then fails.
    pub fn fail_after(&self, writes: usize) {
        self.state().writes_left = Some(writes);
    }

    /// Takes every write again.
    pub fn heal(&self) {
        self.state().writes_left = None;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, entries: impl IntoIterator<Item = Entry>) -> Result<(), StoreError> {
        let mut state = self.state();
        if let Some(left) = &mut state.writes_left {
            *left = left
                .checked_sub(1)
                .ok_or_else(|| StoreError::new("the test says so"))?;
        }
        state.entries.extend(entries);
        Ok(())
    }
}

#[async_trait]
impl MessageLog for MemoryLog {
    async fn accept(&self, message: &NewMessage, first: &NewAttempt) -> Result<(), StoreError> {
        let message = Entry::Message(Box::new(message.clone()));
        self.write([message, Entry::Attempt(first.clone())])
    }

    async fn advance(&self, ended: &EndedAttempt, next: &Next) -> Result<(), StoreError> {
        let next = match next {
            Next::Attempt(attempt) => Entry::Attempt(attempt.clone()),
            Next::End(end) => Entry::End(*end),
        };
        self.write([Entry::Ended(Box::new(ended.clone())), next])
    }

    async fn find(&self, _: TenantId, _: MessageId) -> Result<Option<MessageRecord>, StoreError> {
        Err(StoreError::new("this record is read by its entries"))
    }

    async fn settle_interrupted(&self, _: Timestamp) -> Result<u64, StoreError> {
        Ok(0)
    }
}
