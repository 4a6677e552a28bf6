//! Against a real mail server (Exim): what arrives is what was asked for, and what isn't taken says why.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use bytes::Bytes;
use mail_parser::{MessageParser, MimeHeaders};
use msg_core::address::Mailbox;
use msg_core::message::{Attachment, Disposition, Email, ExtraHeader};
use msg_core::text::{Body, HeaderText};
use msg_core::{
    Accepted, AttemptId, Blame, Class, Content, EmailAddress, Fact, MessageId, NotSent, Outbound,
    Provider, SendError,
};
use provider_smtp::{Credentials, Settings, SmtpProvider, Tls};
use testkit::mail_server::{MailServer, Security};
use uuid::Uuid;

/// 15 November 2023, 00:56:56 UTC.
const MESSAGE: Uuid = Uuid::from_u128(0x018b_d07b_327b_7000_8000_0000_0000_0001);

#[tokio::test]
async fn everything_that_was_asked_for_arrives() {
    let server = MailServer::start(Security::StartTls);
    let email = everything();
    let accepted = send(&settings(&server), email).await.unwrap();
    let id = "msg_018bd07b327b70008000000000000001@example.com";
    assert_eq!(accepted.provider_message_id.as_deref(), Some(id));

    let mut mails = texts(&server, 3);
    mails.sort_by_key(|mail| envelope_to(mail));
    let recipients: Vec<String> = mails.iter().map(|mail| envelope_to(mail)).collect();
    assert_eq!(
        recipients,
        ["ann@example.org", "cc@example.org", "hidden@example.org"]
    );
    for mail in &mails {
        assert_eq!(
            mail.matches("hidden@").count(),
            usize::from(envelope_to(mail).starts_with("hidden"))
        );
        check_content(mail);
    }
}

fn check_content(mail: &str) {
    let mail = MessageParser::new().parse(mail.as_bytes()).unwrap();
    let address = |list: Option<&mail_parser::Address<'_>>| {
        let first = list.and_then(|list| list.first()).unwrap();
        (
            first.name().unwrap_or_default().to_owned(),
            first.address().unwrap().to_owned(),
        )
    };
    let pair = |name: &str, address: &str| (name.to_owned(), address.to_owned());
    assert_eq!(
        address(mail.from()),
        pair("Grüße, Shop", "shop@example.com")
    );
    assert_eq!(address(mail.to()), pair("Ann", "ann@example.org"));
    assert_eq!(address(mail.cc()), pair("", "cc@example.org"));
    assert_eq!(address(mail.reply_to()), pair("", "help@example.com"));
    assert_eq!(mail.subject(), Some("Ihre Bestellung ✓ ist da"));
    assert_eq!(
        mail.message_id(),
        Some("msg_018bd07b327b70008000000000000001@example.com")
    );
    assert_eq!(mail.date().unwrap().to_rfc3339(), "2023-11-15T00:56:56Z");
    assert_eq!(mail.header_raw("X-Order").map(str::trim), Some("4711"));
    assert_eq!(
        mail.header_raw("Auto-Submitted").map(str::trim),
        Some("auto-generated")
    );
    let text = mail.body_text(0).unwrap().replace("\r\n", "\n");
    assert!(text.starts_with("Grüße\n.\n..\nFrom here"), "{text:?}");
    assert!(
        mail.body_html(0)
            .unwrap()
            .contains("<img src=\"cid:logo\">")
    );
    let files: Vec<_> = mail.attachments().collect();
    let picture = files
        .iter()
        .find(|file| file.content_id() == Some("logo"))
        .unwrap();
    assert_eq!(picture.contents(), PNG);
    let file = files
        .iter()
        .find(|file| file.content_id().is_none())
        .unwrap();
    assert_eq!(file.attachment_name(), Some("Rechnung März.csv"));
    assert_eq!(file.contents(), b"a,b\n.\n1,2\n");
}

#[tokio::test]
async fn every_kind_of_protection_works_and_connections_are_kept() {
    for (security, tls) in [
        (Security::StartTls, Tls::StartTls),
        (Security::Tls, Tls::Implicit),
        (Security::None, Tls::None),
    ] {
        let server = MailServer::start(security);
        let mut settings = settings(&server);
        settings.tls = tls;
        let provider = SmtpProvider::new(settings).unwrap();
        for _ in 0..3 {
            provider
                .send(&outbound(plain("ann@example.org")))
                .await
                .unwrap();
        }
        assert_eq!(server.wait_for(3).len(), 3, "{security:?}");
    }
}

#[tokio::test]
async fn a_server_that_went_away_is_noticed_before_anything_is_sent() {
    let server = MailServer::start(Security::None);
    let mut settings = settings(&server);
    settings.tls = Tls::None;
    let provider = SmtpProvider::new(settings).unwrap();
    provider
        .send(&outbound(plain("ann@example.org")))
        .await
        .unwrap();
    drop(server);
    let error = provider
        .send(&outbound(plain("ann@example.org")))
        .await
        .unwrap_err();
    assert_eq!(
        (error.fact(), error.code()),
        (Fact::NotSent(NotSent::Unreachable), Some("connect"))
    );
}

