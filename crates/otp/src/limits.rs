//! How much is allowed, in numbers.

use std::time::Duration;

use crate::budget::{Rule, Window};

const TEN_MINUTES: Duration = Duration::from_mins(10);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// How often codes are sent and guessed. All count within one tenant, across purposes and challenges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Sends to one recipient in 10 minutes.
    pub sends_per_10_minutes: u32,
    /// Sends to one recipient in 24 hours.
    pub sends_per_day: u32,
    /// Wrong guesses for one recipient in an hour.
    pub failures_per_hour: u32,
    /// Wrong guesses for one recipient in 24 hours.
    pub failures_per_day: u32,
    /// Wrong guesses for one recipient without a right one between them, after which all are refused until somebody
    /// unlocks the recipient.
    /// [NIST SP 800-63B](https://pages.nist.gov/800-63-4/sp800-63b.html) allows at most 100.
    pub lock_after: u32,
    /// Sends asked for from one network in 10 minutes.
    pub network_sends_per_10_minutes: u32,
    /// Wrong and malformed guesses from one network in 10 minutes.
    pub network_failures_per_10_minutes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sends_per_10_minutes: 5,
            sends_per_day: 10,
            failures_per_hour: 10,
            failures_per_day: 20,
            lock_after: 100,
            network_sends_per_10_minutes: 10,
            network_failures_per_10_minutes: 30,
        }
    }
}

impl Limits {
    /// What holds for sends to one recipient.
    pub fn sends(&self) -> Rule {
        Rule::new([
            Window::new("otp-sends-10m", self.sends_per_10_minutes, TEN_MINUTES),
            Window::new("otp-sends-1d", self.sends_per_day, DAY),
        ])
    }

    /// What holds for wrong guesses for one recipient.
    pub fn failures(&self) -> Rule {
        Rule::new([
            Window::new("otp-failures-1h", self.failures_per_hour, HOUR),
            Window::new("otp-failures-1d", self.failures_per_day, DAY),
        ])
        .locking_after("otp-failures-in-a-row", self.lock_after)
    }

    /// What holds for sends asked for from one network.
    pub fn network_sends(&self) -> Rule {
        Rule::new([Window::new(
            "otp-network-sends-10m",
            self.network_sends_per_10_minutes,
            TEN_MINUTES,
        )])
    }

    /// What holds for wrong and malformed guesses from one network.
    pub fn network_failures(&self) -> Rule {
        Rule::new([Window::new(
            "otp-network-failures-10m",
            self.network_failures_per_10_minutes,
            TEN_MINUTES,
        )])
    }
}
