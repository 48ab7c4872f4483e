//! CloudWatch Logs as a client sees it: a target and JSON in, a status and JSON out.
#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod memory;

use callsheet_api::companions::LogsOperation;
use callsheet_companions::logs::{self, Place};
use http::StatusCode;
use memory::MemoryArchive;
use serde_json::{Value, json};

const NOW_MS: i64 = 1_790_000_000_000;
const GROUP: &str = "/aws/deadline/farm-1/queue-1";

/// Answers one request, and says status and body.
async fn call(archive: &MemoryArchive, operation: &str, input: Value) -> (StatusCode, Value) {
    call_raw(
        archive,
        &format!("Logs_20140328.{operation}"),
        input.to_string().as_bytes(),
    )
    .await
}

async fn call_raw(archive: &MemoryArchive, target: &str, body: &[u8]) -> (StatusCode, Value) {
    let place = Place {
        region: "us-west-2".into(),
        account: "000000000000".into(),
    };
    let response = logs::answer(archive, &place, target, body, NOW_MS).await;
    assert_eq!(
        response.headers()["content-type"],
        "application/x-amz-json-1.1"
    );
    let body = response.body();
    let value = if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(body).unwrap()
    };
    (response.status(), value)
}

async fn accepted(archive: &MemoryArchive, operation: &str, input: Value) -> Value {
    let (status, body) = call(archive, operation, input).await;
    assert_eq!(status, StatusCode::OK, "{operation}: {body}");
    body
}

/// The error type and message of what has to be refused.
async fn refused(archive: &MemoryArchive, operation: &str, input: Value) -> (String, String) {
    let (status, body) = call(archive, operation, input).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{operation}: {body}");
    let text = |member: &str| body[member].as_str().unwrap().to_owned();
    (text("__type"), text("message"))
}

fn put(stream: &str, messages: &[&str]) -> Value {
    let events: Vec<Value> = messages
        .iter()
        .zip(NOW_MS..)
        .map(|(message, timestamp)| json!({ "timestamp": timestamp, "message": message }))
        .collect();
    json!({ "logGroupName": GROUP, "logStreamName": stream, "logEvents": events })
}

