//! What each role is for, and nothing else (`semantics.md` 7.1, 7.3). Pure.
//!
//! A role is decided by what the request names, before anything is looked up: whoever is refused
//! learns nothing of what there is.

use callsheet_api::Operation;

use super::{Principal, Resource};

/// An operation of Deadline's. An administrator may do everything.
#[must_use]
pub fn may(principal: &Principal, operation: Operation, on: &Resource) -> bool {
    match *principal {
        Principal::Admin => true,
        // Makes itself a worker of a fleet of its farm, and becomes it.
        Principal::WorkerHost { farm, fleet: _ } => {
            let is_for_it = matches!(
                operation,
                Operation::CreateWorker | Operation::AssumeFleetRoleForWorker
            );
            on.farm == Some(farm) && is_for_it
        }
        // Is itself, and nobody else.
        Principal::WorkerRole {
            farm,
            fleet,
            worker,
        } => {
            let own = (Some(farm), Some(fleet), Some(worker));
            let is_own = (on.farm, on.fleet, on.worker) == own;
            let is_for_it = matches!(
                operation,
                Operation::AssumeFleetRoleForWorker
                    | Operation::AssumeQueueRoleForWorker
                    | Operation::BatchGetJobEntity
                    | Operation::UpdateWorker
                    | Operation::UpdateWorkerSchedule
            );
            is_own && is_for_it
        }
        // Logs and objects are what these are for.
        Principal::FleetRole { .. } | Principal::QueueRole { .. } | Principal::StoreKey => false,
    }
}

/// What of CloudWatch Logs an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogsUse {
    Read,
    /// Into a stream that the server made.
    Write,
    /// Groups, streams and how long they are kept.
    Manage,
}

/// A place in the logs that the server itself named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogGroup {
    Queue(callsheet_api::ids::FarmId, callsheet_api::ids::QueueId),
    Fleet(callsheet_api::ids::FarmId, callsheet_api::ids::FleetId),
}

/// How much of a group a role reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogsReach {
    Nothing,
    Group,
    /// The stream of the worker itself.
    OwnWorker,
    /// The streams of sessions that the worker holds or held.
    OwnSessions,
}

