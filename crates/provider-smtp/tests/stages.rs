//! What is certain when an exchange ends at each of its steps, and what the next message finds.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::time::Duration;

use msg_core::address::Mailbox;
use msg_core::message::Email;
use msg_core::{Blame, Channel, Content, EmailAddress, Fact, NotSent, Outbound, Provider};
use provider_smtp::{Credentials, Settings, SmtpProvider, Tls};
use testkit::provider_suite::{PASSWORD, outbound};
use testkit::smtp_script::{Act, Moment, Script, ScriptedServer, Seen};
use tokio::task::JoinSet;
use tokio::time::timeout;

const UNREACHABLE: Fact = Fact::NotSent(NotSent::Unreachable);
const MOMENTS: [Moment; 7] = [
    Moment::Greeting,
    Moment::Ehlo,
    Moment::Auth,
    Moment::Mail,
    Moment::Rcpt,
    Moment::Data,
    Moment::End,
];

/// Enough to come to the end of a conversation on a busy machine.
const PATIENCE: Duration = Duration::from_secs(3);

#[tokio::test]
async fn only_the_answer_to_the_content_leaves_doubt() {
    let mut checks = JoinSet::new();
    for moment in MOMENTS {
        let fact = match moment {
            Moment::End => Fact::Unknown,
            _ => UNREACHABLE,
        };
        for (act, code) in [
            (Act::Cut(Vec::new()), "closed"),
            (Act::Cut(b"25".into()), "closed"),
            (Act::Say(b"\x00\xff?\r\n".into()), "protocol"),
            (Act::line("199 what"), "protocol"),
            (Act::line("301 go where"), "protocol"),
            (Act::Flood(1_000_000), "protocol"),
            (Act::Hang, "timeout"),
        ] {
            checks.spawn(async move {
                let told = told(Script::obliging().on(moment, act.clone())).await;
                assert_eq!(told.0, (fact, Some(code.to_owned())), "{moment:?} {act:?}");
            });
        }
    }
    checks.join_all().await;
}

#[tokio::test]
async fn a_clear_no_is_certain_at_every_moment() {
    for moment in MOMENTS {
        let no = Act::line("421 4.3.2 closing down");
        let (told, seen) = told(Script::obliging().on(moment, no)).await;
        let throttled = Fact::NotSent(NotSent::Throttled);
        assert_eq!(
            told,
            (throttled, Some("421-4.3.2".to_owned())),
            "{moment:?}"
        );
        assert_eq!(seen.connections, 1);
    }
}

#[tokio::test]
async fn a_server_that_has_heard_enough_is_not_in_doubt() {
    for answer in [&b"552 5.3.4 too big\r\n"[..], b""] {
        let script = Script::obliging()
            .on(
                Moment::Ehlo,
                Act::Say(b"250-test.example\r\n250 AUTH PLAIN\r\n".into()),
            )
            .on(Moment::Content, Act::Cut(answer.into()));
        let server = ScriptedServer::start([script]).await;
        let mut big = outbound(Channel::Email);
        // More than the sockets hold, so that the writing is cut off.
        email(&mut big).text = Some("0123456789\n".repeat(2_000_000).into());
        let mut settings = settings(&server);
        settings.timeout = Duration::from_secs(20);
        let error = SmtpProvider::new(settings)
            .unwrap()
            .send(&big)
            .await
            .unwrap_err();
        // The broken pipe may overtake the answer; either way it wasn't taken.
        let facts = [Fact::Rejected(Blame::Message), UNREACHABLE];
        assert!(facts.contains(&error.fact()), "{error}");
        let seen = server.seen();
        assert_eq!((seen.count("DATA"), seen.messages.len()), (1, 0));
    }
}

