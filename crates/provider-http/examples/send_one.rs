//! Sends one text message: `send_one <url> <to> [<bearer token>]`, with a JSON object of everything as the body.

use std::error::Error;

use http_client::{ClearText, HeaderName};
use msg_core::message::Sms;
use msg_core::text::Body;
use msg_core::{AttemptId, Class, Content, MessageId, Outbound, PhoneNumber, Provider};
use provider_http::{Auth, BodyTemplate, Format, HttpProvider, Settings, endpoint};
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, to, token @ ..] = arguments.as_slice() else {
        return Err("usage: send_one <url> <to> [<bearer token>]".into());
    };
    let body = BodyTemplate::parse(BodyTemplate::EVERYTHING, Format::Json)?;
    let mut settings = Settings::new(endpoint(url, ClearText::Loopback)?, body);
    if let [token] = token {
        settings.auth = Auth::Token {
            header: HeaderName::from_static("authorization"),
            scheme: Some("Bearer".to_owned()),
            token: token.as_str().into(),
        };
    }
    let provider = HttpProvider::new(settings)?;
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
