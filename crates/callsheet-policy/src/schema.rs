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

entity User = {
  id: String,
  name: String,
  administrator: Bool,
  serviceAccount: Bool,
  groups: Set<String>,
};
entity WorkerHost = { fleets: Set<Fleet> };
entity WorkerRole = { farm: Farm, fleet: Fleet, worker: Worker };
entity FleetRole, QueueRole, StoreKey;

type Asked = {
  levels: Set<String>,
  membershipLevel: String,
  associatedMembershipLevel: String,
  principalId: String,
};

// BatchUpdateJob is asked about as UpdateJob of each of its jobs.
type AskedOfJob = {
  levels: Set<String>,
  membershipLevel: String,
  associatedMembershipLevel: String,
  principalId: String,
  priority?: Long,
};
";

pub(crate) fn parents(kind: &str) -> &'static [&'static str] {
    match kind {
        "Farm" => &["Account"],
        "Queue" | "Fleet" => &["Farm"],
        "Job" => &["Queue"],
        "Worker" => &["Fleet"],
        _ => &[],
    }
}

/// In Cedar's own notation, for people too.
pub(crate) fn text() -> String {
    let mut text = ENTITIES.to_owned();
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
        Action::Deadline(_) | Action::Own(_) => "Asked",
    }
}

/// What the path names, and what a body may name inside of it.
fn resources(action: Action) -> &'static str {
    let Action::Deadline(operation) = action else {
        return "Account, Farm, Queue, Fleet, Job, Worker";
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
