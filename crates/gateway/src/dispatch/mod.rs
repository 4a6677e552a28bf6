//! The way of one message: written down, then walked along the provider accounts of its channel.
//!
//! The walk runs in a task of its own. Whoever asked for it may stop waiting, or go away, without changing anything: a
//! message that was written down is sent or honestly ended.

mod draft;
mod mend;
mod outcome;
mod plan;
mod walk;

use std::sync::Arc;
use std::time::Duration;

use msg_core::ports::MessageLog;
use msg_core::{Clock, Entropy, IndexKey, MessageId};
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

pub use draft::{Draft, Render, RenderError};
pub use outcome::{AttemptReport, Outcome, Refusal, SkipReport};

use crate::registry::Registry;

/// Takes messages and walks them along the registry's accounts.
#[derive(Clone, Debug)]
pub struct Gateway {
    parts: Arc<Parts>,
    walks: TaskTracker,
}

/// What a gateway is made of.
#[derive(Debug)]
pub struct Parts {
    /// The provider accounts and their order.
    pub registry: Registry,
    /// Where messages and attempts are written down.
    pub log: Arc<dyn MessageLog>,
    /// The key of the recipient index.
    pub index_key: IndexKey,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The randomness of ids.
    pub entropy: Arc<dyn Entropy>,
}

impl Gateway {
    /// A gateway of these parts.
    pub fn new(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
            walks: TaskTracker::new(),
        }
    }

    /// The provider accounts and their order.
    pub fn registry(&self) -> &Registry {
        &self.parts.registry
    }

    /// The record of messages.
    pub fn log(&self) -> &Arc<dyn MessageLog> {
        &self.parts.log
    }

    /// Begins to send. The message's id is known at once; what becomes of it, by waiting.
    pub fn send(&self, draft: Draft) -> InFlight {
        let parts = Arc::clone(&self.parts);
        let id = MessageId::generate(parts.clock.now(), parts.entropy.as_ref());
        InFlight::new(
            id,
            self.detach(walk::run(parts, self.walks.clone(), id, draft)),
        )
    }

    /// Runs `work` to its end whoever waits for it; [`Gateway::drain`] waits for it too.
    pub(crate) fn detach<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        self.walks.spawn(work)
    }

    /// Waits until every walk that has begun is over. To be called when nothing calls [`Gateway::send`] any more.
    pub async fn drain(&self) {
        self.walks.close();
        self.walks.wait().await;
    }
}

/// A message on its way. Dropping it changes nothing.
#[derive(Debug)]
pub struct InFlight {
    id: MessageId,
    walk: JoinHandle<Result<Outcome, Refusal>>,
}

impl InFlight {
    pub(crate) const fn new(id: MessageId, walk: JoinHandle<Result<Outcome, Refusal>>) -> Self {
        Self { id, walk }
    }

    /// The message's id.
    pub const fn id(&self) -> MessageId {
        self.id
    }

    /// Waits for the walk's end.
    ///
    /// # Errors
    /// Says why the message was not taken in.
    ///
    /// # Panics
    /// When the walk itself panicked.
    pub async fn end(self) -> Result<Outcome, Refusal> {
        self.walk.await.expect("a walk is never aborted")
    }

    /// Waits for the walk's end, at most `limit`; nothing when it goes on after that.
    ///
    /// # Errors
    /// Says why the message was not taken in.
    ///
    /// # Panics
    /// When the walk itself panicked.
    pub async fn wait(self, limit: Duration) -> Result<Option<Outcome>, Refusal> {
        match tokio::time::timeout(limit, self.end()).await {
            Ok(result) => result.map(Some),
            Err(_) => Ok(None),
        }
    }
}
