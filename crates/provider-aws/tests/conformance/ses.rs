use msg_core::{Channel, EmailAddress};
use provider_aws::ses::{SesProvider, Settings};
use testkit::http_script::Act;
use testkit::provider_suite::{CannotArise, PASSWORD, Situation, Subject};

testkit::provider_suite!(stage);

async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
    let act = match situation {
        Situation::Accepted => Act::json(200, r#"{"MessageId":"0102018c-ab12-000000"}"#),
        Situation::InvalidRecipient => refusal(
            400,
            "BadRequestException",
            "Invalid address KingFisher@example.com: kingfisher can't be",
        ),
        Situation::RefusedSender => refusal(
            400,
            "MessageRejected",
            "Email address is not verified. The following identities failed the check: shop@example.com",
        ),
        Situation::TooBig => refusal(
            400,
            "BadRequestException",
            "Message length is more than 41943040 bytes",
        ),
        Situation::Throttled => refusal(
            429,
            "TooManyRequestsException",
            "Maximum sending rate exceeded.",
        ),
        Situation::BadCredentials => refusal(
            403,
            "SignatureDoesNotMatch",
            &format!("The signature we calculated with {PASSWORD} does not match"),
        ),
        Situation::ServerFault => {
            return Err(CannotArise(
                "SES doesn't say of any fault of its own that the message was not taken",
            ));
        }
        other => super::trouble(other).unwrap(),
    };
    let provider = |account| {
        let from = EmailAddress::parse("shop@example.com").unwrap();
        Box::new(SesProvider::new(Settings::new(account, from.into()))) as _
    };
    Ok(super::subject(situation, act, Channel::Email, provider).await)
}

fn refusal(status: u16, code: &str, message: &str) -> Act {
    let body = format!(r#"{{"message":"{message}"}}"#);
    let headers = [
        ("content-type", "application/json"),
        ("x-amzn-ErrorType", code),
    ];
    Act::answer(status, &headers, &body)
}
