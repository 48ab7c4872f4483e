//! The batch operations over HTTP: each item by itself, and each once (`semantics.md` 3.9, 10.4).

use serde_json::{Value, json};

use crate::studio::{Studio, merge, step};
use crate::support::Answer;

const PREFIX: &str = "/2023-10-12";

/// The ids of a path such as `…/farms/F/queues/Q/jobs/J`.
fn ids(path: &str) -> Value {
    let words: Vec<&str> = path.trim_start_matches(PREFIX).split('/').skip(1).collect();
    let names = words.chunks(2).map(|pair| {
        let name = format!("{}Id", pair[0].trim_end_matches('s'));
        (name, json!(pair[1]))
    });
    Value::Object(names.collect())
}

fn with(path: &str, more: Value) -> Value {
    let mut item = ids(path);
    merge(&mut item, &more);
    item
}

impl Studio {
    async fn batch(&self, operation: &str, token: &str, body: Value) -> Answer {
        let token = token.to_owned();
        let client = self
            .admin()
            .with(|client| client.headers.push(("x-amz-client-token", token)));
        let path = format!("{PREFIX}/{operation}");
        client
            .send("PATCH", &path, body.to_string().as_bytes())
            .await
    }

    async fn get_batch(&self, noun: &str, identifiers: &[Value]) -> Value {
        let path = format!("{PREFIX}/batch-get-{noun}");
        let body = json!({ "identifiers": identifiers });
        self.admin().post(&path, &body).await.succeeds()
    }
}

fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().unwrap().iter();
    errors.map(|one| one["code"].as_str().unwrap()).collect()
}

/// semantics 3.9-3, 10.4-5.
#[tokio::test]
async fn each_job_of_a_batch_is_changed_or_refused_by_itself() {
    let studio = Studio::open().await;
    let first = studio.submit(json!([step("A", 2)]), json!({})).await;
    let archived = studio.submit(json!([step("A", 1)]), json!({})).await;
    let last = studio.submit(json!([step("A", 3)]), json!({})).await;
    let put_away = [
        json!({ "targetTaskRunStatus": "CANCELED" }),
        json!({ "lifecycleStatus": "ARCHIVED" }),
    ];
    for change in put_away {
        studio.patch(&archived, change).await.succeeds();
    }
    let unknown = json!({ "jobId": "job-00000000000000000000000000000007", "priority": 1 });
    let jobs = json!([
        with(
            &first,
            json!({ "priority": 77, "targetTaskRunStatus": "SUSPENDED" })
        ),
        with(&first, unknown),
        with(&archived, json!({ "priority": 1 })),
        with(&first, json!({ "maxWorkerCount": 0, "name": "never" })),
        with(
            &last,
            json!({ "targetTaskRunStatus": "CANCELED", "name": "last" })
        ),
    ]);
    let body = json!({ "jobs": jobs });
    let answer = studio
        .batch("batch-update-job", "batch", body.clone())
        .await;
    let answer = answer.succeeds();
    assert_eq!(
        codes(&answer),
        [
            "ResourceNotFoundException",
            "ConflictException",
            "ValidationException"
        ]
    );
    assert_eq!(answer["errors"][1]["jobId"], ids(&archived)["jobId"]);
    let changed = studio.get(&first).await;
    assert_eq!(
        (&changed["priority"], &changed["name"]),
        (&json!(77), &json!("job"))
    );
    assert_eq!(studio.tasks(&first, 0).await, ["SUSPENDED"; 2]);
    assert_eq!(studio.tasks(&last, 0).await, ["CANCELED"; 3]);
    assert_eq!(studio.get(&last).await["name"], "last");

    // What was done is not done again for a repeated request; what was refused is tried again.
    let requeue = json!({ "targetTaskRunStatus": "READY" });
    studio.patch(&last, requeue).await.succeeds();
    let again = studio.batch("batch-update-job", "batch", body).await;
    assert_eq!(codes(&again.succeeds()).len(), 3);
    assert_eq!(studio.tasks(&last, 0).await, ["READY"; 3]);
    let other = json!({ "jobs": [with(&first, json!({ "priority": 1 }))] });
    let refused = studio.batch("batch-update-job", "batch", other).await;
    refused.refuses(400, "ValidationException");
    assert_eq!(studio.get(&first).await["priority"], 77);
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 3.9-3.
#[tokio::test]
async fn each_task_of_a_batch_reaches_its_own_target() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 6)]), json!({})).await;
    let step = studio.step(&job, 0).await;
    let id = ids(&step)["stepId"]
        .as_str()
        .unwrap()
        .replace("step", "task");
    let targets = [
        "CANCELED",
        "FAILED",
        "SUCCEEDED",
        "SUSPENDED",
        "PENDING",
        "READY",
    ];
    let mut tasks: Vec<Value> = (0..6)
        .map(|number| {
            let target = targets[number];
            let task = format!("{id}-{number}");
            with(&step, json!({ "taskId": task, "targetRunStatus": target }))
        })
        .collect();
    let absent = json!({ "taskId": format!("{id}-6"), "targetRunStatus": "CANCELED" });
    tasks.insert(1, with(&step, absent));
    let body = json!({ "tasks": tasks });
    let answer = studio.batch("batch-update-task", "tasks", body).await;
    let answer = answer.succeeds();
    assert_eq!(codes(&answer), ["ResourceNotFoundException"]);
    assert_eq!(answer["errors"][0]["taskId"], format!("{id}-6"));
    let expected = [
        "CANCELED",
        "FAILED",
        "SUCCEEDED",
        "SUSPENDED",
        "READY",
        "READY",
    ];
    assert_eq!(studio.tasks(&job, 0).await, expected);
    studio.is_sound().await;
    studio.end().await;
}

/// semantics 10.4-2, 10.4-4.
#[tokio::test]
async fn what_is_read_in_a_batch_is_what_is_read_alone() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let worker = studio.worker().await;
    let held = studio.held(&worker, json!({})).await;
    let session = format!("{job}/sessions/{}", held.session);
    let action = format!("{job}/session-actions/{}", held.actions[0]);
    let mut action_ids = ids(&job);
    merge(
        &mut action_ids,
        &json!({ "sessionActionId": held.actions[0] }),
    );
    let of = [
        ("job", "jobs", &job, ids(&job), "jobId"),
        ("worker", "workers", &worker, ids(&worker), "workerId"),
        ("session", "sessions", &session, ids(&session), "sessionId"),
        (
            "session-action",
            "sessionActions",
            &action,
            action_ids,
            "sessionActionId",
        ),
    ];
    for (noun, member, path, own, key) in of {
        let mut unknown = own.clone();
        unknown["farmId"] = json!("farm-00000000000000000000000000000007");
        let answer = studio
            .get_batch(noun, &[own.clone(), unknown.clone(), own.clone()])
            .await;
        let mut alone = studio.get(path).await;
        merge(&mut alone, &own);
        assert_eq!(answer[member], json!([alone, alone]), "{noun}");
        assert_eq!(codes(&answer), ["ResourceNotFoundException"], "{noun}");
        assert_eq!(answer["errors"][0][key], own[key]);
        assert_eq!(answer["errors"][0]["farmId"], unknown["farmId"]);
    }
    studio.end().await;
}
