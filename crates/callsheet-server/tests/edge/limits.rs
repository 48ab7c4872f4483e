//! What is too large, what does not fit on the disk, and what is under way at the end.

use std::collections::BTreeMap;

use callsheet_store::{Options, Store, StoreUrl};
use serde_json::{Value, json};

use crate::support::{Answer, Client, FARMS, MOST_BYTES, Running, unsigned};

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_the_server_goes_on() {
    let running = Running::start().await;
    for bytes in [MOST_BYTES + 1, 8 * MOST_BYTES] {
        let answer = running.admin.send("POST", FARMS, &vec![b' '; bytes]).await;
        answer.refuses(413, "ValidationException");
        assert!(answer.body.contains(&MOST_BYTES.to_string()), "{answer:?}");
    }
    let mut largest = json!({ "displayName": "large" }).to_string();
    largest.extend(std::iter::repeat_n(' ', MOST_BYTES - largest.len()));
    running
        .admin
        .send("POST", FARMS, largest.as_bytes())
        .await
        .succeeds();
    running.end().await;
}

/// semantics 10.2-3.
#[tokio::test]
async fn on_a_full_disk_reads_go_on_and_writes_are_told_to_wait() {
    let disk = tempfile::tempdir().unwrap();
    let path = disk.path().join("small.db");
    let options = Options {
        max_pages: Some(180),
        ..Options::default()
    };
    let small = Store::open(&StoreUrl::Sqlite(path), &options).unwrap();
    let running = Running::start_with(|cx| cx.store = small).await;
    let tags: BTreeMap<String, String> = (0..20)
        .map(|number| (format!("tag-{number}"), "x".repeat(200)))
        .collect();
    // What is large is refused first; when what is small is refused too, no page is left.
    let large = json!({ "displayName": "another", "tags": tags });
    refused_at_last(&running, &large).await;
    let refused = refused_at_last(&running, &json!({ "displayName": "small" })).await;
    refused.refuses(429, "ThrottlingException");
    let after_s: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert_eq!(refused.json()["retryAfterSeconds"], after_s);
    running.admin.get(&running.farm_path()).await.succeeds();
    let ready = unsigned(&running, "GET", "/readyz", b"").await;
    assert_eq!(ready.status, 503, "{ready:?}");
    assert!(
        ready.json()["why"].as_str().unwrap().contains("full"),
        "{ready:?}"
    );
    running.end().await;
}

async fn refused_at_last(running: &Running, body: &Value) -> Answer {
    for _ in 0..10_000 {
        let answer = running.admin.post(FARMS, body).await;
        if answer.status != 200 {
            return answer;
        }
    }
    panic!("the disk is not full");
}

#[tokio::test]
async fn a_held_request_is_answered_when_the_server_ends() {
    let running = Running::start().await;
    let (worker, path) = started_worker(&running).await;
    let held = worker.with(|client| client.headers.push(("callsheet-hold-s", "60".to_owned())));
    let asking = tokio::spawn(async move { held.send("PATCH", &path, b"{}").await });
    while running.cx.waiting.count() == 0 {
        tokio::task::yield_now().await;
    }
    let page = unsigned(&running, "GET", "/metrics", b"").await;
    assert!(
        page.body.contains("callsheet_requests_held 1\n"),
        "{}",
        page.body
    );
    assert!(!asking.is_finished());
    running.end().await;
    let answer = asking.await.unwrap().succeeds();
    assert_eq!(answer["assignedSessions"], json!({}));
}

#[tokio::test]
async fn a_request_without_the_wish_is_not_held() {
    let running = Running::start().await;
    let (worker, path) = started_worker(&running).await;
    let answer = worker.send("PATCH", &path, b"{}").await.succeeds();
    assert_eq!(answer["updateIntervalSeconds"], 5);
    running.end().await;
}

/// A worker that is online, and the path of its schedule.
pub async fn started_worker(running: &Running) -> (Client, String) {
    let host = &running.worker_host;
    let workers = format!(
        "{}/fleets/{}/workers",
        running.farm_path(),
        running.made.fleet_id
    );
    let made: Value = host.post(&workers, &json!({})).await.succeeds();
    let id = made["workerId"].as_str().unwrap();
    let itself = running.worker(id.parse().unwrap()).await;
    let worker = format!("{workers}/{id}");
    let started = json!({ "status": "STARTED" }).to_string();
    itself
        .send("PATCH", &worker, started.as_bytes())
        .await
        .succeeds();
    (itself, format!("{worker}/schedule"))
}
