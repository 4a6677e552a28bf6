use bytes::Bytes;
use msg_core::message::ExtraHeader;
use msg_core::text::HeaderText;
use msg_core::{AttemptId, Content, EmailAddress};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn email() -> Email {
    let to = EmailAddress::parse("ann@example.org").unwrap();
    Email::new(to, HeaderText::new("Hello").unwrap())
}

fn pack(email: &Email) -> Result<Parcel, SendError> {
    pack_as(email, Class::Transactional, Uuid::from_u128(1))
}

fn pack_as(email: &Email, class: Class, id: Uuid) -> Result<Parcel, SendError> {
    let outbound = Outbound {
        message: MessageId::from_uuid(id),
        attempt: AttemptId::from_uuid(id),
        class,
        validity: None,
        content: Content::Email(Box::new(email.clone())),
    };
    parcel(&outbound, email, &mailbox_of("shop@example.com"))
}

fn mailbox_of(address: &str) -> Mailbox {
    EmailAddress::parse(address).unwrap().into()
}

fn content(email: &Email) -> String {
    String::from_utf8(pack(email).unwrap().content).unwrap()
}

#[test]
fn a_body_has_only_the_layers_it_needs() {
    let picture = || {
        let mut file = Attachment::new("a.png", "image/png", Bytes::new()).unwrap();
        file.disposition = Disposition::Inline {
            content_id: HeaderText::new("a").unwrap(),
        };
        file
    };
    let file = || Attachment::new("a.pdf", "application/pdf", Bytes::new()).unwrap();
    let mail = || Attachment::new("a.eml", "message/rfc822", Bytes::new()).unwrap();
    for (text, html, files, types) in [
        (false, false, vec![], "text/plain"),
        (true, false, vec![], "text/plain"),
        (false, true, vec![], "text/html"),
        (
            true,
            true,
            vec![],
            "multipart/alternative text/plain text/html",
        ),
        (
            true,
            false,
            vec![file()],
            "multipart/mixed text/plain application/pdf",
        ),
        (
            true,
            false,
            vec![mail()],
            "multipart/mixed text/plain application/octet-stream",
        ),
        (
            true,
            true,
            vec![file(), picture()],
            "multipart/mixed multipart/related multipart/alternative text/plain text/html image/png application/pdf",
        ),
    ] {
        let mut email = email();
        email.text = text.then(|| Body::new("a"));
        email.html = html.then(|| Body::new("<p>a"));
        email.attachments = files;
        let content = content(&email);
        let found: Vec<&str> = content
            .lines()
            .filter_map(|line| line.strip_prefix("Content-Type: "))
            .map(|line| line.split(';').next().unwrap())
            .collect();
        assert_eq!(found.join(" "), types);
    }
}

#[test]
fn a_second_try_bears_the_date_of_the_first() {
    let id = Uuid::from_u128(0x018b_d07b_327b_7000_8000_0000_0000_0001);
    let parcel = pack_as(&email(), Class::Otp, id).unwrap();
    let content = String::from_utf8(parcel.content).unwrap();
    assert!(
        content.contains("\r\nDate: Wed, 15 Nov 2023 00:56:56 +0000\r\n"),
        "{content}"
    );
    assert!(
        content.contains("\r\nAuto-Submitted: auto-generated\r\n"),
        "{content}"
    );

    let last = Uuid::from_u128(u128::MAX ^ (0x8 << 76));
    assert!(pack_as(&email(), Class::Transactional, last).is_ok());
}

#[test]
fn international_domains_travel_in_ascii_and_names_do_not() {
    for (to, domain, international) in [
        ("ann@example.org", "ann@example.org", false),
        ("ann@bücher.example", "ann@xn--bcher-kva.example", false),
        ("grüße@bücher.example", "grüße@xn--bcher-kva.example", true),
    ] {
        let mut email = email();
        email.to = mailbox_of(to);
        let parcel = pack(&email).unwrap();
        assert_eq!(parcel.recipients, [domain]);
        assert_eq!(parcel.international, international);
    }
}

#[test]
fn a_header_given_twice_is_refused_by_name() {
    let mut email = email();
    email.headers = ["X-Order", "x-order"]
        .map(|name| ExtraHeader::new(name, "1").unwrap())
        .into();
    let error = pack(&email).err().unwrap();
    assert_eq!(
        error.to_string(),
        "not_sent (unsupported): the header X-Order is given twice; join its values"
    );
}

/// A million inserts into a text of megabytes would take minutes.
#[test]
fn a_text_of_line_ends_is_packed_in_one_go() {
    let mut email = email();
    email.text = Some(Body::new("\n".repeat(2_000_000)));
    assert!(pack(&email).unwrap().content.len() > 4_000_000);
}

proptest! {
    /// No content can end the message early, add a header or break the limits of a line.
    #[test]
    fn whatever_is_in_it_the_lines_are_lines(
        text in "(\r|\n|\\.|[ -~]|\\PC|\r\n\\.\r\n){0,200}",
        subject in "\\PC{0,200}|x{900,998}",
        name in "\\PC{0,60}|x{900,998}",
        value in "\\PC{0,300}|x{900,998}",
        file in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut email = email();
        email.text = Some(Body::new(text.clone()));
        email.html = Some(Body::new(text));
        if let Ok(subject) = HeaderText::new(&*subject) {
            email.subject = subject;
        }
        email.to.name = HeaderText::new(&*name).ok();
        email.bcc = vec![mailbox_of("hidden@example.org")];
        email.headers = ExtraHeader::new("X-Value", &value).into_iter().collect();
        let words_fit = !format!("{subject} {name} {value}").contains(&"x".repeat(900));
        email.attachments = Attachment::new("a", "text/plain", file.into()).into_iter().collect();
        let parcel = pack(&email);
        prop_assert!(parcel.is_ok() || !words_fit);
        let Ok(Parcel { content, .. }) = parcel else {
            return Ok(());
        };
        prop_assert!(content.is_ascii());
        let content = String::from_utf8(content).unwrap();
        for line in content.split("\r\n") {
            prop_assert!(line.len() <= 998, "{line}");
            prop_assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
        }
        prop_assert!(!content.contains("hidden@"));
        let head = content.split("\r\n\r\n").next().unwrap();
        let names: Vec<&str> = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap())
            .collect();
        let expected = ["Message-ID", "From", "To", "Subject", "X-Value", "MIME-Version", "Date", "Content-Type"];
        for name in &names {
            prop_assert!(expected.contains(name), "{name}");
        }
    }
}
