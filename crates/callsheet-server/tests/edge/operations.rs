//! What a signed request may get wrong, and the first run.

use callsheet_server::{FirstRun, Server};
use serde_json::json;

use crate::support::{FARMS, Running};

/// semantics 1.1-2, 10.2-4.
#[tokio::test]
async fn an_unknown_path_is_an_unknown_operation() {
    let running = Running::start().await;
    for target in ["/", "/2023-10-12/nothing", "/2019-01-01/farms"] {
        let answer = running.admin.get(target).await;
        answer.refuses(400, "ValidationException");
        assert_eq!(answer.json()["reason"], "UNKNOWN_OPERATION");
    }
    let deletes_all = running.admin.send("DELETE", FARMS, b"").await;
    assert_eq!(deletes_all.json()["reason"], "UNKNOWN_OPERATION");
    running.end().await;
}

/// semantics 10.2-5, 10.2-6.
#[tokio::test]
async fn a_body_that_is_no_json_cannot_be_parsed() {
    let running = Running::start().await;
    for body in ["{\"displayName\":", "[]", "{\"displayName\":7}", "\u{0}"] {
        let answer = running.admin.send("POST", FARMS, body.as_bytes()).await;
        answer.refuses(400, "ValidationException");
        assert_eq!(answer.json()["reason"], "CANNOT_PARSE", "{body}");
    }
    let answer = running
        .admin
        .post(FARMS, &json!({ "displayName": "" }))
        .await;
    answer.refuses(400, "ValidationException");
    assert_eq!(answer.json()["fieldList"][0]["name"], "displayName");
    running.end().await;
}

#[tokio::test]
async fn an_id_that_names_nothing_is_not_found() {
    let running = Running::start().await;
    let id = "farm-00000000000000000000000000000001";
    let answer = running.admin.get(&format!("{FARMS}/{id}")).await;
    answer.refuses(404, "ResourceNotFoundException");
    let body = answer.json();
    assert_eq!(
        (&body["resourceType"], &body["resourceId"]),
        (&json!("farm"), &json!(id))
    );
    running.end().await;
}

#[tokio::test]
async fn the_first_run_makes_its_farm_once() {
    let running = Running::start().await;
    let again = Server::on(running.cx.clone());
    assert_eq!(
        again.first_run(FirstRun::default()).await.unwrap(),
        running.made
    );
    let farms = running.admin.get(FARMS).await.succeeds();
    assert_eq!(farms["farms"].as_array().unwrap().len(), 1);
    let farm = running.farm_path();
    let (queue, fleet) = (running.made.queue_id, running.made.fleet_id);
    let found = running
        .admin
        .get(&format!("{farm}/queues/{queue}"))
        .await
        .succeeds();
    assert_eq!(found["jobRunAsUser"]["runAs"], "WORKER_AGENT_USER");
    assert!(found["roleArn"].is_string());
    let found = running
        .admin
        .get(&format!("{farm}/fleets/{fleet}"))
        .await
        .succeeds();
    assert_eq!(found["status"], "ACTIVE");
    let pair = format!("{farm}/queue-fleet-associations/{queue}/{fleet}");
    assert_eq!(
        running.admin.get(&pair).await.succeeds()["status"],
        "ACTIVE"
    );
    running.end().await;
}

/// semantics 1.2-1, 1.2-2.
#[tokio::test]
async fn a_repeated_token_gets_the_first_answer_again() {
    let running = Running::start().await;
    let token = |token: &str| {
        let token = token.to_owned();
        running
            .admin
            .with(|client| client.headers.push(("x-amz-client-token", token)))
    };
    let once = token("once");
    let first = once
        .post(FARMS, &json!({ "displayName": "a" }))
        .await
        .succeeds();
    let again = once
        .post(FARMS, &json!({ "displayName": "a" }))
        .await
        .succeeds();
    assert_eq!(first, again);
    let other = once.post(FARMS, &json!({ "displayName": "b" })).await;
    other.refuses(400, "ValidationException");
    let second = token("twice")
        .post(FARMS, &json!({ "displayName": "a" }))
        .await
        .succeeds();
    assert_ne!(first, second);
    // The same token in another operation is another's.
    let queues = format!("{}/queues", running.farm_path());
    once.post(&queues, &json!({ "displayName": "a" }))
        .await
        .succeeds();
    running.end().await;
}

/// semantics 10.1-4, 1.1-10.
#[tokio::test]
async fn a_token_of_another_list_is_refused() {
    let running = Running::start().await;
    running
        .admin
        .post(FARMS, &json!({ "displayName": "second" }))
        .await
        .succeeds();
    let page = running
        .admin
        .get(&format!("{FARMS}?maxResults=1"))
        .await
        .succeeds();
    let token = page["nextToken"].as_str().unwrap();
    let rest = running
        .admin
        .get(&format!("{FARMS}?nextToken={token}"))
        .await
        .succeeds();
    assert_eq!(rest["farms"].as_array().unwrap().len(), 1);
    assert_eq!(rest.get("nextToken"), None);
    let queues = format!("{}/queues?nextToken={token}", running.farm_path());
    let refused = running.admin.get(&queues).await;
    refused.refuses(400, "ValidationException");
    assert_eq!(refused.json()["fieldList"][0]["name"], "nextToken");
    running.end().await;
}

#[tokio::test]
async fn our_own_routes_are_signed_and_checked_like_all_others() {
    let running = Running::start().await;
    let farm = running.farm_path();
    let farm = farm.rsplit('/').next().unwrap().to_owned();
    let (queue, job) = (
        "queue-00000000000000000000000000000001",
        "job-00000000000000000000000000000001",
    );
    let place = format!("/callsheet/v1/explain/farms/{farm}/queues/{queue}/jobs/{job}");
    crate::support::unsigned(&running, "GET", &place, b"")
        .await
        .refuses(403, "MissingAuthenticationTokenException");
    let answer = running.admin.get(&place).await;
    answer.refuses(404, "ResourceNotFoundException");
    assert_eq!(answer.json()["resourceId"], job);
    for (target, field) in [
        (format!("{place}/steps/7"), "stepId"),
        (format!("{place}/x"), "path"),
        (format!("{place}?workerId=me"), "workerId"),
        (format!("{place}?verbose=1"), "query"),
        ("/callsheet/v1/paths/shot".to_owned(), "id"),
    ] {
        let answer = running.admin.get(&target).await;
        answer.refuses(400, "ValidationException");
        assert_eq!(answer.json()["fieldList"][0]["name"], field, "{target}");
    }
    for (method, target) in [("POST", place.as_str()), ("GET", "/callsheet/v1/x")] {
        let answer = running.admin.send(method, target, b"").await;
        assert_eq!(answer.json()["reason"], "UNKNOWN_OPERATION");
    }
    running.end().await;
}
