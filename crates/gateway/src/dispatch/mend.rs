//! Writes down the end of a message when the store works again.

use std::sync::Arc;
use std::time::Duration;

use msg_core::ports::{EndedAttempt, Next};

use super::Parts;

/// The first pause; each is twice the one before, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// After so many tries, some ten minutes, the record is left to the next start, which calls the attempt unknown.
const TRIES: u32 = 120;

/// Tries until the store takes it. How many of these there can be is bounded: while the store doesn't work, nothing new
/// is taken in.
#[expect(clippy::disallowed_methods, reason = "it owns its schedule")]
pub(super) async fn mend(parts: Arc<Parts>, ended: EndedAttempt, end: Next) {
    let mut pause = FIRST_PAUSE;
    for _ in 0..TRIES {
        tokio::time::sleep(pause).await;
        pause = (2 * pause).min(LONGEST_PAUSE);
        if parts.log.advance(&ended, &end).await.is_ok() {
            tracing::info!(message.id = %ended.message, "what became of a message is written down now");
            return;
        }
    }
    tracing::error!(message.id = %ended.message, "what became of a message stays unwritten until the next start");
}
