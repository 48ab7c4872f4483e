//! What is not known yet of a request whose path alone has been read.

use callsheet_api::Operation;
use callsheet_policy::Action;

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
