//! Counting what a quota bounds, and no further than to the bound.

use callsheet_api::ids::{FarmId, FleetId, QueueId};
use callsheet_core::quota::Quota;

use crate::fleets::FleetSettings;
use crate::tags::ResourceId;
use crate::{Result, Tx, params};

/// What is counted, and within what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Farms,
    Monitors,
    LicenseEndpoints,
    Fleets(FarmId),
    Queues(FarmId),
    Jobs(FarmId),
    Budgets(FarmId),
    Limits(FarmId),
    StorageProfiles(FarmId),
    QueueFleetAssociations(FarmId),
    QueueLimitAssociations(QueueId),
    QueueEnvironments(QueueId),
    Members(ResourceId),
}

impl Counted {
    #[must_use]
    pub const fn quota(&self) -> Quota {
        match self {
            Self::Farms => Quota::Farms,
            Self::Monitors => Quota::Monitors,
            Self::LicenseEndpoints => Quota::LicenseEndpoints,
            Self::Fleets(_) => Quota::FleetsPerFarm,
            Self::Queues(_) => Quota::QueuesPerFarm,
            Self::Jobs(_) => Quota::JobsPerFarm,
            Self::Budgets(_) => Quota::BudgetsPerFarm,
            Self::Limits(_) => Quota::LimitsPerFarm,
            Self::StorageProfiles(_) => Quota::StorageProfilesPerFarm,
            Self::QueueFleetAssociations(_) => Quota::QueueFleetAssociationsPerFarm,
            Self::QueueLimitAssociations(_) => Quota::QueueLimitAssociationsPerQueue,
            Self::QueueEnvironments(_) => Quota::QueueEnvironmentsPerQueue,
            Self::Members(_) => Quota::MembersPerResource,
        }
    }

    const fn rows(&self) -> &'static str {
        match self {
            Self::Farms => "farm",
            Self::Monitors => "monitor",
            Self::LicenseEndpoints => "license_endpoint",
            Self::Fleets(_) => "fleet WHERE farm_id = $2",
            Self::Queues(_) => "queue WHERE farm_id = $2",
            Self::Jobs(_) => "queue q JOIN job j ON j.queue_id = q.id WHERE q.farm_id = $2",
            Self::Budgets(_) => "budget WHERE farm_id = $2",
            Self::Limits(_) => "farm_limit WHERE farm_id = $2",
            Self::StorageProfiles(_) => "storage_profile WHERE farm_id = $2 AND is_deleted = 0",
            Self::QueueFleetAssociations(_) => "queue_fleet WHERE farm_id = $2",
            Self::QueueLimitAssociations(_) => "queue_limit WHERE queue_id = $2",
            Self::QueueEnvironments(_) => "queue_environment WHERE queue_id = $2",
            Self::Members(_) => "member WHERE resource_id = $2",
        }
    }

    const fn parent(&self) -> Option<&ResourceId> {
        match self {
            Self::Farms | Self::Monitors | Self::LicenseEndpoints => None,
            Self::Fleets(farm)
            | Self::Queues(farm)
            | Self::Jobs(farm)
            | Self::Budgets(farm)
            | Self::Limits(farm)
            | Self::StorageProfiles(farm)
            | Self::QueueFleetAssociations(farm) => Some(farm.as_bytes()),
            Self::QueueLimitAssociations(queue) | Self::QueueEnvironments(queue) => {
                Some(queue.as_bytes())
            }
            Self::Members(resource) => Some(resource),
        }
    }
}

impl Tx {
    /// Whether there are `most` of them, or more.
    pub fn are_as_many(&mut self, counted: &Counted, most: i64) -> Result<bool> {
        let rows = counted.rows();
        let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM {rows} LIMIT $1) AS counted");
        let count = match counted.parent() {
            Some(parent) => self.one(sql, params![most, parent], |row| row.i64(0)),
            None => self.one(sql, params![most], |row| row.i64(0)),
        };
        Ok(count?.unwrap_or(0) >= most)
    }

    /// How many workers the other fleets of a farm may have together.
    pub fn most_workers_beside(&mut self, farm: FarmId, fleet: FleetId) -> Result<i64> {
        let sql = "SELECT settings FROM fleet WHERE farm_id = $1 AND id <> $2";
        let all = self.query(sql, params![farm, fleet], |row| {
            FleetSettings::from_text(&row.text(0)?)
        })?;
        Ok(all.iter().map(|it| i64::from(it.max_worker_count)).sum())
    }
}
