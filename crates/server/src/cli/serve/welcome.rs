//! What a person sees when the server has started.

use std::net::SocketAddr;

use msg_core::{Channel, ProviderId};

use crate::app::FirstKey;
use crate::config::Config;

/// Prints where the server listens, what carries which channel, and lines to try it with.
pub(super) fn print(config: &Config, address: SocketAddr, key: &FirstKey) {
    println!("Herald listens on http://{address}");
    for channel in Channel::ALL {
        let chain: Vec<_> = config
            .channels
            .chain(channel)
            .iter()
            .map(ProviderId::as_str)
            .collect();
        let shown = if chain.is_empty() {
            "nothing".to_owned()
        } else {
            chain.join(" → ")
        };
        println!("  {channel:<9} {shown}");
    }
    match key {
        FirstKey::Made(key) => {
            println!("\nMade an API key. It is shown this once; keep it.");
            try_it(address, key.expose());
        }
        FirstKey::Configured => try_it(address, "$HERALD_API_KEY"),
        FirstKey::There => {
            println!("\nUse your API key. Lost it? Stop the server and run: herald keys create");
        }
    }
}

fn try_it(address: SocketAddr, key: &str) {
    let url = format!("http://{address}/api/v1/auth/otp");
    let headers = format!("-H \"Authorization: Bearer {key}\" -H 'Content-Type: application/json'");
    println!("\nSend a code:\n");
    println!(r#"  curl -s {url}/send {headers} -d '{{"phone":"+12025550123","purpose":"login"}}'"#);
    println!("\nVerify it (type the code when the line waits):\n");
    println!(
        r#"  read -r CODE; curl -s {url}/verify {headers} -d '{{"phone":"+12025550123","purpose":"login","code":"'"$CODE"'"}}'"#
    );
    println!();
}
