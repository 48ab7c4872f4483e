//! What a worker says of its session actions, and what follows from it.
//!
//! A report may come twice, because its answer was lost, or late, because the action was closed
//! meanwhile. Neither changes anything (`semantics.md` 2.7, 5.5).

use callsheet_api::Timestamp;
use callsheet_api::ids::SessionActionId;
use callsheet_api::types::{
    CompletedStatus, UpdateWorkerScheduleRequest, UpdatedSessionActionInfo,
};

use crate::change::{Change, Changes, Words};
use crate::lifecycle::action::{ActionEvent, ActionState, Outcome};
use crate::lifecycle::task::{Attempts, HeldTask, TaskEvent};
use crate::schedule::limits::release_if_idle;
use crate::view::{ActionKind, ActionView, SessionView, WorkerView, duration_ms};

/// A worker's words, read once and in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    actions: Vec<(SessionActionId, ActionReport)>,
}

#[derive(Debug, Clone, PartialEq)]
struct ActionReport {
    event: ActionEvent,
    words: Words,
    manifests: usize,
}

impl Report {
    /// Reads what UpdateWorkerSchedule carries. Times may be missing or ahead of ours; an action
    /// that is said to run without a start is taken to start `now`.
    pub fn read(input: &UpdateWorkerScheduleRequest, now: Timestamp) -> Self {
        let said = input.updated_session_actions.iter().flatten();
        let mut actions: Vec<_> = said
            .map(|(id, info)| (*id, ActionReport::read(info, now)))
            .collect();
        actions.sort_by_key(|(id, _)| (id.session(), id.index()));
        Self { actions }
    }

    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// Says that an action left output for the job's attachments.
    pub fn has_manifests(&self) -> bool {
        self.actions.iter().any(|(_, said)| said.manifests > 0)
    }

    /// There is one manifest for each of the job's, in their order: of another number nobody could
    /// tell which is whose, so those are left out. Gives the actions that had such.
    pub fn drop_manifests_but(&mut self, expected: usize) -> Vec<SessionActionId> {
        let mut dropped = Vec::new();
        for (id, said) in &mut self.actions {
            if said.manifests > 0 && said.manifests != expected {
                said.words.manifests = None;
                said.manifests = 0;
                dropped.push(*id);
            }
        }
        dropped
    }
}

impl ActionReport {
    fn read(info: &UpdatedSessionActionInfo, now: Timestamp) -> Self {
        let event = match info.completed_status {
            Some(status) => ActionEvent::Completed {
                outcome: outcome(status),
                started_at: info.started_at,
                ended_at: info.ended_at,
            },
            None => ActionEvent::Progressed {
                started_at: info.started_at.or(info.updated_at).unwrap_or(now),
            },
        };
        let words = Words {
            updated_at: info.updated_at,
            process_exit_code: info.process_exit_code.map(i64::from),
            progress_percent: info.progress_percent,
            progress_message: info.progress_message.clone(),
            manifests: info
                .manifests
                .as_ref()
                .filter(|manifests| !manifests.is_empty())
                .and_then(|manifests| serde_json::to_string(manifests).ok()),
        };
        let manifests = info.manifests.as_ref().map_or(0, Vec::len);
        Self {
            event,
            words,
            manifests,
        }
    }
}

fn outcome(status: CompletedStatus) -> Outcome {
    match status {
        CompletedStatus::Succeeded => Outcome::Succeeded,
        CompletedStatus::Failed => Outcome::Failed,
        CompletedStatus::Interrupted => Outcome::Interrupted,
        CompletedStatus::Canceled => Outcome::Canceled,
        CompletedStatus::NeverAttempted => Outcome::NeverAttempted,
    }
}

/// What a report came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Absorbed {
    pub changes: Changes,
    /// Spoke of actions that this worker does not hold: late, repeated, or not its own.
    pub ignored: Vec<SessionActionId>,
}

/// Takes in what a worker says.
pub fn absorb(worker: &mut WorkerView, report: &Report, now: Timestamp) -> Absorbed {
    let mut absorbed = Absorbed::default();
    let Some(session) = worker.session.as_mut() else {
        absorbed.ignored = report.actions.iter().map(|(id, _)| *id).collect();
        return absorbed;
    };
    let before = (session.broken, session.entered, session.tasks_done);
    for (id, said) in &report.actions {
        match position(session, *id) {
            Some(at) => hear(session, at, said, now, &mut absorbed.changes),
            None => absorbed.ignored.push(*id),
        }
    }
    replace(session, &mut absorbed.changes);
    session.actions.retain(|action| !action.state.is_ended());
    release_if_idle(session, &mut absorbed.changes);
    if before != (session.broken, session.entered, session.tasks_done) {
        session.progressed_at = now;
        absorbed.changes.push(session.change(worker.id));
    }
    absorbed
}

fn position(session: &SessionView, id: SessionActionId) -> Option<usize> {
    let index = i64::try_from(id.index()).ok()?;
    if id.session() != session.id {
        return None;
    }
    session
        .actions
        .iter()
        .position(|action| action.index == index && !action.state.is_ended())
}

