//! GetStep, ListSteps, BatchGetStep, and what a step waits for or is waited for by
//! (`semantics.md` 2.2, 4.5).

use callsheet_api::Operation;
use callsheet_api::types::{
    BatchGetStepError, BatchGetStepErrorCode, BatchGetStepIdentifier, BatchGetStepItem,
    BatchGetStepRequest, BatchGetStepResponse, DependencyConsumerResolutionStatus,
    DependencyCounts, GetStepRequest, GetStepResponse, ListStepConsumersRequest,
    ListStepConsumersResponse, ListStepDependenciesRequest, ListStepDependenciesResponse,
    ListStepsRequest, ListStepsResponse, StepConsumer, StepDependency, StepLifecycleStatus,
    StepSummary,
};
use callsheet_store::Tx;
use callsheet_store::paths::{JobPath, StepPath};
use callsheet_store::steps::{Step, StepUpdate};

use crate::api::batches::each;
use crate::api::paging::{decode, encode, page_size};
use crate::api::shown::{number, status_counts, step_target};
use crate::api::step_plan::StepFacts;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Result, not_found};

pub async fn get_step(cx: &Cx, caller: &Caller, input: GetStepRequest) -> Result<GetStepResponse> {
    let path = StepPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
        step: input.step_id,
    };
    let caller = caller.clone();
    let (step, facts) = cx
        .store
        .read("get_step", move |tx| -> Result<_> {
            let step = tx.step(&path)?.ok_or_else(|| not_found(path.step))?;
            caller.may(Operation::GetStep, &path.into())?;
            let facts = StepFacts::read(tx, step.key)?;
            Ok((step, facts))
        })
        .await?;
    Ok(GetStepResponse {
        created_at: step.created_at,
        created_by: step.created_by.clone(),
        dependency_counts: Some(dependency_counts(&step)),
        description: facts.description,
        ended_at: step.ended_at,
        lifecycle_status: lifecycle_status(step.update),
        lifecycle_status_message: None,
        name: step.name,
        parameter_space: facts.parameter_space,
        required_capabilities: facts.required_capabilities,
        started_at: step.started_at,
        step_id: step.id,
        target_task_run_status: step.target.map(step_target),
        task_failure_retry_count: Some(number(step.progress.failure_retries)),
        task_run_status: step.progress.status.wire(),
        task_run_status_counts: status_counts(&step.progress.counts),
        updated_at: step.updated_at,
        updated_by: step.updated_by,
    })
}

pub const fn lifecycle_status(update: StepUpdate) -> StepLifecycleStatus {
    match update {
        StepUpdate::None => StepLifecycleStatus::CreateComplete,
        StepUpdate::InProgress => StepLifecycleStatus::UpdateInProgress,
        StepUpdate::Done => StepLifecycleStatus::UpdateSucceeded,
    }
}

/// A step lets all its consumers go at once, so either none or all of them are resolved.
fn dependency_counts(step: &Step) -> DependencyCounts {
    let resolved_consumers = if step.is_resolved() {
        step.consumers
    } else {
        0
    };
    DependencyCounts {
        consumers_resolved: number(resolved_consumers),
        consumers_unresolved: number(step.consumers - resolved_consumers),
        dependencies_resolved: number(step.dependencies - step.unmet_dependencies),
        dependencies_unresolved: number(step.unmet_dependencies),
    }
}

pub async fn list_steps(
    cx: &Cx,
    caller: &Caller,
    input: ListStepsRequest,
) -> Result<ListStepsResponse> {
    let path = JobPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
    };
    let after: Option<i64> = decode(Operation::ListSteps, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_steps", move |tx| -> Result<_> {
            let job_key = tx.job_key(&path)?.ok_or_else(|| not_found(path.job))?;
            caller.may(Operation::ListSteps, &path.into())?;
            Ok(tx.steps_of_job(job_key, after, limit)?)
        })
        .await?;
    Ok(ListStepsResponse {
        next_token: page.next.map(|key| encode(Operation::ListSteps, &key)),
        steps: page.items.into_iter().map(summary).collect(),
    })
}

fn summary(step: Step) -> StepSummary {
    StepSummary {
        created_at: step.created_at,
        created_by: step.created_by.clone(),
        dependency_counts: Some(dependency_counts(&step)),
        ended_at: step.ended_at,
        lifecycle_status: lifecycle_status(step.update),
        lifecycle_status_message: None,
        name: step.name,
        started_at: step.started_at,
        step_id: step.id,
        target_task_run_status: step.target.map(step_target),
        task_failure_retry_count: Some(number(step.progress.failure_retries)),
        task_run_status: step.progress.status.wire(),
        task_run_status_counts: status_counts(&step.progress.counts),
        updated_at: step.updated_at,
        updated_by: step.updated_by,
    }
}