#[tokio::test]
async fn one_yes_too_many_is_not_taken_for_the_last() {
    for (moment, said, fact, code) in [
        (
            Moment::Mail,
            "250 ok\r\n250 ok\r\n",
            UNREACHABLE,
            "protocol",
        ),
        (
            Moment::Rcpt,
            "250 ok\r\n250 ok\r\n",
            UNREACHABLE,
            "protocol",
        ),
        (
            Moment::Data,
            "354 go on\r\n250 queued\r\n",
            UNREACHABLE,
            "protocol",
        ),
        (
            Moment::Data,
            "354 go on\r\n552 5.3.4 on second thoughts\r\n",
            Fact::Rejected(Blame::Message),
            "552-5.3.4",
        ),
    ] {
        let script = Script::obliging().on(moment, Act::Say(said.into()));
        let (told, seen) = told(script).await;
        assert_eq!(told, (fact, Some(code.to_owned())), "{said}");
        assert!(seen.messages.is_empty());
    }
}

#[tokio::test]
async fn a_kept_connection_serves_the_next_message() {
    let refusing = Script::obliging().on(Moment::Rcpt, Act::line("550 5.1.1 nobody"));
    for (script, connections) in [
        (Script::obliging(), 1),
        (refusing, 1),
        (Script::obliging().on(Moment::Rset, Act::Cut(Vec::new())), 3),
        (
            Script::obliging().on(Moment::Rset, Act::line("421 4.4.2 idle for too long")),
            3,
        ),
        (Script::obliging().on(Moment::Rset, Act::Hang), 3),
        (
            Script::obliging().on(Moment::Rcpt, Act::line("421 4.3.2 bye")),
            3,
        ),
        (
            Script::obliging().on(Moment::End, Act::Cut(b"25".into())),
            3,
        ),
        (Script::obliging().on(Moment::Rcpt, Act::line("what")), 3),
    ] {
        let server = ScriptedServer::start([script.clone()]).await;
        let provider = provider(&server);
        for _ in 0..3 {
            let _ = provider.send(&outbound(Channel::Email)).await;
        }
        let seen = server.seen();
        assert_eq!(
            (seen.connections, seen.count("MAIL")),
            (connections, 3),
            "{script:?}"
        );
        assert_eq!(seen.count("AUTH"), connections, "{script:?}");
    }
}

#[tokio::test]
async fn connections_that_the_network_forgot_cost_no_message() {
    let forgotten = Script::obliging().on(Moment::Rset, Act::Hang);
    let server = ScriptedServer::start([forgotten]).await;
    let provider = provider(&server);
    let message = outbound(Channel::Email);
    let four = tokio::join!(
        provider.send(&message),
        provider.send(&message),
        provider.send(&message),
        provider.send(&message),
    );
    assert!(matches!(four, (Ok(_), Ok(_), Ok(_), Ok(_))), "{four:?}");
    provider.send(&message).await.unwrap();
    let seen = server.seen();
    assert_eq!((seen.connections, seen.count("RSET")), (5, 1));
}

#[tokio::test]
async fn a_cancelled_call_leaves_nothing_behind() {
    for moment in MOMENTS {
        let silent = Script::obliging().on(moment, Act::Hang);
        let server = ScriptedServer::start([silent, Script::obliging()]).await;
        let provider = provider(&server);
        let cut_short = Duration::from_millis(100);
        let call = timeout(cut_short, provider.send(&outbound(Channel::Email))).await;
        assert!(call.is_err(), "{moment:?}");
        let next = provider.send(&outbound(Channel::Email)).await;
        assert!(next.is_ok(), "{moment:?} {next:?}");
    }
}

#[tokio::test]
async fn many_at_once_do_not_mix() {
    let server = ScriptedServer::start([Script::obliging()]).await;
    let provider = std::sync::Arc::new(provider(&server));
    let mut calls = JoinSet::new();
    for number in 0..50 {
        let provider = std::sync::Arc::clone(&provider);
        calls.spawn(async move {
            let mut message = outbound(Channel::Email);
            email(&mut message).text = Some(format!("number {number}.").into());
            provider.send(&message).await.unwrap();
        });
    }
    calls.join_all().await;
    let messages = server.seen().messages;
    assert_eq!(messages.len(), 50);
    for number in 0..50 {
        let needle = format!("number {number}.");
        let holds = |message: &&Vec<u8>| String::from_utf8_lossy(message).contains(&needle);
        assert_eq!(messages.iter().filter(holds).count(), 1, "{needle}");
    }
}

