//! What every [`ChallengeStore`] must do, whatever keeps it.
//!
//! A store runs it with one line, [`challenge_store_suite!`](crate::challenge_store_suite).

mod guesses;
mod life;
mod limits;
mod parallel;
mod scene;
mod sends;

use std::any::Any;
use std::sync::Arc;

use msg_core::TenantId;
use otp::ChallengeStore;

pub use guesses::*;
pub use life::*;
pub use limits::*;
pub use parallel::*;
pub use sends::*;

/// Runs the suite on a store: `challenge_store_suite!(open)`, where
/// `async fn open() -> testkit::challenge_suite::Subject` makes an empty one.
#[macro_export]
macro_rules! challenge_store_suite {
    ($open:path) => {
        $crate::challenge_store_suite!($open:
            a_challenge_is_kept_exactly,
            a_guess_is_bound_to_all_it_was_made_for,
            a_code_has_five_guesses,
            a_right_guess_counts_once,
            time_runs_out_exactly,
            a_resend_keeps_code_and_count,
            sends_cool_down,
            a_new_challenge_ends_the_old_one,
            a_canceled_challenge_is_dead,
            a_send_that_reached_nobody_is_forgiven,
            the_old_is_swept_away,
            sends_are_limited,
            sends_from_a_network_are_limited,
            failures_are_limited_across_challenges,
            a_right_guess_gives_its_charge_back,
            failures_from_a_network_are_limited,
            failures_in_a_row_lock,
            parallel_guesses_are_five_a_code,
            parallel_right_guesses_are_one_success,
            parallel_guesses_share_the_budget,
            parallel_sends_make_one_challenge,
            parallel_sends_share_the_budget,
            consume_and_cancel_are_one_or_the_other,
        );
    };
    ($open:path: $($case:ident,)*) => {
        mod challenge_store {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    let subject = $open().await;
                    $crate::challenge_suite::$case(&subject).await;
                }
            )*
        }
    };
}

/// An empty store to be tested.
#[derive(Debug)]
pub struct Subject {
    /// The store.
    pub store: Arc<dyn ChallengeStore>,
    /// Two tenants that it knows.
    pub tenants: [TenantId; 2],
    /// What must live as long as the store, such as a temporary directory.
    pub keep: Box<dyn Any + Send + Sync>,
}
