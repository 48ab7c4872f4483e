//! What workers take of limits, and which steps they are given at all: jobs are submitted and
//! workers ask, report, are canceled and get lost, through the handlers of their operations.

use callsheet_api::ids::{JobId, LimitId, SessionActionId, StepId, WorkerId};
use callsheet_api::types::{
    AssignedSession, GetJobResponse, GetSessionActionResponse, QueueLimitAssociationStatus,
    TaskRunStatus, UpdateQueueLimitAssociationStatus, UpdateWorkerScheduleResponse,
};
use callsheet_server::api::{
    create_job, job_entities, jobs, limits, session_actions, steps, targets, worker_life,
    worker_schedule,
};
use callsheet_server::background::creation;

use super::*;

const STOCK: &str = "Boto3/1.40.0 deadline_worker_agent/";

/// One agent, which says what it is told to say.
struct Agent {
    worker: WorkerId,
    caller: Caller,
}

impl Farm {
    /// A farm whose fleet works for its queue.
    async fn at_work() -> Farm {
        let farm = farm().await;
        farm.associate().await.unwrap();
        farm
    }

    async fn agent(&self, user_agent: &str) -> Agent {
        let input = request(json!({ "farmId": self.farm, "fleetId": self.fleet }));
        let created = worker_life::create_worker(&self.cx, &self.admin, input).await;
        let agent = Agent {
            worker: created.unwrap().worker_id,
            caller: Caller {
                user_agent: Some(user_agent.to_owned()),
                ..Caller::of(Principal::Admin)
            },
        };
        self.say(&agent, json!({ "status": "STARTED" })).await;
        agent
    }

    async fn say(&self, agent: &Agent, said: Value) {
        let mut input = self.of(agent);
        let said = said.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(said);
        let answer = worker_life::update_worker(&self.cx, &agent.caller, request(input)).await;
        answer.unwrap();
    }

    fn of(&self, agent: &Agent) -> Value {
        json!({ "farmId": self.farm, "fleetId": self.fleet, "workerId": agent.worker })
    }

    async fn ask(&self, agent: &Agent) -> UpdateWorkerScheduleResponse {
        self.report(agent, json!({})).await
    }

    async fn report(&self, agent: &Agent, actions: Value) -> UpdateWorkerScheduleResponse {
        let mut input = self.of(agent);
        input["updatedSessionActions"] = actions;
        let input = request(input);
        worker_schedule::update_worker_schedule(&self.cx, &agent.caller, input)
            .await
            .unwrap()
    }

    /// Asks, and gets a session with one task run.
    async fn gets_one(&self, agent: &Agent) -> SessionActionId {
        let answer = self.ask(agent).await;
        let session = only(&answer).expect("work for this worker");
        let [action] = session.session_actions.as_slice() else {
            panic!("one action: {session:?}");
        };
        action.session_action_id
    }

    async fn gets_nothing(&self, agent: &Agent) {
        let answer = self.ask(agent).await;
        assert_eq!(only(&answer), None);
    }

    async fn ends(
        &self,
        agent: &Agent,
        action: SessionActionId,
        status: &str,
    ) -> UpdateWorkerScheduleResponse {
        let said = json!({
            "completedStatus": status, "startedAt": self.cx.clock.now(),
            "endedAt": self.cx.clock.now(),
        });
        self.report(agent, json!({ action.to_string(): said }))
            .await
    }

    async fn submit(&self, template: Value) -> JobId {
        self.submit_with(template, json!({})).await
    }