#[tokio::test]
async fn what_the_server_cannot_carry_is_not_begun() {
    let script = |offer: &str| {
        let offers = format!("250-test.example\r\n250-AUTH LOGIN\r\n250 {offer}\r\n");
        Script::obliging().on(Moment::Ehlo, Act::Say(offers.into_bytes()))
    };
    let address = EmailAddress::parse("grüße@example.com").unwrap();
    let unsupported = Fact::NotSent(NotSent::Unsupported);
    for (offer, to, fact, mail) in [
        ("8BITMIME", &address, Some(unsupported), None),
        (
            "SMTPUTF8",
            &address,
            None,
            Some("MAIL FROM:<shop@example.com> SMTPUTF8 BODY=8BITMIME"),
        ),
        (
            "SIZE 10",
            &address,
            Some(Fact::Rejected(Blame::Message)),
            None,
        ),
    ] {
        let server = ScriptedServer::start([script(offer)]).await;
        let mut message = outbound(Channel::Email);
        email(&mut message).to = Mailbox::from(to.clone());
        let result = provider(&server).send(&message).await;
        assert_eq!(result.err().map(|error| error.fact()), fact, "{offer}");
        let seen = server.seen();
        // Base64 of "mailer".
        assert_eq!(seen.count("bWFpbGVy"), 1, "{:?}", seen.commands);
        let said = seen.commands.iter().find(|line| line.starts_with("MAIL"));
        assert_eq!(said.map(String::as_str), mail, "{offer}");
    }
}

#[tokio::test]
async fn nothing_sent_ahead_of_the_handshake_is_believed() {
    let offers = Act::Say(b"250-test.example\r\n250 STARTTLS\r\n".into());
    let ahead = b"220 2.0.0 ready\r\n250-test.example\r\n250 AUTH PLAIN\r\n".into();
    let script = Script::obliging()
        .on(Moment::Ehlo, offers)
        .on(Moment::StartTls, Act::Say(ahead));
    let server = ScriptedServer::start([script]).await;
    let mut settings = settings(&server);
    settings.tls = Tls::StartTls;
    let error = SmtpProvider::new(settings)
        .unwrap()
        .send(&outbound(Channel::Email))
        .await;
    let error = error.unwrap_err();
    assert_eq!(
        (error.fact(), error.code()),
        (UNREACHABLE, Some("protocol"))
    );
    assert_eq!(server.seen().commands.last().unwrap(), "STARTTLS");
}

#[tokio::test]
async fn only_email_is_carried() {
    let server = ScriptedServer::start([Script::obliging()]).await;
    for channel in [Channel::Sms, Channel::WhatsApp, Channel::Voice] {
        let error = provider(&server)
            .send(&outbound(channel))
            .await
            .unwrap_err();
        assert_eq!(error.fact(), Fact::NotSent(NotSent::Unsupported));
    }
    assert_eq!(server.seen(), Seen::default());
}

/// Sends one message to a server with this script; the fact, its code, and what the server saw.
async fn told(script: Script) -> ((Fact, Option<String>), Seen) {
    let server = ScriptedServer::start([script]).await;
    let error = provider(&server)
        .send(&outbound(Channel::Email))
        .await
        .unwrap_err();
    (
        (error.fact(), error.code().map(str::to_owned)),
        server.seen(),
    )
}

fn email(message: &mut Outbound) -> &mut Email {
    match &mut message.content {
        Content::Email(email) => email,
        other => panic!("not an e-mail: {other:?}"),
    }
}

fn provider(server: &ScriptedServer) -> SmtpProvider {
    SmtpProvider::new(settings(server)).unwrap()
}

fn settings(server: &ScriptedServer) -> Settings {
    let from = EmailAddress::parse("shop@example.com").unwrap();
    let mut settings = Settings::new("127.0.0.1", from.into());
    settings.port = server.port();
    settings.tls = Tls::None;
    settings.timeout = PATIENCE;
    settings.credentials = Some(Credentials {
        user: "mailer".to_owned(),
        password: PASSWORD.into(),
    });
    settings
}
