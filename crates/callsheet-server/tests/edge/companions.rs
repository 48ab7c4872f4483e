//! The neighbours' services on the same port.

use serde_json::json;

use crate::support::{Client, NOW_MS, Running, exchange};

fn logs(client: &Client, operation: &str) -> Client {
    let target = format!("Logs_20140328.{operation}");
    client.with(|client| {
        client.service = "logs";
        client.headers.push(("x-amz-target", target));
    })
}

#[tokio::test]
async fn a_worker_writes_its_log_and_its_owner_reads_it() {
    let running = Running::start().await;
    let group = format!(
        "/aws/deadline/{}/{}",
        running.made.farm_id, running.made.fleet_id
    );
    let put = json!({
        "logGroupName": group, "logStreamName": "worker-1",
        "logEvents": [{ "timestamp": NOW_MS, "message": "hello" }],
    });
    let answer = logs(&running.worker_host, "PutLogEvents")
        .post("/", &put)
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.header("x-amzn-requestid").is_some());
    let ask = json!({ "logGroupName": group, "logStreamName": "worker-1", "startFromHead": true });
    let answer = logs(&running.admin, "GetLogEvents").post("/", &ask).await;
    assert_eq!(answer.succeeds()["events"][0]["message"], "hello");
    running.end().await;
}

#[tokio::test]
async fn a_role_does_not_reach_the_logs_of_another_farm() {
    let running = Running::start().await;
    let group = "/aws/deadline/farm-00000000000000000000000000000009/queue-1";
    let ask = json!({ "logGroupName": group, "logStreamName": "s" });
    let answer = logs(&running.worker_host, "GetLogEvents")
        .post("/", &ask)
        .await;
    assert_eq!(answer.status, 403, "{answer:?}");
    assert_eq!(answer.json()["__type"], "AccessDeniedException");
    running.end().await;
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
