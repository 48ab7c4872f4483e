//! BatchUpdateJob and BatchUpdateTask (`semantics.md` 3.9): each item is what UpdateJob or
//! UpdateTask would do, in a transaction of its own, so that a hundred jobs of a million tasks do
//! not hold up everybody's heartbeats together.

use callsheet_api::Operation;
use callsheet_api::types::{
    BatchUpdateJobError, BatchUpdateJobItem, BatchUpdateJobRequest, BatchUpdateJobResponse,
    BatchUpdateTaskError, BatchUpdateTaskItem, BatchUpdateTaskRequest, BatchUpdateTaskResponse,
    UpdateJobRequest, UpdateTaskRequest,
};

use crate::api::batches::refusal;
use crate::api::client_token::{Token, once};
use crate::api::targets::{change_job, change_task};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::Result;

pub async fn batch_update_job(
    cx: &Cx,
    caller: &Caller,
    input: BatchUpdateJobRequest,
) -> Result<BatchUpdateJobResponse> {
    let token = Token::of(caller, Operation::BatchUpdateJob, &input);
    begin(cx, token.as_ref()).await?;
    let mut errors = Vec::new();
    for (number, item) in input.jobs.into_iter().enumerate() {
        let (farm_id, queue_id, job_id) = (item.farm_id, item.queue_id, item.job_id);
        let token = token.as_ref().map(|token| token.of_item(number));
        if let Err(why) = change_job(cx, caller, job_request(item), token).await {
            let (code, message) = refusal(why, Operation::UpdateJob)?;
            errors.push(BatchUpdateJobError {
                code,
                farm_id,
                job_id,
                message,
                queue_id,
            });
        }
    }
    Ok(BatchUpdateJobResponse { errors })
}

/// Notes what the token stands for, so that it cannot stand for another request. What was done
/// before an answer was lost is not done again: each item has a token of its own.
async fn begin(cx: &Cx, token: Option<&Token>) -> Result<()> {
    let Some(token) = token.cloned() else {
        return Ok(());
    };
    let now = cx.clock.now();
    cx.store
        .write("begin_batch", move |tx| -> Result<_> {
            once(tx, Some(&token), now, |_| Ok(()))
        })
        .await
}

fn job_request(item: BatchUpdateJobItem) -> UpdateJobRequest {
    UpdateJobRequest {
        client_token: None,
        description: item.description,
        farm_id: item.farm_id,
        job_id: item.job_id,
        lifecycle_status: item.lifecycle_status,
        max_failed_tasks_count: item.max_failed_tasks_count,
        max_retries_per_task: item.max_retries_per_task,
        max_worker_count: item.max_worker_count,
        name: item.name,
        priority: item.priority,
        queue_id: item.queue_id,
        target_task_run_status: item.target_task_run_status,
    }
}

pub async fn batch_update_task(
    cx: &Cx,
    caller: &Caller,
    input: BatchUpdateTaskRequest,
) -> Result<BatchUpdateTaskResponse> {
    let token = Token::of(caller, Operation::BatchUpdateTask, &input);
    begin(cx, token.as_ref()).await?;
    let mut errors = Vec::new();
    for (number, item) in input.tasks.into_iter().enumerate() {
        let token = token.as_ref().map(|token| token.of_item(number));
        if let Err(why) = change_task(cx, caller, task_request(&item), token).await {
            let (code, message) = refusal(why, Operation::UpdateTask)?;
            errors.push(BatchUpdateTaskError {
                code,
                farm_id: item.farm_id,
                job_id: item.job_id,
                message,
                queue_id: item.queue_id,
                step_id: item.step_id,
                task_id: item.task_id,
            });
        }
    }
    Ok(BatchUpdateTaskResponse { errors })
}

fn task_request(item: &BatchUpdateTaskItem) -> UpdateTaskRequest {
    UpdateTaskRequest {
        client_token: None,
        farm_id: item.farm_id,
        job_id: item.job_id,
        queue_id: item.queue_id,
        step_id: item.step_id,
        target_run_status: item.target_run_status,
        task_id: item.task_id,
    }
}
