//! What every [`MessageLog`] must do, whatever keeps it.
//!
//! A store runs it with one line, [`message_log_suite!`](crate::message_log_suite!).

mod record;
mod refusals;
mod scene;

use std::any::Any;
use std::sync::Arc;

use msg_core::ports::{EndedAttempt, MessageLog, MessageRecord, NewAttempt, NewMessage, Next};
use msg_core::{MessageId, TenantId};

pub use record::*;
pub use refusals::*;
pub use scene::{attempt, end, ended, message, refused};

/// Runs the suite on a store: `message_log_suite!(open)`, where `async fn open() -> testkit::message_log_suite::Subject`
/// makes an empty one.
#[macro_export]
macro_rules! message_log_suite {
    ($open:path) => {
        $crate::message_log_suite!($open:
            an_accepted_message_is_on_record,
            a_walk_leaves_its_trace,
            every_fact_survives,
            ends_are_kept_as_told,
            only_a_running_attempt_can_end,
            nothing_is_written_by_half,
            other_tenants_see_nothing,
            the_interrupted_are_settled,
            many_at_once_are_all_kept,
        );
    };
    ($open:path: $($case:ident,)*) => {
        mod message_log {
            use super::*;
            $(
                #[tokio::test]
                async fn $case() {
                    let subject = $open().await;
                    $crate::message_log_suite::$case(&subject).await;
                }
            )*
        }
    };
}

const READS: &str = "the store can be read";
const WRITES: &str = "the store can be written";

/// An empty store to be tested.
#[derive(Debug)]
pub struct Subject {
    /// The store.
    pub log: Arc<dyn MessageLog>,
    /// Two tenants that it knows.
    pub tenants: [TenantId; 2],
    /// What must live as long as the store, such as a temporary directory.
    pub keep: Box<dyn Any + Send + Sync>,
}

impl Subject {
    async fn accept(&self, message: &NewMessage, first: &NewAttempt) {
        self.log.accept(message, first).await.expect(WRITES);
    }

    async fn advance(&self, ended: &EndedAttempt, next: &Next) {
        self.log.advance(ended, next).await.expect(WRITES);
    }

    async fn found(&self, id: MessageId) -> MessageRecord {
        let found = self.log.find(self.tenants[0], id).await.expect(READS);
        found.unwrap_or_else(|| panic!("{id} is not on record"))
    }
}
