//! HTTP/2: agreed on in a handshake, or begun by a client that knows.
//!
//! Such a connection carries many requests at a time, so there is little to gain from taking it
//! apart between two of them: it stays as it is, until nobody asked anything for a while.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, HOST, HeaderValue};
use http::uri::PathAndQuery;
use http::{Request, Response, Uri};
use hyper::body::Body as _;
use hyper::server::conn::http2::Builder;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::AsyncReadExt as _;
use tokio::time::timeout;

use super::heard::{Heard, Kept, Line};
use super::{House, MOST_BUFFERED};
use crate::bounds::seconds;
use crate::outgoing::Outgoing;

/// How a client begins that has agreed on nothing (RFC 9113, 3.4). No method of HTTP/1 is called so.
const BEGINS: &[u8] = b"PRI ";

const STREAMS: u32 = 128;
/// How many streams a client may open and take back at once before it is told to go: the library's
/// own bounds, which are the answer to the floods of 2023 (CVE-2023-44487) and 2024.
const PENDING_RESETS: usize = 20;
const RESETS_FOR_ERRORS: usize = 1024;
/// A client that answers no ping is gone, whatever the network says.
const PING_EVERY: Duration = Duration::from_secs(20);
const PING_PATIENCE: Duration = Duration::from_secs(20);
/// Who was told that this is the end has so long to read what is left.
const FAREWELL: Duration = Duration::from_secs(5);

/// Whether a client begins so. What it took to find out is kept.
pub(super) async fn is_begun(kept: &mut Kept) -> io::Result<bool> {
    let mut begun = BytesMut::from(kept.begun.as_ref());
    while begun.len() < BEGINS.len() && BEGINS.starts_with(&begun) {
        let missing = BEGINS.len() - begun.len();
        let count = (&mut kept.wire)
            .take(missing as u64)
            .read_buf(&mut begun)
            .await?;
        if count == 0 {
            break;
        }
    }
    kept.begun = begun.freeze();
    Ok(kept.begun.starts_with(BEGINS))
}

/// Answers requests until the connection is over, or has rested for too long.
pub(super) async fn talk(house: &mut House, kept: Kept) {
    let bounds = house.cx.config.bounds;
    let line = Arc::new(Line::default());
    let service = house.service(&line, kept.wire.peer());
    let io = TokioIo::new(Heard::new(kept, &line, seconds(bounds.stalled_s)));
    let mut connection = Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_pending_accept_reset_streams(PENDING_RESETS)
        .max_local_error_reset_streams(RESETS_FOR_ERRORS)
        .max_header_list_size(u32::try_from(bounds.head_bytes).unwrap_or(u32::MAX))
        .max_send_buf_size(MOST_BUFFERED)
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_PATIENCE)
        .serve_connection(io, service);
    let ended = tokio::select! {
        biased;
        _ = house.has_ended.changed() => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
        ended = &mut connection => ended,
        () = rested(&line, seconds(bounds.rest_s)) => {
            Pin::new(&mut connection).graceful_shutdown();
            timeout(FAREWELL, &mut connection).await.unwrap_or(Ok(()))
        }
    };
    if let Err(why) = ended {
        tracing::debug!(%why, "a connection broke");
    }
}

/// Waits until nobody has asked anything for so long, nor waits for an answer.
async fn rested(line: &Line, rest: Duration) {
    let mut heard = usize::MAX;
    while line.is_answering() || line.heard() != heard {
        heard = line.heard();
        tokio::time::sleep(rest).await;
    }
}

/// A request as HTTP/1 would have brought it: what signs and checks requests knows a host's header.
pub(super) fn as_http_1<B>(mut request: Request<B>) -> Request<B> {
    let uri = request.uri();
    let host = uri
        .authority()
        .and_then(|host| HeaderValue::from_str(host.as_str()).ok());
    let path = uri.path_and_query().cloned();
    *request.uri_mut() = Uri::from(path.unwrap_or(PathAndQuery::from_static("/")));
    if let Some(host) = host {
        request.headers_mut().entry(HOST).or_insert(host);
    }
    request
}

/// An answer to HEAD as HTTP/1 would have sent it: without its body, which breaks a stream here.
pub(super) fn to_head(answer: Response<Outgoing>) -> Response<Outgoing> {
    let length = answer.body().size_hint().exact();
    let mut answer = answer.map(|_| Outgoing::from(Bytes::new()));
    if let Some(length) = length {
        answer
            .headers_mut()
            .entry(CONTENT_LENGTH)
            .or_insert(length.into());
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_its_host_and_no_more_than_its_path() {
        let request = Request::get("https://farm.example:8720/farms?maxResults=1")
            .body(())
            .unwrap();
        let request = as_http_1(request);
        assert_eq!(request.uri(), "/farms?maxResults=1");
        assert_eq!(request.headers()[HOST], "farm.example:8720");
    }
}
