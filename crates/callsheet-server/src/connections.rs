//! Connections: from a socket to its requests, and back to rest.
//!
//! A worker asks twice a minute and keeps its connection meanwhile, and what reads and writes HTTP
//! sets aside 16 KiB for each. So a connection that is silent for a moment is taken apart: only its
//! socket stays, until more comes.

mod heard;
mod http_2;

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, Version, header};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep, timeout};

use crate::audit::Peer;
use crate::bounds::{Bounds, seconds};
use crate::context::Cx;
use crate::crowd::Seat;
use crate::http::serve;
use crate::outgoing::Outgoing;
use crate::tls::Tls;
use crate::wire::Wire;
use heard::{Heard, Kept, Line};

/// A connection that was accepted just before the end has its first request on the way; whoever
/// talks to us meanwhile is told to come back on another connection.
const LAST_CALL: Duration = Duration::from_millis(100);
/// What is read ahead of a body, and written ahead of a client, of each connection. A request's head
/// must fit into it.
const MOST_BUFFERED: usize = 128 * 1024;
/// How often a connection that talks is looked at, whether it is silent.
const TALKS_FOR: Duration = Duration::from_millis(100);
/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How TLS begins: no request of HTTP has such a byte.
const BEGINS_TLS: u8 = 0x16;
/// What somebody reads who does not know that this is TLS.
const NOT_PLAIN: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\
    Content-Length: 47\r\nConnection: close\r\n\r\nthis server speaks TLS: call it with https://\r\n";

