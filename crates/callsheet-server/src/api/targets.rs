//! UpdateJob, UpdateStep, UpdateTask and UpdateSession: what callers change about jobs that exist
//! (`semantics.md` 2.4, 3.9). The decisions are `callsheet_core::aim`'s.

use callsheet_api::types::{
    JobTargetTaskRunStatus, SessionLifecycleTargetStatus, StepTargetTaskRunStatus,
    TaskTargetRunStatus, UpdateJobLifecycleStatus, UpdateJobRequest, UpdateJobResponse,
    UpdateSessionRequest, UpdateSessionResponse, UpdateStepRequest, UpdateStepResponse,
    UpdateTaskRequest, UpdateTaskResponse,
};
use callsheet_api::{Operation, Timestamp};
use callsheet_core::aim::{self, Refused};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::settle::Cause;
use callsheet_core::view::JobView;
use callsheet_policy::Asked;
use callsheet_store::Tx;
use callsheet_store::changes::Applied;
use callsheet_store::job_edits::JobEdits;
use callsheet_store::paths::{JobPath, SessionPath};

use crate::api::client_token::{Token, once};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found, status_conflict};

pub async fn update_job(
    cx: &Cx,
    caller: &Caller,
    input: UpdateJobRequest,
) -> Result<UpdateJobResponse> {
    let token = Token::of(caller, Operation::UpdateJob, &input);
    change_job(cx, caller, input, token).await
}

/// For one job, whether it is asked for alone or in a batch.
pub async fn change_job(
    cx: &Cx,
    caller: &Caller,
    input: UpdateJobRequest,
    token: Option<Token>,
) -> Result<UpdateJobResponse> {
    let path = JobPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
    };
    let now = cx.clock.now();
    if input.max_worker_count == Some(0) {
        return Err(invalid(
            "maxWorkerCount",
            "must be -1 (no limit) or at least 1",
        ));
    }
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let applied = cx
        .store
        .write("update_job", move |tx| -> Result<_> {
            let asked = Asked {
                priority: input.priority,
                ..Asked::default()
            };
            caller.may_on_as_asked(tx, Operation::UpdateJob, &path.into(), asked)?;
            let job_key = tx.job_key(&path)?.ok_or_else(|| not_found(path.job))?;
            let mut applied = Applied::default();
            once(tx, token.as_ref(), now, |tx| {
                applied = edit_job(tx, &path, job_key, &input, &by, now)?;
                Ok(UpdateJobResponse {})
            })?;
            Ok(applied)
        })
        .await?;
    cx.waiting.wake(&applied.to_wake());
    Ok(UpdateJobResponse {})
}

fn edit_job(
    tx: &mut Tx,
    path: &JobPath,
    job_key: i64,
    input: &UpdateJobRequest,
    by: &str,
    now: Timestamp,
) -> Result<Applied> {
    let mut view = tx.job_view(job_key)?.ok_or_else(|| not_found(path.job))?;
    if !view.head.state.may_be_updated() {
        return Err(refused(path, &Refused::JobState(view.head.state)));
    }
    tx.edit_job(job_key, &edits(input), by, now)?;
    let mut applied = Applied::default();
    if input.max_failed_tasks_count.is_some() {
        applied.merge(tx.settle(job_key, Cause::FailuresWeigh, now)?);
    }
    if input.max_worker_count.is_some() {
        applied
            .became_ready
            .merge(tx.new_work_of_job(job_key, i64::MAX)?);
    }
    if let Some(target) = input.target_task_run_status {
        view = tx.job_view(job_key)?.ok_or_else(|| not_found(path.job))?;
        let changes =
            aim::aim_job(&mut view, job_target(target), now).map_err(|why| refused(path, &why))?;
        applied.merge(tx.apply(&changes, now)?);
        applied.merge(look_again(tx, job_key, job_target(target), now)?);
        tell_if_requeued(tx, job_target(target), (job_key, None), now)?;
    }
    if input.lifecycle_status == Some(UpdateJobLifecycleStatus::Archived) {
        archive(tx, path, job_key, now)?;
    }
    Ok(applied)
}

fn edits(input: &UpdateJobRequest) -> JobEdits {
    JobEdits {
        name: input.name.clone(),
        description: input.description.clone(),
        priority: input.priority.map(i64::from),
        max_failed: input.max_failed_tasks_count.map(i64::from),
        max_retries: input.max_retries_per_task.map(i64::from),
        max_workers: input.max_worker_count.map(i64::from),
    }
}

