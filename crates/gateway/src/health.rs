//! How the providers are, for people and monitors.

use jiff::Timestamp;
use msg_core::Channel;
use msg_core::breaker::State;
use serde::Serialize;

use crate::registry::{Account, Registry};

/// The health of every channel. Holds no secret and no recipient.
#[derive(Clone, Debug, Serialize)]
pub struct Health {
    /// When it was looked at, in UTC.
    pub timestamp: Timestamp,
    /// The e-mail accounts, first choice first.
    pub email_providers: Vec<ProviderHealth>,
    /// The SMS accounts, first choice first.
    pub sms_providers: Vec<ProviderHealth>,
    /// The WhatsApp accounts, first choice first.
    pub whatsapp_providers: Vec<ProviderHealth>,
    /// The voice accounts, first choice first.
    pub voice_providers: Vec<ProviderHealth>,
    /// `healthy`: every account works. `degraded`: every channel has one that works. `unhealthy`: a channel has none.
    pub overall_status: Overall,
    /// The account that the next message of each channel would go to; `null` where there is none.
    pub active_providers: ActiveProviders,
}

/// The health of one account on one channel.
#[derive(Clone, Debug, Serialize)]
pub struct ProviderHealth {
    /// The account's name.
    pub name: String,
    /// The class name under which earlier services reported it.
    pub legacy_name: &'static str,
    /// Its turn.
    pub priority: Priority,
    /// `closed`, `open` or `half_open`.
    pub circuit_breaker: &'static str,
    /// Whether its breaker is closed.
    pub is_healthy: bool,
    /// Failures in a row.
    pub failure_count: u32,
    /// What went wrong last, redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// An account's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Priority {
    /// The first.
    Primary,
    /// The second.
    Secondary,
    /// The third, and every later one.
    Tertiary,
}

/// How the whole is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Overall {
    /// Every account works.
    Healthy,
    /// Every channel that is set up has an account that works, but not all do.
    Degraded,
    /// A channel that is set up has no account that works.
    Unhealthy,
}

/// The account that the next message of each channel would go to.
#[derive(Clone, Debug, Serialize)]
pub struct ActiveProviders {
    /// E-mail.
    pub email: Option<String>,
    /// SMS.
    pub sms: Option<String>,
    /// WhatsApp.
    pub whatsapp: Option<String>,
    /// Voice.
    pub voice: Option<String>,
}

/// Looks at every account of `registry`.
pub fn health(registry: &Registry, now: Timestamp) -> Health {
    let of = |channel| providers(registry, channel);
    let [email, sms, whatsapp, voice] = Channel::ALL.map(of);
    Health {
        timestamp: now,
        overall_status: overall(&[&email, &sms, &whatsapp, &voice]),
        active_providers: ActiveProviders {
            email: active(&email),
            sms: active(&sms),
            whatsapp: active(&whatsapp),
            voice: active(&voice),
        },
        email_providers: email,
        sms_providers: sms,
        whatsapp_providers: whatsapp,
        voice_providers: voice,
    }
}

fn providers(registry: &Registry, channel: Channel) -> Vec<ProviderHealth> {
    registry
        .chain(channel)
        .iter()
        .enumerate()
        .map(|(turn, account)| provider(turn, account))
        .collect()
}

fn provider(turn: usize, account: &Account) -> ProviderHealth {
    let breaker = account.breaker();
    ProviderHealth {
        name: account.id().to_string(),
        legacy_name: account.descriptor().legacy_name,
        priority: match turn {
            0 => Priority::Primary,
            1 => Priority::Secondary,
            _ => Priority::Tertiary,
        },
        circuit_breaker: breaker.state.as_str(),
        is_healthy: breaker.state == State::Closed,
        failure_count: breaker.failure_count,
        last_error: account.last_error().map(|error| error.to_string()),
    }
}

fn active(providers: &[ProviderHealth]) -> Option<String> {
    let mut usable = providers
        .iter()
        .filter(|provider| provider.circuit_breaker != State::Open.as_str());
    usable.next().map(|provider| provider.name.clone())
}

fn overall(channels: &[&[ProviderHealth]]) -> Overall {
    let set_up: Vec<_> = channels
        .iter()
        .filter(|channel| !channel.is_empty())
        .collect();
    let works = |provider: &ProviderHealth| provider.is_healthy;
    if set_up.iter().all(|channel| channel.iter().all(works)) {
        Overall::Healthy
    } else if set_up.iter().all(|channel| channel.iter().any(works)) {
        Overall::Degraded
    } else {
        Overall::Unhealthy
    }
}
