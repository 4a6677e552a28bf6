//! Sends one e-mail through one SMTP account, with failover ready for a second one.
//!
//! ```sh
//! cargo run -p gateway --example send_one -- mail.example.com codes@example.com ann@example.com
//! ```

use std::error::Error;
use std::sync::Arc;

use gateway::dispatch::Parts;
use gateway::provider_smtp::{DESCRIPTOR, Settings, SmtpProvider};
use gateway::registry::{Lanes, TimeLimits};
use gateway::system::{SystemClock, SystemEntropy};
use gateway::{Draft, Gateway, Registry};
use msg_core::breaker::Rules;
use msg_core::message::Email;
use msg_core::text::{Body, HeaderText};
use msg_core::{Channel, Class, Clock, Content, EmailAddress, IndexKey, ProviderId};
use store::{DEFAULT_TENANT, Sqlite};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(host), Some(from), Some(to)) = (args.next(), args.next(), args.next()) else {
        return Err("usage: send_one HOST FROM TO".into());
    };

    let clock: Arc<dyn Clock> = Arc::new(SystemClock::start());
    let smtp = SmtpProvider::new(Settings::new(host, EmailAddress::parse(&from)?.into()))?;
    let id = ProviderId::parse("smtp").ok_or("not a provider's name")?;
    let registry = Registry::builder(Arc::clone(&clock), Rules::default(), Lanes::default())
        .account(
            id.clone(),
            &DESCRIPTOR,
            Arc::new(smtp),
            TimeLimits::default(),
        )
        .chain(Channel::Email, &[id])?
        .build();
    let gateway = Gateway::new(Parts {
        registry,
        log: Arc::new(Sqlite::open("send_one.db").await?),
        index_key: IndexKey::new(&[0; 32]),
        clock,
        entropy: Arc::new(SystemEntropy),
    });

    let mut email = Email::new(EmailAddress::parse(&to)?, HeaderText::new("Hello")?);
    email.text = Some(Body::new("It works."));
    let outcome = gateway
        .send(Draft {
            tenant: DEFAULT_TENANT,
            class: Class::Transactional,
            purpose: None,
            metadata: None,
            deadline: None,
            content: Arc::new(Content::Email(Box::new(email))),
        })
        .end()
        .await?;
    for attempt in &outcome.attempts {
        match &attempt.result {
            Ok(_) => println!("{}: accepted", attempt.provider),
            Err(error) => println!("{}: {error}", attempt.provider),
        }
    }
    println!("{}: {}", outcome.id, outcome.status);
    Ok(())
}
