//! How many there may be of each (`semantics.md` 3.3, 10.6).
//!
//! The service's own defaults bound what one account takes of a cloud. Here nothing is taken from
//! anybody else, so most have no bound until an operator sets one; those stay that keep a farm
//! well, or that clients rely on.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::job::Limits;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quota {
    Farms,
    FleetsPerFarm,
    /// What the fleets of a farm may have together, by their maxWorkerCount.
    WorkersPerFarm,
    QueuesPerFarm,
    JobsPerFarm,
    BudgetsPerFarm,
    LimitsPerFarm,
    QueueFleetAssociationsPerFarm,
    QueueLimitAssociationsPerQueue,
    QueueEnvironmentsPerQueue,
    StorageProfilesPerFarm,
    /// Of one farm, fleet, queue or job.
    MembersPerResource,
    Monitors,
    LicenseEndpoints,
    StepsPerJob,
    TasksPerJob,
    TasksPerStep,
    TasksPerChunk,
    DependenciesPerStep,
    ConsumersPerStep,
}

struct Facts {
    name: &'static str,
    /// The service's; some have none.
    code: Option<&'static str>,
    counts: &'static str,
    most: Option<i64>,
}

const fn facts(
    name: &'static str,
    code: Option<&'static str>,
    counts: &'static str,
    most: Option<i64>,
) -> Facts {
    Facts {
        name,
        code,
        counts,
        most,
    }
}

impl Quota {
    pub const ALL: [Self; 20] = [
        Self::Farms,
        Self::FleetsPerFarm,
        Self::WorkersPerFarm,
        Self::QueuesPerFarm,
        Self::JobsPerFarm,
        Self::BudgetsPerFarm,
        Self::LimitsPerFarm,
        Self::QueueFleetAssociationsPerFarm,
        Self::QueueLimitAssociationsPerQueue,
        Self::QueueEnvironmentsPerQueue,
        Self::StorageProfilesPerFarm,
        Self::MembersPerResource,
        Self::Monitors,
        Self::LicenseEndpoints,
        Self::StepsPerJob,
        Self::TasksPerJob,
        Self::TasksPerStep,
        Self::TasksPerChunk,
        Self::DependenciesPerStep,
        Self::ConsumersPerStep,
    ];

    const fn facts(self) -> Facts {
        match self {
            Self::Farms => facts("farms", Some("L-2DEF7E07"), "farm", None),
            Self::FleetsPerFarm => facts("fleets_per_farm", Some("L-55A8E463"), "fleet", None),
            Self::WorkersPerFarm => facts("workers_per_farm", Some("L-48CC9B8E"), "worker", None),
            Self::QueuesPerFarm => facts("queues_per_farm", Some("L-5E4FD3A4"), "queue", None),
            Self::JobsPerFarm => facts("jobs_per_farm", Some("L-5369B22C"), "job", None),
            Self::BudgetsPerFarm => facts("budgets_per_farm", Some("L-86C1F13E"), "budget", None),
            Self::LimitsPerFarm => facts("limits_per_farm", Some("L-253A82CE"), "limit", None),
            Self::QueueFleetAssociationsPerFarm => facts(
                "queue_fleet_associations_per_farm",
                Some("L-BF011D88"),
                "queueFleetAssociation",
                None,
            ),
            Self::QueueLimitAssociationsPerQueue => facts(
                "queue_limit_associations_per_queue",
                Some("L-55B7030C"),
                "queueLimitAssociation",
                None,
            ),
            Self::QueueEnvironmentsPerQueue => facts(
                "queue_environments_per_queue",
                None,
                "queueEnvironment",
                Some(10),
            ),
            Self::StorageProfilesPerFarm => {
                facts("storage_profiles_per_farm", None, "storageProfile", None)
            }
            Self::MembersPerResource => facts("members_per_resource", None, "member", None),
            Self::Monitors => facts("monitors", None, "monitor", None),
            Self::LicenseEndpoints => facts(
                "license_endpoints",
                Some("L-F0DF6BC2"),
                "licenseEndpoint",
                None,
            ),
            Self::StepsPerJob => facts("steps_per_job", Some("L-BABD8718"), "step", Some(2_000)),
            // Neither a job's nor a step's tasks cost memory until they are worked on.
            Self::TasksPerJob => facts(
                "tasks_per_job",
                Some("L-CF66A041"),
                "task",
                Some(10_000_000),
            ),
            Self::TasksPerStep => facts(
                "tasks_per_step",
                Some("L-3DE82FE6"),
                "task",
                Some(10_000_000),
            ),
            Self::TasksPerChunk => facts("tasks_per_chunk", None, "task", Some(150)),
            Self::DependenciesPerStep => facts(
                "dependencies_per_step",
                Some("L-3A262554"),
                "step",
                Some(128),
            ),
            Self::ConsumersPerStep => {
                facts("consumers_per_step", Some("L-B38F4796"), "step", Some(32))
            }
        }
    }

