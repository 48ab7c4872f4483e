//! What follows for a job from where its tasks stand now: dependents become ready or are canceled,
//! a job that failed too often stops, an update that has arrived is over.
//!
//! Source: `semantics.md` 2.3.1, 2.5, 4.5, 4.8. Called until nothing follows any more.

use callsheet_api::Timestamp;

use crate::aim::cancel_rest;
use crate::change::{Change, Changes};
use crate::counts::{Counts, TaskStatus};
use crate::lifecycle::Step;
use crate::lifecycle::job::{JobEvent, JobState};
use crate::view::JobView;

/// Why a job is looked at. Its failures are held against it only when they grow, or when it may
/// have fewer of them: a caller who requeues the rest of a stopped job means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    TasksMoved,
    FailuresWeigh,
}

/// May something follow in the job from what moved in one of its steps? The step came to an end,
/// began again, lost its last interrupted task, or a task of it waits for other steps once more; or
/// it has not begun after all, and what is ready of it may have to wait again.
pub fn may_follow(moved: &Counts, now: &Counts) -> bool {
    let reopened = TaskStatus::ALL
        .iter()
        .any(|status| status.is_final() && moved.of(*status) < 0);
    let calmed = moved.of(TaskStatus::Interrupting) < 0 && now.of(TaskStatus::Interrupting) == 0;
    let waits_again = moved.of(TaskStatus::Pending) > 0;
    let has_run = now.of(TaskStatus::Succeeded) + now.of(TaskStatus::Failed) > 0;
    let given_back = moved.held() < 0 && now.held() == 0;
    let has_not_begun = given_back && !has_run && now.of(TaskStatus::Ready) > 0;
    now.all_final() || reopened || calmed || waits_again || has_not_begun
}

/// Does the job stop now? Only then [`settle`] looks at its sessions.
pub fn stops(view: &JobView, cause: Cause) -> bool {
    cause == Cause::FailuresWeigh && failed_too_often(view)
}

/// One round of consequences; empty when the job has come to rest.
pub fn settle(view: &mut JobView, cause: Cause, now: Timestamp) -> Changes {
    let mut changes = Changes::default();
    for at in 0..view.steps.len() {
        settle_dependencies(view, at, &mut changes);
    }
    if stops(view, cause) {
        changes.extend(cancel_rest(view, now));
    }
    if changes.is_empty() {
        arrive(view, &mut changes);
    }
    changes
}

fn settle_dependencies(view: &JobView, at: usize, changes: &mut Changes) {
    let step = &view.steps[at];
    if step.dependencies.is_empty() {
        return;
    }
    let step_key = step.head.key;
    let needed = || {
        step.dependencies
            .iter()
            .map(|dependency| &view.steps[*dependency])
    };
    let unmet = needed()
        .filter(|dependency| !dependency.counts.all_succeeded())
        .count();
    let unmet = i64::try_from(unmet).unwrap_or(i64::MAX);
    if unmet != step.head.unmet {
        changes.push(Change::Dependencies { step_key, unmet });
    }
    let waiting = step.counts.of(TaskStatus::Pending) > 0;
    let ready = step.counts.of(TaskStatus::Ready) > 0;
    let moved = if unmet == 0 && waiting {
        Some((TaskStatus::Pending, TaskStatus::Ready))
    } else if waiting && needed().any(|step| is_doomed(&step.counts)) {
        Some((TaskStatus::Pending, TaskStatus::Canceled))
    } else if unmet > 0 && ready && !step.has_begun() {
        Some((TaskStatus::Ready, TaskStatus::Pending))
    } else {
        None
    };
    if let Some((from, to)) = moved {
        changes.push(Change::Tasks {
            step_key,
            from,
            to,
            max_retries: None,
        });
    }
}

/// Ended, and not well: what depends on it will never run.
pub(crate) fn is_doomed(counts: &Counts) -> bool {
    let badly = counts.of(TaskStatus::Failed) + counts.of(TaskStatus::Canceled);
    counts.all_final() && badly > 0
}

/// `semantics.md` 4.8: with 0 the first failure stops the job.
pub(crate) fn reaches_failure_limit(failed: i64, max_failed: i64) -> bool {
    failed > 0 && failed >= max_failed.max(1)
}

fn failed_too_often(view: &JobView) -> bool {
    reaches_failure_limit(view.counts.of(TaskStatus::Failed), view.head.max_failed)
        && view
            .steps
            .iter()
            .any(|step| has_more_to_cancel(&step.counts))
}

fn has_more_to_cancel(counts: &Counts) -> bool {
    [
        TaskStatus::Pending,
        TaskStatus::Ready,
        TaskStatus::Suspended,
        TaskStatus::Assigned,
        TaskStatus::Starting,
        TaskStatus::Scheduled,
        TaskStatus::Running,
    ]
    .into_iter()
    .any(|status| counts.of(status) > 0)
}

/// An update is over when nothing is on its way any more.
fn arrive(view: &mut JobView, changes: &mut Changes) {
    for step in &mut view.steps {
        if step.is_updating && step.counts.of(TaskStatus::Interrupting) == 0 {
            step.is_updating = false;
            let step_key = step.head.key;
            changes.push(Change::StepTarget {
                step_key,
                target: None,
                is_updating: false,
            });
        }
    }
    let is_updating = view.head.state == JobState::Updating;
    let has_arrived = is_updating && view.counts.of(TaskStatus::Interrupting) == 0;
    if let (true, Ok(Step::To(state))) = (has_arrived, view.head.state.on(JobEvent::Arrived)) {
        view.head.state = state;
        changes.push(Change::Job {
            key: view.head.key,
            state,
            target: None,
        });
    }
}
