//! The life of a task: waiting, ready, held by a session, ended; and what a caller's target does
//! to it.
//!
//! Source: `semantics.md` 2.3, 2.4 and 4.8. A task that nothing has happened to is only a number in
//! its step's range; this machine speaks for it all the same, since its state is the range's.

use super::{Illegal, Step};
use crate::counts::TaskStatus;
use crate::lifecycle::action::Outcome;

/// What a caller wants a task, step or job to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Run (again). READY as a target means the same.
    Requeue,
    Suspended,
    Canceled,
    Failed,
    Succeeded,
}

impl Target {
    pub const ALL: [Target; 5] = [
        Target::Requeue,
        Target::Suspended,
        Target::Canceled,
        Target::Failed,
        Target::Succeeded,
    ];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        usize::try_from(code)
            .ok()
            .and_then(|index| Self::ALL.get(index).copied())
    }

    pub const fn name(self) -> &'static str {
        match self {
            Target::Requeue => "PENDING",
            Target::Suspended => "SUSPENDED",
            Target::Canceled => "CANCELED",
            Target::Failed => "FAILED",
            Target::Succeeded => "SUCCEEDED",
        }
    }

    /// Does this target move a task that stands there? (`semantics.md` 2.4, the table.)
    pub const fn moves(self, from: TaskStatus) -> bool {
        match self {
            Target::Requeue => match from {
                // A task on its way keeps going: a requeue asks for what it already is.
                TaskStatus::Pending | TaskStatus::Ready => false,
                TaskStatus::Assigned
                | TaskStatus::Starting
                | TaskStatus::Scheduled
                | TaskStatus::Running
                | TaskStatus::Interrupting
                | TaskStatus::Suspended
                | TaskStatus::Canceled
                | TaskStatus::Failed
                | TaskStatus::Succeeded
                | TaskStatus::NotCompatible => true,
            },
            Target::Suspended => match from {
                TaskStatus::Suspended
                | TaskStatus::Succeeded
                | TaskStatus::Canceled
                | TaskStatus::Failed => false,
                TaskStatus::Pending
                | TaskStatus::Ready
                | TaskStatus::Assigned
                | TaskStatus::Starting
                | TaskStatus::Scheduled
                | TaskStatus::Running
                | TaskStatus::Interrupting
                | TaskStatus::NotCompatible => true,
            },
            Target::Canceled => match from {
                TaskStatus::Canceled | TaskStatus::Succeeded | TaskStatus::Failed => false,
                TaskStatus::Pending
                | TaskStatus::Ready
                | TaskStatus::Assigned
                | TaskStatus::Starting
                | TaskStatus::Scheduled
                | TaskStatus::Running
                | TaskStatus::Interrupting
                | TaskStatus::Suspended
                | TaskStatus::NotCompatible => true,
            },
            Target::Failed => match from {
                TaskStatus::Failed | TaskStatus::Succeeded => false,
                TaskStatus::Pending
                | TaskStatus::Ready
                | TaskStatus::Assigned
                | TaskStatus::Starting
                | TaskStatus::Scheduled
                | TaskStatus::Running
                | TaskStatus::Interrupting
                | TaskStatus::Suspended
                | TaskStatus::Canceled
                | TaskStatus::NotCompatible => true,
            },
            Target::Succeeded => match from {
                TaskStatus::Succeeded => false,
                TaskStatus::Pending
                | TaskStatus::Ready
                | TaskStatus::Assigned
                | TaskStatus::Starting
                | TaskStatus::Scheduled
                | TaskStatus::Running
                | TaskStatus::Interrupting
                | TaskStatus::Suspended
                | TaskStatus::Canceled
                | TaskStatus::Failed
                | TaskStatus::NotCompatible => true,
            },
        }
    }

    /// Where a task that is in no session goes.
    pub const fn arrives(self, dependencies: Dependencies) -> TaskStatus {
        match self {
            Target::Requeue => dependencies.waiting(),
            Target::Suspended => TaskStatus::Suspended,
            Target::Canceled => TaskStatus::Canceled,
            Target::Failed => TaskStatus::Failed,
            Target::Succeeded => TaskStatus::Succeeded,
        }
    }
}

/// Whether all steps that this task's step depends on have succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependencies {
    Met,
    Unmet,
}

impl Dependencies {
    pub const fn waiting(self) -> TaskStatus {
        match self {
            Dependencies::Met => TaskStatus::Ready,
            Dependencies::Unmet => TaskStatus::Pending,
        }
    }
}

/// How often a task has failed, and how often that is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// Failures that were, or will be, followed by another try.
    pub retries: i64,
    /// Workers lost in a row while they held it.
    pub losses: i64,
    pub max_retries: i64,
}

