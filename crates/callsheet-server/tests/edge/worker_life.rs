//! The life of a worker, as far as the protocol has words for it (`semantics.md` 2.8 and 5).

use serde_json::{Value, json};

use crate::studio::{Studio, ended, environment, merge, report, step};
use crate::support::Answer;

/// The worker is told that it is in no state for this.
#[track_caller]
fn conflicts(answer: &Answer, worker: &str, status: &str) {
    answer.refuses(409, "ConflictException");
    let body = answer.json();
    let id = worker.rsplit('/').next().unwrap();
    assert_eq!(body["reason"], "STATUS_CONFLICT", "{body}");
    assert_eq!(body["resourceId"], id, "{body}");
    assert_eq!(body["context"]["status"], status, "{body}");
}

/// semantics 2.8-1, 2.8-2, 2.8-4, 2.8-5.
#[tokio::test]
async fn a_worker_goes_from_created_to_deleted() {
    let studio = Studio::open().await;
    let worker = studio.create_worker().await;
    assert_eq!(studio.status(&worker).await, "CREATED");
    let started = studio.say(&worker, "STARTED").await.succeeds();
    assert_eq!(started["log"]["logDriver"], "awslogs");
    assert!(started.get("hostConfiguration").is_none(), "{started}");
    assert_eq!(studio.status(&worker).await, "STARTED");
    assert!(studio.held(&worker, json!({})).await.is_empty());
    assert_eq!(studio.status(&worker).await, "IDLE");
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let held = studio.held(&worker, json!({})).await;
    assert_eq!(studio.status(&worker).await, "RUNNING");
    let held = studio
        .held(&worker, report(&held.actions[0], ended("SUCCEEDED")))
        .await;
    assert!(held.is_empty());
    assert_eq!(studio.status(&worker).await, "IDLE");
    assert_eq!(studio.get(&job).await["taskRunStatus"], "SUCCEEDED");
    studio.say(&worker, "STOPPING").await.succeeds();
    assert_eq!(studio.status(&worker).await, "STOPPING");
    studio.say(&worker, "STOPPED").await.succeeds();
    assert_eq!(studio.status(&worker).await, "STOPPED");
    studio.admin().send("DELETE", &worker, b"").await.succeeds();
    let gone = studio.ask(&worker, json!({})).await;
    gone.refuses(404, "ResourceNotFoundException");
    assert_eq!(gone.json()["resourceType"], "worker");
    // What it did can still be read.
    let sessions = studio.get(&format!("{job}/sessions")).await;
    assert_eq!(sessions["sessions"][0]["lifecycleStatus"], "ENDED");
    studio.end().await;
}

#[tokio::test]
async fn only_a_worker_that_is_online_is_given_work() {
    let studio = Studio::open().await;
    let worker = studio.create_worker().await;
    conflicts(&studio.ask(&worker, json!({})).await, &worker, "CREATED");
    studio.say(&worker, "STARTED").await.succeeds();
    studio.say(&worker, "STOPPED").await.succeeds();
    conflicts(&studio.ask(&worker, json!({})).await, &worker, "STOPPED");
    conflicts(&studio.say(&worker, "STOPPING").await, &worker, "STOPPED");
    studio.end().await;
}

/// semantics 2.8-10.
#[tokio::test]
async fn a_worker_that_was_stopping_stops_before_it_starts() {
    let studio = Studio::open().await;
    let worker = studio.worker().await;
    studio.say(&worker, "STOPPING").await.succeeds();
    conflicts(&studio.say(&worker, "STARTED").await, &worker, "STOPPING");
    assert!(studio.held(&worker, json!({})).await.is_empty());
    studio.say(&worker, "STOPPED").await.succeeds();
    studio.say(&worker, "STOPPED").await.succeeds();
    studio.say(&worker, "STARTED").await.succeeds();
    studio.end().await;
}

