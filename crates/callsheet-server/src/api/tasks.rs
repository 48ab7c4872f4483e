//! GetTask, ListTasks and BatchGetTask (`semantics.md` 2.3). A task that nothing has happened to
//! is made up from its step; its parameters always come from the step's recipe.

use callsheet_api::Operation;
use callsheet_api::types::{
    BatchGetTaskError, BatchGetTaskErrorCode, BatchGetTaskIdentifier, BatchGetTaskItem,
    BatchGetTaskRequest, BatchGetTaskResponse, GetTaskRequest, GetTaskResponse, ListTasksRequest,
    ListTasksResponse, TaskSummary,
};
use callsheet_core::recipe::Recipe;
use callsheet_store::Tx;
use callsheet_store::paths::StepPath;
use callsheet_store::recipes::Recipes;
use callsheet_store::steps::Step;
use callsheet_store::tasks::Task;

use crate::api::batches::each;
use crate::api::paging::{decode, encode, page_size};
use crate::api::shown::{number, task_target};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Result, not_found};

pub async fn get_task(cx: &Cx, caller: &Caller, input: GetTaskRequest) -> Result<GetTaskResponse> {
    let path = StepPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
        step: input.step_id,
    };
    let (caller, recipes) = (caller.clone(), cx.recipes.clone());
    cx.store
        .read("get_task", move |tx| -> Result<_> {
            let found = find(tx, &path, input.task_id)?;
            let (step, task) = found.ok_or_else(|| not_found(input.task_id))?;
            caller.may(Operation::GetTask, &path.into())?;
            let recipe = recipes.of(tx, step.key)?;
            Ok(whole(step, task, &recipe))
        })
        .await
}

/// A task names its step: one that names another step than the path does is not found.
fn find(
    tx: &mut Tx,
    path: &StepPath,
    task_id: callsheet_api::ids::TaskId,
) -> Result<Option<(Step, Task)>> {
    let Ok(index) = i64::try_from(task_id.index()) else {
        return Ok(None);
    };
    if task_id.step() != path.step {
        return Ok(None);
    }
    let Some(step) = tx.step(path)? else {
        return Ok(None);
    };
    let task = tx.task(&step, index)?;
    Ok(task.map(|task| (step, task)))
}

fn whole(step: Step, task: Task, recipe: &Recipe) -> GetTaskResponse {
    GetTaskResponse {
        created_at: step.created_at,
        created_by: step.created_by,
        ended_at: task.ended_at,
        failure_retry_count: Some(number(task.failure_retries)),
        latest_session_action_id: task.latest_session_action,
        parameters: Some(recipe.task(task.index)),
        run_status: task.status.wire(),
        started_at: task.started_at,
        target_run_status: task.target.map(task_target),
        task_id: task.id,
        updated_at: task.updated_at,
        updated_by: task.updated_by,
    }
}

/// By task number. The key of a page is the number that it begins with.
pub async fn list_tasks(
    cx: &Cx,
    caller: &Caller,
    input: ListTasksRequest,
) -> Result<ListTasksResponse> {
    let path = StepPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
        step: input.step_id,
    };
    let from: Option<i64> = decode(Operation::ListTasks, input.next_token.as_deref())?;
    let (from, limit) = (from.unwrap_or(0), page_size(input.max_results));
    let (caller, recipes) = (caller.clone(), cx.recipes.clone());
    cx.store
        .read("list_tasks", move |tx| -> Result<_> {
            let step = tx.step(&path)?.ok_or_else(|| not_found(path.step))?;
            caller.may(Operation::ListTasks, &path.into())?;
            let recipe = recipes.of(tx, step.key)?;
            let tasks = tx.tasks_of_step(&step, from, i64::try_from(limit).unwrap_or(i64::MAX))?;
            let next = tasks.last().map(|task| task.index + 1);
            let next = next.filter(|next| *next < step.task_count);
            Ok(ListTasksResponse {
                next_token: next.map(|next| encode(Operation::ListTasks, &next)),
                tasks: tasks
                    .into_iter()
                    .map(|task| summary(&step, task, &recipe))
                    .collect(),
            })
        })
        .await
}

fn summary(step: &Step, task: Task, recipe: &Recipe) -> TaskSummary {
    TaskSummary {
        created_at: step.created_at,
        created_by: step.created_by.clone(),
        ended_at: task.ended_at,
        failure_retry_count: Some(number(task.failure_retries)),
        latest_session_action_id: task.latest_session_action,
        parameters: Some(recipe.task(task.index)),
        run_status: task.status.wire(),
        started_at: task.started_at,
        target_run_status: task.target.map(task_target),
        task_id: task.id,
        updated_at: task.updated_at,
        updated_by: task.updated_by,
    }
}

pub async fn batch_get_task(
    cx: &Cx,
    caller: &Caller,
    input: BatchGetTaskRequest,
) -> Result<BatchGetTaskResponse> {
    let (caller, recipes) = (caller.clone(), cx.recipes.clone());
    cx.store
        .read("batch_get_task", move |tx| -> Result<_> {
            let find = |identifier: &_| task_of_batch(tx, &caller, &recipes, identifier);
            let (tasks, errors) = each(&input.identifiers, Operation::GetTask, find, error)?;
            Ok(BatchGetTaskResponse { errors, tasks })
        })
        .await
}

fn error(
    identifier: &BatchGetTaskIdentifier,
    code: BatchGetTaskErrorCode,
    message: String,
) -> BatchGetTaskError {
    BatchGetTaskError {
        code,
        farm_id: identifier.farm_id,
        job_id: identifier.job_id,
        message,
        queue_id: identifier.queue_id,
        step_id: identifier.step_id,
        task_id: identifier.task_id,
    }
}

fn task_of_batch(
    tx: &mut Tx,
    caller: &Caller,
    recipes: &Recipes,
    identifier: &BatchGetTaskIdentifier,
) -> Result<BatchGetTaskItem> {
    let path = StepPath {
        farm: identifier.farm_id,
        queue: identifier.queue_id,
        job: identifier.job_id,
        step: identifier.step_id,
    };
    caller.may_on(tx, Operation::GetTask, &path.into())?;
    let found = find(tx, &path, identifier.task_id)?;
    let (step, task) = found.ok_or_else(|| not_found(identifier.task_id))?;
    let recipe = recipes.of(tx, step.key)?;
    Ok(item(step, task, &recipe))
}

fn item(step: Step, task: Task, recipe: &Recipe) -> BatchGetTaskItem {
    BatchGetTaskItem {
        created_at: step.created_at,
        created_by: step.created_by,
        ended_at: task.ended_at,
        failure_retry_count: Some(number(task.failure_retries)),
        farm_id: step.farm,
        job_id: step.job,
        latest_session_action_id: task.latest_session_action,
        parameters: Some(recipe.task(task.index)),
        queue_id: step.queue,
        run_status: task.status.wire(),
        started_at: task.started_at,
        step_id: step.id,
        target_run_status: task.target.map(task_target),
        task_id: task.id,
        updated_at: task.updated_at,
        updated_by: task.updated_by,
    }
}