#[tokio::test]
async fn refusals_say_whom_they_are_about() {
    let server = MailServer::start(Security::StartTls);
    let good = settings(&server);
    let mut wrong_password = good.clone();
    wrong_password.credentials = Some(credentials(server.user(), "wrong"));
    let mut no_credentials = good.clone();
    no_credentials.credentials = None;
    let mut no_authority = good.clone();
    no_authority.extra_ca_pem = None;
    let mut nobody_there = good.clone();
    nobody_there.host = "127.0.0.2".to_owned();
    let mut no_tls_there = good.clone();
    no_tls_there.tls = Tls::Implicit;
    let refused = plain_from("refused@example.com", "ann@example.org");
    let mut huge = plain("ann@example.org");
    huge.text = Some(Body::new("x".repeat(1_100_000)));

    let ann = || plain("ann@example.org");
    let unreachable = Fact::NotSent(NotSent::Unreachable);
    for (settings, email, fact, code) in [
        (
            &good,
            plain("unknown@example.org"),
            Fact::Rejected(Blame::Recipient),
            "550-5.1.1",
        ),
        (
            &good,
            plain("full@example.org"),
            Fact::NotSent(NotSent::Deferred),
            "452-4.2.2",
        ),
        (&good, refused, Fact::Rejected(Blame::Account), "550-5.7.1"),
        (&good, huge, Fact::Rejected(Blame::Message), "size"),
        (
            &wrong_password,
            ann(),
            Fact::Rejected(Blame::Account),
            "535",
        ),
        (
            &no_credentials,
            ann(),
            Fact::Rejected(Blame::Account),
            "530-5.7.0",
        ),
        (&no_authority, ann(), unreachable, "tls"),
        (&nobody_there, ann(), unreachable, "connect"),
        (&no_tls_there, ann(), unreachable, "tls"),
    ] {
        let error = send(settings, email).await.unwrap_err();
        assert_eq!((error.fact(), error.code()), (fact, Some(code)), "{error}");
    }
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn nothing_is_said_to_a_server_without_starttls() {
    let server = MailServer::start(Security::None);
    let error = send(&settings(&server), plain("ann@example.org"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.fact(), error.code()),
        (Fact::NotSent(NotSent::Unreachable), Some("starttls"))
    );
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot really a picture";

fn everything() -> Email {
    let mut email = plain("ann@example.org");
    email.from = Some(Mailbox {
        name: Some(HeaderText::new("Grüße, Shop").unwrap()),
        address: EmailAddress::parse("shop@example.com").unwrap(),
    });
    email.to.name = Some(HeaderText::new("Ann").unwrap());
    email.cc = vec![mailbox("cc@example.org")];
    // Named twice, told once.
    email.bcc = vec![mailbox("hidden@example.org"), mailbox("ann@example.org")];
    email.reply_to = vec![mailbox("help@example.com")];
    email.subject = HeaderText::new("Ihre Bestellung ✓ ist da").unwrap();
    email.text = Some(Body::new("Grüße\n.\n..\nFrom here"));
    email.html = Some(Body::new("<p>Grüße <img src=\"cid:logo\">"));
    let csv = Bytes::from_static(b"a,b\n.\n1,2\n");
    let mut picture = Attachment::new("logo.png", "image/png", Bytes::from_static(PNG)).unwrap();
    picture.disposition = Disposition::Inline {
        content_id: HeaderText::new("logo").unwrap(),
    };
    email.attachments = vec![
        Attachment::new("Rechnung März.csv", "text/csv", csv).unwrap(),
        picture,
    ];
    email.headers = vec![ExtraHeader::new("X-Order", "4711").unwrap()];
    email
}

fn plain(to: &str) -> Email {
    let subject = HeaderText::new("Hello").unwrap();
    let mut email = Email::new(EmailAddress::parse(to).unwrap(), subject);
    email.text = Some(Body::new("Your code is 482913."));
    email
}

fn plain_from(from: &str, to: &str) -> Email {
    let mut email = plain(to);
    email.from = Some(mailbox(from));
    email
}

fn mailbox(address: &str) -> Mailbox {
    EmailAddress::parse(address).unwrap().into()
}

fn credentials(user: &str, password: &str) -> Credentials {
    Credentials {
        user: user.to_owned(),
        password: password.into(),
    }
}

fn settings(server: &MailServer) -> Settings {
    let mut settings = Settings::new(server.host(), mailbox("shop@example.com"));
    settings.port = server.port();
    settings.credentials = Some(credentials(server.user(), server.password()));
    settings.extra_ca_pem = Some(server.ca_pem().into());
    settings
}

async fn send(settings: &Settings, email: Email) -> Result<Accepted, SendError> {
    let provider = SmtpProvider::new(settings.clone()).unwrap();
    provider.send(&outbound(email)).await
}

fn outbound(email: Email) -> Outbound {
    Outbound {
        message: MessageId::from_uuid(MESSAGE),
        attempt: AttemptId::from_uuid(MESSAGE),
        class: Class::Otp,
        validity: None,
        content: Content::Email(Box::new(email)),
    }
}

fn texts(server: &MailServer, count: usize) -> Vec<String> {
    let mails = server.wait_for(count).into_iter();
    mails.map(|mail| String::from_utf8(mail).unwrap()).collect()
}

fn envelope_to(mail: &str) -> String {
    let line = mail
        .lines()
        .find_map(|line| line.strip_prefix("Envelope-to: "));
    line.unwrap().to_owned()
}
