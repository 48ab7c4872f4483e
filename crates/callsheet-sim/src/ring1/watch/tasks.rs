//! Changes of tasks, before they are written: what is handed out, what moves, how often it was tried.

use callsheet_api::ids::SessionId;
use callsheet_core::change::Change;
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::action::Outcome;
use callsheet_core::lifecycle::task::{HeldTask, LOSSES_THAT_COUNT_AS_A_FAILURE, Target};
use callsheet_core::view::Key;

use super::super::book::{Book, StepRow};
use super::super::bugs::Decision;
use super::super::changes::tasks_of;
use super::rules::*;
use super::{Watch, unmet_of};

#[derive(Default, Clone, Copy)]
pub(super) struct Tries {
    failures: i64,
    losses: i64,
}

impl Watch {
    pub(super) fn count_try(
        &mut self,
        book: &Book,
        by: Decision,
        session: SessionId,
        (first, _): (i64, i64),
        outcome: Outcome,
    ) {
        let Some(step) = book.sessions.get(&session).map(|s| s.step_key) else {
            return;
        };
        let is_aimed = book
            .tasks
            .get(&(step, first))
            .is_some_and(|t| t.target.is_some());
        let tries = self.tries.entry((step, first)).or_default();
        match outcome {
            Outcome::Failed if !is_aimed => tries.failures += 1,
            Outcome::Interrupted if by.is_loss() && !is_aimed => tries.losses += 1,
            Outcome::Failed
            | Outcome::Succeeded
            | Outcome::Interrupted
            | Outcome::Canceled
            | Outcome::NeverAttempted => {}
        }
        if !by.is_loss() {
            tries.losses = 0;
        }
        if tries.losses >= LOSSES_THAT_COUNT_AS_A_FAILURE {
            (tries.losses, tries.failures) = (0, tries.failures + 1);
        }
    }

    pub(super) fn sees_hand(&mut self, book: &Book, change: &Change) {
        let Change::Hand {
            step_key,
            first,
            count,
            from,
            session,
            ..
        } = change
        else {
            return;
        };
        let Some(step) = book.steps.get(step_key) else {
            return;
        };
        let name = format!("{}, task {first}", step.id);
        let is_elsewhere = book.open.iter().filter(|id| *id != session).any(|id| {
            let of_step = book
                .sessions
                .get(id)
                .is_some_and(|s| s.step_key == *step_key);
            of_step && runs(book, *id, *first)
        });
        self.require(!is_elsewhere, ONE_OPEN_ACTION_A_TASK, &name);
        for index in *first..*first + *count {
            let stands = book.status_of(*step_key, index);
            self.require(
                stands == TaskStatus::Ready,
                ONLY_READY_TASKS_ARE_HANDED_OUT,
                &name,
            );
            let again = self.succeeded.contains(&(*step_key, index));
            self.require(!again, A_SUCCESS_IS_COUNTED_ONCE, &name);
        }
        self.require(
            *from == TaskStatus::Ready,
            ONLY_READY_TASKS_ARE_HANDED_OUT,
            &name,
        );
        let has_begun = step.counts.held()
            + step.counts.of(TaskStatus::Succeeded)
            + step.counts.of(TaskStatus::Failed)
            > 0;
        let may_run = unmet_of(book, step) == 0 || has_begun;
        self.require(may_run, NO_TASK_BEFORE_ITS_DEPENDENCIES, &name);
        self.require(
            is_one_chunk(step, *first, *count),
            CHUNKS_STAY_WITHIN_A_ROW,
            &name,
        );
        let most = self
            .most_retries
            .get(&step.job_key)
            .copied()
            .unwrap_or(i64::MAX);
        let failures = self
            .tries
            .get(&(*step_key, *first))
            .map_or(0, |t| t.failures);
        self.require(failures <= most, RETRIES_WITHIN_THE_MAXIMUM, &name);
        let Some(job) = book.jobs.get(&step.job_key) else {
            return;
        };
        let has_room = job.max_workers.is_none_or(|most| job.open_sessions <= most);
        self.require(has_room, WORKERS_WITHIN_THE_MAXIMUM, &name);
    }

