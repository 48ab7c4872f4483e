//! The built-in policies against a table of their own, and files of policies that are refused.

use callsheet_api::Operation;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, WorkerId};
use callsheet_policy::{Action, Asked, Level, OwnAction, Part, Place, Policies, Question, Who};

const FARM: FarmId = FarmId::from_bytes([1; 16]);
const QUEUE: QueueId = QueueId::from_bytes([2; 16]);
const FLEET: FleetId = FleetId::from_bytes([3; 16]);
const WORKER: WorkerId = WorkerId::from_bytes([4; 16]);
const JOB: JobId = JobId::from_bytes([5; 16]);

const SARAH: Who<'_> = Who::User {
    id: "sarah's",
    name: "sarah",
    is_administrator: false,
    is_service_account: false,
    groups: &[],
};

fn built_in() -> Policies {
    Policies::with_files(&[]).expect("these are our own")
}

/// As far as the operation's path names it.
fn place_of(operation: Operation) -> Place {
    let names = |label: &str| operation.labels().contains(&label);
    Place {
        farm: names("farmId").then_some(FARM),
        queue: names("queueId").then_some(QUEUE),
        fleet: names("fleetId").then_some(FLEET),
        worker: names("workerId").then_some(WORKER),
        job: names("jobId").then_some(JOB),
        part: Part::Whole,
    }
}

/// What each operation asks of a member, from the service's matrix of access levels; nothing: it is
/// for administrators and machines.
fn least_level(operation: Operation) -> Option<Level> {
    let name = operation.name();
    let is_read = ["Get", "List", "Search", "BatchGet", "Copy"]
        .iter()
        .any(|word| name.starts_with(word));
    let of_account = [
        "Monitor",
        "LicenseEndpoint",
        "MeteredProduct",
        "Memberships",
    ];
    match name {
        "AssumeQueueRoleForRead" | "AssumeFleetRoleForRead" => Some(Level::Viewer),
        "AssumeQueueRoleForUser" | "CreateJob" => Some(Level::Contributor),
        "UpdateJob" | "UpdateStep" | "UpdateTask" | "UpdateSession" => Some(Level::Manager),
        "BatchUpdateJob" | "BatchUpdateTask" => Some(Level::Manager),
        "CreateBudget" | "UpdateBudget" | "DeleteBudget" => Some(Level::Owner),
        _ if name.contains("SessionsStatistics") => Some(Level::Owner),
        _ if name.contains("Member") && !name.contains("Memberships") => Some(Level::Manager),
        "BatchGetJobEntity" => None,
        // Everybody, about what is theirs.
        "ListFarms" | "ListQueues" | "ListFleets" | "ListJobs" => None,
        _ if of_account.iter().any(|noun| name.contains(noun)) => None,
        _ if is_read => Some(Level::Viewer),
        _ => None,
    }
}

#[test]
fn each_level_may_do_what_the_matrix_says_and_nothing_else() {
    let policies = built_in();
    for operation in Operation::ALL.iter().copied() {
        for level in [None].into_iter().chain(Level::ALL.map(Some)) {
            let question = Question {
                who: SARAH,
                action: operation.into(),
                place: place_of(operation),
                asked: Asked {
                    level,
                    principal_id: "another's",
                    ..Asked::default()
                },
            };
            let expected = least_level(operation).is_some_and(|least| level >= Some(least));
            assert_eq!(policies.allow(&question), expected, "{operation} {level:?}");
        }
    }
}

#[test]
fn managers_make_managers_and_owners_make_owners() {
    let policies = built_in();
    let operation = Operation::AssociateMemberToQueue;
    let may = |level, asked, present| {
        policies.allow(&Question {
            who: SARAH,
            action: operation.into(),
            place: place_of(operation),
            asked: Asked {
                level: Some(level),
                membership_level: asked,
                associated_membership_level: present,
                ..Asked::default()
            },
        })
    };
    assert!(may(Level::Manager, Some(Level::Manager), None));
    assert!(!may(Level::Manager, Some(Level::Owner), None));
    assert!(!may(
        Level::Manager,
        Some(Level::Viewer),
        Some(Level::Owner)
    ));
    assert!(may(Level::Owner, Some(Level::Viewer), Some(Level::Owner)));
    assert!(!may(Level::Contributor, Some(Level::Viewer), None));
}

