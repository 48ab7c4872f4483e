//! Where bugs can be planted on purpose: the simulation tampers with what the service decides, hears
//! or answers, and the check of the rule that this breaks has to notice. What is planted: `planted`.

use callsheet_api::types::UpdateWorkerScheduleRequest;
use callsheet_core::change::Change;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::lifecycle::worker::WorkerEvent;
use callsheet_core::schedule::Stock;
use callsheet_core::schedule::ranking::{Front, OpenQueue};
use callsheet_core::settle::Cause;
use callsheet_core::view::{JobView, WorkerView};

use super::agent::Answer;
use super::book::Book;

/// Whose decision it is that is about to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A worker's event, its silence too.
    Said(WorkerEvent),
    Absorbed,
    Planned,
    Aimed(Target),
    Archived,
    EndsSession,
    PairStopped,
    Settled,
}

impl Decision {
    pub fn is_loss(self) -> bool {
        match self {
            Decision::Said(event) => match event {
                WorkerEvent::SaidStarted | WorkerEvent::SaidStopped | WorkerEvent::FellSilent => {
                    true
                }
                WorkerEvent::SaidStopping
                | WorkerEvent::AskedForWork
                | WorkerEvent::FoundFit
                | WorkerEvent::FoundUnfit
                | WorkerEvent::ScaledIn => false,
            },
            Decision::Absorbed
            | Decision::Planned
            | Decision::Aimed(_)
            | Decision::Archived
            | Decision::EndsSession
            | Decision::PairStopped
            | Decision::Settled => false,
        }
    }
}

/// Where the simulation offers itself to be tampered with.
pub enum Moment<'a> {
    Decided {
        by: Decision,
        changes: &'a mut Vec<Change>,
        book: &'a Book,
    },
    Queued(&'a mut Vec<OpenQueue>, &'a Book),
    Ranked(&'a mut Vec<Front>),
    Stocked(&'a mut Stock),
    Planning(&'a mut WorkerView),
    Heard(&'a mut UpdateWorkerScheduleRequest, &'a Book),
    Answered(&'a mut Answer, &'a Book),
    /// How many are woken.
    Waking(&'a mut i64),
    /// Set: nothing follows.
    Settling {
        view: &'a JobView,
        cause: Cause,
        skips: &'a mut bool,
    },
    /// It has been written, and counted.
    Written {
        by: Decision,
        book: &'a mut Book,
    },
    /// Set: no association comes to rest.
    Draining(&'a mut bool),
    /// Set: the worker's word leaves no trace.
    Hearing(&'a mut bool),
    /// Since when somebody has been there to hear, in milliseconds.
    Sweeping(&'a mut i64),
}

pub struct Bug {
    pub name: &'static str,
    /// The rule whose check has to find it.
    pub breaks: &'static str,
    pub plant: fn(Moment<'_>),
}

/// Does what the planted bug does at this moment, if one is planted.
pub fn offer(bug: Option<&'static Bug>, moment: Moment<'_>) {
    if let Some(bug) = bug {
        (bug.plant)(moment);
    }
}
