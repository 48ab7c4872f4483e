//! The schema that policies are checked against, made from the API's table of operations.

use std::fmt::Write as _;

use callsheet_api::Operation;

use crate::Action;

const PRINCIPALS: &str = "[User, WorkerHost, WorkerRole, FleetRole, QueueRole, StoreKey]";

/// What resources are in, and what principals are.
const ENTITIES: &str = "\
entity Account;
entity Farm in [Account];
entity Queue in [Farm];
entity Fleet in [Farm];
entity Job in [Queue];
entity Worker in [Fleet];
// The logs of a queue's sessions, and those of a fleet's workers.
entity QueueLogs in [Queue];
entity FleetLogs in [Fleet];
// Of a queue's role, and to nobody else: the objects below its queue's root prefix, and their bucket
// as such.
entity Attachments in [Queue];

entity User = {
  id: String,
  name: String,
  administrator: Bool,
  serviceAccount: Bool,
  groups: Set<String>,
};
entity WorkerHost = { fleets: Set<Fleet> };
entity WorkerRole = { farm: Farm, fleet: Fleet, worker: Worker };
entity FleetRole = { fleet: Fleet };
entity QueueRole = { queue: Queue, writes: Bool };
entity StoreKey;
";

/// What every policy may look at, and those of some actions beside it. A macro, because texts are put
/// together where nothing runs.
macro_rules! asked {
    ($name:literal, $more:literal) => {
        concat!(
            "type ",
            $name,
            " = {
  levels: Set<String>,
  membershipLevel: String,
  associatedMembershipLevel: String,
  principalId: String,
",
            $more,
            "};
"
        )
    };
}

const CONTEXTS: &str = concat!(
    "\n",
    asked!("Asked", ""),
    "\n// BatchUpdateJob is asked about as UpdateJob of each of its jobs.\n",
    asked!("AskedOfJob", "  priority?: Long,\n"),
    "\n// `ownStream`: a worker's own, or one of a session that it holds or held.\n",
    asked!("AskedOfLogs", "  ownStream: Bool,\n"),
    "\n// `key`: an object's, or the prefix of a list; empty for the bucket as such, and for DeleteObjects,
// which says in its body what it deletes.\n",
    asked!("AskedOfObjects", "  bucket: String,\n  key: String,\n"),
);

pub(crate) fn parents(kind: &str) -> &'static [&'static str] {
    match kind {
        "Farm" => &["Account"],
        "Queue" | "Fleet" => &["Farm"],
        "Job" => &["Queue"],
        "Worker" | "FleetLogs" => &["Fleet"],
        "QueueLogs" | "Attachments" => &["Queue"],
        _ => &[],
    }
}

/// In Cedar's own notation, for people too.
pub(crate) fn text() -> String {
    let mut text = [ENTITIES, CONTEXTS].concat();
    for action in Action::all() {
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "\naction \"{}\" appliesTo {{\n  principal: {PRINCIPALS},\n  resource: [{}],\n  \
             context: {},\n}};\n",
            action.name(),
            resources(action),
            context(action),
        );
    }
    text
}

/// What a policy may look at. A priority is told of jobs alone, so that a policy that looks for one
/// elsewhere is refused and not ignored.
fn context(action: Action) -> &'static str {
    match action {
        Action::Deadline(Operation::CreateJob | Operation::UpdateJob) => "AskedOfJob",
        Action::Logs(_) => "AskedOfLogs",
        Action::S3(_) => "AskedOfObjects",
        Action::Deadline(_) | Action::Own(_) => "Asked",
    }
}

/// What the path names, and what a body may name inside of it.
fn resources(action: Action) -> &'static str {
    let operation = match action {
        Action::Deadline(operation) => operation,
        Action::Logs(_) => return "Account, QueueLogs, FleetLogs",
        Action::S3(_) => return "Account, Attachments",
        Action::Own(_) => return "Account, Farm, Queue, Fleet, Job, Worker",
    };
    let names = |label: &str| operation.labels().contains(&label);
    match () {
        () if names("workerId") => "Worker",
        () if names("jobId") => "Job",
        () if names("queueId") => "Queue, Job",
        () if names("fleetId") => "Fleet, Worker",
        () if names("farmId") => "Farm, Queue, Fleet, Job, Worker",
        () => "Account, Farm, Queue, Fleet, Job, Worker",
    }
}
