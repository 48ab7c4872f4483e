//! Jobs, tasks, sessions and session actions brought into each of their statuses
//! (`semantics.md` 2). `docs/statuses.md` names these tests.

use serde_json::json;

use crate::studio::{Studio, ended, environment, merge, report, step};

/// semantics 2.3-7, 2.3-8, 2.3-9, 2.3-10, 2.3-17, 2.7-1, 2.7-2, 2.7-3.
#[tokio::test]
async fn tasks_wait_run_and_end_in_every_way() {
    let studio = Studio::open().await;
    let mut second = step("B", 1);
    second["dependencies"] = json!([{ "dependsOn": "A" }]);
    let more = json!({ "jobEnvironments": [environment("Around")] });
    let job = studio.submit(json!([step("A", 4), second]), more).await;
    assert_eq!(studio.tasks(&job, 0).await, ["READY"; 4]);
    assert_eq!(studio.tasks(&job, 1).await, ["PENDING"]);

    let worker = studio.worker().await;
    let held = studio.held(&worker, json!({})).await;
    assert_eq!(held.kinds, ["envEnter", "taskRun"]);
    assert_eq!(studio.tasks(&job, 0).await[0], "STARTING");
    assert_eq!(
        studio.actions(&job, &held.session).await,
        ["ASSIGNED", "ASSIGNED"]
    );
    let entered = report(&held.actions[0], ended("SUCCEEDED"));
    studio.ask(&worker, entered).await.succeeds();
    assert_eq!(studio.tasks(&job, 0).await[0], "ASSIGNED");
    let runs = report(&held.actions[1], json!({ "startedAt": studio.time(0) }));
    studio.ask(&worker, runs).await.succeeds();
    assert_eq!(studio.tasks(&job, 0).await[0], "RUNNING");
    assert_eq!(
        studio.actions(&job, &held.session).await,
        ["SUCCEEDED", "RUNNING"]
    );

    let mut done = ended("SUCCEEDED");
    merge(&mut done, &json!({ "endedAt": studio.time(1) }));
    let ahead = studio.held(&worker, report(&held.actions[1], done)).await;
    assert_eq!(ahead.kinds, ["taskRun", "taskRun"]);
    assert_eq!(
        studio.tasks(&job, 0).await,
        ["SUCCEEDED", "ASSIGNED", "SCHEDULED", "READY"]
    );

    let runs = report(&ahead.actions[0], json!({ "startedAt": studio.time(0) }));
    studio.ask(&worker, runs).await.succeeds();
    studio
        .patch(&job, json!({ "targetTaskRunStatus": "CANCELED" }))
        .await
        .succeeds();
    assert_eq!(
        studio.get(&job).await["lifecycleStatus"],
        "UPDATE_IN_PROGRESS"
    );
    let statuses = studio.tasks(&job, 0).await;
    assert_eq!(
        statuses,
        ["SUCCEEDED", "INTERRUPTING", "INTERRUPTING", "CANCELED"]
    );
    let canceled = studio.held(&worker, json!({})).await;
    assert_eq!(canceled.canceled, ahead.actions);
    assert_eq!(
        studio.action(&job, &ahead.actions[0]).await["status"],
        "CANCELING"
    );
    let mut stopped = report(&ahead.actions[0], ended("CANCELED"));
    merge(
        &mut stopped,
        &report(&ahead.actions[1], ended("NEVER_ATTEMPTED")),
    );
    studio.ask(&worker, stopped).await.succeeds();
    assert_eq!(
        studio.actions(&job, &held.session).await[2..],
        ["CANCELED", "NEVER_ATTEMPTED", "ASSIGNED"]
    );
    assert_eq!(
        studio.get(&job).await["lifecycleStatus"],
        "UPDATE_SUCCEEDED"
    );
    studio
        .patch(&job, json!({ "lifecycleStatus": "ARCHIVED" }))
        .await
        .succeeds();
    assert_eq!(studio.get(&job).await["lifecycleStatus"], "ARCHIVED");
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 2.3-12, 2.3-13.
#[tokio::test]
async fn a_task_that_fails_too_often_is_failed() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let worker = studio.worker().await;
    for expected in ["READY", "FAILED"] {
        let held = studio.held(&worker, json!({})).await;
        studio.say(&worker, "STOPPING").await.succeeds();
        studio
            .ask(&worker, report(&held.actions[0], ended("FAILED")))
            .await
            .succeeds();
        assert_eq!(studio.tasks(&job, 0).await, [expected]);
        assert_eq!(studio.actions(&job, &held.session).await, ["FAILED"]);
        studio.say(&worker, "STOPPED").await.succeeds();
        studio.say(&worker, "STARTED").await.succeeds();
    }
    studio.end().await;
}

