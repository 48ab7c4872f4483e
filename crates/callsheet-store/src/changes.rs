//! Carrying out what was decided. No other statement changes a state, and the counts of steps and
//! jobs move here and nowhere else.

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::ids::{SessionId, WorkerId};
use callsheet_core::change::{Change, Changes, Words};
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::event::noted::About;
use callsheet_core::lifecycle::action::{ActionState, Outcome};
use callsheet_core::lifecycle::task::Target;
use callsheet_core::schedule::limits::Holding;
use callsheet_core::settle::{self, Cause};
use callsheet_core::view::{ActionKind, JobHead, Key, StepHead};

use crate::columns::Columns;
use crate::error::{Error, Result};
use crate::gathered::{ChangedAction, Gathered};
use crate::holdings;
use crate::new_work::NewWork;
use crate::{Tx, V, params};

/// What became of a set of changes, for those who act after the commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Tasks that became READY, or may be given to one worker more: those that wait may be woken.
    pub became_ready: NewWork,
    /// Units of limits that were given back, less those that were taken.
    pub limits_freed: i64,
    /// Sessions that ended, which may let an association come to rest.
    pub sessions_ended: bool,
    /// Something came to an end or began again, from which more may have followed in its job than
    /// was decided.
    pub more_followed: bool,
}

impl Applied {
    pub fn merge(&mut self, other: Applied) {
        self.became_ready.merge(other.became_ready);
        self.limits_freed += other.limits_freed;
        self.sessions_ended |= other.sessions_ended;
        self.more_followed |= other.more_followed;
    }

    /// What waiting workers may find: a unit of a limit may be what a READY task of any queue waited
    /// for.
    pub fn to_wake(&self) -> NewWork {
        let mut work = self.became_ready.clone();
        if self.limits_freed > 0 {
            work.merge(NewWork::for_anybody(self.limits_freed));
        }
        work
    }
}

/// What moved in one step.
#[derive(Default)]
pub(crate) struct Moved {
    pub counts: Counts,
    pub retries: i64,
    started_at: Option<Timestamp>,
}

/// The differences that a set of changes makes, gathered so that each step and job is written once.
#[derive(Default)]
pub(crate) struct Ledger {
    pub steps: BTreeMap<Key, Moved>,
    became_ready: BTreeMap<Key, i64>,
    applied: Applied,
    failures_grew: bool,
}

impl Ledger {
    pub fn moved(&mut self, step_key: Key, from: TaskStatus, to: TaskStatus, count: i64) {
        if count == 0 || from == to {
            return;
        }
        self.steps
            .entry(step_key)
            .or_default()
            .counts
            .moved(from, to, count);
        if to == TaskStatus::Ready {
            *self.became_ready.entry(step_key).or_default() += count;
        }
        self.failures_grew |= to == TaskStatus::Failed;
    }

    pub fn retried(&mut self, step_key: Key, count: i64) {
        if count != 0 {
            self.steps.entry(step_key).or_default().retries += count;
        }
    }

    pub fn started(&mut self, step_key: Key, at: Option<Timestamp>) {
        let moved = self.steps.entry(step_key).or_default();
        moved.started_at = match (moved.started_at, at) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
}

impl Tx {
    /// Writes a decision and everything that follows from it, until the jobs it touched have come
    /// to rest.
    pub fn apply(&mut self, changes: &Changes, now: Timestamp) -> Result<Applied> {
        self.apply_as(changes, Cause::TasksMoved, now)
    }

    /// The same, where the failures that a job has already had count anew.
    pub fn apply_as(&mut self, changes: &Changes, cause: Cause, now: Timestamp) -> Result<Applied> {
        let (mut applied, unsettled) = self.write_all(changes, cause, now)?;
        applied.more_followed = !unsettled.is_empty();
        for (job_key, cause) in unsettled {
            applied.merge(self.settle(job_key, cause, now)?);
        }
        Ok(applied)
    }

    /// Lets follow what follows, round by round.
    pub fn settle(&mut self, job_key: Key, cause: Cause, now: Timestamp) -> Result<Applied> {
        let mut applied = Applied::default();
        let mut cause = cause;
        while let Some(mut view) = self.job_without_sessions(job_key)? {
            if settle::stops(&view, cause) {
                view.sessions = self.open_sessions_of_job(job_key)?;
            }
            let follows = settle::settle(&mut view, cause, now);
            if follows.is_empty() {
                break;
            }
            let (more, unsettled) = self.write_all(&follows, cause, now)?;
            applied.merge(more);
            cause = unsettled
                .get(&job_key)
                .copied()
                .unwrap_or(Cause::TasksMoved);
        }
        Ok(applied)
    }

