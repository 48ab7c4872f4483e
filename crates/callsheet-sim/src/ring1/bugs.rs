//! Where bugs can be planted on purpose: the simulation tampers with what the service decides, hears
//! or answers, and the check of the rule that this breaks has to notice. None is planted yet.

use callsheet_api::types::UpdateWorkerScheduleRequest;
use callsheet_core::change::Change;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::lifecycle::worker::WorkerEvent;
use callsheet_core::schedule::Stock;
use callsheet_core::schedule::ranking::{Front, OpenQueue};
use callsheet_core::view::WorkerView;

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
    Settling(&'a mut bool),
    /// Set: no association comes to rest.
    Draining(&'a mut bool),
    /// Set: the worker's word leaves no trace.
    Hearing(&'a mut bool),
    /// Since when somebody has been there to hear, in milliseconds.
    Sweeping(&'a mut i64),
}

pub struct Bug {
    pub name: &'static str,
    pub breaks: &'static str,
    pub plant: fn(Moment<'_>),
}

/// Does what the planted bug does at this moment, if one is planted.
pub fn offer(bug: Option<&'static Bug>, moment: Moment<'_>) {
    if let Some(bug) = bug {
        (bug.plant)(moment);
    }
}
