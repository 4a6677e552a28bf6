//! An address that refuses connections until the test opens it.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// A loopback port that is taken, so that nobody else answers there, and that nobody listens on.
pub(crate) struct Door {
    port: u16,
    locked: Option<TcpSocket>,
    open: Option<JoinHandle<()>>,
}

impl Door {
    pub(crate) fn locked() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket
            .bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .unwrap();
        Self {
            port: socket.local_addr().unwrap().port(),
            locked: Some(socket),
            open: None,
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From now on it leads to the server at `port`.
    pub(crate) fn open_to(&mut self, port: u16) {
        let socket = self.locked.take().expect("it is opened once");
        let listener = socket.listen(16).unwrap();
        self.open = Some(tokio::spawn(lead(listener, port)));
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some(open) = &self.open {
            open.abort();
        }
    }
}

async fn lead(listener: TcpListener, port: u16) {
    let mut visitors = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        visitors.spawn(pass(stream, port));
    }
}

/// Lets a connection through to the server at `port`, until either side ends it.
pub(crate) async fn pass(mut visitor: TcpStream, port: u16) {
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .unwrap();
    // How a connection ends is the business of those who talk.
    let _ = copy_bidirectional(&mut visitor, &mut server).await;
}
