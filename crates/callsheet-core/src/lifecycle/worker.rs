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
    /// Has less than its fleet promises, so it is given nothing.
    NotCompatible,
    /// We want it to stop: it is given nothing, and told so once it holds nothing.
    Draining,
    /// Said that it is on its way out.
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
    /// What it says it has was compared with what its fleet promises.
    FoundFit,
    FoundUnfit,
    /// Its fleet is to have fewer workers.
    ScaledIn,
}

impl WorkerState {
    pub const ALL: [WorkerState; 8] = [
        WorkerState::Created,
        WorkerState::Started,
        WorkerState::Online,
        WorkerState::NotCompatible,
        WorkerState::Draining,
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
            WorkerState::NotCompatible => "NOT_COMPATIBLE",
            WorkerState::Draining => "STOPPING, asked by us",
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
            WorkerState::NotCompatible => WorkerStatus::NotCompatible,
            WorkerState::Draining | WorkerState::Stopping => WorkerStatus::Stopping,
            WorkerState::Stopped => WorkerStatus::Stopped,
            WorkerState::NotResponding => WorkerStatus::NotResponding,
        }
    }

    /// May be given new work.
    pub const fn takes_work(&self) -> bool {
        match self {
            WorkerState::Started | WorkerState::Online => true,
            WorkerState::Created
            | WorkerState::NotCompatible
            | WorkerState::Draining
            | WorkerState::Stopping
            | WorkerState::Stopped
            | WorkerState::NotResponding => false,
        }
    }

    /// Is expected to speak, so its silence means something.
    pub const fn is_expected_to_speak(&self) -> bool {
        match self {
            WorkerState::Started
            | WorkerState::Online
            | WorkerState::NotCompatible
            | WorkerState::Draining
            | WorkerState::Stopping => true,
            WorkerState::Created | WorkerState::Stopped | WorkerState::NotResponding => false,
        }
    }

    /// DeleteWorker is refused for the others.
    pub const fn may_be_deleted(&self) -> bool {
        !self.is_expected_to_speak()
    }

    /// The only way a worker changes its state. What it held is given up by `loss::abandon`, where
    /// `loss::worker_on` says so.
    pub const fn on(&self, event: WorkerEvent) -> Result<Step<WorkerState>, Illegal> {
        match event {
            WorkerEvent::SaidStarted => match self {
                // These have to be finished first: an old process could still be at work.
                WorkerState::Stopping | WorkerState::NotCompatible => self.refuses("SaidStarted"),
                WorkerState::Started => Ok(Step::Unchanged),
                WorkerState::Created
                | WorkerState::Online
                | WorkerState::Draining
                | WorkerState::Stopped
                | WorkerState::NotResponding => Ok(Step::To(WorkerState::Started)),
            },
            WorkerEvent::SaidStopping => match self {
                WorkerState::Stopping => Ok(Step::Unchanged),
                WorkerState::Created
                | WorkerState::Started
                | WorkerState::Online
                | WorkerState::NotCompatible
                | WorkerState::Draining => Ok(Step::To(WorkerState::Stopping)),
                WorkerState::Stopped | WorkerState::NotResponding => self.refuses("SaidStopping"),
            },
            WorkerEvent::SaidStopped => match self {
                WorkerState::Stopped => Ok(Step::Unchanged),
                WorkerState::Created
                | WorkerState::Started
                | WorkerState::Online
                | WorkerState::NotCompatible
                | WorkerState::Draining
                | WorkerState::Stopping
                | WorkerState::NotResponding => Ok(Step::To(WorkerState::Stopped)),
            },
            WorkerEvent::AskedForWork => match self {
                WorkerState::Started => Ok(Step::To(WorkerState::Online)),
                WorkerState::Online
                | WorkerState::NotCompatible
                | WorkerState::Draining
                | WorkerState::Stopping => Ok(Step::Unchanged),
                WorkerState::Created | WorkerState::Stopped | WorkerState::NotResponding => {
                    self.refuses("AskedForWork")
                }
            },
            WorkerEvent::FellSilent => match self {
                WorkerState::Started
                | WorkerState::Online
                | WorkerState::NotCompatible
                | WorkerState::Draining
                | WorkerState::Stopping => Ok(Step::To(WorkerState::NotResponding)),
                WorkerState::Created | WorkerState::Stopped | WorkerState::NotResponding => {
                    Ok(Step::Unchanged)
                }
            },
            // Compared when it starts, and again while it does not fit: its fleet may change.
            WorkerEvent::FoundFit => match self {
                WorkerState::NotCompatible => Ok(Step::To(WorkerState::Online)),
                WorkerState::Created
                | WorkerState::Started
                | WorkerState::Online
                | WorkerState::Draining
                | WorkerState::Stopping
                | WorkerState::Stopped
                | WorkerState::NotResponding => Ok(Step::Unchanged),
            },
            WorkerEvent::FoundUnfit => match self {
                WorkerState::Started => Ok(Step::To(WorkerState::NotCompatible)),
                WorkerState::Created
                | WorkerState::Online
                | WorkerState::NotCompatible
                | WorkerState::Draining
                | WorkerState::Stopping
                | WorkerState::Stopped
                | WorkerState::NotResponding => Ok(Step::Unchanged),
            },
            WorkerEvent::ScaledIn => match self {
                WorkerState::Started | WorkerState::Online | WorkerState::NotCompatible => {
                    Ok(Step::To(WorkerState::Draining))
                }
                WorkerState::Created
                | WorkerState::Draining
                | WorkerState::Stopping
                | WorkerState::Stopped
                | WorkerState::NotResponding => Ok(Step::Unchanged),
            },
        }
    }

    const fn refuses(&self, event: &'static str) -> Result<Step<WorkerState>, Illegal> {
        Err(Illegal {
            state: self.name(),
            event,
        })
    }
}