/// A process says that it stops, and the network keeps that back until the next one has started.
#[tokio::test]
async fn an_agent_that_does_not_know_that_its_worker_stops_is_made_to_start_over() {
    let studio = Studio::open().await;
    let worker = studio.worker().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let held = studio.held(&worker, json!({})).await;
    studio.say(&worker, "STOPPING").await.succeeds();
    // What it still has to give back is listened to, for as long as it takes.
    for _ in 0..4 {
        studio.pass(100).await;
        studio.ask(&worker, json!({})).await.succeeds();
    }
    assert_eq!(studio.status(&worker).await, "STOPPING");
    let given_back = report(&held.actions[0], ended("INTERRUPTED"));
    assert!(studio.held(&worker, given_back).await.is_empty());
    for _ in 0..2 {
        studio.pass(90).await;
        assert!(studio.held(&worker, json!({})).await.is_empty());
    }
    studio.pass(90).await;
    let refused = studio.ask(&worker, json!({})).await;
    conflicts(&refused, &worker, "NOT_RESPONDING");
    studio.say(&worker, "STARTED").await.succeeds();
    assert!(!studio.held(&worker, json!({})).await.is_empty());
    assert_eq!(studio.tasks(&job, 0).await, ["ASSIGNED"]);
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 1.17-2.
#[tokio::test]
async fn only_a_worker_that_is_not_at_work_is_deleted() {
    let studio = Studio::open().await;
    let created = studio.create_worker().await;
    studio
        .admin()
        .send("DELETE", &created, b"")
        .await
        .succeeds();
    let worker = studio.worker().await;
    let delete = async || studio.admin().send("DELETE", &worker, b"").await;
    conflicts(&delete().await, &worker, "STARTED");
    studio.ask(&worker, json!({})).await.succeeds();
    conflicts(&delete().await, &worker, "IDLE");
    studio.submit(json!([step("A", 1)]), json!({})).await;
    studio.ask(&worker, json!({})).await.succeeds();
    conflicts(&delete().await, &worker, "RUNNING");
    studio.say(&worker, "STOPPING").await.succeeds();
    conflicts(&delete().await, &worker, "STOPPING");
    studio.pass(1_000).await;
    assert_eq!(studio.status(&worker).await, "NOT_RESPONDING");
    delete().await.succeeds();
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 2.3-16, 2.7-5, 2.8-9, 2.8-2.
#[tokio::test]
async fn a_silent_worker_loses_its_work_and_may_return() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let (lost, other) = (studio.worker().await, studio.worker().await);
    let held = studio.held(&lost, json!({})).await;
    let action = held.actions[0].clone();
    let runs = json!({ "startedAt": studio.time(0) });
    studio.ask(&lost, report(&action, runs)).await.succeeds();
    studio.pass(140).await;
    assert_eq!(studio.status(&lost).await, "RUNNING");
    assert!(studio.held(&other, json!({})).await.is_empty());
    studio.pass(100).await;
    assert_eq!(studio.status(&lost).await, "NOT_RESPONDING");
    assert_eq!(studio.actions(&job, &held.session).await, ["INTERRUPTED"]);
    // Late words change nothing, and say where the worker stands.
    let late = studio.ask(&lost, report(&action, ended("SUCCEEDED"))).await;
    conflicts(&late, &lost, "NOT_RESPONDING");
    assert_eq!(studio.tasks(&job, 0).await, ["READY"]);
    studio.say(&lost, "STARTED").await.succeeds();
    let again = studio
        .held(&lost, report(&action, ended("SUCCEEDED")))
        .await;
    assert_ne!(again.session, held.session);
    assert_eq!(studio.actions(&job, &held.session).await, ["INTERRUPTED"]);
    studio
        .ask(&lost, report(&again.actions[0], ended("SUCCEEDED")))
        .await
        .succeeds();
    let job = studio.get(&job).await;
    assert_eq!(job["taskRunStatus"], "SUCCEEDED");
    assert_eq!(job["taskFailureRetryCount"], 0);
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 6.4-1, 6.4-2.
#[tokio::test]
async fn a_host_configuration_script_is_given_its_time() {
    let studio = Studio::open().await;
    let script = json!({ "scriptBody": "true", "scriptTimeoutSeconds": 900 });
    let change = json!({ "hostConfiguration": script });
    studio.patch(&studio.fleet(), change).await.succeeds();
    assert_eq!(
        studio.get(&studio.fleet()).await["hostConfiguration"],
        script
    );
    let worker = studio.create_worker().await;
    let started = studio.say(&worker, "STARTED").await.succeeds();
    assert_eq!(started["hostConfiguration"], script);
    studio.pass(1_000).await;
    assert_eq!(studio.status(&worker).await, "STARTED");
    studio.pass(200).await;
    assert_eq!(studio.status(&worker).await, "NOT_RESPONDING");
    studio.say(&worker, "STARTED").await.succeeds();
    studio.ask(&worker, json!({})).await.succeeds();
    // Whoever has asked once has run it.
    studio.pass(240).await;
    assert_eq!(studio.status(&worker).await, "NOT_RESPONDING");
    studio.end().await;
}

/// semantics 2.6-4, 2.8-3.
#[tokio::test]
async fn a_worker_that_starts_again_has_lost_what_it_held() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let worker = studio.worker().await;
    let first = studio.held(&worker, json!({})).await;
    studio.say(&worker, "STARTED").await.succeeds();
    assert_eq!(studio.status(&worker).await, "STARTED");
    assert_eq!(
        studio.actions(&job, &first.session).await,
        ["NEVER_ATTEMPTED"]
    );
    let second = studio.held(&worker, json!({})).await;
    assert_ne!(first.session, second.session);
    studio.is_sound().await;
    studio.end().await;
}

/// A disk was copied, with the worker's id on it. Both run what the worker holds; what is said
/// first counts, and counts once.
#[tokio::test]
async fn two_agents_with_one_id_count_as_one() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 2)]), json!({})).await;
    let worker = studio.worker().await;
    let one = studio.held(&worker, json!({})).await;
    studio.say(&worker, "STARTED").await.succeeds();
    let other = studio.held(&worker, json!({})).await;
    let one_says = report(&one.actions[0], ended("FAILED"));
    let told = studio.held(&worker, one_says).await;
    assert_eq!(told.actions, other.actions);
    let both = &other.actions[0];
    studio
        .ask(&worker, report(both, ended("SUCCEEDED")))
        .await
        .succeeds();
    studio
        .ask(&worker, report(both, ended("FAILED")))
        .await
        .succeeds();
    assert_eq!(studio.action(&job, both).await["status"], "SUCCEEDED");
    let counts = studio.get(&job).await["taskRunStatusCounts"].clone();
    assert_eq!(counts["SUCCEEDED"], 1, "{counts}");
    assert_eq!(studio.get(&job).await["taskFailureRetryCount"], 0);
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 2.3-14, 2.8-7.
#[tokio::test]
async fn a_regular_drain_leaves_the_environments_and_gives_the_rest_back() {
    let studio = Studio::open().await;
    let around = json!({ "jobEnvironments": [environment("Around")] });
    let job = studio.submit(json!([step("A", 3)]), around).await;
    let worker = studio.worker().await;
    let held = studio.held(&worker, json!({})).await;
    assert_eq!(held.kinds, ["envEnter", "taskRun"]);
    let entered = report(&held.actions[0], ended("SUCCEEDED"));
    let mut running = report(&held.actions[1], json!({ "startedAt": studio.time(0) }));
    merge(&mut running, &entered);
    studio.ask(&worker, running).await.succeeds();
    studio.say(&worker, "STOPPING").await.succeeds();
    let stopped = report(&held.actions[1], ended("INTERRUPTED"));
    let leaving = studio.held(&worker, stopped).await;
    assert_eq!(leaving.kinds, ["envExit"]);
    let left = report(&leaving.actions[0], ended("SUCCEEDED"));
    let nothing = studio.held(&worker, left).await;
    assert!(nothing.is_empty());
    assert!(
        nothing.answer.get("desiredWorkerStatus").is_none(),
        "{nothing:?}"
    );
    studio.say(&worker, "STOPPED").await.succeeds();
    assert_eq!(studio.tasks(&job, 0).await, ["READY"; 3]);
    assert_eq!(
        studio.actions(&job, &held.session).await,
        ["SUCCEEDED", "INTERRUPTED", "SUCCEEDED"]
    );
    assert_eq!(studio.get(&job).await["taskFailureRetryCount"], 0);
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 2.3-15, 2.8-8.
#[tokio::test]
async fn an_expedited_drain_gives_everything_back_in_one_word() {
    let studio = Studio::open().await;
    let around = json!({ "jobEnvironments": [environment("Around")] });
    let job = studio.submit(json!([step("A", 1)]), around).await;
    let worker = studio.worker().await;
    let held = studio.held(&worker, json!({})).await;
    let entering = report(&held.actions[0], json!({ "startedAt": studio.time(0) }));
    studio.ask(&worker, entering).await.succeeds();
    studio.say(&worker, "STOPPING").await.succeeds();
    let mut last_words = report(&held.actions[0], ended("INTERRUPTED"));
    merge(
        &mut last_words,
        &report(&held.actions[1], ended("NEVER_ATTEMPTED")),
    );
    studio.ask(&worker, last_words).await.succeeds();
    studio.say(&worker, "STOPPED").await.succeeds();
    assert_eq!(studio.tasks(&job, 0).await, ["READY"]);
    // The way out that was due is closed as well.
    assert_eq!(
        studio.actions(&job, &held.session).await,
        ["INTERRUPTED", "NEVER_ATTEMPTED", "NEVER_ATTEMPTED"]
    );
    studio.is_sound().await;
    studio.end().await;
}

/// What a worker with so much memory says when it starts.
fn started_with(memory_mib: i64) -> Value {
    json!({ "status": "STARTED", "capabilities": {
        "amounts": [
            { "name": "amount.worker.vcpu", "value": 8 },
            { "name": "amount.worker.memory", "value": memory_mib },
        ],
        "attributes": [
            { "name": "attr.worker.rack", "values": ["north"] },
            { "name": "attr.worker.room", "values": ["cold"] },
        ],
    }})
}

/// semantics 2.8-6, 2.8-10.
#[tokio::test]
async fn a_worker_that_has_less_than_its_fleet_promises_is_given_nothing() {
    let studio = Studio::open().await;
    studio.submit(json!([step("A", 1)]), json!({})).await;
    let worker = studio.create_worker().await;
    studio.patch(&worker, started_with(100)).await.succeeds();
    assert_eq!(studio.status(&worker).await, "NOT_COMPATIBLE");
    assert!(studio.held(&worker, json!({})).await.is_empty());
    conflicts(
        &studio.patch(&worker, started_with(4_096)).await,
        &worker,
        "NOT_COMPATIBLE",
    );
    studio.say(&worker, "STOPPED").await.succeeds();
    studio.patch(&worker, started_with(4_096)).await.succeeds();
    assert!(!studio.held(&worker, json!({})).await.is_empty());
    studio.end().await;
}

/// semantics 1.9-10.
#[tokio::test]
async fn a_worker_fits_once_its_fleet_promises_less() {
    let studio = Studio::open().await;
    let fleet = studio.get(&studio.fleet()).await;
    let mut configuration = fleet["configuration"].clone();
    let promise = |configuration: &mut Value, mib: i64| {
        configuration["customerManaged"]["workerCapabilities"]["memoryMiB"]["min"] = json!(mib);
        json!({ "configuration": configuration })
    };
    let more = promise(&mut configuration, 64_000);
    studio.patch(&studio.fleet(), more).await.succeeds();
    let worker = studio.create_worker().await;
    studio.patch(&worker, started_with(32_000)).await.succeeds();
    studio.ask(&worker, json!({})).await.succeeds();
    assert_eq!(studio.status(&worker).await, "NOT_COMPATIBLE");
    let less = promise(&mut configuration, 32_000);
    studio.patch(&studio.fleet(), less).await.succeeds();
    studio.ask(&worker, json!({})).await.succeeds();
    assert_eq!(studio.status(&worker).await, "IDLE");
    studio.end().await;
}

/// semantics 6.3-5.
#[tokio::test]
async fn a_fleet_that_scales_lets_idle_workers_go_down_to_its_minimum() {
    let studio = Studio::open().await;
    let mut configuration = studio.get(&studio.fleet()).await["configuration"].clone();
    configuration["customerManaged"]["mode"] = json!("EVENT_BASED_AUTO_SCALING");
    configuration["customerManaged"]["autoScalingConfiguration"] =
        json!({ "workerIdleDurationSeconds": 300, "standbyWorkerCount": 0 });
    let change = json!({ "configuration": configuration, "minWorkerCount": 1 });
    studio.patch(&studio.fleet(), change).await.succeeds();
    let workers = [studio.worker().await, studio.worker().await];
    for seconds in [100, 100, 90] {
        for worker in &workers {
            let held = studio.held(worker, json!({})).await;
            assert!(held.answer.get("desiredWorkerStatus").is_none(), "{held:?}");
        }
        studio.pass(seconds).await;
    }
    studio.pass(60).await;
    let told = studio.held(&workers[0], json!({})).await;
    assert_eq!(told.answer["desiredWorkerStatus"], "STOPPED");
    assert_eq!(studio.status(&workers[0]).await, "STOPPING");
    let stays = studio.held(&workers[1], json!({})).await;
    assert!(
        stays.answer.get("desiredWorkerStatus").is_none(),
        "{stays:?}"
    );
    // The answer may have been lost; work that came meanwhile is not for this one.
    studio.submit(json!([step("A", 1)]), json!({})).await;
    let again = studio.held(&workers[0], json!({})).await;
    assert!(again.is_empty());
    assert_eq!(again.answer["desiredWorkerStatus"], "STOPPED");
    assert!(!studio.held(&workers[1], json!({})).await.is_empty());
    studio.say(&workers[0], "STOPPING").await.succeeds();
    let on_its_way = studio.held(&workers[0], json!({})).await;
    assert!(on_its_way.answer.get("desiredWorkerStatus").is_none());
    studio.say(&workers[0], "STOPPED").await.succeeds();
    studio.end().await;
}

#[tokio::test]
async fn a_queues_role_is_for_workers_that_have_its_session() {
    let studio = Studio::open().await;
    let worker = studio.create_worker().await;
    let queue_id = studio.running.made.queue_id;
    let roles = format!("{worker}/queue-roles?queueId={queue_id}");
    let role = async || studio.admin().get(&roles).await;
    conflicts(&role().await, &worker, "CREATED");
    studio.say(&worker, "STARTED").await.succeeds();
    let refused = role().await;
    refused.refuses(409, "ConflictException");
    assert_eq!(refused.json()["resourceId"], queue_id.to_string());
    assert_eq!(refused.json()["reason"], "STATUS_CONFLICT");
    studio.submit(json!([step("A", 1)]), json!({})).await;
    studio.ask(&worker, json!({})).await.succeeds();
    let credentials = role().await.succeeds();
    assert!(credentials["credentials"]["sessionToken"].is_string());
    studio.end().await;
}

#[tokio::test]
async fn a_worker_is_told_of_no_job_but_its_own() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let job_id = job.rsplit('/').next().unwrap();
    let (worker, other) = (studio.worker().await, studio.worker().await);
    studio.ask(&worker, json!({})).await.succeeds();
    let wanted = json!({ "identifiers": [{ "jobDetails": { "jobId": job_id } }] });
    let entities = |worker: &str| format!("{worker}/batchGetJobEntity");
    let own = studio
        .admin()
        .post(&entities(&worker), &wanted)
        .await
        .succeeds();
    assert_eq!(own["entities"][0]["jobDetails"]["jobId"], job_id);
    assert_eq!(own["errors"], json!([]));
    let foreign = studio
        .admin()
        .post(&entities(&other), &wanted)
        .await
        .succeeds();
    let error = &foreign["errors"][0]["jobDetails"];
    assert_eq!(error["code"], "ResourceNotFoundException");
    assert_eq!(foreign["entities"], json!([]));
    studio.end().await;
}

