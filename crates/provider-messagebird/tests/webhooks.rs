//! What `MessageBird` tells, and what isn't `MessageBird`.
//!
//! The tokens come from a separate implementation (Python's `hmac`).

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::path::Path;

use jiff::Timestamp;
use msg_core::Webhook;
use msg_core::provider::{AccountSettings, SettingValue};
use msg_core::webhook::RawRequest;
use provider_messagebird::MessageBirdWebhook;
use testkit::webhook_fixtures::{self, Signed};

const KEY: &str = "my_messagebird_signing_key";
const URL: &str = "https://herald.example.com/hook?id=a&status=sent";
const NOW: &str = "2026-11-20T10:00:00Z";

const HS256: &str = "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAiTWVzc2FnZUJpcmQiLCAibmJmIjogMTc5NTE2ODgwMCwgImV4cCI6IDE3OTUxNjg4NjAsICJqdGkiOiAiNTlhMjQ0ZGMtZTlhZC00ZTIzLTk3NzgtMzcxZmFhMjM4ZjcyIiwgInVybF9oYXNoIjogIjM3MjY3NGYxNDc0YzY0NjdiMGFiNjI5NGUxZWMzZTI4ZmNlY2JhNjYwZjUxMmIyNDE4Y2JhMWUyOWY1NWVlOWEifQ.U8HuDAIvUn2ZhQ2ah4HELcQEq856_hLjAI0uK3HQlW0";
const HS384: &str = "eyJhbGciOiAiSFMzODQiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAiTWVzc2FnZUJpcmQiLCAibmJmIjogMTc5NTE2ODgwMCwgImV4cCI6IDE3OTUxNjg4NjAsICJqdGkiOiAiNTlhMjQ0ZGMtZTlhZC00ZTIzLTk3NzgtMzcxZmFhMjM4ZjcyIiwgInVybF9oYXNoIjogIjM3MjY3NGYxNDc0YzY0NjdiMGFiNjI5NGUxZWMzZTI4ZmNlY2JhNjYwZjUxMmIyNDE4Y2JhMWUyOWY1NWVlOWEifQ.mAinxgoiTW45KYhV6dZqFleylGovuU6rcWVlFR-5By8WS-ZI_y35R5EJN3PvpOyQ";
const HS512: &str = "eyJhbGciOiAiSFM1MTIiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAiTWVzc2FnZUJpcmQiLCAibmJmIjogMTc5NTE2ODgwMCwgImV4cCI6IDE3OTUxNjg4NjAsICJqdGkiOiAiNTlhMjQ0ZGMtZTlhZC00ZTIzLTk3NzgtMzcxZmFhMjM4ZjcyIiwgInVybF9oYXNoIjogIjM3MjY3NGYxNDc0YzY0NjdiMGFiNjI5NGUxZWMzZTI4ZmNlY2JhNjYwZjUxMmIyNDE4Y2JhMWUyOWY1NWVlOWEifQ.nyTI9Jvt9BroovoaEhM-M3bz98pkDHpaE_A2Yb738-MgAHrasA1PE107PFcrjmEgX_BB9Fxl9VxvldwhRLt3GA";
const NONE: &str = "eyJhbGciOiAibm9uZSIsICJ0eXAiOiAiSldUIn0.eyJpc3MiOiAiTWVzc2FnZUJpcmQiLCAibmJmIjogMTc5NTE2ODgwMCwgImV4cCI6IDE3OTUxNjg4NjAsICJqdGkiOiAiNTlhMjQ0ZGMtZTlhZC00ZTIzLTk3NzgtMzcxZmFhMjM4ZjcyIiwgInVybF9oYXNoIjogIjM3MjY3NGYxNDc0YzY0NjdiMGFiNjI5NGUxZWMzZTI4ZmNlY2JhNjYwZjUxMmIyNDE4Y2JhMWUyOWY1NWVlOWEifQ.";
const RS256: &str = "eyJhbGciOiAiUlMyNTYiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAiTWVzc2FnZUJpcmQiLCAibmJmIjogMTc5NTE2ODgwMCwgImV4cCI6IDE3OTUxNjg4NjAsICJqdGkiOiAiNTlhMjQ0ZGMtZTlhZC00ZTIzLTk3NzgtMzcxZmFhMjM4ZjcyIiwgInVybF9oYXNoIjogIjM3MjY3NGYxNDc0YzY0NjdiMGFiNjI5NGUxZWMzZTI4ZmNlY2JhNjYwZjUxMmIyNDE4Y2JhMWUyOWY1NWVlOWEifQ.ewaNevDIPm8jHpT_5iuWAVItkXweFwR4TedA2-m79O8";
const ISSUER: &str = "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAiQmlyZCIsICJuYmYiOiAxNzk1MTY4ODAwLCAiZXhwIjogMTc5NTE2ODg2MCwgImp0aSI6ICI1OWEyNDRkYy1lOWFkLTRlMjMtOTc3OC0zNzFmYWEyMzhmNzIiLCAidXJsX2hhc2giOiAiMzcyNjc0ZjE0NzRjNjQ2N2IwYWI2Mjk0ZTFlYzNlMjhmY2VjYmE2NjBmNTEyYjI0MThjYmExZTI5ZjU1ZWU5YSJ9.rj0-wYpW5RoHx1Z7w0KWf7-GWNWJ33RThRFF_BXp58g";
const OTHER_URL: &str = "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAiTWVzc2FnZUJpcmQiLCAibmJmIjogMTc5NTE2ODgwMCwgImV4cCI6IDE3OTUxNjg4NjAsICJqdGkiOiAiNTlhMjQ0ZGMtZTlhZC00ZTIzLTk3NzgtMzcxZmFhMjM4ZjcyIiwgInVybF9oYXNoIjogImU3ZWE3OTRmODc3NDRlMDExOGY3OTI0Y2JkNGYwYjBlOGYxOGViMzE1NDI1NDI5NDFhMjljMDAzNzQxNjgxNjkifQ.GXOS5UBb52lluln71I9jZ9Itw44JnzlhSECHNJyBY1A";
const WITH_PAYLOAD: &str = "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAiTWVzc2FnZUJpcmQiLCAibmJmIjogMTc5NTE2ODgwMCwgImV4cCI6IDE3OTUxNjg4NjAsICJqdGkiOiAiNTlhMjQ0ZGMtZTlhZC00ZTIzLTk3NzgtMzcxZmFhMjM4ZjcyIiwgInVybF9oYXNoIjogIjM3MjY3NGYxNDc0YzY0NjdiMGFiNjI5NGUxZWMzZTI4ZmNlY2JhNjYwZjUxMmIyNDE4Y2JhMWUyOWY1NWVlOWEiLCAicGF5bG9hZF9oYXNoIjogImNhOTc4MTEyY2ExYmJkY2FmYWMyMzFiMzlhMjNkYzRkYTc4NmVmZjgxNDdjNGU3MmI5ODA3Nzg1YWZlZTQ4YmIifQ.iz_Klpsl3kZEAiXfbccIjs5mxRsySbn78_4IcPaN7H8";
const NO_EXPIRY: &str = "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAiTWVzc2FnZUJpcmQiLCAibmJmIjogMTc5NTE2ODgwMCwgImp0aSI6ICI1OWEyNDRkYy1lOWFkLTRlMjMtOTc3OC0zNzFmYWEyMzhmNzIiLCAidXJsX2hhc2giOiAiMzcyNjc0ZjE0NzRjNjQ2N2IwYWI2Mjk0ZTFlYzNlMjhmY2VjYmE2NjBmNTEyYjI0MThjYmExZTI5ZjU1ZWU5YSJ9.XjleCyKAiHlgx0WrEPj93T2AluLnO6oI4v7DR9AreWY";

