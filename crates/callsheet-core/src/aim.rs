//! What a caller's target does to a job, a step or a task (`semantics.md` 2.4): tasks in no session
//! move at once and all together, tasks in sessions are interrupted first.

use callsheet_api::Timestamp;

use crate::change::{Change, Changes};
use crate::counts::TaskStatus;
use crate::lifecycle::action::ActionEvent;
use crate::lifecycle::job::{JobEvent, JobState};
use crate::lifecycle::session::SessionEvent;
use crate::lifecycle::task::{Target, TaskEvent};
use crate::report::move_task;
use crate::view::{ActionKind, JobView, Key, SessionView, StepView, TaskRow};

/// Why a target was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the job is {}", .0.name())]
    JobState(JobState),
    #[error("the task has used up its retries; raise the job's maxRetriesPerTask first")]
    NoRetriesLeft,
}

/// Which of a session's tasks a target is meant for.
#[derive(Clone, Copy)]
enum Scope {
    All,
    Step(i64),
    Tasks {
        step_key: i64,
        first: i64,
        count: i64,
    },
}

impl Scope {
    fn has(&self, session: &SessionView, kind: ActionKind) -> bool {
        let ActionKind::TaskRun { first, .. } = kind else {
            return false;
        };
        match *self {
            Scope::All => true,
            Scope::Step(step_key) => session.step.key == step_key,
            Scope::Tasks {
                step_key,
                first: wanted,
                count,
            } => session.step.key == step_key && (wanted..wanted + count).contains(&first),
        }
    }
}

/// Aims every task of a job.
pub fn aim_job(view: &mut JobView, target: Target, now: Timestamp) -> Result<Changes, Refused> {
    let mut changes = begin(view)?;
    changes.push(Change::Job {
        key: view.head.key,
        state: JobState::Updating,
        target: Some(target),
    });
    view.head.state = JobState::Updating;
    for step in &view.steps {
        move_all(step, target, view.head.max_retries, &mut changes);
    }
    interrupt(&mut view.sessions, Scope::All, target, now, &mut changes);
    Ok(changes)
}

/// Aims every task of one step.
pub fn aim_step(
    view: &mut JobView,
    at: usize,
    target: Target,
    now: Timestamp,
) -> Result<Changes, Refused> {
    let mut changes = begin(view)?;
    let step = &mut view.steps[at];
    step.is_updating = true;
    let step_key = step.head.key;
    let aimed = Change::StepTarget {
        step_key,
        target: Some(target),
        is_updating: true,
    };
    changes.push(aimed);
    move_all(step, target, view.head.max_retries, &mut changes);
    interrupt(
        &mut view.sessions,
        Scope::Step(step_key),
        target,
        now,
        &mut changes,
    );
    Ok(changes)
}

/// Aims one task: `row` as it is stored, or `None` if nothing has happened to it yet.
pub fn aim_task(
    view: &mut JobView,
    at: usize,
    index: i64,
    row: Option<TaskRow>,
    target: Target,
    now: Timestamp,
) -> Result<Changes, Refused> {
    let mut changes = begin(view)?;
    let step = &view.steps[at].head;
    let (step_key, from) = (step.key, row.map_or(step.tail, |row| row.status));
    if !target.moves(from) {
        return Ok(changes);
    }
    if let Some(row) = row.filter(|row| row.status.is_held()) {
        let scope = Scope::Tasks {
            step_key,
            first: row.first,
            count: row.count,
        };
        interrupt(&mut view.sessions, scope, target, now, &mut changes);
        return Ok(changes);
    }
    let retries = row.map_or(0, |row| row.retries);
    let is_spent = from == TaskStatus::Failed && retries >= view.head.max_retries;
    if target == Target::Requeue && is_spent {
        return Err(Refused::NoRetriesLeft);
    }
    let to = target.arrives(step.dependencies());
    changes.push(Change::OneTask {
        step_key,
        index,
        from,
        untouched: row.is_none(),
        to,
    });
    Ok(changes)
}

/// The job has reached its failure limit, or cannot run: what is left of it is canceled, without
/// anybody's target.
pub fn cancel_rest(view: &mut JobView, now: Timestamp) -> Changes {
    let mut changes = Changes::default();
    for step in &view.steps {
        move_all(step, Target::Canceled, view.head.max_retries, &mut changes);
    }
    interrupt(
        &mut view.sessions,
        Scope::All,
        Target::Canceled,
        now,
        &mut changes,
    );
    changes
}

/// Where tasks wait that no session holds.
const WAITING: [TaskStatus; 3] = [
    TaskStatus::Pending,
    TaskStatus::Ready,
    TaskStatus::Suspended,
];

