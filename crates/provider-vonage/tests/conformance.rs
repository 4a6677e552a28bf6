//! The suite that every provider passes, with a server that answers as Vonage does.

use std::time::Duration;

use http_client::BaseUrl;
use msg_core::Channel;
use msg_core::message::SenderId;
use provider_vonage::{Settings, VonageProvider};
use testkit::http_script::Act;
use testkit::provider_suite::{CannotArise, PASSWORD, Situation, Subject, over_http};

testkit::provider_suite!(stage);

async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
    let refusal = |code| {
        let text = format!("+12025550147 12025550147 {PASSWORD}");
        let part = format!(r#"{{"status": "{code}", "error-text": "{text}"}}"#);
        Act::json(
            200,
            &format!(r#"{{"message-count": "1", "messages": [{part}]}}"#),
        )
    };
    let act = match situation {
        Situation::Accepted | Situation::RefusedConnection => Act::json(
            200,
            r#"{"message-count": "1", "messages": [{"to": "12025550147", "message-id": "0A0000000123ABCD1", "status": "0", "remaining-balance": "3.14", "message-price": "0.0333", "network": "31000"}]}"#,
        ),
        Situation::InvalidRecipient => refusal(33),
        Situation::RefusedSender => refusal(15),
        Situation::TooBig => refusal(12),
        Situation::Throttled => refusal(1),
        Situation::BadCredentials => refusal(4),
        Situation::ServerFault => refusal(5),
        wordless => over_http::wordless(wordless).expect("the vendor's words are above"),
    };
    Ok(over_http::subject(situation, act, Channel::Sms, provider).await)
}

fn provider(url: &str) -> VonageProvider {
    let from = SenderId::parse("Shop").expect("a sender");
    let mut settings = Settings::new("abcd1234", PASSWORD.into(), from);
    settings.base_url = BaseUrl::parse(url).expect("a loopback URL");
    settings.client.connect_timeout = Duration::from_millis(600);
    settings.client.timeout = Duration::from_millis(1_200);
    VonageProvider::new(settings).expect("the settings are sound")
}
