//! What workers say wrong, late, twice, or of things that are not theirs: the modelled exception,
//! or an answer as if nothing had been said. The farm stays whole.

use serde_json::{Value, json};

use crate::studio::{Studio, ended, environment, report, step};

/// A worker with a task to run: the job, the worker, the session action.
async fn one_task(studio: &Studio) -> (String, String, String) {
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let worker = studio.worker().await;
    let held = studio.held(&worker, json!({})).await;
    (job, worker, held.actions[0].clone())
}

/// semantics 2.7-10.
#[tokio::test]
async fn what_breaks_the_model_is_refused_with_the_member_and_changes_nothing() {
    let studio = Studio::open().await;
    let (job, worker, action) = one_task(&studio).await;
    let manifest = json!({ "outputManifestPath": "p", "outputManifestHash": "h" });
    for (wrong, member) in [
        (json!({ "progressPercent": 100.5 }), "progressPercent"),
        (json!({ "progressPercent": -1 }), "progressPercent"),
        (
            json!({ "progressMessage": "x".repeat(4_097) }),
            "progressMessage",
        ),
        (json!({ "completedStatus": "DONE" }), "completedStatus"),
        (json!({ "completedStatus": "RECLAIMED" }), "completedStatus"),
        (json!({ "manifests": vec![manifest; 11] }), "manifests"),
    ] {
        let answer = studio.ask(&worker, report(&action, wrong)).await;
        answer.refuses(400, "ValidationException");
        let body = answer.json();
        assert_eq!(body["reason"], "FIELD_VALIDATION_FAILED", "{body}");
        let named = body["fieldList"][0]["name"].as_str().unwrap();
        assert!(named.contains(member), "{body}");
    }
    for wrong in [
        report(&action, json!({ "startedAt": "yesterday" })),
        report(&action, json!({ "processExitCode": 1_i64 << 40 })),
        report(&action, json!("SUCCEEDED")),
        report("sessionaction-1", ended("SUCCEEDED")),
        json!([action]),
    ] {
        let answer = studio.ask(&worker, wrong).await;
        answer.refuses(400, "ValidationException");
    }
    assert_eq!(studio.action(&job, &action).await["status"], "ASSIGNED");
    studio.is_sound().await;
    studio.end().await;
}

