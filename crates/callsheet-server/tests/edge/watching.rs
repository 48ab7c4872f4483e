//! What is there without a signature.

use crate::support::{FARMS, Running, unsigned};

#[tokio::test]
async fn health_and_readiness_need_no_signature() {
    let running = Running::start().await;
    for target in ["/healthz", "/readyz"] {
        let answer = unsigned(&running, "GET", target, b"").await;
        assert_eq!(
            (answer.status, &answer.json()["status"]),
            (200, &"ok".into()),
            "{answer:?}"
        );
    }
    running.end().await;
}

#[tokio::test]
async fn telemetry_is_taken_unsigned_and_means_nothing() {
    let running = Running::start().await;
    let answer = unsigned(
        &running,
        "POST",
        "/2023-10-12/telemetry",
        b"{\"BatchId\":\"1\"}",
    )
    .await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    let other = unsigned(&running, "POST", "/2023-10-12/telemetry/x", b"{}").await;
    other.refuses(403, "MissingAuthenticationTokenException");
    running.end().await;
}

#[tokio::test]
async fn metrics_count_requests_by_operation_and_status() {
    let running = Running::start().await;
    running.admin.get(FARMS).await.succeeds();
    let missing = format!("{FARMS}/farm-00000000000000000000000000000001");
    running
        .admin
        .get(&missing)
        .await
        .refuses(404, "ResourceNotFoundException");
    let page = unsigned(&running, "GET", "/metrics", b"").await;
    assert_eq!(page.status, 200);
    for line in [
        "callsheet_request_duration_seconds_count{operation=\"ListFarms\",status=\"200\"} 1",
        "callsheet_request_duration_seconds_count{operation=\"GetFarm\",status=\"404\"} 1",
        "callsheet_requests_held 0",
        "callsheet_tasks_waiting{reason=\"no_workers\"} 0",
        "callsheet_requests_in_flight 1",
    ] {
        assert!(
            page.body.lines().any(|found| found == line),
            "{line}\n{}",
            page.body
        );
    }
    assert!(
        page.body
            .contains("callsheet_store_transactions_total{store=\"main\",name=\"first_run\"} 1")
    );
    running.end().await;
}

#[tokio::test]
async fn every_answer_has_an_id_of_its_own() {
    let running = Running::start().await;
    let first = running.admin.get(FARMS).await;
    let second = running.admin.get(FARMS).await;
    let ids = [&first, &second].map(|answer| answer.header("x-amzn-requestid").unwrap());
    assert_ne!(ids[0], ids[1]);
    running.end().await;
}
