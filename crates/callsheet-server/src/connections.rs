//! Connections: from a socket to its requests, and back to rest.
//!
//! A worker asks twice a minute and keeps its connection meanwhile, and what reads and writes HTTP
//! sets aside 16 KiB for each. So a connection that is silent for a moment is taken apart: only its
//! socket stays, until more comes.

use std::convert::Infallible;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use http::{HeaderValue, Request, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep, timeout};

use crate::context::Cx;
use crate::http::serve;
use crate::outgoing::Outgoing;

/// A connection that was accepted just before the end has its first request on the way; whoever
/// talks to us meanwhile is told to come back on another connection.
const LAST_CALL: Duration = Duration::from_millis(100);
/// How long a request's head may take, and how long a connection may rest: longer than clients keep
/// theirs.
const PATIENCE: Duration = Duration::from_secs(120);
/// What is read ahead of a body, and written ahead of a client, of each connection. A request's head
/// must fit into it.
const MOST_BUFFERED: usize = 128 * 1024;
/// How often a connection that talks is looked at, whether it is silent.
const TALKS_FOR: Duration = Duration::from_millis(100);

/// Serves connections until `shutdown`; then answers what is under way, for at most `drain`.
///
/// New connections are left in the socket's backlog from then on: our parent holds it too, and the
/// next server finds them there.
pub(crate) async fn run(
    cx: Cx,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send,
    drain: Duration,
) {
    let (waiting, events) = (cx.waiting.clone(), Arc::clone(&cx.events));
    let (end, has_ended) = watch::channel(());
    let house = House {
        cx: Arc::new(cx),
        is_ending: Arc::default(),
        has_ended,
    };
    let is_ending = Arc::clone(&house.is_ending);
    tokio::select! {
        biased;
        () = shutdown => {}
        () = accept(house, &listener) => {}
    }
    drop(listener);
    is_ending.store(true, Ordering::Relaxed);
    waiting.close();
    events.end();
    sleep(LAST_CALL).await;
    end.send_replace(());
    // Each connection listens for the end, until its own.
    if timeout(drain, end.closed()).await.is_err() {
        tracing::warn!("requests were still under way at the end");
    }
}

/// What all connections have in common.
#[derive(Clone)]
struct House {
    cx: Arc<Cx>,
    /// Answers are the last ones of their connections.
    is_ending: Arc<AtomicBool>,
    has_ended: watch::Receiver<()>,
}

async fn accept(house: House, listener: &TcpListener) {
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(why) => {
                // Mostly too many open files: they close by themselves, at their own pace.
                tracing::warn!(%why, "a connection could not be accepted");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Answers are small and waited for.
        drop(stream.set_nodelay(true));
        tokio::spawn(keep(house.clone(), stream));
    }
}

/// Lets a connection rest until it has something to say, again and again.
async fn keep(mut house: House, stream: TcpStream) {
    let mut kept = Kept {
        stream,
        begun: Bytes::new(),
    };
    loop {
        if kept.begun.is_empty() {
            let more = tokio::select! {
                biased;
                _ = house.has_ended.changed() => return,
                more = timeout(PATIENCE, kept.stream.readable()) => more,
            };
            if !matches!(more, Ok(Ok(()))) {
                return;
            }
        }
        // In a box, which is gone when it rests.
        match Box::pin(talk(&mut house, kept)).await {
            Some(again) => kept = again,
            None => return,
        }
    }
}

/// A connection at rest.
struct Kept {
    stream: TcpStream,
    /// What came of the next request already.
    begun: Bytes,
}

