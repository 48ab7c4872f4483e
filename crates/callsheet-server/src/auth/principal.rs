//! On whose behalf a request is made.

use std::fmt;

use callsheet_api::extension::principals::PrincipalId;
use callsheet_api::ids::{FarmId, FleetId, QueueId, WorkerId};
use serde::{Deserialize, Serialize};

use super::user_arn;

/// On whose behalf an access key signs. Kept beside the key as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Principal {
    /// Whoever runs this server: the administrator of the first start.
    Admin,
    /// A user or a service account.
    User {
        id: PrincipalId,
    },
    /// A machine that makes itself a worker of one of its fleets.
    Host {
        id: PrincipalId,
    },
    /// The machine of the first start.
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

    /// Whether attachments may be written with it.
    pub(super) const fn writes(self) -> bool {
        match self {
            Self::User | Self::Worker => true,
            Self::Read => false,
        }
    }
}

impl Principal {
    /// Of who has a row.
    #[must_use]
    pub const fn id(&self) -> Option<PrincipalId> {
        match self {
            Self::User { id } | Self::Host { id } => Some(*id),
            Self::Admin
            | Self::StoreKey
            | Self::WorkerHost { .. }
            | Self::FleetRole { .. }
            | Self::WorkerRole { .. }
            | Self::QueueRole { .. } => None,
        }
    }

    #[must_use]
    pub fn arn(&self, account_id: &str) -> String {
        match self {
            Self::Admin => user_arn(account_id, "callsheet"),
            other => format!("arn:aws:sts::{account_id}:assumed-role/{other}"),
        }
    }
}

/// The role and its session, as in an ARN.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Admin => f.write_str("callsheet"),
            Self::User { id } => write!(f, "user/{id}"),
            Self::Host { id } => write!(f, "host/{id}"),
            Self::WorkerHost { fleet, .. } => write!(f, "worker-host/{fleet}"),
            Self::FleetRole { fleet, .. } => write!(f, "fleet-role/{fleet}"),
            Self::WorkerRole { worker, .. } => write!(f, "fleet-role/{worker}"),
            Self::StoreKey => f.write_str("object-store/callsheet"),
            Self::QueueRole { queue, of, .. } => write!(f, "queue-role-{}/{queue}", of.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FARM: FarmId = FarmId::from_bytes([1; 16]);
    const QUEUE: QueueId = QueueId::from_bytes([2; 16]);

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
