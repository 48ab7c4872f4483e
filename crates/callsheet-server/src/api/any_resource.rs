//! Anything that tags or members can hang on, however it is named.

use callsheet_api::ids::{LicenseEndpointId, MonitorId};
use callsheet_store::Tx;
use callsheet_store::paths::{BudgetPath, FarmPath, FleetPath, JobPath, QueuePath, WorkerPath};
use callsheet_store::tags::ResourceId;

use crate::auth::Resource;
use crate::error::{Error, Result, not_found};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyResource {
    Farm(FarmPath),
    Queue(QueuePath),
    Job(JobPath),
    Fleet(FleetPath),
    Worker(WorkerPath),
    Budget(BudgetPath),
    LicenseEndpoint(LicenseEndpointId),
    Monitor(MonitorId),
}

impl AnyResource {
    /// From the last part of an ARN, such as `farm/F/queue/Q`.
    pub fn named(name: &str) -> Option<Self> {
        let words: Vec<&str> = name.split('/').collect();
        Some(match *words {
            ["farm", farm] => Self::Farm(FarmPath {
                farm: farm.parse().ok()?,
            }),
            ["farm", farm, "queue", queue] => Self::Queue(QueuePath {
                farm: farm.parse().ok()?,
                queue: queue.parse().ok()?,
            }),
            ["farm", farm, "queue", queue, "job", job] => Self::Job(JobPath {
                farm: farm.parse().ok()?,
                queue: queue.parse().ok()?,
                job: job.parse().ok()?,
            }),
            ["farm", farm, "fleet", fleet] => Self::Fleet(FleetPath {
                farm: farm.parse().ok()?,
                fleet: fleet.parse().ok()?,
            }),
            ["farm", farm, "fleet", fleet, "worker", worker] => Self::Worker(WorkerPath {
                farm: farm.parse().ok()?,
                fleet: fleet.parse().ok()?,
                worker: worker.parse().ok()?,
            }),
            ["farm", farm, "budget", budget] => Self::Budget(BudgetPath {
                farm: farm.parse().ok()?,
                budget: budget.parse().ok()?,
            }),
            ["license-endpoint", endpoint] => Self::LicenseEndpoint(endpoint.parse().ok()?),
            ["monitor", monitor] => Self::Monitor(monitor.parse().ok()?),
            _ => return None,
        })
    }

    pub fn id(&self) -> ResourceId {
        match self {
            Self::Farm(path) => *path.farm.as_bytes(),
            Self::Queue(path) => *path.queue.as_bytes(),
            Self::Job(path) => *path.job.as_bytes(),
            Self::Fleet(path) => *path.fleet.as_bytes(),
            Self::Worker(path) => *path.worker.as_bytes(),
            Self::Budget(path) => *path.budget.as_bytes(),
            Self::LicenseEndpoint(id) => *id.as_bytes(),
            Self::Monitor(id) => *id.as_bytes(),
        }
    }

    pub fn resource(&self) -> Resource {
        match self {
            Self::Farm(path) => path.into(),
            Self::Queue(path) => path.into(),
            Self::Job(path) => path.into(),
            Self::Fleet(path) => path.into(),
            Self::Worker(path) => path.into(),
            Self::Budget(path) => path.into(),
            Self::LicenseEndpoint(_) | Self::Monitor(_) => Resource::ACCOUNT,
        }
    }

    /// Found without a lock.
    pub fn check_exists(&self, tx: &mut Tx) -> Result<()> {
        match self {
            Self::Farm(path) => found(tx.farm(path)?, || not_found(path.farm)),
            Self::Queue(path) => found(tx.queue(path)?, || not_found(path.queue)),
            Self::Job(path) => found(tx.job_key(path)?, || not_found(path.job)),
            Self::Fleet(path) => found(tx.fleet(path)?, || not_found(path.fleet)),
            Self::Worker(path) => found(tx.worker(path)?, || not_found(path.worker)),
            Self::Budget(path) => found(tx.budget(path)?, || not_found(path.budget)),
            Self::LicenseEndpoint(id) => found(tx.license_endpoint(*id)?, || not_found(*id)),
            Self::Monitor(id) => found(tx.monitor(*id)?, || not_found(*id)),
        }
    }
}

fn found<T>(found: Option<T>, otherwise: impl FnOnce() -> Error) -> Result<()> {
    found.map(|_| ()).ok_or_else(otherwise)
}