/// semantics 2.3-18, 2.3-19.
#[tokio::test]
async fn every_target_moves_a_job_a_step_and_a_task() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    assert_eq!(studio.get(&job).await["lifecycleStatus"], "CREATE_COMPLETE");
    let step_path = studio.step(&job, 0).await;
    assert_eq!(
        studio.get(&step_path).await["lifecycleStatus"],
        "CREATE_COMPLETE"
    );
    let tasks = studio.get(&format!("{step_path}/tasks")).await;
    let task = format!(
        "{step_path}/tasks/{}",
        tasks["tasks"][0]["taskId"].as_str().unwrap()
    );
    for (target, arrives) in [
        ("SUSPENDED", "SUSPENDED"),
        ("READY", "READY"),
        ("CANCELED", "CANCELED"),
        ("PENDING", "READY"),
        ("FAILED", "FAILED"),
        ("PENDING", "READY"),
        ("SUCCEEDED", "SUCCEEDED"),
        ("PENDING", "READY"),
    ] {
        for (path, member) in [
            (&job, "targetTaskRunStatus"),
            (&step_path, "targetTaskRunStatus"),
            (&task, "targetRunStatus"),
        ] {
            studio
                .patch(path, json!({ member: target }))
                .await
                .succeeds();
            assert_eq!(
                studio.get(&task).await["runStatus"],
                arrives,
                "{path} {target}"
            );
        }
    }
    assert_eq!(
        studio.get(&step_path).await["lifecycleStatus"],
        "UPDATE_SUCCEEDED"
    );
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 2.2-2.
#[tokio::test]
async fn a_step_that_moves_is_in_progress_until_it_has_arrived() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let worker = studio.worker().await;
    let held = studio.held(&worker, json!({})).await;
    let step_path = studio.step(&job, 0).await;
    let target = json!({ "targetTaskRunStatus": "SUSPENDED" });
    studio.patch(&step_path, target).await.succeeds();
    assert_eq!(
        studio.get(&step_path).await["lifecycleStatus"],
        "UPDATE_IN_PROGRESS"
    );
    let back = report(&held.actions[0], ended("NEVER_ATTEMPTED"));
    studio.ask(&worker, back).await.succeeds();
    assert_eq!(
        studio.get(&step_path).await["lifecycleStatus"],
        "UPDATE_SUCCEEDED"
    );
    assert_eq!(studio.tasks(&job, 0).await, ["SUSPENDED"]);
    studio.end().await;
}

/// semantics 2.1-3, 2.3-4.
#[tokio::test]
async fn jobs_that_cannot_be_made_or_run_say_so() {
    let studio = Studio::open().await;
    let twice = json!([step("A", 1), step("A", 1)]);
    let failed = studio.submit(twice, json!({})).await;
    assert_eq!(
        studio.get(&failed).await["lifecycleStatus"],
        "CREATE_FAILED"
    );
    let mut huge = step("A", 1);
    huge["hostRequirements"] =
        json!({ "amounts": [{ "name": "amount.worker.vcpu", "min": 100_000 }] });
    let job = studio.submit(json!([huge]), json!({})).await;
    assert_eq!(studio.get(&job).await["taskRunStatus"], "NOT_COMPATIBLE");
    assert_eq!(studio.tasks(&job, 0).await, ["NOT_COMPATIBLE"]);
    studio.end().await;
}

#[tokio::test]
async fn a_job_is_being_created_until_its_template_was_read() {
    let studio = Studio::open().await;
    let template = json!({
        "specificationVersion": "jobtemplate-2023-09", "name": "job", "steps": [step("A", 1)],
    });
    let body = json!({
        "priority": 50, "template": template.to_string(), "templateType": "JSON",
        "targetTaskRunStatus": "SUSPENDED",
    });
    let jobs = format!("{}/jobs", studio.queue());
    let made = studio.admin().post(&jobs, &body).await.succeeds();
    let job = format!("{jobs}/{}", made["jobId"].as_str().unwrap());
    loop {
        let status = studio.get(&job).await["lifecycleStatus"].clone();
        if status == "CREATE_COMPLETE" {
            break;
        }
        assert_eq!(status, "CREATE_IN_PROGRESS");
    }
    assert_eq!(studio.tasks(&job, 0).await, ["SUSPENDED"]);
    studio.end().await;
}

