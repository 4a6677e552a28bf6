//! What a program learns of the providers.

use gateway::builtin::KINDS;
use serde_json::{Value, json};

use crate::harness::door::Door;
use crate::harness::smtp::accounts;
use crate::harness::{MESSAGES, Service};

const PROVIDERS: &str = "/api/v1/providers";

fn names<'a>(list: &'a Value, name: &str) -> Vec<&'a str> {
    let list = list.as_array().unwrap();
    list.iter()
        .map(|item| item[name].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn every_account_is_listed_with_what_it_can_and_how_it_is() {
    let doors = [Door::locked(), Door::locked()];
    let service = Service::with(accounts(&doors.each_ref().map(Door::port))).await;
    let mail =
        json!({"channel": "email", "to": "ann@example.org", "subject": "Hi", "text": "Hello."});
    service
        .post(MESSAGES, mail)
        .await
        .problem(502, "provider-refused");
    let wanted = json!({"providers": ["second"], "reason": "x"});
    let order = "/api/v1/channels/email/order";
    service.put(order, wanted).await.expect(200);

    let list = service.get(PROVIDERS).await.expect(200);
    let providers = &list["providers"];
    assert_eq!(names(providers, "id"), ["console", "first", "second"]);
    let [console, first, second] = [0, 1, 2].map(|index| &providers[index]);
    assert_eq!(first["kind"], "smtp");
    assert!(first["title"].is_string());
    assert!(first["accepted_means"].is_string());
    let capabilities = first["capabilities"].as_array().unwrap();
    assert!(capabilities.contains(&json!("attachments")), "{first}");
    assert_eq!(first["circuit_breaker"], "closed");
    assert_eq!(first["failure_count"], 1);
    assert!(first["last_error"].is_string(), "{first}");
    assert_eq!(console["last_error"], Value::Null);
    assert_eq!(
        first["channels"],
        json!([{"channel": "email", "turn": null}])
    );
    assert_eq!(second["channels"], json!([{"channel": "email", "turn": 1}]));
    let turns = json!([
        {"channel": "email", "turn": null}, {"channel": "sms", "turn": 1},
        {"channel": "whatsapp", "turn": 1}, {"channel": "voice", "turn": 1},
    ]);
    assert_eq!(console["channels"], turns);
    service.finish().await;
}

/// Nothing is silently unavailable.
#[tokio::test]
async fn every_kind_is_in_use_or_told_why_not() {
    let service = Service::start().await;
    let list = service.get(PROVIDERS).await.expect(200);
    let mut told = [
        names(&list["providers"], "kind"),
        names(&list["not_configured"], "kind"),
        names(&list["not_built_in"], "kind"),
    ]
    .concat();
    told.sort_unstable();
    let mut kinds: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
    kinds.sort_unstable();
    assert_eq!(told, kinds);
    assert_eq!(names(&list["providers"], "kind"), ["console"]);
    let features = names(&list["not_built_in"], "feature");
    let left_out = KINDS.iter().filter(|kind| kind.built.is_none());
    let expected: Vec<_> = left_out.filter_map(|kind| kind.feature).collect();
    assert_eq!(features, expected);
    service.finish().await;
}
