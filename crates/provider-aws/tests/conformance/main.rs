//! The suite that every provider passes, with a service that does as it is told, for each of the three kinds.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
#![cfg_attr(
    not(any(feature = "ses", feature = "sns", feature = "whatsapp")),
    expect(dead_code, reason = "without a service there is nothing to try")
)]

#[cfg(feature = "ses")]
mod ses;
#[cfg(feature = "sns")]
mod sns;
#[cfg(feature = "whatsapp")]
mod whatsapp;

use std::time::Duration;

use msg_core::{Channel, Provider};
use provider_aws::{Account, Credentials, Keys, Region};
use testkit::http_script::{Act, HttpServer};
use testkit::provider_suite::{Calls, PASSWORD, Situation, Subject};

/// Enough to come to the end of a call on a busy machine.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a service does where nothing depends on how it writes its answers.
fn trouble(situation: Situation) -> Option<Act> {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{\"MessageId\"";
    Some(match situation {
        Situation::HangBeforeRequest => Act::Deaf,
        // Nobody comes by where the connection is refused.
        Situation::HangAfterRequest | Situation::RefusedConnection => Act::Hang,
        Situation::CutAnswer => Act::Cut(cut.into()),
        Situation::GarbageAnswer => Act::Cut(b"\x00\xff?\r\n\r\n".into()),
        Situation::HugeAnswer => Act::Flood(10_000_000),
        _ => return None,
    })
}

/// An account whose service does as `act` says, and what it saw.
async fn subject(
    situation: Situation,
    act: Act,
    channel: Channel,
    provider: impl FnOnce(Account) -> Box<dyn Provider>,
) -> Subject {
    let server = HttpServer::start([act]).await;
    let keys = Keys::new("AKIAQ3EGTLZ7DXR5VWNB", PASSWORD.into(), None).unwrap();
    let mut account = Account::new(Region::parse("eu-west-1").unwrap(), Credentials::Keys(keys));
    account.timeout = PATIENCE;
    account.otp_timeout = PATIENCE;
    account.endpoint_url = Some(match situation {
        // The server has no TLS, so that the handshake hangs.
        Situation::HangBeforeRequest => server.url_with_tls(),
        // Port 1 (tcpmux) is privileged and nobody serves it.
        Situation::RefusedConnection => "http://127.0.0.1:1".to_owned(),
        _ => server.url(),
    });
    let calls = Box::new(move || {
        let seen = server.seen();
        Calls {
            connections: seen.connections,
            requests: seen.requests.len(),
        }
    });
    Subject {
        provider: provider(account),
        channel,
        calls,
    }
}
