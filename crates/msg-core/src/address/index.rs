//! How a recipient is found again without being readable: a keyed hash.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Recipient;
use crate::id::TenantId;

/// The key of [`RecipientIndex`]. It can't be rotated: every index made with another key is another index.
#[derive(Clone)]
pub struct IndexKey(Hmac<Sha256>);

impl IndexKey {
    /// The key made of these 32 bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(bytes).expect("HMAC takes keys of any length"))
    }

    /// The index of `recipient` among those of `tenant`; two tenants' indexes of one person have nothing in common.
    pub fn index(&self, tenant: TenantId, recipient: &Recipient) -> RecipientIndex {
        let kind: &[u8] = match recipient {
            Recipient::Email(_) => b"email",
            Recipient::Phone(_) => b"phone",
        };
        self.digest(tenant, kind, recipient.canonical().as_bytes())
    }

    /// The index of a network address among those of `tenant`, for limits per end user.
    pub fn index_of_network(&self, tenant: TenantId, network: &str) -> RecipientIndex {
        self.digest(tenant, b"network", network.as_bytes())
    }

    fn digest(&self, tenant: TenantId, kind: &[u8], name: &[u8]) -> RecipientIndex {
        let mut mac = self.0.clone();
        mac.update(tenant.as_uuid().as_bytes());
        mac.update(kind);
        mac.update(&[0]);
        mac.update(name);
        RecipientIndex(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for IndexKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexKey(…)")
    }
}

/// A keyed hash (HMAC-SHA256) of a recipient within one tenant, for look-ups and limits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecipientIndex([u8; 32]);

impl RecipientIndex {
    /// The index with these bytes, as a store keeps them.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for RecipientIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, ..] = self.0;
        write!(f, "RecipientIndex({a:02x}{b:02x}…)")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::address::EmailAddress;

    #[test]
    fn one_person_has_one_index_in_each_tenant() {
        let key = IndexKey::new(&[7; 32]);
        let person = |text| Recipient::Email(EmailAddress::parse(text).unwrap());
        let tenant = |n| TenantId::from_uuid(Uuid::from_u128(n));
        let index = key.index(tenant(1), &person("Ann@Example.com"));
        assert_eq!(index, key.index(tenant(1), &person("ann@example.com")));
        assert_ne!(index, key.index(tenant(2), &person("ann@example.com")));
        assert_ne!(index, key.index(tenant(1), &person("bob@example.com")));
        assert_ne!(
            index,
            IndexKey::new(&[8; 32]).index(tenant(1), &person("ann@example.com"))
        );
        assert_ne!(index, key.index_of_network(tenant(1), "ann@example.com"));
    }
}
