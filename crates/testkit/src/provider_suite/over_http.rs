//! Staging a vendor that speaks HTTP.

use msg_core::{Channel, Provider};

use super::{Calls, Situation, Subject};
use crate::http_script::{Act, HttpServer};

/// What a server does in the situations where nothing of the vendor's own is said; nothing for the others.
pub fn wordless(situation: Situation) -> Option<Act> {
    match situation {
        Situation::HangBeforeRequest => Some(Act::Deaf),
        Situation::HangAfterRequest => Some(Act::Hang),
        Situation::CutAnswer => Some(Act::Cut(
            b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{\"id\"".into(),
        )),
        Situation::GarbageAnswer => Some(Act::Cut(b"\x00\xff?\r\n\r\n".into())),
        Situation::HugeAnswer => Some(Act::Flood(10_000_000)),
        _ => None,
    }
}

/// A server that does `act`, and the provider that `provider` makes of its address.
pub async fn subject<P: Provider + 'static>(
    situation: Situation,
    act: Act,
    channel: Channel,
    provider: impl FnOnce(&str) -> P,
) -> Subject {
    let server = HttpServer::start([act]).await;
    let url = match situation {
        Situation::RefusedConnection => "http://127.0.0.1:1".to_owned(),
        Situation::HangBeforeRequest => server.url_with_tls(),
        _ => server.url(),
    };
    Subject {
        provider: Box::new(provider(&url)),
        channel,
        calls: Box::new(move || {
            let seen = server.seen();
            Calls {
                connections: seen.connections,
                requests: seen.requests.len(),
            }
        }),
    }
}
