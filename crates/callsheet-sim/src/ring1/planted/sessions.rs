//! Bugs in what sessions are opened, entered and left.

use super::super::bugs::{Bug, Moment};
use super::super::watch::rules::*;
use super::super::world::EVERY_JOB_ENDS;
use super::{bug, decided, exit, is_free, is_idle, open, sessions};
use callsheet_core::change::Change;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::lifecycle::worker::WorkerState;

pub static ALL: &[Bug] = &[
    bug(
        "a busy worker is given a session of another queue",
        ONE_QUEUE_A_WORKER,
        |at| {
            open(at, |book, worker, job| {
                book.session_of(worker).is_some_and(|id| {
                    let row = &book.sessions[&id];
                    book.jobs[&row.job_key].queue != job.queue
                })
            });
        },
    ),
    bug(
        "a busy worker is given a second session",
        ONE_SESSION_A_WORKER,
        |at| {
            open(at, |book, worker, job| {
                book.session_of(worker).is_some_and(|id| {
                    let row = &book.sessions[&id];
                    book.jobs[&row.job_key].queue == job.queue
                })
            });
        },
    ),
    bug(
        "a session goes on after a failure",
        A_BROKEN_SESSION_GETS_NOTHING,
        |at| {
            sessions(at, |session| {
                if let Change::Session { broken, .. } = session {
                    *broken = false;
                }
            });
        },
    ),
    bug(
        "an environment's entering is forgotten",
        WHAT_IS_ENTERED_IS_LEFT,
        |at| {
            sessions(at, |session| {
                if let Change::Session { entered, .. } = session {
                    *entered = 0;
                }
            });
        },
    ),
    bug(
        "environments are left in the order of entering",
        ENVIRONMENTS_NEST,
        |at| {
            let Some((_, changes, _)) = decided(at) else {
                return;
            };
            let mut exits: Vec<&mut i64> = changes.iter_mut().filter_map(exit).collect();
            if let [first, .., last] = exits.as_mut_slice() {
                std::mem::swap(*first, *last);
            }
        },
    ),
    bug(
        "a worker that has a session is told to stop",
        NO_STOP_WITH_A_SESSION,
        |at| {
            if let Moment::Answered(answer, _) = at {
                answer.desires_stop |= !answer.sessions.is_empty();
            }
        },
    ),
    bug("whoever is idle is told to stop", EVERY_JOB_ENDS, |at| {
        if let Moment::Answered(answer, _) = at {
            answer.desires_stop |= answer.sessions.is_empty();
        }
    }),
    bug(
        "a stopping worker is planned for",
        NO_WORK_FOR_ONE_THAT_LEAVES,
        |at| {
            if let Moment::Planning(worker) = at {
                worker.state = WorkerState::Online;
            }
        },
    ),
    bug(
        "a session of an archived job is opened",
        AN_ARCHIVED_JOB_STAYS,
        |at| {
            open(at, |book, worker, job| {
                let has_room = job.max_workers.is_none_or(|most| job.open_sessions < most);
                is_free(book, worker, job) && has_room && job.state == JobState::Archived
            });
        },
    ),
    bug(
        "a job is given one worker too many",
        WORKERS_WITHIN_THE_MAXIMUM,
        |at| {
            open(at, |book, worker, job| {
                let is_full = job
                    .max_workers
                    .is_some_and(|most| job.open_sessions >= most);
                is_full && is_free(book, worker, job)
            });
        },
    ),
    bug(
        "a stopped association is planned across",
        NO_WORK_ACROSS_A_STOPPED_PAIR,
        |at| {
            open(at, |book, worker, job| {
                let pair = book.pairs.get(&(job.queue, book.workers[&worker].fleet));
                let has_room = job.max_workers.is_none_or(|most| job.open_sessions < most);
                let is_stopped = pair.is_some_and(|state| *state != AssociationState::Active);
                is_stopped && has_room && is_idle(book, worker)
            });
        },
    ),
];
