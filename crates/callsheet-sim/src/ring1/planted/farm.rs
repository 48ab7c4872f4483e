//! Bugs in what tasks share: limits, the order of jobs, wake-ups, and workers that are silent or lost.

use super::super::book::SILENCE_MS;
use super::super::bugs::{Bug, Decision, Moment};
use super::super::watch::rules::*;
use super::{A_WORKER_THAT_IS_GONE, bug, decided, lost, session_of};
use callsheet_core::change::Change;

pub static ALL: &[Bug] = &[
    bug(
        "a session takes more than there is",
        LIMITS_ARE_NEVER_EXCEEDED,
        |at| {
            let Some((_, changes, book)) = decided(at) else {
                return;
            };
            for change in changes {
                if let Change::AcquireLimits { taken, .. } = change {
                    for holding in taken {
                        let most = book
                            .limits
                            .get(&holding.limit_id)
                            .map_or(0, |l| l.max_count);
                        holding.count += most.max(0);
                    }
                }
            }
        },
    ),
    bug(
        "a limit is given back while its task runs",
        LIMITS_ARE_HELD_WHILE_IT_RUNS,
        |at| {
            let Some((Decision::Absorbed, changes, book)) = decided(at) else {
                return;
            };
            let Some(session) = changes.iter().find_map(session_of) else {
                return;
            };
            let row = &book.sessions[&session];
            if !row.limits.is_empty() {
                let (queue, held) = (book.jobs[&row.job_key].queue, row.limits.clone());
                changes.insert(
                    0,
                    Change::ReleaseLimits {
                        session,
                        queue,
                        held,
                    },
                );
            }
        },
    ),
    bug(
        "a job at the head hides those behind it",
        THE_PLANNER_CHOOSES_THE_BEST,
        |at| {
            if let Moment::Ranked(fronts) = at {
                fronts.truncate(1);
            }
        },
    ),
    bug(
        "queues take turns in no order",
        THE_PLANNER_CHOOSES_THE_BEST,
        |at| {
            if let Moment::Queued(queues, _) = at {
                for queue in queues {
                    queue.workers = 0;
                }
            }
        },
    ),
    bug(
        "a session gets more of what it holds no limit for",
        THE_PLANNER_CHOOSES_THE_BEST,
        |at| {
            if let Moment::Stocked(stock) = at {
                for limit in &mut stock.limits {
                    limit.max_count = -1;
                }
            }
        },
    ),
    bug(
        "one too few are woken",
        NO_WORKER_IS_HELD_WHILE_WORK_WAITS,
        |at| {
            if let Moment::Waking(tasks) = at {
                *tasks -= 1;
            }
        },
    ),
    bug(
        "nobody is woken",
        NO_WORKER_IS_HELD_WHILE_WORK_WAITS,
        |at| {
            if let Moment::Waking(tasks) = at {
                *tasks = 0;
            }
        },
    ),
    bug(
        "a lost worker keeps its session",
        A_WORKER_THAT_IS_GONE,
        |at| {
            lost(at, |changes| {
                changes.retain(|change| !matches!(change, Change::Session { .. }))
            });
        },
    ),
    bug(
        "a lost worker keeps its tasks",
        A_LOST_WORKER_HOLDS_NOTHING,
        |at| {
            lost(at, |changes| {
                for change in changes {
                    if let Change::Task { from, to, .. } = change {
                        to.status = *from;
                    }
                }
            });
        },
    ),
    bug(
        "a worker's words leave no trace",
        SILENCE_COUNTS_ONLY_WHILE_SERVED,
        |at| {
            if let Moment::Hearing(is_forgotten) = at {
                *is_forgotten = true;
            }
        },
    ),
    bug(
        "a worker may ask so seldom that it is lost",
        ASKED_OFTEN_ENOUGH,
        |at| {
            if let Moment::Answered(answer, _) = at {
                answer.interval_ms = SILENCE_MS;
            }
        },
    ),
    bug(
        "a drained association goes on draining",
        A_DRAINED_PAIR_STOPS,
        |at| {
            if let Moment::Draining(skips) = at {
                *skips = true;
            }
        },
    ),
    bug(
        "an absence of the service counts as silence",
        SILENCE_COUNTS_ONLY_WHILE_SERVED,
        |at| {
            if let Moment::Sweeping(since_ms) = at {
                *since_ms = 0;
            }
        },
    ),
    bug("nobody is ever silent", A_SILENT_WORKER_IS_GIVEN_UP, |at| {
        if let Moment::Sweeping(since_ms) = at {
            *since_ms = i64::MAX / 2;
        }
    }),
];
