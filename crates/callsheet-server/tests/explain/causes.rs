//! One test a cause.

use callsheet_api::extension::{Explanation, GateName, Reason};
use serde_json::json;

use crate::plant::{Farm, needs, step};

#[track_caller]
fn says(answer: &Explanation, reason: Reason, sentence: &str, next: &str) {
    let told = format!(
        "{}; next: {}",
        answer.answer,
        answer.next_step.as_deref().unwrap_or("-")
    );
    assert_eq!(answer.reason, reason, "{told}");
    assert!(
        answer.answer.contains(sentence),
        "no `{sentence}` in: {told}"
    );
    assert!(told.contains(next), "no `{next}` in: {told}");
}

#[tokio::test]
async fn a_job_that_is_being_created() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit_only("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    says(
        &farm.job(job).await,
        Reason::Creating,
        "is still being created from its template",
        "wait",
    );
}

#[tokio::test]
async fn a_job_that_could_not_be_created() {
    let (farm, _) = Farm::served().await;
    let circle = |name: &str, other: &str| {
        step(name, 1, json!({ "dependencies": [{ "dependsOn": other }] }))
    };
    let job = farm
        .submit("shot", vec![circle("a", "b"), circle("b", "a")], json!({}))
        .await;
    let answer = farm.job(job).await;
    says(
        &answer,
        Reason::CreateFailed,
        "could not be created: ",
        "correct the template",
    );
    assert_eq!(answer.status, "CREATE_FAILED");
}

#[tokio::test]
async fn a_job_that_is_archived() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    farm.update_job(job, json!({ "targetTaskRunStatus": "CANCELED" }))
        .await;
    farm.update_job(job, json!({ "lifecycleStatus": "ARCHIVED" }))
        .await;
    says(
        &farm.job(job).await,
        Reason::Archived,
        "is archived",
        "submit it again",
    );
}

#[tokio::test]
async fn a_job_that_is_suspended() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    farm.update_job(job, json!({ "targetTaskRunStatus": "SUSPENDED" }))
        .await;
    says(
        &farm.job(job).await,
        Reason::Suspended,
        "Job `shot` is suspended",
        "READY",
    );
}

#[tokio::test]
async fn a_step_that_somebody_canceled() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let steps = farm.steps(job).await;
    farm.update_step(job, steps[0], "CANCELED").await;
    let answer = farm.step(job, 0).await;
    says(
        &answer,
        Reason::Canceled,
        "Step `render` was canceled",
        "requeue it",
    );
}

#[tokio::test]
async fn a_job_that_has_succeeded() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    farm.update_job(job, json!({ "targetTaskRunStatus": "SUCCEEDED" }))
        .await;
    says(
        &farm.job(job).await,
        Reason::Succeeded,
        "nothing is left to run",
        "-",
    );
}

#[tokio::test]
async fn a_task_that_somebody_set_to_failed() {
    let (farm, _) = Farm::served().await;
    let more = json!({ "maxFailedTasksCount": 10, "maxRetriesPerTask": 2 });
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], more)
        .await;
    let steps = farm.steps(job).await;
    farm.update_task(job, steps[0], 1, "FAILED").await;
    let answer = farm.task(job, 1).await;
    says(
        &answer,
        Reason::Failed,
        "Task 1 of step `render` is FAILED because somebody",
        "requeue",
    );
}

#[tokio::test]
async fn a_task_whose_retries_are_used_up() {
    let (farm, fleet) = Farm::served().await;
    let more = json!({ "maxFailedTasksCount": 10, "maxRetriesPerTask": 0 });
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], more)
        .await;
    let worker = farm.at_work(fleet).await;
    farm.reports(fleet, worker, Some("FAILED")).await;
    let answer = farm.task(job, 0).await;
    says(
        &answer,
        Reason::RetriesUsedUp,
        "its 1 attempt are used up",
        "maxRetriesPerTask above 0",
    );
}

#[tokio::test]
async fn a_job_that_failed_too_often() {
    let (farm, fleet) = Farm::served().await;
    let more = json!({ "maxFailedTasksCount": 1, "maxRetriesPerTask": 0 });
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], more)
        .await;
    let worker = farm.at_work(fleet).await;
    farm.reports(fleet, worker, Some("FAILED")).await;
    let sentence = "Job `shot` was stopped because 1 task of its job failed, and it stops at 1";
    says(
        &farm.job(job).await,
        Reason::FailureLimit,
        sentence,
        "maxFailedTasksCount",
    );
    let sentence = "Task 2 of step `render` was canceled because 1 task";
    says(
        &farm.task(job, 2).await,
        Reason::FailureLimit,
        sentence,
        "callsheet job logs",
    );
}