#[tokio::test]
async fn reports_of_what_a_worker_does_not_hold_are_ignored() {
    let studio = Studio::open().await;
    let (job, worker, action) = one_task(&studio).await;
    let (other_job, other, others) = one_task(&studio).await;
    let session = action.rsplit_once('-').unwrap().0;
    for foreign in [
        others.clone(),
        format!("{session}-77"),
        format!("sessionaction-{}-0", "0".repeat(32)),
    ] {
        for status in ["SUCCEEDED", "FAILED", "NEVER_ATTEMPTED"] {
            let held = studio.held(&worker, report(&foreign, ended(status))).await;
            assert_eq!(held.actions, [action.as_str()]);
        }
    }
    assert_eq!(
        studio.action(&other_job, &others).await["status"],
        "ASSIGNED"
    );
    // The one that it is for is heard all the same.
    studio
        .ask(&other, report(&others, ended("SUCCEEDED")))
        .await
        .succeeds();
    assert_eq!(studio.get(&other_job).await["taskRunStatus"], "SUCCEEDED");
    assert_eq!(studio.get(&job).await["taskRunStatus"], "ASSIGNED");
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 2.7-6.
#[tokio::test]
async fn what_was_said_first_of_an_end_stays() {
    let studio = Studio::open().await;
    let (job, worker, action) = one_task(&studio).await;
    let failed = json!({
        "completedStatus": "FAILED", "processExitCode": 3, "progressMessage": "no",
        "startedAt": studio.time(-5), "endedAt": studio.time(-1),
    });
    studio
        .ask(&worker, report(&action, failed.clone()))
        .await
        .succeeds();
    let first = studio.action(&job, &action).await;
    assert_eq!(first["status"], "FAILED");
    for later in [
        failed,
        ended("SUCCEEDED"),
        json!({ "startedAt": studio.time(9) }),
    ] {
        studio.ask(&worker, report(&action, later)).await.succeeds();
        assert_eq!(studio.action(&job, &action).await, first);
    }
    assert_eq!(studio.get(&job).await["taskFailureRetryCount"], 1);
    studio.is_sound().await;
    studio.end().await;
}

#[tokio::test]
async fn times_that_run_backwards_never_end_an_action_before_its_start() {
    let studio = Studio::open().await;
    let (job, worker, action) = one_task(&studio).await;
    let starts = studio.time(-10);
    let runs = json!({ "startedAt": starts, "updatedAt": studio.time(-9) });
    studio.ask(&worker, report(&action, runs)).await.succeeds();
    // Another start, and an earlier update: the first start was told to people already.
    let again = json!({ "startedAt": studio.time(-100), "updatedAt": studio.time(-50) });
    studio.ask(&worker, report(&action, again)).await.succeeds();
    assert_eq!(studio.action(&job, &action).await["startedAt"], starts);
    let ends = json!({
        "completedStatus": "SUCCEEDED", "startedAt": studio.time(500),
        "endedAt": studio.time(-3_600),
    });
    studio.ask(&worker, report(&action, ends)).await.succeeds();
    let told = studio.action(&job, &action).await;
    assert_eq!(told["startedAt"], starts);
    assert_eq!(told["endedAt"], starts);
    assert_eq!(studio.get(&job).await["taskRunStatus"], "SUCCEEDED");
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 2.7-7.
#[tokio::test]
async fn what_was_never_attempted_has_no_times_and_what_ran_was_attempted() {
    let studio = Studio::open().await;
    let (job, worker, action) = one_task(&studio).await;
    let never = json!({
        "completedStatus": "NEVER_ATTEMPTED", "startedAt": studio.time(-2),
        "endedAt": studio.time(-1),
    });
    let held = studio.held(&worker, report(&action, never.clone())).await;
    let told = studio.action(&job, &action).await;
    assert_eq!(told["status"], "NEVER_ATTEMPTED");
    assert!(
        told.get("startedAt").is_none() && told.get("endedAt").is_none(),
        "{told}"
    );
    let again = &held.actions[0];
    let runs = json!({ "startedAt": studio.time(-1) });
    studio.ask(&worker, report(again, runs)).await.succeeds();
    studio.ask(&worker, report(again, never)).await.succeeds();
    assert_eq!(studio.action(&job, again).await["status"], "INTERRUPTED");
    assert_eq!(studio.get(&job).await["taskFailureRetryCount"], 0);
    studio.is_sound().await;
    studio.end().await;
}

/// The first action of a session, too: 0.33.6 fears that this is refused.
#[tokio::test]
async fn everything_of_a_session_may_come_back_unattempted() {
    let studio = Studio::open().await;
    let around = json!({ "jobEnvironments": [environment("Around")] });
    let job = studio.submit(json!([step("A", 2)]), around).await;
    let worker = studio.worker().await;
    let held = studio.held(&worker, json!({})).await;
    let never: serde_json::Map<String, Value> = held
        .actions
        .iter()
        .map(|action| (action.clone(), ended("NEVER_ATTEMPTED")))
        .collect();
    studio.ask(&worker, Value::Object(never)).await.succeeds();
    let counts = studio.get(&job).await["taskRunStatusCounts"].clone();
    assert_eq!(counts["FAILED"], 0, "{counts}");
    studio.is_sound().await;
    studio.end().await;
}

#[tokio::test]
async fn manifests_that_fit_no_attachments_are_left_out() {
    let studio = Studio::open().await;
    let (job, worker, action) = one_task(&studio).await;
    let done = json!({
        "completedStatus": "SUCCEEDED",
        "manifests": [{ "outputManifestPath": "p", "outputManifestHash": "h" }],
    });
    studio.ask(&worker, report(&action, done)).await.succeeds();
    let told = studio.action(&job, &action).await;
    assert_eq!(told["status"], "SUCCEEDED");
    assert!(told.get("manifests").is_none(), "{told}");
    studio.is_sound().await;
    studio.end().await;
}
