//! What callers hear and what the record says when a provider does not simply accept.

use serde_json::{Value, json};
use testkit::smtp_script::{Act, Moment, Script, ScriptedServer};

use crate::harness::smtp::{code_in, impatient_accounts, obliging_server, server_that};
use crate::harness::{HEALTH, MESSAGES, SEND, Service, VERIFY};

fn mail() -> Value {
    json!({
        "channel": "email",
        "to": "ann@example.org",
        "subject": "Order 4711",
        "text": "Packed.",
        "purpose": "order",
        "metadata": {"order": 4711},
    })
}

fn code_request() -> Value {
    json!({"email": "ann@example.org", "purpose": "login"})
}

async fn service(servers: &[&ScriptedServer]) -> Service {
    let ports: Vec<_> = servers.iter().map(|server| server.port()).collect();
    Service::with(impatient_accounts(&ports)).await
}

async fn first_failures(service: &Service) -> Value {
    service.get(HEALTH).await.json()["email_providers"][0]["failure_count"].clone()
}

/// The record of the only message, without what is another in each run.
async fn record(service: &Service) -> Value {
    let rows = service.rows("SELECT * FROM communication_logs").await;
    assert_eq!(rows.len(), 1);
    let mut row = json!(rows[0]);
    let id = row["message_id"].as_str().unwrap().to_owned();
    for value in row.as_object_mut().unwrap().values_mut() {
        if let Some(text) = value.as_str() {
            *value = text.replace(&id, "msg_…").into();
        }
    }
    row
}

#[tokio::test]
async fn an_ordinary_message_that_may_have_been_taken_goes_to_nobody_else() {
    let first = server_that(Moment::End, Act::Hang).await;
    let second = obliging_server().await;
    let service = service(&[&first, &second]).await;
    let sent = service.post(MESSAGES, mail()).await.expect(202);
    assert_eq!(sent["success"], false);
    assert_eq!(sent["status"], "unknown");
    assert_eq!(sent["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(sent["attempts"][0]["outcome"], "unknown");
    assert_eq!(first.seen().messages.len(), 1);
    assert_eq!(second.seen().connections, 0);

    let path = format!("{MESSAGES}/{}", sent["id"].as_str().unwrap());
    let found = service.get(&path).await.expect(200);
    assert_eq!(found["status"], "unknown");
    assert_eq!(found["to"], "a***@example.org");
    assert_eq!(found["metadata"], json!({"order": 4711}));
    assert_eq!(found["attempts"][0]["provider"], "first");
    assert_eq!(found["attempts"][0]["outcome"], "unknown");
    insta::assert_json_snapshot!("record_unknown", record(&service).await);
    service.finish().await;
}

#[tokio::test]
async fn a_code_that_may_have_been_taken_goes_to_the_next_as_the_same_code() {
    let first = server_that(Moment::End, Act::Hang).await;
    let second = obliging_server().await;
    let service = service(&[&first, &second]).await;
    let sent = service.post(SEND, code_request()).await.expect(200);
    assert_eq!(sent["provider"], "second");
    assert_eq!(sent["maybe_duplicate"], true);
    assert_eq!(sent["attempts"][0]["outcome"], "unknown");
    assert_eq!(sent["attempts"][1]["outcome"], "accepted");
    let code = code_in(&first.seen().messages[0]);
    service.keep_secret(&code);
    assert_eq!(code_in(&second.seen().messages[0]), code);
    let guess = json!({"email": "ann@example.org", "purpose": "login", "code": code});
    let answer = service.post(VERIFY, guess).await.expect(200);
    assert_eq!(answer["verified"], true);
    insta::assert_json_snapshot!("record_sent_by_second", record(&service).await);
    service.finish().await;
}

#[tokio::test]
async fn a_code_that_nobody_surely_took_or_refused_is_unknown() {
    let first = server_that(Moment::End, Act::Hang).await;
    let second = server_that(Moment::Data, Act::line("554 5.3.0 not today")).await;
    let service = service(&[&first, &second]).await;
    let sent = service.post(SEND, code_request()).await.expect(202);
    assert_eq!(sent["message_status"], "unknown");
    assert_eq!(sent["attempts"][1]["blame"], "provider");
    // The person may have the code, so the pause holds.
    let again = service.post(SEND, code_request()).await;
    again.problem(429, "quota-exceeded");
    service.keep_secret(&code_in(&first.seen().messages[0]));
    service.finish().await;
}

#[tokio::test]
async fn a_refused_recipient_is_asked_of_nobody_else_and_held_against_nobody() {
    let gone = Act::line("550 5.1.1 no such user ann@example.org");
    let scripts = [
        Script::obliging().on(Moment::Greeting, Act::Cut(Vec::new())),
        Script::obliging().on(Moment::Rcpt, gone),
    ];
    let first = ScriptedServer::start(scripts).await;
    let second = obliging_server().await;
    let service = service(&[&first, &second]).await;
    service.post(MESSAGES, mail()).await.expect(200);
    let failures = first_failures(&service).await;
    assert_eq!(failures, 1);

    for (path, body) in [(MESSAGES, mail()), (SEND, code_request())] {
        let refused = service.post(path, body).await;
        let problem = refused.problem(422, "recipient-refused");
        let attempts = problem["attempts"].as_array().unwrap();
        assert_eq!(attempts.len(), 1);
        assert_eq!(attempts[0]["outcome"], "rejected");
        assert_eq!(attempts[0]["blame"], "recipient");
        assert_eq!(attempts[0]["code"], "550-5.1.1");
        assert_eq!(problem["message_status"], "failed");
        assert!(!refused.text().contains("ann@"), "{problem}");
    }
    assert_eq!(first_failures(&service).await, failures);
    assert_eq!(second.seen().messages.len(), 1);
    service.finish().await;
}

#[tokio::test]
async fn when_all_refuse_the_caller_sees_each_answer_and_may_ask_again_at_once() {
    let first = server_that(Moment::Data, Act::line("554 5.3.0 not today")).await;
    let second = server_that(Moment::Greeting, Act::line("421 4.3.2 later")).await;
    let service = service(&[&first, &second]).await;
    for number in 1..=2 {
        let refused = service.post(SEND, code_request()).await;
        let problem = refused.problem(502, "provider-refused");
        let attempts = problem["attempts"].as_array().unwrap();
        assert_eq!(attempts[0]["provider"], "first");
        assert_eq!(attempts[0]["blame"], "provider");
        assert_eq!(attempts[0]["code"], "554-5.3.0");
        if number == 1 {
            assert_eq!(attempts[1]["provider"], "second");
            assert_eq!(attempts[1]["outcome"], "not_sent");
            assert_eq!(attempts[1]["reason"], "throttled");
            insta::assert_json_snapshot!("record_failed", record(&service).await);
        } else {
            assert_eq!(problem["skipped"][0]["reason"], "cooling_down");
        }
    }
    service.finish().await;
}
