//! How far one exchange came, and a limit to what comes back.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::Limited;

/// The longest answer that is read, in bytes; AWS answers a send in a few hundred.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Whether the whole request was handed to the connection.
///
/// The client asks for the body only once it is connected, and the request's head goes out first. So while part of the
/// body wasn't asked for, the service certainly doesn't have the request; after that nobody knows without an answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress(Arc<AtomicBool>);

impl Progress {
    pub(crate) fn is_uncertain(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Watches one call of an SDK.
#[derive(Debug)]
pub(crate) struct Watch(pub(crate) Progress);

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "Watch"
    }

    /// After signing, since a body that is not plain bytes can't be signed.
    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.request_mut().body_mut();
        let inner = std::mem::replace(body, SdkBody::taken());
        // A request without a body has arrived as soon as its head has.
        let empty = Body::is_end_stream(&inner);
        self.0.0.store(empty, Ordering::Release);
        *body = SdkBody::from_body_1_x(Watched {
            inner,
            portion: Bytes::new(),
            progress: self.0.clone(),
        });
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response_mut().body_mut();
        let inner = std::mem::replace(body, SdkBody::taken());
        *body = SdkBody::from_body_1_x(Limited::new(inner, LONGEST_ANSWER));
        Ok(())
    }
}

/// The part of a body that is handed over at once, in bytes.
const PORTION: usize = 16 * 1024;

/// A request's body, in portions, that tells when its last byte was asked for.
struct Watched {
    inner: SdkBody,
    portion: Bytes,
    progress: Progress,
}

impl Watched {
    fn next(&mut self) -> Bytes {
        let length = self.portion.len().min(PORTION);
        let next = self.portion.split_to(length);
        if self.is_end_stream() {
            self.progress.0.store(true, Ordering::Release);
        }
        next
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        while self.portion.is_empty() {
            let frame = ready!(Body::poll_frame(Pin::new(&mut self.inner), context)).transpose()?;
            let Some(frame) = frame else {
                self.progress.0.store(true, Ordering::Release);
                return Poll::Ready(None);
            };
            // There are no trailers: the services take none.
            self.portion = frame.into_data().unwrap_or_default();
        }
        Poll::Ready(Some(Ok(Frame::data(self.next()))))
    }

    fn is_end_stream(&self) -> bool {
        self.portion.is_empty() && Body::is_end_stream(&self.inner)
    }

    fn size_hint(&self) -> SizeHint {
        let portion = self.portion.len() as u64;
        let inner = Body::size_hint(&self.inner);
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + portion);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + portion);
        }
        hint
    }
}
