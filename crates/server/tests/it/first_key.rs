//! The key that the configuration names.

use secrecy::SecretString;
use serde_json::json;
use server::app::FirstKey;
use store::DEFAULT_TENANT;

use crate::harness::{SEND, Service};

/// What a start with this configured key makes of it.
async fn configured(service: &Service, key: &str) -> Result<(), String> {
    let text = SecretString::from(key.to_owned());
    match service.app.first_key(Some(&text)).await {
        Ok(FirstKey::Configured) => Ok(()),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn a_configured_key_opens_at_every_start() {
    let service = Service::start().await;
    let key = "a".repeat(40);
    for number in 0..2 {
        configured(&service, &key).await.unwrap();
        let body = json!({"phone": format!("+1202555012{number}"), "purpose": "login"});
        service.post_as(&key, SEND, body).await.expect(200);
    }
    service.finish().await;
}

/// Each of these keys would open nothing, and its owner would look for the reason elsewhere.
#[tokio::test]
async fn a_configured_key_that_cannot_open_is_refused() {
    let service = Service::start().await;
    let key = "a".repeat(40);
    configured(&service, &key).await.unwrap();
    let refused = async |key: &str| configured(&service, key).await.unwrap_err();
    let alike = format!("{}b", "a".repeat(39));
    let error = refused(&alike).await;
    assert!(
        error.contains("begins with the same 12 characters"),
        "{error}"
    );
    let error = refused("short").await;
    assert!(error.contains("40 to 200"), "{error}");

    let keys = &service.app.keys;
    let listed = keys.list_keys(DEFAULT_TENANT).await.unwrap();
    let id = listed
        .iter()
        .find(|key| key.name == "configured")
        .unwrap()
        .id;
    let now = service.app.clock.now();
    assert!(keys.revoke_key(DEFAULT_TENANT, id, now).await.unwrap());
    let error = refused(&key).await;
    assert!(error.contains("was revoked"), "{error}");
    service.finish().await;
}
