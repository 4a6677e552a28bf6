//! Answers in, facts out.

use std::collections::BTreeSet;
use std::time::Duration;

use http_client::{Authorization, BaseUrl, Client, ClientSettings, Request};
use msg_core::webhook::Permanence;
use testkit::http_script::{Act, HttpServer};

use super::*;

const TO: &str = "+12025550123";

/// What becomes of an answer, as it would come over the network.
async fn told(act: Act, own_sender: bool) -> Result<Accepted, SendError> {
    let server = HttpServer::start([act]).await;
    let base = BaseUrl::parse(&server.url()).unwrap();
    let client = Client::new(&ClientSettings::default()).unwrap();
    let login = Authorization::basic("AC", &"opensesame".into()).unwrap();
    let request = Request::post(base.join(&["x"])).authorization(&login);
    let answer = client.send(request).await.unwrap();
    outcome(&answer, own_sender, &[TO, "opensesame"])
}

fn refusal(status: u16, code: u32) -> Act {
    let body = format!(
        r#"{{"code": {code}, "message": "no, {TO}, opensesame", "more_info": "https://www.twilio.com/docs/api/errors/{code}", "status": {status}}}"#
    );
    Act::json(status, &body)
}

async fn check(status: u16, code: u32, own_sender: bool, expected: &str) {
    let error = told(refusal(status, code), own_sender).await.unwrap_err();
    assert_eq!(error.fact().to_string(), expected, "{status} {code}");
    assert_eq!(error.code(), Some(code.to_string().as_str()));
    assert_eq!(error.text().as_str(), "no, …, …");
}

#[tokio::test]
async fn a_code_says_what_the_status_does_not() {
    for (status, code, expected) in [
        (400, 21211, "rejected (recipient)"),
        (400, 21610, "rejected (recipient)"),
        (400, 21617, "rejected (message)"),
        (400, 63016, "rejected (message)"),
        (401, 20003, "rejected (account)"),
        (403, 20005, "rejected (account)"),
        (400, 21606, "rejected (account)"),
        (400, 21611, "not_sent (deferred)"),
        (400, 21408, "not_sent (unsupported)"),
        (400, 21703, "rejected (provider)"),
        (400, 14107, "not_sent (throttled)"),
        (429, 20429, "not_sent (throttled)"),
        // Nobody knows what came before a failure, and a 429 is never processed.
        (500, 20500, "unknown"),
        (503, 20503, "unknown"),
        (500, 21211, "unknown"),
        (429, 21211, "not_sent (throttled)"),
        // Nobody knows these codes yet.
        (400, 99_999, "rejected (provider)"),
        (401, 99_999, "rejected (account)"),
        (403, 99_999, "rejected (account)"),
        (404, 99_999, "rejected (account)"),
        (408, 99_999, "unknown"),
        (429, 99_999, "not_sent (throttled)"),
        (502, 99_999, "unknown"),
    ] {
        check(status, code, true, expected).await;
    }
}

#[tokio::test]
async fn a_sender_that_the_message_brought_is_not_the_account_s_fault() {
    for code in [21606, 21659, 21660, 21212] {
        check(400, code, true, "rejected (account)").await;
        check(400, code, false, "not_sent (unsupported)").await;
    }
}

#[tokio::test]
async fn an_answer_without_words_has_some_all_the_same() {
    for (act, code, text) in [
        (
            Act::answer(502, &[], "<html>"),
            "http-502",
            "HTTP 502 without an explanation",
        ),
        (
            Act::json(400, "[]"),
            "http-400",
            "HTTP 400 without an explanation",
        ),
        (
            Act::answer(302, &[("location", "/")], ""),
            "http-302",
            "HTTP 302 without an explanation",
        ),
        (
            Act::json(400, r#"{"code": 21211}"#),
            "21211",
            "Invalid 'To' Phone Number",
        ),
    ] {
        let error = told(act, true).await.unwrap_err();
        assert_eq!((error.code(), error.text().as_str()), (Some(code), text));
    }
}

#[tokio::test]
async fn the_wait_that_is_asked_for_is_passed_on() {
    let act = Act::answer(429, &[("retry-after", "7")], r#"{"code": 20429}"#);
    let error = told(act, true).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn what_was_made_is_accepted_unless_it_failed_at_once() {
    let made = |rest: &str| Act::json(201, &format!(r#"{{"sid": "SM1", {rest}}}"#));
    let usd = |micros| Some(Money::from_micros(micros, Currency::USD));
    for (rest, parts, cost) in [
        (
            r#""status": "queued", "num_segments": "2", "price": null, "price_unit": "USD", "error_code": null"#,
            Some(2),
            None,
        ),
        (
            r#""status": "accepted", "num_segments": "0", "price": "-0.00750", "price_unit": "usd""#,
            None,
            usd(7_500),
        ),
        (r#""status": "queued", "error_code": 30034"#, None, None),
    ] {
        let accepted = told(made(rest), true).await.unwrap();
        assert_eq!(accepted.provider_message_id.as_deref(), Some("SM1"));
        assert_eq!((accepted.parts, accepted.cost), (parts, cost), "{rest}");
    }
    let failed = told(made(r#""status": "failed", "error_code": 30005"#), true).await;
    let failed = failed.unwrap_err();
    assert_eq!(failed.fact(), Fact::Rejected(Blame::Recipient));
    assert_eq!(failed.text().as_str(), "Unknown destination handset");
    for body in ["", "{}", "[]", r#"{"sid": ""}"#, r#"{"sid": 7}"#] {
        let error = told(Act::json(201, body), true).await.unwrap_err();
        assert_eq!(error.fact(), Fact::Unknown, "{body}");
    }
}

#[test]
fn prices_are_read_to_the_micro() {
    for (amount, micros) in [
        ("-0.00750", Some(7_500)),
        ("0.0079", Some(7_900)),
        ("-1", Some(1_000_000)),
        ("1.2345678", Some(1_234_567)),
        ("", None),
        ("-", None),
        (".5", None),
        ("1e3", None),
        ("0.1x", None),
        ("99999999999999", None),
    ] {
        let money = price(Some(amount), Some("USD"));
        assert_eq!(money.map(Money::micros), micros, "{amount}");
    }
    assert_eq!(price(Some("1"), None), None);
    assert_eq!(price(None, Some("USD")), None);
}

#[test]
fn the_table_is_sorted_and_says_something() {
    assert!(table::TABLE.is_sorted_by(|a, b| a.0 < b.0));
    for (code, _, words) in table::TABLE {
        assert!(!words.is_empty(), "{code}");
    }
}

/// These alone keep anybody from getting further messages, so that each has to be meant.
#[test]
fn only_what_is_final_speaks_against_a_recipient() {
    let is_final = |code: &u32| {
        let failure = failure(Some(*code));
        failure.blame == Blame::Recipient && failure.permanence == Permanence::Permanent
    };
    let codes: BTreeSet<u32> = table::TABLE
        .iter()
        .map(|row| row.0)
        .filter(is_final)
        .collect();
    let expected = [
        13223, 13224, 13226, 21201, 21202, 21211, 21214, 21217, 21265, 21604, 21610, 21614, 21635,
        30005, 30006, 63003, 63014, 63024, 63033,
    ];
    assert_eq!(codes, BTreeSet::from(expected));
    for (code, expected) in [
        (Some(30003), Blame::Provider),
        (Some(30008), Blame::Provider),
        (Some(99_999), Blame::Provider),
        (None, Blame::Provider),
        (Some(30002), Blame::Account),
        (Some(63016), Blame::Message),
    ] {
        assert_eq!(failure(code).blame, expected, "{code:?}");
    }
}