pub async fn batch_get_step(
    cx: &Cx,
    caller: &Caller,
    input: BatchGetStepRequest,
) -> Result<BatchGetStepResponse> {
    let caller = caller.clone();
    cx.store
        .read("batch_get_step", move |tx| -> Result<_> {
            let find = |identifier: &_| step_of_batch(tx, &caller, identifier);
            let (steps, errors) = each(&input.identifiers, Operation::GetStep, find, error)?;
            Ok(BatchGetStepResponse { errors, steps })
        })
        .await
}

fn error(
    identifier: &BatchGetStepIdentifier,
    code: BatchGetStepErrorCode,
    message: String,
) -> BatchGetStepError {
    BatchGetStepError {
        code,
        farm_id: identifier.farm_id,
        job_id: identifier.job_id,
        message,
        queue_id: identifier.queue_id,
        step_id: identifier.step_id,
    }
}

fn step_of_batch(
    tx: &mut Tx,
    caller: &Caller,
    identifier: &BatchGetStepIdentifier,
) -> Result<BatchGetStepItem> {
    let path = StepPath {
        farm: identifier.farm_id,
        queue: identifier.queue_id,
        job: identifier.job_id,
        step: identifier.step_id,
    };
    caller.may_on(tx, Operation::GetStep, &path.into())?;
    let step = tx.step(&path)?.ok_or_else(|| not_found(path.step))?;
    let facts = StepFacts::read(tx, step.key)?;
    Ok(item(step, facts))
}

fn item(step: Step, facts: StepFacts) -> BatchGetStepItem {
    BatchGetStepItem {
        created_at: step.created_at,
        created_by: step.created_by.clone(),
        dependency_counts: Some(dependency_counts(&step)),
        description: facts.description,
        ended_at: step.ended_at,
        farm_id: step.farm,
        job_id: step.job,
        lifecycle_status: lifecycle_status(step.update),
        lifecycle_status_message: None,
        name: step.name,
        parameter_space: facts.parameter_space,
        queue_id: step.queue,
        required_capabilities: facts.required_capabilities,
        started_at: step.started_at,
        step_id: step.id,
        target_task_run_status: step.target.map(step_target),
        task_failure_retry_count: Some(number(step.progress.failure_retries)),
        task_run_status: step.progress.status.wire(),
        task_run_status_counts: status_counts(&step.progress.counts),
        updated_at: step.updated_at,
        updated_by: step.updated_by,
    }
}

pub async fn list_step_dependencies(
    cx: &Cx,
    caller: &Caller,
    input: ListStepDependenciesRequest,
) -> Result<ListStepDependenciesResponse> {
    const OPERATION: Operation = Operation::ListStepDependencies;
    let path = StepPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
        step: input.step_id,
    };
    let after: Option<i64> = decode(OPERATION, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_step_dependencies", move |tx| -> Result<_> {
            let step = tx.step(&path)?.ok_or_else(|| not_found(path.step))?;
            caller.may(OPERATION, &path.into())?;
            Ok(tx.dependencies_of_step(&step, after, limit)?)
        })
        .await?;
    let dependencies = page.items.into_iter().map(|linked| StepDependency {
        status: resolution(linked.is_resolved),
        step_id: linked.id,
    });
    Ok(ListStepDependenciesResponse {
        dependencies: dependencies.collect(),
        next_token: page.next.map(|key| encode(OPERATION, &key)),
    })
}

pub async fn list_step_consumers(
    cx: &Cx,
    caller: &Caller,
    input: ListStepConsumersRequest,
) -> Result<ListStepConsumersResponse> {
    const OPERATION: Operation = Operation::ListStepConsumers;
    let path = StepPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
        step: input.step_id,
    };
    let after: Option<i64> = decode(OPERATION, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_step_consumers", move |tx| -> Result<_> {
            let step = tx.step(&path)?.ok_or_else(|| not_found(path.step))?;
            caller.may(OPERATION, &path.into())?;
            Ok(tx.consumers_of_step(&step, after, limit)?)
        })
        .await?;
    let consumers = page.items.into_iter().map(|linked| StepConsumer {
        status: resolution(linked.is_resolved),
        step_id: linked.id,
    });
    Ok(ListStepConsumersResponse {
        consumers: consumers.collect(),
        next_token: page.next.map(|key| encode(OPERATION, &key)),
    })
}

const fn resolution(is_resolved: bool) -> DependencyConsumerResolutionStatus {
    if is_resolved {
        DependencyConsumerResolutionStatus::Resolved
    } else {
        DependencyConsumerResolutionStatus::Unresolved
    }
}
