//! Fields that are missing, misspelt, or of another kind, size or meaning.

use serde_json::{Value, json};

use super::{check, check_untouched, code_request, email, with};
use crate::harness::{MESSAGES, SEND, Service};

#[tokio::test]
async fn fields_that_do_not_fit() {
    let service = Service::start().await;
    let code = |changes: Value| (SEND, with(code_request(), &changes));
    let mail = |changes: Value| (MESSAGES, with(email(), &changes));
    let sms = |changes: Value| {
        let sms = json!({"channel": "sms", "to": "+12025550123", "text": "Hi"});
        (MESSAGES, with(sms, &changes))
    };
    let long = "x".repeat(1_601);
    for ((path, body), pointer, reason) in [
        (code(json!({"phnoe": "x"})), "/phnoe", "unknown_field"),
        (code(json!({"phone": 5})), "/phone", "invalid_type"),
        (code(json!({"phone": null})), "/phone", "required"),
        (
            code(json!({"email": "ann@example.org"})),
            "/phone",
            "conflict",
        ),
        (code(json!({"purpose": null})), "/purpose", "required"),
        (
            code(json!({"purpose": "Log in"})),
            "/purpose",
            "invalid_value",
        ),
        (
            code(json!({"channel": "pigeon"})),
            "/channel",
            "invalid_value",
        ),
        (code(json!({"channel": "email"})), "/channel", "conflict"),
        (code(json!({"length": 7})), "/length", "not_allowed"),
        (code(json!({"length": -1})), "/length", "invalid_value"),
        (
            code(json!({"validity_minutes": 0})),
            "/validity_minutes",
            "not_allowed",
        ),
        (
            code(json!({"validity_minutes": 16})),
            "/validity_minutes",
            "not_allowed",
        ),
        (
            code(json!({"validity_minutes": u32::MAX})),
            "/validity_minutes",
            "not_allowed",
        ),
        (code(json!({"locale": "../en"})), "/locale", "invalid_value"),
        (
            code(json!({"client_ip": "1.2.3"})),
            "/client_ip",
            "invalid_value",
        ),
        (mail(json!({"subject": null})), "/subject", "required"),
        (mail(json!({"text": null})), "/text", "required"),
        (mail(json!({"text": " \n"})), "/text", "required"),
        (mail(json!({"class": "otp"})), "/class", "not_available"),
        (
            mail(json!({"class": "promotional"})),
            "/class",
            "not_available",
        ),
        (mail(json!({"class": "urgent"})), "/class", "invalid_value"),
        (mail(json!({"type": "image"})), "/type", "invalid_value"),
        (mail(json!({"tags": ["a b"]})), "/tags/0", "invalid_value"),
        (
            mail(json!({"metadata": {"a": "x".repeat(4_096)}})),
            "/metadata",
            "too_long",
        ),
        (
            mail(json!({"cc": vec!["a@example.org"; 50]})),
            "/cc",
            "too_many",
        ),
        (
            mail(
                json!({"attachments": [{"file_name": "a", "content_type": "text/plain", "content": "%"}]}),
            ),
            "/attachments/0/content",
            "invalid_base64",
        ),
        (sms(json!({"text": null})), "/text", "required"),
        (sms(json!({"text": " "})), "/text", "empty"),
        (sms(json!({"text": long})), "/text", "too_long"),
        (
            sms(json!({"from": "Not a sender"})),
            "/from",
            "invalid_sender",
        ),
        (sms(json!({"subject": "Hi"})), "/subject", "not_for_channel"),
        (sms(json!({"html": "Hi"})), "/html", "not_for_channel"),
    ] {
        check(
            &service.post(path, body).await,
            "validation-failed",
            &[(pointer, reason)],
        );
    }
    // All faults at once.
    let body = json!({"channel": "email", "to": "x", "from": "y", "tags": ["a b"]});
    let faults = [
        ("/to", "invalid_address"),
        ("/subject", "required"),
        ("/text", "required"),
        ("/from", "invalid_address"),
        ("/tags/0", "invalid_value"),
    ];
    check(
        &service.post(MESSAGES, body).await,
        "validation-failed",
        &faults,
    );
    check_untouched(service).await;
}
