//! The suite that every provider passes, with a vendor that does as it is told.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::time::Duration;

use http_client::BaseUrl;
use msg_core::{Channel, EmailAddress};
use provider_sendgrid::{SendGridProvider, Settings};
use testkit::http_script::{Act, HttpServer};
use testkit::provider_suite::{Calls, CannotArise, PASSWORD, Situation, Subject};

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
        Situation::HangBeforeRequest => Act::Deaf,
        Situation::HangAfterRequest => Act::Hang,
        Situation::CutAnswer => Act::Cut(b"HTTP/1.1 202 Accepted\r\nX-Mess".into()),
        Situation::GarbageAnswer => Act::Cut(b"\x00\xff\x00?\r\n\r\n".into()),
        Situation::HugeAnswer => Act::Flood(10_000_000),
    };
    let server = HttpServer::start([act]).await;
    let url = match situation {
        Situation::RefusedConnection => "http://127.0.0.1:1".to_owned(),
        Situation::HangBeforeRequest => server.url_with_tls(),
        _ => server.url(),
    };
    let from = EmailAddress::parse("shop@example.com").unwrap();
    let mut settings = Settings::new(PASSWORD.into(), from.into());
    settings.base_url = BaseUrl::parse(&url).unwrap();
    settings.client.connect_timeout = Duration::from_secs(1);
    settings.client.timeout = Duration::from_secs(2);
    let provider = Box::new(SendGridProvider::new(settings).unwrap());
    let calls = Box::new(move || {
        let seen = server.seen();
        Calls {
            connections: seen.connections,
            requests: seen.requests.len(),
        }
    });
    Ok(Subject {
        provider,
        channel: Channel::Email,
        calls,
    })
}
