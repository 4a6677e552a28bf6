//! The key of a deployment that has none yet.

use msg_core::KeyId;
use msg_core::ports::StoreError;
use secrecy::{ExposeSecret, SecretString};
use store::{DEFAULT_TENANT, KeyRecord};

use super::{App, StartError};
use crate::auth::{ApiKey, Scope};

/// What the first start did about a key.
#[derive(Debug)]
pub enum FirstKey {
    /// It made one, which can be shown this once.
    Made(ApiKey),
    /// It took the configured one.
    Configured,
    /// There are keys already.
    There,
}

impl App {
    /// Makes sure that there is a key: the configured one, else one that is made when there is none at all.
    ///
    /// # Errors
    /// Refuses a configured key that is implausible, was revoked, or begins like another one; fails when the database
    /// can't be used.
    pub async fn first_key(
        &self,
        configured: Option<&SecretString>,
    ) -> Result<FirstKey, StartError> {
        if let Some(text) = configured {
            let key = ApiKey::parse(text.expose_secret()).ok_or(StartError::ApiKey)?;
            self.take(&key).await?;
            return Ok(FirstKey::Configured);
        }
        if self.keys.count_keys().await? > 0 {
            return Ok(FirstKey::There);
        }
        let key = ApiKey::generate(self.entropy.as_ref());
        self.add_key(&key, "first", Scope::ALL).await?;
        Ok(FirstKey::Made(key))
    }

    /// Makes sure that the configured key opens.
    async fn take(&self, key: &ApiKey) -> Result<(), StartError> {
        match self.keys.key_by_prefix(key.prefix()).await? {
            None => drop(self.add_key(key, "configured", Scope::ALL).await?),
            Some(record) if record.hash != key.hash() => {
                return Err(StartError::ApiKeyTaken { id: record.id });
            }
            Some(record) if record.revoked_at.is_some() => {
                return Err(StartError::ApiKeyRevoked { id: record.id });
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Writes down a key of the default tenant that may do `scopes`.
    ///
    /// # Errors
    /// Fails when the database can't be used.
    pub async fn add_key(
        &self,
        key: &ApiKey,
        name: &str,
        scopes: &[Scope],
    ) -> Result<KeyId, StoreError> {
        let now = self.clock.now();
        let id = KeyId::generate(now, self.entropy.as_ref());
        let record = KeyRecord {
            id,
            tenant: DEFAULT_TENANT,
            prefix: key.prefix().to_owned(),
            hash: key.hash(),
            name: name.to_owned(),
            scopes: scopes
                .iter()
                .map(|scope| scope.as_str().to_owned())
                .collect(),
            created_at: now,
            expires_at: None,
            revoked_at: None,
            last_used_at: None,
        };
        self.keys.insert_key(&record).await?;
        Ok(id)
    }
}
