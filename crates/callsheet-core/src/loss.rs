//! What becomes of the work of a worker that is gone: silent, stopped, started anew, or deleted
//! (`semantics.md` 4.13). Its session ends, its actions are closed, its tasks wait again.

use callsheet_api::Timestamp;

use crate::change::{Change, Changes};
use crate::lifecycle::action::ActionEvent;
use crate::lifecycle::session::SessionEvent;
use crate::lifecycle::task::TaskEvent;
use crate::lifecycle::worker::{WorkerEvent, WorkerState};
use crate::lifecycle::{Illegal, Step};
use crate::report::move_task;
use crate::schedule::limits::release_if_idle;
use crate::view::WorkerView;

/// The worker's state after an event, with all that it held given up where the event says so.
pub fn worker_on(
    worker: &mut WorkerView,
    event: WorkerEvent,
    now: Timestamp,
) -> Result<Changes, Illegal> {
    let step = worker.state.on(event)?;
    let mut changes = Changes::default();
    if gives_up_work(event, worker.state) {
        changes.extend(abandon(worker, now));
    }
    if let Step::To(state) = step {
        worker.state = state;
        changes.push(Change::Worker {
            id: worker.id,
            state,
        });
    }
    Ok(changes)
}

fn gives_up_work(event: WorkerEvent, state: WorkerState) -> bool {
    match event {
        // Said again by a process that still runs, or by a new one: only the second can be, since
        // an agent says it once.
        WorkerEvent::SaidStarted | WorkerEvent::SaidStopped => true,
        WorkerEvent::FellSilent => state.is_expected_to_speak(),
        WorkerEvent::SaidStopping
        | WorkerEvent::AskedForWork
        | WorkerEvent::FoundFit
        | WorkerEvent::FoundUnfit
        | WorkerEvent::ScaledIn => false,
    }
}

/// Ends what the worker held, as if by a word that it can no longer send.
pub fn abandon(worker: &mut WorkerView, now: Timestamp) -> Changes {
    let mut changes = Changes::default();
    let Some(mut session) = worker.session.take() else {
        return changes;
    };
    for at in 0..session.actions.len() {
        let action = &mut session.actions[at];
        let never_started = !action.state.has_started();
        action.state = action
            .state
            .on(&ActionEvent::WorkerLost, now)
            .or(action.state);
        changes.push(Change::Action {
            session: session.id,
            index: action.index,
            kind: action.kind,
            state: action.state,
            words: None,
        });
        // Only what ran when the worker was lost is under suspicion of having done it.
        let event = if never_started {
            TaskEvent::ActionEnded(crate::lifecycle::action::Outcome::NeverAttempted)
        } else {
            TaskEvent::WorkerLost
        };
        move_task(&mut session, at, event, &mut changes);
    }
    release_if_idle(&mut session, &mut changes);
    session.state = session
        .state
        .on(SessionEvent::WorkerLost, now)
        .or(session.state);
    changes.push(session.change(worker.id));
    changes
}
