//! How many tasks of all queues wait for what: the same funnel, asked of sums instead of one job,
//! so that watching a farm costs a few queries however many tasks wait.

use std::collections::BTreeMap;

use callsheet_api::extension::Reason;
use callsheet_api::types::QueueBlockedReason;

use super::funnel::{self, Served};
use super::scene::Alike;
use crate::schedule::gates::Shut;

/// READY tasks that share everything that the funnel looks at.
#[derive(Debug, Clone)]
pub struct ReadyTasks {
    pub tasks: i64,
    pub blocked: Option<QueueBlockedReason>,
    /// Their jobs have as many workers as they may have.
    pub job_is_full: bool,
    /// Of their queue.
    pub fleets: Vec<Served>,
    pub workers: Vec<Alike>,
}

/// Tasks that wait, by reason. Every reason that was ever told stays, so that a gauge falls to
/// zero instead of vanishing.
pub type Waiting = BTreeMap<Reason, i64>;

/// What tasks may wait for, as far as a sum tells: the order within a queue is left to the
/// explanation of one job.
pub const REASONS: [Reason; 14] = [
    Reason::Dependencies,
    Reason::Suspended,
    Reason::QueueBlocked,
    Reason::MaxWorkerCount,
    Reason::NoFleet,
    Reason::AssociationStopped,
    Reason::Capabilities,
    Reason::LimitExhausted,
    Reason::NoWorkers,
    Reason::WorkersNotStarted,
    Reason::WorkersStopped,
    Reason::WorkersSilent,
    Reason::WorkersStopping,
    Reason::WorkersBusy,
];

pub fn count(pending: i64, suspended: i64, ready: &[ReadyTasks]) -> Waiting {
    let mut waiting: Waiting = REASONS.iter().map(|reason| (*reason, 0)).collect();
    waiting.insert(Reason::Next, 0);
    waiting.insert(Reason::Dependencies, pending);
    waiting.insert(Reason::Suspended, suspended);
    for group in ready {
        let room = if group.job_is_full {
            Err(Shut::MaxWorkers {
                workers: 0,
                most: 0,
            })
        } else {
            Ok(())
        };
        let reason = funnel::reason(group.blocked, room, &group.fleets, &group.workers);
        *waiting.entry(reason).or_insert(0) += group.tasks;
    }
    waiting
}
