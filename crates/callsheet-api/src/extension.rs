//! What callsheet answers beside AWS's API, under `/callsheet/v1/`: its own types, signed and
//! authorised like all others. `docs/openapi.json` describes them.

pub mod audit;
pub mod events;
pub mod principals;
pub mod sign_in;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{FarmId, FleetId, JobId, QueueId, StepId, TaskId, WorkerId};
use crate::string_enum::string_enum;

/// Before every path of ours.
pub const PREFIX: &str = "/callsheet/v1/";

/// Where a job, step or task is: its own id and those of all its parents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkPath {
    pub farm_id: FarmId,
    pub queue_id: QueueId,
    pub job_id: JobId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_id: Option<StepId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
}

impl WorkPath {
    /// The path of the request that explains it.
    #[must_use]
    pub fn explain(&self) -> String {
        let mut path = format!(
            "{PREFIX}explain/farms/{}/queues/{}/jobs/{}",
            self.farm_id, self.queue_id, self.job_id
        );
        if let Some(step) = self.step_id {
            path.push_str(&format!("/steps/{step}"));
        }
        if let Some(task) = self.task_id {
            path.push_str(&format!("/tasks/{task}"));
        }
        path
    }
}

// Why something is not running, or that it is.
string_enum! { Reason {
    Creating = "CREATING",
    CreateFailed = "CREATE_FAILED",
    Archived = "ARCHIVED",
    Succeeded = "SUCCEEDED",
    Failed = "FAILED",
    RetriesUsedUp = "RETRIES_USED_UP",
    FailureLimit = "FAILURE_LIMIT",
    Canceled = "CANCELED",
    DependencyFailed = "DEPENDENCY_FAILED",
    Suspended = "SUSPENDED",
    NotCompatible = "NOT_COMPATIBLE",
    Running = "RUNNING",
    Starting = "STARTING",
    Interrupting = "INTERRUPTING",
    Dependencies = "DEPENDENCIES",
    QueueBlocked = "QUEUE_BLOCKED",
    MaxWorkerCount = "MAX_WORKER_COUNT",
    NoFleet = "NO_FLEET",
    AssociationStopped = "ASSOCIATION_STOPPED",
    Capabilities = "CAPABILITIES",
    LimitStopped = "LIMIT_STOPPED",
    LimitExhausted = "LIMIT_EXHAUSTED",
    NoWorkers = "NO_WORKERS",
    WorkersNotStarted = "WORKERS_NOT_STARTED",
    WorkersStopped = "WORKERS_STOPPED",
    WorkersSilent = "WORKERS_SILENT",
    WorkersStopping = "WORKERS_STOPPING",
    WorkerAbilities = "WORKER_ABILITIES",
    WorkersBusy = "WORKERS_BUSY",
    Order = "ORDER",
    Next = "NEXT",
} }

// A condition between work and a worker.
string_enum! { GateName {
    JobState = "JOB_STATE",
    TaskStatus = "TASK_STATUS",
    Dependencies = "DEPENDENCIES",
    Queue = "QUEUE",
    MaxWorkerCount = "MAX_WORKER_COUNT",
    Fleets = "FLEETS",
    Association = "ASSOCIATION",
    Capabilities = "CAPABILITIES",
    Limits = "LIMITS",
    WorkerStatus = "WORKER_STATUS",
    WorkerAbilities = "WORKER_ABILITIES",
    WorkerSession = "WORKER_SESSION",
    Order = "ORDER",
} }

/// Some workers, told by one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workers {
    pub count: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example_worker_id: Option<WorkerId>,
}

/// One gate, and who does not pass it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gate {
    pub gate: GateName,
    /// Somebody passes it.
    pub is_open: bool,
    /// What was found there.
    pub found: String,
    /// The smallest change that opens it, where it is shut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Workers of the queue's fleets that it keeps away.
    pub failing: Workers,
}

/// A fleet of the queue, and whether it can run the work at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fleet {
    pub fleet_id: FleetId,
    pub display_name: String,
    /// The status of its association with the queue.
    pub association: String,
    /// What it lacks; empty: it fits.
    pub lacks: Vec<String>,
    pub worker_count: i64,
    /// Workers that would be given the work if they asked now.
    pub runnable: Workers,
}

/// What comes before it in the queue's order, on the fleets that could run it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ahead {
    pub steps: i64,
    pub tasks: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Contender>,
}

/// A step of some job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contender {
    pub job_id: JobId,
    pub job_name: String,
    pub step_id: StepId,
    pub step_name: String,
    pub priority: i64,
}

/// One step of a job that is explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub step_id: StepId,
    pub name: String,
    pub status: String,
    pub task_counts: BTreeMap<String, i64>,
}

/// What one worker would be given if it asked now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OneWorker {
    pub worker_id: WorkerId,
    pub is_runnable: bool,
    /// The first gate that keeps it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateName>,
    pub found: String,
}

/// The answer to "why is it not running?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    #[serde(flatten)]
    pub path: WorkPath,
    pub name: String,
    pub status: String,
    pub reason: Reason,
    /// In one sentence.
    pub answer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    pub task_counts: BTreeMap<String, i64>,
    /// In the order in which they are passed.
    pub gates: Vec<Gate>,
    pub fleets: Vec<Fleet>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<Ahead>,
    /// For a job: all of its steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// For a request that names a worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<OneWorker>,
}
