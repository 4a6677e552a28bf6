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
            "{} in {:?}",
            accepted.provider_message_id.unwrap_or_default(),
            accepted.parts
        ),
        Err(error) => error.to_string(),
    };
    assert_eq!(shown, expected, "{status} {body}");
}

fn refused(code: &str) -> String {
    format!(
        r#"{{"message-count": "1", "messages": [{{"status": "{code}", "error-text": "to 12025550147"}}]}}"#
    )
}

#[tokio::test]
async fn every_code_is_a_fact() {
    for (code, expected) in [
        ("1", "not_sent (throttled) [1]: to …"),
        ("4", "rejected (account) [4]: to …"),
        ("5", "rejected (provider) [5]: to …"),
        ("7", "rejected (recipient) [7]: to …"),
        ("10", "not_sent (throttled) [10]: to …"),
        ("12", "rejected (message) [12]: to …"),
        ("15", "rejected (account) [15]: to …"),
        ("33", "rejected (recipient) [33]: to …"),
        ("13", "rejected (provider) [13]: to …"),
        ("99999", "rejected (provider) [99999]: to …"),
        ("new", "rejected (provider) [new]: to …"),
    ] {
        check(200, &refused(code), expected).await;
    }
}

#[tokio::test]
async fn parts_stand_or_fall_together() {
    let part = r#"{"status": "0", "message-id": "0A", "message-price": "0.03"}"#;
    let other = r#"{"status": "0", "message-id": "0B"}"#;
    let bad = r#"{"status": "5", "error-text": "no"}"#;
    let answer = |parts: &[&str]| format!(r#"{{"messages": [{}]}}"#, parts.join(","));
    check(200, &answer(&[part]), "0A in Some(1)").await;
    check(200, &answer(&[part, other]), "0A in Some(2)").await;
    check(200, &answer(&[part, bad]), "unknown [5]: no").await;
    check(200, &answer(&[bad, part]), "unknown [5]: no").await;
    let nameless = r#"{"status": "0"}"#;
    let expected = "unknown: the answer has no message-id";
    check(200, &answer(&[nameless]), expected).await;
}

#[tokio::test]
async fn without_a_message_the_status_counts() {
    for (status, body, fact) in [
        (200, "", "unknown"),
        (200, "<html>", "unknown"),
        (200, r#"{"messages": []}"#, "unknown"),
        (302, "", "rejected (account)"),
        (401, "{}", "rejected (account)"),
        (413, "", "rejected (message)"),
        (422, "", "rejected (provider)"),
        (429, "", "not_sent (throttled)"),
        (500, "", "unknown"),
        (503, "", "unknown"),
    ] {
        let text = format!("{fact} [{status}]: Vonage answers with status {status} and no message");
        check(status, body, &text).await;
    }
}
