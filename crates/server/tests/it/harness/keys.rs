//! API keys, good ones and others.

use std::time::Duration;

use jiff::Timestamp;
use msg_core::{KeyId, TenantId};
use server::auth::{ApiKey, Scope};
use store::{DEFAULT_TENANT, KeyRecord};

use super::Service;

impl Service {
    /// A key of the default tenant.
    pub(crate) async fn make_key(&self, scopes: &[Scope]) -> String {
        self.insert_key(DEFAULT_TENANT, scopes, None).await.1
    }

    /// A key of a second tenant that may do everything.
    pub(crate) async fn key_of_another_tenant(&self) -> String {
        let tenant = "ten_00000000000070008000000000000002".parse().unwrap();
        let now = self.clock_now();
        let added = self.app.keys.insert_tenant(tenant, "other", now).await;
        added.unwrap();
        self.insert_key(tenant, Scope::ALL, None).await.1
    }

    /// A key whose time has passed.
    pub(crate) async fn expired_key(&self) -> String {
        let key = self.insert_key(DEFAULT_TENANT, Scope::ALL, Some(self.clock_now()));
        let key = key.await.1;
        self.clock.advance(Duration::from_secs(1));
        key
    }

    /// A key that was taken back.
    pub(crate) async fn revoked_key(&self) -> String {
        let (id, key) = self.insert_key(DEFAULT_TENANT, Scope::ALL, None).await;
        let revoked = self
            .app
            .keys
            .revoke_key(DEFAULT_TENANT, id, self.clock_now());
        assert!(revoked.await.unwrap());
        key
    }

    async fn insert_key(
        &self,
        tenant: TenantId,
        scopes: &[Scope],
        expires_at: Option<Timestamp>,
    ) -> (KeyId, String) {
        let key = ApiKey::generate(self.app.entropy.as_ref());
        let now = self.clock_now();
        let id = KeyId::generate(now, self.app.entropy.as_ref());
        let scopes = scopes.iter().map(|scope| scope.as_str().to_owned());
        let record = KeyRecord {
            id,
            tenant,
            prefix: key.prefix().to_owned(),
            hash: key.hash(),
            name: "test".to_owned(),
            scopes: scopes.collect(),
            created_at: now,
            expires_at,
            revoked_at: None,
            last_used_at: None,
        };
        self.app.keys.insert_key(&record).await.unwrap();
        self.keep_secret(key.expose());
        (id, key.expose().to_owned())
    }

    fn clock_now(&self) -> Timestamp {
        self.app.clock.now()
    }
}
