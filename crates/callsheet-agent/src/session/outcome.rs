//! What a session tells its owner: log lines, updates of a running action and the end of one.

use std::fmt;

/// Takes the lines of one session's log, in order. It is called from the loop that reads a
/// process's output, so it must not block for long.
pub trait LogSink: Send + Sync {
    /// One line, without its line feed and with secrets already hidden.
    fn line(&self, timestamp_ms: i64, line: &str);
}

/// The last progress that the running action reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionUpdates {
    /// `openjd_progress`, from 0 to 100.
    pub progress_percent: Option<f32>,
    /// The last `openjd_status`.
    pub progress_message: Option<String>,
}

/// How an action ended; the names are those of a completed session action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionStatus {
    /// The process ended with zero, or there was nothing to run.
    Succeeded,
    /// The process ended with another code, ran out of time, or could not be started.
    Failed,
    /// The action was canceled on request.
    Canceled,
    /// The worker took the action's time away (`cancel` with a limit, for a drain).
    Interrupted,
    /// The action was canceled before anything of it ran.
    NeverAttempted,
}

impl ActionStatus {
    /// The name that the service knows this status by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Canceled => "CANCELED",
            Self::Interrupted => "INTERRUPTED",
            Self::NeverAttempted => "NEVER_ATTEMPTED",
        }
    }
}

impl fmt::Display for ActionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The end of one action.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionOutcome {
    pub status: ActionStatus,
    /// The process's exit code, `-signal` when a signal ended it, 127 when it was not found.
    pub exit_code: Option<i32>,
    /// `openjd_fail`, else the reason why the action failed, else the last `openjd_status`.
    pub message: Option<String>,
    pub started_at_ms: i64,
    pub ended_at_ms: i64,
    /// The last progress, which outlives the watch channel's next action.
    pub updates: ActionUpdates,
    /// Of a task whose outputs were sent, one for each of the job's manifests.
    pub manifests: Vec<OutputManifest>,
}

/// Where the list of what a task left below one root is kept; empty if it left nothing there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputManifest {
    pub path: Option<String>,
    pub hash: Option<String>,
}

impl ActionOutcome {
    pub fn succeeded(&self) -> bool {
        self.status == ActionStatus::Succeeded
    }
}
