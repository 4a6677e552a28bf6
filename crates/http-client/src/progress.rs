//! How far a request came: the HTTP library doesn't say, but it has to ask for the body.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// The part of the body that is handed over at once, in bytes.
const PORTION: usize = 16 * 1024;

/// Whether the last byte of a body was handed over for writing. Until then the request can't have arrived whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress(Arc<AtomicBool>);

impl Progress {
    pub(crate) fn may_have_arrived(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A body of known length that is handed over in portions.
#[derive(Debug)]
pub(crate) struct Portions {
    rest: Bytes,
    progress: Progress,
}

impl Portions {
    /// A request without a body has arrived as soon as its head has, so that nothing is certain from the start.
    pub(crate) fn new(body: Bytes) -> (Self, Progress) {
        let progress = Progress::default();
        progress.0.store(body.is_empty(), Ordering::Release);
        let portions = Self {
            rest: body,
            progress: progress.clone(),
        };
        (portions, progress)
    }
}

impl Body for Portions {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.rest.len().min(PORTION);
        let portion = self.rest.split_to(length);
        if self.rest.is_empty() {
            self.progress.0.store(true, Ordering::Release);
        }
        Poll::Ready(Some(Ok(Frame::data(portion))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
