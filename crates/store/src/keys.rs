//! API keys and the tenants they belong to.

use std::fmt::{self, Debug};

use async_trait::async_trait;
use jiff::Timestamp;
use msg_core::ports::StoreError;
use msg_core::{KeyId, TenantId};
use uuid::Uuid;

/// The tenant of everybody who never speaks of tenants. It is there from the first start on.
pub const DEFAULT_TENANT: TenantId =
    TenantId::from_uuid(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));

/// Keeps API keys and tenants.
///
/// # Contract
/// Every change is durable when the method returns. Revoked and expired keys are found as well: whether a key is
/// good at a given moment is for who asks to decide.
#[async_trait]
pub trait Keys: Debug + Send + Sync {
    /// Keeps a new key.
    ///
    /// # Errors
    /// Fails when the store is unavailable, the tenant unknown or the prefix taken.
    async fn insert_key(&self, key: &KeyRecord) -> Result<(), StoreError>;

    /// Finds the key with this public prefix, whatever its tenant.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn key_by_prefix(&self, prefix: &str) -> Result<Option<KeyRecord>, StoreError>;

    /// Lists the keys of a tenant, oldest first.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn list_keys(&self, tenant: TenantId) -> Result<Vec<KeyRecord>, StoreError>;

    /// Counts the keys of all tenants.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn count_keys(&self) -> Result<u64, StoreError>;

    /// Notes that a key was used, to the minute: a note less than a minute old stays as it is.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn touch_key(&self, id: KeyId, now: Timestamp) -> Result<(), StoreError>;

    /// Ends a key of `tenant`; a key that has ended already keeps its first end. Tells whether there is such a key.
    ///
    /// # Errors
    /// Fails when the store is unavailable.
    async fn revoke_key(
        &self,
        tenant: TenantId,
        id: KeyId,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Adds a tenant.
    ///
    /// # Errors
    /// Fails when the store is unavailable or the id is taken.
    async fn insert_tenant(
        &self,
        id: TenantId,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StoreError>;
}

/// An API key as it is kept: enough to recognise it, not enough to use it.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its id.
    pub id: KeyId,
    /// The tenant it speaks for.
    pub tenant: TenantId,
    /// The part that may be seen and by which it is found. No two keys share it.
    pub prefix: String,
    /// The SHA-256 of the whole key.
    pub hash: [u8; 32],
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is no longer good.
    pub expires_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

impl fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRecord")
            .field("id", &self.id)
            .field("tenant", &self.tenant)
            .field("prefix", &self.prefix)
            .field("name", &self.name)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
