//! What a person sees when the server has started.

use std::net::SocketAddr;

use msg_core::{Channel, ProviderId};

use crate::app::FirstKey;
use crate::config::Config;

/// Where a person keeps a key that isn't shown again.
const KEPT_KEY: &str = "$HERALD_API_KEY";

/// Where the server listens, what carries which channel, and lines to try it with.
pub(super) fn page(config: &Config, address: SocketAddr, key: &FirstKey) -> String {
    let chains: String = Channel::ALL
        .map(|channel| format!("  {channel:<9} {}\n", chain(config, channel)))
        .concat();
    let (said, key) = match key {
        FirstKey::Made(key) => (
            "Made an API key. It is shown this once; keep it.\n",
            key.expose(),
        ),
        FirstKey::Configured => ("", KEPT_KEY),
        FirstKey::There => (
            "Use your API key. Lost it? Stop the server and run: herald keys create\n",
            KEPT_KEY,
        ),
    };
    let lines = recipient(config).map_or_else(String::new, |to| try_it(address, key, to));
    format!("Herald listens on http://{address}\n{chains}\n{said}{lines}")
}

fn chain(config: &Config, channel: Channel) -> String {
    let accounts = config
        .channels
        .chain(channel)
        .iter()
        .map(ProviderId::as_str);
    match accounts.collect::<Vec<_>>().as_slice() {
        [] => "nothing".to_owned(),
        accounts => accounts.join(" → "),
    }
}

/// Whom the lines address: what some provider can reach.
fn recipient(config: &Config) -> Option<&'static str> {
    let reaches = |channel| !config.channels.chain(channel).is_empty();
    if reaches(Channel::Sms) {
        Some(r#""phone":"+12025550123""#)
    } else if reaches(Channel::Email) {
        Some(r#""email":"ann@example.com""#)
    } else {
        None
    }
}

fn try_it(address: SocketAddr, key: &str, to: &str) -> String {
    let curl = |action: &str, body: &str| {
        let headers =
            format!(r#"-H "Authorization: Bearer {key}" -H 'Content-Type: application/json'"#);
        format!("curl -s http://{address}/api/v1/auth/otp/{action} {headers} -d '{body}'")
    };
    let send = curl("send", &format!(r#"{{{to},"purpose":"login"}}"#));
    let verify = curl(
        "verify",
        &format!(r#"{{{to},"purpose":"login","code":"'"$CODE"'"}}"#),
    );
    format!(
        "\nSend a code:\n\n  {send}\n\n\
         Verify it (type the code when the line waits):\n\n  read -r CODE; {verify}\n\n"
    )
}
