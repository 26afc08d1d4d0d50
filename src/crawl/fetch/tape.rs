//! A stream that keeps what went through it.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What went over a connection since it was last taken.
#[derive(Debug, Default)]
pub(super) struct Tape {
    pub(super) sent: Vec<u8>,
    pub(super) received: Vec<u8>,
    /// Bytes received beyond these are not kept.
    pub(super) received_max: usize,
}

/// A [`Tape`] that the stream and its reader share.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedTape(Arc<Mutex<Tape>>);

impl SharedTape {
    /// Forgets what is on it, to keep up to `received_max` bytes of the next answer.
    pub(super) fn rewind(&self, received_max: usize) {
        self.with(|tape| *tape = Tape { received_max, ..Tape::default() });
    }

    /// Request and answer since the last [`Self::rewind`].
    pub(super) fn take(&self) -> (Vec<u8>, Vec<u8>) {
        self.with(|tape| (std::mem::take(&mut tape.sent), std::mem::take(&mut tape.received)))
    }

    /// Whether nothing was received.
    pub(super) fn is_silent(&self) -> bool {
        self.with(|tape| tape.received.is_empty())
    }

    fn with<T>(&self, change: impl FnOnce(&mut Tape) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A stream with its tape.
#[derive(Debug)]
pub(super) struct Taped<S> {
    stream: S,
    tape: SharedTape,
}

impl<S> Taped<S> {
    pub(super) fn new(stream: S, tape: SharedTape) -> Self {
        Self { stream, tape }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Taped<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if let Some(new) = buffer.filled().get(before..).filter(|new| !new.is_empty()) {
            self.tape.with(|tape| {
                let room = tape.received_max.saturating_sub(tape.received.len());
                tape.received.extend_from_slice(new.get(..room).unwrap_or(new));
            });
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Taped<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = &polled {
            let sent = bytes.get(..*count).unwrap_or(bytes);
            self.tape.with(|tape| tape.sent.extend_from_slice(sent));
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
