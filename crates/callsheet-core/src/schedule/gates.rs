//! What stands between a worker and a task: one named gate for each condition, open or shut with
//! the reason. The planner asks them for one worker in its poll, `explain` asks them for everybody,
//! so that an explanation cannot differ from what is decided.

use callsheet_api::Timestamp;
use callsheet_api::types::QueueBlockedReason;

use super::pipeline;
use crate::lifecycle::association::AssociationState;
use crate::lifecycle::job::JobState;
use crate::lifecycle::worker::WorkerState;
use crate::view::{JobHead, SessionView, StepHead};

/// Why a gate is shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// The worker has not started, or takes nothing more.
    WorkerState(WorkerState),
    Association(AssociationState),
    QueueBlocked(QueueBlockedReason),
    /// The job is not created yet, could not be, or is archived.
    JobState(JobState),
    /// As many workers as its job may have are at work on it.
    MaxWorkers {
        workers: i64,
        most: i64,
    },
    /// None of the step's tasks is READY.
    NothingReady,
    /// The session broke or was ended: only environments may be left.
    SessionWindsDown,
    /// The session holds as many tasks as keep its worker busy.
    SessionHoldsEnough,
    /// The session's queue gives its worker's fleet nothing any more.
    QueueClosed,
    /// Something else is better for the worker, by its queue's configuration or by the division of
    /// its fleet among queues: `Ranking::keeps` tells.
    BetterWaits,
}

/// Open, or why not.
pub type Gate = Result<(), Shut>;

const fn open_if(is_open: bool, otherwise: Shut) -> Gate {
    if is_open { Ok(()) } else { Err(otherwise) }
}

/// Is this worker given anything new?
pub const fn worker_takes_work(state: WorkerState) -> Gate {
    open_if(state.takes_work(), Shut::WorkerState(state))
}

/// Does this queue send work to this fleet?
pub const fn association_schedules(state: AssociationState) -> Gate {
    match state {
        AssociationState::Active => Ok(()),
        AssociationState::Completing | AssociationState::Canceling | AssociationState::Stopped => {
            Err(Shut::Association(state))
        }
    }
}

/// Does this queue send work to anybody?
pub const fn queue_schedules(blocked: Option<QueueBlockedReason>) -> Gate {
    match blocked {
        None => Ok(()),
        Some(reason) => Err(Shut::QueueBlocked(reason)),
    }
}

/// Has the job become tasks that may run?
pub const fn job_runs(job: &JobHead) -> Gate {
    open_if(job.state.may_be_updated(), Shut::JobState(job.state))
}

/// May one more worker begin with the job?
pub fn one_more_worker_may_begin(job: &JobHead) -> Gate {
    workers_within(job, |most| job.open_sessions < most)
}

/// May the workers that are at work on the job go on? Its maxWorkerCount may have been lowered.
pub fn its_workers_may_go_on(job: &JobHead) -> Gate {
    workers_within(job, |most| job.open_sessions <= most)
}

fn workers_within(job: &JobHead, is_within: impl Fn(i64) -> bool) -> Gate {
    match job.max_workers {
        Some(most) if !is_within(most) => Err(Shut::MaxWorkers {
            workers: job.open_sessions,
            most,
        }),
        Some(_) | None => Ok(()),
    }
}

/// Has the step a task that could be handed out?
pub const fn something_is_ready(step: &StepHead) -> Gate {
    open_if(step.ready > 0, Shut::NothingReady)
}

/// All that a step asks before a worker opens a session for it.
pub fn may_open(job: &JobHead, step: &StepHead) -> Gate {
    job_runs(job)?;
    one_more_worker_may_begin(job)?;
    something_is_ready(step)
}

/// All that an open session asks before its worker gets more of its step: how many tasks more, or
/// why none.
pub fn may_extend(session: &SessionView, now: Timestamp) -> Result<i64, Shut> {
    open_if(!session.is_winding_down(), Shut::SessionWindsDown)?;
    job_runs(&session.job)?;
    let wanted = pipeline::wanted(session, now);
    open_if(wanted > 0, Shut::SessionHoldsEnough)?;
    something_is_ready(&session.step)?;
    its_workers_may_go_on(&session.job)?;
    Ok(wanted)
}
