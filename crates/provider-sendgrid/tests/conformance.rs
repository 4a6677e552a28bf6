//! The suite that every provider passes, with a vendor that does as it is told.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::time::Duration;

use http_client::BaseUrl;
use msg_core::{Channel, EmailAddress};
use provider_sendgrid::{SendGridProvider, Settings};
use testkit::http_script::Act;
use testkit::provider_suite::{CannotArise, PASSWORD, Situation, Subject, over_http};

testkit::provider_suite!(stage);

fn refusal(status: u16, field: &str, message: &str) -> Act {
    let body =
        format!(r#"{{"errors": [{{"message": "{message}", "field": {field}, "help": null}}]}}"#);
    Act::json(status, &body)
}

async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
    let act = match situation {
        Situation::Accepted | Situation::RefusedConnection => {
            Act::answer(202, &[("X-Message-Id", "14c5d75ce93.dfd.64b469")], "")
        }
        Situation::InvalidRecipient => refusal(
            400,
            r#""personalizations.0.to.0.email""#,
            "Does not contain a valid address: KingFisher@example.com",
        ),
        Situation::RefusedSender => refusal(
            403,
            r#""from""#,
            "The from address does not match a verified Sender Identity.",
        ),
        Situation::TooBig => refusal(413, "null", "Payload too large"),
        Situation::Throttled => refusal(429, "null", "too many requests"),
        Situation::BadCredentials => refusal(
            401,
            "null",
            &format!("The provided authorization grant {PASSWORD} is invalid, expired, or revoked"),
        ),
        Situation::ServerFault => {
            return Err(CannotArise(
                "no status of SendGrid says that it failed and did not take the message",
            ));
        }
        // In the handshake; a small request is written before anybody can see that nobody reads it.
        Situation::CutAnswer => Act::Cut(b"HTTP/1.1 202 Accepted\r\nX-Mess".into()),
        wordless => over_http::wordless(wordless).expect("the vendor's words are above"),
    };
    Ok(over_http::subject(situation, act, Channel::Email, provider).await)
}

fn provider(url: &str) -> SendGridProvider {
    let from = EmailAddress::parse("shop@example.com").unwrap();
    let mut settings = Settings::new(PASSWORD.into(), from.into());
    settings.base_url = BaseUrl::parse(url).unwrap();
    settings.client.connect_timeout = Duration::from_secs(1);
    settings.client.timeout = Duration::from_secs(2);
    SendGridProvider::new(settings).unwrap()
}
