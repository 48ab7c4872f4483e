//! What an explanation looks at: a job with its steps, the queue that it waits in, and the fleets
//! and workers that serve the queue. Loaded by the store without locks: an explanation is of a
//! moment.

use callsheet_api::extension::{Ahead, Contender, WorkPath};
use callsheet_api::ids::{FleetId, WorkerId};
use callsheet_api::types::QueueBlockedReason;

use crate::counts::{Counts, TaskStatus};
use crate::lifecycle::association::AssociationState;
use crate::lifecycle::task::Target;
use crate::lifecycle::worker::WorkerState;
use crate::schedule::agent_abilities::{Agent, TooOld};
use crate::schedule::eligibility::Lack;
use crate::schedule::gates::Shut;
use crate::schedule::limits::Withheld;
use crate::schedule::worker_capabilities::Shortfall;
use crate::view::{JobHead, Key, StepHead};

#[derive(Debug, Clone)]
pub struct Scene {
    pub path: WorkPath,
    pub job: JobSeen,
    pub queue_name: String,
    pub blocked: Option<QueueBlockedReason>,
    /// All of the job's, in template order.
    pub steps: Vec<StepSeen>,
    /// Which of them the gates are asked about; none where there are no steps.
    pub focus: Option<usize>,
    pub task: Option<TaskSeen>,
    /// All that are associated with the queue.
    pub fleets: Vec<FleetSeen>,
    pub workers: Vec<Alike>,
    pub ahead: Ahead,
    pub asked: Option<AskedWorker>,
}

#[derive(Debug, Clone)]
pub struct JobSeen {
    pub head: JobHead,
    pub name: String,
    /// What became of its creation.
    pub message: String,
    pub counts: Counts,
}

#[derive(Debug, Clone)]
pub struct StepSeen {
    pub head: StepHead,
    pub name: String,
    pub counts: Counts,
    pub requirement: Key,
    /// Positions in `Scene::steps`.
    pub dependencies: Vec<usize>,
}

#[derive(Debug, Clone)]
pub struct TaskSeen {
    pub index: i64,
    pub status: TaskStatus,
    pub target: Option<Target>,
    pub retries: i64,
    /// Of the session that holds it, or held it last.
    pub worker: Option<WorkerId>,
    /// READY tasks of its step that are handed out before it.
    pub before: i64,
}

#[derive(Debug, Clone)]
pub struct FleetSeen {
    pub id: FleetId,
    pub name: String,
    pub association: AssociationState,
    pub lacks: Vec<Lack>,
    /// Why limits of the queue give its workers nothing now.
    pub withheld: Option<Withheld>,
    /// What an idle worker of it would be handed if it asked now.
    pub hands: Vec<Handed>,
}

/// What keeps a worker from a step, whatever its fleet promises.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unfit {
    #[error(transparent)]
    Agent(#[from] TooOld),
    #[error(transparent)]
    Host(#[from] Shortfall),
}

/// Workers of one fleet that are in the same situation.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    /// A position in `Scene::fleets`.
    pub fleet: usize,
    pub state: WorkerState,
    pub agent: Agent,
    pub unfit: Option<Unfit>,
    pub busy: Option<Busy>,
    pub count: i64,
    pub example: WorkerId,
}

/// What a worker's session is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    pub job_key: Key,
    pub job_name: String,
    pub priority: i64,
}

/// What the planner would hand to a worker, of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    pub job_key: Key,
    pub step_key: Key,
    pub first: i64,
    pub count: i64,
    pub contender: Contender,
}

/// A worker that somebody asks about.
#[derive(Debug, Clone)]
pub struct AskedWorker {
    pub id: WorkerId,
    /// Absent: its fleet does not serve the queue.
    pub fleet: Option<usize>,
    pub state: WorkerState,
    pub unfit: Option<Unfit>,
    pub busy: Option<Busy>,
    /// Why the session that it has of this very step takes no more.
    pub session: Option<Shut>,
    pub hands: Vec<Handed>,
}

impl Scene {
    /// The step that the gates are asked about.
    pub fn focused(&self) -> Option<&StepSeen> {
        self.focus.and_then(|at| self.steps.get(at))
    }

    /// Is this what is explained?
    pub fn is_meant(&self, handed: &Handed) -> bool {
        let Some(step) = self.focused() else {
            return false;
        };
        let covers =
            |task: &TaskSeen| (handed.first..handed.first + handed.count).contains(&task.index);
        match (&self.task, self.path.step_id) {
            (Some(task), _) => handed.step_key == step.head.key && covers(task),
            (None, Some(_)) => handed.step_key == step.head.key,
            (None, None) => handed.job_key == self.job.head.key,
        }
    }

    /// Where the tasks that are explained stand.
    pub fn counts(&self) -> Counts {
        match (&self.task, self.path.step_id, self.focused()) {
            (Some(task), _, _) => Counts::only(task.status, 1),
            (None, Some(_), Some(step)) => step.counts,
            (None, _, _) => self.job.counts,
        }
    }
}

/// Which step of a job matters most: the first with READY tasks, else the first that runs, else
/// the first that waits.
pub fn focus_of_job(steps: &[StepSeen]) -> Option<usize> {
    let first = |has: &dyn Fn(&Counts) -> bool| steps.iter().position(|step| has(&step.counts));
    first(&|counts| counts.of(TaskStatus::NotCompatible) > 0)
        .or_else(|| first(&|counts| counts.of(TaskStatus::Ready) > 0))
        .or_else(|| first(&|counts| counts.held() > 0))
        .or_else(|| first(&|counts| !counts.all_succeeded()))
        .or_else(|| (!steps.is_empty()).then_some(0))
}
