//! The mail server answers as its documentation says, over each kind of connection.

#![expect(
    clippy::unwrap_used,
    reason = "the functions beside the tests may panic as the tests do"
)]

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use testkit::mail_server::{MailServer, Security};

/// `mailer@example.com`, `opensesame-7391` as AUTH PLAIN wants them (RFC 4616).
const PLAIN: &str = "AUTH PLAIN AG1haWxlckBleGFtcGxlLmNvbQBvcGVuc2VzYW1lLTczOTE=";

#[test]
fn delivers_one_raw_message_per_recipient() {
    let server = MailServer::start(Security::None);
    converse(
        &mut connect(&server),
        &[
            ("", "220 "),
            ("EHLO client.example", "250"),
            (PLAIN, "235 "),
            ("MAIL FROM:<a@example.com>", "250 "),
            ("RCPT TO:<b@example.org>", "250 "),
            ("RCPT TO:<c@example.org>", "250 "),
            ("DATA", "354 "),
            ("Subject: hello\r\n\r\nthe code is 1234\r\n.", "250 "),
            ("QUIT", "221 "),
        ],
    );
    let mails = server.wait_for(2).into_iter();
    let mut mails: Vec<String> = mails.map(|mail| String::from_utf8(mail).unwrap()).collect();
    mails.sort_by_key(|mail| mail.contains("Envelope-to: c@"));
    assert_eq!(mails.len(), 2);
    for (mail, recipient) in mails.iter().zip(["b@example.org", "c@example.org"]) {
        assert!(mail.contains("Return-path: <a@example.com>\n"), "{mail}");
        assert!(
            mail.contains(&format!("Envelope-to: {recipient}\n")),
            "{mail}"
        );
        assert!(
            mail.ends_with("Subject: hello\n\nthe code is 1234\n"),
            "{mail}"
        );
    }
}

#[test]
fn refuses_what_it_says_it_refuses() {
    let server = MailServer::start(Security::None);
    let line = format!("{}\r\n", "x".repeat(900));
    let too_big = format!("Subject: big\r\n\r\n{}.", line.repeat(1300));
    converse(
        &mut connect(&server),
        &[
            ("", "220 "),
            ("EHLO client.example", "250"),
            ("MAIL FROM:<a@example.com>", "530 5.7.0 "),
            ("AUTH PLAIN AG1haWxlckBleGFtcGxlLmNvbQB3cm9uZw==", "535 "),
            (PLAIN, "235 "),
            ("MAIL FROM:<refused@example.com>", "550 5.7.1 "),
            ("MAIL FROM:<a@example.com>", "250 "),
            ("RCPT TO:<unknown@example.org>", "550 5.1.1 "),
            ("RCPT TO:<full@example.org>", "452 4.2.2 "),
            ("RCPT TO:<b@example.org>", "250 "),
            ("DATA", "354 "),
            (&too_big, "552 "),
        ],
    );
    assert!(server.messages().is_empty());
}

#[test]
fn offers_auth_only_after_starttls() {
    let server = MailServer::start(Security::StartTls);
    let mut plain = connect(&server);
    converse(&mut plain, &[("", "220 ")]);
    let before = offers(&mut plain);
    assert!(
        before.contains("STARTTLS") && !before.contains("AUTH"),
        "{before}"
    );
    converse(&mut plain, &[("STARTTLS", "220 ")]);
    let mut encrypted = encrypt(&server, plain);
    let after = offers(&mut encrypted);
    assert!(
        after.contains("AUTH PLAIN LOGIN") && !after.contains("STARTTLS"),
        "{after}"
    );
    converse(&mut encrypted, &[(PLAIN, "235 ")]);
}

#[test]
fn speaks_tls_from_the_first_byte() {
    let server = MailServer::start(Security::Tls);
    converse(
        &mut encrypt(&server, connect(&server)),
        &[
            ("", "220 "),
            ("EHLO client.example", "250"),
            // User and password, each in base64.
            ("AUTH LOGIN", "334 "),
            ("bWFpbGVyQGV4YW1wbGUuY29t", "334 "),
            ("b3BlbnNlc2FtZS03Mzkx", "235 "),
        ],
    );
}

#[test]
fn takes_its_connections_with_it() {
    let server = MailServer::start(Security::None);
    let mut open = connect(&server);
    converse(&mut open, &[("", "220 ")]);
    let port = server.port();
    drop(server);
    let ended = open.read(&mut [0; 1]).map_err(|error| error.kind());
    assert!(
        matches!(ended, Ok(0) | Err(ErrorKind::ConnectionReset)),
        "{ended:?}"
    );
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

fn connect(server: &MailServer) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream
}

fn encrypt(server: &MailServer, stream: TcpStream) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(server.ca_pem().as_bytes()).unwrap())
        .unwrap();
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(server.host()).unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(connection, stream)
}

/// Says each line (an empty one says nothing) and expects the answer to begin as given.
fn converse(stream: &mut (impl Read + Write), lines: &[(&str, &str)]) {
    for (line, expected) in lines {
        if !line.is_empty() {
            stream.write_all(format!("{line}\r\n").as_bytes()).unwrap();
            stream.flush().unwrap();
        }
        let answer = answer(stream);
        assert!(answer.starts_with(expected), "{line}: {answer}");
    }
}

fn offers(stream: &mut (impl Read + Write)) -> String {
    stream.write_all(b"EHLO client.example\r\n").unwrap();
    stream.flush().unwrap();
    answer(stream)
}

/// Reads one answer, all of its lines.
fn answer(stream: &mut impl Read) -> String {
    let mut answer = String::new();
    // One byte at a time, so that nothing of the next answer is lost with the reader.
    let mut reader = BufReader::with_capacity(1, stream);
    loop {
        let start = answer.len();
        reader.read_line(&mut answer).unwrap();
        // RFC 5321, 4.2.1: a hyphen after the code announces another line.
        if answer.as_bytes().get(start + 3) != Some(&b'-') {
            return answer;
        }
    }
}