    pub(super) fn sees_task(&mut self, book: &Book, by: Decision, change: &Change) {
        let Change::Task {
            step_key,
            first,
            count,
            from,
            to,
            ..
        } = change
        else {
            return;
        };
        let name = format!("step {step_key}, task {first}");
        let Some(task) = book.tasks.get(&(*step_key, *first)) else {
            return;
        };
        self.require(
            task.status == *from,
            TASKS_MOVE_FROM_WHERE_THEY_STAND,
            &name,
        );
        if to.status == *from && to.attempts.retries > task.retries {
            // Its session could not be set up.
            self.tries.entry((*step_key, *first)).or_default().failures += 1;
        }
        if let Some(target) = task.target
            && *from == TaskStatus::Interrupting
            && !to.status.is_held()
        {
            let arrives = has_arrived(target, to);
            self.require(arrives, A_TARGET_IS_REACHED, &name);
            let most = to.attempts.max_retries;
            let tries = self.tries.entry((*step_key, *first)).or_default();
            tries.failures = tries.failures.min(most);
        }
        for index in *first..*first + *count {
            if to.status == TaskStatus::Succeeded {
                let is_new = self.succeeded.insert((*step_key, index));
                self.require(is_new, A_SUCCESS_IS_COUNTED_ONCE, &name);
            }
        }
        if by.is_loss() {
            self.require(!to.status.is_held(), A_LOST_WORKER_HOLDS_NOTHING, &name);
        }
        self.failed(book, *step_key, to.status);
    }

    pub(super) fn sees_tasks(&mut self, book: &Book, by: Decision, change: &Change) {
        let Change::Tasks {
            step_key, from, to, ..
        } = change
        else {
            return;
        };
        let Some(step) = book.steps.get(step_key) else {
            return;
        };
        let name = format!("step {step_key}, {from:?}");
        self.require(!from.is_held(), TASKS_MOVE_FROM_WHERE_THEY_STAND, &name);
        let by_caller = matches!(by, Decision::Aimed(_));
        let is_final = from.is_final() && *from != TaskStatus::NotCompatible;
        let is_done = is_final && step.counts.of(*from) > 0;
        self.require(by_caller || !is_done, WHAT_WAS_ANSWERED_STAYS, &name);
        if *to == TaskStatus::Ready && !by_caller {
            let unmet = unmet_of(book, step);
            self.require(unmet == 0, NO_TASK_BEFORE_ITS_DEPENDENCIES, &name);
        }
        for index in 0..step.task_count {
            if book.status_of(*step_key, index) == *from {
                self.asked_again(book, *step_key, index, *to);
            }
        }
        self.failed(book, *step_key, *to);
    }

    /// A caller's word makes a task's past the past.
    pub(super) fn asked_again(&mut self, book: &Book, step: Key, index: i64, to: TaskStatus) {
        if to == TaskStatus::Succeeded {
            self.succeeded.insert((step, index));
        } else {
            self.succeeded.remove(&(step, index));
        }
        if let Some(row) = book.task_row(step, index) {
            let most = book.jobs[&book.steps[&step].job_key].max_retries;
            let tries = self.tries.entry((step, index)).or_default();
            (tries.failures, tries.losses) = (row.retries.min(most), row.losses);
        }
    }

    pub(super) fn failed(&mut self, book: &Book, step: Key, to: TaskStatus) {
        if let Some(step) = book.steps.get(&step).filter(|_| to == TaskStatus::Failed) {
            self.failing.insert(step.job_key);
        }
    }
}

/// A task that was interrupted for a target is there, or was done before it was interrupted.
fn has_arrived(target: Target, to: &HeldTask) -> bool {
    let goal = match target {
        Target::Requeue => {
            return [TaskStatus::Ready, TaskStatus::Pending].contains(&to.status);
        }
        Target::Suspended => TaskStatus::Suspended,
        Target::Canceled => TaskStatus::Canceled,
        Target::Failed => TaskStatus::Failed,
        Target::Succeeded => TaskStatus::Succeeded,
    };
    to.status == goal || to.status == TaskStatus::Succeeded
}

fn runs(book: &Book, session: SessionId, task: i64) -> bool {
    book.actions_of(session).any(|(_, action)| {
        let runs =
            tasks_of(action.kind).is_some_and(|(first, n)| (first..first + n).contains(&task));
        runs && !action.state.is_ended()
    })
}

/// A chunk is a run of one row of the space, no longer than the step wants it.
fn is_one_chunk(step: &StepRow, first: i64, count: i64) -> bool {
    let layout = step.layout;
    let most = match step.pace {
        Some(_) => layout.columns,
        None => layout.chunk.unwrap_or(1),
    };
    let last = first + count - 1;
    (1..=most).contains(&count) && first / layout.columns == last / layout.columns
}
