//! Guesses that are wrong: one answer for every cause, and charged exactly when a code was charged.

use std::time::Duration;

use serde_json::{Value, json};
use server::config::Sources;

use crate::harness::{Answer, Request, SEND, Service, VERIFY};

/// Somebody with a code.
struct Person {
    phone: &'static str,
    id: String,
    code: String,
}

impl Person {
    async fn with_code(service: &Service, phone: &'static str) -> Self {
        let body = json!({"phone": phone, "purpose": "login"});
        let sent = service.post(SEND, body).await.expect(200);
        Self {
            phone,
            id: sent["id"].as_str().unwrap().to_owned(),
            code: service.console.code(),
        }
    }

    fn guess(&self, code: &str) -> Value {
        json!({"phone": self.phone, "purpose": "login", "code": code})
    }

    fn wrong(&self) -> Value {
        let first = if self.code.starts_with('1') { "2" } else { "1" };
        self.guess(&format!("{first}{}", &self.code[1..]))
    }

    async fn attempts(&self, service: &Service) -> Value {
        let path = format!("/api/v1/auth/otp/{}", self.id);
        service.get(&path).await.expect(200)["attempts"].clone()
    }
}

/// Makes the guess and checks by how much it was charged to the code.
async fn check(
    service: &Service,
    person: &Person,
    key: &str,
    guess: Value,
    charged: u64,
) -> Answer {
    let before = person.attempts(service).await.as_u64().unwrap();
    let answer = service.post_as(key, VERIFY, guess.clone()).await;
    assert_eq!(answer.expect(200)["verified"], false, "{guess}");
    let after = person.attempts(service).await.as_u64().unwrap();
    assert_eq!(after - before, charged, "{guess}");
    answer
}

#[tokio::test]
async fn seven_causes_have_one_answer() {
    let service = Service::start().await;
    let stranger = service.key_of_another_tenant().await;
    let key = service.key.as_str();
    let ann = Person::with_code(&service, "+12025550101").await;
    let bea = Person::with_code(&service, "+12025550102").await;
    let cleo = Person::with_code(&service, "+12025550103").await;
    let right = service.post(VERIFY, bea.guess(&bea.code)).await;
    assert_eq!(right.expect(200)["verified"], true);

    let mut answers = Vec::new();
    let mut add = |cause: &'static str, answer: Answer| answers.push((cause, answer));
    add("wrong", check(&service, &ann, key, ann.wrong(), 1).await);
    add(
        "used",
        check(&service, &bea, key, bea.guess(&bea.code), 0).await,
    );
    let mut unknown = ann.guess(&ann.code);
    unknown["phone"] = json!("+12025550199");
    add("unknown", check(&service, &ann, key, unknown, 0).await);
    let mut purpose = ann.guess(&ann.code);
    purpose["purpose"] = json!("password_reset");
    add(
        "other purpose",
        check(&service, &ann, key, purpose, 0).await,
    );
    let theirs = ann.guess(&ann.code);
    add(
        "other tenant",
        check(&service, &ann, &stranger, theirs, 0).await,
    );
    let mut other_id = ann.guess(&ann.code);
    other_id["id"] = json!(bea.id);
    add("other id", check(&service, &ann, key, other_id, 0).await);
    for _ in 0..5 {
        check(&service, &cleo, key, cleo.wrong(), 1).await;
    }
    add(
        "locked",
        check(&service, &cleo, key, cleo.guess(&cleo.code), 0).await,
    );
    service.clock.advance(Duration::from_mins(10));
    add(
        "expired",
        check(&service, &ann, key, ann.guess(&ann.code), 0).await,
    );

    let shape = |answer: &Answer| {
        let names = ["content-type", "content-length", "cache-control"];
        let headers = names.map(|name| answer.header(name).map(str::to_owned));
        (answer.text(), headers)
    };
    for (cause, answer) in &answers {
        assert_eq!(shape(answer), shape(&answers[0].1), "{cause}");
    }
    service.finish().await;
}

/// Asking for the code again and again brings no further guesses: ten an hour, whatever is sent.
#[tokio::test]
async fn sending_again_brings_no_further_guesses() {
    let service = Service::start().await;
    let mut charged = std::collections::BTreeMap::new();
    for _ in 0..59 {
        let body = json!({"phone": "+12025550101", "purpose": "login"});
        let sent = service.post(SEND, body).await;
        if sent.status == 200 {
            let person = Person {
                phone: "+12025550101",
                id: sent.json()["id"].as_str().unwrap().to_owned(),
                code: service.console.code(),
            };
            for _ in 0..6 {
                service.post(VERIFY, person.wrong()).await.expect(200);
            }
            let attempts = person.attempts(&service).await.as_u64().unwrap();
            charged.insert(person.id, attempts);
        }
        service.clock.advance(Duration::from_mins(1));
    }
    assert!(charged.len() > 1, "more than one code was sent");
    assert_eq!(charged.values().sum::<u64>(), 10, "{charged:?}");
    service.finish().await;
}

#[tokio::test]
async fn a_code_of_another_shape_costs_no_guess_but_counts_for_its_network() {
    let malformed = 6;
    let limit = malformed.to_string();
    let sources = Sources::default().env("HERALD__OTP__NETWORK_FAILURES_PER_10_MINUTES", &limit);
    let service = Service::with_codes_as_configured(sources).await;
    let ann = Person::with_code(&service, "+12025550101").await;
    let codes = [
        json!("12345"),
        json!("1234567"),
        json!("１２３４５６"),
        json!("123456\n"),
        json!(" 123456"),
        json!("12345a"),
    ];
    assert_eq!(codes.len(), malformed);
    let from = |guess: &mut Value, network: &str| guess["client_ip"] = json!(network);
    for code in codes {
        let mut guess = ann.guess("");
        guess["code"] = code;
        from(&mut guess, "203.0.113.7");
        let answer = service.post(VERIFY, guess).await;
        check_malformed(&answer, "invalid_code");
    }
    assert_eq!(ann.attempts(&service).await, 0);

    let mut right = ann.guess(&ann.code);
    for guess in [ann.guess("12345"), right.clone()] {
        let mut guess = guess;
        from(&mut guess, "203.0.113.7");
        let answer = service.post(VERIFY, guess).await;
        let problem = answer.problem(429, "quota-exceeded");
        assert_eq!(
            problem["violated-policies"],
            json!(["otp-network-failures-10m"])
        );
        assert_eq!(answer.header("retry-after"), Some("600"));
    }
    from(&mut right, "198.51.100.7");
    let answer = service.post(VERIFY, right).await.expect(200);
    assert_eq!(answer["verified"], true);
    service.finish().await;
}

#[tokio::test]
async fn a_number_is_no_code() {
    let service = Service::start().await;
    let body = r#"{"phone":"+12025550101","purpose":"login","code":123456}"#;
    let request = Request::new("POST", VERIFY).bearer(&service.key);
    let answer = service.call(request.body("application/json", body)).await;
    check_malformed(&answer, "invalid_type");
    service.finish().await;
}

#[track_caller]
fn check_malformed(answer: &Answer, code: &str) {
    let problem = answer.problem(422, "validation-failed");
    assert_eq!(problem["errors"][0]["pointer"], "/code");
    assert_eq!(problem["errors"][0]["code"], code);
    assert!(!answer.text().contains("12345"), "{problem}");
}
