//! What a request is about, as far as rights depend on it.

use std::fmt;

use callsheet_policy::{Part, Place};
use callsheet_store::paths::{
    BudgetPath, FarmPath, FleetPath, JobPath, LimitPath, QueueEnvironmentPath, QueueFleetPath,
    QueueLimitPath, QueuePath, SessionActionPath, SessionPath, StepPath, StorageProfilePath,
    TaskPath, WorkerPath,
};

/// As policies have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Resource(Place);

impl Resource {
    /// What belongs to no farm, such as the list of farms.
    pub const ACCOUNT: Self = Self(Place::ACCOUNT);

    pub(super) const fn place(&self) -> Place {
        self.0
    }

    #[must_use]
    pub const fn part(self, part: Part) -> Self {
        let Self(place) = self;
        Self(Place { part, ..place })
    }

    /// As far as a request's path names it. A label that is no id names nothing.
    pub fn named_by<'a>(labels: impl Iterator<Item = (&'static str, &'a str)>) -> Self {
        let mut named = Place::ACCOUNT;
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
        Self(named)
    }
}

impl From<Place> for Resource {
    fn from(place: Place) -> Self {
        Self(place)
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A macro, because the paths differ in nothing but their fields.
macro_rules! resource_of {
    ($($path:ty { $($field:ident),* })*) => {
        $(impl From<$path> for Resource {
            fn from(path: $path) -> Self {
                Self(Place { $($field: Some(path.$field),)* ..Place::ACCOUNT })
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
