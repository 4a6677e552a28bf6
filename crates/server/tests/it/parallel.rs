//! Many callers at once: what may happen once happens once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Answer, Request, SEND, Service, VERIFY};

const CALLERS: usize = 64;

fn person() -> Value {
    json!({"phone": "+12025550123", "purpose": "login"})
}

/// Makes the same request from many callers at once.
async fn at_once(service: &Service, path: &str, body: &Value) -> Vec<Answer> {
    let request = Request::new("POST", path).bearer(&service.key).json(body);
    let address = service.address();
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| tokio::spawn(request.clone().send(address)))
        .collect();
    let mut answers = Vec::new();
    for caller in callers {
        answers.push(caller.await.unwrap());
    }
    answers
}

fn verified(answers: &[Answer]) -> usize {
    let right = |answer: &&Answer| answer.expect(200)["verified"] == true;
    answers.iter().filter(right).count()
}

async fn state(service: &Service, sent: &Value) -> Value {
    let path = format!("/api/v1/auth/otp/{}", sent["id"].as_str().unwrap());
    service.get(&path).await.expect(200)
}

#[tokio::test]
async fn one_send_wins() {
    let service = Service::start().await;
    let mut counts = BTreeMap::new();
    for answer in at_once(&service, SEND, &person()).await {
        *counts.entry(answer.status).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([(200, 1), (429, CALLERS - 1)]));
    assert_eq!(service.console.messages(), 1);
    service.finish().await;
}

#[tokio::test]
async fn a_right_code_is_good_once_however_many_bring_it() {
    let service = Service::start().await;
    let sent = service.post(SEND, person()).await.expect(200);
    let mut guess = person();
    guess["code"] = json!(service.console.code());
    let answers = at_once(&service, VERIFY, &guess).await;
    assert_eq!(verified(&answers), 1);
    assert_eq!(state(&service, &sent).await["status"], "verified");
    service.finish().await;
}

#[tokio::test]
async fn five_guesses_are_compared_however_many_come() {
    let service = Service::start().await;
    let sent = service.post(SEND, person()).await.expect(200);
    let code = service.console.code();
    let mut guess = person();
    guess["code"] = json!(format!(
        "{}{}",
        if code.starts_with('1') { 2 } else { 1 },
        &code[1..]
    ));
    let answers = at_once(&service, VERIFY, &guess).await;
    assert_eq!(verified(&answers), 0);
    let state = state(&service, &sent).await;
    assert_eq!(state["attempts"], 5);
    assert_eq!(state["status"], "locked");
    guess["code"] = json!(code);
    let late = service.post(VERIFY, guess).await;
    assert_eq!(late.expect(200)["verified"], false);
    service.finish().await;
}
