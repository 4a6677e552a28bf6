//! Requests of Twilio's, kept on disk, and the events they have to become.

use std::path::Path;

use provider_twilio::{SharedKey, TwilioWebhook};
use testkit::webhook_fixtures::{Signed, check};

const KEY_ID: &str = "webhooks_sharedkey_01hzy8k3f9m2q7w4x6c5v0b1n2";

fn webhook() -> TwilioWebhook {
    let key = SharedKey::new(KEY_ID, &"nightjar-shared-secret".into());
    TwilioWebhook::new(Some(&"cormorant-auth-token".into()), vec![key])
}

#[tokio::test]
async fn what_the_auth_token_signed_becomes_events() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
    let signed = Signed {
        headers: &["x-twilio-signature"],
        url: true,
    };
    let names = check(folder, &webhook(), signed).await;
    assert_eq!(names.len(), 25, "{names:?}");
}

#[tokio::test]
async fn what_a_shared_key_signed_becomes_events() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/shared-key"));
    let signed = Signed {
        headers: &["x-twilio-signature", "x-twilio-webhooks-signature-settings"],
        url: true,
    };
    let names = check(folder, &webhook(), signed).await;
    assert_eq!(names, ["message-delivered"]);
}