#[tokio::test]
async fn a_job_some_of_whose_tasks_failed() {
    let (farm, _) = Farm::served().await;
    let more = json!({ "maxFailedTasksCount": 10 });
    let job = farm
        .submit("shot", vec![step("render", 2, json!({}))], more)
        .await;
    let steps = farm.steps(job).await;
    farm.update_task(job, steps[0], 0, "FAILED").await;
    farm.update_task(job, steps[0], 1, "SUCCEEDED").await;
    says(
        &farm.job(job).await,
        Reason::Failed,
        "is over: 1 of 2 tasks failed",
        "requeue",
    );
}

fn chain() -> Vec<serde_json::Value> {
    let after = json!({ "dependencies": [{ "dependsOn": "render" }] });
    vec![step("render", 3, json!({})), step("encode", 1, after)]
}

#[tokio::test]
async fn a_step_whose_dependency_has_not_succeeded() {
    let (farm, _) = Farm::served().await;
    let job = farm.submit("shot", chain(), json!({})).await;
    let steps = farm.steps(job).await;
    let answer = farm.step(job, 1).await;
    let sentence = "Step `encode` waits for step `render`, which is READY with 3 of 3 tasks left";
    says(
        &answer,
        Reason::Dependencies,
        sentence,
        &format!("callsheet explain {}", steps[0]),
    );
    let shut: Vec<GateName> = shut_gates(&answer);
    assert!(shut.contains(&GateName::Dependencies), "{shut:?}");
}

fn shut_gates(answer: &Explanation) -> Vec<GateName> {
    answer
        .gates
        .iter()
        .filter(|gate| !gate.is_open)
        .map(|gate| gate.gate)
        .collect()
}

#[tokio::test]
async fn a_step_whose_dependency_failed() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit("shot", chain(), json!({ "maxFailedTasksCount": 10 }))
        .await;
    let steps = farm.steps(job).await;
    farm.update_step(job, steps[0], "FAILED").await;
    let sentence = "because step `render`, which it depends on, is FAILED";
    says(
        &farm.step(job, 1).await,
        Reason::DependencyFailed,
        sentence,
        "requeue step `render`",
    );
}

#[tokio::test]
async fn a_queue_that_is_blocked() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let action = json!({ "defaultBudgetAction": "STOP_SCHEDULING_AND_COMPLETE_TASKS" });
    farm.update_queue(action).await;
    let sentence = "waits because queue `comp` is blocked: no budget covers it";
    says(
        &farm.job(job).await,
        Reason::QueueBlocked,
        sentence,
        "defaultBudgetAction to NONE",
    );
}

#[tokio::test]
async fn a_queue_whose_budget_is_spent() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    farm.at_work(fleet).await;
    farm.spend_a_budget().await;
    let sentence = "queue `comp` is blocked: a budget has reached its threshold";
    says(
        &farm.job(job).await,
        Reason::QueueBlocked,
        sentence,
        "raise the budget's limit",
    );
}

#[tokio::test]
async fn a_queue_without_a_fleet() {
    let farm = Farm::open().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let sentence = "Job `shot` waits because queue `comp` has no fleet";
    says(
        &farm.job(job).await,
        Reason::NoFleet,
        sentence,
        "associate a fleet",
    );
}

#[tokio::test]
async fn an_association_that_is_being_stopped() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    farm.at_work(fleet).await;
    farm.stop_association(fleet).await;
    let sentence = "its fleet `linux` is STOP_SCHEDULING_AND_COMPLETE_TASKS";
    says(
        &farm.job(job).await,
        Reason::AssociationStopped,
        sentence,
        "ACTIVE",
    );
}

#[tokio::test]
async fn an_association_that_is_stopped() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    farm.stop_association(fleet).await;
    let sentence = "the association of queue `comp` with its fleet `linux` is STOPPED";
    says(
        &farm.job(job).await,
        Reason::AssociationStopped,
        sentence,
        "ACTIVE",
    );
}

