//! Sends one e-mail: `send_one <API key> <from> <to>`. SendGrid only checks it when a fourth word is `sandbox`.

use std::error::Error;

use msg_core::message::Email;
use msg_core::text::{Body, HeaderText};
use msg_core::{AttemptId, Class, Content, EmailAddress, MessageId, Outbound, Provider};
use provider_sendgrid::{SendGridProvider, Settings};
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [key, from, to, mode @ ..] = arguments.as_slice() else {
        return Err("usage: send_one <API key> <from> <to> [sandbox]".into());
    };
    let mut settings = Settings::new(key.as_str().into(), EmailAddress::parse(from)?.into());
    settings.sandbox = mode.first().is_some_and(|word| word == "sandbox");
    let provider = SendGridProvider::new(settings)?;

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
