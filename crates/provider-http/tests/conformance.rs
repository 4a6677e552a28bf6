//! The suite that every provider passes, with a gateway that does as it is told.

use std::time::Duration;

use http_client::{ClearText, ClientSettings, HeaderName};
use msg_core::Channel;
use provider_http::{Auth, BodyTemplate, Format, HttpProvider, Meaning, Pointer, Settings};
use testkit::http_script::Act;
use testkit::provider_suite::{CannotArise, PASSWORD, Situation, Subject, over_http};

testkit::provider_suite!(stage);

async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
    let refusal = |status, code| {
        let body = format!(
            r#"{{"error": {{"code": "{code}", "text": "+12025550147 {PASSWORD} 2025550147"}}}}"#
        );
        Act::json(status, &body)
    };
    let act = match situation {
        Situation::Accepted | Situation::RefusedConnection => Act::json(200, r#"{"id": "a1"}"#),
        Situation::InvalidRecipient => refusal(400, "bad_number"),
        Situation::RefusedSender => refusal(400, "bad_sender"),
        Situation::TooBig => refusal(413, "size"),
        Situation::Throttled => refusal(429, "slow"),
        Situation::BadCredentials => refusal(401, "who"),
        Situation::ServerFault => refusal(500, "not_processed"),
        wordless => over_http::wordless(wordless).expect("the vendor's words are above"),
    };
    Ok(over_http::subject(situation, act, Channel::Sms, provider).await)
}

fn provider(url: &str) -> HttpProvider {
    let url = provider_http::endpoint(url, ClearText::Loopback).expect("a loopback URL");
    let body = BodyTemplate::parse(BodyTemplate::EVERYTHING, Format::Json).expect("a template");
    let mut settings = Settings::new(url, body);
    settings.auth = Auth::Token {
        header: HeaderName::from_static("authorization"),
        scheme: Some("Bearer".to_owned()),
        token: PASSWORD.into(),
    };
    let at = |text| Some(Pointer::parse(text).expect("a pointer"));
    settings.rules.id = at("/id");
    settings.rules.code = at("/error/code");
    settings.rules.text = at("/error/text");
    let codes = [
        "bad_number = recipient",
        "bad_sender = account",
        "not_processed = provider",
    ];
    settings.rules.codes = codes
        .map(|entry| Meaning::entry(entry).expect("an entry"))
        .into();
    settings.client = ClientSettings::default();
    settings.client.connect_timeout = Duration::from_millis(600);
    settings.client.timeout = Duration::from_millis(1_200);
    HttpProvider::new(settings).expect("the settings are sound")
}