    /// As settings call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// What clients are told: the service's code, or the setting's name where it has none.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.facts().code.unwrap_or(self.name())
    }

    /// The kind of resource that it counts, as exceptions call it.
    #[must_use]
    pub const fn resource_type(self) -> &'static str {
        self.facts().counts
    }

    /// Where nothing is set. None: no bound.
    #[must_use]
    pub const fn default_most(self) -> Option<i64> {
        self.facts().most
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Quota {
    type Err = UnknownQuota;

    fn from_str(name: &str) -> Result<Self, UnknownQuota> {
        let found = Self::ALL.into_iter().find(|quota| quota.name() == name);
        found.ok_or(UnknownQuota)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such quota")]
pub struct UnknownQuota;

/// What an operator set, over the defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quotas(BTreeMap<Quota, Option<i64>>);

impl Quotas {
    /// None: no bound.
    pub fn set(&mut self, quota: Quota, most: Option<i64>) {
        self.0.insert(quota, most);
    }

    #[must_use]
    pub fn most(&self, quota: Quota) -> Option<i64> {
        let set = self.0.get(&quota).copied();
        set.unwrap_or_else(|| quota.default_most())
    }

    /// The bounds of what comes of a template.
    #[must_use]
    pub fn of_jobs(&self) -> Limits {
        let tasks = |quota| self.most(quota).unwrap_or(i64::MAX);
        let others = |quota| usize::try_from(tasks(quota)).unwrap_or(usize::MAX);
        Limits {
            steps: others(Quota::StepsPerJob),
            tasks_per_job: tasks(Quota::TasksPerJob),
            tasks_per_step: tasks(Quota::TasksPerStep),
            tasks_per_chunk: tasks(Quota::TasksPerChunk),
            dependencies_per_step: others(Quota::DependenciesPerStep),
            consumers_per_step: others(Quota::ConsumersPerStep),
            ..Limits::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_quota_is_found_by_its_name() {
        for quota in Quota::ALL {
            assert_eq!(quota.name().parse(), Ok(quota));
        }
        assert_eq!("frames".parse::<Quota>(), Err(UnknownQuota));
    }

    #[test]
    fn what_is_set_counts_and_else_the_default() {
        let mut quotas = Quotas::default();
        assert_eq!(quotas.of_jobs(), Limits::default());
        assert_eq!(quotas.most(Quota::Farms), None);
        quotas.set(Quota::Farms, Some(2));
        quotas.set(Quota::QueueEnvironmentsPerQueue, None);
        quotas.set(Quota::StepsPerJob, Some(3));
        assert_eq!(quotas.most(Quota::Farms), Some(2));
        assert_eq!(quotas.most(Quota::QueueEnvironmentsPerQueue), None);
        assert_eq!(quotas.of_jobs().steps, 3);
    }
}
