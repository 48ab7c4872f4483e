//! What a request is about, as far as rights depend on it.

use std::fmt;

use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, WorkerId};
use callsheet_policy::{Part, Place};
use callsheet_store::paths::{
    BudgetPath, FarmPath, FleetPath, JobPath, LimitPath, QueueEnvironmentPath, QueueFleetPath,
    QueueLimitPath, QueuePath, SessionActionPath, SessionPath, StepPath, StorageProfilePath,
    TaskPath, WorkerPath,
};

/// What is asked for, as far as rights depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Resource {
    pub farm: Option<FarmId>,
    pub queue: Option<QueueId>,
    pub fleet: Option<FleetId>,
    pub worker: Option<WorkerId>,
    pub job: Option<JobId>,
    pub part: Part,
}

impl Resource {
    /// What belongs to no farm, such as the list of farms.
    pub const ACCOUNT: Self = Self {
        farm: None,
        queue: None,
        fleet: None,
        worker: None,
        job: None,
        part: Part::Whole,
    };

    #[must_use]
    pub const fn part(self, part: Part) -> Self {
        Self { part, ..self }
    }

    /// As policies have it.
    pub(super) const fn place(&self) -> Place {
        let Self {
            farm,
            queue,
            fleet,
            worker,
            job,
            part,
        } = *self;
        Place {
            farm,
            queue,
            fleet,
            worker,
            job,
            part,
        }
    }

    /// As far as a request's path names it. A label that is no id names nothing.
    pub fn named_by<'a>(labels: impl Iterator<Item = (&'static str, &'a str)>) -> Self {
        let mut named = Self::ACCOUNT;
        for (label, text) in labels {
            match label {
                "farmId" => named.farm = text.parse().ok(),
                "queueId" => named.queue = text.parse().ok(),
                "fleetId" => named.fleet = text.parse().ok(),
                "workerId" => named.worker = text.parse().ok(),
                "jobId" => named.job = text.parse().ok(),
                _ => {}
            }
        }
        named
    }
}

/// As in the end of an ARN.
impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            farm,
            queue,
            fleet,
            worker,
            job,
            part: _,
        } = self;
        let Some(farm) = farm else {
            return f.write_str("*");
        };
        write!(f, "farm/{farm}")?;
        queue.iter().try_for_each(|id| write!(f, "/queue/{id}"))?;
        job.iter().try_for_each(|id| write!(f, "/job/{id}"))?;
        fleet.iter().try_for_each(|id| write!(f, "/fleet/{id}"))?;
        worker.iter().try_for_each(|id| write!(f, "/worker/{id}"))
    }
}

/// A macro, because the paths differ in nothing but their fields.
macro_rules! resource_of {
    ($($path:ty { $($field:ident),* })*) => {
        $(impl From<$path> for Resource {
            fn from(path: $path) -> Self {
                Self { $($field: Some(path.$field),)* ..Self::ACCOUNT }
            }
        }

        impl From<&$path> for Resource {
            fn from(path: &$path) -> Self {
                Self::from(*path)
            }
        })*
    };
}

resource_of! {
    FarmPath { farm }
    QueuePath { farm, queue }
    QueueEnvironmentPath { farm, queue }
    QueueFleetPath { farm, queue, fleet }
    BudgetPath { farm }
    LimitPath { farm }
    QueueLimitPath { farm, queue }
    StorageProfilePath { farm }
    FleetPath { farm, fleet }
    WorkerPath { farm, fleet, worker }
    JobPath { farm, queue, job }
    StepPath { farm, queue, job }
    TaskPath { farm, queue, job }
    SessionPath { farm, queue, job }
    SessionActionPath { farm, queue, job }
}
