//! GetJob, ListJobs and BatchGetJob (`semantics.md` 2.1, 2.5). Creating and changing jobs is in `create_job.rs`
//! and `targets.rs`.

use std::collections::BTreeMap;

use callsheet_api::Operation;
use callsheet_api::ids::{JobId, StorageProfileId};
use callsheet_api::types::{
    Attachments, BatchGetJobError, BatchGetJobErrorCode, BatchGetJobIdentifier, BatchGetJobItem,
    BatchGetJobRequest, BatchGetJobResponse, GetJobRequest, GetJobResponse, JobParameter,
    JobSummary, ListJobsRequest, ListJobsResponse,
};
use callsheet_store::Tx;
use callsheet_store::jobs::{AfterJob, Job};
use callsheet_store::paths::{JobPath, QueuePath};
use serde::Deserialize;

use crate::api::batches::each;
use crate::api::members;
use crate::api::paging::{decode, encode, page_size};
use crate::api::shown::{description, job_target, json, number, status_counts};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Result, not_found};

/// What is shown again of what CreateJob was asked for.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Asked {
    pub parameters: Option<BTreeMap<String, JobParameter>>,
    pub attachments: Option<Attachments>,
    pub storage_profile_id: Option<StorageProfileId>,
    pub source_job_id: Option<JobId>,
}

impl Asked {
    pub fn of(job: &Job) -> Result<Self> {
        job.request
            .as_deref()
            .map_or(Ok(Self::default()), |text| json(text, "job request"))
    }
}

pub async fn get_job(cx: &Cx, caller: &Caller, input: GetJobRequest) -> Result<GetJobResponse> {
    let path = JobPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
    };
    let caller = caller.clone();
    let job = cx
        .store
        .read("get_job", move |tx| -> Result<_> {
            let job = tx.job(&path)?.ok_or_else(|| not_found(path.job))?;
            caller.may(Operation::GetJob, &path.into())?;
            Ok(job)
        })
        .await?;
    whole(job)
}

fn whole(job: Job) -> Result<GetJobResponse> {
    let asked = Asked::of(&job)?;
    Ok(GetJobResponse {
        attachments: asked.attachments,
        created_at: job.created_at,
        created_by: job.created_by,
        description: description(job.description),
        ended_at: job.ended_at,
        job_id: job.id,
        lifecycle_status: job.state.wire(),
        lifecycle_status_message: job.state_message,
        max_failed_tasks_count: Some(number(job.max_failed_tasks_count)),
        max_retries_per_task: Some(number(job.max_retries_per_task)),
        max_worker_count: job.max_worker_count.map(number),
        name: job.name,
        parameters: asked.parameters,
        priority: number(job.priority),
        source_job_id: asked.source_job_id,
        started_at: job.started_at,
        storage_profile_id: asked.storage_profile_id,
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

pub async fn list_jobs(
    cx: &Cx,
    caller: &Caller,
    input: ListJobsRequest,
) -> Result<ListJobsResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let after: Option<AfterJob> = decode(Operation::ListJobs, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let principal = caller.lists(Operation::ListJobs, &path.into(), input.principal_id)?;
    let is_administrator = caller.is_administrator();
    let page = cx
        .store
        .read("list_jobs", move |tx| -> Result<_> {
            let parents = [*path.farm.as_bytes(), *path.queue.as_bytes()];
            let member = members::narrowed(tx, principal.as_deref(), &parents)?;
            if member.is_none() || is_administrator {
                tx.queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            }
            Ok(tx.jobs_of_queue(&path, member.as_deref(), after, limit)?)
        })
        .await?;
    Ok(ListJobsResponse {
        next_token: page.next.map(|key| encode(Operation::ListJobs, &key)),
        jobs: page.items.into_iter().map(summary).collect::<Result<_>>()?,
    })
}

fn summary(job: Job) -> Result<JobSummary> {
    let asked = Asked::of(&job)?;
    Ok(JobSummary {
        created_at: job.created_at,
        created_by: job.created_by,
        ended_at: job.ended_at,
        job_id: job.id,
        lifecycle_status: job.state.wire(),
        lifecycle_status_message: job.state_message,
        max_failed_tasks_count: Some(number(job.max_failed_tasks_count)),
        max_retries_per_task: Some(number(job.max_retries_per_task)),
        max_worker_count: job.max_worker_count.map(number),
        name: job.name,
        priority: number(job.priority),
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

pub async fn batch_get_job(
    cx: &Cx,
    caller: &Caller,
    input: BatchGetJobRequest,
) -> Result<BatchGetJobResponse> {
    let caller = caller.clone();
    cx.store
        .read("batch_get_job", move |tx| -> Result<_> {
            let find = |identifier: &_| job_of_batch(tx, &caller, identifier);
            let (jobs, errors) = each(&input.identifiers, Operation::GetJob, find, error)?;
            Ok(BatchGetJobResponse { errors, jobs })
        })
        .await
}

fn error(
    identifier: &BatchGetJobIdentifier,
    code: BatchGetJobErrorCode,
    message: String,
) -> BatchGetJobError {
    BatchGetJobError {
        code,
        farm_id: identifier.farm_id,
        job_id: identifier.job_id,
        message,
        queue_id: identifier.queue_id,
    }
}

fn job_of_batch(
    tx: &mut Tx,
    caller: &Caller,
    identifier: &BatchGetJobIdentifier,
) -> Result<BatchGetJobItem> {
    let path = JobPath {
        farm: identifier.farm_id,
        queue: identifier.queue_id,
        job: identifier.job_id,
    };
    caller.may_on(tx, Operation::GetJob, &path.into())?;
    let job = tx.job(&path)?.ok_or_else(|| not_found(path.job))?;
    Ok(item(&path, whole(job)?))
}

fn item(path: &JobPath, job: GetJobResponse) -> BatchGetJobItem {
    BatchGetJobItem {
        attachments: job.attachments,
        created_at: job.created_at,
        created_by: job.created_by,
        description: job.description,
        ended_at: job.ended_at,
        farm_id: path.farm,
        job_id: job.job_id,
        lifecycle_status: job.lifecycle_status,
        lifecycle_status_message: job.lifecycle_status_message,
        max_failed_tasks_count: job.max_failed_tasks_count,
        max_retries_per_task: job.max_retries_per_task,
        max_worker_count: job.max_worker_count,
        name: job.name,
        parameters: job.parameters,
        priority: job.priority,
        queue_id: path.queue,
        source_job_id: job.source_job_id,
        started_at: job.started_at,
        storage_profile_id: job.storage_profile_id,
        target_task_run_status: job.target_task_run_status,
        task_failure_retry_count: job.task_failure_retry_count,
        task_run_status: job.task_run_status,
        task_run_status_counts: job.task_run_status_counts,
        updated_at: job.updated_at,
        updated_by: job.updated_by,
    }
}