    /// Writes changes and counts, and names the jobs in which something may follow.
    fn write_all(
        &mut self,
        changes: &Changes,
        cause: Cause,
        now: Timestamp,
    ) -> Result<(Applied, BTreeMap<Key, Cause>)> {
        let mut ledger = Ledger::default();
        let mut rows = Gathered::default();
        let mut unsettled = BTreeMap::new();
        for change in changes.iter() {
            if !leaves_rows_alone(change) {
                self.write_gathered(&mut rows)?;
            }
            self.write(change, now, &mut ledger, &mut rows)?;
            if let Change::Job { key, .. } = change {
                unsettled.insert(*key, cause);
            }
        }
        self.write_gathered(&mut rows)?;
        for job_key in self.write_counts(&ledger, now)? {
            let weighed = if ledger.failures_grew {
                Cause::FailuresWeigh
            } else {
                cause
            };
            unsettled.insert(job_key, weighed);
        }
        for (step_key, tasks) in ledger.became_ready {
            let work = self.new_work_of_step(step_key, tasks)?;
            ledger.applied.became_ready.merge(work);
        }
        Ok((ledger.applied, unsettled))
    }

    fn write<'a>(
        &mut self,
        change: &'a Change,
        now: Timestamp,
        ledger: &mut Ledger,
        rows: &mut Gathered<'a>,
    ) -> Result<()> {
        match change {
            Change::Worker { id, state } => {
                let sql = "UPDATE worker SET state = $2 WHERE id = $1";
                self.exec(sql, &[id.into(), state.code().into()])?;
            }
            Change::OpenSession {
                id,
                job,
                step,
                worker,
                fleet,
                environments,
                started_at,
            } => {
                let place = (worker.as_bytes(), fleet.as_bytes());
                self.open_session(*id, job, step, place, *environments, *started_at)?;
            }
            Change::Session { .. } => self.write_session(change, ledger)?,
            Change::AddAction {
                session,
                index,
                kind,
                limits,
            } => {
                let (kind, ordinal, count) = kind.code();
                let limits = limits.as_deref().map(holdings::written).transpose()?;
                let (session, index) = (session.into(), (*index).into());
                let (ordinal, count) = (ordinal.into(), count.into());
                let row = [session, index, kind.into(), ordinal, count, limits.into()];
                self.add_action(rows, row)?;
            }
            Change::AcquireLimits {
                session,
                queue,
                taken,
                held,
            } => {
                self.write_acquired(*session, *queue, taken, held)?;
                ledger.applied.limits_freed -= units(taken);
            }
            Change::ReleaseLimits {
                session,
                queue,
                held,
            } => {
                self.write_released(*session, *queue, held)?;
                ledger.applied.limits_freed += units(held);
            }
            Change::Action {
                session,
                index,
                kind,
                state,
                words,
            } => {
                let row = action_row((*session, *index), *kind, state, words.as_ref());
                self.change_action(rows, row)?;
            }
            Change::Hand { .. } => self.write_hand(change, now, ledger, rows)?,
            Change::Cursor {
                step_key,
                cursor,
                passed,
            } => {
                let sql = "UPDATE step SET cursor = $2, ahead = ahead - $3 WHERE key = $1";
                self.exec(
                    sql,
                    &[(*step_key).into(), (*cursor).into(), (*passed).into()],
                )?;
            }
            Change::Task { .. } => self.write_task(change, now, ledger, rows)?,
            Change::Tasks {
                step_key,
                from,
                to,
                max_retries,
            } => {
                self.write_tasks(*step_key, (*from, *to), *max_retries, now, ledger)?;
            }
            Change::OneTask {
                step_key,
                index,
                from,
                untouched,
                to,
            } => {
                self.write_one_task(*step_key, *index, *untouched, (*from, *to), now)?;
                ledger.moved(*step_key, *from, *to, 1);
                self.tell_tasks(*step_key, (*index, 1), (*from, *to), now);
            }
            Change::StepTarget {
                step_key,
                target,
                is_updating,
            } => {
                let updating = if *is_updating { 1_i64 } else { 2 };
                self.tell_step_updating(*step_key, updating, now)?;
                let sql = "UPDATE step SET target = $2, updating = $3 WHERE key = $1";
                let target = target.map(Target::code);
                self.exec(sql, &[(*step_key).into(), target.into(), updating.into()])?;
            }
            Change::Pace { step_key, pace } => {
                self.exec(
                    "UPDATE step SET chunk_size = $2, chunk_tasks_done = $3, chunk_tasks_ms = $4
                     WHERE key = $1",
                    params![*step_key, pace.chunk_size, pace.tasks_done, pace.tasks_ms],
                )?;
            }
            Change::Dependencies { step_key, unmet } => {
                let sql = "UPDATE step SET unmet = $2 WHERE key = $1";
                self.exec(sql, &[(*step_key).into(), (*unmet).into()])?;
            }
            Change::Job { key, state, target } => {
                self.tell_job_state(*key, *state, now)?;
                let sql = "UPDATE job SET state = $2, target = $3 WHERE key = $1";
                let target = target.map(Target::code);
                self.exec(sql, &[(*key).into(), state.code().into(), target.into()])?;
            }
        }
        Ok(())
    }

