//! The accept loop.

mod backoff;
mod connection;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use backoff::Backoff;
use connection::Host;

use super::limits::Limits;

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Connections that had a request in flight even at the end of the drain, and were cut.
    pub cut: usize,
}

/// Serves a router until `shutdown` completes and what was in flight has ended, or the drain's time has.
///
/// Handlers find the peer's address in `ConnectInfo<SocketAddr>`.
/// The router usually comes from [`edge`](super::edge()), which applies the deadline of a whole request.
///
/// # Cancellation
///
/// Dropping the future stops accepting; open connections go on by themselves.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> Stopped {
    let drain_time = limits.drain_time;
    let slots = Arc::new(Semaphore::new(limits.connections));
    let host = Host::new(router, limits);
    let tasks = TaskTracker::new();
    let (stopping, cut) = (CancellationToken::new(), CancellationToken::new());
    let accepting = async {
        let mut backoff = Backoff::default();
        loop {
            let slot = Arc::clone(&slots)
                .acquire_owned()
                .await
                .expect("the semaphore is never closed");
            let (stream, peer) = accept(&listener, &mut backoff).await;
            let connection = host.clone().run(stream, peer, stopping.clone());
            let cut = cut.clone();
            tasks.spawn(async move {
                tokio::select! {
                    () = connection => {}
                    () = cut.cancelled() => {}
                }
                drop(slot);
            });
        }
    };
    tokio::select! {
        biased;
        () = shutdown => {}
        () = accepting => {}
    }
    drop(listener);
    stopping.cancel();
    tasks.close();
    let _ = tokio::time::timeout(drain_time, tasks.wait()).await;
    let stopped = Stopped { cut: tasks.len() };
    cut.cancel();
    tasks.wait().await;
    stopped
}

/// The next connection, however often the system has none to give.
async fn accept(listener: &TcpListener, backoff: &mut Backoff) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                backoff.succeeded();
                // Without it small answers wait for the peer's delayed acknowledgement; a failure costs just that.
                let _ = stream.set_nodelay(true);
                return (stream, peer);
            }
            // The peer gave up while it was queued.
            Err(error) if backoff::is_of_one_connection(&error) => {}
            Err(error) => backoff.wait(&error).await,
        }
    }
}