#[test]
fn everybody_lists_what_is_theirs() {
    let policies = built_in();
    let may = |operation: Operation, principal_id| {
        policies.allow(&Question {
            who: SARAH,
            action: operation.into(),
            place: place_of(operation),
            asked: Asked {
                principal_id,
                ..Asked::default()
            },
        })
    };
    for operation in [
        Operation::ListFarms,
        Operation::ListQueues,
        Operation::ListFleets,
        Operation::ListJobs,
        Operation::ListMemberships,
    ] {
        assert!(may(operation, "sarah's"), "{operation}");
        assert!(!may(operation, "tom's"), "{operation}");
    }
}

#[test]
fn administrators_do_everything() {
    let policies = built_in();
    let who = Who::User {
        id: "root's",
        name: "root",
        is_administrator: true,
        is_service_account: false,
        groups: &[],
    };
    for action in Action::all() {
        let place = match action {
            Action::Deadline(operation) => place_of(operation),
            Action::Logs(_) | Action::S3(_) | Action::Own(_) => Place::default(),
        };
        let asked = Asked::default();
        let question = Question {
            who,
            action,
            place,
            asked,
        };
        assert!(policies.allow(&question), "{action}");
    }
}

#[test]
fn members_manage_nothing_of_the_server() {
    let policies = built_in();
    for own in OwnAction::ALL {
        let allowed = policies.allow(&Question {
            who: SARAH,
            action: own.into(),
            place: Place::default(),
            asked: Asked {
                level: Some(Level::Owner),
                ..Asked::default()
            },
        });
        let is_for_viewers = match own {
            OwnAction::Explain | OwnAction::StreamEvents => true,
            OwnAction::ManageWebhooks | OwnAction::ManagePrincipals | OwnAction::ReadAudit => false,
        };
        assert_eq!(allowed, is_for_viewers, "{own:?}");
    }
}

#[test]
fn policies_of_ones_own_forbid_what_is_permitted() {
    let text = r#"
        forbid (principal is User, action == Action::"CreateJob", resource)
        when { context has priority && context.priority > 80 }
        unless { principal.groups.contains("supervisors") };
    "#;
    let files = [("studio.cedar".to_owned(), text.to_owned())];
    let policies = Policies::with_files(&files).unwrap();
    assert!(policies.are_added_to());
    let may = |groups: &[String], priority| {
        policies.allow(&Question {
            who: Who::User {
                id: "sarah's",
                name: "sarah",
                is_administrator: false,
                is_service_account: false,
                groups,
            },
            action: Operation::CreateJob.into(),
            place: place_of(Operation::CreateJob),
            asked: Asked {
                level: Some(Level::Owner),
                priority: Some(priority),
                ..Asked::default()
            },
        })
    };
    assert!(may(&[], 80));
    assert!(!may(&[], 81));
    assert!(may(&["supervisors".to_owned()], 81));
}

#[test]
fn a_file_that_cannot_be_used_is_refused_with_its_line() {
    let refused = |text: &str| {
        let files = [("studio.cedar".to_owned(), text.to_owned())];
        Policies::with_files(&files).unwrap_err().to_string()
    };
    let misspelt =
        refused("// ours\n\nforbid (principal, action == Action::\"CreateJobb\", resource);\n");
    assert!(misspelt.starts_with("studio.cedar:3: "), "{misspelt}");
    assert!(misspelt.contains("CreateJobb"), "{misspelt}");
    let broken = refused("permit (principal, action, resource)\nwhenever { true };\n");
    assert!(broken.starts_with("studio.cedar:2: "), "{broken}");
    let unknown =
        refused("permit (principal is User, action, resource)\nwhen { principal.shoe > 40 };");
    assert!(unknown.contains("shoe"), "{unknown}");
}
