//! Users who change their minds.

use callsheet_api::ids::JobId;
use callsheet_api::types::{ListStepsRequest, ListTasksRequest};
use callsheet_server::api::{queue_limit_associations, steps, targets, tasks};
use serde_json::json;

use crate::dice::Dice;
use crate::farm::{Farm, request};

const JOB_TARGETS: [&str; 6] = [
    "READY",
    "FAILED",
    "SUCCEEDED",
    "CANCELED",
    "SUSPENDED",
    "PENDING",
];

const TOKEN_STATUSES: [&str; 3] = [
    "ACTIVE",
    "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS",
    "STOP_LIMIT_USAGE_AND_CANCEL_TASKS",
];

/// Aims at a job, one of its steps or one of its tasks, or stops what they take tokens of. A refusal
/// is an answer too.
pub async fn meddle(farm: &Farm, dice: &mut Dice, jobs: &[JobId]) {
    let (Some(job), Some(target)) = (dice.pick(jobs), dice.pick(&JOB_TARGETS)) else {
        return;
    };
    match dice.throw(5) {
        0 | 1 => aim_job(farm, *job, target).await,
        2 => aim_step(farm, dice, *job, target).await,
        3 => {
            let status = dice.pick(&TOKEN_STATUSES).copied().unwrap_or("ACTIVE");
            change_tokens(farm, status).await;
        }
        _ => aim_task(farm, dice, *job, target).await,
    }
}

pub async fn change_tokens(farm: &Farm, status: &str) {
    let input = request(json!({
        "farmId": farm.farm, "queueId": farm.queue, "limitId": farm.limit, "status": status,
    }));
    drop(
        queue_limit_associations::update_queue_limit_association(farm.cx(), &farm.admin, input)
            .await,
    );
}

pub async fn aim_job(farm: &Farm, job: JobId, target: &str) {
    let input = request(json!({
        "farmId": farm.farm, "queueId": farm.queue, "jobId": job, "targetTaskRunStatus": target,
    }));
    drop(targets::update_job(farm.cx(), &farm.admin, input).await);
}

async fn aim_step(farm: &Farm, dice: &mut Dice, job: JobId, target: &str) {
    let input: ListStepsRequest =
        request(json!({ "farmId": farm.farm, "queueId": farm.queue, "jobId": job }));
    let steps = steps::list_steps(farm.cx(), &farm.admin, input)
        .await
        .expect("ListSteps")
        .steps;
    let Some(step) = dice.pick(&steps) else {
        return;
    };
    let input = request(json!({
        "farmId": farm.farm, "queueId": farm.queue, "jobId": job, "stepId": step.step_id,
        "targetTaskRunStatus": target,
    }));
    drop(targets::update_step(farm.cx(), &farm.admin, input).await);
}

async fn aim_task(farm: &Farm, dice: &mut Dice, job: JobId, target: &str) {
    let input: ListStepsRequest =
        request(json!({ "farmId": farm.farm, "queueId": farm.queue, "jobId": job }));
    let steps = steps::list_steps(farm.cx(), &farm.admin, input)
        .await
        .expect("ListSteps")
        .steps;
    let Some(step) = dice.pick(&steps) else {
        return;
    };
    let input: ListTasksRequest = request(json!({
        "farmId": farm.farm, "queueId": farm.queue, "jobId": job, "stepId": step.step_id,
    }));
    let tasks = tasks::list_tasks(farm.cx(), &farm.admin, input)
        .await
        .expect("ListTasks")
        .tasks;
    let Some(task) = dice.pick(&tasks) else {
        return;
    };
    let input = request(json!({
        "farmId": farm.farm, "queueId": farm.queue, "jobId": job, "stepId": step.step_id,
        "taskId": task.task_id, "targetRunStatus": target,
    }));
    drop(targets::update_task(farm.cx(), &farm.admin, input).await);
}
