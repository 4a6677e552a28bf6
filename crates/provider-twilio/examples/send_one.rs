//! Sends one text message: `send_one <account SID> <auth token> <from> <to>`.

use std::error::Error;

use msg_core::message::{SenderId, Sms};
use msg_core::text::Body;
use msg_core::{AttemptId, Class, Content, MessageId, Outbound, PhoneNumber, Provider};
use provider_twilio::{AccountSid, Login, Settings, TwilioProvider};
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [account, token, from, to] = arguments.as_slice() else {
        return Err("usage: send_one <account SID> <auth token> <from> <to>".into());
    };
    let login = Login::AuthToken(token.as_str().into());
    let provider = TwilioProvider::new(Settings::new(AccountSid::parse(account)?, login))?;
    let accepted = provider
        .send(&Outbound {
            // One id will do for a program that sends one message; a gateway makes them from clock and entropy.
            message: MessageId::from_uuid(Uuid::from_u128(1)),
            attempt: AttemptId::from_uuid(Uuid::from_u128(1)),
            class: Class::Transactional,
            validity: None,
            content: Content::Sms(Sms {
                to: PhoneNumber::parse(to)?,
                from: SenderId::parse(from),
                text: Body::new("It works."),
            }),
        })
        .await?;
    println!("{accepted:?}");
    Ok(())
}
