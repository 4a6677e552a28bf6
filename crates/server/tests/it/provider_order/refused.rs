//! Orders that can't be followed, and exactly what each one hears.

use serde_json::{Value, json};
use server::config::Sources;

use super::{ORDER, RESET};
use crate::harness::smtp::accounts;
use crate::harness::{Answer, Request, Service};

/// Checks that the answer names exactly these faults, each as pointer, code and a part of its words.
#[track_caller]
fn check(answer: &Answer, faults: &[(&str, &str, &str)]) {
    let problem = answer.problem(422, "validation-failed");
    let errors = problem["errors"].as_array().unwrap();
    assert_eq!(errors.len(), faults.len(), "{problem}");
    for (error, (pointer, code, words)) in errors.iter().zip(faults) {
        assert_eq!(error["pointer"], *pointer, "{problem}");
        assert_eq!(error["code"], *code, "{problem}");
        let detail = error["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{problem}");
    }
}

async fn check_untouched(service: Service) {
    assert_eq!(service.rows("SELECT 1 FROM provider_orders").await.len(), 0);
    let order = service.get(ORDER).await.expect(200);
    assert_eq!(order["source"], "configuration");
    service.finish().await;
}

#[tokio::test]
async fn orders_that_can_not_be_followed() {
    let service = Service::with(accounts(&[1, 2])).await;
    let put = |providers: Value| json!({"providers": providers, "reason": "x"});
    let reason = |reason: Value| json!({"providers": ["first"], "reason": reason});
    let (list, why) = ("/providers", "/reason");
    for (body, pointer, code, words) in [
        (json!({"reason": "x"}), list, "required", ""),
        (put(json!([])), list, "empty", "DELETE"),
        (put(json!("first")), list, "invalid_type", ""),
        (put(json!(["first", 7])), "/providers/1", "invalid_type", ""),
        (
            put(json!(["first", "first"])),
            "/providers/1",
            "duplicate",
            "",
        ),
        (
            put(json!(["first", "secnd"])),
            "/providers/1",
            "unknown_provider",
            "did you mean `second`?",
        ),
        (
            put(json!(["SECOND"])),
            "/providers/0",
            "unknown_provider",
            "did you mean `second`?",
        ),
        (
            put(json!(["pigeon"])),
            "/providers/0",
            "unknown_provider",
            "`first` or `second`",
        ),
        (
            put(json!(["x".repeat(100_000)])),
            "/providers/0",
            "unknown_provider",
            "`first` or `second`",
        ),
        (
            put(json!(["smtp"])),
            "/providers/0",
            "unknown_provider",
            "no account of this kind is configured",
        ),
        (put(json!(vec!["first"; 101])), list, "too_many", "100"),
        (json!({"providers": ["first"]}), why, "required", ""),
        (reason(json!("")), why, "empty", "1 to 500"),
        (reason(json!(" \n ")), why, "empty", "1 to 500"),
        (reason(json!("é".repeat(501))), why, "too_long", "500"),
        (reason(json!("a\r\nb")), why, "invalid_value", "one line"),
        (reason(json!("a\u{0}b")), why, "invalid_value", "one line"),
        (
            json!({"provider": ["first"], "reason": "x"}),
            "/provider",
            "unknown_field",
            "providers",
        ),
    ] {
        check(&service.put(ORDER, body).await, &[(pointer, code, words)]);
    }
    let all = json!({"providers": ["x", "first", "first"], "reason": ""});
    check(
        &service.put(ORDER, all).await,
        &[
            ("/providers/0", "unknown_provider", "write"),
            ("/providers/2", "duplicate", ""),
            ("/reason", "empty", ""),
        ],
    );
    check_untouched(service).await;
}

#[tokio::test]
async fn an_account_of_another_channel_is_refused() {
    let service = Service::with(accounts(&[1])).await;
    let body = json!({"providers": ["console", "first"], "reason": "x"});
    let answer = service.put("/api/v1/channels/sms/order", body).await;
    let fault = ("/providers/1", "not_for_channel", "doesn't send sms");
    check(&answer, &[fault]);
    check_untouched(service).await;
}

/// The kind sends on more channels than the account does.
#[tokio::test]
async fn what_an_account_leaves_out_of_its_kind_is_refused_too() {
    let acme =
        "[providers.acme]\nkind = 'http'\nurl = 'http://127.0.0.1:1/send'\nchannels = ['sms']\n";
    let service = Service::with(Sources::default().toml(acme)).await;
    let body = json!({"providers": ["acme"], "reason": "x"});
    let answer = service.put("/api/v1/channels/voice/order", body).await;
    check(&answer, &[("/providers/0", "not_for_channel", "voice")]);
    let list = service.get("/api/v1/providers").await.expect(200);
    assert_eq!(list["providers"][0]["id"], "acme");
    let sms = json!([{"channel": "sms", "turn": 1}]);
    assert_eq!(list["providers"][0]["channels"], sms);
    check_untouched(service).await;
}

#[tokio::test]
async fn a_return_needs_its_reason() {
    let service = Service::with(accounts(&[1])).await;
    let long = format!("{ORDER}?reason={}", "x".repeat(501));
    for (path, code) in [
        (ORDER, "required"),
        ("/api/v1/channels/email/order?reason=", "empty"),
        ("/api/v1/channels/email/order?reason=a%0Ab", "invalid_value"),
        (&long, "too_long"),
    ] {
        check(&service.delete(path).await, &[("/reason", code, "")]);
    }
    for query in ["raeson=x", "reason=a&reason=b", "reason=a&x=b"] {
        let answer = service.delete(&format!("{ORDER}?{query}")).await;
        let problem = answer.problem(422, "validation-failed");
        assert!(problem["detail"].is_string(), "{query}: {problem}");
    }
    check_untouched(service).await;
}

#[tokio::test]
async fn there_are_four_channels() {
    let service = Service::with(accounts(&[1])).await;
    for channel in ["pigeon", "EMAIL", "e-mail", "%20email", "email%2Forder"] {
        let path = ORDER.replace("email", channel);
        let body = json!({"providers": ["first"], "reason": "x"});
        service.put(&path, body).await.problem(404, "not-found");
        service.get(&path).await.problem(404, "not-found");
        let reset = RESET.replace("email", channel);
        service.delete(&reset).await.problem(404, "not-found");
    }
    check_untouched(service).await;
}

#[tokio::test]
async fn bodies_that_are_no_json() {
    let service = Service::with(accounts(&[1])).await;
    for (media_type, body, status, slug) in [
        ("application/json", "{", 400, "malformed-json"),
        ("text/plain", "{}", 415, "unsupported-media-type"),
    ] {
        let put = Request::new("PUT", ORDER).bearer(&service.key);
        let answer = service.call(put.body(media_type, body)).await;
        answer.problem(status, slug);
    }
    check_untouched(service).await;
}

#[tokio::test]
async fn in_production_no_order_leads_to_the_console() {
    let secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    let sources = accounts(&[1])
        .env("APP_ENV", "production")
        .env("HERALD_SECRET_KEY", secret);
    let service = Service::with(sources).await;
    let body = json!({"providers": ["console"], "reason": "x"});
    let answer = service.put(ORDER, body).await;
    check(&answer, &[("/providers/0", "unknown_provider", "")]);
    check_untouched(service).await;
}
