//! Sends one text message: `send_one <access key> <from> <to>`.

use std::error::Error;

use msg_core::message::{SenderId, Sms};
use msg_core::text::Body;
use msg_core::{AttemptId, Class, Content, MessageId, Outbound, PhoneNumber, Provider};
use provider_messagebird::{MessageBirdProvider, Settings};
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [key, from, to] = arguments.as_slice() else {
        return Err("usage: send_one <access key> <from> <to>".into());
    };
    let from = SenderId::parse(from).ok_or("the sender is a number, a short code or a name")?;
    let provider = MessageBirdProvider::new(Settings::new(key.as_str().into(), from))?;
    let accepted = provider
        .send(&Outbound {
            // One id will do for a program that sends one message; a gateway makes them from clock and entropy.
            message: MessageId::from_uuid(Uuid::from_u128(1)),
            attempt: AttemptId::from_uuid(Uuid::from_u128(1)),
            class: Class::Transactional,
            validity: None,
            content: Content::Sms(Sms {
                to: PhoneNumber::parse(to)?,
                from: None,
                text: Body::new("It works."),
            }),
        })
        .await?;
    println!("{accepted:?}");
    Ok(())
}
