//! HTTP/2 on a plain connection, as a client begins it that knows: requests share a connection, and
//! who opens more than it listens to is told to go.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::limits::started_worker;
use crate::support::{Client, Running};

type Sender = SendRequest<Full<Bytes>>;

async fn connect(running: &Running) -> Sender {
    let stream = TcpStream::connect(running.address).await.unwrap();
    let io = TokioIo::new(stream);
    let (sender, connection) = handshake(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn request(client: &Client, method: &str, target: &str, body: &[u8]) -> Request<Full<Bytes>> {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("http://{}{target}", client.host));
    for (name, value) in client.signed(method, target, body) {
        // It is a part of the address here.
        if name != "host" {
            request = request.header(name, value);
        }
    }
    request.body(Full::from(body.to_vec())).unwrap()
}

async fn text(response: Response<Incoming>) -> (StatusCode, String) {
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn signed_requests_share_a_connection() {
    let running = Running::start().await;
    let sender = connect(&running).await;
    let path = running.farm_path();
    let asking: Vec<_> = (0..200)
        .map(|_| {
            let mut sender = sender.clone();
            let request = request(&running.admin, "GET", &path, b"");
            tokio::spawn(async move {
                sender.ready().await.unwrap();
                text(sender.send_request(request).await.unwrap()).await
            })
        })
        .collect();
    for asked in asking {
        let (status, body) = asked.await.unwrap();
        assert_eq!(status, StatusCode::OK, "{body}");
        assert!(body.contains(&running.made.farm_id.to_string()), "{body}");
    }
    let forged = running.admin.with(|client| client.key.secret.push('x'));
    let mut sender = sender;
    let refused = sender
        .send_request(request(&forged, "GET", &path, b""))
        .await;
    assert_eq!(refused.unwrap().status(), StatusCode::FORBIDDEN);
    drop(sender);
    running.end().await;
}

/// A client that reads a body after it asked for none gives the stream up, and asks again.
#[tokio::test]
async fn an_answer_to_head_has_no_body_and_says_how_long_it_would_be() {
    let running = Running::start().await;
    let mut sender = connect(&running).await;
    let storage = running.admin.with(|client| client.service = "s3");
    for (target, expected) in [
        ("/readyz", StatusCode::OK),
        ("/job-attachments/nothing", StatusCode::NOT_FOUND),
    ] {
        let asking = sender.send_request(request(&storage, "HEAD", target, b""));
        let response = asking.await.unwrap();
        let length = response.headers()[CONTENT_LENGTH]
            .to_str()
            .unwrap()
            .to_owned();
        let (status, body) = text(response).await;
        assert_eq!((status, body.as_str()), (expected, ""));
        assert!(length.parse::<u32>().unwrap() > 0, "{length}");
    }
    drop(sender);
    running.end().await;
}

#[tokio::test]
async fn what_is_under_way_at_the_end_is_answered() {
    let running = Running::start().await;
    let (worker, path) = started_worker(&running).await;
    let held = worker.with(|client| client.headers.push(("callsheet-hold-s", "60".to_owned())));
    let mut sender = connect(&running).await;
    let asking = sender.send_request(request(&held, "PATCH", &path, b"{}"));
    let asking = tokio::spawn(asking);
    while running.cx.waiting.count() == 0 {
        tokio::task::yield_now().await;
    }
    running.end().await;
    let (status, body) = text(asking.await.unwrap().unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(body.contains("assignedSessions"), "{body}");
}

#[tokio::test]
async fn headers_that_are_too_many_or_too_large_are_refused() {
    let running = Running::start().await;
    let mut sender = connect(&running).await;
    let many = (0..101).map(|number| (format!("x-{number}"), "y".to_owned()));
    let large = std::iter::once(("x-large".to_owned(), "y".repeat(70_000)));
    for headers in [many.collect::<Vec<_>>(), large.collect()] {
        let mut request = Request::get("http://callsheet.test/2023-10-12/farms");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::default()).unwrap();
        let refused = sender.send_request(request).await.unwrap();
        assert_eq!(
            refused.status(),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
        );
    }
    drop(sender);
    running.end().await;
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()];
    [&head.concat(), payload].concat()
}

/// CVE-2023-44487: a stream that is taken back costs its client nothing.
#[tokio::test]
async fn who_takes_back_one_stream_after_the_other_is_told_to_go() {
    const HEADERS: u8 = 1;
    const RESET: u8 = 3;
    const SETTINGS: u8 = 4;
    const GO_AWAY: u8 = 7;
    const ENDS_HEADERS_AND_STREAM: u8 = 5;
    // GET / by http, as RFC 7541's table numbers them, and CANCEL.
    let (get, cancel) = ([0x82, 0x86, 0x84], 8_u32.to_be_bytes());
    let running = Running::start().await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let mut flood = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    flood.extend(frame(SETTINGS, 0, 0, &[]));
    for id in (1..20_001).step_by(2) {
        flood.extend(frame(HEADERS, ENDS_HEADERS_AND_STREAM, id, &get));
        flood.extend(frame(RESET, 0, id, &cancel));
    }
    // It may be let go in the middle of it.
    let _ = stream.write_all(&flood).await;
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said).await;
    let mut kinds = Vec::new();
    while let Some((head, rest)) = said.split_at_checked(9) {
        let length = usize::from(head[1]) << 8 | usize::from(head[2]);
        kinds.push(head[3]);
        said = rest.get(length..).unwrap_or_default().to_vec();
    }
    assert!(kinds.contains(&GO_AWAY), "{kinds:?}");
    running.admin.get(&running.farm_path()).await.succeeds();
    running.end().await;
}
