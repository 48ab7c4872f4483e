//! The bugs that are planted to prove that each rule's check bites: one or more for each invariant
//! of `ARCHITECTURE.md` that a decision could break. Each is the smallest thing that breaks its rule
//! and no other before it.

mod actions;
mod farm;
mod sessions;
mod tasks;

use callsheet_api::Timestamp;
use callsheet_api::ids::{SessionId, WorkerId};
use callsheet_core::change::Change;
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::action::ActionState;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::lifecycle::task::HeldTask;
use callsheet_core::view::{ActionKind, JobView, Key};

use super::book::{Book, JobRow};
use super::bugs::{Bug, Decision, Moment};

/// What `callsheet_core::check` calls them.
const A_WORKER_THAT_IS_GONE: &str = "a worker that is gone holds nothing";
const A_TASK_RUN_HOLDS_ITS_TASK: &str = "a task run holds its task";

const fn bug(name: &'static str, breaks: &'static str, plant: fn(Moment<'_>)) -> Bug {
    Bug {
        name,
        breaks,
        plant,
    }
}

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Bug> {
    let themes = [sessions::ALL, actions::ALL, tasks::ALL, farm::ALL];
    themes.into_iter().flatten()
}

/// The changes of a decision.
fn decided(at: Moment<'_>) -> Option<(Decision, &mut Vec<Change>, &Book)> {
    match at {
        Moment::Decided { by, changes, book } => Some((by, changes, book)),
        Moment::Queued(..)
        | Moment::Ranked(_)
        | Moment::Stocked(_)
        | Moment::Planning(_)
        | Moment::Heard(..)
        | Moment::Answered(..)
        | Moment::Waking(_)
        | Moment::Settling { .. }
        | Moment::Written { .. }
        | Moment::Draining(_)
        | Moment::Hearing(_)
        | Moment::Sweeping(_) => None,
    }
}

fn lost(at: Moment<'_>, spoil: impl Fn(&mut Vec<Change>)) {
    if let Some((by, changes, _)) = decided(at)
        && by.is_loss()
    {
        spoil(changes);
    }
}

fn sessions(at: Moment<'_>, spoil: impl Fn(&mut Change)) {
    if let Some((_, changes, _)) = decided(at) {
        changes.iter_mut().for_each(spoil);
    }
}

fn actions(at: Moment<'_>, spoil: impl Fn(&mut ActionState)) {
    let Some((Decision::Absorbed, changes, _)) = decided(at) else {
        return;
    };
    for change in changes {
        if let Change::Action { state, .. } = change {
            spoil(state);
        }
    }
}

fn tasks(at: Moment<'_>, spoil: impl Fn(Decision, TaskStatus, &mut HeldTask, &mut i64)) {
    let Some((by, changes, _)) = decided(at) else {
        return;
    };
    for change in changes {
        if let Change::Task {
            from, to, count, ..
        } = change
        {
            spoil(by, *from, to, count);
        }
    }
}

fn exit(change: &mut Change) -> Option<&mut i64> {
    if let Change::AddAction {
        kind: ActionKind::EnvExit { ordinal },
        ..
    } = change
    {
        Some(ordinal)
    } else {
        None
    }
}

fn session_of(change: &Change) -> Option<SessionId> {
    if let Change::Action { session, .. } = change {
        Some(*session)
    } else {
        None
    }
}

/// The first task of the step that another session runs.
fn held_elsewhere(book: &Book, step: Key, session: SessionId) -> Option<i64> {
    let mut rows = book.tasks.range((step, 0)..=(step, i64::MAX));
    let elsewhere = rows.find(|(_, row)| {
        let other = row.held_by.is_some_and(|(holder, _)| holder != session);
        other && row.status.is_held()
    });
    elsewhere.map(|((_, first), _)| *first)
}

/// Nobody's target is on its way through the job.
fn is_calm(view: &JobView) -> bool {
    view.head.state == JobState::Created && !view.steps.iter().any(|step| step.is_updating)
}

fn has_pending(view: &JobView) -> bool {
    view.counts.of(TaskStatus::Pending) > 0
}

fn is_idle(book: &Book, worker: WorkerId) -> bool {
    book.workers[&worker].state.takes_work() && book.session_of(worker).is_none()
}

/// Nothing but the job itself is against it.
fn is_free(book: &Book, worker: WorkerId, job: &JobRow) -> bool {
    let pair = (job.queue, book.workers[&worker].fleet);
    is_idle(book, worker) && book.pairs.get(&pair) == Some(&AssociationState::Active)
}

/// The planner, as if it had lost its mind: opens a session of any job that fits the bug.
fn open(at: Moment<'_>, fits: impl Fn(&Book, WorkerId, &JobRow) -> bool) {
    let Some((Decision::Planned, changes, book)) = decided(at) else {
        return;
    };
    for worker in book.workers.keys().copied() {
        // A second one would break another rule first.
        let is_given_one = |change: &Change| matches!(change, Change::OpenSession { worker: to, .. } if *to == worker);
        if changes.iter().any(is_given_one) {
            continue;
        }
        let mut jobs = book.jobs.iter().filter(|(_, job)| !job.steps.is_empty());
        let job = jobs.find(|(_, job)| fits(book, worker, job));
        let heads = job.and_then(|(key, job)| {
            let step = book.step_head(*job.steps.first()?)?;
            Some((book.job_head(*key)?, step))
        });
        if let Some((job, step)) = heads {
            changes.push(Change::OpenSession {
                id: SessionId::from_bytes([9; 16]),
                job,
                step,
                worker,
                fleet: book.workers[&worker].fleet,
                environments: 0,
                started_at: Timestamp::from_ms(0),
            });
            return;
        }
    }
}