#[tokio::test]
async fn an_agent_is_given_what_it_can_run_and_told_how() {
    let studio = Studio::open().await;
    let mut expressions = step("A", 1);
    expressions["script"]["actions"]["onRun"]["args"] = json!(["{{ 1 + 1 }}"]);
    let more = json!({ "extensions": ["EXPR"] });
    let special = studio.submit(json!([expressions]), more).await;
    assert_eq!(
        studio.get(&special).await["lifecycleStatus"],
        "CREATE_COMPLETE"
    );
    let plain = studio.submit(json!([step("A", 1)]), json!({})).await;
    let start = async |version: &'static str| {
        let worker = studio.create_worker().await;
        let agent = format!("Boto3/1.44.5 deadline_worker_agent/{version} x/1");
        let client = studio
            .admin()
            .with(|client| client.headers.push(("user-agent", agent)));
        let started = json!({ "status": "STARTED" }).to_string();
        client
            .send("PATCH", &worker, started.as_bytes())
            .await
            .succeeds();
        worker
    };
    let (old, new) = (start("0.29.0").await, start("0.33.6").await);
    let job_of = |answer: &Value, session: &str| {
        let session = &answer["assignedSessions"][session];
        (session["jobId"].clone(), session["metadata"].clone())
    };
    let held = studio.held(&old, json!({})).await;
    let (job, hints) = job_of(&held.answer, &held.session);
    assert!(
        plain.ends_with(job.as_str().unwrap()) && hints.is_null(),
        "{held:?}"
    );
    let held = studio.held(&new, json!({})).await;
    let (job, hints) = job_of(&held.answer, &held.session);
    assert!(special.ends_with(job.as_str().unwrap()), "{held:?}");
    assert_eq!(hints, json!({ "runtimeHint": "rust" }));
    studio.end().await;
}
