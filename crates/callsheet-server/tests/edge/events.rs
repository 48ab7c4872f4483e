//! `GET /callsheet/v1/events`, as a client of server-sent events sees it.

use std::time::Duration;

use callsheet_api::Timestamp;
use callsheet_api::ids::BudgetId;
use callsheet_core::event::noted::About;
use callsheet_core::event::{Happened, Level};
use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use crate::support::{NOW_MS, Running};

const EVENTS: &str = "/callsheet/v1/events";

/// What a client has read of its stream, and has not looked at yet.
struct Listener {
    stream: TcpStream,
    text: String,
}

impl Listener {
    async fn open(running: &Running, target: &str) -> Self {
        let stream = running.admin.open(target).await;
        let text = String::new();
        Self { stream, text }
    }

    /// Reads until this has come, and gives what comes up to the end of its line.
    async fn until(&mut self, wanted: &str) -> String {
        let reading = async {
            loop {
                if let Some(found) = self.text.find(wanted)
                    && let Some(end) = self.text[found..].find('\n')
                {
                    let rest = self.text.split_off(found + end);
                    return std::mem::replace(&mut self.text, rest);
                }
                let mut bytes = [0; 4096];
                let count = self.stream.read(&mut bytes).await.unwrap();
                assert!(count > 0, "the stream ended: {}", self.text);
                self.text
                    .push_str(std::str::from_utf8(&bytes[..count]).unwrap());
            }
        };
        let read = tokio::time::timeout(Duration::from_secs(60), reading).await;
        read.unwrap_or_else(|_| panic!("no `{wanted}` in {}", self.text))
    }

    /// The id and the data of the next event.
    async fn next(&mut self) -> (String, Value) {
        let text = self.until("data: ").await;
        let (before, data) = text.rsplit_once("data: ").unwrap();
        let id = before.rsplit_once("id: ").unwrap().1.trim().to_owned();
        (id, serde_json::from_str(data).unwrap())
    }

    async fn ended(mut self) {
        let mut rest = Vec::new();
        let reading = self.stream.read_to_end(&mut rest);
        let read = tokio::time::timeout(Duration::from_secs(60), reading).await;
        read.unwrap().unwrap();
    }
}

async fn tell(running: &Running, percent: f64) {
    let (farm, budget) = (running.made.farm_id, BudgetId::from_bytes([1; 16]));
    let telling = running.cx.store.write("tell", move |tx| {
        let reached = Happened::BudgetThreshold { budget, percent };
        tx.tell(About::Farm(farm), reached, Timestamp::from_ms(NOW_MS));
        Ok::<_, callsheet_store::Error>(())
    });
    telling.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_hears_what_happens_and_goes_on_where_it_was() {
    let running = Running::start().await;
    assert_eq!(running.cx.store.outbox().level(), Level::Nothing);
    tell(&running, 1.0).await;
    let mut listener = Listener::open(&running, EVENTS).await;
    listener.until("heartbeat").await;
    assert_eq!(running.cx.store.outbox().level(), Level::Jobs);
    for percent in [10.0, 20.0, 30.0] {
        tell(&running, percent).await;
    }
    let (first, event) = listener.next().await;
    assert_eq!(
        event["detail"]["thresholdInPercent"], 10,
        "what nobody wanted is not told"
    );
    assert_eq!(event["detail-type"], "Budget Threshold Reached");
    assert_eq!(event["account"], running.cx.config.account_id.as_str());
    assert_eq!(listener.next().await.1["detail"]["thresholdInPercent"], 20);
    drop(listener);
    // As it says it, and as a client that was cut off does.
    let mut again = Listener::open(&running, &format!("{EVENTS}?after={first}")).await;
    let (second, event) = again.next().await;
    assert_eq!(event["detail"]["thresholdInPercent"], 20);
    let cut_off = running
        .admin
        .with(|client| client.headers.push(("last-event-id", second)));
    let stream = cut_off.open(&format!("{EVENTS}?after={first}")).await;
    let text = String::new();
    let mut again = Listener { stream, text };
    assert_eq!(again.next().await.1["detail"]["thresholdInPercent"], 30);
    // Nobody waits for a listener when the server ends.
    running.end().await;
    again.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_comes_too_late_is_told_so() {
    let running = Running::start().await;
    let mut listener = Listener::open(&running, EVENTS).await;
    listener.until("heartbeat").await;
    for percent in [10.0, 20.0, 30.0] {
        tell(&running, percent).await;
    }
    let (first, _) = listener.next().await;
    listener.next().await;
    listener.next().await;
    let forgetting = running.cx.store.write("forget", |tx| {
        let all = Timestamp::from_ms(i64::MAX);
        tx.delete_events(all, all, 2)
    });
    assert_eq!(forgetting.await, Ok(2));
    let mut late = Listener::open(&running, &format!("{EVENTS}?after={first}")).await;
    late.until("event: behind").await;
    let (resumes_after, behind) = late.next().await;
    assert_eq!(behind["resumesAfter"], resumes_after.as_str());
    let message = behind["message"].as_str().unwrap();
    assert!(message.contains("no longer kept"), "{message}");
    assert_eq!(late.next().await.1["detail"]["thresholdInPercent"], 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_asked_for_is_told() {
    let running = Running::start().await;
    let types = format!("{EVENTS}?type=Job%20Run%20Status%20Change");
    let mut jobs = Listener::open(&running, &types).await;
    let farm = running.made.farm_id;
    let mut here = Listener::open(&running, &format!("{EVENTS}?farmId={farm}")).await;
    for listener in [&mut jobs, &mut here] {
        listener.until("heartbeat").await;
    }
    tell(&running, 10.0).await;
    here.next().await;
    assert!(!jobs.text.contains("data"), "{}", jobs.text);
    let tasks = format!("{EVENTS}?type=Task+Run+Status+Change");
    let mut tasks = Listener::open(&running, &tasks).await;
    tasks.until("heartbeat").await;
    assert_eq!(running.cx.store.outbox().level(), Level::Tasks);
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_its_name() {
    let running = Running::start().await;
    for (query, named) in [
        ("type=Nothing", "type"),
        ("after=1", "after"),
        ("after=0000000a-1", "after"),
        ("farmId=1", "farmId"),
        ("color=red", "query"),
    ] {
        let answer = running.admin.get(&format!("{EVENTS}?{query}")).await;
        answer.refuses(400, "ValidationException");
        assert!(answer.body.contains(named), "{answer:?}");
    }
    // A machine without a worker has no business with all farms.
    let answer = running.worker_host.get(EVENTS).await;
    answer.refuses(403, "AccessDeniedException");
}
