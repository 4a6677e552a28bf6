//! Sends one message with the credentials that AWS's own chain finds: `send_one ses <region> <from> <to>`, or
//! `send_one sns <region> <number>`.

use std::error::Error;

use msg_core::message::{Email, Sms};
use msg_core::text::{Body, HeaderText};
use msg_core::{
    AttemptId, Class, Content, EmailAddress, MessageId, Outbound, PhoneNumber, Provider,
};
use provider_aws::ses::{self, SesProvider};
use provider_aws::sns::{self, SnsProvider};
use provider_aws::{Account, Credentials, Region};
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let text = Body::new("It works.");
    let (provider, content): (Box<dyn Provider>, Content) = match arguments[..] {
        ["ses", region, from, to] => {
            let from = EmailAddress::parse(from)?;
            let settings = ses::Settings::new(account(region)?, from.into());
            let subject = HeaderText::new("A first message")?;
            let mut email = Email::new(EmailAddress::parse(to)?, subject);
            email.text = Some(text);
            (
                Box::new(SesProvider::new(settings)),
                Content::Email(Box::new(email)),
            )
        }
        ["sns", region, to] => {
            let to = PhoneNumber::parse(to)?;
            let settings = sns::Settings::new(account(region)?);
            let sms = Sms {
                to,
                from: None,
                text,
            };
            (Box::new(SnsProvider::new(settings)), Content::Sms(sms))
        }
        _ => return Err("usage: send_one ses <region> <from> <to> | sns <region> <number>".into()),
    };
    let accepted = provider
        .send(&Outbound {
            // One id will do for a program that sends one message; a gateway makes them from clock and entropy.
            message: MessageId::from_uuid(Uuid::from_u128(1)),
            attempt: AttemptId::from_uuid(Uuid::from_u128(1)),
            class: Class::Transactional,
            validity: None,
            content,
        })
        .await?;
    println!("{accepted:?}");
    Ok(())
}

fn account(region: &str) -> Result<Account, Box<dyn Error>> {
    Ok(Account::new(Region::parse(region)?, Credentials::Chain))
}
