//! A code by e-mail: through a server that does as told, and through a real one.

use serde_json::json;
use server::config::Sources;
use testkit::mail_server::{MailServer, Security};

use crate::harness::smtp::{accounts, code_in, obliging_server, parts};
use crate::harness::{SEND, Service, VERIFY};

#[tokio::test]
async fn the_mail_holds_the_code_in_both_parts() {
    let server = obliging_server().await;
    let service = Service::with(accounts(&[server.port()])).await;
    let sent = send(&service).await;
    assert_eq!(sent["provider"], "first");

    let mails = server.seen().messages;
    assert_eq!(mails.len(), 1);
    verify(&service, &mails[0]).await;
    service.finish().await;
}

#[tokio::test]
async fn a_real_mail_server_set_by_environment_delivers_it() {
    let server = MailServer::start(Security::StartTls);
    let port = server.port().to_string();
    let environment = [
        ("SMTP_HOST", server.host()),
        ("SMTP_PORT", &port),
        ("SMTP_USER", server.user()),
        ("SMTP_PASSWORD", server.password()),
        ("SMTP_FROM_EMAIL", "shop@example.com"),
        ("SMTP_CA_FILE", "/etc/herald/ca.pem"),
    ];
    let sources = Sources::default().file("/etc/herald/ca.pem", server.ca_pem());
    let set = |sources: Sources, (name, value)| sources.env(name, value);
    let service = Service::with(environment.into_iter().fold(sources, set)).await;
    service.keep_secret(server.password());
    let sent = send(&service).await;
    assert_eq!(sent["provider"], "smtp");

    let mails = server.wait_for(1);
    let head = String::from_utf8_lossy(&mails[0]).into_owned();
    assert!(head.contains("Envelope-to: ann@example.org"), "{head}");
    verify(&service, &mails[0]).await;
    service.finish().await;
}

async fn send(service: &Service) -> serde_json::Value {
    let body = json!({"email": "ann@example.org", "purpose": "login"});
    let sent = service.post(SEND, body).await.expect(200);
    assert_eq!(sent["channel"], "email");
    assert_eq!(sent["message_status"], "sent");
    let id = sent["provider_message_id"].as_str().unwrap();
    assert!(id.contains(sent["message_id"].as_str().unwrap()), "{sent}");
    sent
}

/// Verifies the code that the mail shows.
async fn verify(service: &Service, mail: &[u8]) {
    let code = code_in(mail);
    service.keep_secret(&code);
    let (text, html) = parts(mail);
    assert!(text.contains("Your Herald code is"), "{text}");
    assert!(html.contains(&code), "{html}");
    let guess = json!({"email": "ann@example.org", "purpose": "login", "code": code});
    let answer = service.post(VERIFY, guess).await.expect(200);
    assert_eq!(answer["verified"], true);
}