/// Serves connections until `shutdown`; then answers what is under way, for at most `drain`.
///
/// New connections are left in the socket's backlog from then on: our parent holds it too, and the
/// next server finds them there.
pub(crate) async fn run(
    cx: Cx,
    listener: TcpListener,
    tls: Option<Tls>,
    shutdown: impl Future<Output = ()> + Send,
    drain: Duration,
) {
    let (waiting, events) = (cx.waiting.clone(), Arc::clone(&cx.events));
    let (end, has_ended) = watch::channel(());
    let tls = tls.map(Arc::new);
    let house = House {
        cx: Arc::new(cx),
        tls: tls.clone(),
        is_ending: Arc::default(),
        has_ended,
    };
    let is_ending = Arc::clone(&house.is_ending);
    tokio::select! {
        biased;
        () = shutdown => {}
        () = accept(house, &listener) => {}
        () = stay_fresh(tls.as_deref()) => {}
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
    tls: Option<Arc<Tls>>,
    /// Answers are the last ones of their connections.
    is_ending: Arc<AtomicBool>,
    has_ended: watch::Receiver<()>,
}

impl House {
    fn bounds(&self) -> &Bounds {
        &self.cx.config.bounds
    }

    /// What answers the requests of a connection.
    fn service(
        &self,
        line: &Arc<Line>,
        peer: Option<IpAddr>,
    ) -> impl Service<
        Request<Incoming>,
        Response = Response<Outgoing>,
        Error = Infallible,
        Future: Send + 'static,
    > + use<> {
        let (cx, is_ending) = (Arc::clone(&self.cx), Arc::clone(&self.is_ending));
        let line = Arc::clone(line);
        // In a box of its own, which is gone with its answer: a connection keeps room for what it
        // serves as long as it lives.
        hyper::service::service_fn(move |mut request: Request<Incoming>| {
            if let Some(peer) = peer {
                request.extensions_mut().insert(Peer(peer));
            }
            let (cx, is_ending) = (Arc::clone(&cx), Arc::clone(&is_ending));
            let asked = line.asked();
            Box::pin(async move {
                let answered = answer(cx, request, &is_ending).await;
                answered.map(|answer| answer.map(|body| body.keeping(asked)))
            })
        })
    }
}

async fn stay_fresh(tls: Option<&Tls>) {
    match tls {
        Some(tls) => tls.stay_fresh().await,
        None => std::future::pending().await,
    }
}

async fn accept(house: House, listener: &TcpListener) {
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(why) => {
                // Mostly too many open files: they close by themselves, at their own pace.
                tracing::warn!(%why, "a connection could not be accepted");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Who finds no place is let go at once: it would only wait for others that wait.
        let Some(seat) = house.cx.crowd.admit(peer.ip()) else {
            continue;
        };
        // Answers are small and waited for.
        drop(stream.set_nodelay(true));
        tokio::spawn(attend(house.clone(), stream, seat));
    }
}

/// Listens to a connection until its end. What a connection at rest has no use for is in boxes.
async fn attend(mut house: House, stream: TcpStream, _seat: Seat) {
    // Named, because what is matched on lives as long as the match.
    let welcomed = Box::pin(welcome(&mut house, stream)).await;
    match welcomed {
        Some((kept, Speaks::Http1)) => keep(house, kept).await,
        Some((kept, Speaks::Http2)) => Box::pin(http_2::talk(&mut house, kept)).await,
        None => {}
    }
}

enum Speaks {
    Http1,
    Http2,
}

/// Finds out what a connection speaks; none if it does not say so soon, or nothing that we know.
async fn welcome(house: &mut House, stream: TcpStream) -> Option<(Kept, Speaks)> {
    let mut kept = Kept {
        wire: Wire::Plain(stream),
        begun: Bytes::new(),
    };
    let is_http_2 = if let Some(tls) = &house.tls {
        let shaking = timeout(HANDSHAKE, shake_hands(tls, kept.wire));
        kept.wire = shaking.await.ok()??;
        kept.wire.agreed_on_http_2()
    } else {
        let first_byte = seconds(house.bounds().first_byte_s);
        let beginning = timeout(first_byte, http_2::is_begun(&mut kept));
        tokio::select! {
            biased;
            _ = house.has_ended.changed() => return None,
            begun = beginning => begun.ok()?.ok()?,
        }
    };
    let speaks = if is_http_2 {
        Speaks::Http2
    } else {
        Speaks::Http1
    };
    Some((kept, speaks))
}

async fn shake_hands(tls: &Tls, wire: Wire) -> Option<Wire> {
    let Wire::Plain(mut stream) = wire else {
        return Some(wire);
    };
    let mut first = [0];
    if stream.peek(&mut first).await.ok()? == 1 && first != [BEGINS_TLS] {
        drop(stream.write_all(NOT_PLAIN).await);
        return None;
    }
    match tls.accept(stream).await {
        Ok(stream) => Some(Wire::Tls(Box::new(stream))),
        Err(why) => {
            tracing::debug!(%why, "a handshake failed");
            None
        }
    }
}

/// Lets a connection rest until it has something to say, again and again; at first it has to say
/// something soon.
async fn keep(mut house: House, mut kept: Kept) {
    let mut patience = seconds(house.bounds().first_byte_s);
    loop {
        if kept.begun.is_empty() {
            let more = tokio::select! {
                biased;
                _ = house.has_ended.changed() => None,
                more = timeout(patience, kept.wire.more()) => more.ok().and_then(Result::ok),
            };
            match more {
                Some(begun) => kept.begun = begun,
                None => return kept.wire.close().await,
            }
        }
        patience = seconds(house.bounds().rest_s);
        // In a box, which is gone when it rests.
        match Box::pin(talk(&mut house, kept)).await {
            Some(again) => kept = again,
            None => return,
        }
    }
}

/// Answers requests until the connection is over, or silent.
async fn talk(house: &mut House, kept: Kept) -> Option<Kept> {
    let bounds = *house.bounds();
    let line = Arc::new(Line::default());
    let service = house.service(&line, kept.wire.peer());
    let io = TokioIo::new(Heard::new(kept, &line, seconds(bounds.stalled_s)));
    let mut connection = Builder::new()
        .timer(TokioTimer::new())
        // It begins with the end of a rest, because a connection at rest is not here.
        .header_read_timeout(seconds(bounds.head_s))
        .max_headers(bounds.headers)
        .max_header_size(bounds.head_bytes)
        // Without `pipeline_flush`, which takes in a whole body for a client that does not read.
        .max_buf_size(MOST_BUFFERED.max(bounds.head_bytes))
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
            let Kept { wire, begun } = parts.io.into_inner().kept;
            // Copied, because what is empty may still hold on to a whole buffer.
            let begun = [parts.read_buf, begun].concat().into();
            Some(Kept { wire, begun })
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
    if request.version() == Version::HTTP_2 {
        let is_head = request.method() == Method::HEAD;
        let answered = serve(cx, http_2::as_http_1(request)).await;
        return match is_head {
            true => answered.map(http_2::to_head),
            false => answered,
        };
    }
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