    fn open_session(
        &mut self,
        id: SessionId,
        job: &JobHead,
        step: &StepHead,
        (worker, fleet): (&[u8; 16], &[u8; 16]),
        environments: i64,
        started_at: Timestamp,
    ) -> Result<()> {
        self.exec(
            "INSERT INTO session (id, job_key, step_key, farm_id, queue_id, fleet_id, worker_id,
                                  state, environments, host_properties, started_at,
                                  progressed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8,
                     (SELECT host_properties FROM worker WHERE id = $7), $9, $9)",
            &[
                id.into(),
                job.key.into(),
                step.key.into(),
                job.farm.into(),
                job.queue.into(),
                fleet.into(),
                worker.into(),
                environments.into(),
                started_at.as_ms().into(),
            ],
        )?;
        let sql = "UPDATE job SET open_sessions = open_sessions + 1 WHERE key = $1";
        self.exec(sql, &[job.key.into()])?;
        self.workers_moved(job.key, 1)?;
        let sql = "UPDATE worker SET open_sessions = open_sessions + 1 WHERE id = $1";
        self.exec(sql, &[worker.into()])?;
        Ok(())
    }

    fn write_session(&mut self, change: &Change, ledger: &mut Ledger) -> Result<()> {
        let Change::Session {
            id,
            job_key,
            worker,
            state,
            broken,
            entered,
            next_index,
            first_open,
            tasks_done,
            tasks_ms,
            progressed_at,
        } = change
        else {
            return Ok(());
        };
        let ended_at = state.ended_at().map(|at| at.as_ms());
        self.exec(
            "UPDATE session SET state = $2, broken = $3, entered = $4, next_index = $5,
                                first_open = $6, tasks_done = $7, tasks_ms = $8,
                                progressed_at = $9, ended_at = $10
             WHERE id = $1",
            &[
                id.into(),
                state.code().into(),
                i64::from(*broken).into(),
                (*entered).into(),
                (*next_index).into(),
                (*first_open).into(),
                (*tasks_done).into(),
                (*tasks_ms).into(),
                progressed_at.as_ms().into(),
                ended_at.into(),
            ],
        )?;
        if ended_at.is_some() {
            let work = self.close_session(*job_key, *worker)?;
            ledger.applied.became_ready.merge(work);
            ledger.applied.sessions_ended = true;
        }
        Ok(())
    }

    /// Answers what somebody else may do now, if the job may have so many workers only.
    fn close_session(&mut self, job_key: Key, worker: WorkerId) -> Result<NewWork> {
        let most_workers = self.one(
            "UPDATE job SET open_sessions = open_sessions - 1 WHERE key = $1
             RETURNING max_worker_count",
            params![job_key],
            |row| row.opt_i64(0),
        )?;
        self.workers_moved(job_key, -1)?;
        let sql = "UPDATE worker SET open_sessions = open_sessions - 1 WHERE id = $1";
        self.exec(sql, &[worker.into()])?;
        match most_workers {
            Some(Some(_)) => self.new_work_of_job(job_key, 1),
            Some(None) | None => Ok(NewWork::default()),
        }
    }

    /// Moves the counts of steps and their jobs, and returns the jobs in which something came to
    /// an end, so that something may follow.
    fn write_counts(&mut self, ledger: &Ledger, now: Timestamp) -> Result<Vec<Key>> {
        let mut jobs: BTreeMap<Key, (Moved, bool)> = BTreeMap::new();
        for (step_key, moved) in &ledger.steps {
            let stand = self.move_counts(STEP_COUNTS, *step_key, moved)?;
            self.write_status(STEP_STATUS, About::Step(*step_key), &stand, now)?;
            let (job_key, counts) = (stand.job_key, stand.counts);
            let ready = counts.of(TaskStatus::Ready);
            let has_work = ready > 0;
            if has_work != (ready > moved.counts.of(TaskStatus::Ready)) {
                self.step_demands(job_key, *step_key, has_work)?;
            }
            let (of_job, may_follow) = jobs.entry(job_key).or_default();
            of_job.counts.merge(&moved.counts);
            of_job.retries += moved.retries;
            of_job.started_at = of_job.started_at.or(moved.started_at);
            *may_follow |= ledger.failures_grew || settle::may_follow(&moved.counts, &counts);
        }
        let mut unsettled = Vec::new();
        for (job_key, (moved, may_follow)) in jobs {
            let stand = self.move_counts(JOB_COUNTS, job_key, &moved)?;
            self.write_status(JOB_STATUS, About::Job(job_key), &stand, now)?;
            let errors = moved.retries + moved.counts.of(TaskStatus::Failed);
            if errors != 0 {
                self.errors_moved(job_key, errors)?;
            }
            if may_follow {
                unsettled.push(job_key);
            }
        }
        Ok(unsettled)
    }

    fn move_counts(&mut self, sql: &'static str, key: Key, moved: &Moved) -> Result<Stand> {
        let mut values: Vec<V<'_>> = vec![key.into()];
        values.extend(moved.counts.as_array().iter().map(|count| V::from(*count)));
        values.push(moved.retries.into());
        values.push(moved.started_at.map(|at| at.as_ms()).into());
        let found = self.one(sql, &values, |row| {
            let mut columns = Columns::of(row);
            Ok(Stand {
                job_key: columns.get()?,
                status: columns.get()?,
                ended_at: columns.get()?,
                counts: columns.counts()?,
            })
        })?;
        found.ok_or_else(|| Error::broken("a step or job whose counts moved is gone"))
    }

    /// Mostly nothing is to be written: a thousand tasks may end before the status of their step
    /// is another one.
    fn write_status(
        &mut self,
        sql: &'static str,
        about: About,
        stand: &Stand,
        now: Timestamp,
    ) -> Result<()> {
        let status = stand.counts.overall().code();
        let ended = stand.counts.all_final();
        if stand.status == Some(status) && stand.ended_at.is_some() == ended {
            return Ok(());
        }
        if stand.status != Some(status) {
            self.tell_run(about, (stand.status, &stand.counts), now);
        }
        let (About::Step(key) | About::Job(key)) = about else {
            return Err(Error::broken("a farm has no status"));
        };
        let values = [
            key.into(),
            status.into(),
            i64::from(ended).into(),
            now.as_ms().into(),
        ];
        self.exec(sql, &values)?;
        Ok(())
    }
}

