//! Stands between the socket and hyper, and lets pass only what can be read in one way.
//!
//! hyper takes heads with bare line feeds, and drops a `Content-Length` beside a `Transfer-Encoding`; a proxy in front
//! may read such a request otherwise, and then the two disagree where the next one begins (request smuggling).
//! The guard follows the framing of the whole connection, pipelined requests and bodies included, so it holds for every
//! request and not just for the first:
//!
//! * it hands a head to hyper only when it is whole, within its limits and [unambiguous](head::examine);
//! * it counts a body's bytes by `Content-Length` or by its chunks, in a stricter reading than hyper's own, so that both
//!   always agree on where a body ends;
//! * in place of a refused head it hands over a [`Refusal`], a request of its own making with `Connection: close`, which
//!   is answered in its turn with a problem document; nothing that the client sent after it is read as a request.
//!
//! It also times what hyper doesn't: the head from its first byte, idleness between requests, answers that nobody takes.

mod chunks;
mod head;
mod refusal;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use chunks::Chunks;
use head::Framing;
pub(super) use refusal::Refusal;

use super::alarm::Alarm;
use super::limits::Limits;

/// Bytes asked of the socket at a time; bounds what is read ahead of a body that is refused.
const READ: usize = 8 * 1024;

/// How long a closed connection's rest is taken, and how much of it, before the socket goes: an answer that is still on
/// its way is lost when the socket is closed over unread bytes ([RFC 9112 §9.6](https://www.rfc-editor.org/rfc/rfc9112#section-9.6)).
const LINGER: (Duration, usize) = (Duration::from_millis(500), READ);

/// A connection whose incoming bytes are guarded.
#[derive(Debug)]
pub(super) struct Guard<T> {
    io: T,
    limits: Limits,
    /// Read from the socket, not yet taken by hyper.
    inbox: BytesMut,
    /// How much of the inbox hyper may take.
    cleared: usize,
    /// How much of the inbox was searched for the end of the head.
    searched: usize,
    phase: Phase,
    turn: Turn,
    ended: bool,
    waiting: Option<(Wait, Alarm)>,
    stalled: Option<Alarm>,
    closing: Option<(Alarm, usize)>,
}

#[derive(Debug)]
enum Phase {
    Head,
    Body(u64),
    Chunked(Chunks),
    /// Nothing more is read.
    Over,
}

/// Who has something to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// The client, from the first moment.
    First,
    /// The server owes an answer.
    Ours,
    /// The client, when it likes: the answer to all that came in is on its way.
    Theirs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    Idle,
    Head,
}

impl<T> Guard<T> {
    pub(super) fn new(io: T, limits: Limits) -> Self {
        Self {
            io,
            limits,
            inbox: BytesMut::new(),
            cleared: 0,
            searched: 0,
            phase: Phase::Head,
            turn: Turn::First,
            ended: false,
            waiting: None,
            stalled: None,
            closing: None,
        }
    }