#[tokio::test]
async fn a_fleet_that_promises_too_little_since_it_was_changed() {
    let (farm, fleet) = Farm::served().await;
    let need = needs(json!({ "name": "amount.worker.vcpu", "min": 4 }));
    let job = farm
        .submit("shot", vec![step("render", 3, need)], json!({}))
        .await;
    farm.at_work(fleet).await;
    farm.promise(fleet, json!({ "vCpuCount": { "min": 2, "max": 8 } }))
        .await;
    let next = "raise the minimum of `amount.worker.vcpu` of fleet `linux` to 4";
    let answer = farm.task(job, 2).await;
    says(
        &answer,
        Reason::Capabilities,
        "waits because it fits no fleet: for `linux`",
        next,
    );
    assert_eq!(answer.fleets[0].lacks.len(), 1);
}

#[tokio::test]
async fn a_fleet_that_may_have_too_much_since_it_was_changed() {
    let (farm, fleet) = Farm::served().await;
    let need = needs(json!({ "name": "amount.worker.vcpu", "min": 1, "max": 8 }));
    let job = farm
        .submit("shot", vec![step("render", 3, need)], json!({}))
        .await;
    farm.promise(fleet, json!({ "vCpuCount": { "min": 4, "max": 16 } }))
        .await;
    let next = "declare a maximum of `amount.worker.vcpu` of 8 or less for fleet `linux`";
    says(
        &farm.job(job).await,
        Reason::Capabilities,
        "may have more",
        next,
    );
}

#[tokio::test]
async fn a_capability_that_no_fleet_declares() {
    let (farm, _) = Farm::served().await;
    let need = needs(json!({ "name": "attr.renderer", "anyOf": ["arnold"] }));
    let job = farm
        .submit("shot", vec![step("render", 3, need)], json!({}))
        .await;
    let next = "declare `attr.renderer` in the configuration of fleet `linux`";
    let answer = farm.job(job).await;
    says(
        &answer,
        Reason::NotCompatible,
        "fits no fleet: for `linux`",
        next,
    );
    assert_eq!(answer.status, "NOT_COMPATIBLE");
}

#[tokio::test]
async fn an_attribute_that_no_fleet_has() {
    let (farm, _) = Farm::served().await;
    let need = needs(json!({ "name": "attr.worker.os.family", "anyOf": ["windows"] }));
    let job = farm
        .submit("shot", vec![step("render", 3, need)], json!({}))
        .await;
    let next = "add one of `windows` to `attr.worker.os.family` of fleet `linux`";
    says(
        &farm.job(job).await,
        Reason::NotCompatible,
        "fits no fleet",
        next,
    );
}

#[tokio::test]
async fn a_step_of_a_job_another_step_of_which_fits_no_fleet() {
    let (farm, _) = Farm::served().await;
    let need = needs(json!({ "name": "attr.renderer", "anyOf": ["arnold"] }));
    let steps = vec![step("plain", 3, json!({})), step("render", 3, need)];
    let job = farm.submit("shot", steps, json!({})).await;
    let plain = farm.steps(job).await[0];
    farm.update_step(job, plain, "CANCELED").await;
    let sentence = "was canceled because step `render` of its job fits no fleet";
    says(
        &farm.step(job, 0).await,
        Reason::NotCompatible,
        sentence,
        "callsheet explain step-",
    );
}

#[tokio::test]
async fn a_job_that_fitted_no_fleet_and_would_now() {
    let (farm, fleet) = Farm::served().await;
    let need = needs(json!({ "name": "amount.worker.vcpu", "min": 6 }));
    let job = farm
        .submit("shot", vec![step("render", 3, need)], json!({}))
        .await;
    farm.promise(fleet, json!({ "vCpuCount": { "min": 6, "max": 8 } }))
        .await;
    says(
        &farm.job(job).await,
        Reason::NotCompatible,
        "`linux` fits it now",
        "requeue the job",
    );
}

fn takes_a_license() -> serde_json::Value {
    needs(json!({ "name": "amount.license", "min": 1 }))
}

#[tokio::test]
async fn a_limit_with_nothing_left() {
    let (farm, fleet) = Farm::served().await;
    farm.limit(1).await;
    let steps = vec![step("render", 3, takes_a_license())];
    let first = farm.submit("first", steps.clone(), json!({})).await;
    farm.at_work(fleet).await;
    farm.started(fleet).await;
    let job = farm.submit("shot", steps, json!({})).await;
    let answer = farm.job(job).await;
    let sentence = "has 1 of 1 in use, the step needs 1";
    says(
        &answer,
        Reason::LimitExhausted,
        sentence,
        "raise the limit's maxCount",
    );
    assert!(shut_gates(&answer).contains(&GateName::Limits));
    let of_first = farm.task(first, 2).await;
    assert_eq!(of_first.reason, Reason::LimitExhausted, "{of_first:#?}");
}

