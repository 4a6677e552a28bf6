use bytes::Bytes;
use msg_core::message::Tag;
use msg_core::text::{Body, HeaderText};
use msg_core::{AttemptId, Content, EmailAddress, MessageId};
use uuid::Uuid;

use super::*;
use crate::{Account, Credentials, Region};

fn mailbox(address: &str) -> Mailbox {
    EmailAddress::parse(address).unwrap().into()
}

fn email() -> Email {
    let mut email = Email::new(
        mailbox("ann@example.com"),
        HeaderText::new("Hellö").unwrap(),
    );
    email.text = Some(msg_core::text::Body::new("Hello"));
    email
}

fn built(class: Class, email: &Email) -> Result<SendEmailInput, String> {
    let region = Region::parse("eu-west-1").unwrap();
    let account = Account::new(region, Credentials::Chain);
    let mut settings = Settings::new(account, mailbox("shop@example.com"));
    settings.configuration_set = Some("events".to_owned());
    let outbound = Outbound {
        message: MessageId::from_uuid(Uuid::from_u128(7)),
        attempt: AttemptId::from_uuid(Uuid::from_u128(8)),
        class,
        validity: None,
        content: Content::Email(Box::new(email.clone())),
    };
    build(&outbound, email, &settings)
        .map(|request| request.0)
        .map_err(|error| error.to_string())
}

#[test]
fn everything_an_email_may_have_is_in_the_call() {
    let mut email = email();
    email.html = Some(Body::new("<p>Hello <img src=\"cid:logo\">"));
    email.from = Some(mailbox("sales@example.com"));
    email.cc = vec![mailbox("bob@example.com")];
    email.bcc = vec![mailbox("eve@example.com")];
    email.reply_to = vec![mailbox("help@example.com")];
    email.tags = vec![Tag::parse("receipt").unwrap()];
    email.headers = vec![ExtraHeader::new("List-Unsubscribe", "<https://example.com/u>").unwrap()];
    let file = Attachment::new("bill.pdf", "application/pdf", Bytes::from_static(b"%PDF")).unwrap();
    let logo = Attachment {
        disposition: Disposition::Inline {
            content_id: HeaderText::new("logo").unwrap(),
        },
        ..Attachment::new("logo.png", "image/png", Bytes::from_static(b"PNG")).unwrap()
    };
    email.attachments = vec![file, logo];

    let call = built(Class::Otp, &email).unwrap();
    let to = call.destination().unwrap();
    assert_eq!(to.to_addresses(), ["ann@example.com"]);
    assert_eq!(to.cc_addresses(), ["bob@example.com"]);
    assert_eq!(to.bcc_addresses(), ["eve@example.com"]);
    assert_eq!(call.from_email_address(), Some("sales@example.com"));
    assert_eq!(call.reply_to_addresses(), ["help@example.com"]);
    assert_eq!(call.configuration_set_name(), Some("events"));
    let tags: Vec<_> = call
        .email_tags()
        .iter()
        .map(|tag| (tag.name(), tag.value()))
        .collect();
    let id = "msg_00000000000000000000000000000007";
    assert_eq!(tags, [("message_id", id), ("receipt", "1")]);

    let message = call.content().unwrap().simple().unwrap();
    let subject = message.subject().unwrap();
    assert_eq!(
        (subject.data(), subject.charset()),
        ("Hellö", Some("UTF-8"))
    );
    let body = message.body().unwrap();
    assert_eq!(body.text().unwrap().data(), "Hello");
    assert!(body.html().unwrap().data().contains("cid:logo"));
    let headers: Vec<_> = message
        .headers()
        .iter()
        .map(|h| (h.name(), h.value()))
        .collect();
    assert_eq!(
        headers,
        [
            ("List-Unsubscribe", "<https://example.com/u>"),
            ("Auto-Submitted", "auto-generated"),
        ]
    );
    let [file, logo] = message.attachments() else {
        panic!("two files");
    };
    assert_eq!(
        (file.file_name(), file.content_type()),
        ("bill.pdf", Some("application/pdf"))
    );
    assert_eq!(file.raw_content().as_ref(), b"%PDF");
    assert_eq!(
        file.content_disposition(),
        Some(&AttachmentContentDisposition::Attachment)
    );
    assert_eq!(
        logo.content_disposition(),
        Some(&AttachmentContentDisposition::Inline)
    );
    assert_eq!(logo.content_id(), Some("logo"));
}

#[test]
fn the_account_is_the_sender_of_what_names_none() {
    let call = built(Class::Transactional, &email()).unwrap();
    assert_eq!(call.from_email_address(), Some("shop@example.com"));
    let message = call.content().unwrap().simple().unwrap();
    assert!(message.headers().is_empty() && message.attachments().is_empty());
}

#[test]
fn what_ses_would_not_take_is_refused_by_name() {
    let with = |change: &dyn Fn(&mut Email)| {
        let mut email = email();
        change(&mut email);
        built(Class::Otp, &email)
    };
    let copies =
        |count: usize| move |email: &mut Email| email.cc = vec![mailbox("bob@example.com"); count];
    let headers = |count: usize| {
        move |email: &mut Email| {
            let header = |n| ExtraHeader::new(&format!("X-{n}"), "1").unwrap();
            email.headers = (0..count).map(header).collect();
        }
    };
    let file = |length: usize| {
        move |email: &mut Email| {
            let content = Bytes::from(vec![0; length]);
            email.attachments = vec![Attachment::new("a", "a/b", content).unwrap()];
        }
    };
    for fine in [
        &copies(49) as &dyn Fn(&mut Email),
        &headers(14),
        &file(30_000_000),
    ] {
        with(fine).unwrap();
    }
    let header = |name: &'static str, value: String| {
        move |email: &mut Email| email.headers.push(ExtraHeader::new(name, &value).unwrap())
    };
    let tag =
        |tag: &'static str| move |email: &mut Email| email.tags = vec![Tag::parse(tag).unwrap(); 2];
    for (change, expected) in [
        (
            &copies(50) as &dyn Fn(&mut Email),
            "not_sent (unsupported): Amazon SES takes at most 50",
        ),
        (
            &headers(15),
            "not_sent (unsupported): Amazon SES takes at most 15",
        ),
        (
            &file(31_500_000),
            "rejected (message): Amazon SES takes at most 40 MB",
        ),
        (
            &header("X-A", "x".repeat(998)),
            "not_sent (unsupported): the header X-A",
        ),
        (
            &header("X-A", String::new()),
            "not_sent (unsupported): the header X-A",
        ),
        (&tag("twice"), "not_sent (unsupported): the tag twice"),
        (&tag(ID_TAG), "not_sent (unsupported): the tag message_id"),
        (
            &|email: &mut Email| email.text = None,
            "rejected (message): an e-mail needs",
        ),
        (
            &|email: &mut Email| email.cc = vec![mailbox("grüße@example.com")],
            "not_sent (unsupported): Amazon SES takes no address",
        ),
    ] {
        let told = with(change).unwrap_err();
        assert!(told.starts_with(expected), "{told}");
    }
}
