//! SearchJobs, SearchSteps, SearchTasks and SearchWorkers (`semantics.md` 3.12): what a request
//! says becomes conditions and orders of `callsheet_store::search`, which makes the statement.

use callsheet_api::ids::{FarmId, QueueId};
use callsheet_api::types::{
    JobSearchSummary, SearchGroupedFilterExpressions, SearchJobsRequest, SearchJobsResponse,
    SearchSortExpression, SearchStepsRequest, SearchStepsResponse, SearchTasksRequest,
    SearchTasksResponse, SearchWorkersRequest, SearchWorkersResponse, StepSearchSummary,
    TaskSearchSummary, ValidationExceptionReason, WorkerSearchSummary,
};
use callsheet_api::{Exception, Operation};
use callsheet_core::recipe::Recipe;
use callsheet_store::Tx;
use callsheet_store::jobs::Job;
use callsheet_store::paths::{FleetPath, QueuePath};
use callsheet_store::search::{
    Catalogue, Condition, FoundTask, JOBS, STEPS, Scope, Search, Searched, TASKS, WORKERS,
};
use callsheet_store::steps::Step;
use callsheet_store::workers::Worker;

use crate::api::jobs::Asked;
use crate::api::search_filters::{condition, orders};
use crate::api::shown::{
    host_properties, job_target, number, status_counts, step_target, task_target,
};
use crate::api::step_plan::StepFacts;
use crate::api::steps::lifecycle_status;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, not_found};

pub async fn search_jobs(
    cx: &Cx,
    caller: &Caller,
    input: SearchJobsRequest,
) -> Result<SearchJobsResponse> {
    let (offset, limit) = (input.item_offset, input.page_size);
    let (filters, sorts) = (
        input.filter_expressions.as_ref(),
        input.sort_expressions.as_ref(),
    );
    let search = search(&JOBS, filters, sorts, offset, limit)?;
    let scope = Scope {
        farm: input.farm_id,
        queues: input.queue_ids,
        job: None,
    };
    let caller = caller.clone();
    let found = cx
        .search("search_jobs", move |tx| -> Result<_> {
            may_search(&caller, Operation::SearchJobs, scope.farm, &scope.queues)?;
            refuse_unknown_queues(tx, scope.farm, &scope.queues)?;
            Ok(tx.search_jobs(&scope, &search)?)
        })
        .await?;
    Ok(SearchJobsResponse {
        next_item_offset: next_offset(offset, found.items.len(), found.total),
        total_results: total(found.total),
        jobs: found
            .items
            .into_iter()
            .map(job_summary)
            .collect::<Result<_>>()?,
    })
}

fn job_summary(job: Job) -> Result<JobSearchSummary> {
    let asked = Asked::of(&job)?;
    Ok(JobSearchSummary {
        created_at: Some(job.created_at),
        created_by: Some(job.created_by),
        ended_at: job.ended_at,
        job_id: Some(job.id),
        job_parameters: asked.parameters,
        lifecycle_status: Some(job.state.wire()),
        lifecycle_status_message: Some(job.state_message),
        max_failed_tasks_count: Some(number(job.max_failed_tasks_count)),
        max_retries_per_task: Some(number(job.max_retries_per_task)),
        max_worker_count: job.max_worker_count.map(number),
        name: Some(job.name),
        priority: Some(number(job.priority)),
        queue_id: Some(job.queue),
        source_job_id: asked.source_job_id,
        started_at: job.started_at,
        target_task_run_status: job.target.map(job_target),
        task_failure_retry_count: job
            .progress
            .map(|progress| number(progress.failure_retries)),
        task_run_status: job.progress.map(|progress| progress.status.wire()),
        task_run_status_counts: job.progress.map(|progress| status_counts(&progress.counts)),
        updated_at: job.updated_at,
        updated_by: job.updated_by,
    })
}