#[tokio::test]
async fn a_limit_that_is_stopped() {
    let (farm, fleet) = Farm::served().await;
    let limit = farm.limit(1).await;
    let job = farm
        .submit(
            "shot",
            vec![step("render", 3, takes_a_license())],
            json!({}),
        )
        .await;
    farm.started(fleet).await;
    farm.update_limit_association(limit, "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS")
        .await;
    says(
        &farm.job(job).await,
        Reason::LimitStopped,
        "(`amount.license`) is STOPPED",
        "ACTIVE (UpdateQueueLimitAssociation)",
    );
}

#[tokio::test]
async fn workers_whose_agent_is_too_old() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit(
            "shot",
            vec![step("render", 3, json!({}))],
            json!({ "extensions": ["EXPR"] }),
        )
        .await;
    let worker = farm.started_as(fleet, "0.29.0").await;
    let answer = farm.job(job).await;
    let sentence = format!(
        "none of 1 worker online, such as {worker}, can run it: worker agent 0.29.0 does not know \
         EXPR"
    );
    says(
        &answer,
        Reason::WorkerAbilities,
        &sentence,
        "install worker agent 0.33.0 or newer",
    );
    assert!(shut_gates(&answer).contains(&GateName::WorkerAbilities));
    farm.started_as(fleet, "0.33.6").await;
    assert_eq!(farm.job(job).await.reason, Reason::Next);
}

#[tokio::test]
async fn workers_that_have_less_than_their_fleet_promises() {
    let (farm, fleet) = Farm::served().await;
    let need = needs(json!({ "name": "amount.worker.vcpu", "min": 4 }));
    let job = farm
        .submit("shot", vec![step("render", 3, need)], json!({}))
        .await;
    farm.promise(fleet, json!({ "vCpuCount": { "min": 2, "max": 8 } }))
        .await;
    let has = json!({
        "amounts": [{ "name": "amount.worker.vcpu", "value": 2 }], "attributes": [],
    });
    let worker = farm.started_with(fleet, has).await;
    farm.promise(fleet, json!({})).await;
    let sentence =
        format!("such as {worker}, can run it: the worker says it has 2 of `amount.worker.vcpu`");
    says(
        &farm.job(job).await,
        Reason::WorkerAbilities,
        &sentence,
        "start workers that have what the step needs",
    );
}

#[tokio::test]
async fn a_fleet_without_workers() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let next = format!(
        "callsheet worker --farm-id {} --fleet-id {fleet}",
        farm.farm
    );
    let sentence = "waits for a worker: fleet `linux` has none";
    says(&farm.job(job).await, Reason::NoWorkers, sentence, &next);
}

#[tokio::test]
async fn workers_that_have_not_started() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let worker = farm.worker(fleet).await;
    let sentence = "of 1 worker that fit none is online (1 not started yet)";
    let answer = farm.job(job).await;
    says(
        &answer,
        Reason::WorkersNotStarted,
        sentence,
        &format!("start the worker agent on the machine of a worker, such as {worker}"),
    );
}

#[tokio::test]
async fn workers_that_are_stopped() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    for _ in 0..2 {
        let worker = farm.started(fleet).await;
        farm.says(fleet, worker, "STOPPED").await;
    }
    let sentence = "of 2 workers that fit none is online (2 stopped)";
    says(
        &farm.job(job).await,
        Reason::WorkersStopped,
        sentence,
        "start the worker agent",
    );
}

#[tokio::test]
async fn workers_that_fell_silent() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    farm.at_work(fleet).await;
    farm.listen_for(600).await;
    let sentence = "of 1 worker that fit none is online (1 not responding)";
    says(
        &farm.job(job).await,
        Reason::WorkersSilent,
        sentence,
        "look at the machine",
    );
}

#[tokio::test]
async fn workers_that_are_stopping() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let worker = farm.started(fleet).await;
    farm.says(fleet, worker, "STOPPING").await;
    says(
        &farm.job(job).await,
        Reason::WorkersStopping,
        "(1 stopping)",
        "wait until it has",
    );
}

#[tokio::test]
async fn workers_that_are_busy() {
    let (farm, fleet) = Farm::served().await;
    let first = farm
        .submit("first", vec![step("render", 1, json!({}))], json!({}))
        .await;
    farm.at_work(fleet).await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let answer = farm.job(job).await;
    let sentence = "is next, but all that fit are busy: 1 worker, 1 of them with job `first`";
    says(&answer, Reason::WorkersBusy, sentence, "start more workers");
    assert_eq!(shut_gates(&answer), [GateName::WorkerSession]);
    assert_eq!(farm.job(first).await.reason, Reason::Running);
}

