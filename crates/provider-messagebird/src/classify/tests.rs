//! Answers in, facts out.

use http_client::{Client, ClientSettings, Request, Url};
use testkit::http_script::{Act, HttpServer};

use super::*;

async fn check(status: u16, body: &str, expected: &str) {
    let server = HttpServer::start([Act::json(status, body)]).await;
    let client = Client::new(&ClientSettings::default()).unwrap();
    let request = Request::get(Url::parse(&server.url()).unwrap());
    let answer = client.send(request).await.unwrap();
    let shown = match outcome(&answer, &["12025550147"]) {
        Ok(accepted) => format!(
            "{} in {:?} for {:?}",
            accepted.provider_message_id.unwrap_or_default(),
            accepted.parts,
            accepted.cost.map(msg_core::money::Money::micros)
        ),
        Err(error) => error.to_string(),
    };
    assert_eq!(shown, expected, "{status} {body}");
}

#[tokio::test]
async fn an_acceptance_says_parts_and_price() {
    let item = r#"{"recipient": 12025550147, "status": "sent", "messagePartCount": 2, "price": {"amount": 0.075, "currency": "EUR"}}"#;
    let full = format!(r#"{{"id": "e8077d80", "recipients": {{"items": [{item}]}}}}"#);
    check(201, &full, "e8077d80 in Some(2) for Some(75000)").await;
    check(200, r#"{"id": "e8077d80"}"#, "e8077d80 in None for None").await;
}

#[tokio::test]
async fn every_code_is_a_fact() {
    for (status, code, parameter, expected) in [
        (401, 2, "access_key", "rejected (account) [2]: for …"),
        (422, 9, "recipients", "rejected (recipient) [9]: for …"),
        (422, 10, "recipients", "rejected (recipient) [10]: for …"),
        (422, 10, "originator", "rejected (account) [10]: for …"),
        (422, 9, "body", "rejected (message) [9]: for …"),
        (422, 10, "gateway", "rejected (provider) [10]: for …"),
        (404, 20, "", "rejected (account) [20]: for …"),
        (400, 21, "", "rejected (provider) [21]: for …"),
        (402, 25, "", "rejected (account) [25]: for …"),
        (422, 25, "", "rejected (account) [25]: for …"),
        (404, 98, "", "rejected (account) [98]: for …"),
        (500, 99, "", "unknown [99]: for …"),
        (422, 1000, "", "rejected (provider) [1000]: for …"),
        (500, 1000, "", "unknown [1000]: for …"),
    ] {
        let body = format!(
            r#"{{"errors": [{{"code": {code}, "description": "for 12025550147", "parameter": "{parameter}"}}]}}"#
        );
        check(status, &body, expected).await;
    }
}

#[tokio::test]
async fn the_first_error_that_says_something_counts() {
    let body = r#"{"errors": [
        {"code": 10, "description": "type is invalid", "parameter": "type"},
        {"code": 9, "description": "no (correct) recipients found", "parameter": "recipients"}]}"#;
    let expected = "rejected (recipient) [9]: no (correct) recipients found";
    check(422, body, expected).await;
}

#[tokio::test]
async fn without_a_message_the_status_counts() {
    for (status, body, fact) in [
        (200, "", "unknown"),
        (201, "<html>", "unknown"),
        (201, "{}", "unknown"),
        (302, "", "rejected (account)"),
        (401, r#"{"errors": []}"#, "rejected (account)"),
        (413, "", "rejected (message)"),
        (422, "", "rejected (provider)"),
        (429, "", "not_sent (throttled)"),
        (500, "", "unknown"),
        (503, "", "unknown"),
    ] {
        let text =
            format!("{fact} [{status}]: MessageBird answers with status {status} and no message");
        check(status, body, &text).await;
    }
}