/// No fleet fits these steps, with what limits the queue has: what waits in them is
/// NOT_COMPATIBLE, and the rest of the job is canceled (`semantics.md` 2.11, 4.3).
pub fn not_compatible(view: &mut JobView, misfits: &[Key], now: Timestamp) -> Changes {
    let mut changes = Changes::default();
    if misfits.is_empty() {
        return changes;
    }
    for step in &view.steps {
        let to = if misfits.contains(&step.head.key) {
            TaskStatus::NotCompatible
        } else {
            TaskStatus::Canceled
        };
        let waiting = WAITING.into_iter();
        changes.push_all(
            waiting
                .filter(|from| step.counts.of(*from) > 0)
                .map(|from| Change::Tasks {
                    step_key: step.head.key,
                    from,
                    to,
                    max_retries: None,
                }),
        );
    }
    interrupt(
        &mut view.sessions,
        Scope::All,
        Target::Canceled,
        now,
        &mut changes,
    );
    changes
}

/// A caller wants a session ended: whatever it holds is stopped, and its tasks wait again.
pub fn end_session(
    session: &mut SessionView,
    worker: callsheet_api::ids::WorkerId,
    now: Timestamp,
) -> Changes {
    let mut changes = Changes::default();
    session.state = session
        .state
        .on(SessionEvent::EndRequested, now)
        .or(session.state);
    stop_from(session, 0, now, &mut changes);
    changes.push(session.change(worker));
    changes
}

/// The pair of queue and fleet stops: its sessions' tasks are canceled (`semantics.md` 2.10).
pub fn cancel_sessions(sessions: &mut [SessionView], now: Timestamp) -> Changes {
    let mut changes = Changes::default();
    interrupt(sessions, Scope::All, Target::Canceled, now, &mut changes);
    changes
}

fn begin(view: &JobView) -> Result<Changes, Refused> {
    match view.head.state.on(JobEvent::Aimed) {
        Ok(_) => Ok(Changes::default()),
        Err(_) => Err(Refused::JobState(view.head.state)),
    }
}

/// Moves all tasks of a step that no session holds, one statement per status that they stand in.
fn move_all(step: &StepView, target: Target, max_retries: i64, changes: &mut Changes) {
    let to = target.arrives(step.head.dependencies());
    for from in TaskStatus::ALL {
        if from.is_held() || from == to || step.counts.of(from) == 0 || !target.moves(from) {
            continue;
        }
        let guarded = from == TaskStatus::Failed && target == Target::Requeue;
        let max_retries = guarded.then_some(max_retries);
        changes.push(Change::Tasks {
            step_key: step.head.key,
            from,
            to,
            max_retries,
        });
    }
}

/// Stops what runs. Canceling one action cancels all later ones of its session but the exits
/// (`semantics.md` 5.6); if nothing is left to run, setting up is stopped as well.
fn interrupt(
    sessions: &mut [SessionView],
    scope: Scope,
    target: Target,
    now: Timestamp,
    changes: &mut Changes,
) {
    for session in sessions {
        let first_aimed = session.task_runs().find(|action| {
            let moves = action.task.is_some_and(|task| target.moves(task.status));
            moves && scope.has(session, action.kind)
        });
        let Some(first_aimed) = first_aimed.map(|action| action.index) else {
            continue;
        };
        let first_run = session
            .task_runs()
            .next()
            .map_or(first_aimed, |action| action.index);
        let from = if first_aimed == first_run {
            0
        } else {
            first_aimed
        };
        for at in 0..session.actions.len() {
            if scope.has(session, session.actions[at].kind) {
                move_task(session, at, TaskEvent::Aimed(target), changes);
            }
        }
        stop_from(session, from, now, changes);
    }
}

/// Asks for the end of every action from `index` on but the exits.
pub(crate) fn stop_from(
    session: &mut SessionView,
    index: i64,
    now: Timestamp,
    changes: &mut Changes,
) {
    for at in 0..session.actions.len() {
        let action = &session.actions[at];
        if action.index < index || action.kind.is_exit() || action.state.is_ended() {
            continue;
        }
        let state = action
            .state
            .on(&ActionEvent::CancelRequested, now)
            .or(action.state);
        if state != action.state {
            let (index, kind) = (action.index, action.kind);
            session.actions[at].state = state;
            changes.push(Change::Action {
                session: session.id,
                index,
                kind,
                state,
                words: None,
            });
        }
        move_task(session, at, TaskEvent::Stopped, changes);
    }
}

/// Puts a job away for good.
pub fn archive(view: &JobView) -> Result<Changes, Refused> {
    let refused = Refused::JobState(view.head.state);
    let step = view
        .head
        .state
        .on(JobEvent::Archived)
        .map_err(|_| refused)?;
    let mut changes = Changes::default();
    let state = step.or(view.head.state);
    changes.push(Change::Job {
        key: view.head.key,
        state,
        target: None,
    });
    Ok(changes)
}
