//! A connection as it is listened to: what it is made of, what came already, and whether it is
//! silent.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::wire::Wire;

/// A connection at rest.
pub(super) struct Kept {
    pub wire: Wire,
    /// What came of the next request already.
    pub begun: Bytes,
}

/// What is known of a connection that talks.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// How many requests are heard whose answers are not out; more than one only with HTTP/2.
    answering: AtomicUsize,
    /// And how many ever were.
    heard: AtomicUsize,
    /// Something came after the last request that was heard.
    has_begun: AtomicBool,
    /// An answer is not out yet.
    is_blocked: AtomicBool,
}

impl Line {
    /// A request is heard; its answer is under way until this is dropped.
    pub fn asked(self: &Arc<Self>) -> Asked {
        self.answering.fetch_add(1, Ordering::Relaxed);
        self.heard.fetch_add(1, Ordering::Relaxed);
        Asked(Arc::clone(self))
    }

    pub fn is_answering(&self) -> bool {
        self.answering.load(Ordering::Relaxed) > 0
    }

    pub fn heard(&self) -> usize {
        self.heard.load(Ordering::Relaxed)
    }

    pub fn is_silent(&self) -> bool {
        let is = |said: &AtomicBool| said.load(Ordering::Relaxed);
        !self.is_answering() && !is(&self.has_begun) && !is(&self.is_blocked)
    }
}

pub(super) struct Asked(Arc<Line>);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.has_begun.store(false, Ordering::Relaxed);
        self.0.answering.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A stream that tells its line what goes through it.
pub(super) struct Heard {
    pub kept: Kept,
    line: Arc<Line>,
    /// How long nothing of an answer may be taken.
    patience: Duration,
    impatience: Option<Pin<Box<Sleep>>>,
}

impl Heard {
    pub fn new(kept: Kept, line: &Arc<Line>, patience: Duration) -> Self {
        Self {
            kept,
            line: Arc::clone(line),
            patience,
            impatience: None,
        }
    }

    /// Who takes nothing for too long is not waited for any more.
    fn written(
        &mut self,
        written: Poll<io::Result<usize>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let is_blocked = written.is_pending();
        self.line.is_blocked.store(is_blocked, Ordering::Relaxed);
        if !is_blocked {
            self.impatience = None;
            return written;
        }
        let patience = self.patience;
        let impatience = self
            .impatience
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        impatience
            .as_mut()
            .poll(cx)
            .map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Heard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if self.kept.begun.is_empty() {
            std::task::ready!(Pin::new(&mut self.kept.wire).poll_read(cx, buffer))?;
        } else {
            let begun = &mut self.kept.begun;
            let count = begun.len().min(buffer.remaining());
            buffer.put_slice(&begun[..count]);
            begun.advance(count);
        }
        if buffer.filled().len() > before {
            self.line.has_begun.store(true, Ordering::Relaxed);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Heard {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.kept.wire).poll_write(cx, bytes);
        self.written(written, cx)
    }

    /// Otherwise what is sent of a large body would be copied behind the head of its answer.
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.kept.wire).poll_write_vectored(cx, pieces);
        self.written(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.kept.wire.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.kept.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.kept.wire).poll_shutdown(cx)
    }
}
