//! Planning for one worker, in the poll in which it asks (`semantics.md` 4.6, 4.7). Nothing is
//! assigned behind a worker's back; only what a worker was handed ahead of its need may have to be
//! taken back ([`taking_back`]).
//!
//! `plan_for` reads candidates and tasks through [`Stockroom`], which a store implements over its
//! rows and a simulation over its memory; all else here is a function of its arguments.

pub mod agent_abilities;
pub mod configuration;
pub mod eligibility;
pub mod gates;
pub mod limits;
pub mod pace;
pub mod pipeline;
pub mod ranking;
pub mod taking_back;
pub mod worker_capabilities;

use std::sync::Arc;

use callsheet_api::Timestamp;
use callsheet_api::ids::{QueueId, SessionId};

use self::configuration::Reach;
use self::limits::{Grant, LimitView, Take};
use self::ranking::{Front, OpenQueue, Ranking};
use crate::change::{Change, Changes};
use crate::counts::TaskStatus;
use crate::lifecycle::action::ActionState;
use crate::lifecycle::session::SessionEvent;
use crate::lifecycle::task::{Attempts, HeldTask};
use crate::recipe::Recipe;
use crate::view::{
    ActionKind, ActionView, JobHead, Key, SessionView, StepHead, TaskRow, WorkerView,
};

/// A step with tasks that this worker's fleet may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub job: JobHead,
    pub step: StepHead,
}

/// A step, locked and read anew, with the tasks that can be handed out next.
#[derive(Debug, Clone)]
pub struct Stock {
    pub job: JobHead,
    pub step: StepHead,
    pub recipe: Arc<Recipe>,
    /// Touched tasks that are READY again, in order.
    pub ready: Vec<TaskRow>,
    /// Rows at or beyond the cursor, in order: the untouched run goes around them.
    pub ahead: Vec<TaskRow>,
    /// What one of its task runs takes of limits; none if the fleet does not fit the step any more.
    pub takes: Option<Vec<Take>>,
    /// The queue's limits that provide it, under lock.
    pub limits: Vec<LimitView>,
}

impl Stock {
    /// What a session that holds so much has to take for one more task run, if it may have one.
    fn grant(&self, held: &[limits::Holding]) -> Option<Grant> {
        if self.step.ready <= 0 {
            return None;
        }
        let takes = self.takes.as_deref()?;
        limits::grant(takes, &self.limits, held).ok()
    }
}

/// Where work is found.
pub trait Stockroom {
    type Error;

    /// The queues that give work to this worker's fleet.
    fn open_queues(&mut self) -> Result<Vec<OpenQueue>, Self::Error>;

    /// Of a queue's jobs with work that the fleet may run: for each set of host requirements, and
    /// each number of workers and errors, the oldest. With [`Reach::OneLevel`] those of the highest
    /// priority that each set has; priorities of `below` and above are passed over.
    fn fronts(
        &mut self,
        queue: QueueId,
        below: Option<i64>,
        reach: Reach,
    ) -> Result<Vec<Front>, Self::Error>;

    /// The same for one job.
    fn fronts_of_job(&mut self, queue: QueueId, job: Key) -> Result<Vec<Front>, Self::Error>;

    /// The next oldest job that stands as this one does.
    fn behind(&mut self, queue: QueueId, front: &Front) -> Result<Option<Front>, Self::Error>;

    /// The first of the job's steps with these requirements that has work; none if the worker may
    /// not have them now.
    fn candidate(
        &mut self,
        queue: QueueId,
        front: &Front,
    ) -> Result<Option<Candidate>, Self::Error>;

    /// Locks a candidate and reads what it has left, at most about `most` tasks of each kind.
    fn stock(&mut self, step: &StepHead, most: i64) -> Result<Stock, Self::Error>;

    /// The queue says where its jobs' attachments are kept, and has a role that reaches them.
    fn keeps_attachments(&mut self, queue: QueueId) -> Result<bool, Self::Error>;
}