/// One action's report.
fn hear(
    session: &mut SessionView,
    at: usize,
    said: &ActionReport,
    now: Timestamp,
    changes: &mut Changes,
) {
    let action = &mut session.actions[at];
    let before = action.state;
    let state = before.on(&said.event, now).or(before);
    action.state = state;
    changes.push(Change::Action {
        session: session.id,
        index: action.index,
        kind: action.kind,
        state,
        words: Some(said.words.clone()),
    });
    match session.actions[at].kind {
        ActionKind::EnvEnter { ordinal } => note_entering(session, ordinal, &state),
        // A worker that leaves them out of order has still left the inner ones behind.
        ActionKind::EnvExit { ordinal } if state.is_ended() => {
            session.entered = session.entered.min(ordinal);
        }
        ActionKind::EnvExit { .. } | ActionKind::SyncJob | ActionKind::SyncStep => {}
        ActionKind::TaskRun { .. } => {}
    }
    if let ActionState::Ended { outcome, .. } = state {
        end(session, at, outcome, changes);
        session.broken |= is_declined(&before, outcome) && !session.actions[at].kind.is_exit();
    }
}

/// It was not run, though nobody asked for that: for the worker the session is broken, whatever it
/// said before, and more work would come back as fast as it is handed out.
fn is_declined(before: &ActionState, outcome: Outcome) -> bool {
    let asked = matches!(before, ActionState::Canceling { .. });
    outcome == Outcome::NeverAttempted && !asked
}

/// An environment that was so much as tried has to be left again.
fn note_entering(session: &mut SessionView, ordinal: i64, state: &ActionState) {
    let tried = match state {
        ActionState::Assigned | ActionState::Canceling { started_at: None } => false,
        ActionState::Running { .. }
        | ActionState::Canceling {
            started_at: Some(_),
        } => true,
        ActionState::Ended {
            outcome,
            started_at,
            ..
        } => match outcome {
            Outcome::NeverAttempted => false,
            Outcome::Canceled | Outcome::Interrupted => started_at.is_some(),
            Outcome::Succeeded | Outcome::Failed => true,
        },
    };
    if tried {
        session.entered = session.entered.max(ordinal + 1);
    }
}

/// What the end of an action means for its task and its session.
fn end(session: &mut SessionView, at: usize, outcome: Outcome, changes: &mut Changes) {
    let kind = session.actions[at].kind;
    match kind {
        ActionKind::TaskRun { .. } => {
            move_task(session, at, TaskEvent::ActionEnded(outcome), changes);
            count_duration(session, at, outcome, changes);
        }
        ActionKind::SyncJob | ActionKind::SyncStep | ActionKind::EnvEnter { .. } => {
            if outcome == Outcome::Failed {
                charge_first_task(session, changes);
            }
        }
        ActionKind::EnvExit { .. } => {}
    }
    // Leaving an environment affects only itself.
    session.broken |= outcome.breaks_the_session() && !kind.is_exit();
}

fn count_duration(session: &mut SessionView, at: usize, outcome: Outcome, changes: &mut Changes) {
    let ActionView { kind, state, .. } = session.actions[at];
    let took = duration_ms(state.started_at(), state.ended_at());
    if let (Outcome::Succeeded, Some(took_ms)) = (outcome, took) {
        session.tasks_done += 1;
        session.tasks_ms += took_ms;
        if let (ActionKind::TaskRun { count, .. }, Some(pace)) = (kind, session.step.pace) {
            let (step_key, pace) = (session.step.key, pace.after(count, took_ms));
            session.step.pace = Some(pace);
            changes.push(Change::Pace { step_key, pace });
        }
    }
}

/// A session that cannot be set up would be formed again for ever if nobody paid for it: the first
/// task that waits for it does (`semantics.md` 4.8). One that a caller has aimed at waits no more:
/// it goes where it was sent, and starts there with what it had.
fn charge_first_task(session: &mut SessionView, changes: &mut Changes) {
    let waits = |action: &&mut ActionView| {
        let is_aimed_at = action.task.is_some_and(|task| task.target.is_some());
        !action.state.has_started() && !is_aimed_at && action.kind.is_task_run()
    };
    let waiting = session.actions.iter_mut().find(waits);
    let Some(ActionView {
        kind: ActionKind::TaskRun { first, count },
        task: Some(task),
        ..
    }) = waiting
    else {
        return;
    };
    task.attempts = Attempts {
        retries: task.attempts.retries + 1,
        ..task.attempts
    };
    changes.push(Change::Task {
        step_key: session.step.key,
        first: *first,
        count: *count,
        from: task.status,
        to: *task,
        retried: 1,
        started_at: None,
        ended_at: None,
    });
}

/// Puts each waiting task where it stands now that others have moved.
fn replace(session: &mut SessionView, changes: &mut Changes) {
    let waiting: Vec<_> = session
        .actions
        .iter()
        .filter(|a| !a.state.is_ended())
        .cloned()
        .collect();
    let places = SessionView {
        actions: waiting,
        ..session.clone()
    }
    .places();
    for (index, place) in places {
        if let Some(at) = session
            .actions
            .iter()
            .position(|action| action.index == index)
        {
            move_task(session, at, TaskEvent::Placed(place), changes);
        }
    }
}

/// Moves the task behind an action, and says so if it moved.
pub(crate) fn move_task(
    session: &mut SessionView,
    at: usize,
    event: TaskEvent,
    changes: &mut Changes,
) {
    let dependencies = session.step.dependencies();
    let action = &mut session.actions[at];
    let ActionView {
        kind: ActionKind::TaskRun { first, count },
        task: Some(task),
        ..
    } = action
    else {
        return;
    };
    let before: HeldTask = *task;
    let Ok(step) = before.on(event, dependencies) else {
        return;
    };
    let after = step.or(before);
    if after == before {
        return;
    }
    *task = after;
    changes.push(Change::Task {
        step_key: session.step.key,
        first: *first,
        count: *count,
        from: before.status,
        to: after,
        retried: after.attempts.retries - before.attempts.retries,
        started_at: action.state.started_at(),
        ended_at: action.state.ended_at(),
    });
}
