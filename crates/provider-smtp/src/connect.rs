//! Name to connection.

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::classify::Trouble;
use crate::settings::Settings;

/// Tries the host's addresses in the resolver's order.
///
/// No address may use up more than a third of the whole time, so that a dead one (often IPv6 without a route) leaves
/// some for the next.
pub(crate) async fn connect(settings: &Settings) -> Result<TcpStream, Trouble> {
    let target = (settings.host.as_str(), settings.port);
    let addresses = lookup_host(target).await.map_err(|_| Trouble::Lookup)?;
    let mut trouble = Trouble::Connect("no address");
    for address in addresses {
        match timeout(settings.timeout / 3, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                // The end of the content is a write of its own, which must not wait for the acknowledgement of the rest.
                let _ = tcp.set_nodelay(true);
                return Ok(tcp);
            }
            Ok(Err(error)) => trouble = Trouble::Connect(reason(error.kind())),
            Err(_) => trouble = Trouble::Connect("no answer"),
        }
    }
    Err(trouble)
}

fn reason(kind: std::io::ErrorKind) -> &'static str {
    match kind {
        std::io::ErrorKind::ConnectionRefused => "refused",
        std::io::ErrorKind::HostUnreachable | std::io::ErrorKind::NetworkUnreachable => "no route",
        _ => "failed",
    }
}
