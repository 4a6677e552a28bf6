//! Sends one e-mail: `send_one <host> <port> <from> <to> [<user> <password>]`, by STARTTLS, or by TLS on port 465.

use std::error::Error;

use msg_core::message::Email;
use msg_core::text::{Body, HeaderText};
use msg_core::{AttemptId, Class, Content, EmailAddress, MessageId, Outbound, Provider};
use provider_smtp::{Credentials, Settings, SmtpProvider, Tls};
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [host, port, from, to, credentials @ ..] = arguments.as_slice() else {
        return Err("usage: send_one <host> <port> <from> <to> [<user> <password>]".into());
    };
    let mut settings = Settings::new(host, EmailAddress::parse(from)?.into());
    settings.port = port.parse()?;
    if settings.port == 465 {
        settings.tls = Tls::Implicit;
    }
    if let [user, password] = credentials {
        settings.credentials = Some(Credentials {
            user: user.clone(),
            password: password.as_str().into(),
        });
    }
    let provider = SmtpProvider::new(settings)?;

    let mut email = Email::new(
        EmailAddress::parse(to)?,
        HeaderText::new("A first message")?,
    );
    email.text = Some(Body::new("It works."));
    let accepted = provider
        .send(&Outbound {
            // One id will do for a program that sends one message; a gateway makes them from clock and entropy.
            message: MessageId::from_uuid(Uuid::from_u128(1)),
            attempt: AttemptId::from_uuid(Uuid::from_u128(1)),
            class: Class::Transactional,
            validity: None,
            content: Content::Email(Box::new(email)),
        })
        .await?;
    println!("{accepted:?}");
    Ok(())
}
