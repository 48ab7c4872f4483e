//! Who calls, and what that caller may do.
//!
//! A handler cannot be reached without a [`Caller`], and only a verified signature makes one.

pub mod keys;
pub mod logs;
pub mod mint;
pub mod rights;
pub mod verify;

use std::fmt;

use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, WorkerId};
use callsheet_api::{Exception, Operation};
use callsheet_store::paths::{
    BudgetPath, FarmPath, FleetPath, JobPath, LimitPath, QueueEnvironmentPath, QueueFleetPath,
    QueueLimitPath, QueuePath, SessionActionPath, SessionPath, StepPath, StorageProfilePath,
    TaskPath, WorkerPath,
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// On whose behalf an access key signs. Kept beside the key as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Principal {
    /// Whoever runs this server.
    Admin,
    /// A machine that has no worker yet.
    WorkerHost {
        farm: FarmId,
        fleet: FleetId,
    },
    FleetRole {
        farm: FarmId,
        fleet: FleetId,
    },
    WorkerRole {
        farm: FarmId,
        fleet: FleetId,
        worker: WorkerId,
    },
    QueueRole {
        farm: FarmId,
        queue: QueueId,
        #[serde(rename = "for")]
        of: QueueRoleUse,
    },
    /// Holds the key of the S3 store that keeps our objects, which is one and the same for all
    /// queues: whoever was given it is known, but not by which queue.
    StoreKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum QueueRoleUse {
    User,
    Read,
    Worker,
}

impl QueueRoleUse {
    const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Read => "read",
            Self::Worker => "worker",
        }
    }
}

impl Principal {
    /// The farm that it is confined to.
    #[must_use]
    pub const fn farm(&self) -> Option<FarmId> {
        match self {
            Self::Admin | Self::StoreKey => None,
            Self::WorkerHost { farm, .. }
            | Self::FleetRole { farm, .. }
            | Self::WorkerRole { farm, .. }
            | Self::QueueRole { farm, .. } => Some(*farm),
        }
    }

    #[must_use]
    pub fn arn(&self, account_id: &str) -> String {
        match self {
            Self::Admin => format!("arn:aws:iam::{account_id}:user/callsheet"),
            other => format!("arn:aws:sts::{account_id}:assumed-role/{other}"),
        }
    }
}

/// The role and its session, as in an ARN.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Admin => f.write_str("callsheet"),
            Self::WorkerHost { fleet, .. } => write!(f, "worker-host/{fleet}"),
            Self::FleetRole { fleet, .. } => write!(f, "fleet-role/{fleet}"),
            Self::WorkerRole { worker, .. } => write!(f, "fleet-role/{worker}"),
            Self::StoreKey => f.write_str("object-store/callsheet"),
            Self::QueueRole { queue, of, .. } => write!(f, "queue-role-{}/{queue}", of.name()),
        }
    }
}

/// Who signed the request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub principal: Principal,
    pub access_key_id: String,
    pub user_agent: Option<String>,
    /// How long an idle worker's request may be held, if it wishes that at all.
    pub hold_s: Option<u64>,
}

impl Caller {
    /// Asked before anything is looked up, about what the request names, and again inside the
    /// transaction, about the resource that was found there.
    pub fn may(&self, operation: Operation, resource: &Resource) -> Result<()> {
        if rights::may(&self.principal, operation, resource) {
            return Ok(());
        }
        let message = format!(
            "User: {} is not authorized to perform: deadline:{operation} on resource: {resource}",
            self.principal
        );
        Err(Error::Answer(Exception::access_denied(message)))
    }

    #[must_use]
    pub fn arn(&self, account_id: &str) -> String {
        self.principal.arn(account_id)
    }

    /// Whose client tokens are told apart from whose. Keys of one role are one caller: temporary
    /// ones may change between a request and its repetition.
    #[must_use]
    pub fn token_scope(&self) -> String {
        self.principal.to_string()
    }
}

/// What is asked for, as far as rights depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    pub farm: Option<FarmId>,
    pub queue: Option<QueueId>,
    pub fleet: Option<FleetId>,
    pub worker: Option<WorkerId>,
    pub job: Option<JobId>,
}

impl Resource {
    /// What belongs to no farm, such as the list of farms.
    pub const ACCOUNT: Self = Self {
        farm: None,
        queue: None,
        fleet: None,
        worker: None,
        job: None,
    };
}

impl Resource {
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

#[cfg(test)]
mod tests {
    use super::*;

    const FARM: FarmId = FarmId::from_bytes([1; 16]);
    const QUEUE: QueueId = QueueId::from_bytes([2; 16]);

    fn caller(principal: Principal) -> Caller {
        Caller {
            principal,
            access_key_id: "AKIA".to_owned(),
            user_agent: None,
            hold_s: None,
        }
    }

    #[test]
    fn a_refusal_says_who_what_and_where() {
        let user = caller(Principal::QueueRole {
            farm: FARM,
            queue: QUEUE,
            of: QueueRoleUse::User,
        });
        let path = format!("{FARM}");
        let labels = [("farmId", path.as_str()), ("limitId", "limit-1")];
        let named = Resource::named_by(labels.into_iter());
        assert_eq!(named, FarmPath { farm: FARM }.into());
        let Err(Error::Answer(refused)) = user.may(Operation::GetLimit, &named) else {
            unreachable!("a queue's role reads no limits");
        };
        let said = format!(
            "User: queue-role-user/{QUEUE} is not authorized to perform: deadline:GetLimit on \
             resource: farm/{FARM}"
        );
        assert_eq!(refused.message, said);
        let admin = caller(Principal::Admin);
        assert_eq!(admin.may(Operation::ListFarms, &Resource::ACCOUNT), Ok(()));
        assert_eq!(
            Resource::named_by([("farmId", "?")].into_iter()),
            Resource::ACCOUNT
        );
    }

    #[test]
    fn a_principal_is_kept_as_json() {
        let fleet = FleetId::from_bytes([3; 16]);
        for principal in [
            Principal::Admin,
            Principal::WorkerHost { farm: FARM, fleet },
            Principal::WorkerRole {
                farm: FARM,
                fleet,
                worker: WorkerId::from_bytes([4; 16]),
            },
            Principal::QueueRole {
                farm: FARM,
                queue: QUEUE,
                of: QueueRoleUse::Worker,
            },
            Principal::StoreKey,
        ] {
            let kept = serde_json::to_string(&principal).unwrap();
            assert_eq!(
                serde_json::from_str::<Principal>(&kept).unwrap(),
                principal,
                "{kept}"
            );
        }
    }
}
