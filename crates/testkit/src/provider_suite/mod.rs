//! What every [`Provider`] must answer, whatever the vendor does.
//!
//! A provider crate says how its vendor behaves in each [`Situation`] and runs them all with one line,
//! [`provider_suite!`](macro@crate::provider_suite).

mod canary;
mod log;
pub mod over_http;
mod situation;

use std::time::Duration;

use msg_core::{Accepted, Channel, Fact, Outbound, Provider, SendError};
use tokio::time::timeout;

pub use canary::{PASSWORD, outbound};
pub use situation::Situation;

/// Runs the suite on a provider: `provider_suite!(stage)`, where
/// `async fn stage(situation: Situation) -> Result<Subject, CannotArise>` sets up a vendor that behaves so and a provider
/// that talks to it.
#[macro_export]
macro_rules! provider_suite {
    ($stage:path) => {
        $crate::provider_suite!($stage:
            accepted = Accepted,
            invalid_recipient = InvalidRecipient,
            refused_sender = RefusedSender,
            too_big = TooBig,
            throttled = Throttled,
            bad_credentials = BadCredentials,
            server_fault = ServerFault,
            refused_connection = RefusedConnection,
            hang_before_request = HangBeforeRequest,
            hang_after_request = HangAfterRequest,
            cut_answer = CutAnswer,
            garbage_answer = GarbageAnswer,
            huge_answer = HugeAnswer,
        );
    };
    ($stage:path: $($case:ident = $situation:ident,)*) => {
        mod provider {
            use super::*;
            $(
                #[tokio::test]
                async fn $case() {
                    let situation = $crate::provider_suite::Situation::$situation;
                    $crate::provider_suite::check(situation, $stage(situation).await).await;
                }
            )*

            /// A situation that is new to the suite must be run here too.
            #[test]
            fn every_situation_is_run() {
                let run = [$($crate::provider_suite::Situation::$situation,)*];
                assert_eq!(run, $crate::provider_suite::Situation::ALL);
            }
        }
    };
}

/// Longer than any provider takes; a call that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A provider, and the vendor it talks to.
pub struct Subject {
    /// What is tested. Where its account has a secret, it is [`PASSWORD`].
    pub provider: Box<dyn Provider>,
    /// The channel to send on.
    pub channel: Channel,
    /// What the vendor saw so far. It holds the vendor, so that it lives as long as the test.
    pub calls: Box<dyn Fn() -> Calls + Send>,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Subject").field(&self.provider).finish()
    }
}

/// What a vendor saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// How many connections were made.
    pub connections: usize,
    /// How many messages were brought, taken or not.
    pub requests: usize,
}

/// Why a situation can't arise with this vendor.
#[derive(Clone, Copy, Debug)]
pub struct CannotArise(pub &'static str);

/// Sends one message and holds the answer against what [`Situation::expected`] says, the contract of [`Provider`] and
/// everybody's privacy.
///
/// # Panics
/// When something doesn't hold.
pub async fn check(situation: Situation, subject: Result<Subject, CannotArise>) {
    let subject = match subject {
        Ok(subject) => subject,
        Err(CannotArise(reason)) => {
            assert_ne!(
                situation,
                Situation::Accepted,
                "every provider takes messages"
            );
            println!("{situation:?} can't arise: {reason}");
            return;
        }
    };
    let outbound = outbound(subject.channel);
    let (told, logged) = send(&subject, &outbound).await;

    let told = told.expect("a provider has a time limit of its own");
    let fact = told
        .as_ref()
        .map_or_else(SendError::fact, |_| Fact::Accepted);
    assert_eq!(fact, situation.expected(), "{told:?}");
    check_calls(situation, (subject.calls)());
    canary::check("the answer's Debug", &format!("{told:?}"));
    canary::check("the provider's Debug", &format!("{:?}", subject.provider));
    canary::check("the log", &logged);
    if let Err(error) = told {
        canary::check("the error's Display", &error.to_string());
        assert!(
            !error.text().as_str().is_empty(),
            "an error says what happened: {error:?}"
        );
    }
}

type Told = Result<Accepted, SendError>;

async fn send(subject: &Subject, outbound: &Outbound) -> (Option<Told>, String) {
    let log = log::Capture::begin();
    let told = timeout(PATIENCE, subject.provider.send(outbound)).await;
    (told.ok(), log.end())
}

/// One exchange at most, and exactly one wherever the request came to the vendor.
fn check_calls(situation: Situation, calls: Calls) {
    assert!(calls.connections <= 1 && calls.requests <= 1, "{calls:?}");
    if situation.reaches_vendor() {
        assert_eq!(calls.requests, 1, "{calls:?}");
    }
}
