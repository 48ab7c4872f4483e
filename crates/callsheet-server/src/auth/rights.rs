//! What each role of a machine is for, and nothing else (`semantics.md` 7.1, 7.3). Pure.
//!
//! Policies say the same (`callsheet-policy/policies/machines.cedar`), and a test that both agree;
//! but workers ask too often to go through them.

use callsheet_api::Operation;
use callsheet_api::ids::{FarmId, FleetId};
use callsheet_policy::Action;

use super::{Principal, Resource};

/// `fleets` are those that a host may join. What users may do, policies say.
#[must_use]
pub fn may(
    principal: &Principal,
    fleets: &[(FarmId, FleetId)],
    action: Action,
    on: &Resource,
) -> bool {
    let operation = match (principal, action) {
        (Principal::Admin, _) => return true,
        (_, Action::Deadline(operation)) => operation,
        (_, Action::Own(_)) => return false,
    };
    match *principal {
        Principal::Admin => true,
        Principal::User { .. } => false,
        Principal::WorkerHost { farm, fleet } => may_join(&[(farm, fleet)], operation, on),
        Principal::Host { .. } => may_join(fleets, operation, on),
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

/// Makes itself a worker of one of its fleets, and becomes it.
fn may_join(fleets: &[(FarmId, FleetId)], operation: Operation, on: &Resource) -> bool {
    let is_for_it = matches!(
        operation,
        Operation::CreateWorker | Operation::AssumeFleetRoleForWorker
    );
    let named = on.farm.zip(on.fleet);
    is_for_it && named.is_some_and(|fleet| fleets.contains(&fleet))
}

/// Whether its handler asks again, with more than the path tells. Until then policies that somebody
/// added are not asked.
pub(super) fn asks_again(action: Action) -> bool {
    let Action::Deadline(operation) = action else {
        return false;
    };
    matches!(
        operation,
        Operation::AssociateMemberToFarm
            | Operation::AssociateMemberToFleet
            | Operation::AssociateMemberToJob
            | Operation::AssociateMemberToQueue
            | Operation::CreateJob
            | Operation::DisassociateMemberFromFarm
            | Operation::DisassociateMemberFromFleet
            | Operation::DisassociateMemberFromJob
            | Operation::DisassociateMemberFromQueue
            | Operation::ListFarms
            | Operation::ListFleets
            | Operation::ListJobs
            | Operation::ListMemberships
            | Operation::ListQueues
            | Operation::UpdateJob
    )
}

/// Whether its path does not say what it is about: its handler asks about each thing that the body
/// names, before that is looked up.
pub(super) fn names_more_in_its_body(action: Action) -> bool {
    let Action::Deadline(operation) = action else {
        return true;
    };
    matches!(
        operation,
        Operation::BatchGetJob
            | Operation::BatchGetSession
            | Operation::BatchGetSessionAction
            | Operation::BatchGetStep
            | Operation::BatchGetTask
            | Operation::BatchGetWorker
            | Operation::BatchUpdateJob
            | Operation::BatchUpdateTask
            | Operation::ListTagsForResource
            | Operation::SearchJobs
            | Operation::SearchSteps
            | Operation::SearchTasks
            | Operation::SearchWorkers
            | Operation::TagResource
            | Operation::UntagResource
    )
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
            Principal::User { .. }
            | Principal::Host { .. }
            | Principal::WorkerHost { .. }
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
        let allowed = all.filter(|operation| may(&principal, &[], (*operation).into(), on));
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
        for on in [others[0], others[1], Resource::ACCOUNT] {
            assert!(allowed(HOST, &on).is_empty(), "{on:?}");
        }
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