/// semantics 2.6-2.
#[tokio::test]
async fn a_session_that_somebody_ends_is_in_progress_until_it_has() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let worker = studio.worker().await;
    let held = studio.held(&worker, json!({})).await;
    let session = format!("{job}/sessions/{}", held.session);
    assert_eq!(studio.get(&session).await["lifecycleStatus"], "STARTED");
    let target = json!({ "targetLifecycleStatus": "ENDED" });
    studio.patch(&session, target).await.succeeds();
    assert_eq!(
        studio.get(&session).await["lifecycleStatus"],
        "UPDATE_IN_PROGRESS"
    );
    studio.say(&worker, "STOPPING").await.succeeds();
    let back = report(&held.actions[0], ended("NEVER_ATTEMPTED"));
    studio.ask(&worker, back).await.succeeds();
    assert_eq!(studio.get(&session).await["lifecycleStatus"], "ENDED");
    assert_eq!(studio.tasks(&job, 0).await, ["READY"]);
    studio.end().await;
}

/// semantics 2.10-4, 2.12-2, 2.12-3, 2.12-4.
#[tokio::test]
async fn an_association_stops_in_two_ways_and_its_queue_shows_it() {
    let studio = Studio::open().await;
    let (queue, fleet) = (studio.running.made.queue_id, studio.running.made.fleet_id);
    let pair = format!(
        "{}/queue-fleet-associations/{queue}/{fleet}",
        studio.running.farm_path()
    );
    let status = async || studio.get(&pair).await["status"].clone();
    let queue_status = async || studio.get(&studio.queue()).await["status"].clone();
    assert_eq!(status().await, "ACTIVE");
    assert_eq!(queue_status().await, "SCHEDULING");
    for way in [
        "STOP_SCHEDULING_AND_COMPLETE_TASKS",
        "STOP_SCHEDULING_AND_CANCEL_TASKS",
    ] {
        studio.submit(json!([step("A", 1)]), json!({})).await;
        let worker = studio.worker().await;
        let held = studio.held(&worker, json!({})).await;
        studio
            .patch(&pair, json!({ "status": way }))
            .await
            .succeeds();
        assert_eq!(status().await, way);
        studio
            .ask(&worker, report(&held.actions[0], ended("SUCCEEDED")))
            .await
            .succeeds();
        assert_eq!(status().await, "STOPPED");
        assert_eq!(queue_status().await, "IDLE");
        studio
            .patch(&pair, json!({ "status": "ACTIVE" }))
            .await
            .succeeds();
    }
    let change = json!({ "defaultBudgetAction": "STOP_SCHEDULING_AND_COMPLETE_TASKS" });
    studio.patch(&studio.queue(), change).await.succeeds();
    assert_eq!(queue_status().await, "SCHEDULING_BLOCKED");
    assert_eq!(
        studio.get(&studio.queue()).await["blockedReason"],
        "NO_BUDGET_CONFIGURED"
    );
    assert_eq!(studio.get(&studio.fleet()).await["status"], "ACTIVE");
    studio.end().await;
}

/// semantics 2.13-4.
#[tokio::test]
async fn a_dependency_is_resolved_by_its_success() {
    let studio = Studio::open().await;
    let mut second = step("B", 1);
    second["dependencies"] = json!([{ "dependsOn": "A" }]);
    let job = studio
        .submit(json!([step("A", 1), second]), json!({}))
        .await;
    let dependencies = format!("{}/dependencies", studio.step(&job, 1).await);
    let status = async || studio.get(&dependencies).await["dependencies"][0]["status"].clone();
    assert_eq!(status().await, "UNRESOLVED");
    let first = studio.step(&job, 0).await;
    let target = json!({ "targetTaskRunStatus": "SUCCEEDED" });
    studio.patch(&first, target).await.succeeds();
    assert_eq!(status().await, "RESOLVED");
    studio.end().await;
}