#[must_use]
pub fn reach_of_logs(principal: &Principal, used: LogsUse, group: LogGroup) -> LogsReach {
    let (reads, manages) = (used == LogsUse::Read, used == LogsUse::Manage);
    match (*principal, group) {
        (Principal::Admin, _) => LogsReach::Group,
        (Principal::FleetRole { farm, fleet }, LogGroup::Fleet(of, this))
            if reads && (farm, fleet) == (of, this) =>
        {
            LogsReach::Group
        }
        (Principal::QueueRole { farm, queue, .. }, LogGroup::Queue(of, this))
            if reads && (farm, queue) == (of, this) =>
        {
            LogsReach::Group
        }
        // It is every queue's, and does not say which one's it was.
        (Principal::StoreKey, LogGroup::Queue(..)) if reads => LogsReach::Group,
        (Principal::WorkerRole { farm, fleet, .. }, LogGroup::Fleet(of, this))
            if !manages && (farm, fleet) == (of, this) =>
        {
            LogsReach::OwnWorker
        }
        (Principal::WorkerRole { farm, .. }, LogGroup::Queue(of, _)) if !manages && farm == of => {
            LogsReach::OwnSessions
        }
        (
            Principal::WorkerHost { .. }
            | Principal::FleetRole { .. }
            | Principal::QueueRole { .. }
            | Principal::StoreKey
            | Principal::WorkerRole { .. },
            _,
        ) => LogsReach::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, WorkerId};

    use super::super::QueueRoleUse;
    use super::*;

    const FARM: FarmId = FarmId::from_bytes([1; 16]);
    const QUEUE: QueueId = QueueId::from_bytes([2; 16]);
    const FLEET: FleetId = FleetId::from_bytes([3; 16]);
    const WORKER: WorkerId = WorkerId::from_bytes([4; 16]);

    const HOST: Principal = Principal::WorkerHost {
        farm: FARM,
        fleet: FLEET,
    };
    const ITSELF: Principal = Principal::WorkerRole {
        farm: FARM,
        fleet: FLEET,
        worker: WORKER,
    };
    const READER: Principal = Principal::FleetRole {
        farm: FARM,
        fleet: FLEET,
    };

    fn queue_role(of: QueueRoleUse) -> Principal {
        Principal::QueueRole {
            farm: FARM,
            queue: QUEUE,
            of,
        }
    }

    /// Everything of one farm, as far as a request can name it.
    const OWN: Resource = Resource {
        farm: Some(FARM),
        queue: Some(QUEUE),
        fleet: Some(FLEET),
        worker: Some(WORKER),
        job: Some(JobId::from_bytes([5; 16])),
    };

    fn allowed(principal: Principal, on: &Resource) -> Vec<&'static str> {
        let all = Operation::ALL.iter().copied();
        let allowed = all.filter(|operation| may(&principal, *operation, on));
        allowed.map(Operation::name).collect()
    }

    #[test]
    fn each_role_may_do_what_it_is_for_and_nothing_else() {
        assert_eq!(allowed(Principal::Admin, &OWN).len(), Operation::ALL.len());
        assert_eq!(
            allowed(HOST, &OWN),
            ["AssumeFleetRoleForWorker", "CreateWorker"]
        );
        assert_eq!(
            allowed(ITSELF, &OWN),
            [
                "AssumeFleetRoleForWorker",
                "AssumeQueueRoleForWorker",
                "BatchGetJobEntity",
                "UpdateWorker",
                "UpdateWorkerSchedule"
            ]
        );
        for of in [QueueRoleUse::User, QueueRoleUse::Read, QueueRoleUse::Worker] {
            assert!(allowed(queue_role(of), &OWN).is_empty());
        }
        assert!(allowed(READER, &OWN).is_empty());
        assert!(allowed(Principal::StoreKey, &OWN).is_empty());
    }

    #[test]
    fn nothing_of_anybody_else() {
        let others = [
            Resource {
                farm: Some(FarmId::from_bytes([9; 16])),
                ..OWN
            },
            Resource {
                fleet: Some(FleetId::from_bytes([9; 16])),
                ..OWN
            },
            Resource {
                worker: Some(WorkerId::from_bytes([9; 16])),
                ..OWN
            },
            Resource::ACCOUNT,
        ];
        for on in &others {
            assert!(allowed(ITSELF, on).is_empty(), "{on:?}");
        }
        assert!(allowed(HOST, &others[0]).is_empty());
        assert_eq!(allowed(HOST, &others[1]).len(), 2, "any fleet of its farm");
        assert!(allowed(HOST, &Resource::ACCOUNT).is_empty());
    }

    #[test]
    fn logs_are_reached_as_far_as_a_role_needs() {
        let (queue, fleet) = (LogGroup::Queue(FARM, QUEUE), LogGroup::Fleet(FARM, FLEET));
        let other = LogGroup::Queue(FARM, QueueId::from_bytes([9; 16]));
        let elsewhere = LogGroup::Fleet(FarmId::from_bytes([9; 16]), FLEET);
        let user = queue_role(QueueRoleUse::User);
        use LogsReach::{Group, Nothing, OwnSessions, OwnWorker};
        use LogsUse::{Manage, Read, Write};
        for (principal, used, group, reach) in [
            (Principal::Admin, Manage, elsewhere, Group),
            (HOST, Read, fleet, Nothing),
            (READER, Read, fleet, Group),
            (READER, Write, fleet, Nothing),
            (READER, Read, queue, Nothing),
            (user, Read, queue, Group),
            (user, Write, queue, Nothing),
            (user, Read, other, Nothing),
            (user, Read, fleet, Nothing),
            (Principal::StoreKey, Read, queue, Group),
            (Principal::StoreKey, Write, queue, Nothing),
            (Principal::StoreKey, Read, fleet, Nothing),
            (ITSELF, Write, fleet, OwnWorker),
            (ITSELF, Read, fleet, OwnWorker),
            (ITSELF, Manage, fleet, Nothing),
            (ITSELF, Write, elsewhere, Nothing),
            (ITSELF, Write, other, OwnSessions),
            (ITSELF, Manage, queue, Nothing),
        ] {
            let found = reach_of_logs(&principal, used, group);
            assert_eq!(found, reach, "{principal:?} {used:?} {group:?}");
        }
    }
}