    /// Clears for hyper what the inbox holds of the current head or body.
    fn clear(&mut self) -> io::Result<()> {
        match &mut self.phase {
            Phase::Head => self.clear_head(),
            Phase::Body(left) => {
                let taken = usize::try_from(*left)
                    .map_or(self.inbox.len(), |left| left.min(self.inbox.len()));
                *left -= taken as u64;
                self.cleared = taken;
                if *left == 0 {
                    self.phase = Phase::Head;
                }
            }
            Phase::Chunked(chunks) => {
                let Ok(taken) = chunks.follow(&self.inbox) else {
                    self.phase = Phase::Over;
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "malformed chunk",
                    ));
                };
                self.cleared = taken;
                if chunks.ended() {
                    self.phase = Phase::Head;
                }
            }
            Phase::Over => {}
        }
        Ok(())
    }

    fn clear_head(&mut self) {
        match head::end(&self.inbox, &mut self.searched) {
            Ok(Some(length)) if length <= self.limits.head_bytes => {
                match head::examine(&self.inbox[..length], self.limits.headers) {
                    Ok(framing) => self.pass(length, framing),
                    Err(refusal) => self.refuse(refusal),
                }
            }
            Ok(None) if self.inbox.len() < self.limits.head_bytes => {}
            Ok(_) => self.refuse(Refusal::HeadTooLong),
            Err(refusal) => self.refuse(refusal),
        }
    }

    fn pass(&mut self, length: usize, framing: Framing) {
        self.cleared = length;
        self.searched = 0;
        self.turn = Turn::Ours;
        self.waiting = None;
        self.phase = match framing {
            Framing::Length(0) => Phase::Head,
            Framing::Length(length) => Phase::Body(length),
            Framing::Chunked => Phase::Chunked(Chunks::default()),
        };
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.inbox = BytesMut::from(refusal.head().as_bytes());
        self.cleared = self.inbox.len();
        self.waiting = None;
        self.phase = Phase::Over;
    }

    /// Polls the time that the current wait may take; true when a refusal was put into the inbox or the end declared.
    fn poll_wait(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !matches!(self.phase, Phase::Head) {
            return Poll::Pending;
        }
        let (wait, time) = match self.turn {
            Turn::Ours if self.inbox.is_empty() => return Poll::Pending,
            Turn::Theirs if self.inbox.is_empty() => (Wait::Idle, self.limits.idle_time),
            _ => (Wait::Head, self.limits.head_time),
        };
        let (_, alarm) = match &mut self.waiting {
            Some(waiting) if waiting.0 == wait => waiting,
            waiting => waiting.insert((wait, Alarm::after(time))),
        };
        ready!(Pin::new(alarm).poll(cx));
        if self.inbox.is_empty() {
            self.ended = true;
        } else {
            self.refuse(Refusal::HeadTooSlow);
        }
        Poll::Ready(())
    }

    /// What the peer takes, or doesn't, of an answer.
    fn poll_stall(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            if matches!(self.phase, Phase::Head) {
                self.turn = Turn::Theirs;
            }
            if let Some((Wait::Idle, alarm)) = &mut self.waiting {
                alarm.set_again(self.limits.idle_time);
            }
            return written;
        }
        let time = self.limits.write_time;
        let alarm = self.stalled.get_or_insert_with(|| Alarm::after(time));
        ready!(Pin::new(alarm).poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<T: AsyncRead + Unpin> Guard<T> {
    /// Reads more into the inbox; marks the end when there is no more.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut space = [0; READ];
        let mut buffer = ReadBuf::new(&mut space);
        ready!(Pin::new(&mut self.io).poll_read(cx, &mut buffer))?;
        self.ended = buffer.filled().is_empty();
        self.inbox.extend_from_slice(buffer.filled());
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Guard<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.cleared == 0 {
                this.clear()?;
            }
            if this.cleared > 0 {
                let taken = this.cleared.min(buffer.remaining());
                buffer.put_slice(&this.inbox[..taken]);
                this.inbox.advance(taken);
                this.cleared -= taken;
                return Poll::Ready(Ok(()));
            }
            if this.ended {
                return Poll::Ready(Ok(()));
            }
            if matches!(this.phase, Phase::Over) {
                // Whoever refused has asked for the connection's end; an end of input here would cut the answer off.
                return Poll::Pending;
            }
            if this.inbox.is_empty() {
                this.inbox = BytesMut::new();
            }
            match this.poll_fill(cx) {
                Poll::Ready(filled) => filled?,
                Poll::Pending => ready!(this.poll_wait(cx)),
            }
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Guard<T> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.io).poll_write(cx, bytes);
        this.poll_stall(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.io).poll_write_vectored(cx, slices);
        this.poll_stall(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.closing.is_none() {
            ready!(Pin::new(&mut this.io).poll_shutdown(cx))?;
            this.closing = Some((Alarm::after(LINGER.0), LINGER.1));
        }
        while !this.ended {
            let Some((alarm, room)) = &mut this.closing else {
                break;
            };
            if Pin::new(alarm).poll(cx).is_ready() {
                break;
            }
            if *room == 0 {
                return Poll::Pending;
            }
            let room_before = *room;
            this.inbox.clear();
            // An error here is the peer's way to be gone.
            if ready!(this.poll_fill(cx)).is_err() {
                break;
            }
            let left = room_before.saturating_sub(this.inbox.len());
            this.closing.as_mut().expect("set above").1 = left;
        }
        Poll::Ready(Ok(()))
    }
}
