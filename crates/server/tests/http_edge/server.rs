//! The toy behind a real socket.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use server::http::{Limits, Stopped, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::answer::{Answer, answers, one};
use crate::toy::{Stage, toy};

/// No test waits longer than this; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) stage: Stage,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) task: JoinHandle<Stopped>,
}

impl Server {
    pub(crate) async fn start(change: impl FnOnce(&mut Limits)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut limits = Limits::default();
        change(&mut limits);
        let stage = Stage::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(serve(listener, toy(&stage), limits, async {
            stopped.await.ok();
        }));
        Self {
            address,
            stage,
            stop,
            task,
        }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("a connection")
    }

    /// Sends bytes and returns all that comes back until the server closes.
    pub(crate) async fn exchange(&self, bytes: &[u8]) -> Vec<Answer> {
        let (mut reader, mut writer) = self.connect().await.into_split();
        let write = async {
            // The server may close before it has taken everything.
            writer.write_all(bytes).await.ok();
            writer
        };
        let read = async {
            let mut text = Vec::new();
            reader.read_to_end(&mut text).await.ok();
            text
        };
        let (_writer, text) = in_time(async { tokio::join!(write, read) }).await;
        answers(&text)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
        one(self.exchange(request.as_bytes()).await)
    }
}

pub(crate) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    timeout(PATIENCE, work).await.expect("it ends")
}