/// Decides what the worker holds from now on.
pub fn plan_for<S: Stockroom>(
    worker: &mut WorkerView,
    stockroom: &mut S,
    now: Timestamp,
    draw: &mut impl FnMut() -> [u8; 16],
) -> Result<Changes, S::Error> {
    let mut changes = Changes::default();
    let takes_work = gates::worker_takes_work(worker.state).is_ok();
    let mut ranking = Ranking::new(worker.session.as_ref(), now);
    if let Some(session) = worker.session.as_mut()
        && takes_work
    {
        let given = extend(session, stockroom, &mut ranking, now)?;
        if !given.is_empty() {
            changes.extend(given);
            changes.push(session.change(worker.id));
        }
    }
    changes.extend(wind_down(worker, now));
    if worker.session.is_none() && takes_work {
        changes.extend(open(worker, stockroom, &mut ranking, now, draw)?);
    }
    Ok(changes)
}

/// Gives an open session more of its own step, unless something better waits.
fn extend<S: Stockroom>(
    session: &mut SessionView,
    stockroom: &mut S,
    ranking: &mut Ranking,
    now: Timestamp,
) -> Result<Changes, S::Error> {
    let Ok(wanted) = gates::may_extend(session, now) else {
        return Ok(Changes::default());
    };
    if ranking.keeps(session, stockroom)?.is_err() {
        return Ok(Changes::default());
    }
    let stock = stockroom.stock(&session.step, wanted)?;
    let mut changes = Changes::default();
    let Some(grant) = stock.grant(&session.limits) else {
        return Ok(changes);
    };
    let wanted = if grant.is_last {
        1 - i64::from(session.task_runs().next().is_some())
    } else {
        wanted
    };
    if wanted > 0 {
        limits::acquire(session, grant, &mut changes);
        hand_out(session, &stock, wanted, &mut changes);
    }
    Ok(changes)
}

/// Leaves the environments when there is nothing left to run, and ends the session after the last.
fn wind_down(worker: &mut WorkerView, now: Timestamp) -> Changes {
    let mut changes = Changes::default();
    let worker_id = worker.id;
    let Some(session) = worker.session.as_mut() else {
        return changes;
    };
    if !session.actions.is_empty() {
        return changes;
    }
    if session.entered > 0 {
        for ordinal in (0..session.entered).rev() {
            add_action(session, ActionKind::EnvExit { ordinal }, None, &mut changes);
        }
        changes.push(session.change(worker_id));
        return changes;
    }
    session.state = session
        .state
        .on(SessionEvent::LastActionEnded, now)
        .or(session.state);
    changes.push(session.change(worker_id));
    worker.session = None;
    changes
}

/// Opens a session for the best candidate.
fn open<S: Stockroom>(
    worker: &mut WorkerView,
    stockroom: &mut S,
    ranking: &mut Ranking,
    now: Timestamp,
    draw: &mut impl FnMut() -> [u8; 16],
) -> Result<Changes, S::Error> {
    let mut changes = Changes::default();
    let Some((stock, grant)) = choose(stockroom, ranking)? else {
        return Ok(changes);
    };
    let mut session = new_session(&stock, SessionId::from_bytes(draw()), now);
    changes.push(Change::OpenSession {
        id: session.id,
        job: stock.job.clone(),
        step: stock.step.clone(),
        worker: worker.id,
        fleet: worker.fleet,
        environments: session.environments,
        started_at: now,
    });
    let syncs = stock.recipe.syncs();
    if !syncs.is_empty() && stockroom.keeps_attachments(stock.job.queue)? {
        for kind in syncs {
            add_action(&mut session, *kind, None, &mut changes);
        }
    }
    for ordinal in 0..session.environments {
        let kind = ActionKind::EnvEnter { ordinal };
        add_action(&mut session, kind, None, &mut changes);
    }
    limits::acquire(&mut session, grant, &mut changes);
    hand_out(&mut session, &stock, 1, &mut changes);
    changes.push(session.change(worker.id));
    worker.session = Some(session);
    Ok(changes)
}

/// The first candidate that still has something when it is locked, and what to take of limits.
fn choose<S: Stockroom>(
    stockroom: &mut S,
    ranking: &mut Ranking,
) -> Result<Option<(Stock, Grant)>, S::Error> {
    let mut index = 0;
    while let Some(candidate) = ranking.at(index, stockroom)? {
        index += 1;
        if gates::may_open(&candidate.job, &candidate.step).is_err() {
            continue;
        }
        let stock = stockroom.stock(&candidate.step, 1)?;
        if gates::may_open(&stock.job, &stock.step).is_err() {
            continue;
        }
        if let Some(grant) = stock.grant(&[]) {
            return Ok(Some((stock, grant)));
        }
    }
    Ok(None)
}