/// Answers requests until the connection is over, or silent.
async fn talk(house: &mut House, kept: Kept) -> Option<Kept> {
    let line = Arc::new(Line::default());
    let (cx, is_ending) = (Arc::clone(&house.cx), Arc::clone(&house.is_ending));
    let of_line = Arc::clone(&line);
    // In a box of its own, which is gone with its answer: a connection keeps room for what it
    // serves as long as it lives.
    let service = hyper::service::service_fn(move |request| {
        let (cx, is_ending) = (Arc::clone(&cx), Arc::clone(&is_ending));
        let asked = of_line.asked();
        Box::pin(async move {
            let answered = answer(cx, request, &is_ending).await;
            answered.map(|answer| answer.map(|body| body.keeping(asked)))
        })
    });
    let io = TokioIo::new(Heard {
        kept,
        line: Arc::clone(&line),
    });
    let mut connection = Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        // Without `pipeline_flush`, which takes in a whole body for a client that does not read.
        .max_buf_size(MOST_BUFFERED)
        .serve_connection(io, service);
    let mut look = Look {
        line: &line,
        again: pin!(sleep(TALKS_FOR)),
    };
    let over = tokio::select! {
        biased;
        _ = house.has_ended.changed() => {
            Pin::new(&mut connection).graceful_shutdown();
            Some((&mut connection).await)
        }
        over = std::future::poll_fn(|cx| look.poll(&mut connection, cx)) => over,
    };
    match over {
        None => {
            let parts = connection.into_parts();
            let Kept { stream, begun } = parts.io.into_inner().kept;
            let begun = match begun.is_empty() {
                true => parts.read_buf,
                false => [parts.read_buf, begun].concat().into(),
            };
            Some(Kept { stream, begun })
        }
        Some(ended) => {
            if let Err(why) = ended {
                tracing::debug!(%why, "a connection broke");
            }
            None
        }
    }
}

async fn answer(
    cx: Arc<Cx>,
    request: Request<Incoming>,
    is_ending: &AtomicBool,
) -> Result<Response<Outgoing>, Infallible> {
    let mut answered = serve(cx, request).await;
    if let (true, Ok(response)) = (is_ending.load(Ordering::Relaxed), &mut answered) {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    answered
}

/// Looks once in a while whether a connection is silent.
struct Look<'a> {
    line: &'a Line,
    again: Pin<&'a mut Sleep>,
}

impl Look<'_> {
    /// How the connection ended; nothing if it is silent.
    fn poll<C>(
        &mut self,
        connection: &mut C,
        cx: &mut Context<'_>,
    ) -> Poll<Option<hyper::Result<()>>>
    where
        C: Future<Output = hyper::Result<()>> + Unpin,
    {
        if let Poll::Ready(ended) = Pin::new(connection).poll(cx) {
            return Poll::Ready(Some(ended));
        }
        while self.again.as_mut().poll(cx).is_ready() {
            if self.line.is_silent() {
                return Poll::Ready(None);
            }
            self.again.as_mut().reset(Instant::now() + TALKS_FOR);
        }
        Poll::Pending
    }
}

/// What is known of a connection that talks.
#[derive(Debug, Default)]
struct Line {
    is_answering: AtomicBool,
    /// Something came after the last request that was heard.
    has_begun: AtomicBool,
    /// An answer is not out yet.
    is_blocked: AtomicBool,
}

impl Line {
    /// A request is heard; its answer is under way until this is dropped.
    fn asked(self: &Arc<Self>) -> Asked {
        self.is_answering.store(true, Ordering::Relaxed);
        Asked(Arc::clone(self))
    }

    fn is_silent(&self) -> bool {
        let is = |said: &AtomicBool| said.load(Ordering::Relaxed);
        !is(&self.is_answering) && !is(&self.has_begun) && !is(&self.is_blocked)
    }
}

struct Asked(Arc<Line>);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.has_begun.store(false, Ordering::Relaxed);
        self.0.is_answering.store(false, Ordering::Relaxed);
    }
}

/// A stream that tells its line what goes through it.
struct Heard {
    kept: Kept,
    line: Arc<Line>,
}

impl AsyncRead for Heard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if self.kept.begun.is_empty() {
            std::task::ready!(Pin::new(&mut self.kept.stream).poll_read(cx, buffer))?;
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
        let written = Pin::new(&mut self.kept.stream).poll_write(cx, bytes);
        let is_blocked = written.is_pending();
        self.line.is_blocked.store(is_blocked, Ordering::Relaxed);
        written
    }

    /// Otherwise what is sent of a large body would be copied behind the head of its answer.
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.kept.stream).poll_write_vectored(cx, pieces);
        let is_blocked = written.is_pending();
        self.line.is_blocked.store(is_blocked, Ordering::Relaxed);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.kept.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.kept.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.kept.stream).poll_shutdown(cx)
    }
}
