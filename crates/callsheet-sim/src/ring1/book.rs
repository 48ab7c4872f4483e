//! A farm in memory: the rows that a store keeps, as plain maps, and the same views of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, JobId, LimitId, QueueId, SessionId, StepId, WorkerId};
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::lifecycle::action::ActionState;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::lifecycle::session::SessionState;
use callsheet_core::lifecycle::task::{Attempts, HeldTask, Target};
use callsheet_core::lifecycle::worker::WorkerState;
use callsheet_core::recipe::Recipe;
use callsheet_core::schedule::configuration::Configuration;
use callsheet_core::schedule::limits::{Holding, LimitView, Take};
use callsheet_core::schedule::pace::Pace;
use callsheet_core::view::{
    ActionKind, ActionView, JobHead, JobView, Key, SessionView, StepHead, StepView, TaskRow,
    WorkerView,
};

use super::shapes::Layout;

#[derive(Default)]
pub struct Book {
    pub workers: BTreeMap<WorkerId, WorkerRow>,
    pub jobs: BTreeMap<Key, JobRow>,
    pub steps: BTreeMap<Key, StepRow>,
    pub tasks: BTreeMap<(Key, i64), TaskEntry>,
    pub sessions: BTreeMap<SessionId, SessionRow>,
    /// Those that have not ended.
    pub open: BTreeSet<SessionId>,
    pub actions: BTreeMap<(SessionId, i64), ActionRow>,
    pub pairs: BTreeMap<(QueueId, FleetId), AssociationState>,
    pub limits: BTreeMap<LimitId, LimitRow>,
    pub limit_pairs: BTreeMap<(QueueId, LimitId), AssociationState>,
    pub queues: BTreeMap<QueueId, Configuration>,
    pub service: Service,
}

/// All limits provide the same amount; each queue has one of them at most.
pub struct LimitRow {
    pub max_count: i64,
    pub current_count: i64,
}

pub const AMOUNT: &str = "amount.license";

/// A worker that says nothing for so long is lost.
pub const SILENCE_MS: i64 = 60_000;
/// What a server's sweep adds to it, because rows lag behind words.
pub const SWEPT_AFTER_MS: i64 = SILENCE_MS + SILENCE_MS / 3;

/// A request of a worker without work, kept until there is some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub agent: usize,
    pub number: u64,
    pub worker: WorkerId,
}

/// Since when somebody has been there to hear.
#[derive(Default)]
pub struct Service {
    pub heard_since_ms: i64,
    pub heartbeat_ms: i64,
}

pub struct WorkerRow {
    pub fleet: FleetId,
    pub state: WorkerState,
    pub heard_ms: i64,
    pub open_sessions: i64,
}

pub struct JobRow {
    pub id: JobId,
    pub queue: QueueId,
    pub state: JobState,
    pub target: Option<Target>,
    pub priority: i64,
    pub max_retries: i64,
    pub max_failed: i64,
    pub max_workers: Option<i64>,
    pub open_sessions: i64,
    pub errors: i64,
    pub submitted_at: Timestamp,
    pub counts: Counts,
    pub status: TaskStatus,
    pub ended_at: Option<Timestamp>,
    pub steps: Vec<Key>,
}

pub struct StepRow {
    pub id: StepId,
    pub job_key: Key,
    pub position: i64,
    pub task_count: i64,
    pub cursor: i64,
    pub ahead: i64,
    pub tail: TaskStatus,
    pub unmet: i64,
    pub counts: Counts,
    pub status: TaskStatus,
    pub target: Option<Target>,
    pub is_updating: bool,
    pub dependencies: Vec<Key>,
    /// Those that may run it.
    pub fleets: BTreeSet<FleetId>,
    pub layout: Layout,
    /// Units of a limit that one of its task runs takes.
    pub takes: i64,
    pub pace: Option<Pace>,
    pub recipe: Arc<Recipe>,
}

#[derive(Clone)]
pub struct TaskEntry {
    pub count: i64,
    pub status: TaskStatus,
    pub target: Option<Target>,
    pub retries: i64,
    pub losses: i64,
    pub held_by: Option<(SessionId, i64)>,
    pub ended_at: Option<Timestamp>,
}

