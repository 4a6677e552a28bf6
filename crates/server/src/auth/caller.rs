//! From the `Authorization` header to a tenant and what it may do.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use http::header::AUTHORIZATION;
use http::request::Parts;
use jiff::Timestamp;
use msg_core::{KeyId, TenantId};
use store::KeyRecord;
use subtle::ConstantTimeEq;

use super::{ApiKey, Scope};
use crate::app::App;
use crate::http::{Problem, ProblemType};

/// Somebody with a valid key.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Whose data they see.
    pub tenant: TenantId,
    key: Arc<KeyRecord>,
}

impl Caller {
    /// The id of the key, for the log.
    pub fn key_id(&self) -> KeyId {
        self.key.id
    }

    /// Demands that the key may do `scope`.
    ///
    /// # Errors
    /// 403 `insufficient-scope`, naming the scope.
    pub fn demand(&self, scope: Scope) -> Result<(), Problem> {
        if self.key.scopes.iter().any(|held| held == scope.as_str()) {
            return Ok(());
        }
        tracing::warn!(key.id = %self.key.id, scope = %scope, "a key was used for what it may not do");
        Err(Problem::new(ProblemType::InsufficientScope)
            .detail(format!("this key lacks the scope {scope}")))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    Arc<App>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let app = Arc::<App>::from_ref(state);
        let key = bearer(parts).ok_or_else(unauthenticated)?;
        let record = app.keys.key_by_prefix(key.prefix()).await?;
        let now = app.clock.now();
        let record = record
            .filter(|record| opens(record, &key, now))
            .ok_or_else(unauthenticated)?;
        note_use(&app, record.id, now);
        Ok(Self {
            tenant: record.tenant,
            key: Arc::new(record),
        })
    }
}

/// When a key was used last is worth knowing and not worth waiting for.
fn note_use(app: &App, id: KeyId, now: Timestamp) {
    let keys = Arc::clone(&app.keys);
    tokio::spawn(async move {
        if let Err(error) = keys.touch_key(id, now).await {
            tracing::debug!(key.id = %id, %error, "the use of a key was not noted");
        }
    });
}

fn bearer(parts: &Parts) -> Option<ApiKey> {
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let single = values.next().is_none() && scheme.eq_ignore_ascii_case("bearer");
    single.then(|| ApiKey::parse(token)).flatten()
}

/// The hash is compared first and whole, so that a key's state can't be told from the time the answer takes.
fn opens(record: &KeyRecord, key: &ApiKey, now: Timestamp) -> bool {
    let same: bool = record.hash.ct_eq(&key.hash()).into();
    let alive = record.revoked_at.is_none() && record.expires_at.is_none_or(|end| now < end);
    same & alive
}

/// One answer for a missing, malformed, unknown, revoked or expired key.
fn unauthenticated() -> Problem {
    Problem::new(ProblemType::Unauthenticated)
        .detail("send a valid key in the Authorization header: Bearer, a space, the key")
}
