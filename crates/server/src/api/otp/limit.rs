//! What callers hear when a limit forbids a send or a guess.

use jiff::Timestamp;
use otp::LimitReached;

use crate::http::{Problem, ProblemType};

/// The name of the pause between two sends.
const COOL_DOWN: &str = "resend-cool-down";

/// The last send is too recent.
pub(super) fn cooling_down(until: Timestamp, now: Timestamp) -> Problem {
    quota(COOL_DOWN, Some(until), now).detail("a code was sent just now; wait before asking again")
}

/// A budget is used up.
pub(super) fn limit_reached(limit: &LimitReached, now: Timestamp) -> Problem {
    quota(limit.limit, limit.retry_at, now).detail("a limit of one-time passwords is reached")
}

fn quota(policy: &str, until: Option<Timestamp>, now: Timestamp) -> Problem {
    let problem = Problem::new(ProblemType::QuotaExceeded)
        .member("violated-policies", vec![policy.to_owned()]);
    match until {
        Some(until) => {
            problem.retry_after(until.duration_since(now).try_into().unwrap_or_default())
        }
        None => problem,
    }
}
