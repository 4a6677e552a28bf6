use msg_core::Channel;
use provider_aws::whatsapp::{PhoneNumberId, Settings, WhatsAppProvider};
use testkit::http_script::Act;
use testkit::provider_suite::{CannotArise, PASSWORD, Situation, Subject};

testkit::provider_suite!(stage);

async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
    let act = match situation {
        Situation::Accepted => Act::json(200, r#"{"messageId":"5f1c3f9e-1111-4a2b-9c3d"}"#),
        Situation::InvalidRecipient => refusal(
            400,
            "InvalidParametersException",
            "The recipient +12025550147 (12025550147) is not valid",
        ),
        Situation::RefusedSender => refusal(403, "AccessDeniedByMetaException", "Denied by Meta"),
        Situation::TooBig => refusal(
            400,
            "ValidationException",
            "message has a length above 2048000",
        ),
        Situation::Throttled => refusal(429, "ThrottledRequestException", "Rate exceeded"),
        Situation::BadCredentials => refusal(
            403,
            "UnrecognizedClientException",
            &format!("The security token {PASSWORD} is invalid"),
        ),
        Situation::ServerFault => {
            return Err(CannotArise(
                "AWS doesn't say of any fault of its own that the message was not taken",
            ));
        }
        other => super::trouble(other).unwrap(),
    };
    let provider = |account| {
        let number = PhoneNumberId::parse("phone-number-id-0123456789abcdef").unwrap();
        Box::new(WhatsAppProvider::new(Settings::new(account, number))) as _
    };
    Ok(super::subject(situation, act, Channel::WhatsApp, provider).await)
}

fn refusal(status: u16, code: &str, message: &str) -> Act {
    let body = format!(r#"{{"message":"{message}"}}"#);
    let headers = [
        ("content-type", "application/json"),
        ("x-amzn-ErrorType", code),
    ];
    Act::answer(status, &headers, &body)
}
