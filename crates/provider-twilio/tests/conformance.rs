//! The suite that every provider passes, with a web server that does as it is told, by SMS, by WhatsApp and by a call.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::time::Duration;

use http_client::BaseUrl;
use msg_core::message::SenderId;
use msg_core::{Channel, PhoneNumber};
use provider_twilio::{AccountSid, Login, Settings, SmsSender, TwilioProvider};
use testkit::http_script::Act;
use testkit::provider_suite::{CannotArise, PASSWORD, Situation, Subject, over_http};

mod sms {
    use super::{CannotArise, Channel, Situation, Subject};

    testkit::provider_suite!(stage);

    async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
        Ok(super::subject(Channel::Sms, situation).await)
    }
}

mod whatsapp {
    use super::{CannotArise, Channel, Situation, Subject};

    testkit::provider_suite!(stage);

    async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
        Ok(super::subject(Channel::WhatsApp, situation).await)
    }
}

mod voice {
    use super::{CannotArise, Channel, Situation, Subject};

    testkit::provider_suite!(stage);

    async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
        Ok(super::subject(Channel::Voice, situation).await)
    }
}

/// Enough to connect, and for a whole exchange, on a busy machine.
const CONNECT: Duration = Duration::from_millis(600);
const PATIENCE: Duration = Duration::from_millis(1_200);

/// How Twilio refuses: it quotes the number, and here the password too, which may get nowhere.
fn refusal(status: u16, code: u32, message: &str) -> Act {
    let body = format!(
        r#"{{"code": {code}, "message": "{message} +12025550147 {PASSWORD}", "more_info": "https://www.twilio.com/docs/errors/{code}", "status": {status}}}"#
    );
    Act::json(status, &body)
}

fn act(channel: Channel, situation: Situation) -> Act {
    let is_call = channel == Channel::Voice;
    match situation {
        Situation::Accepted | Situation::RefusedConnection => Act::json(
            201,
            r#"{"sid": "SM00000000000000000000000000000001", "status": "queued", "num_segments": "1", "price": null, "error_code": null}"#,
        ),
        Situation::InvalidRecipient => {
            refusal(400, 21211, "The 'To' number is not a valid phone number:")
        }
        Situation::RefusedSender if is_call => refusal(
            400,
            21210,
            "The source phone number is not yet verified for your account:",
        ),
        Situation::RefusedSender => refusal(
            400,
            21606,
            "The 'From' phone number is not a valid, message-capable Twilio phone number for",
        ),
        Situation::TooBig if is_call => refusal(400, 21658, "Parameter exceeded character limit"),
        Situation::TooBig => refusal(
            400,
            21617,
            "The concatenated message body exceeds the 1600 character limit",
        ),
        Situation::Throttled => refusal(429, 20429, "Too Many Requests"),
        Situation::BadCredentials => refusal(401, 20003, "Authenticate"),
        // A code that is newer than the table.
        Situation::ServerFault => refusal(400, 39_999, "Not processed"),
        wordless => over_http::wordless(wordless).expect("the vendor's words are above"),
    }
}

async fn subject(channel: Channel, situation: Situation) -> Subject {
    over_http::subject(situation, act(channel, situation), channel, provider).await
}

fn provider(url: &str) -> TwilioProvider {
    let sid = AccountSid::parse("AC00000000000000000000000000000001").unwrap();
    let mut settings = Settings::new(sid, Login::AuthToken(PASSWORD.into()));
    let number = PhoneNumber::parse("+12025550100").unwrap();
    settings.sms_sender = Some(SmsSender::Id(SenderId::Number(number.clone())));
    settings.voice_number = Some(number.clone());
    settings.whatsapp_number = Some(number);
    settings.client.connect_timeout = CONNECT;
    settings.client.timeout = PATIENCE;
    settings.api_url = BaseUrl::parse(url).unwrap();
    TwilioProvider::new(settings).unwrap()
}
