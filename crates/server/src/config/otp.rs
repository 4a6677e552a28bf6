//! One-time passwords.

use std::collections::BTreeMap;
use std::time::Duration;

use ::otp::{Alphabet, CodeLength, Limits, Policies, Policy, Purpose, ResendPolicy};
use msg_core::EmailAddress;

use super::problem::Problems;
use super::reader::{Reader, choice};
use super::settings::Settings;
use super::value::friendly;

/// The rules of one-time passwords.
#[derive(Clone, Debug)]
pub struct Otp {
    /// The rules of any purpose that has none of its own.
    pub default: OtpPolicy,
    /// The rules of the purposes that have their own, complete.
    pub purposes: BTreeMap<String, OtpPolicy>,
    /// The longest validity that a request may ask for.
    pub max_validity: Duration,
    /// The web page whose forms browsers may fill from a text message, without a scheme.
    pub webotp_host: Option<String>,
}

/// The rules for one purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtpPolicy {
    /// The number of digits when the request doesn't ask for one.
    pub length: u8,
    /// The numbers of digits that a request may ask for, ascending; `length` is one of them.
    pub lengths: Vec<u8>,
    /// How long a code is valid when the request doesn't say.
    pub validity: Duration,
    /// The number of guesses that are compared with one code.
    pub max_attempts: u32,
    /// The time between two messages to the same recipient.
    pub resend_after: Duration,
    /// What a second request inside the validity sends.
    pub resend_policy: ResendPolicy,
    /// The number of messages to one recipient in ten minutes.
    pub sends_per_10_minutes: u32,
    /// The number of messages to one recipient in a day.
    pub sends_per_day: u32,
    /// The number of wrong guesses for one recipient in an hour.
    pub failures_per_hour: u32,
    /// The number of wrong guesses for one recipient in a day.
    pub failures_per_day: u32,
    /// The number of wrong guesses in a row after which a recipient is locked.
    pub lock_after: u32,
    /// The number of messages that one network of end users may ask for in ten minutes.
    pub network_sends_per_10_minutes: u32,
    /// The number of wrong guesses from one network of end users in ten minutes.
    pub network_failures_per_10_minutes: u32,
    /// The sender of e-mails, where it differs from the provider's own.
    pub from_email: Option<EmailAddress>,
    /// The sender's name in e-mails.
    pub from_name: Option<String>,
}

choice!(ResendPolicy { "same" => Same, "new" => New });

impl Otp {
    /// The rules for a purpose.
    pub fn policy(&self, purpose: &str) -> &OtpPolicy {
        self.purposes.get(purpose).unwrap_or(&self.default)
    }

    /// The rules of all purposes, as the service takes them.
    pub fn policies(&self) -> Policies {
        let of_purpose = |(name, policy): (&String, &OtpPolicy)| {
            let purpose = Purpose::new(name).expect("the names of purposes are checked");
            (purpose, policy.terms(self.max_validity))
        };
        let by_purpose = self.purposes.iter().map(of_purpose).collect();
        let default = self.default.terms(self.max_validity);
        Policies::new(default, by_purpose).expect("lengths and validities are checked")
    }

    pub(super) fn read(settings: &Settings, problems: &mut Problems) -> Self {
        let base = Reader::new(settings, "otp");
        let max_validity = base.get("max_validity");
        let mut purposes = BTreeMap::new();
        check_validity(base, max_validity, problems);
        for instance in &settings.instances {
            if let Some(purpose) = instance.name.strip_prefix("otp.purposes.") {
                let own = Reader::new(settings, &instance.name).over("otp");
                if own.is_own("validity") {
                    check_validity(own, max_validity, problems);
                }
                purposes.insert(purpose.to_owned(), OtpPolicy::read(own));
            }
        }
        Self {
            default: OtpPolicy::read(base),
            purposes,
            max_validity,
            webotp_host: webotp_host(base, problems),
        }
    }
}

impl OtpPolicy {
    fn terms(&self, max_validity: Duration) -> Policy {
        let symbols = |length| CodeLength::try_from(length).expect("the range is declared");
        Policy {
            length: symbols(self.length),
            lengths: self.lengths.iter().copied().map(symbols).collect(),
            alphabet: Alphabet::digits(),
            validity: self.validity,
            max_validity,
            max_attempts: self.max_attempts,
            resend_after: self.resend_after,
            resend_policy: self.resend_policy,
            limits: Limits {
                sends_per_10_minutes: self.sends_per_10_minutes,
                sends_per_day: self.sends_per_day,
                failures_per_hour: self.failures_per_hour,
                failures_per_day: self.failures_per_day,
                lock_after: self.lock_after,
                network_sends_per_10_minutes: self.network_sends_per_10_minutes,
                network_failures_per_10_minutes: self.network_failures_per_10_minutes,
            },
        }
    }

    fn read(from: Reader<'_>) -> Self {
        let length = from.get("length");
        let mut lengths: Vec<u8> = from.get("lengths");
        lengths.push(length);
        lengths.sort_unstable();
        lengths.dedup();
        Self {
            length,
            lengths,
            validity: from.get("validity"),
            max_attempts: from.get("max_attempts"),
            resend_after: from.get("resend_after"),
            resend_policy: from.get("resend_policy"),
            sends_per_10_minutes: from.get("sends_per_10_minutes"),
            sends_per_day: from.get("sends_per_day"),
            failures_per_hour: from.get("failures_per_hour"),
            failures_per_day: from.get("failures_per_day"),
            lock_after: from.get("lock_after"),
            network_sends_per_10_minutes: from.get("network_sends_per_10_minutes"),
            network_failures_per_10_minutes: from.get("network_failures_per_10_minutes"),
            from_email: from.get("from_email"),
            from_name: from.get("from_name"),
        }
    }
}

fn check_validity(from: Reader<'_>, most: Duration, problems: &mut Problems) {
    let validity: Duration = from.get("validity");
    if validity > most {
        let (validity, most) = (friendly(validity), friendly(most));
        let fix = "shorten it, or raise `otp.max_validity`";
        let path = from.path("validity");
        let text = format!("`{path}`: {validity} is longer than `otp.max_validity`, {most}; {fix}");
        problems.at(from.origin("validity"), text);
    }
}

fn webotp_host(from: Reader<'_>, problems: &mut Problems) -> Option<String> {
    let host: String = from.get::<Option<_>>("webotp_host")?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    if !host.bytes().all(allowed) {
        let text = format!(
            "`otp.webotp_host`: `{host}` is not a host name; use one such as `example.com`"
        );
        problems.at(from.origin("webotp_host"), text);
    }
    Some(host)
}
