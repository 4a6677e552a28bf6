//! The one timer of the edge.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

/// Completes after a while, unless it is set again before.
#[derive(Debug)]
pub(super) struct Alarm(Pin<Box<Sleep>>);

impl Alarm {
    #[expect(
        clippy::disallowed_methods,
        reason = "a silent peer is noticed by the runtime's timer alone"
    )]
    pub(super) fn after(time: Duration) -> Self {
        Self(Box::pin(tokio::time::sleep(time)))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a silent peer is noticed by the runtime's timer alone"
    )]
    pub(super) fn set_again(&mut self, time: Duration) {
        self.0.as_mut().reset(Instant::now() + time);
    }
}

impl Future for Alarm {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}
