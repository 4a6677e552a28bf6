//! Who is let in.

use serde_json::{Value, json};
use server::auth::Scope;

use crate::harness::{Answer, MESSAGES, Request, SEND, Service, UNLOCK, VERIFY};

const CHALLENGE: &str = "/api/v1/auth/otp/otp_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a";
const MESSAGE: &str = "/api/v1/messages/msg_0190b5a17bbf7f4a9d3c2f1e0d9c8b7a";

const PROVIDERS: &str = "/api/v1/providers";
const ORDER: &str = "/api/v1/channels/sms/order";
const RESET: &str = "/api/v1/channels/sms/order?reason=test";

/// Every operation that needs a key, with a good body and the scope it needs.
pub(crate) fn operations() -> Vec<(&'static str, &'static str, Value, Scope)> {
    let code = json!({"phone": "+12025550123", "purpose": "login"});
    let guess = json!({"phone": "+12025550123", "purpose": "login", "code": "123456"});
    let recipient = json!({"phone": "+12025550123"});
    let message = json!({"channel": "sms", "to": "+12025550123", "text": "Hello."});
    let order = json!({"providers": ["console"], "reason": "test"});
    vec![
        ("POST", SEND, code, Scope::OtpSend),
        ("POST", VERIFY, guess, Scope::OtpVerify),
        ("GET", CHALLENGE, Value::Null, Scope::OtpManage),
        ("DELETE", CHALLENGE, Value::Null, Scope::OtpManage),
        ("POST", UNLOCK, recipient, Scope::OtpManage),
        ("POST", MESSAGES, message.clone(), Scope::MessagesSend),
        ("POST", "/api/messages", message, Scope::MessagesSend),
        ("GET", MESSAGE, Value::Null, Scope::MessagesRead),
        ("GET", PROVIDERS, Value::Null, Scope::ProvidersRead),
        ("GET", ORDER, Value::Null, Scope::ProvidersRead),
        ("PUT", ORDER, order, Scope::ProvidersManage),
        ("DELETE", RESET, Value::Null, Scope::ProvidersManage),
    ]
}

fn request(method: &str, path: &str, body: &Value) -> Request {
    let request = Request::new(method, path);
    if body.is_null() {
        request
    } else {
        request.json(body)
    }
}

#[track_caller]
fn check_locked_out(answer: &Answer) -> String {
    answer.problem(401, "unauthenticated");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    answer.anonymous_body()
}

#[tokio::test]
async fn without_a_good_key_every_operation_answers_the_same() {
    let service = Service::start().await;
    let good = service.key.clone();
    let mut unknown = good.clone();
    unknown.replace_range(20..21, if &good[20..21] == "x" { "y" } else { "x" });
    let nowhere = format!("hrld_{}", "0".repeat(45));
    let keys = [
        unknown,
        nowhere,
        service.revoked_key().await,
        service.expired_key().await,
        String::new(),
        "short".to_owned(),
        format!("{good} x"),
        format!("{good}x"),
        good.to_ascii_uppercase(),
    ];
    for (method, path, body, _) in operations() {
        let request = || request(method, path, &body);
        let mut requests = vec![
            request(),
            request().header("Authorization", &good),
            request().header("Authorization", &format!("Basic {good}")),
            request().header("Authorization", "Bearer"),
            request().bearer(&good).bearer(&good),
        ];
        requests.extend(keys.iter().map(|key| request().bearer(key)));
        let mut bodies = Vec::new();
        for request in requests {
            bodies.push(check_locked_out(&service.call(request).await));
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{bodies:#?}");
    }
    assert_eq!(service.console.messages(), 0);
    service.finish().await;
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_and_nothing_else() {
    let service = Service::start().await;
    for (method, path, body, needed) in operations() {
        let others: Vec<_> = Scope::ALL
            .iter()
            .copied()
            .filter(|scope| *scope != needed)
            .collect();
        let weak = service.make_key(&others).await;
        let answer = service
            .call(request(method, path, &body).bearer(&weak))
            .await;
        let problem = answer.problem(403, "insufficient-scope");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.ends_with(needed.as_str()), "{detail}");
    }
    assert_eq!(service.console.messages(), 0);

    for (method, path, body, needed) in operations() {
        let key = service.make_key(&[needed]).await;
        let answer = service
            .call(request(method, path, &body).bearer(&key))
            .await;
        let nobodys = [CHALLENGE, MESSAGE].contains(&path);
        let expected = if nobodys { 404 } else { 200 };
        assert_eq!(
            answer.status,
            expected,
            "{method} {path}: {}",
            answer.text()
        );
    }
    service.finish().await;
}

/// Whoever lacks the right must not learn from the answer whether the request would have been good.
#[tokio::test]
async fn the_key_is_looked_at_before_the_body() {
    let service = Service::start().await;
    let broken = || Request::new("POST", SEND).body("application/json", "{");
    check_locked_out(&service.call(broken()).await);
    service.finish().await;
}
