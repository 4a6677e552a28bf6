//! The suite that every provider passes, with a server that answers as `MessageBird` does.

use std::time::Duration;

use http_client::BaseUrl;
use msg_core::Channel;
use msg_core::message::SenderId;
use provider_messagebird::{MessageBirdProvider, Settings};
use testkit::http_script::Act;
use testkit::provider_suite::{CannotArise, PASSWORD, Situation, Subject, over_http};

testkit::provider_suite!(stage);

async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
    let refusal = |status, code, parameter| {
        let text = format!("+12025550147 12025550147 {PASSWORD}");
        let error =
            format!(r#"{{"code": {code}, "description": "{text}", "parameter": "{parameter}"}}"#);
        Act::json(status, &format!(r#"{{"errors": [{error}]}}"#))
    };
    let act = match situation {
        Situation::Accepted | Situation::RefusedConnection => Act::json(
            201,
            r#"{"id": "e8077d803532c0b5937c639b60216938", "recipients": {"totalCount": 1, "items": [{"recipient": 12025550147, "status": "sent", "messagePartCount": 1}]}}"#,
        ),
        Situation::InvalidRecipient => refusal(422, 9, "recipients"),
        Situation::RefusedSender => refusal(422, 10, "originator"),
        Situation::TooBig => refusal(422, 10, "body"),
        Situation::Throttled => Act::answer(429, &[("retry-after", "1")], ""),
        Situation::BadCredentials => refusal(401, 2, "access_key"),
        Situation::ServerFault => {
            return Err(CannotArise(
                "its internal error (99) doesn't say that the message wasn't taken",
            ));
        }
        wordless => over_http::wordless(wordless).expect("the vendor's words are above"),
    };
    Ok(over_http::subject(situation, act, Channel::Sms, provider).await)
}

fn provider(url: &str) -> MessageBirdProvider {
    let from = SenderId::parse("Shop").expect("a sender");
    let mut settings = Settings::new(PASSWORD.into(), from);
    settings.base_url = BaseUrl::parse(url).expect("a loopback URL");
    settings.client.connect_timeout = Duration::from_millis(600);
    settings.client.timeout = Duration::from_millis(1_200);
    MessageBirdProvider::new(settings).expect("the settings are sound")
}