/// After this many lost workers in a row the task itself is under suspicion (`semantics.md` 4.8).
pub const LOSSES_THAT_COUNT_AS_A_FAILURE: i64 = 5;

/// What happened to a task that a session holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskEvent {
    /// Its place in the session changed: behind others, being set up for, next, running.
    Placed(TaskStatus),
    /// A caller, or the end of its job, wants something else; its action is being canceled.
    Aimed(Target),
    /// Its action is being canceled for another's sake; the task itself has to wait again.
    Stopped,
    /// Its action ended.
    ActionEnded(Outcome),
    /// Its worker is gone.
    WorkerLost,
}

/// What a session's task is now, and what it has behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldTask {
    pub status: TaskStatus,
    /// Set while INTERRUPTING: where it goes when its action ends.
    pub target: Option<Target>,
    pub attempts: Attempts,
}

impl HeldTask {
    /// The only way a held task changes its state.
    pub fn on(
        &self,
        event: TaskEvent,
        dependencies: Dependencies,
    ) -> Result<Step<HeldTask>, Illegal> {
        if !self.status.is_held() {
            return Err(Illegal {
                state: "not in a session",
                event: "a session's word",
            });
        }
        Ok(match event {
            TaskEvent::Placed(place) => self.placed(place),
            TaskEvent::Aimed(target) => self.aimed(target),
            TaskEvent::Stopped => self.stopped(),
            TaskEvent::ActionEnded(outcome) => Step::To(self.ended(outcome, dependencies)),
            TaskEvent::WorkerLost => Step::To(self.lost(dependencies)),
        })
    }

    fn placed(&self, place: TaskStatus) -> Step<HeldTask> {
        let stays = self.status == TaskStatus::Interrupting || self.status == place;
        if stays {
            Step::Unchanged
        } else {
            Step::To(HeldTask {
                status: place,
                ..*self
            })
        }
    }

    fn aimed(&self, target: Target) -> Step<HeldTask> {
        if self.target == Some(target) {
            return Step::Unchanged;
        }
        Step::To(HeldTask {
            status: TaskStatus::Interrupting,
            target: Some(target),
            ..*self
        })
    }

    fn stopped(&self) -> Step<HeldTask> {
        if self.status == TaskStatus::Interrupting {
            return Step::Unchanged;
        }
        Step::To(HeldTask {
            status: TaskStatus::Interrupting,
            ..*self
        })
    }

    fn ended(&self, outcome: Outcome, dependencies: Dependencies) -> HeldTask {
        let calm = HeldTask {
            attempts: Attempts {
                losses: 0,
                ..self.attempts
            },
            target: None,
            ..*self
        };
        match (outcome, self.target) {
            // It was done before the request reached it: a finished frame is never thrown away,
            // unless the caller asked for it to be made again.
            (Outcome::Succeeded, Some(Target::Requeue)) => HeldTask {
                status: dependencies.waiting(),
                attempts: calm.attempts.within_the_maximum(),
                ..calm
            },
            (Outcome::Succeeded, _) => HeldTask {
                status: TaskStatus::Succeeded,
                ..calm
            },
            (_, Some(target)) => HeldTask {
                status: target.arrives(dependencies),
                attempts: calm.attempts.within_the_maximum(),
                ..calm
            },
            (Outcome::Failed, None) => calm.failed(dependencies),
            // Set-up failures are charged to the first task while it still waits; by then it may
            // have nothing left, however its worker puts it.
            (Outcome::Interrupted | Outcome::Canceled | Outcome::NeverAttempted, None)
                if self.attempts.is_exhausted() =>
            {
                calm.out_of_attempts()
            }
            (Outcome::Interrupted | Outcome::Canceled | Outcome::NeverAttempted, None) => {
                HeldTask {
                    status: dependencies.waiting(),
                    ..calm
                }
            }
        }
    }

    fn lost(&self, dependencies: Dependencies) -> HeldTask {
        if let Some(target) = self.target {
            let status = target.arrives(dependencies);
            return HeldTask {
                status,
                target: None,
                attempts: self.attempts.within_the_maximum(),
            };
        }
        if self.attempts.is_exhausted() {
            return self.out_of_attempts();
        }
        let losses = self.attempts.losses + 1;
        if losses >= LOSSES_THAT_COUNT_AS_A_FAILURE {
            let calm = HeldTask {
                attempts: Attempts {
                    losses: 0,
                    ..self.attempts
                },
                ..*self
            };
            return calm.failed(dependencies);
        }
        HeldTask {
            status: dependencies.waiting(),
            target: None,
            attempts: Attempts {
                losses,
                ..self.attempts
            },
        }
    }

