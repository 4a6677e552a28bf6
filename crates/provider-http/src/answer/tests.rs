//! Rules and answers in, facts out.

use testkit::http_script::{Act, HttpServer};

use super::*;

fn rules(success: bool) -> Rules {
    let at = |text| Some(Pointer::parse(text).unwrap());
    let codes = [
        "bad_number = recipient",
        "a=b = message",
        "slow = throttled",
        "later = deferred",
        "again = accepted",
        "lost = unknown",
        "409 = recipient",
        "503=provider",
    ];
    Rules {
        success: Statuses::parse(&["200", "202-204"]).unwrap(),
        success_value: success.then(|| (at("/ok").unwrap(), vec!["true".into(), "1".into()])),
        id: at("/id"),
        code: at("/error/code"),
        text: at("/error/text"),
        codes: codes.map(|entry| Meaning::entry(entry).unwrap()).into(),
    }
}

/// An answer as the client reads it.
async fn answer(status: u16, body: &str) -> Response {
    let server = HttpServer::start([Act::answer(status, &[("retry-after", "7")], body)]).await;
    let client = http_client::Client::new(&http_client::ClientSettings::default()).unwrap();
    let url = http_client::Url::parse(&server.url()).unwrap();
    client.send(http_client::Request::get(url)).await.unwrap()
}

async fn check(rules: &Rules, status: u16, body: &str, expected: &str) {
    let told = rules.judge(&answer(status, body).await, &["ann"]);
    let shown = match told {
        Ok(accepted) => format!(
            "accepted {}",
            accepted.provider_message_id.unwrap_or_default()
        ),
        Err(error) => error.to_string(),
    };
    assert_eq!(shown, expected, "{status} {body}");
}

#[tokio::test]
async fn answers_mean_what_the_rules_say() {
    let rules = rules(false);
    for (status, body, expected) in [
        (200, r#"{"id": "abc"}"#, "accepted abc"),
        (202, r#"{"id": 12}"#, "accepted 12"),
        (200, "<html>", "unknown [200]: the answer has no id at /id"),
        (
            200,
            r#"{"id": null}"#,
            "unknown [200]: the answer has no id at /id",
        ),
        (
            201,
            r#"{"id": "abc"}"#,
            "unknown [201]: the gateway answers with status 201",
        ),
        (
            400,
            r#"{"error": {"code": "bad_number", "text": "no Ann at +12025550123"}}"#,
            "rejected (recipient) [bad_number]: no … at +…",
        ),
        (
            200,
            r#"{"error": {"code": "a=b"}}"#,
            "rejected (message) [a=b]: the gateway answers with status 200",
        ),
        (
            500,
            r#"{"error": {"code": "slow"}}"#,
            "not_sent (throttled) [slow]: the gateway answers with status 500",
        ),
        (
            400,
            r#"{"error": {"code": "later"}}"#,
            "not_sent (deferred) [later]: the gateway answers with status 400",
        ),
        (
            409,
            r#"{"id": "x", "error": {"code": "again"}}"#,
            "accepted x",
        ),
        (
            400,
            r#"{"error": {"code": "lost"}}"#,
            "unknown [lost]: the gateway answers with status 400",
        ),
        (
            409,
            "",
            "rejected (recipient) [409]: the gateway answers with status 409",
        ),
        (
            409,
            r#"{"error": {"code": "new"}}"#,
            "rejected (recipient) [new]: the gateway answers with status 409",
        ),
        (
            503,
            "",
            "rejected (provider) [503]: the gateway answers with status 503",
        ),
    ] {
        check(&rules, status, body, expected).await;
    }
}

#[tokio::test]
async fn a_success_may_have_to_say_so() {
    let rules = rules(true);
    for (body, expected) in [
        (r#"{"ok": true, "id": "a"}"#, "accepted a"),
        (r#"{"ok": 1, "id": "a"}"#, "accepted a"),
        (
            r#"{"ok": false, "error": {"text": "no credit"}}"#,
            "rejected (provider) [200]: no credit",
        ),
        (
            r#"{"id": "a"}"#,
            "unknown [200]: the answer has nothing at /ok",
        ),
        ("", "unknown [200]: the answer has nothing at /ok"),
    ] {
        check(&rules, 200, body, expected).await;
    }
}

#[tokio::test]
async fn the_gateways_wait_is_passed_on() {
    let error = rules(false).judge(&answer(429, "").await, &[]).unwrap_err();
    assert_eq!(error.retry_after().map(|wait| wait.as_secs()), Some(7));
}

#[test]
fn statuses_without_a_rule_have_a_meaning() {
    for (status, meaning) in [
        (301, Meaning::Account),
        (400, Meaning::Provider),
        (401, Meaning::Account),
        (403, Meaning::Account),
        (404, Meaning::Account),
        (408, Meaning::Provider),
        (413, Meaning::Message),
        (422, Meaning::Provider),
        (429, Meaning::Throttled),
        (500, Meaning::Unknown),
        (502, Meaning::Unknown),
        (504, Meaning::Unknown),
        (299, Meaning::Unknown),
    ] {
        assert_eq!(default_of(status), meaning, "{status}");
    }
}

#[test]
fn what_is_no_rule_is_refused() {
    for bad in ["", "200-", "99", "600", "299-200", "2xx", "200,201"] {
        assert_eq!(Statuses::parse(&[bad]), Err(InvalidRule::Status), "{bad}");
    }
    assert_eq!(Statuses::parse::<&str>(&[]), Err(InvalidRule::Status));
    for bad in ["", "id", "$.id"] {
        assert_eq!(Pointer::parse(bad), Err(InvalidRule::Pointer), "{bad}");
    }
    for bad in ["", "409", "= recipient", "409 = nobody", "409 = Recipient"] {
        assert_eq!(Meaning::entry(bad), Err(InvalidRule::Entry), "{bad}");
    }
}