/// Where a step or job stands after its counts moved, with the status that it had before.
struct Stand {
    job_key: Key,
    status: Option<i64>,
    ended_at: Option<i64>,
    counts: Counts,
}

/// Whether a change may be written before rows of tasks and session actions that wait: it neither
/// reads nor writes any.
fn leaves_rows_alone(change: &Change) -> bool {
    match change {
        // These are the rows that wait, each kind in its own order.
        Change::AddAction { .. } | Change::Action { .. } | Change::Task { .. } => true,
        Change::Hand { untouched, .. } => *untouched,
        Change::Session { .. }
        | Change::Cursor { .. }
        | Change::Worker { .. }
        | Change::Pace { .. } => true,
        Change::OpenSession { .. }
        | Change::Tasks { .. }
        | Change::OneTask { .. }
        | Change::AcquireLimits { .. }
        | Change::ReleaseLimits { .. }
        | Change::StepTarget { .. }
        | Change::Dependencies { .. }
        | Change::Job { .. } => false,
    }
}

fn action_row<'a>(
    (session, index): (SessionId, i64),
    kind: ActionKind,
    state: &ActionState,
    words: Option<&'a Words>,
) -> ChangedAction<'a> {
    let (kind, ordinal, count) = kind.code();
    let milliseconds = |at: Option<Timestamp>| V::from(at.map(|at| at.as_ms()));
    [
        session.into(),
        index.into(),
        kind.into(),
        ordinal.into(),
        count.into(),
        action_code(state).into(),
        milliseconds(state.started_at()),
        milliseconds(state.ended_at()),
        milliseconds(words.and_then(|words| words.updated_at)),
        words.and_then(|words| words.process_exit_code).into(),
        words.and_then(|words| words.progress_percent).into(),
        words
            .and_then(|words| words.progress_message.as_ref())
            .into(),
        words.and_then(|words| words.manifests.as_ref()).into(),
    ]
}