    fn failed(&self, dependencies: Dependencies) -> HeldTask {
        if self.attempts.retries >= self.attempts.max_retries {
            return self.out_of_attempts();
        }
        HeldTask {
            status: dependencies.waiting(),
            target: None,
            attempts: Attempts {
                retries: self.attempts.retries + 1,
                ..self.attempts
            },
        }
    }

    fn out_of_attempts(&self) -> HeldTask {
        HeldTask {
            status: TaskStatus::Failed,
            target: None,
            attempts: self.attempts.within_the_maximum(),
        }
    }
}

impl Attempts {
    /// Charged with more failures than it may have: only a set-up failure does this.
    pub const fn is_exhausted(&self) -> bool {
        self.retries > self.max_retries
    }

    /// Where it goes nobody is charged for it any more.
    fn within_the_maximum(self) -> Self {
        Attempts {
            retries: self.retries.min(self.max_retries),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(status: TaskStatus) -> HeldTask {
        HeldTask {
            status,
            target: None,
            attempts: Attempts {
                retries: 0,
                losses: 0,
                max_retries: 1,
            },
        }
    }

    fn after(task: HeldTask, event: TaskEvent) -> HeldTask {
        task.on(event, Dependencies::Met).unwrap().or(task)
    }

    /// A session that cannot be set up charges its first task past the maximum; a caller's requeue
    /// comes before that is settled.
    #[test]
    fn what_is_requeued_has_no_more_tries_behind_it_than_it_may_have() {
        let mut charged = held(TaskStatus::Interrupting);
        charged.target = Some(Target::Requeue);
        charged.attempts.retries = 2;
        for event in [
            TaskEvent::ActionEnded(Outcome::NeverAttempted),
            TaskEvent::ActionEnded(Outcome::Succeeded),
            TaskEvent::WorkerLost,
        ] {
            let requeued = after(charged, event);
            assert_eq!(requeued.status, TaskStatus::Ready);
            assert_eq!(requeued.attempts.retries, 1);
        }
    }

    /// semantics 2.3-12, 2.3-13.
    #[test]
    fn a_failure_is_retried_and_the_last_one_is_final() {
        let failed = TaskEvent::ActionEnded(Outcome::Failed);
        let first = after(held(TaskStatus::Running), failed);
        assert_eq!(
            (first.status, first.attempts.retries),
            (TaskStatus::Ready, 1)
        );
        let again = HeldTask {
            status: TaskStatus::Running,
            ..first
        };
        let last = after(again, failed);
        assert_eq!(
            (last.status, last.attempts.retries),
            (TaskStatus::Failed, 1)
        );
    }

    #[test]
    fn a_frame_that_finished_before_it_was_canceled_is_kept() {
        let aimed = after(
            held(TaskStatus::Running),
            TaskEvent::Aimed(Target::Canceled),
        );
        assert_eq!(aimed.status, TaskStatus::Interrupting);
        let done = after(aimed, TaskEvent::ActionEnded(Outcome::Succeeded));
        assert_eq!(done.status, TaskStatus::Succeeded);
        let stopped = after(aimed, TaskEvent::ActionEnded(Outcome::Canceled));
        assert_eq!(stopped.status, TaskStatus::Canceled);
    }

    #[test]
    fn a_task_that_a_set_up_failure_left_no_try_waits_no_more_however_it_ends() {
        let mut task = held(TaskStatus::Starting);
        task.attempts.retries = task.attempts.max_retries + 1;
        let canceled = TaskEvent::ActionEnded(Outcome::Canceled);
        let interrupted = TaskEvent::ActionEnded(Outcome::Interrupted);
        for event in [canceled, interrupted, TaskEvent::WorkerLost] {
            let ended = after(task, event);
            assert_eq!(ended.status, TaskStatus::Failed, "{event:?}");
            assert_eq!(ended.attempts.retries, 1);
        }
    }

    #[test]
    fn losing_workers_counts_only_after_five_in_a_row() {
        let mut task = held(TaskStatus::Running);
        for round in 1..LOSSES_THAT_COUNT_AS_A_FAILURE {
            task = after(task, TaskEvent::WorkerLost);
            assert_eq!(
                (task.status, task.attempts.losses),
                (TaskStatus::Ready, round)
            );
            task.status = TaskStatus::Running;
        }
        task = after(task, TaskEvent::WorkerLost);
        assert_eq!((task.attempts.losses, task.attempts.retries), (0, 1));
    }

    #[test]
    fn an_interrupted_task_waits_for_its_dependencies_again() {
        let task = held(TaskStatus::Running)
            .on(
                TaskEvent::ActionEnded(Outcome::Interrupted),
                Dependencies::Unmet,
            )
            .unwrap();
        assert!(matches!(
            task,
            Step::To(HeldTask {
                status: TaskStatus::Pending,
                ..
            })
        ));
    }
}
