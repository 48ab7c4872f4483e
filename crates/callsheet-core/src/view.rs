//! What a decision looks at: a worker with its session, a job with its steps. Loaded by the store
//! under lock, changed in memory by the decision, never written back as a whole: the store writes
//! the [`crate::change::Change`]s that the decision returns.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, SessionActionId, SessionId, StepId};
use callsheet_api::ids::{TaskId, WorkerId};

use crate::counts::{Counts, TaskStatus};
use crate::lifecycle::action::ActionState;
use crate::lifecycle::job::JobState;
use crate::lifecycle::session::SessionState;
use crate::lifecycle::task::{Dependencies, HeldTask};
use crate::lifecycle::worker::WorkerState;
use crate::schedule::limits::Holding;
use crate::schedule::pace::Pace;

/// A store's own number for a job or step; rows refer to it, clients never see it.
pub type Key = i64;

#[derive(Debug, Clone, PartialEq)]
pub struct WorkerView {
    pub id: WorkerId,
    pub farm: FarmId,
    pub fleet: FleetId,
    pub state: WorkerState,
    /// A worker holds one session at a time.
    pub session: Option<SessionView>,
}

impl WorkerView {
    /// On its way out with nothing left to give back, it has only to say that it stopped. If it
    /// goes on asking instead, its agent may not know that it is stopping: an earlier process said
    /// so, and that arrived after the new one's start. So these words break no silence, and the
    /// refusal that follows makes an agent start over. Told to stop, a stock one would shut down
    /// its host.
    pub fn lingers(&self) -> bool {
        self.state == WorkerState::Stopping && self.session.is_none()
    }