const STEP_COUNTS: &str = "UPDATE step SET
    pending = pending + $2, ready = ready + $3, assigned = assigned + $4,
    starting = starting + $5, scheduled = scheduled + $6, running = running + $7,
    interrupting = interrupting + $8, suspended = suspended + $9, canceled = canceled + $10,
    failed = failed + $11, succeeded = succeeded + $12, not_compatible = not_compatible + $13,
    failure_retries = failure_retries + $14, started_at = COALESCE(started_at, $15)
  WHERE key = $1
  RETURNING job_key, status, ended_at, pending, ready, assigned, starting, scheduled, running, interrupting,
    suspended, canceled, failed, succeeded, not_compatible";

const JOB_COUNTS: &str = "UPDATE job SET
    pending = pending + $2, ready = ready + $3, assigned = assigned + $4,
    starting = starting + $5, scheduled = scheduled + $6, running = running + $7,
    interrupting = interrupting + $8, suspended = suspended + $9, canceled = canceled + $10,
    failed = failed + $11, succeeded = succeeded + $12, not_compatible = not_compatible + $13,
    failure_retries = failure_retries + $14, started_at = COALESCE(started_at, $15)
  WHERE key = $1
  RETURNING key, status, ended_at, pending, ready, assigned, starting, scheduled, running, interrupting,
    suspended, canceled, failed, succeeded, not_compatible";

/// The first end is kept until something in it runs again.
const STEP_STATUS: &str = "UPDATE step SET status = $2,
    ended_at = CASE WHEN $3 = 1 THEN COALESCE(ended_at, $4) ELSE NULL END
  WHERE key = $1";

const JOB_STATUS: &str = "UPDATE job SET status = $2,
    ended_at = CASE WHEN $3 = 1 THEN COALESCE(ended_at, $4) ELSE NULL END
  WHERE key = $1";

fn units(holdings: &[Holding]) -> i64 {
    holdings.iter().map(|holding| holding.count).sum()
}

pub(crate) fn expect_one(updated: u64, what: &str) -> Result<()> {
    if updated == 1 {
        Ok(())
    } else {
        Err(Error::broken(format!("{what} is not there")))
    }
}

/// The number under which a session action's state is kept; 3 and above have ended.
pub fn action_code(state: &ActionState) -> i64 {
    match state {
        ActionState::Assigned => 0,
        ActionState::Running { .. } => 1,
        ActionState::Canceling { .. } => 2,
        ActionState::Ended { outcome, .. } => match outcome {
            Outcome::Succeeded => 3,
            Outcome::Failed => 4,
            Outcome::Interrupted => 5,
            Outcome::Canceled => 6,
            Outcome::NeverAttempted => 7,
        },
    }
}

/// An action's state from its row.
pub fn action_state(
    code: i64,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
) -> Option<ActionState> {
    let outcome = match code {
        0 => return Some(ActionState::Assigned),
        1 => {
            return Some(ActionState::Running {
                started_at: started_at?,
            });
        }
        2 => return Some(ActionState::Canceling { started_at }),
        3 => Outcome::Succeeded,
        4 => Outcome::Failed,
        5 => Outcome::Interrupted,
        6 => Outcome::Canceled,
        7 => Outcome::NeverAttempted,
        _ => return None,
    };
    let ended_at = ended_at.unwrap_or(Timestamp::from_ms(0));
    Some(ActionState::Ended {
        outcome,
        started_at,
        ended_at,
    })
}
