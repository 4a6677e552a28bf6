//! `herald serve`: from the configuration to an answering server, and to an orderly end.

mod welcome;

use std::io::{Write, stdout};
use std::sync::Arc;
use std::time::Duration;

use gateway::system::{SystemClock, SystemEntropy};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::api::router;
use crate::app::{App, StartError};
use crate::config::{Config, Server};
use crate::http::{self, Limits};

/// How often what can't matter any more is forgotten.
const SWEEP_EVERY: Duration = Duration::from_mins(5);

/// Serves until the process is asked to stop, then finishes what has begun.
pub(super) async fn serve(config: &Config) -> Result<(), StartError> {
    let stop = CancellationToken::new();
    watch_signals(stop.clone());
    let clock = Arc::new(SystemClock::start());
    let app = Arc::new(App::start(config, clock, Arc::new(SystemEntropy), stdout()).await?);
    let address = config.server.listen;
    let listen = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let key = app.first_key(config.secrets.api_key.as_ref()).await?;
    // A closed pipe is no reason not to serve.
    let _ = stdout().write_all(welcome::page(config, address, &key).as_bytes());

    let sweeper = tokio::spawn(sweep(Arc::clone(&app), stop.clone()));
    let stopped = http::serve(
        listener,
        router(Arc::clone(&app)),
        limits(&config.server),
        stop.cancelled_owned(),
    )
    .await;
    if stopped.cut > 0 {
        tracing::warn!(
            connections = stopped.cut,
            "connections were cut at the end of the drain"
        );
    }
    sweeper.abort();
    app.close().await;
    tracing::info!("stopped");
    Ok(())
}

fn limits(server: &Server) -> Limits {
    Limits {
        connections: server.max_connections,
        head_time: server.header_timeout,
        body_time: server.body_timeout,
        request_time: server.request_timeout,
        drain_time: server.drain_timeout,
        ..Limits::default()
    }
}

/// From now on the first signal to stop begins an orderly end, and a second one ends the process at once.
fn watch_signals(stop: CancellationToken) {
    let terminate = signal(SignalKind::terminate());
    let interrupt = signal(SignalKind::interrupt());
    let (Ok(mut terminate), Ok(mut interrupt)) = (terminate, interrupt) else {
        tracing::error!("signals can't be watched; stop this process with SIGKILL");
        return;
    };
    tokio::spawn(async move {
        let mut either = async || {
            tokio::select! {
                _ = terminate.recv() => (),
                _ = interrupt.recv() => (),
            }
        };
        either().await;
        tracing::info!("stopping: finishing what has begun; a second signal stops at once");
        stop.cancel();
        either().await;
        std::process::exit(130);
    });
}

async fn sweep(app: Arc<App>, stop: CancellationToken) {
    let mut ticks = interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        app.sweep().await;
    }
}