#[tokio::test]
async fn a_job_with_as_many_workers_as_it_may_have() {
    let (farm, fleet) = Farm::served().await;
    let steps = vec![step("render", 3, json!({}))];
    let job = farm
        .submit("shot", steps, json!({ "maxWorkerCount": 1 }))
        .await;
    farm.at_work(fleet).await;
    farm.started(fleet).await;
    let sentence = "waits because 1 worker work on its job, and it may have 1";
    says(
        &farm.job(job).await,
        Reason::MaxWorkerCount,
        sentence,
        "maxWorkerCount above 1",
    );
}

#[tokio::test]
async fn a_job_behind_one_of_higher_priority() {
    let (farm, fleet) = Farm::served().await;
    let rush = vec![step("render", 5, json!({}))];
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    farm.submit("rush", rush, json!({ "priority": 80 })).await;
    farm.at_work(fleet).await;
    let answer = farm.job(job).await;
    let sentence = "4 tasks of 1 step come before it, first those of job `rush` with priority 80";
    says(
        &answer,
        Reason::Order,
        sentence,
        "raise this job's priority from 50 above 80",
    );
    assert_eq!(answer.ahead.unwrap().tasks, 4);
}

#[tokio::test]
async fn a_job_behind_an_older_one() {
    let (farm, fleet) = Farm::served().await;
    farm.submit("older", vec![step("render", 5, json!({}))], json!({}))
        .await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    farm.started(fleet).await;
    let sentence = "first those of job `older` with priority 50; 1 worker that fit are idle";
    says(
        &farm.job(job).await,
        Reason::Order,
        sentence,
        "priority above 50",
    );
}

#[tokio::test]
async fn a_task_behind_others_of_its_own_step() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 5, json!({}))], json!({}))
        .await;
    farm.at_work(fleet).await;
    let sentence = "Task 4 of step `render` waits its turn: 3 tasks of its own step come before it";
    says(
        &farm.task(job, 4).await,
        Reason::Order,
        sentence,
        "start more workers",
    );
}

#[tokio::test]
async fn a_task_that_runs() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 1, json!({}))], json!({}))
        .await;
    let worker = farm.at_work(fleet).await;
    farm.reports(fleet, worker, None).await;
    let sentence = format!("Task 0 of step `render` runs now on worker {worker}");
    says(&farm.task(job, 0).await, Reason::Running, &sentence, "-");
    says(
        &farm.job(job).await,
        Reason::Running,
        "Job `shot` runs now: 1 task are with",
        "-",
    );
}

#[tokio::test]
async fn a_task_whose_environments_are_being_set_up() {
    let (farm, fleet) = Farm::served().await;
    let command = json!({ "command": "true" });
    let script = json!({ "actions": { "onEnter": command, "onExit": command } });
    let around = json!({ "jobEnvironments": [{ "name": "around", "script": script }] });
    let job = farm
        .submit("shot", vec![step("render", 1, json!({}))], around)
        .await;
    let worker = farm.at_work(fleet).await;
    let sentence = format!("starts on worker {worker}: its environments are set up");
    says(&farm.task(job, 0).await, Reason::Starting, &sentence, "-");
}

#[tokio::test]
async fn a_task_that_is_being_stopped() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 1, json!({}))], json!({}))
        .await;
    let worker = farm.at_work(fleet).await;
    farm.reports(fleet, worker, None).await;
    farm.update_job(job, json!({ "targetTaskRunStatus": "CANCELED" }))
        .await;
    let sentence = format!("is being stopped on worker {worker}, then it will be CANCELED");
    says(
        &farm.task(job, 0).await,
        Reason::Interrupting,
        &sentence,
        "-",
    );
}

#[tokio::test]
async fn a_job_that_the_next_worker_gets() {
    let (farm, fleet) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let worker = farm.started(fleet).await;
    let answer = farm.job(job).await;
    let sentence = format!("Job `shot` is next: an idle worker such as {worker} gets it");
    says(&answer, Reason::Next, &sentence, "wait a few seconds");
    assert_eq!(answer.fleets[0].runnable.count, 1);
    assert!(shut_gates(&answer).is_empty(), "{answer:#?}");
}
