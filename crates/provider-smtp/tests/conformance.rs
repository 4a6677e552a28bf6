//! The suite that every provider passes, with a server that does as it is told.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::net::Ipv4Addr;
use std::time::Duration;

use msg_core::{Channel, EmailAddress};
use provider_smtp::{Credentials, Settings, SmtpProvider, Tls};
use testkit::provider_suite::{Calls, CannotArise, PASSWORD, Situation, Subject};
use testkit::smtp_script::{Act, Moment, Script, ScriptedServer};

testkit::provider_suite!(stage);

/// Enough to come to the end of a conversation on a busy machine.
const PATIENCE: Duration = Duration::from_secs(2);

async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
    let obliging = Script::obliging();
    let script = match situation {
        Situation::Accepted | Situation::RefusedConnection => obliging,
        Situation::InvalidRecipient => obliging.on(
            Moment::Rcpt,
            Act::line("550 5.1.1 <kingfisher@example.com>: no mailbox KingFisher here"),
        ),
        Situation::RefusedSender => {
            obliging.on(Moment::Mail, Act::line("550 5.7.1 not your address"))
        }
        Situation::TooBig => obliging.on(Moment::End, Act::line("552 5.3.4 too big")),
        Situation::Throttled => obliging.on(
            Moment::Mail,
            Act::line("454 4.7.0 Throttling failure: Maximum sending rate exceeded"),
        ),
        Situation::BadCredentials => obliging.on(
            Moment::Auth,
            Act::line(&format!(
                "535 5.7.8 user mailer, password {PASSWORD}: wrong"
            )),
        ),
        Situation::ServerFault => obliging.on(Moment::End, Act::line("554 5.3.0 out of order")),
        Situation::HangBeforeRequest => obliging.on(Moment::Data, Act::Hang),
        Situation::HangAfterRequest => obliging.on(Moment::End, Act::Hang),
        Situation::CutAnswer => obliging.on(Moment::End, Act::Cut(b"250-2.0.0 queu".into())),
        Situation::GarbageAnswer => obliging.on(Moment::End, Act::Say(b"\x00\xff\x00?\r\n".into())),
        Situation::HugeAnswer => obliging.on(Moment::End, Act::Flood(10_000_000)),
    };
    let server = ScriptedServer::start([script]).await;
    let mut settings = Settings::new(
        Ipv4Addr::LOCALHOST.to_string(),
        EmailAddress::parse("shop@example.com").unwrap().into(),
    );
    settings.port = server.port();
    settings.tls = Tls::None;
    settings.timeout = PATIENCE;
    settings.credentials = Some(Credentials {
        user: "mailer".to_owned(),
        password: PASSWORD.into(),
    });
    if situation == Situation::RefusedConnection {
        settings.port = closed_port();
    }
    let provider = Box::new(SmtpProvider::new(settings).unwrap());
    let calls = Box::new(move || {
        let seen = server.seen();
        Calls {
            connections: seen.connections,
            requests: seen.count("MAIL"),
        }
    });
    Ok(Subject {
        provider,
        channel: Channel::Email,
        calls,
    })
}

/// Port 1 (tcpmux) is privileged and nobody serves it.
fn closed_port() -> u16 {
    1
}