pub async fn search_steps(
    cx: &Cx,
    caller: &Caller,
    input: SearchStepsRequest,
) -> Result<SearchStepsResponse> {
    let (offset, limit) = (input.item_offset, input.page_size);
    let (filters, sorts) = (
        input.filter_expressions.as_ref(),
        input.sort_expressions.as_ref(),
    );
    let search = search(&STEPS, filters, sorts, offset, limit)?;
    let scope = Scope {
        farm: input.farm_id,
        queues: input.queue_ids,
        job: input.job_id,
    };
    let caller = caller.clone();
    cx.search("search_steps", move |tx| -> Result<_> {
        may_search(&caller, Operation::SearchSteps, scope.farm, &scope.queues)?;
        refuse_unknown_queues(tx, scope.farm, &scope.queues)?;
        refuse_unknown_job(tx, &scope)?;
        let found = tx.search_steps(&scope, &search)?;
        let next_item_offset = next_offset(offset, found.items.len(), found.total);
        let mut steps = Vec::with_capacity(found.items.len());
        for step in found.items {
            let facts = StepFacts::read(tx, step.key)?;
            steps.push(step_summary(step, facts));
        }
        let total_results = total(found.total);
        Ok(SearchStepsResponse {
            next_item_offset,
            steps,
            total_results,
        })
    })
    .await
}

fn step_summary(step: Step, facts: StepFacts) -> StepSearchSummary {
    StepSearchSummary {
        created_at: Some(step.created_at),
        created_by: Some(step.created_by),
        ended_at: step.ended_at,
        job_id: Some(step.job),
        lifecycle_status: Some(lifecycle_status(step.update)),
        lifecycle_status_message: None,
        name: Some(step.name),
        parameter_space: facts.parameter_space,
        queue_id: Some(step.queue),
        started_at: step.started_at,
        step_id: Some(step.id),
        target_task_run_status: step.target.map(step_target),
        task_failure_retry_count: Some(number(step.progress.failure_retries)),
        task_run_status: Some(step.progress.status.wire()),
        task_run_status_counts: Some(status_counts(&step.progress.counts)),
        updated_at: step.updated_at,
        updated_by: step.updated_by,
    }
}

pub async fn search_tasks(
    cx: &Cx,
    caller: &Caller,
    input: SearchTasksRequest,
) -> Result<SearchTasksResponse> {
    let (offset, limit) = (input.item_offset, input.page_size);
    let (filters, sorts) = (
        input.filter_expressions.as_ref(),
        input.sort_expressions.as_ref(),
    );
    let search = search(&TASKS, filters, sorts, offset, limit)?;
    let scope = Scope {
        farm: input.farm_id,
        queues: input.queue_ids,
        job: input.job_id,
    };
    let (caller, recipes) = (caller.clone(), cx.recipes.clone());
    cx.search("search_tasks", move |tx| -> Result<_> {
        may_search(&caller, Operation::SearchTasks, scope.farm, &scope.queues)?;
        refuse_unknown_queues(tx, scope.farm, &scope.queues)?;
        refuse_unknown_job(tx, &scope)?;
        let found = match tx.search_tasks(&recipes, &scope, &search)? {
            Searched::Found(found) => found,
            Searched::TooMany => return Err(too_many()),
        };
        let next_item_offset = next_offset(offset, found.items.len(), found.total);
        let mut tasks = Vec::with_capacity(found.items.len());
        for task in found.items {
            let recipe = recipes.of(tx, task.step_key)?;
            tasks.push(task_summary(task, &recipe));
        }
        let total_results = total(found.total);
        Ok(SearchTasksResponse {
            next_item_offset,
            tasks,
            total_results,
        })
    })
    .await
}

/// `semantics.md` 3.12.
fn too_many() -> Error {
    let why = "more than 100,000 tasks would have to be looked at one by one: name a jobId, or add a \
               filter by a parameter or status that fewer tasks have";
    let reason = ValidationExceptionReason::Other;
    Error::from(Exception::validation(reason, Vec::new(), why))
}

fn task_summary(found: FoundTask, recipe: &Recipe) -> TaskSearchSummary {
    let task = found.task;
    TaskSearchSummary {
        ended_at: task.ended_at,
        failure_retry_count: Some(number(task.failure_retries)),
        job_id: Some(found.job),
        latest_session_action_id: task.latest_session_action,
        parameters: Some(recipe.task(task.index)),
        queue_id: Some(found.queue),
        run_status: Some(task.status.wire()),
        started_at: task.started_at,
        step_id: Some(found.step),
        target_run_status: task.target.map(task_target),
        task_id: Some(task.id),
        updated_at: task.updated_at,
        updated_by: task.updated_by,
    }
}

