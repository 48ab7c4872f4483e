//! Targets, against each task one by one.

use std::collections::BTreeMap;

use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::view::Key;

use super::super::book::Book;
use super::super::bugs::Decision;
use super::Watch;
use super::rules::*;

/// What a target should make of each task.
pub(super) struct Aimed(BTreeMap<(Key, i64), Expected>);

#[derive(Debug, PartialEq, Eq)]
struct Expected {
    status: TaskStatus,
    /// Where a session's task should go from there.
    target: Option<Target>,
}

/// Where every task of a job stands, one by one.
pub type Statuses = BTreeMap<(Key, i64), (TaskStatus, i64)>;

impl Watch {
    /// Each task of a job, before a target.
    pub fn statuses(&self, book: &Book, job: Key) -> Statuses {
        let mut statuses = Statuses::new();
        for key in &book.jobs[&job].steps {
            let step = &book.steps[key];
            for index in 0..step.task_count {
                let row = book.task_row(*key, index);
                let retries = row.map_or(0, |row| row.retries);
                statuses.insert((*key, index), (book.status_of(*key, index), retries));
            }
        }
        statuses
    }

    /// Notes what a target should come to, task by task.
    pub fn aims(
        &mut self,
        book: &Book,
        job: Key,
        only: Option<Key>,
        target: Target,
        before: &Statuses,
    ) {
        let max_retries = book.jobs[&job].max_retries;
        let mut expected = BTreeMap::new();
        for ((step_key, index), (status, retries)) in before {
            let step = &book.steps[step_key];
            let is_meant = only.is_none_or(|only| only == *step_key);
            let is_spent = target == Target::Requeue
                && *status == TaskStatus::Failed
                && *retries >= max_retries;
            let becomes = if !is_meant || !target.moves(*status) || is_spent {
                *status
            } else if status.is_held() {
                TaskStatus::Interrupting
            } else {
                arrives_at(target, step.unmet == 0)
            };
            let is_held = status.is_held();
            if is_meant || !is_held {
                let expects = Expected {
                    status: becomes,
                    target: is_held.then_some(target),
                };
                expected.insert((*step_key, *index), expects);
            }
        }
        self.aimed = Some(Aimed(expected));
    }

    /// Looked at once a target is written, before anything follows from it.
    fn check_aim(&mut self, book: &Book) {
        let Some(aimed) = self.aimed.take() else {
            return;
        };
        for ((step, index), expected) in aimed.0 {
            let first = book.task_row(step, index).map(|row| row.first);
            let entry = first.and_then(|first| book.tasks.get(&(step, first)));
            let stands = Expected {
                status: book.status_of(step, index),
                target: entry.and_then(|entry| entry.target),
            };
            if stands != expected {
                let name = format!("step {step}, task {index}: {stands:?}, not {expected:?}");
                self.broken(A_TARGET_IS_REACHED, name);
            }
        }
    }

    pub fn written(&mut self, book: &Book, by: Decision) {
        if matches!(by, Decision::Aimed(_)) {
            self.check_aim(book);
        }
    }
}

fn arrives_at(target: Target, is_met: bool) -> TaskStatus {
    match target {
        Target::Requeue if is_met => TaskStatus::Ready,
        Target::Requeue => TaskStatus::Pending,
        Target::Suspended => TaskStatus::Suspended,
        Target::Canceled => TaskStatus::Canceled,
        Target::Failed => TaskStatus::Failed,
        Target::Succeeded => TaskStatus::Succeeded,
    }
}
