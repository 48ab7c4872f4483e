//! The neighbours' services on the same port.

use callsheet_api::ids::WorkerId;
use serde_json::json;

use crate::support::{Answer, Client, NOW_MS, Running, exchange};

fn logs(client: &Client, operation: &str) -> Client {
    let target = format!("Logs_20140328.{operation}");
    client.with(|client| {
        client.service = "logs";
        client.headers.push(("x-amz-target", target));
    })
}

#[tokio::test]
async fn a_worker_writes_its_own_log_and_its_owner_reads_it() {
    let running = Running::start().await;
    let worker = WorkerId::from_bytes([7; 16]);
    let group = format!(
        "/aws/deadline/{}/{}",
        running.made.farm_id, running.made.fleet_id
    );
    let put = |stream: &str| {
        json!({
            "logGroupName": group, "logStreamName": stream,
            "logEvents": [{ "timestamp": NOW_MS, "message": "hello" }],
        })
    };
    let writer = logs(&running.worker(worker).await, "PutLogEvents");
    let own = worker.to_string();
    let answer = writer.post("/", &put(&own)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.header("x-amzn-requestid").is_some());
    let ask = json!({ "logGroupName": group, "logStreamName": own, "startFromHead": true });
    let answer = logs(&running.admin, "GetLogEvents").post("/", &ask).await;
    assert_eq!(answer.succeeds()["events"][0]["message"], "hello");
    let other = WorkerId::from_bytes([8; 16]).to_string();
    refused(&writer.post("/", &put(&other)).await);
    running.end().await;
}

/// Who holds no session of it, who is of another farm, and who is not there to read logs.
#[tokio::test]
async fn a_role_reaches_no_log_but_its_own() {
    let running = Running::start().await;
    let (farm, queue) = (running.made.farm_id, running.made.queue_id);
    let queue_group = format!("/aws/deadline/{farm}/{queue}");
    let elsewhere = "/aws/deadline/farm-00000000000000000000000000000009/queue-1";
    let worker = running.worker(WorkerId::from_bytes([7; 16])).await;
    let session = "session-00000000000000000000000000000001";
    for client in [&worker, &running.worker_host] {
        for group in [queue_group.as_str(), elsewhere] {
            let ask = json!({ "logGroupName": group, "logStreamName": session });
            refused(&logs(client, "GetLogEvents").post("/", &ask).await);
        }
        refused(
            &logs(client, "DescribeLogGroups")
                .post("/", &json!({}))
                .await,
        );
    }
    running.end().await;
}

fn refused(answer: &Answer) {
    assert_eq!(answer.status, 403, "{answer:?}");
    assert_eq!(answer.json()["__type"], "AccessDeniedException");
}

#[tokio::test]
async fn logs_refuse_strangers_in_their_own_words() {
    let running = Running::start().await;
    let headers = [
        ("host", "h"),
        ("x-amz-target", "Logs_20140328.PutLogEvents"),
    ];
    let answer = exchange(running.address, "POST", "/", &headers, b"{}").await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.json()["__type"],
        "MissingAuthenticationTokenException"
    );
    let forger = running
        .admin
        .with(|client| client.key.secret = "guessed".to_owned());
    let answer = logs(&forger, "PutLogEvents").post("/", &json!({})).await;
    assert_eq!(answer.json()["__type"], "InvalidSignatureException");
    running.end().await;
}

#[tokio::test]
async fn sts_says_who_calls() {
    let running = Running::start().await;
    let sts = running.admin.with(|client| client.service = "sts");
    let form = b"Action=GetCallerIdentity&Version=2011-06-15";
    let answer = sts.send("POST", "/", form).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(
        answer.body.contains("<Account>000000000000</Account>"),
        "{answer:?}"
    );
    let id = answer.header("x-amzn-requestid").unwrap();
    assert!(
        answer
            .body
            .contains(&format!("<RequestId>{id}</RequestId>")),
        "{answer:?}"
    );
    let nobody = sts.with(|client| client.key.id = "AKIANOBODY".to_owned());
    let answer = nobody.send("POST", "/", form).await;
    assert_eq!(answer.status, 403);
    assert!(
        answer.body.contains("<Code>InvalidClientTokenId</Code>"),
        "{answer:?}"
    );
    running.end().await;
}
