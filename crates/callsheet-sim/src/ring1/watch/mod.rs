//! What must hold over time: each change is looked at before it is written, and the whole book
//! after each request. What one worker or job shows of itself is `callsheet_core::check`'s.

mod answers;
pub mod rules;
mod sessions;
mod silence;
mod targets;
mod tasks;
mod whole;

use std::collections::{BTreeMap, BTreeSet};

use callsheet_core::change::Change;
use callsheet_core::check::Violation;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::view::Key;

use self::rules::*;
pub use self::silence::SWEEP_EVERY_MS;
use super::book::{Book, StepRow};
use super::bugs::Decision;
use super::oracle;

#[derive(Default)]
pub struct Watch {
    pub violations: Vec<Violation>,
    /// Tasks whose success was taken in, and that nobody asked to run again.
    succeeded: BTreeSet<(Key, i64)>,
    tries: BTreeMap<(Key, i64), tasks::Tries>,
    /// The most retries that a job ever allowed.
    most_retries: BTreeMap<Key, i64>,
    /// Jobs in which failures grew in this request.
    failing: BTreeSet<Key>,
    /// What the planner should choose for the worker that is being planned for.
    expected: Option<oracle::Choice>,
    aimed: Option<targets::Aimed>,
    clock: silence::Clock,
}

impl Watch {
    pub fn broken(&mut self, rule: &'static str, place: impl std::fmt::Display) {
        let place = place.to_string();
        self.violations.push(Violation { rule, place });
    }

    fn require(&mut self, holds: bool, rule: &'static str, place: impl std::fmt::Display) {
        if !holds {
            self.broken(rule, place);
        }
    }

    /// One change, before it is written.
    pub fn sees(&mut self, book: &Book, by: Decision, change: &Change) {
        match change {
            Change::Worker { .. }
            | Change::Cursor { .. }
            | Change::StepTarget { .. }
            | Change::Pace { .. } => {}
            Change::AcquireLimits { queue, taken, .. } => {
                for holding in taken {
                    let views = book.limits_of(*queue);
                    let limit = views.iter().find(|limit| limit.id == holding.limit_id);
                    let is_enough = limit.is_some_and(|limit| {
                        let after = limit.current_count + holding.count;
                        limit.max_count < 0 || after <= limit.max_count
                    });
                    self.require(is_enough, LIMITS_ARE_NEVER_EXCEEDED, holding.limit_id);
                    let active = limit.is_some_and(|l| l.state == AssociationState::Active);
                    self.require(active, A_STOPPED_LIMIT_GIVES_NOTHING, holding.limit_id);
                }
            }
            Change::ReleaseLimits { session, .. } => {
                let runs = book
                    .actions_of(*session)
                    .any(|(_, action)| action.kind.is_task_run() && !action.state.is_ended());
                self.require(
                    !runs || by.is_loss(),
                    LIMITS_ARE_HELD_WHILE_IT_RUNS,
                    session,
                );
            }
            Change::OpenSession { .. } => self.sees_opening(book, change),
            Change::Session { .. } => self.sees_session(book, by, change),
            Change::AddAction { session, kind, .. } => self.sees_new_action(book, *session, *kind),
            Change::Action {
                session,
                index,
                state,
                ..
            } => self.sees_action(book, by, (*session, *index), state),
            Change::Hand { .. } => self.sees_hand(book, change),
            Change::Task { .. } => self.sees_task(book, by, change),
            Change::Tasks { .. } => self.sees_tasks(book, by, change),
            Change::OneTask {
                step_key,
                index,
                from,
                to,
                ..
            } => {
                let stands = book.status_of(*step_key, *index);
                self.require(stands == *from, TASKS_MOVE_FROM_WHERE_THEY_STAND, index);
                self.asked_again(book, *step_key, *index, *to);
                self.failed(book, *step_key, *to);
            }
            Change::Dependencies { step_key, unmet } => {
                let unmet_now = book
                    .steps
                    .get(step_key)
                    .map_or(0, |step| unmet_of(book, step));
                self.require(*unmet == unmet_now, COUNTS_EQUAL_A_RECOUNT, step_key);
            }
            Change::Job { key, state, .. } => {
                let before = book.jobs.get(key).map(|job| job.state);
                let is_kept = before != Some(JobState::Archived) || *state == JobState::Archived;
                self.require(is_kept, AN_ARCHIVED_JOB_STAYS, key);
            }
        }
    }
}

/// Steps that a step waits for and that have not succeeded, counted from their tasks.
fn unmet_of(book: &Book, step: &StepRow) -> i64 {
    let needed = step
        .dependencies
        .iter()
        .filter_map(|key| book.steps.get(key));
    let unmet = needed.filter(|step| !step.counts.all_succeeded()).count();
    i64::try_from(unmet).unwrap_or(i64::MAX)
}
