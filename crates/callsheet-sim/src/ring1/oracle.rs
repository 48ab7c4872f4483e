//! The slow, obvious planner: look at everything, keep what may be run, sort it, take the first.

use callsheet_api::Timestamp;
use callsheet_api::ids::{QueueId, WorkerId};
use callsheet_core::change::{Change, Changes};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::schedule::configuration::{Asker, Standing};
use callsheet_core::schedule::limits::grant;
use callsheet_core::schedule::pipeline;
use callsheet_core::view::{JobHead, Key, WorkerView};

use super::book::Book;

/// What the planner should do.
#[derive(Debug, PartialEq, Eq)]
pub enum Choice {
    /// Open a session of this job, if there is one.
    Open(Option<Key>),
    /// Give the session that it has at least and at most so many more.
    Extend(i64, i64),
}

/// The best job for a worker, were it idle.
pub fn best(book: &Book, worker: WorkerId, now: Timestamp) -> Option<Key> {
    let row = book.workers.get(&worker)?;
    if !row.state.takes_work() {
        return None;
    }
    let asker = Asker { job_key: None, now };
    let queues = queues(book, worker, None);
    queues
        .into_iter()
        .find_map(|queue| best_of(book, worker, queue, &asker))
}

/// The queues that give the worker's fleet work, those with the fewest of its workers first.
fn queues(book: &Book, worker: WorkerId, own: Option<QueueId>) -> Vec<QueueId> {
    let fleet = book.workers[&worker].fleet;
    let pairs = book
        .pairs
        .iter()
        .filter(|((_, of), state)| *of == fleet && **state == AssociationState::Active);
    let mut queues: Vec<_> = pairs
        .map(|((queue, _), _)| {
            let is_own = own == Some(*queue);
            let workers = book.workers_of_pair(*queue, fleet) - i64::from(is_own);
            (workers, !is_own, *queue)
        })
        .collect();
    queues.sort_unstable();
    queues.into_iter().map(|(.., queue)| queue).collect()
}

fn best_of(book: &Book, worker: WorkerId, queue: QueueId, asker: &Asker) -> Option<Key> {
    let jobs = book.jobs.keys().filter_map(|key| book.job_head(*key));
    let fitting = jobs.filter(|job| job.queue == queue && may_open(book, worker, job));
    let order = &book.queues[&queue];
    let best = fitting
        .min_by(|one, other| order.order(&Standing::from(one), &Standing::from(other), asker));
    best.map(|job| job.key)
}

/// May the worker open a session of this job?
fn may_open(book: &Book, worker: WorkerId, job: &JobHead) -> bool {
    let fleet = book.workers[&worker].fleet;
    let limits = book.limits_of(job.queue);
    let has_room = job.max_workers.is_none_or(|most| job.open_sessions < most);
    let has_step = book.jobs[&job.key].steps.iter().any(|key| {
        let step = &book.steps[key];
        step.fleets.contains(&fleet)
            && step.counts.of(TaskStatus::Ready) > 0
            && grant(&book.takes(*key), &limits, &[]).is_ok()
    });
    job.state.may_be_updated() && has_room && has_step
}

pub fn choose(book: &Book, worker: WorkerId, now: Timestamp) -> Option<Choice> {
    let view = book.worker_view(worker)?;
    if !view.state.takes_work() {
        return None;
    }
    let Some(session) = view.session else {
        return Some(Choice::Open(best(book, worker, now)));
    };
    let job = &session.job;
    let is_over = job.max_workers.is_some_and(|most| job.open_sessions > most);
    let takes = book.takes(session.step.key);
    let limits = book.limits_of(job.queue);
    let granted = grant(&takes, &limits, &session.limits).is_ok();
    let may = !session.is_winding_down()
        && !is_over
        && granted
        && job.state.may_be_updated()
        && stays(book, &view.id, job, now);
    if !may {
        return Some(Choice::Extend(0, 0));
    }
    let most = pipeline::wanted(&session, now).max(0);
    // With limits it may be one at a time; of chunks there may be fewer than tasks.
    let least = i64::from(most > 0 && session.step.ready > 0 && takes.is_empty());
    Some(Choice::Extend(least, most))
}

/// Nothing better waits for the worker than the job that it is on.
fn stays(book: &Book, worker: &WorkerId, own: &JobHead, now: Timestamp) -> bool {
    let asker = Asker {
        job_key: Some(own.key),
        now,
    };
    for queue in queues(book, *worker, Some(own.queue)) {
        let best = best_of(book, *worker, queue, &asker);
        if queue == own.queue {
            let order = &book.queues[&queue];
            let other = best.and_then(|key| book.job_head(key));
            let leaves = other.is_some_and(|other| {
                order.leaves(&Standing::from(own), &Standing::from(&other), &asker)
            });
            return !leaves;
        }
        if best.is_some() {
            return false;
        }
    }
    false
}

/// Did the planner do so?
pub fn compare(worker: &WorkerView, choice: &Choice, plan: &Changes) -> Result<(), String> {
    let mut opened = None;
    let mut given = 0;
    for change in plan.iter() {
        if let Change::OpenSession { id, job, .. } = change {
            opened = Some((*id, job.key));
        }
    }
    let new = opened.map(|(id, _)| id);
    for change in plan.iter() {
        if let Change::Hand { session, .. } = change {
            given += i64::from(Some(*session) != new);
        }
    }
    match choice {
        Choice::Open(job) if opened.map(|(_, job)| job) == *job => Ok(()),
        Choice::Open(job) => Err(format!("{}: {opened:?}, not {job:?}", worker.id)),
        Choice::Extend(least, most) if (*least..=*most).contains(&given) => Ok(()),
        Choice::Extend(least, most) => Err(format!(
            "{}: {given} more, not {least} to {most}",
            worker.id
        )),
    }
}