/// Only a job at rest can be put away (`semantics.md` 2.1).
fn archive(tx: &mut Tx, path: &JobPath, job_key: i64, now: Timestamp) -> Result<()> {
    let view = tx.job_view(job_key)?.ok_or_else(|| not_found(path.job))?;
    let overall = view.counts.overall();
    let at_rest = [
        TaskStatus::Failed,
        TaskStatus::Canceled,
        TaskStatus::Succeeded,
        TaskStatus::Suspended,
    ];
    if !at_rest.contains(&overall) {
        let why = "only a job that is FAILED, CANCELED, SUCCEEDED or SUSPENDED can be archived";
        return Err(status_conflict(path.job, overall.wire().as_str(), why));
    }
    let changes = aim::archive(&view).map_err(|why| refused(path, &why))?;
    tx.apply(&changes, now)?;
    Ok(())
}

pub async fn update_step(
    cx: &Cx,
    caller: &Caller,
    input: UpdateStepRequest,
) -> Result<UpdateStepResponse> {
    let path = JobPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
    };
    let now = cx.clock.now();
    let target = step_target(input.target_task_run_status);
    let token = Token::of(caller, Operation::UpdateStep, &input);
    let caller = caller.clone();
    let applied = cx
        .store
        .write("update_step", move |tx| -> Result<_> {
            let (mut view, at) = job_with_step(tx, &path, input.step_id)?;
            caller.may(Operation::UpdateStep, &path.into())?;
            let mut applied = Applied::default();
            once(tx, token.as_ref(), now, |tx| {
                let changes = aim::aim_step(&mut view, at, target, now)
                    .map_err(|why| refused(&path, &why))?;
                applied = tx.apply(&changes, now)?;
                applied.merge(tx.settle(view.head.key, Cause::TasksMoved, now)?);
                applied.merge(look_again(tx, view.head.key, target, now)?);
                let step_key = view.steps[at].head.key;
                tell_if_requeued(tx, target, (view.head.key, Some(step_key)), now)?;
                Ok(UpdateStepResponse {})
            })?;
            Ok(applied)
        })
        .await?;
    cx.waiting.wake(&applied.to_wake());
    Ok(UpdateStepResponse {})
}

pub async fn update_task(
    cx: &Cx,
    caller: &Caller,
    input: UpdateTaskRequest,
) -> Result<UpdateTaskResponse> {
    let token = Token::of(caller, Operation::UpdateTask, &input);
    change_task(cx, caller, input, token).await
}

/// For one task, whether it is asked for alone or in a batch.
pub async fn change_task(
    cx: &Cx,
    caller: &Caller,
    input: UpdateTaskRequest,
    token: Option<Token>,
) -> Result<UpdateTaskResponse> {
    let path = JobPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
    };
    let now = cx.clock.now();
    let target = task_target(input.target_run_status);
    let caller = caller.clone();
    let applied = cx
        .store
        .write("update_task", move |tx| -> Result<_> {
            caller.may_on(tx, Operation::UpdateTask, &path.into())?;
            let (mut view, at) = job_with_step(tx, &path, input.step_id)?;
            let step = &view.steps[at].head;
            let index = i64::try_from(input.task_id.index()).unwrap_or(i64::MAX);
            if input.task_id.step() != step.id || index >= step.task_count {
                return Err(not_found(input.task_id));
            }
            let row = tx.task_row(step.key, index)?;
            let mut applied = Applied::default();
            once(tx, token.as_ref(), now, |tx| {
                let changes = aim::aim_task(&mut view, at, index, row, target, now)
                    .map_err(|why| refused_task(&input, &path, &why))?;
                applied = tx.apply(&changes, now)?;
                applied.merge(look_again(tx, view.head.key, target, now)?);
                Ok(UpdateTaskResponse {})
            })?;
            Ok(applied)
        })
        .await?;
    cx.waiting.wake(&applied.to_wake());
    Ok(UpdateTaskResponse {})
}

pub async fn update_session(
    cx: &Cx,
    caller: &Caller,
    input: UpdateSessionRequest,
) -> Result<UpdateSessionResponse> {
    let path = SessionPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
        session: input.session_id,
    };
    let SessionLifecycleTargetStatus::Ended = input.target_lifecycle_status;
    let now = cx.clock.now();
    let caller = caller.clone();
    let applied = cx
        .store
        .write("update_session", move |tx| -> Result<_> {
            let found = tx
                .lock_session(&path)?
                .ok_or_else(|| not_found(path.session))?;
            caller.may(Operation::UpdateSession, &path.job_path().into())?;
            // One that has ended is where the caller wants it.
            let Some((worker, mut session)) = found else {
                return Ok(Applied::default());
            };
            let changes = aim::end_session(&mut session, worker, now);
            Ok(tx.apply(&changes, now)?)
        })
        .await?;
    cx.waiting.wake(&applied.to_wake());
    Ok(UpdateSessionResponse {})
}