fn messages(output: &Value) -> Vec<&str> {
    let events = output["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["message"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_first_batch_makes_its_group_and_stream() {
    let archive = MemoryArchive::default();
    let output = accepted(&archive, "PutLogEvents", put("session-1", &["one", "two"])).await;
    assert_eq!(output.get("rejectedLogEventsInfo"), None);

    let ask = json!({ "logGroupName": GROUP, "logStreamName": "session-1" });
    let output = accepted(&archive, "GetLogEvents", ask).await;
    assert_eq!(messages(&output), ["one", "two"]);
    assert_eq!(output["events"][0]["ingestionTime"], NOW_MS);

    let streams = json!({ "logGroupName": GROUP });
    let output = accepted(&archive, "DescribeLogStreams", streams).await;
    assert_eq!(output["logStreams"][0]["logStreamName"], "session-1");
    assert_eq!(output.get("nextToken"), None);
}

#[tokio::test]
async fn reading_forward_ends_where_the_token_stays_the_same() {
    let archive = MemoryArchive::default();
    accepted(
        &archive,
        "PutLogEvents",
        put("s", &["1", "2", "3", "4", "5"]),
    )
    .await;
    let mut ask =
        json!({ "logGroupName": GROUP, "logStreamName": "s", "limit": 2, "startFromHead": true });
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..10 {
        let output = accepted(&archive, "GetLogEvents", ask.clone()).await;
        seen.extend(messages(&output).into_iter().map(str::to_owned));
        if ask["nextToken"] == output["nextForwardToken"] {
            break;
        }
        ask["nextToken"] = output["nextForwardToken"].clone();
    }
    assert_eq!(seen, ["1", "2", "3", "4", "5"]);
}

#[tokio::test]
async fn filtering_reads_all_streams_and_pages() {
    let archive = MemoryArchive::default();
    accepted(&archive, "PutLogEvents", put("a", &["ERROR a", "fine"])).await;
    accepted(&archive, "PutLogEvents", put("b", &["ERROR b"])).await;
    let mut ask = json!({ "logGroupName": GROUP, "filterPattern": "ERROR", "limit": 1 });
    let first = accepted(&archive, "FilterLogEvents", ask.clone()).await;
    ask["nextToken"] = first["nextToken"].clone();
    let second = accepted(&archive, "FilterLogEvents", ask.clone()).await;
    assert_eq!(
        (messages(&first), messages(&second)),
        (vec!["ERROR a"], vec!["ERROR b"])
    );
    assert_eq!(second["events"][0]["logStreamName"], "b");
    assert_eq!(second.get("nextToken"), None);

    let one = json!({ "logGroupName": GROUP, "logStreamNames": ["b"], "filterPattern": "" });
    assert_eq!(
        messages(&accepted(&archive, "FilterLogEvents", one).await),
        ["ERROR b"]
    );
}

#[tokio::test]
async fn groups_are_made_described_kept_and_deleted() {
    let archive = MemoryArchive::default();
    let group = json!({ "logGroupName": GROUP });
    assert_eq!(
        accepted(&archive, "CreateLogGroup", group.clone()).await,
        Value::Null
    );
    let (kind, _) = refused(&archive, "CreateLogGroup", group.clone()).await;
    assert_eq!(kind, "ResourceAlreadyExistsException");

    let keep = json!({ "logGroupName": GROUP, "retentionInDays": 30 });
    accepted(&archive, "PutRetentionPolicy", keep).await;
    let described = accepted(&archive, "DescribeLogGroups", json!({})).await;
    let described = &described["logGroups"][0];
    assert_eq!(described["retentionInDays"], 30);
    let arn = format!("arn:aws:logs:us-west-2:000000000000:log-group:{GROUP}");
    assert_eq!(described["logGroupArn"], arn);

    accepted(&archive, "DeleteRetentionPolicy", group.clone()).await;
    let described = accepted(&archive, "DescribeLogGroups", json!({})).await;
    assert_eq!(described["logGroups"][0].get("retentionInDays"), None);

    accepted(
        &archive,
        "CreateLogStream",
        json!({ "logGroupName": GROUP, "logStreamName": "s" }),
    )
    .await;
    let by_arn = json!({ "logGroupIdentifier": arn });
    let streams = accepted(&archive, "DescribeLogStreams", by_arn).await;
    assert_eq!(streams["logStreams"].as_array().unwrap().len(), 1);
    accepted(
        &archive,
        "DeleteLogStream",
        json!({ "logGroupName": GROUP, "logStreamName": "s" }),
    )
    .await;
    accepted(&archive, "DeleteLogGroup", group.clone()).await;
    let (kind, _) = refused(&archive, "DeleteLogGroup", group).await;
    assert_eq!(kind, "ResourceNotFoundException");
}

#[tokio::test]
async fn what_is_missing_is_said_to_be_missing() {
    let archive = MemoryArchive::default();
    for (operation, input) in [
        (
            "GetLogEvents",
            json!({ "logGroupName": GROUP, "logStreamName": "s" }),
        ),
        ("FilterLogEvents", json!({ "logGroupName": GROUP })),
        ("DescribeLogStreams", json!({ "logGroupName": GROUP })),
        (
            "CreateLogStream",
            json!({ "logGroupName": GROUP, "logStreamName": "s" }),
        ),
        (
            "DeleteLogStream",
            json!({ "logGroupName": GROUP, "logStreamName": "s" }),
        ),
        (
            "PutRetentionPolicy",
            json!({ "logGroupName": GROUP, "retentionInDays": 1 }),
        ),
        ("DeleteRetentionPolicy", json!({ "logGroupName": GROUP })),
    ] {
        let (kind, _) = refused(&archive, operation, input).await;
        assert_eq!(kind, "ResourceNotFoundException", "{operation}");
    }
}

#[tokio::test]
async fn every_broken_bound_is_named() {
    let archive = MemoryArchive::default();
    let input = json!({
        "logGroupName": "spaces are not allowed", "logStreamName": "a:b",
        "limit": 0, "startTime": -1, "nextToken": "",
    });
    let (kind, message) = refused(&archive, "GetLogEvents", input).await;
    assert_eq!(kind, "InvalidParameterException");
    for member in [
        "logGroupName",
        "logStreamName",
        "limit",
        "startTime",
        "nextToken",
    ] {
        assert!(
            message.contains(&format!("`{member}`")),
            "{member} is not in: {message}"
        );
    }
}

#[tokio::test]
async fn a_batch_over_the_bounds_is_refused_whole() {
    let archive = MemoryArchive::default();
    let event = |timestamp: i64, message: &str| json!({"timestamp": timestamp, "message": message});
    let heavy = "x".repeat(200_000);
    for (events, complaint) in [
        (json!([]), "1 to 10000"),
        (json!(vec![event(NOW_MS, "x"); 10_001]), "1 to 10000"),
        (json!([event(NOW_MS, &"x".repeat(262_145))]), "262144"),
        (json!([event(NOW_MS, "")]), "message"),
        (json!([event(-1, "x")]), "timestamp"),
        (json!([{ "message": "x" }]), "timestamp"),
        (json!(vec![event(NOW_MS, &heavy); 6]), "1048576"),
        (
            json!([event(NOW_MS, "b"), event(NOW_MS - 1, "a")]),
            "chronological",
        ),
        (
            json!([event(NOW_MS - 86_400_001, "a"), event(NOW_MS, "b")]),
            "24 hours",
        ),
        (Value::Null, "required"),
    ] {
        let input = json!({ "logGroupName": GROUP, "logStreamName": "s", "logEvents": events });
        let (kind, message) = refused(&archive, "PutLogEvents", input).await;
        assert_eq!(kind, "InvalidParameterException");
        assert!(
            message.contains(complaint),
            "{complaint} is not in: {message}"
        );
    }
    let (kind, _) = refused(
        &archive,
        "GetLogEvents",
        json!({"logGroupName": GROUP, "logStreamName": "s"}),
    )
    .await;
    assert_eq!(
        kind, "ResourceNotFoundException",
        "a refused batch made its stream"
    );
}

#[tokio::test]
async fn the_largest_batch_fits() {
    let archive = MemoryArchive::default();
    let message = "x".repeat(1_048_576 / 4096 - 26);
    let event = json!({ "timestamp": NOW_MS, "message": message });
    let mut input = json!({ "logGroupName": GROUP, "logStreamName": "s" });
    input["logEvents"] = json!(vec![event; 4096]);
    accepted(&archive, "PutLogEvents", input).await;
}

#[tokio::test]
async fn garbage_is_refused_and_named() {
    let archive = MemoryArchive::default();
    for operation in LogsOperation::ALL {
        let target = format!("Logs_20140328.{}", operation.as_str());
        for body in [&b"{"[..], b"[]", b"[\"group\"]", b"null", b"\xff", b"{} {}"] {
            let (status, answer) = call_raw(&archive, &target, body).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{operation:?}");
            assert_eq!(answer["__type"], "SerializationException");
        }
    }
    let wrong_types = json!({ "logGroupName": 7, "logStreamName": [], "limit": "x" });
    let (kind, _) = refused(&archive, "GetLogEvents", wrong_types).await;
    assert_eq!(kind, "SerializationException");
    for target in ["", "Logs_20140328.StartQuery", "GetLogEvents"] {
        let (status, answer) = call_raw(&archive, target, b"{}").await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(answer["__type"], "UnknownOperationException");
    }
}

#[tokio::test]
async fn a_broken_token_is_refused() {
    let archive = MemoryArchive::default();
    accepted(&archive, "PutLogEvents", put("s", &["x"])).await;
    let ask = json!({ "logGroupName": GROUP, "logStreamName": "s", "nextToken": "nonsense" });
    assert_eq!(
        refused(&archive, "GetLogEvents", ask).await.0,
        "InvalidParameterException"
    );
}
