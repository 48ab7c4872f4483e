//! The life of a worker: created, online, stopping, stopped, or silent for too long.
//!
//! Source: `semantics.md` 2.8. IDLE and RUNNING are not stored: a worker that has a session is
//! RUNNING.

use callsheet_api::types::WorkerStatus;

use super::{Illegal, Step};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerState {
    Created,
    /// Said that it started; has not asked for work yet.
    Started,
    /// Asks for work.
    Online,
    Stopping,
    Stopped,
    /// Not heard for longer than the silence limit.
    NotResponding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerEvent {
    SaidStarted,
    SaidStopping,
    SaidStopped,
    /// It called UpdateWorkerSchedule.
    AskedForWork,
    FellSilent,
}

impl WorkerState {
    pub const ALL: [WorkerState; 6] = [
        WorkerState::Created,
        WorkerState::Started,
        WorkerState::Online,
        WorkerState::Stopping,
        WorkerState::Stopped,
        WorkerState::NotResponding,
    ];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        usize::try_from(code)
            .ok()
            .and_then(|index| Self::ALL.get(index).copied())
    }

    pub const fn name(&self) -> &'static str {
        match self {
            WorkerState::Created => "CREATED",
            WorkerState::Started => "STARTED",
            WorkerState::Online => "IDLE or RUNNING",
            WorkerState::Stopping => "STOPPING",
            WorkerState::Stopped => "STOPPED",
            WorkerState::NotResponding => "NOT_RESPONDING",
        }
    }

    pub const fn wire(&self, holds_session: bool) -> WorkerStatus {
        match self {
            WorkerState::Created => WorkerStatus::Created,
            WorkerState::Started => WorkerStatus::Started,
            WorkerState::Online if holds_session => WorkerStatus::Running,
            WorkerState::Online => WorkerStatus::Idle,
            WorkerState::Stopping => WorkerStatus::Stopping,
            WorkerState::Stopped => WorkerStatus::Stopped,
            WorkerState::NotResponding => WorkerStatus::NotResponding,
        }
    }

    /// May be given new work.
    pub const fn takes_work(&self) -> bool {
        match self {
            WorkerState::Started | WorkerState::Online => true,
            WorkerState::Created
            | WorkerState::Stopping
            | WorkerState::Stopped
            | WorkerState::NotResponding => false,
        }
    }

    /// Is expected to speak, so its silence means something.
    pub const fn is_expected_to_speak(&self) -> bool {
        match self {
            WorkerState::Started | WorkerState::Online | WorkerState::Stopping => true,
            WorkerState::Created | WorkerState::Stopped | WorkerState::NotResponding => false,
        }
    }

    /// DeleteWorker is refused for the others.
    pub const fn may_be_deleted(&self) -> bool {
        match self {
            WorkerState::Created | WorkerState::Stopped | WorkerState::NotResponding => true,
            WorkerState::Started | WorkerState::Online | WorkerState::Stopping => false,
        }
    }

    /// The only way a worker changes its state. What it held is given up by `loss::abandon`, for
    /// every event but `AskedForWork` and `SaidStopping`.
    pub const fn on(&self, event: WorkerEvent) -> Result<Step<WorkerState>, Illegal> {
        match event {
            WorkerEvent::SaidStarted => match self {
                // STOPPING has to be finished first, or an old process could still be at work.
                WorkerState::Stopping => Err(Illegal {
                    state: self.name(),
                    event: "SaidStarted",
                }),
                WorkerState::Started => Ok(Step::Unchanged),
                WorkerState::Created
                | WorkerState::Online
                | WorkerState::Stopped
                | WorkerState::NotResponding => Ok(Step::To(WorkerState::Started)),
            },
            WorkerEvent::SaidStopping => match self {
                WorkerState::Stopping => Ok(Step::Unchanged),
                WorkerState::Created | WorkerState::Started | WorkerState::Online => {
                    Ok(Step::To(WorkerState::Stopping))
                }
                WorkerState::Stopped | WorkerState::NotResponding => Err(Illegal {
                    state: self.name(),
                    event: "SaidStopping",
                }),
            },
            WorkerEvent::SaidStopped => match self {
                WorkerState::Stopped => Ok(Step::Unchanged),
                WorkerState::Created
                | WorkerState::Started
                | WorkerState::Online
                | WorkerState::Stopping
                | WorkerState::NotResponding => Ok(Step::To(WorkerState::Stopped)),
            },
            WorkerEvent::AskedForWork => match self {
                WorkerState::Started => Ok(Step::To(WorkerState::Online)),
                WorkerState::Online | WorkerState::Stopping => Ok(Step::Unchanged),
                WorkerState::Created | WorkerState::Stopped | WorkerState::NotResponding => {
                    Err(Illegal {
                        state: self.name(),
                        event: "AskedForWork",
                    })
                }
            },
            WorkerEvent::FellSilent => match self {
                WorkerState::Started | WorkerState::Online | WorkerState::Stopping => {
                    Ok(Step::To(WorkerState::NotResponding))
                }
                WorkerState::Created | WorkerState::Stopped | WorkerState::NotResponding => {
                    Ok(Step::Unchanged)
                }
            },
        }
    }
}
