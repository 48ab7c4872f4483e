//! One session of a worker: a working directory, environments and tasks of one job, run one
//! after the other as processes of this host.

mod details;
mod outcome;
mod values;

pub use details::{DetailsError, EnvironmentDetails, JobDetails, StepDetails, TaskParameters};
pub use openjd_sessions::{PathFormat, PathMappingRule};
pub use outcome::{ActionOutcome, ActionStatus, ActionUpdates, LogSink};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

/// What a session needs to know before its first action.
pub struct SessionSpec {
    pub session_id: String,
    pub job: JobDetails,
    /// The session's own directory is made below this one, mode 0700.
    pub working_root: PathBuf,
    /// The whole environment of every process; nothing of the worker's own is added.
    pub env: BTreeMap<String, String>,
    pub path_mapping: Vec<PathMappingRule>,
    pub log: Arc<dyn LogSink>,
}

/// Why a session could not be opened or closed.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("the session's directory below {root}: {reason}")]
    Directory { root: String, reason: String },
}

/// How a running action is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancel {
    /// By the action's own cancelation method, with its own notify period. Ends as `Canceled`.
    Graceful,
    /// The same, but with no more than this time. Ends as `Interrupted`.
    Within(Duration),
    /// At once. Ends as `Canceled`.
    Now,
}

/// Cancels the running action of a session from anywhere; cheap to clone.
#[derive(Clone)]
pub struct Canceler {
    request: Arc<watch::Sender<Option<Cancel>>>,
}

impl Canceler {
    pub fn cancel(&self, how: Cancel) {
        self.request.send_replace(Some(how));
    }
}

pub struct Session {
    request: Arc<watch::Sender<Option<Cancel>>>,
    updates: watch::Sender<ActionUpdates>,
}

impl Session {
    pub fn open(_spec: SessionSpec) -> Result<Self, SessionError> {
        todo!()
    }

    /// The running action's progress; it is reset when an action starts.
    pub fn updates(&self) -> watch::Receiver<ActionUpdates> {
        self.updates.subscribe()
    }

    pub fn canceler(&self) -> Canceler {
        Canceler {
            request: Arc::clone(&self.request),
        }
    }

    pub async fn env_enter(
        &mut self,
        _id: &str,
        _environment: &EnvironmentDetails,
    ) -> ActionOutcome {
        todo!()
    }

    /// Leaves the environment entered last, or any other entered one.
    pub async fn env_exit(&mut self, _id: &str) -> ActionOutcome {
        todo!()
    }

    pub async fn task_run(&mut self, _step: &StepDetails, _task: TaskParameters) -> ActionOutcome {
        todo!()
    }

    /// Removes the session's directory. Environments still entered are not left first.
    pub async fn close(self) -> Result<(), SessionError> {
        todo!()
    }
}