pub struct SessionRow {
    pub job_key: Key,
    pub step_key: Key,
    pub worker: WorkerId,
    pub fleet: FleetId,
    pub state: SessionState,
    pub broken: bool,
    pub environments: i64,
    pub entered: i64,
    pub next_index: i64,
    pub tasks_done: i64,
    pub tasks_ms: i64,
    pub progressed_at: Timestamp,
    pub limits: Vec<Holding>,
}

pub struct ActionRow {
    pub kind: ActionKind,
    pub state: ActionState,
}

/// There is one farm.
pub const FARM: FarmId = FarmId::from_bytes([1; 16]);

impl Book {
    pub fn job_head(&self, key: Key) -> Option<JobHead> {
        let job = self.jobs.get(&key)?;
        Some(JobHead {
            key,
            id: job.id,
            farm: FARM,
            queue: job.queue,
            state: job.state,
            priority: job.priority,
            max_retries: job.max_retries,
            max_failed: job.max_failed,
            max_workers: job.max_workers,
            open_sessions: job.open_sessions,
            errors: job.errors,
            submitted_at: job.submitted_at,
        })
    }

    pub fn step_head(&self, key: Key) -> Option<StepHead> {
        let step = self.steps.get(&key)?;
        Some(StepHead {
            key,
            id: step.id,
            job_key: step.job_key,
            position: step.position,
            task_count: step.task_count,
            cursor: step.cursor,
            ahead: step.ahead,
            tail: step.tail,
            unmet: step.unmet,
            ready: step.counts.of(TaskStatus::Ready),
            pace: step.pace,
        })
    }

    pub fn worker_view(&self, id: WorkerId) -> Option<WorkerView> {
        let worker = self.workers.get(&id)?;
        Some(WorkerView {
            id,
            farm: FARM,
            fleet: worker.fleet,
            state: worker.state,
            session: self.session_of(id).and_then(|id| self.session_view(id)),
        })
    }

    pub fn session_of(&self, worker: WorkerId) -> Option<SessionId> {
        let is_its = |id: &&SessionId| self.sessions.get(id).is_some_and(|s| s.worker == worker);
        self.open.iter().find(is_its).copied()
    }

    pub fn session_view(&self, id: SessionId) -> Option<SessionView> {
        let row = self.sessions.get(&id)?;
        let job = self.job_head(row.job_key)?;
        let step = self.step_head(row.step_key)?;
        let actions = self.actions_of(id).filter(|(_, row)| !row.state.is_ended());
        let actions = actions
            .map(|(index, action)| ActionView {
                index,
                kind: action.kind,
                state: action.state,
                task: self.held_task(row.step_key, action.kind, job.max_retries),
            })
            .collect();
        Some(SessionView {
            id,
            job,
            step,
            state: row.state,
            broken: row.broken,
            environments: row.environments,
            entered: row.entered,
            next_index: row.next_index,
            tasks_done: row.tasks_done,
            tasks_ms: row.tasks_ms,
            progressed_at: row.progressed_at,
            limits: row.limits.clone(),
            actions,
        })
    }

    /// All of them, in order.
    pub fn actions_of(&self, id: SessionId) -> impl Iterator<Item = (i64, &ActionRow)> {
        let all = self.actions.range((id, 0)..=(id, i64::MAX));
        all.map(|((_, index), row)| (*index, row))
    }

    fn held_task(&self, step: Key, kind: ActionKind, max_retries: i64) -> Option<HeldTask> {
        let ActionKind::TaskRun { first, .. } = kind else {
            return None;
        };
        let task = self.tasks.get(&(step, first))?;
        Some(HeldTask {
            status: task.status,
            target: task.target,
            attempts: Attempts {
                retries: task.retries,
                losses: task.losses,
                max_retries,
            },
        })
    }

