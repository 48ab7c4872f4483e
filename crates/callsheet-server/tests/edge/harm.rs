//! What anybody may take before it is known who asks.

use callsheet_server::Bounds;
use http::header::RETRY_AFTER;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::limits::started_worker;
use crate::support::{FARMS, Running, unsigned};

async fn running(bounds: Bounds) -> Running {
    Running::configured(|config| config.bounds = bounds).await
}

/// Sends this, and reads until the server ends the connection.
async fn told(running: &Running, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(sent).await.unwrap();
    let mut said = Vec::new();
    // One that was cut off has been told nothing more.
    let _ = stream.read_to_end(&mut said).await;
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn who_says_nothing_or_only_half_is_not_waited_for() {
    let running = running(Bounds {
        first_byte_s: 1,
        head_s: 1,
        body_s: 1,
        rest_s: 1,
        ..Bounds::default()
    })
    .await;
    assert_eq!(told(&running, b"").await, "");
    assert_eq!(told(&running, b"P").await, "");
    // What HTTP/2 says of itself when it ends may be read.
    drop(told(&running, b"PRI ").await);
    assert_eq!(
        told(&running, b"GET /healthz HTTP/1.1\r\nhost: x\r\n").await,
        ""
    );
    let rested = told(&running, b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(rested.starts_with("HTTP/1.1 200"), "{rested}");
    let half = b"POST /2023-10-12/farms HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{";
    let told = told(&running, half).await;
    assert!(
        told.starts_with("HTTP/1.1 408") && told.contains("too long"),
        "{told}"
    );
    running.end().await;
}

#[tokio::test]
async fn headers_are_bounded_in_number_and_size() {
    let running = Running::start().await;
    let many: String = (0..120)
        .map(|number| format!("x-{number}: y\r\n"))
        .collect();
    let large = format!("x-large: {}\r\n", "y".repeat(70_000));
    for headers in [many, large] {
        let request = format!("GET {FARMS} HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
        let told = told(&running, request.as_bytes()).await;
        assert!(told.starts_with("HTTP/1.1 431"), "{told}");
    }
    running.end().await;
}

#[tokio::test]
async fn a_connection_without_a_place_is_let_go_and_the_others_go_on() {
    let running = running(Bounds {
        connections: 2,
        ..Bounds::default()
    })
    .await;
    let first = TcpStream::connect(running.address).await.unwrap();
    let second = TcpStream::connect(running.address).await.unwrap();
    while running.cx.crowd.count().0 < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(told(&running, b"").await, "");
    drop((first, second));
    while running.cx.crowd.count().0 > 0 {
        tokio::task::yield_now().await;
    }
    let page = unsigned(&running, "GET", "/metrics", b"").await.body;
    assert!(page.contains("callsheet_connections 1\n"), "{page}");
    assert!(
        page.contains("callsheet_connections_turned_away_total 1\n"),
        "{page}"
    );
    running.end().await;
}

/// A worker that waits for work is not worked on; a request whose body is still to come is.
#[tokio::test]
async fn who_comes_while_too_many_are_worked_on_is_told_to_come_again() {
    let running = running(Bounds {
        requests: 1,
        ..Bounds::default()
    })
    .await;
    let (worker, path) = started_worker(&running).await;
    let held = worker.with(|client| client.headers.push(("callsheet-hold-s", "60".to_owned())));
    let asking = tokio::spawn(async move { held.send("PATCH", &path, b"{}").await });
    while running.cx.waiting.count() == 0 {
        tokio::task::yield_now().await;
    }
    // It has a place in the line before it is known that it is held.
    while running.admin.get(&running.farm_path()).await.status != 200 {}

    let mut slow = TcpStream::connect(running.address).await.unwrap();
    let head = b"POST /2023-10-12/telemetry HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{";
    slow.write_all(head).await.unwrap();
    let refused = loop {
        let answer = running.admin.get(&running.farm_path()).await;
        if answer.status != 200 {
            break answer;
        }
    };
    refused.refuses(429, "ThrottlingException");
    assert_eq!(refused.header(RETRY_AFTER.as_str()), Some("1"));
    for (service, code) in [
        ("s3", "SlowDown"),
        ("sts", "Throttling"),
        ("logs", "Unavailable"),
    ] {
        let client = running.admin.with(|client| client.service = service);
        let refused = client.send("POST", "/", b"").await;
        assert!(
            refused.status >= 400 && refused.body.contains(code),
            "{refused:?}"
        );
    }
    assert_eq!(unsigned(&running, "GET", "/healthz", b"").await.status, 200);

    slow.write_all(b"}").await.unwrap();
    while running.admin.get(&running.farm_path()).await.status != 200 {}
    assert!(!asking.is_finished());
    running.end().await;
    asking.await.unwrap().succeeds();
}

#[tokio::test]
async fn a_compressed_body_is_refused_and_not_unpacked() {
    let running = Running::start().await;
    let encoded = |encoding: &str| {
        let encoding = encoding.to_owned();
        running
            .admin
            .with(|client| client.headers.push(("content-encoding", encoding)))
    };
    let refused = encoded("gzip").send("POST", FARMS, b"\x1f\x8b\x08").await;
    refused.refuses(400, "ValidationException");
    assert!(refused.body.contains("gzip"), "{refused:?}");
    let plain = serde_json::json!({ "displayName": "plain" });
    encoded("identity").post(FARMS, &plain).await.succeeds();
    running.end().await;
}

#[tokio::test]
async fn a_search_that_takes_too_long_says_how_to_ask_for_less() {
    let running = running(Bounds {
        // No time at all: whatever is more than a handful of rows takes longer.
        search_s: 0,
        ..Bounds::default()
    })
    .await;
    for number in 0..100 {
        let change = json!({ "description": number.to_string() });
        let change = change.to_string();
        let path = running.farm_path();
        let changed = running.admin.send("PATCH", &path, change.as_bytes()).await;
        changed.succeeds();
    }
    let searched = running.admin.get("/callsheet/v1/audit?resource=nothing");
    let refused = searched.await;
    refused.refuses(400, "ValidationException");
    assert!(refused.body.contains("longer than the server lets"));
    running.admin.get(&running.farm_path()).await.succeeds();
    running.end().await;
}
