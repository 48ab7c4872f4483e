//! The only values that a store writes. A decision returns them; `Tx::apply` carries them out, and
//! no other statement changes a state.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FleetId, QueueId, SessionId, WorkerId};

use crate::counts::TaskStatus;
use crate::lifecycle::action::ActionState;
use crate::lifecycle::job::JobState;
use crate::lifecycle::session::SessionState;
use crate::lifecycle::task::{HeldTask, Target};
use crate::lifecycle::worker::WorkerState;
use crate::schedule::limits::Holding;
use crate::schedule::pace::Pace;
use crate::view::{ActionKind, JobHead, Key, SessionView, StepHead};

/// What a worker said of an action, beyond the state it is in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    pub updated_at: Option<Timestamp>,
    pub process_exit_code: Option<i64>,
    pub progress_percent: Option<f64>,
    pub progress_message: Option<String>,
    /// As they came, in JSON.
    pub manifests: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Worker {
        id: WorkerId,
        state: WorkerState,
    },
    OpenSession {
        id: SessionId,
        job: JobHead,
        step: StepHead,
        worker: WorkerId,
        fleet: FleetId,
        environments: i64,
        started_at: Timestamp,
    },
    /// Everything about a session that moves.
    Session {
        id: SessionId,
        job_key: Key,
        worker: WorkerId,
        state: SessionState,
        broken: bool,
        entered: i64,
        next_index: i64,
        /// Actions before this one have ended.
        first_open: i64,
        tasks_done: i64,
        tasks_ms: i64,
        progressed_at: Timestamp,
    },
    AddAction {
        session: SessionId,
        index: i64,
        kind: ActionKind,
        /// What a task run takes of limits; shown with it even when it has given them back.
        limits: Option<Vec<Holding>>,
    },
    /// In the order of the limits' ids, in which their rows are locked.
    AcquireLimits {
        session: SessionId,
        queue: QueueId,
        taken: Vec<Holding>,
        /// All that the session holds then.
        held: Vec<Holding>,
    },
    ReleaseLimits {
        session: SessionId,
        queue: QueueId,
        held: Vec<Holding>,
    },
    Action {
        session: SessionId,
        index: i64,
        kind: ActionKind,
        state: ActionState,
        words: Option<Words>,
    },
    /// Tasks get their first row, or their next session action.
    Hand {
        step_key: Key,
        first: i64,
        count: i64,
        from: TaskStatus,
        untouched: bool,
        to: TaskStatus,
        session: SessionId,
        index: i64,
    },
    /// The tail begins later now; `passed` tasks on the way already had rows.
    Cursor {
        step_key: Key,
        cursor: i64,
        passed: i64,
    },
    /// A session's tasks move.
    Task {
        step_key: Key,
        first: i64,
        count: i64,
        from: TaskStatus,
        to: HeldTask,
        /// How many more failures it has had than before.
        retried: i64,
        started_at: Option<Timestamp>,
        ended_at: Option<Timestamp>,
    },
    /// All tasks of a step that stand in `from`, rows and tail alike, move at once.
    Tasks {
        step_key: Key,
        from: TaskStatus,
        to: TaskStatus,
        /// Leave those that have no try left.
        max_retries: Option<i64>,
    },
    /// One task that no session holds moves; if it had no row it gets one.
    OneTask {
        step_key: Key,
        index: i64,
        from: TaskStatus,
        untouched: bool,
        to: TaskStatus,
    },
    StepTarget {
        step_key: Key,
        target: Option<Target>,
        is_updating: bool,
    },
    /// A chunk finished: the next ones may have another size.
    Pace {
        step_key: Key,
        pace: Pace,
    },
    Dependencies {
        step_key: Key,
        unmet: i64,
    },
    Job {
        key: Key,
        state: JobState,
        target: Option<Target>,
    },
}

/// What a decision changes, in the order in which it has to be written.
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use = "a decision that is not written did not happen"]
pub struct Changes {
    list: Vec<Change>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Change> {
        self.list.iter()
    }

    /// The step that a session is opened for, if one is.
    pub fn opened_step(&self) -> Option<Key> {
        self.list.iter().find_map(|change| match change {
            Change::OpenSession { step, .. } => Some(step.key),
            Change::Worker { .. }
            | Change::Session { .. }
            | Change::AddAction { .. }
            | Change::AcquireLimits { .. }
            | Change::ReleaseLimits { .. }
            | Change::Action { .. }
            | Change::Hand { .. }
            | Change::Cursor { .. }
            | Change::Task { .. }
            | Change::Tasks { .. }
            | Change::OneTask { .. }
            | Change::StepTarget { .. }
            | Change::Pace { .. }
            | Change::Dependencies { .. }
            | Change::Job { .. } => None,
        })
    }

    pub(crate) fn push(&mut self, change: Change) {
        self.list.push(change);
    }

    pub(crate) fn push_all(&mut self, changes: impl IntoIterator<Item = Change>) {
        self.list.extend(changes);
    }

    pub fn extend(&mut self, other: Changes) {
        self.list.extend(other.list);
    }
}

impl FromIterator<Change> for Changes {
    fn from_iter<I: IntoIterator<Item = Change>>(changes: I) -> Self {
        let list = changes.into_iter().collect();
        Self { list }
    }
}

impl IntoIterator for Changes {
    type Item = Change;
    type IntoIter = std::vec::IntoIter<Change>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl SessionView {
    /// The session as it is now.
    pub(crate) fn change(&self, worker: WorkerId) -> Change {
        Change::Session {
            id: self.id,
            job_key: self.job.key,
            worker,
            state: self.state,
            broken: self.broken,
            entered: self.entered,
            next_index: self.next_index,
            first_open: self.first_open(),
            tasks_done: self.tasks_done,
            tasks_ms: self.tasks_ms,
            progressed_at: self.progressed_at,
        }
    }
}