    /// A job whose steps exist.
    pub fn job_view(&self, key: Key) -> Option<JobView> {
        let job = self.jobs.get(&key)?;
        let position = |key: &Key| job.steps.iter().position(|step| step == key);
        let steps = job.steps.iter().filter_map(|key| {
            let step = self.steps.get(key)?;
            Some(StepView {
                head: self.step_head(*key)?,
                counts: step.counts,
                is_updating: step.is_updating,
                dependencies: step.dependencies.iter().filter_map(position).collect(),
            })
        });
        let is_its = |id: &&SessionId| self.sessions.get(id).is_some_and(|s| s.job_key == key);
        let open = self.open.iter().filter(is_its);
        Some(JobView {
            head: self.job_head(key)?,
            counts: job.counts,
            steps: steps.collect(),
            sessions: open.filter_map(|id| self.session_view(*id)).collect(),
        })
    }

    pub fn sessions_of_pair(&self, queue: QueueId, fleet: FleetId) -> Vec<SessionView> {
        let of_pair = self
            .open
            .iter()
            .filter(|id| self.is_of_pair(**id, queue, fleet));
        of_pair.filter_map(|id| self.session_view(*id)).collect()
    }

    fn is_of_pair(&self, id: SessionId, queue: QueueId, fleet: FleetId) -> bool {
        self.sessions.get(&id).is_some_and(|session| {
            let job = self.jobs.get(&session.job_key);
            session.fleet == fleet && job.is_some_and(|job| job.queue == queue)
        })
    }

    pub fn sessions_of_limit(&self, queue: QueueId, limit: LimitId) -> Vec<SessionView> {
        let holds = |id: &&SessionId| {
            let session = &self.sessions[*id];
            let is_its = self.jobs[&session.job_key].queue == queue;
            is_its && session.limits.iter().any(|held| held.limit_id == limit)
        };
        let holding = self.open.iter().filter(holds);
        holding.filter_map(|id| self.session_view(*id)).collect()
    }

    pub fn workers_of_pair(&self, queue: QueueId, fleet: FleetId) -> i64 {
        let of_pair = self
            .open
            .iter()
            .filter(|id| self.is_of_pair(**id, queue, fleet));
        i64::try_from(of_pair.count()).unwrap_or(i64::MAX)
    }

    pub fn has_sessions_of_pair(&self, queue: QueueId, fleet: FleetId) -> bool {
        self.open
            .iter()
            .any(|id| self.is_of_pair(*id, queue, fleet))
    }

    /// What one of a step's task runs takes.
    pub fn takes(&self, step: Key) -> Vec<Take> {
        let count = self.steps.get(&step).map_or(0, |step| step.takes);
        let amount = AMOUNT.to_owned();
        if count > 0 {
            vec![Take { amount, count }]
        } else {
            Vec::new()
        }
    }

    pub fn limits_of(&self, queue: QueueId) -> Vec<LimitView> {
        let pairs = self.limit_pairs.iter().filter(|((of, _), _)| *of == queue);
        let views = pairs.filter_map(|((_, id), state)| {
            let limit = self.limits.get(id)?;
            Some(LimitView {
                id: *id,
                amount: AMOUNT.to_owned(),
                state: *state,
                max_count: limit.max_count,
                current_count: limit.current_count,
            })
        });
        views.collect()
    }

    pub fn rows_of(&self, step: Key) -> impl Iterator<Item = TaskRow> {
        let rows = self.tasks.range((step, 0)..=(step, i64::MAX));
        rows.map(|((_, first), task)| TaskRow {
            first: *first,
            count: task.count,
            status: task.status,
            retries: task.retries,
            losses: task.losses,
        })
    }

    /// The row that covers a task, if something has happened to it.
    pub fn task_row(&self, step: Key, index: i64) -> Option<TaskRow> {
        let ((_, first), task) = self.tasks.range((step, 0)..=(step, index)).next_back()?;
        (index < first + task.count).then_some(TaskRow {
            first: *first,
            count: task.count,
            status: task.status,
            retries: task.retries,
            losses: task.losses,
        })
    }

    pub fn status_of(&self, step: Key, index: i64) -> TaskStatus {
        let row = self.task_row(step, index).map(|row| row.status);
        row.unwrap_or_else(|| self.steps[&step].tail)
    }
}
