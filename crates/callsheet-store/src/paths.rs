//! Where a resource is: its own id and those of all its parents. A query takes the whole path, so
//! an id under another parent is simply not found.

use callsheet_api::ids::{
    BudgetId, FarmId, FleetId, JobId, LimitId, QueueEnvironmentId, QueueId, SessionActionId,
    SessionId, StepId, StorageProfileId, WorkerId,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FarmPath {
    pub farm: FarmId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePath {
    pub farm: FarmId,
    pub queue: QueueId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueEnvironmentPath {
    pub farm: FarmId,
    pub queue: QueueId,
    pub environment: QueueEnvironmentId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueFleetPath {
    pub farm: FarmId,
    pub queue: QueueId,
    pub fleet: FleetId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitPath {
    pub farm: FarmId,
    pub limit: LimitId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetPath {
    pub farm: FarmId,
    pub budget: BudgetId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueLimitPath {
    pub farm: FarmId,
    pub queue: QueueId,
    pub limit: LimitId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageProfilePath {
    pub farm: FarmId,
    pub profile: StorageProfileId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FleetPath {
    pub farm: FarmId,
    pub fleet: FleetId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerPath {
    pub farm: FarmId,
    pub fleet: FleetId,
    pub worker: WorkerId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobPath {
    pub farm: FarmId,
    pub queue: QueueId,
    pub job: JobId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepPath {
    pub farm: FarmId,
    pub queue: QueueId,
    pub job: JobId,
    pub step: StepId,
}

/// A task has no row before something happens to it; so it is its step's and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskPath {
    pub farm: FarmId,
    pub queue: QueueId,
    pub job: JobId,
    pub step: StepId,
    pub index: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionPath {
    pub farm: FarmId,
    pub queue: QueueId,
    pub job: JobId,
    pub session: SessionId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionActionPath {
    pub farm: FarmId,
    pub queue: QueueId,
    pub job: JobId,
    pub action: SessionActionId,
}

impl QueueEnvironmentPath {
    pub fn queue_path(&self) -> QueuePath {
        QueuePath {
            farm: self.farm,
            queue: self.queue,
        }
    }
}

impl QueueFleetPath {
    pub fn queue_path(&self) -> QueuePath {
        QueuePath {
            farm: self.farm,
            queue: self.queue,
        }
    }

    pub fn fleet_path(&self) -> FleetPath {
        FleetPath {
            farm: self.farm,
            fleet: self.fleet,
        }
    }
}

impl QueueLimitPath {
    pub fn queue_path(&self) -> QueuePath {
        QueuePath {
            farm: self.farm,
            queue: self.queue,
        }
    }

    pub fn limit_path(&self) -> LimitPath {
        LimitPath {
            farm: self.farm,
            limit: self.limit,
        }
    }
}

impl WorkerPath {
    pub fn fleet_path(&self) -> FleetPath {
        FleetPath {
            farm: self.farm,
            fleet: self.fleet,
        }
    }
}

impl JobPath {
    pub fn queue_path(&self) -> QueuePath {
        QueuePath {
            farm: self.farm,
            queue: self.queue,
        }
    }
}

impl StepPath {
    pub fn job_path(&self) -> JobPath {
        JobPath {
            farm: self.farm,
            queue: self.queue,
            job: self.job,
        }
    }
}

impl TaskPath {
    pub fn step_path(&self) -> StepPath {
        StepPath {
            farm: self.farm,
            queue: self.queue,
            job: self.job,
            step: self.step,
        }
    }
}

impl SessionPath {
    pub fn job_path(&self) -> JobPath {
        JobPath {
            farm: self.farm,
            queue: self.queue,
            job: self.job,
        }
    }
}

impl SessionActionPath {
    pub fn session_path(&self) -> SessionPath {
        SessionPath {
            farm: self.farm,
            queue: self.queue,
            job: self.job,
            session: self.action.session(),
        }
    }
}
