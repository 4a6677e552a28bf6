//! What became of a message, in the words of the API.

use std::time::Duration;

use gateway::dispatch::{AttemptReport, SkipReport};
use gateway::registry::Skip;
use gateway::{Outcome, Refusal};
use msg_core::failover::End;
use msg_core::ports::AttemptRecord;
use msg_core::{Blame, Fact, SendError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{Problem, ProblemType};

/// One try of one provider.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Attempt {
    /// The provider account that was called.
    pub(super) provider: String,
    /// `accepted`, `rejected`, `not_sent` or `unknown`; absent while the call runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<&'static str>,
    /// Whom a rejection is about: `recipient`, `message`, `account` or `provider`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) blame: Option<&'static str>,
    /// Why it was not sent: `unreachable`, `throttled`, `deferred` or `unsupported`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'static str>,
    /// The vendor's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    /// What the vendor said, redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
    /// How long the call took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duration_ms: Option<u64>,
}

/// A provider that was not called.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Skipped {
    /// The provider account.
    pub(super) provider: String,
    /// `not_capable`, `circuit_breaker_open`, `cooling_down` or `full`.
    pub(super) reason: &'static str,
    /// What the message asks and the provider can't do, such as `whatsapp reaction`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) missing: Vec<&'static str>,
}

/// How a message left: by whom, in how many parts, after which tries.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(super) struct Departure {
    /// The provider account that accepted the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) provider: Option<String>,
    /// That provider's id of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) provider_message_id: Option<String>,
    /// In how many parts an SMS leaves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message_parts: Option<u32>,
    /// The encoding of an SMS: `gsm-7` or `ucs-2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<&'static str>,
    /// Whether more than one provider may have taken the message.
    pub(super) maybe_duplicate: bool,
    /// Every try, first to last.
    pub(super) attempts: Vec<Attempt>,
    /// The providers that were not called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) skipped: Vec<Skipped>,
}

impl From<&Outcome> for Departure {
    fn from(outcome: &Outcome) -> Self {
        let accepted = outcome.accepted();
        Self {
            provider: accepted.map(|(provider, _)| provider.to_string()),
            provider_message_id: accepted.and_then(|(_, by)| by.provider_message_id.clone()),
            message_parts: outcome.parts,
            encoding: outcome.encoding,
            maybe_duplicate: outcome.maybe_duplicate(),
            attempts: attempts(outcome),
            skipped: skipped(&outcome.skipped),
        }
    }
}

impl Attempt {
    fn with_fact(provider: String, fact: Option<Fact>) -> Self {
        let (blame, reason) = match fact {
            Some(Fact::Rejected(blame)) => (Some(blame.as_str()), None),
            Some(Fact::NotSent(cause)) => (None, Some(cause.as_str())),
            _ => (None, None),
        };
        Self {
            provider,
            outcome: fact.map(Fact::as_str),
            blame,
            reason,
            code: None,
            message: None,
            duration_ms: None,
        }
    }
}

impl From<&AttemptReport> for Attempt {
    fn from(report: &AttemptReport) -> Self {
        let error = report.result.as_ref().err();
        let fact = error.map_or(Fact::Accepted, SendError::fact);
        Self {
            code: error.and_then(SendError::code).map(str::to_owned),
            message: error.map(|error| error.text().to_string()),
            duration_ms: Some(millis(report.took)),
            ..Self::with_fact(report.provider.to_string(), Some(fact))
        }
    }
}

impl From<AttemptRecord> for Attempt {
    fn from(record: AttemptRecord) -> Self {
        Self {
            code: record.code,
            message: record.text,
            duration_ms: record.took.map(millis),
            ..Self::with_fact(record.provider.to_string(), record.fact)
        }
    }
}

impl From<&SkipReport> for Skipped {
    fn from(skip: &SkipReport) -> Self {
        Self {
            provider: skip.provider.to_string(),
            reason: skip.reason.as_str(),
            missing: missing(skip).collect(),
        }
    }
}

fn missing(skip: &SkipReport) -> impl Iterator<Item = &'static str> {
    let unmet = match &skip.reason {
        Skip::NotCapable(unmet) => unmet.as_slice(),
        _ => &[],
    };
    unmet.iter().map(|capability| capability.as_str())
}

fn attempts(outcome: &Outcome) -> Vec<Attempt> {
    outcome.attempts.iter().map(Attempt::from).collect()
}

fn skipped(skipped: &[SkipReport]) -> Vec<Skipped> {
    skipped.iter().map(Skipped::from).collect()
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The problem of a message that was taken in and certainly not sent; nothing for the other ends.
pub(super) fn failure(outcome: &Outcome) -> Option<Problem> {
    let End::Failed { blame } = outcome.end else {
        return None;
    };
    let (kind, detail) = match blame {
        Some(Blame::Recipient) => (
            ProblemType::RecipientRefused,
            "the provider says that this recipient can't be reached",
        ),
        Some(Blame::Message) => (
            ProblemType::MessageRefused,
            "the provider refuses this message as it is",
        ),
        Some(Blame::Account) => (
            ProblemType::ProviderRefused,
            "every provider refused, the last one because of its account; see attempts",
        ),
        Some(Blame::Provider) => (
            ProblemType::ProviderRefused,
            "every provider refused; see attempts",
        ),
        None => (
            ProblemType::ProviderRefused,
            "no provider took the message; see attempts",
        ),
    };
    let problem = Problem::new(kind)
        .detail(detail)
        .member("id", outcome.id.to_string())
        .member("message_status", outcome.status.as_str())
        .member("attempts", json(&attempts(outcome)))
        .member("skipped", json(&skipped(&outcome.skipped)));
    Some(problem)
}

/// The problem of a message that was not taken in.
pub(super) fn refusal(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::NoProvider {
            channel,
            retry_after,
            skipped: skips,
        } => {
            let problem = Problem::new(ProblemType::NoProviderAvailable)
                .member("skipped", json(&skipped(skips)));
            match retry_after {
                Some(wait) => problem
                    .detail(format!(
                        "every {channel} provider is unavailable for the moment"
                    ))
                    .retry_after(*wait),
                None => problem.detail(format!("no {channel} provider is set up")),
            }
        }
        Refusal::NotCapable {
            channel,
            skipped: skips,
        } => {
            let mut asked: Vec<_> = skips.iter().flat_map(missing).collect();
            asked.sort_unstable();
            asked.dedup();
            Problem::new(ProblemType::ValidationFailed)
                .detail(format!(
                    "no {channel} provider can do what the message asks: {}",
                    asked.join(", ")
                ))
                .member("skipped", json(&skipped(skips)))
        }
        Refusal::Expired => Problem::new(ProblemType::ValidationFailed)
            .detail("the message's time had passed before it could be sent"),
        Refusal::Render(error) => {
            tracing::error!(%error, "a message could not be rendered");
            Problem::new(ProblemType::Internal)
        }
        Refusal::Store(error) => Problem::from(error),
    }
}

pub(super) fn json(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).expect("answers are plain data")
}