fn webhook() -> MessageBirdWebhook {
    MessageBirdWebhook::new(&KEY.into())
}

#[tokio::test]
async fn genuine_requests_become_events_and_tampered_ones_are_refused() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
    let signed = Signed {
        headers: &["messagebird-signature-jwt"],
        url: true,
    };
    webhook_fixtures::check(folder, &webhook(), signed).await;
}

async fn check(webhook: &MessageBirdWebhook, token: &str, now: &str, expected: Result<&str, &str>) {
    let request = RawRequest {
        url: URL,
        headers: &[("MessageBird-Signature-JWT", token)],
        body: b"",
    };
    let now: Timestamp = now.parse().unwrap();
    let told = webhook.receive(&request, now).await;
    let told = told.map(|events| events.into_iter().map(|event| event.id).collect::<Vec<_>>());
    let told = told.map(|ids| ids.join(" "));
    assert_eq!(
        told.as_deref().map_err(|refused| refused.reason()),
        expected,
        "{token}"
    );
}

#[tokio::test]
async fn each_algorithm_of_the_vendor_is_taken_and_no_other() {
    for token in [HS256, HS384, HS512] {
        check(&webhook(), token, NOW, Ok("a:sent")).await;
    }
    let other = Err("the token is signed in another way");
    check(&webhook(), NONE, NOW, other).await;
    check(&webhook(), RS256, NOW, other).await;
}

#[tokio::test]
async fn each_claim_counts() {
    check(
        &webhook(),
        ISSUER,
        NOW,
        Err("somebody else issued the token"),
    )
    .await;
    check(
        &webhook(),
        OTHER_URL,
        NOW,
        Err("the token is for another URL"),
    )
    .await;
    check(
        &webhook(),
        WITH_PAYLOAD,
        NOW,
        Err("the token is for another body"),
    )
    .await;
    check(&webhook(), NO_EXPIRY, NOW, Err("the token can't be read")).await;
    for garbage in ["", "a", "a.b", "a.b.c", ".."] {
        check(&webhook(), garbage, NOW, Err("the token can't be read")).await;
    }
    let unsigned = HS256.trim_end_matches(|c| c != '.');
    check(
        &webhook(),
        unsigned,
        NOW,
        Err("the signature is another one"),
    )
    .await;
    let key = MessageBirdWebhook::new(&"another key".into());
    check(&key, HS256, NOW, Err("the signature is another one")).await;
}

#[tokio::test]
async fn a_token_is_good_for_its_minute() {
    let stale = Err("the token is too old, or from the future");
    for (now, expected) in [
        ("2026-11-20T09:58:59Z", stale),
        ("2026-11-20T09:59:00Z", Ok("a:sent")),
        ("2026-11-20T10:02:00Z", Ok("a:sent")),
        ("2026-11-20T10:02:01Z", stale),
    ] {
        check(&webhook(), HS256, now, expected).await;
    }
}

#[tokio::test]
async fn without_a_key_everything_is_refused() {
    let empty = MessageBirdWebhook::new(&String::new().into());
    let unset = provider_messagebird::webhook(&AccountSettings::default());
    for webhook in [MessageBirdWebhook::CLOSED, empty, unset] {
        check(&webhook, HS256, NOW, Err("no signing_key is set")).await;
    }
    let key = SettingValue::Secret(KEY.into());
    let set = AccountSettings::default().with("signing_key", key, true);
    check(
        &provider_messagebird::webhook(&set),
        HS256,
        NOW,
        Ok("a:sent"),
    )
    .await;
}