fn new_session(stock: &Stock, id: SessionId, now: Timestamp) -> SessionView {
    SessionView {
        id,
        job: stock.job.clone(),
        step: stock.step.clone(),
        state: crate::lifecycle::session::SessionState::Open,
        broken: false,
        environments: stock.recipe.environment_count(),
        entered: 0,
        next_index: 0,
        tasks_done: 0,
        tasks_ms: 0,
        progressed_at: now,
        limits: Vec::new(),
        actions: Vec::new(),
    }
}

fn add_action(
    session: &mut SessionView,
    kind: ActionKind,
    task: Option<HeldTask>,
    changes: &mut Changes,
) -> i64 {
    let index = session.next_index;
    session.next_index += 1;
    let takes = kind.is_task_run() && !session.limits.is_empty();
    changes.push(Change::AddAction {
        session: session.id,
        index,
        kind,
        limits: takes.then(|| session.limits.clone()),
    });
    session.actions.push(ActionView {
        index,
        kind,
        state: ActionState::Assigned,
        task,
    });
    index
}

/// Hands out up to `wanted` task runs: those that are ready again first, then untouched ones, in
/// ascending order (`semantics.md` 11.4).
fn hand_out(session: &mut SessionView, stock: &Stock, wanted: i64, changes: &mut Changes) {
    let mut left = wanted;
    for row in &stock.ready {
        if left == 0 {
            break;
        }
        hand(session, stock, *row, false, changes);
        left -= 1;
    }
    if left > 0 && stock.step.tail == TaskStatus::Ready {
        hand_untouched(session, stock, left, changes);
    }
}

fn hand_untouched(session: &mut SessionView, stock: &Stock, wanted: i64, changes: &mut Changes) {
    let step = &stock.step;
    let (mut cursor, mut passed, mut left) = (step.cursor, 0, wanted);
    let mut ahead = stock.ahead.iter().peekable();
    while left > 0 && cursor < step.task_count {
        if let Some(row) = ahead.next_if(|row| row.first <= cursor) {
            cursor = row.first + row.count;
            passed += row.count;
            continue;
        }
        let end = ahead.peek().map_or(step.task_count, |row| row.first);
        let most = end - cursor;
        let count = match step.pace {
            Some(pace) => stock.recipe.run_of(cursor, pace.chunk_size.min(most)),
            None => stock.recipe.run_length(cursor, most),
        };
        let row = TaskRow {
            first: cursor,
            count,
            status: TaskStatus::Ready,
            retries: 0,
            losses: 0,
        };
        hand(session, stock, row, true, changes);
        cursor += count;
        left -= 1;
    }
    if cursor != step.cursor {
        session.step.cursor = cursor;
        session.step.ahead -= passed;
        changes.push(Change::Cursor {
            step_key: step.key,
            cursor,
            passed,
        });
    }
}

fn hand(
    session: &mut SessionView,
    stock: &Stock,
    row: TaskRow,
    untouched: bool,
    changes: &mut Changes,
) {
    let max_retries = stock.job.max_retries;
    let attempts = Attempts {
        retries: row.retries,
        losses: row.losses,
        max_retries,
    };
    let task = HeldTask {
        status: TaskStatus::Scheduled,
        target: None,
        attempts,
    };
    let kind = ActionKind::TaskRun {
        first: row.first,
        count: row.count,
    };
    let index = add_action(session, kind, Some(task), changes);
    let place = session.places().into_iter().find(|(at, _)| *at == index);
    let to = place.map_or(TaskStatus::Scheduled, |(_, place)| place);
    if let Some(task) = session
        .actions
        .last_mut()
        .and_then(|action| action.task.as_mut())
    {
        task.status = to;
    }
    session.step.ready -= row.count;
    changes.push(Change::Hand {
        step_key: stock.step.key,
        first: row.first,
        count: row.count,
        from: row.status,
        untouched,
        to,
        session: session.id,
        index,
    });
}