    async fn submit_with(&self, template: Value, parameters: Value) -> JobId {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "priority": 50, "parameters": parameters,
            "template": template.to_string(), "templateType": "JSON",
        }));
        let created = create_job::create_job(&self.cx, &self.admin, input).await;
        let job = created.unwrap().job_id;
        creation::create_waiting(&self.cx).await.unwrap();
        job
    }

    async fn job(&self, job: JobId) -> GetJobResponse {
        let input = request(json!({ "farmId": self.farm, "queueId": self.queue, "jobId": job }));
        jobs::get_job(&self.cx, &self.admin, input).await.unwrap()
    }

    async fn count(&self, job: JobId, status: TaskRunStatus) -> i32 {
        let counts = self.job(job).await.task_run_status_counts.unwrap();
        counts[&status]
    }

    async fn cancel(&self, job: JobId) {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "jobId": job,
            "targetTaskRunStatus": "CANCELED",
        }));
        targets::update_job(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    async fn requeue(&self, job: JobId) {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "jobId": job,
            "targetTaskRunStatus": "READY",
        }));
        targets::update_job(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    async fn step_ids(&self, job: JobId) -> Vec<StepId> {
        let input = request(json!({ "farmId": self.farm, "queueId": self.queue, "jobId": job }));
        let steps = steps::list_steps(&self.cx, &self.admin, input)
            .await
            .unwrap();
        steps.steps.into_iter().map(|step| step.step_id).collect()
    }

    async fn action(&self, job: JobId, action: SessionActionId) -> GetSessionActionResponse {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "jobId": job, "sessionActionId": action,
        }));
        session_actions::get_session_action(&self.cx, &self.admin, input)
            .await
            .unwrap()
    }

    /// A limit of the farm that its queue may take of.
    async fn licenses(&self, max_count: i32) -> LimitId {
        let limit = self
            .create_limit("amount.Licenses", max_count)
            .await
            .unwrap();
        self.associate_limit(limit).await.unwrap();
        limit
    }

    async fn in_use(&self, limit: LimitId) -> i32 {
        self.check().await;
        self.limit(limit).await.unwrap().current_count
    }

    async fn set_max(&self, limit: LimitId, max_count: i32) {
        let input = request(json!({
            "farmId": self.farm, "limitId": limit, "maxCount": max_count,
        }));
        limits::update_limit(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    /// Every counter counted again.
    async fn check(&self) {
        let farm = self.farm;
        let counted = self.cx.store.read("recount", move |tx| -> Result<_> {
            let mut faults = tx.recount_limits(farm)?;
            for job in tx.expanded_jobs()? {
                faults.extend(tx.recount_job(job)?);
            }
            Ok(faults)
        });
        assert_eq!(counted.await.unwrap(), Vec::<String>::new());
    }
}

fn only(answer: &UpdateWorkerScheduleResponse) -> Option<&AssignedSession> {
    answer.assigned_sessions.values().next()
}

fn step(name: &str, tasks: u64, requirements: Value) -> Value {
    let mut step = json!({
        "name": name, "script": { "actions": { "onRun": { "command": "true" } } },
        "parameterSpace": { "taskParameterDefinitions": [
            { "name": "Frame", "type": "INT", "range": format!("1-{tasks}") },
        ]},
    });
    if !requirements.is_null() {
        step["hostRequirements"] = requirements;
    }
    step
}

fn template(steps: Value) -> Value {
    json!({ "specificationVersion": "jobtemplate-2023-09", "name": "job", "steps": steps })
}

fn licensed(tasks: u64) -> Value {
    let needs = json!({ "amounts": [{ "name": "amount.licenses", "min": 1 }] });
    template(json!([step("Licensed", tasks, needs)]))
}

fn plain(tasks: u64) -> Value {
    template(json!([step("Plain", tasks, Value::Null)]))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_run_at_once_than_the_limit_allows() {
    let farm = Farm::at_work().await;
    let limit = farm.licenses(1).await;
    let job = farm.submit(licensed(4)).await;
    let (one, other) = (farm.agent("").await, farm.agent("").await);
    let action = farm.gets_one(&one).await;
    farm.gets_nothing(&other).await;
    assert_eq!(farm.in_use(limit).await, 1);
    assert_eq!(farm.action(job, action).await.acquired_limits, None);

    // It goes on, one at a time, and what was held is still told afterwards.
    let answer = farm.ends(&one, action, "SUCCEEDED").await;
    assert_eq!(only(&answer).unwrap().session_actions.len(), 1);
    let shown = farm.action(job, action).await.acquired_limits.unwrap();
    assert_eq!((shown[0].limit_id, shown[0].count), (limit, 1));
    farm.gets_nothing(&other).await;

    farm.set_max(limit, 2).await;
    let of_other = farm.gets_one(&other).await;
    assert_eq!(farm.in_use(limit).await, 2);
    // What is held stays held; a smaller limit only gives nothing new.
    farm.set_max(limit, 1).await;
    let action = only(&answer).unwrap().session_actions[0].session_action_id;
    let answer = farm.ends(&one, action, "SUCCEEDED").await;
    assert_eq!(only(&answer), None);
    assert_eq!(farm.in_use(limit).await, 1);
    let answer = farm.ends(&other, of_other, "SUCCEEDED").await;
    assert_eq!(only(&answer).unwrap().session_actions.len(), 1);
    assert_eq!(farm.in_use(limit).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn however_an_action_ends_what_it_held_is_given_back() {
    let farm = Farm::at_work().await;
    let limit = farm.licenses(5).await;
    let job = farm.submit(licensed(3)).await;
    let worker = farm.agent("").await;

    let action = farm.gets_one(&worker).await;
    farm.ends(&worker, action, "FAILED").await;
    assert_eq!(
        farm.in_use(limit).await,
        1,
        "it is tried again, in another session"
    );
    // A worker that starts anew has lost what it held.
    farm.say(&worker, json!({ "status": "STARTED" })).await;
    assert_eq!(farm.in_use(limit).await, 0);

    let action = farm.gets_one(&worker).await;
    farm.cancel(job).await;
    assert_eq!(farm.in_use(limit).await, 1, "until the worker has ended it");
    let answer = farm.ask(&worker).await;
    let canceled = answer.cancel_session_actions.values().next().unwrap();
    assert_eq!(canceled, &[action]);
    let answer = farm.ends(&worker, action, "CANCELED").await;
    assert_eq!(only(&answer), None);
    assert_eq!(farm.in_use(limit).await, 0);
    assert_eq!(farm.count(job, TaskRunStatus::Canceled).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_wait_for_a_limit_hide_nothing_behind_them() {
    let farm = Farm::at_work().await;
    let limit = farm.licenses(1).await;
    let mut first = None;
    for _ in 0..40 {
        let job = farm.submit(licensed(2)).await;
        first = first.or(Some(job));
    }
    let behind = farm.submit(plain(1)).await;
    let (one, other) = (farm.agent("").await, farm.agent("").await);
    farm.gets_one(&one).await;
    let answer = farm.ask(&other).await;
    assert_eq!(only(&answer).unwrap().job_id, behind);
    assert_eq!(farm.in_use(limit).await, 1);
    assert_eq!(farm.count(first.unwrap(), TaskRunStatus::Ready).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_association_lets_end_what_runs_or_cancels_it() {
    let farm = Farm::at_work().await;
    let limit = farm.licenses(5).await;
    let job = farm.submit(licensed(4)).await;
    let (one, other) = (farm.agent("").await, farm.agent("").await);
    let action = farm.gets_one(&one).await;
    farm.stop(
        limit,
        UpdateQueueLimitAssociationStatus::StopLimitUsageAndCompleteTasks,
    )
    .await
    .unwrap();
    let stopping = QueueLimitAssociationStatus::StopLimitUsageAndCompleteTasks;
    assert_eq!(farm.limit_association(limit).await.unwrap(), stopping);
    farm.gets_nothing(&other).await;
    let answer = farm.ends(&one, action, "SUCCEEDED").await;
    assert_eq!(only(&answer), None);
    let stopped = QueueLimitAssociationStatus::Stopped;
    assert_eq!(farm.limit_association(limit).await.unwrap(), stopped);
    assert_eq!(farm.count(job, TaskRunStatus::Ready).await, 3);

    farm.stop(limit, UpdateQueueLimitAssociationStatus::Active)
        .await
        .unwrap();
    let action = farm.gets_one(&one).await;
    farm.stop(
        limit,
        UpdateQueueLimitAssociationStatus::StopLimitUsageAndCancelTasks,
    )
    .await
    .unwrap();
    let answer = farm.ask(&one).await;
    let canceled = answer.cancel_session_actions.values().next().unwrap();
    assert_eq!(canceled, &[action]);
    farm.ends(&one, action, "CANCELED").await;
    assert_eq!(farm.limit_association(limit).await.unwrap(), stopped);
    assert_eq!(farm.count(job, TaskRunStatus::Canceled).await, 1);
    assert_eq!(farm.count(job, TaskRunStatus::Ready).await, 2);
    assert_eq!(farm.in_use(limit).await, 0);
}

/// Where nothing can run a step, its job says so and nothing else of it runs.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_no_fleet_fits_takes_its_job_with_it() {
    let farm = Farm::at_work().await;
    let needs = json!({ "amounts": [{ "name": "amount.licenses", "min": 1 }] });
    let steps = json!([step("Plain", 2, Value::Null), step("Licensed", 3, needs)]);
    let job = farm.submit(template(steps)).await;
    let shown = farm.job(job).await;
    assert_eq!(shown.task_run_status, Some(TaskRunStatus::NotCompatible));
    assert!(shown.ended_at.is_some());
    assert_eq!(farm.count(job, TaskRunStatus::NotCompatible).await, 3);
    assert_eq!(farm.count(job, TaskRunStatus::Canceled).await, 2);
    farm.gets_nothing(&farm.agent("").await).await;
    farm.check().await;

    // A requeue asks anew.
    farm.requeue(job).await;
    assert_eq!(farm.count(job, TaskRunStatus::NotCompatible).await, 3);
    assert_eq!(farm.count(job, TaskRunStatus::Canceled).await, 2);
    farm.licenses(1).await;
    farm.requeue(job).await;
    assert_eq!(farm.count(job, TaskRunStatus::Ready).await, 5);
    farm.check().await;
}

/// semantics 2.11-5.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_is_taken_away_leaves_its_jobs_not_compatible() {
    let farm = Farm::at_work().await;
    let limit = farm.licenses(1).await;
    let needs = json!({ "amounts": [{ "name": "amount.licenses", "min": 1 }] });
    let steps = json!([step("Plain", 2, Value::Null), step("Licensed", 3, needs)]);
    let job = farm.submit(template(steps)).await;
    let other = farm.submit(plain(1)).await;
    farm.stop(
        limit,
        UpdateQueueLimitAssociationStatus::StopLimitUsageAndCompleteTasks,
    )
    .await
    .unwrap();
    assert_eq!(farm.count(job, TaskRunStatus::Ready).await, 5);
    farm.delete_limit_association(limit).await.unwrap();
    assert_eq!(farm.count(job, TaskRunStatus::NotCompatible).await, 3);
    assert_eq!(farm.count(job, TaskRunStatus::Canceled).await, 2);
    assert_eq!(farm.count(other, TaskRunStatus::Ready).await, 1);
    farm.check().await;
}

/// What a worker is told is bounded: the rest has to be asked for again.
#[tokio::test(flavor = "multi_thread")]
async fn entities_that_are_too_large_together_come_one_by_one() {
    let farm = Farm::at_work().await;
    let mut long = plain(1);
    long["extensions"] = json!(["EXPR"]);
    long["parameterDefinitions"] = json!([{ "name": "Names", "type": "LIST[STRING]" }]);
    long["steps"][0]["script"]["actions"]["onRun"]["args"] = json!(["{{Param.Names}}"]);
    let names = vec!["n".repeat(1_000); 900];
    let job = farm
        .submit_with(long, json!({ "Names": { "stringList": names } }))
        .await;
    let worker = farm.agent("").await;
    farm.gets_one(&worker).await;
    let step = farm.step_ids(job).await[0];
    let mut input = farm.of(&worker);
    input["identifiers"] = json!(vec![
        json!({ "stepDetails": { "jobId": job, "stepId": step } });
        8
    ]);
    let answer = job_entities::batch_get_job_entity(&farm.cx, &worker.caller, request(input));
    let answer = answer.await.unwrap();
    assert_eq!((answer.entities.len(), answer.errors.len()), (4, 4));
    let error = serde_json::to_value(&answer.errors[0]).unwrap();
    assert_eq!(error["stepDetails"]["code"], "MaxPayloadSizeExceeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_falls_short_of_its_fleet_gets_nothing_that_needs_it() {
    let farm = Farm::at_work().await;
    let needs = json!({ "amounts": [{ "name": "amount.worker.vcpu", "min": 1 }],
                        "attributes": [{ "name": "attr.worker.os.family", "anyOf": ["LINUX"] }] });
    farm.submit(template(json!([step("Plain", 2, needs)])))
        .await;
    let (whole, less) = (farm.agent("").await, farm.agent("").await);
    let has = |vcpus: f64| {
        json!({ "capabilities": {
            "amounts": [{ "name": "amount.worker.vCPU", "value": vcpus }],
            "attributes": [{ "name": "attr.worker.os.family", "values": ["Linux"] }],
        }})
    };
    farm.say(&less, has(0.5)).await;
    farm.say(&whole, has(1.0)).await;
    farm.gets_nothing(&less).await;
    farm.gets_one(&whole).await;
}

/// semantics 3.4-7.
#[tokio::test(flavor = "multi_thread")]
async fn agents_get_only_what_they_can_read() {
    let farm = Farm::at_work().await;
    let mut with_expressions = plain(1);
    with_expressions["extensions"] = json!(["EXPR"]);
    let job = farm.submit(with_expressions).await;
    let old = farm.agent(&format!("{STOCK}0.29.0")).await;
    let new = farm.agent(&format!("{STOCK}0.33.6")).await;
    farm.gets_nothing(&old).await;
    let answer = farm.ask(&new).await;
    let session = only(&answer).unwrap();
    assert_eq!(session.job_id, job);
    assert_eq!(session.metadata.as_ref().unwrap()["runtimeHint"], "rust");
    // The hint is said each time, as all of the answer is.
    let again = farm.ask(&new).await;
    assert_eq!(only(&again).unwrap().metadata, session.metadata);

    // Chunks are read by all, and nothing but those two extensions calls for the other runtime.
    let mut chunked = plain(1);
    chunked["extensions"] = json!(["TASK_CHUNKING", "REDACTED_ENV_VARS"]);
    farm.submit(chunked).await;
    let answer = farm.ask(&old).await;
    assert_eq!(
        only(&answer).expect("a step for every agent").metadata,
        None
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_larger_template_asks_for_a_newer_agent_but_no_other_runtime() {
    let farm = Farm::at_work().await;
    let mut larger = plain(1);
    larger["extensions"] = json!(["FEATURE_BUNDLE_1"]);
    farm.submit(larger).await;
    farm.gets_nothing(&farm.agent(&format!("{STOCK}0.32.0")).await)
        .await;
    let answer = farm.ask(&farm.agent(&format!("{STOCK}0.33.0")).await).await;
    assert_eq!(only(&answer).unwrap().metadata, None);
}
