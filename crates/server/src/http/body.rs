//! Bodies: read in time and up to a size, or refused.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use hyper::body::{Frame, Incoming, SizeHint};

use super::alarm::Alarm;
use super::problem::{Problem, ProblemType};

/// Reads a whole body of at most `limit` bytes.
///
/// A declared length beyond the limit is refused without reading; an undeclared one once the limit is passed.
///
/// # Errors
///
/// `content-too-large` beyond the limit, `request-timeout` when it comes too slowly, `bad-request` when it breaks off or
/// its chunks are malformed.
pub async fn read_body(body: Body, limit: usize) -> Result<Bytes, Problem> {
    if body.size_hint().lower() > limit as u64 {
        return Err(ProblemType::ContentTooLarge.into());
    }
    let mut read = BytesMut::new();
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        if read.len() + chunk.len() > limit {
            return Err(ProblemType::ContentTooLarge.into());
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.freeze())
}

fn broken(error: &axum::Error) -> Problem {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<TooSlow>() {
            return ProblemType::RequestTimeout.into();
        }
        cause = error.source();
    }
    Problem::new(ProblemType::BadRequest).detail("the body broke off or its chunks are malformed")
}

/// A body that fails once its time is over, however steadily it drips.
pub(super) struct TimedBody {
    inner: Incoming,
    alarm: Option<Alarm>,
}

impl TimedBody {
    pub(super) fn new(inner: Incoming, time: Duration) -> Self {
        let alarm = (!inner.is_end_stream()).then(|| Alarm::after(time));
        Self { inner, alarm }
    }
}

impl HttpBody for TimedBody {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        if let Some(alarm) = &mut self.alarm
            && Pin::new(alarm).poll(cx).is_ready()
        {
            self.alarm = None;
            return Poll::Ready(Some(Err(TooSlow.into())));
        }
        Pin::new(&mut self.inner).poll_frame(cx).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[derive(Debug)]
struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body did not end in time")
    }
}

impl Error for TooSlow {}
