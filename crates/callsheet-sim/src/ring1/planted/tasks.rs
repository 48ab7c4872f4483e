//! Bugs in what becomes of tasks: handed out, counted, retried, chunked, aimed at.

use super::super::bugs::{Bug, Decision, Moment};
use super::super::watch::rules::*;
use super::{A_TASK_RUN_HOLDS_ITS_TASK, bug, decided, has_pending, held_elsewhere, is_calm, tasks};
use callsheet_core::change::Change;
use callsheet_core::counts::TaskStatus;
use callsheet_core::settle::Cause;

pub static ALL: &[Bug] = &[
    bug(
        "a task of another session is handed out",
        ONE_OPEN_ACTION_A_TASK,
        |at| {
            let Some((_, changes, book)) = decided(at) else {
                return;
            };
            for change in changes {
                if let Change::Hand {
                    step_key,
                    first,
                    session,
                    ..
                } = change
                    && let Some(other) = held_elsewhere(book, *step_key, *session)
                {
                    *first = other;
                }
            }
        },
    ),
    bug(
        "a task is free before its action has ended",
        A_TASK_RUN_HOLDS_ITS_TASK,
        |at| {
            tasks(at, |by, from, to, _| {
                let is_requeued = to.status == TaskStatus::Interrupting && to.target.is_none();
                if !from.is_final() && is_requeued && !matches!(by, Decision::Aimed(_)) {
                    to.status = TaskStatus::Ready;
                }
            });
        },
    ),
    bug(
        "an ended action keeps its task",
        A_HELD_TASK_HAS_AN_OPEN_ACTION,
        |at| {
            let Some((Decision::Absorbed, changes, _)) = decided(at) else {
                return;
            };
            changes.retain(|change| {
                let ends = matches!(change, Change::Task { to, .. } if !to.status.is_held());
                !ends
            });
        },
    ),
    bug(
        "a success is counted twice",
        A_SUCCESS_IS_COUNTED_ONCE,
        |at| {
            let Some((Decision::Absorbed, changes, _)) = decided(at) else {
                return;
            };
            let succeeds = |change: &&Change| matches!(change, Change::Task { to, .. } if to.status == TaskStatus::Succeeded);
            let Some(mut again) = changes.iter().find(succeeds).cloned() else {
                return;
            };
            if let Change::Task { from, .. } = &mut again {
                *from = TaskStatus::Succeeded;
            }
            changes.push(again);
        },
    ),
    bug(
        "one task too many is counted",
        COUNTS_EQUAL_A_RECOUNT,
        |at| {
            tasks(at, |by, _, to, count| {
                if by == Decision::Absorbed && to.status == TaskStatus::Running {
                    *count += 1;
                }
            });
        },
    ),
    bug(
        "a limit given back stays counted",
        COUNTS_EQUAL_A_RECOUNT,
        |at| {
            let Some((_, changes, _)) = decided(at) else {
                return;
            };
            for change in changes {
                if let Change::ReleaseLimits { held, .. } = change {
                    held.clear();
                }
            }
        },
    ),
    bug(
        "the cursor passes one task too many",
        COUNTS_EQUAL_A_RECOUNT,
        |at| {
            let Some((_, changes, _)) = decided(at) else {
                return;
            };
            for change in changes {
                if let Change::Cursor { cursor, .. } = change {
                    *cursor += 1;
                }
            }
        },
    ),
    bug(
        "a step waits only for the first that it depends on",
        NO_TASK_BEFORE_ITS_DEPENDENCIES,
        |at| {
            let Some((Decision::Settled, changes, _)) = decided(at) else {
                return;
            };
            let waits =
                |change: &&Change| matches!(change, Change::Dependencies { unmet: 1.., .. });
            if let Some(Change::Dependencies { step_key, .. }) = changes.iter().find(waits) {
                let step_key = *step_key;
                let (from, to) = (TaskStatus::Pending, TaskStatus::Ready);
                changes.push(Change::Tasks {
                    step_key,
                    from,
                    to,
                    max_retries: None,
                });
            }
        },
    ),
    bug(
        "nobody tells a step that it need wait no more",
        NOBODY_WAITS_FOR_NOTHING,
        |at| {
            if let Moment::Settling { view, skips, .. } = at {
                *skips |= is_calm(view);
            }
        },
    ),
    bug(
        "the last failure is tried again",
        RETRIES_WITHIN_THE_MAXIMUM,
        |at| {
            tasks(at, |by, _, to, _| {
                if by == Decision::Absorbed && to.status == TaskStatus::Failed {
                    to.status = TaskStatus::Ready;
                }
            });
        },
    ),
    bug("failures do not weigh", FAILURES_STOP_THE_JOB, |at| {
        if let Moment::Settling {
            view,
            cause: Cause::FailuresWeigh,
            skips,
        } = at
        {
            *skips |= is_calm(view) && !has_pending(view);
        }
    }),
    bug(
        "a job's status is not moved at its end",
        STATUSES_AGREE,
        |at| {
            if let Moment::Written { book, .. } = at {
                for job in book.jobs.values_mut().filter(|job| job.counts.all_final()) {
                    job.ended_at = None;
                }
            }
        },
    ),
    bug(
        "an update never ends",
        AN_UPDATE_THAT_ARRIVED_IS_OVER,
        |at| {
            if let Moment::Settling { view, skips, .. } = at {
                *skips |= !is_calm(view) && !has_pending(view);
            }
        },
    ),
    bug(
        "a chunk is one task too long",
        CHUNKS_STAY_WITHIN_A_ROW,
        |at| {
            let Some((_, changes, book)) = decided(at) else {
                return;
            };
            for change in changes {
                if let Change::Hand {
                    step_key,
                    first,
                    count,
                    ..
                } = change
                {
                    let step = &book.steps[step_key];
                    let next = *first + *count;
                    let is_ready = next < step.task_count
                        && book.status_of(*step_key, next) == TaskStatus::Ready;
                    *count += i64::from(is_ready && step.layout.chunk.is_some());
                }
            }
        },
    ),
    bug(
        "a target forgets the tasks that nobody touched",
        A_TARGET_IS_REACHED,
        |at| {
            let Some((Decision::Aimed(_), changes, _)) = decided(at) else {
                return;
            };
            changes.retain(|change| !matches!(change, Change::Tasks { .. }));
        },
    ),
    bug("a canceled task runs again", A_TARGET_IS_REACHED, |at| {
        tasks(at, |by, _, to, _| {
            if matches!(by, Decision::Aimed(_)) {
                to.target = None;
            }
        });
    }),
    bug(
        "a task is somewhere else than its target says",
        A_TARGET_IS_REACHED,
        |at| {
            tasks(at, |by, from, to, _| {
                let arrives = from == TaskStatus::Interrupting && to.status == TaskStatus::Canceled;
                if by == Decision::Absorbed && arrives {
                    to.status = TaskStatus::Ready;
                }
            });
        },
    ),
];