    /// Nothing to do now, though it might be given work: worth keeping its request for a while.
    pub fn waits_for_work(&self) -> bool {
        self.session.is_none() && self.state.takes_work()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobHead {
    pub key: Key,
    pub id: JobId,
    pub farm: FarmId,
    pub queue: QueueId,
    pub state: JobState,
    pub priority: i64,
    pub max_retries: i64,
    pub max_failed: i64,
    pub max_workers: Option<i64>,
    pub open_sessions: i64,
    /// Failed attempts so far: retries, and tasks that failed for good.
    pub errors: i64,
    pub submitted_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepHead {
    pub key: Key,
    pub id: StepId,
    pub job_key: Key,
    pub position: i64,
    pub task_count: i64,
    /// Tasks from here on have no row of their own, but for `ahead` of them.
    pub cursor: i64,
    pub ahead: i64,
    /// The status that all tasks without a row share.
    pub tail: TaskStatus,
    pub unmet: i64,
    /// How many of its tasks a worker could be given now.
    pub ready: i64,
    /// For a step with adaptive chunks.
    pub pace: Option<Pace>,
}

impl StepHead {
    pub const fn dependencies(&self) -> Dependencies {
        if self.unmet == 0 {
            Dependencies::Met
        } else {
            Dependencies::Unmet
        }
    }

    /// Tasks that nothing has happened to.
    pub const fn untouched(&self) -> i64 {
        self.task_count - self.cursor - self.ahead
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SessionView {
    pub id: SessionId,
    pub job: JobHead,
    pub step: StepHead,
    pub state: SessionState,
    /// An action failed, was canceled or interrupted: only environments may be left.
    pub broken: bool,
    /// How many environments the session enters before its first task.
    pub environments: i64,
    /// How many are entered, or were tried.
    pub entered: i64,
    pub next_index: i64,
    pub tasks_done: i64,
    pub tasks_ms: i64,
    /// By our own clock: when it was opened, or last got something done.
    pub progressed_at: Timestamp,
    /// What it holds of limits while it has a task run, in the order of their ids.
    pub limits: Vec<Holding>,
    /// Those that have not ended, in order.
    pub actions: Vec<ActionView>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ActionView {
    pub index: i64,
    pub kind: ActionKind,
    pub state: ActionState,
    /// For a task run: the tasks it runs.
    pub task: Option<HeldTask>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    SyncJob,
    SyncStep,
    /// Which of the session's environments, outermost first.
    EnvEnter {
        ordinal: i64,
    },
    TaskRun {
        first: i64,
        count: i64,
    },
    EnvExit {
        ordinal: i64,
    },
}

impl ActionKind {
    /// The three numbers under which a store keeps a kind.
    pub const fn code(&self) -> (i64, i64, i64) {
        match self {
            ActionKind::SyncJob => (0, 0, 0),
            ActionKind::SyncStep => (1, 0, 0),
            ActionKind::EnvEnter { ordinal } => (2, *ordinal, 0),
            ActionKind::TaskRun { first, count } => (3, *first, *count),
            ActionKind::EnvExit { ordinal } => (4, *ordinal, 0),
        }
    }

    pub const fn from_code(kind: i64, ordinal: i64, count: i64) -> Option<Self> {
        match kind {
            0 => Some(ActionKind::SyncJob),
            1 => Some(ActionKind::SyncStep),
            2 => Some(ActionKind::EnvEnter { ordinal }),
            3 => Some(ActionKind::TaskRun {
                first: ordinal,
                count,
            }),
            4 => Some(ActionKind::EnvExit { ordinal }),
            _ => None,
        }
    }

    pub const fn is_exit(&self) -> bool {
        match self {
            ActionKind::EnvExit { .. } => true,
            ActionKind::SyncJob
            | ActionKind::SyncStep
            | ActionKind::EnvEnter { .. }
            | ActionKind::TaskRun { .. } => false,
        }
    }

    pub const fn is_task_run(&self) -> bool {
        match self {
            ActionKind::TaskRun { .. } => true,
            ActionKind::SyncJob
            | ActionKind::SyncStep
            | ActionKind::EnvEnter { .. }
            | ActionKind::EnvExit { .. } => false,
        }
    }
}

impl SessionView {
    pub fn action_id(&self, index: i64) -> SessionActionId {
        SessionActionId::new(self.id, index.unsigned_abs())
    }

    /// Where to begin to look for open actions, however many a long session has behind it.
    pub fn first_open(&self) -> i64 {
        let mut open = self
            .actions
            .iter()
            .filter(|action| !action.state.is_ended());
        open.next().map_or(self.next_index, |action| action.index)
    }

    pub fn task_runs(&self) -> impl Iterator<Item = &ActionView> {
        self.actions
            .iter()
            .filter(|action| action.kind.is_task_run())
    }

    /// Nothing more may be given to it: it broke, somebody wants it ended, an environment is left
    /// or was never entered, or something is being canceled, and with it all that would follow.
    pub fn is_winding_down(&self) -> bool {
        let ends = self.actions.iter().any(|action| {
            let is_canceling = matches!(action.state, ActionState::Canceling { .. });
            action.kind.is_exit() || is_canceling
        });
        self.broken || ends || self.lacks_environments() || self.state != SessionState::Open
    }

    /// Not all environments are entered or about to be.
    fn lacks_environments(&self) -> bool {
        let to_enter = self.actions.iter().filter(|action| match action.kind {
            ActionKind::EnvEnter { ordinal } => ordinal >= self.entered,
            ActionKind::SyncJob
            | ActionKind::SyncStep
            | ActionKind::TaskRun { .. }
            | ActionKind::EnvExit { .. } => false,
        });
        let to_enter = i64::try_from(to_enter.count()).unwrap_or(i64::MAX);
        self.entered.saturating_add(to_enter) < self.environments
    }

    /// Where each task run stands among the others (`semantics.md` 2.3.2).
    pub fn places(&self) -> Vec<(i64, TaskStatus)> {
        let (mut set_up, mut run_before) = (true, false);
        let mut places = Vec::new();
        for action in &self.actions {
            match action.kind {
                ActionKind::SyncJob | ActionKind::SyncStep | ActionKind::EnvEnter { .. } => {
                    set_up = false;
                }
                ActionKind::TaskRun { .. } => {
                    let place = match action.state {
                        ActionState::Running { .. } => TaskStatus::Running,
                        ActionState::Assigned
                        | ActionState::Canceling { .. }
                        | ActionState::Ended { .. } => match (run_before, set_up) {
                            (true, _) => TaskStatus::Scheduled,
                            (false, false) => TaskStatus::Starting,
                            (false, true) => TaskStatus::Assigned,
                        },
                    };
                    run_before = true;
                    places.push((action.index, place));
                }
                ActionKind::EnvExit { .. } => {}
            }
        }
        places
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct JobView {
    pub head: JobHead,
    pub counts: Counts,
    /// In template order.
    pub steps: Vec<StepView>,
    /// Those with actions that have not ended.
    pub sessions: Vec<SessionView>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct StepView {
    pub head: StepHead,
    pub counts: Counts,
    /// A target is being reached.
    pub is_updating: bool,
    /// Positions in `JobView::steps`.
    pub dependencies: Vec<usize>,
}

impl StepView {
    /// Some of it ran, or runs: requeueing what it depends on does not pull it back.
    pub fn has_begun(&self) -> bool {
        let ended = self.counts.of(TaskStatus::Succeeded) + self.counts.of(TaskStatus::Failed);
        self.counts.held() + ended > 0
    }
}

/// The row of a task, or of a run of tasks, that something happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskRow {
    pub first: i64,
    pub count: i64,
    pub status: TaskStatus,
    pub retries: i64,
    pub losses: i64,
}

pub fn task_id(step: StepId, index: i64) -> TaskId {
    TaskId::new(step, index.unsigned_abs())
}

/// How long a task took, for those that started.
pub fn duration_ms(started_at: Option<Timestamp>, ended_at: Option<Timestamp>) -> Option<i64> {
    Some((ended_at?.as_ms() - started_at?.as_ms()).max(0))
}