/// A queue-fleet pair stops at once: what its sessions run is canceled (`semantics.md` 2.10).
pub fn cancel_pair(
    tx: &mut Tx,
    queue: callsheet_api::ids::QueueId,
    fleet: callsheet_api::ids::FleetId,
    now: Timestamp,
) -> Result<Applied> {
    let mut sessions = tx.lock_sessions_of_pair(queue, fleet)?;
    let changes = aim::cancel_sessions(&mut sessions, now);
    Ok(tx.apply(&changes, now)?)
}

/// A requeue asks anew whether there is a fleet: what was NOT_COMPATIBLE runs if there is one by
/// now, and is NOT_COMPATIBLE again if not.
fn look_again(tx: &mut Tx, job_key: i64, target: Target, now: Timestamp) -> Result<Applied> {
    match target {
        Target::Requeue => mark_misfits(tx, job_key, now),
        Target::Suspended | Target::Canceled | Target::Failed | Target::Succeeded => {
            Ok(Applied::default())
        }
    }
}

/// A requeue is an event even where it changes no status (`semantics.md` 8.1).
fn tell_if_requeued(
    tx: &mut Tx,
    target: Target,
    (job_key, step_key): (i64, Option<i64>),
    now: Timestamp,
) -> Result<()> {
    match target {
        Target::Requeue => Ok(tx.tell_requeued(job_key, step_key, now)?),
        Target::Suspended | Target::Canceled | Target::Failed | Target::Succeeded => Ok(()),
    }
}

/// Makes steps of a job that no fleet fits any more NOT_COMPATIBLE, and their job with them.
pub fn mark_misfits(tx: &mut Tx, job_key: i64, now: Timestamp) -> Result<Applied> {
    let Some(mut view) = tx.job_view(job_key)? else {
        return Ok(Applied::default());
    };
    let misfits = tx.misfits(view.head.queue, job_key)?;
    let changes = aim::not_compatible(&mut view, &misfits, now);
    Ok(tx.apply(&changes, now)?)
}

fn job_with_step(
    tx: &mut Tx,
    path: &JobPath,
    step: callsheet_api::ids::StepId,
) -> Result<(JobView, usize)> {
    let job_key = tx.job_key(path)?.ok_or_else(|| not_found(path.job))?;
    let view = tx.job_view(job_key)?.ok_or_else(|| not_found(path.job))?;
    let at = view
        .steps
        .iter()
        .position(|candidate| candidate.head.id == step);
    Ok((view, at.ok_or_else(|| not_found(step))?))
}

fn refused(path: &JobPath, why: &Refused) -> Error {
    let status = match why {
        Refused::JobState(state) => state.name(),
        Refused::NoRetriesLeft => TaskStatus::Failed.wire().as_str(),
    };
    status_conflict(path.job, status, &why.to_string())
}

fn refused_task(input: &UpdateTaskRequest, path: &JobPath, why: &Refused) -> Error {
    match why {
        Refused::JobState(_) => refused(path, why),
        Refused::NoRetriesLeft => status_conflict(input.task_id, "FAILED", &why.to_string()),
    }
}

const fn job_target(target: JobTargetTaskRunStatus) -> Target {
    match target {
        JobTargetTaskRunStatus::Ready | JobTargetTaskRunStatus::Pending => Target::Requeue,
        JobTargetTaskRunStatus::Failed => Target::Failed,
        JobTargetTaskRunStatus::Succeeded => Target::Succeeded,
        JobTargetTaskRunStatus::Canceled => Target::Canceled,
        JobTargetTaskRunStatus::Suspended => Target::Suspended,
    }
}

const fn step_target(target: StepTargetTaskRunStatus) -> Target {
    match target {
        StepTargetTaskRunStatus::Ready | StepTargetTaskRunStatus::Pending => Target::Requeue,
        StepTargetTaskRunStatus::Failed => Target::Failed,
        StepTargetTaskRunStatus::Succeeded => Target::Succeeded,
        StepTargetTaskRunStatus::Canceled => Target::Canceled,
        StepTargetTaskRunStatus::Suspended => Target::Suspended,
    }
}

const fn task_target(target: TaskTargetRunStatus) -> Target {
    match target {
        TaskTargetRunStatus::Ready | TaskTargetRunStatus::Pending => Target::Requeue,
        TaskTargetRunStatus::Failed => Target::Failed,
        TaskTargetRunStatus::Succeeded => Target::Succeeded,
        TaskTargetRunStatus::Canceled => Target::Canceled,
        TaskTargetRunStatus::Suspended => Target::Suspended,
    }
}
