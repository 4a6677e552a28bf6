//! `GET /api/v1/providers`.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use gateway::Registry;
use gateway::builtin::KINDS;
use gateway::registry::Account;
use msg_core::{Channel, TenantId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{Caller, Scope};
use crate::http::Problem;

/// The provider accounts, and what else this program could send with.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProvidersAnswer {
    /// The accounts that are set up, by name.
    providers: Vec<ProviderAnswer>,
    /// The kinds of provider that are built in and have no account.
    not_configured: Vec<NotConfigured>,
    /// The kinds of provider that were left out of this build.
    not_built_in: Vec<NotBuiltIn>,
}

/// A provider account.
#[derive(Debug, Serialize, ToSchema)]
struct ProviderAnswer {
    /// Its name.
    #[schema(example = "smtp")]
    id: String,
    /// Its kind, as settings name it.
    kind: &'static str,
    /// What people call that kind.
    title: &'static str,
    /// The channels it sends on.
    channels: Vec<Turn>,
    /// What it can do there.
    capabilities: Vec<&'static str>,
    /// What its "accepted" means.
    accepted_means: &'static str,
    /// `closed`, `open` or `half_open`.
    circuit_breaker: &'static str,
    /// Failures in a row.
    failure_count: u32,
    /// What went wrong last, redacted; `null` once a call succeeds.
    last_error: Option<String>,
}

/// When an account has its turn on a channel.
#[derive(Debug, Serialize, ToSchema)]
struct Turn {
    /// `email`, `sms`, `whatsapp` or `voice`.
    channel: &'static str,
    /// Its turn for your messages, from 1; `null` when it isn't tried.
    turn: Option<usize>,
}

/// A kind of provider that has no account.
#[derive(Debug, Serialize, ToSchema)]
struct NotConfigured {
    /// The kind.
    kind: &'static str,
    /// What people call it.
    title: &'static str,
}

/// A kind of provider that was left out of this build.
#[derive(Debug, Serialize, ToSchema)]
struct NotBuiltIn {
    /// The kind.
    kind: &'static str,
    /// The cargo feature to build with.
    feature: &'static str,
}

/// Lists the provider accounts: what each can do, how it is, and when it has its turn.
#[utoipa::path(
    get,
    path = "/api/v1/providers",
    tag = "providers",
    responses((status = 200, description = "the accounts", body = ProvidersAnswer)),
    security(("api_key" = ["providers:read"]))
)]
pub(super) async fn list_providers(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<ProvidersAnswer>, Problem> {
    caller.demand(Scope::ProvidersRead)?;
    let registry = app.gateway.registry();
    let accounts = registry.accounts();
    let kinds: HashSet<_> = accounts
        .iter()
        .map(|account| account.descriptor().kind)
        .collect();
    Ok(Json(ProvidersAnswer {
        providers: accounts
            .iter()
            .map(|account| provider(registry, caller.tenant, account))
            .collect(),
        not_configured: not_configured(&kinds),
        not_built_in: not_built_in(),
    }))
}

fn provider(registry: &Registry, tenant: TenantId, account: &Account) -> ProviderAnswer {
    let (descriptor, breaker) = (account.descriptor(), account.breaker());
    ProviderAnswer {
        id: account.id().to_string(),
        kind: descriptor.kind,
        title: descriptor.title,
        channels: Channel::ALL
            .into_iter()
            .filter(|channel| account.carries(*channel))
            .map(|channel| turn(registry, tenant, channel, account))
            .collect(),
        capabilities: descriptor
            .capabilities
            .iter()
            .map(|capability| capability.as_str())
            .collect(),
        accepted_means: descriptor.accepted_means,
        circuit_breaker: breaker.state.as_str(),
        failure_count: breaker.failure_count,
        last_error: account.last_error().map(|error| error.to_string()),
    }
}

fn turn(registry: &Registry, tenant: TenantId, channel: Channel, account: &Account) -> Turn {
    let order = registry.order(tenant, channel);
    let mut accounts = order.accounts.iter();
    let before = accounts.position(|other| other.id() == account.id());
    Turn {
        channel: channel.as_str(),
        turn: before.map(|before| before + 1),
    }
}

fn not_configured(kinds: &HashSet<&str>) -> Vec<NotConfigured> {
    gateway::builtin::built_in()
        .map(|built| built.descriptor)
        .filter(|descriptor| !kinds.contains(descriptor.kind))
        .map(|descriptor| NotConfigured {
            kind: descriptor.kind,
            title: descriptor.title,
        })
        .collect()
}

fn not_built_in() -> Vec<NotBuiltIn> {
    KINDS
        .iter()
        .filter(|kind| kind.built.is_none())
        .map(|kind| NotBuiltIn {
            kind: kind.name,
            feature: kind.feature.unwrap_or(kind.name),
        })
        .collect()
}
