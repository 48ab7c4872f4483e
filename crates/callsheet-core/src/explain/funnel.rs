//! Workers on their way to work, gate by gate. The first gate that nobody is left behind is the
//! reason why work waits.

use callsheet_api::extension::{GateName, Reason};
use callsheet_api::types::QueueBlockedReason;

use super::scene::Alike;
use crate::lifecycle::association::AssociationState;
use crate::lifecycle::worker::WorkerState;
use crate::schedule::gates::{self, Gate, Shut};

/// A fleet, as far as its workers' way depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    pub association: AssociationState,
    /// It has all that the step requires.
    pub fits: bool,
    /// Limits of the queue have what the step takes.
    pub has_limits: bool,
}

/// What a worker's way depends on, beside its fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    pub state: WorkerState,
    /// It falls short of nothing itself.
    pub is_able: bool,
    pub is_busy: bool,
}

impl Alike {
    pub fn who(&self) -> Who {
        Who {
            state: self.state,
            is_able: self.unfit.is_none(),
            is_busy: self.busy.is_some(),
        }
    }
}

/// The gates of a worker, in the order in which they are passed.
pub const OF_WORKERS: [GateName; 6] = [
    GateName::Association,
    GateName::Capabilities,
    GateName::Limits,
    GateName::WorkerStatus,
    GateName::WorkerAbilities,
    GateName::WorkerSession,
];

/// Does a worker of this kind pass this gate?
pub fn passes(gate: GateName, fleet: Served, who: Who) -> bool {
    match gate {
        GateName::Association => gates::association_schedules(fleet.association).is_ok(),
        GateName::Capabilities => fleet.fits,
        GateName::WorkerStatus => gates::worker_takes_work(who.state).is_ok(),
        GateName::Limits => fleet.has_limits,
        GateName::WorkerAbilities => who.is_able,
        GateName::WorkerSession => !who.is_busy,
        // About the work, not about a worker; the order is what is left when all gates are open.
        GateName::JobState
        | GateName::TaskStatus
        | GateName::Dependencies
        | GateName::Queue
        | GateName::MaxWorkerCount
        | GateName::Fleets
        | GateName::Order => true,
    }
}

/// What READY tasks wait for, before the queue's order counts. `room` is the gate of the job's
/// maxWorkerCount.
pub fn reason(
    blocked: Option<QueueBlockedReason>,
    room: Gate,
    fleets: &[Served],
    workers: &[Alike],
) -> Reason {
    if gates::queue_schedules(blocked).is_err() {
        return Reason::QueueBlocked;
    }
    if matches!(room, Err(Shut::MaxWorkers { .. })) {
        return Reason::MaxWorkerCount;
    }
    if fleets.is_empty() {
        return Reason::NoFleet;
    }
    let serves = |fleet: &&Served| gates::association_schedules(fleet.association).is_ok();
    if !fleets.iter().any(|fleet| serves(&fleet)) {
        return Reason::AssociationStopped;
    }
    if !fleets.iter().filter(serves).any(|fleet| fleet.fits) {
        return Reason::Capabilities;
    }
    if !fleets
        .iter()
        .filter(serves)
        .any(|fleet| fleet.fits && fleet.has_limits)
    {
        return Reason::LimitExhausted;
    }
    let fitting: Vec<&Alike> = fitting(fleets, workers).collect();
    if fitting.is_empty() {
        return Reason::NoWorkers;
    }
    let online = |one: &&&Alike| gates::worker_takes_work(one.state).is_ok();
    if !fitting.iter().any(|one| online(&one)) {
        return offline(&fitting);
    }
    let is_able = |one: &&Alike| one.unfit.is_none();
    let able = || fitting.iter().filter(online).copied().filter(is_able);
    if able().next().is_none() {
        return Reason::WorkerAbilities;
    }
    let is_idle = |one: &Alike| one.busy.is_none();
    if able().any(is_idle) {
        Reason::Next
    } else {
        Reason::WorkersBusy
    }
}

/// Workers of fleets that serve the queue and have what the step needs.
pub fn fitting<'a>(fleets: &'a [Served], workers: &'a [Alike]) -> impl Iterator<Item = &'a Alike> {
    workers.iter().filter(|one| {
        fleets.get(one.fleet).is_some_and(|fleet| {
            fleet.fits && gates::association_schedules(fleet.association).is_ok()
        })
    })
}

/// Nobody is online: the state that most of them are in is the reason.
fn offline(workers: &[&Alike]) -> Reason {
    let in_state = |state| -> i64 {
        workers
            .iter()
            .filter(|one| one.state == state)
            .map(|one| one.count)
            .sum()
    };
    let reasons = [
        (WorkerState::NotResponding, Reason::WorkersSilent),
        (WorkerState::Stopping, Reason::WorkersStopping),
        (WorkerState::Draining, Reason::WorkersStopping),
        (WorkerState::NotCompatible, Reason::WorkersStopped),
        (WorkerState::Stopped, Reason::WorkersStopped),
        (WorkerState::Created, Reason::WorkersNotStarted),
    ];
    let most = reasons
        .into_iter()
        .max_by_key(|(state, _)| in_state(*state));
    most.map_or(Reason::NoWorkers, |(_, reason)| reason)
}