pub async fn search_workers(
    cx: &Cx,
    caller: &Caller,
    input: SearchWorkersRequest,
) -> Result<SearchWorkersResponse> {
    let (offset, limit) = (input.item_offset, input.page_size);
    let (filters, sorts) = (
        input.filter_expressions.as_ref(),
        input.sort_expressions.as_ref(),
    );
    let search = search(&WORKERS, filters, sorts, offset, limit)?;
    let (farm, fleets) = (input.farm_id, input.fleet_ids);
    let caller = caller.clone();
    let found = cx
        .search("search_workers", move |tx| -> Result<_> {
            for fleet in fleets.iter().copied() {
                let path = FleetPath { farm, fleet };
                caller.may(Operation::SearchWorkers, &path.into())?;
                tx.fleet(&path)?.ok_or_else(|| not_found(fleet))?;
            }
            Ok(tx.search_workers(farm, &fleets, &search)?)
        })
        .await?;
    Ok(SearchWorkersResponse {
        next_item_offset: next_offset(offset, found.items.len(), found.total),
        total_results: total(found.total),
        workers: found
            .items
            .into_iter()
            .map(worker_summary)
            .collect::<Result<_>>()?,
    })
}

fn worker_summary(worker: Worker) -> Result<WorkerSearchSummary> {
    Ok(WorkerSearchSummary {
        created_at: Some(worker.created_at),
        created_by: Some(worker.created_by),
        fleet_id: Some(worker.fleet),
        host_properties: host_properties(worker.host_properties.as_deref())?,
        status: Some(worker.state.wire(worker.holds_session)),
        updated_at: worker.updated_at,
        updated_by: worker.updated_by,
        worker_id: Some(worker.id),
    })
}

/// Each queue, before anybody learns whether there is one.
fn may_search(
    caller: &Caller,
    operation: Operation,
    farm: FarmId,
    queues: &[QueueId],
) -> Result<()> {
    let mut paths = queues.iter().map(|queue| QueuePath {
        farm,
        queue: *queue,
    });
    paths.try_for_each(|path| caller.may(operation, &path.into()))
}

fn refuse_unknown_queues(tx: &mut Tx, farm: FarmId, queues: &[QueueId]) -> Result<()> {
    for queue in queues.iter().copied() {
        tx.queue(&QueuePath { farm, queue })?
            .ok_or_else(|| not_found(queue))?;
    }
    Ok(())
}

/// The job of a scope is in one of its queues.
fn refuse_unknown_job(tx: &mut Tx, scope: &Scope) -> Result<()> {
    let Some(job) = scope.job else { return Ok(()) };
    let condition = Condition::always();
    let any = Search {
        condition,
        orders: Vec::new(),
        offset: 0,
        limit: 1,
    };
    let found = tx.search_jobs(
        &Scope {
            job: Some(job),
            ..scope.clone()
        },
        &any,
    )?;
    if found.total == 0 {
        Err(not_found(job))
    } else {
        Ok(())
    }
}

fn search(
    catalogue: &'static Catalogue,
    filters: Option<&SearchGroupedFilterExpressions>,
    sorts: Option<&Vec<SearchSortExpression>>,
    item_offset: i32,
    page_size: Option<i32>,
) -> Result<Search> {
    Ok(Search {
        condition: filters.map_or(Ok(Condition::always()), |group| condition(catalogue, group))?,
        orders: sorts.map_or(Ok(Vec::new()), |sorts| orders(catalogue, sorts))?,
        offset: usize::try_from(item_offset).unwrap_or(0),
        limit: crate::api::paging::page_size(page_size),
    })
}

fn total(found: usize) -> i32 {
    i32::try_from(found).unwrap_or(i32::MAX)
}

/// Absent at the end.
fn next_offset(offset: i32, shown: usize, found: usize) -> Option<i32> {
    let next = usize::try_from(offset).unwrap_or(0) + shown;
    (shown > 0 && next < found).then(|| total(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// semantics 3.12-2.
    #[test]
    fn the_last_page_names_no_next_one() {
        assert_eq!(next_offset(0, 100, 250), Some(100));
        assert_eq!(next_offset(200, 50, 250), None);
        assert_eq!(next_offset(300, 0, 250), None);
    }
}
