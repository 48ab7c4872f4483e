//! What machines and temporary credentials may do, against a table of its own: on what is theirs, and
//! on what is anybody else's.

use std::sync::LazyLock;

use callsheet_api::companions::LogsOperation;
use callsheet_api::ids::{FarmId, FleetId, QueueId, WorkerId};
use callsheet_policy::{Action, Asked, Level, Part, Place, Policies, Question, Who};

const FARM: FarmId = FarmId::from_bytes([1; 16]);
const QUEUE: QueueId = QueueId::from_bytes([2; 16]);
const FLEET: FleetId = FleetId::from_bytes([3; 16]);
const WORKER: WorkerId = WorkerId::from_bytes([4; 16]);

const HOST: Who<'_> = Who::WorkerHost {
    fleets: &[(FARM, FLEET)],
};
const ITSELF: Who<'_> = Who::Worker {
    farm: FARM,
    fleet: FLEET,
    worker: WORKER,
};
const FLEET_ROLE: Who<'_> = Who::FleetRole { fleet: FLEET };
const WRITER: Who<'_> = Who::QueueRole {
    queue: QUEUE,
    writes: true,
};
const READER: Who<'_> = Who::QueueRole {
    queue: QUEUE,
    writes: false,
};
const EVERYBODY: [Who<'_>; 6] = [HOST, ITSELF, FLEET_ROLE, WRITER, READER, Who::StoreKey];

const READS_LOGS: [&str; 4] = [
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
];

fn may(who: Who<'_>, action: Action, place: Place) -> bool {
    static POLICIES: LazyLock<Policies> =
        LazyLock::new(|| Policies::with_files(&[]).expect("these are our own"));
    let asked = Asked::default();
    POLICIES.allow(&Question {
        who,
        action,
        place,
        asked,
    })
}

fn allowed(who: Who<'_>, place: Place) -> Vec<String> {
    let all = Action::all().filter(|action| may(who, *action, place));
    all.map(|action| action.name().into_owned()).collect()
}

fn worker_of(farm: FarmId, fleet: FleetId, worker: WorkerId) -> Place {
    Place {
        farm: Some(farm),
        fleet: Some(fleet),
        worker: Some(worker),
        ..Place::default()
    }
}

fn fleet(fleet: FleetId, part: Part) -> Place {
    Place {
        farm: Some(FARM),
        fleet: Some(fleet),
        part,
        ..Place::default()
    }
}

fn queue(farm: FarmId, queue: QueueId, part: Part) -> Place {
    Place {
        farm: Some(farm),
        queue: Some(queue),
        part,
        ..Place::default()
    }
}

const OTHER_FARM: FarmId = FarmId::from_bytes([9; 16]);
const OTHER_QUEUE: QueueId = QueueId::from_bytes([9; 16]);
const OTHER_FLEET: FleetId = FleetId::from_bytes([9; 16]);
const OTHER_WORKER: WorkerId = WorkerId::from_bytes([9; 16]);

#[test]
fn a_host_joins_its_fleets_and_a_worker_is_itself() {
    let own = worker_of(FARM, FLEET, WORKER);
    assert_eq!(
        allowed(HOST, own),
        ["AssumeFleetRoleForWorker", "CreateWorker"]
    );
    assert_eq!(
        allowed(ITSELF, own),
        [
            "AssumeFleetRoleForWorker",
            "AssumeQueueRoleForWorker",
            "BatchGetJobEntity",
            "UpdateWorker",
            "UpdateWorkerSchedule"
        ]
    );
    for nobody in [FLEET_ROLE, WRITER, READER, Who::StoreKey] {
        assert!(allowed(nobody, own).is_empty(), "{nobody:?}");
    }
    for others in [
        worker_of(OTHER_FARM, FLEET, WORKER),
        worker_of(FARM, OTHER_FLEET, WORKER),
        worker_of(FARM, FLEET, OTHER_WORKER),
        Place::default(),
    ] {
        assert!(allowed(ITSELF, others).is_empty(), "{others:?}");
    }
    for others in [fleet(OTHER_FLEET, Part::Whole), Place::default()] {
        assert!(allowed(HOST, others).is_empty(), "{others:?}");
    }
}

#[test]
fn logs_are_reached_as_far_as_a_role_needs() {
    let anybodys = Part::Logs { own_stream: false };
    let own = Part::Logs { own_stream: true };
    let mut of_worker = READS_LOGS.to_vec();
    of_worker.insert(0, "logs:CreateLogStream");
    of_worker.push("logs:PutLogEvents");
    let nothing: &[&str] = &[];
    for (who, place, expected) in [
        (FLEET_ROLE, fleet(FLEET, anybodys), &READS_LOGS[..]),
        (FLEET_ROLE, fleet(OTHER_FLEET, anybodys), nothing),
        (FLEET_ROLE, queue(FARM, QUEUE, anybodys), nothing),
        (WRITER, queue(FARM, QUEUE, anybodys), &READS_LOGS),
        (READER, queue(FARM, QUEUE, anybodys), &READS_LOGS),
        (READER, queue(FARM, OTHER_QUEUE, anybodys), nothing),
        (READER, fleet(FLEET, anybodys), nothing),
        (Who::StoreKey, queue(FARM, QUEUE, anybodys), &READS_LOGS),
        (Who::StoreKey, fleet(FLEET, anybodys), nothing),
        (ITSELF, fleet(FLEET, own), &of_worker),
        (ITSELF, fleet(FLEET, anybodys), nothing),
        (ITSELF, fleet(OTHER_FLEET, own), nothing),
        (ITSELF, queue(FARM, OTHER_QUEUE, own), &of_worker),
        (ITSELF, queue(FARM, OTHER_QUEUE, anybodys), nothing),
        (ITSELF, queue(OTHER_FARM, QUEUE, own), nothing),
    ] {
        assert_eq!(allowed(who, place), expected, "{who:?} {place:?}");
    }
    for operation in LogsOperation::ALL.iter().copied() {
        let place = fleet(FLEET, own);
        assert!(!may(HOST, operation.into(), place), "{operation}");
    }
}

#[test]
fn a_queues_role_reaches_its_attachments_and_deletes_nothing() {
    let reads = [
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:HeadBucket",
        "s3:HeadObject",
        "s3:ListObjects",
        "s3:ListObjectsV2",
    ];
    let own = queue(FARM, QUEUE, Part::Attachments);
    assert_eq!(allowed(READER, own), reads);
    let more = [
        "s3:AbortMultipartUpload",
        "s3:CompleteMultipartUpload",
        "s3:CopyObject",
        "s3:CreateMultipartUpload",
        "s3:ListParts",
        "s3:PutObject",
        "s3:UploadPart",
        "s3:UploadPartCopy",
    ];
    let mut written = [&reads[..], &more].concat();
    written.sort_unstable();
    assert_eq!(allowed(WRITER, own), written);
    for others in [
        queue(FARM, OTHER_QUEUE, Part::Attachments),
        queue(FARM, QUEUE, Part::Whole),
        Place::default(),
    ] {
        assert!(allowed(WRITER, others).is_empty(), "{others:?}");
    }
    for nobody in [HOST, ITSELF, FLEET_ROLE, Who::StoreKey] {
        assert!(allowed(nobody, own).is_empty(), "{nobody:?}");
    }
}

#[test]
fn nobody_does_anything_to_an_account() {
    for who in EVERYBODY {
        assert!(allowed(who, Place::default()).is_empty(), "{who:?}");
    }
}

#[test]
fn policies_of_ones_own_may_speak_of_objects_and_logs() {
    let text = r#"
        permit (principal is User, action in [Action::"s3:GetObject", Action::"s3:ListObjectsV2"],
                resource)
        when { context.bucket == "plates" && context.key like "show/*" };

        forbid (principal is QueueRole, action == Action::"s3:PutObject", resource)
        when { context.key like "*.exe" };

        permit (principal is User, action == Action::"logs:GetLogEvents", resource is QueueLogs)
        when { context.levels.contains("MANAGER") };
    "#;
    let files = [("studio.cedar".to_owned(), text.to_owned())];
    let policies = Policies::with_files(&files).unwrap();
    let sarah = Who::User {
        id: "sarah's",
        name: "sarah",
        is_administrator: false,
        is_service_account: false,
        groups: &[],
    };
    let object = |who, name: &str, place, key| {
        let action = Action::all().find(|action| action.name() == name).unwrap();
        policies.allow(&Question {
            who,
            action,
            place,
            asked: Asked {
                bucket: "plates",
                key,
                ..Asked::default()
            },
        })
    };
    let anywhere = Place::default();
    assert!(object(sarah, "s3:GetObject", anywhere, "show/a.exr"));
    assert!(!object(sarah, "s3:GetObject", anywhere, "other/a.exr"));
    assert!(!object(sarah, "s3:PutObject", anywhere, "show/a.exr"));
    let own = queue(FARM, QUEUE, Part::Attachments);
    assert!(object(WRITER, "s3:PutObject", own, "show/a.exr"));
    assert!(!object(WRITER, "s3:PutObject", own, "show/a.exe"));
    let reads = |level| {
        policies.allow(&Question {
            who: sarah,
            action: LogsOperation::GetLogEvents.into(),
            place: queue(FARM, QUEUE, Part::Logs { own_stream: false }),
            asked: Asked {
                level,
                ..Asked::default()
            },
        })
    };
    assert!(reads(Some(Level::Manager)));
    assert!(!reads(Some(Level::Viewer)));
}
