//! Carrying out what was decided, as `callsheet-store/src/changes.rs` does it on rows: the same
//! differences, the same rounds of consequences. What is not there where a change expects it is
//! answered as an error, as the store answers it.

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::ids::{SessionId, WorkerId};
use callsheet_core::change::{Change, Changes};
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::lifecycle::action::ActionState;
use callsheet_core::lifecycle::task::HeldTask;
use callsheet_core::schedule::limits::Holding;
use callsheet_core::settle::{self, Cause};
use callsheet_core::view::{ActionKind, Key};

use super::book::{ActionRow, Book, SessionRow, TaskEntry};

/// What became of a set of changes, for those who act after the commit.
#[derive(Debug, Clone, Default)]
pub struct Applied {
    pub became_ready: i64,
    /// Units of limits that were given back, less those that were taken.
    pub limits_freed: i64,
    pub sessions_ended: bool,
}

impl Applied {
    pub fn merge(&mut self, other: Applied) {
        self.became_ready += other.became_ready;
        self.limits_freed += other.limits_freed;
        self.sessions_ended |= other.sessions_ended;
    }

    /// How many that wait may find something now.
    pub fn to_wake(&self) -> i64 {
        self.became_ready + self.limits_freed.max(0)
    }
}

/// A change that does not fit what is there.
pub type Broken = &'static str;

#[derive(Default)]
struct Ledger {
    steps: BTreeMap<Key, Counts>,
    applied: Applied,
    failures_grew: bool,
}

impl Ledger {
    fn moved(&mut self, step: Key, from: TaskStatus, to: TaskStatus, count: i64) {
        if count == 0 || from == to {
            return;
        }
        let counts = self.steps.entry(step).or_default();
        counts.moved(from, to, count);
        if to == TaskStatus::Ready {
            self.applied.became_ready += count;
        }
        self.failures_grew |= to == TaskStatus::Failed;
    }
}

impl Book {
    /// Writes changes and counts, and names the jobs in which something may follow.
    pub fn write_all(
        &mut self,
        changes: &Changes,
        cause: Cause,
        now: Timestamp,
        see: &mut dyn FnMut(&Self, &Change),
    ) -> Result<(Applied, BTreeMap<Key, Cause>), Broken> {
        let mut ledger = Ledger::default();
        let mut unsettled = BTreeMap::new();
        for change in changes.iter() {
            see(self, change);
            self.write(change, now, &mut ledger)?;
            if let Change::Job { key, .. } = change {
                unsettled.insert(*key, cause);
            }
        }
        for job_key in self.write_counts(&ledger, now)? {
            let weighed = if ledger.failures_grew {
                Cause::FailuresWeigh
            } else {
                cause
            };
            unsettled.insert(job_key, weighed);
        }
        Ok((ledger.applied, unsettled))
    }

    fn write(
        &mut self,
        change: &Change,
        now: Timestamp,
        ledger: &mut Ledger,
    ) -> Result<(), Broken> {
        match change {
            Change::Worker { id, state } => {
                let worker = self.workers.get_mut(id).ok_or("a worker is not there")?;
                worker.state = *state;
            }
            Change::OpenSession { .. } => self.open_session(change)?,
            Change::Session { .. } => self.write_session(change, ledger)?,
            Change::AddAction {
                session,
                index,
                kind,
                limits: _,
            } => {
                let (kind, state) = (*kind, ActionState::Assigned);
                let before = self
                    .actions
                    .insert((*session, *index), ActionRow { kind, state });
                if before.is_some() {
                    return Err("a session action's index is used twice");
                }
            }
            Change::AcquireLimits {
                session,
                taken,
                held,
                ..
            } => {
                self.count_limits(taken, 1)?;
                ledger.applied.limits_freed -= units(taken);
                let row = self.sessions.get_mut(session);
                row.ok_or("a session is not there")?.limits.clone_from(held);
            }
            Change::ReleaseLimits { session, held, .. } => {
                self.count_limits(held, -1)?;
                ledger.applied.limits_freed += units(held);
                let row = self.sessions.get_mut(session);
                row.ok_or("a session is not there")?.limits.clear();
            }
            Change::Pace { step_key, pace } => {
                let step = self.steps.get_mut(step_key).ok_or("a step is not there")?;
                step.pace = Some(*pace);
            }
            Change::Action {
                session,
                index,
                state,
                ..
            } => {
                let action = self.actions.get_mut(&(*session, *index));
                action.ok_or("a session action is not there")?.state = *state;
            }
            Change::Hand { .. } => self.write_hand(change, ledger)?,
            Change::Cursor {
                step_key,
                cursor,
                passed,
            } => {
                let step = self.steps.get_mut(step_key).ok_or("a step is not there")?;
                step.cursor = *cursor;
                step.ahead -= passed;
            }
            Change::Task {
                step_key,
                first,
                count,
                from,
                to,
                ended_at,
                ..
            } => {
                self.write_task((*step_key, *first), *to, ended_at.unwrap_or(now))?;
                ledger.moved(*step_key, *from, to.status, *count);
            }
            Change::Tasks {
                step_key,
                from,
                to,
                max_retries,
            } => {
                let count = self.write_tasks(*step_key, *from, *to, *max_retries, now)?;
                ledger.moved(*step_key, *from, *to, count);
            }
            Change::OneTask {
                step_key,
                index,
                from,
                untouched,
                to,
            } => {
                self.write_one_task(*step_key, *index, *untouched, *to, now)?;
                ledger.moved(*step_key, *from, *to, 1);
            }
            Change::StepTarget {
                step_key,
                target,
                is_updating,
            } => {
                let step = self.steps.get_mut(step_key).ok_or("a step is not there")?;
                (step.target, step.is_updating) = (*target, *is_updating);
            }
            Change::Dependencies { step_key, unmet } => {
                let step = self.steps.get_mut(step_key).ok_or("a step is not there")?;
                step.unmet = *unmet;
            }
            Change::Job { key, state, target } => {
                let job = self.jobs.get_mut(key).ok_or("a job is not there")?;
                (job.state, job.target) = (*state, *target);
            }
        }
        Ok(())
    }

    fn open_session(&mut self, change: &Change) -> Result<(), Broken> {
        let Change::OpenSession {
            id,
            job,
            step,
            worker,
            fleet,
            environments,
            started_at,
            ..
        } = change
        else {
            return Ok(());
        };
        let row = SessionRow {
            job_key: job.key,
            step_key: step.key,
            worker: *worker,
            fleet: *fleet,
            state: callsheet_core::lifecycle::session::SessionState::Open,
            broken: false,
            environments: *environments,
            entered: 0,
            next_index: 0,
            tasks_done: 0,
            tasks_ms: 0,
            progressed_at: *started_at,
            limits: Vec::new(),
        };
        if self.sessions.insert(*id, row).is_some() {
            return Err("a session's id is used twice");
        }
        self.open.insert(*id);
        self.count_session(job.key, *worker, 1)
    }

    fn count_session(&mut self, job: Key, worker: WorkerId, by: i64) -> Result<(), Broken> {
        let job = self.jobs.get_mut(&job).ok_or("a job is not there")?;
        job.open_sessions += by;
        let worker = self
            .workers
            .get_mut(&worker)
            .ok_or("a worker is not there")?;
        worker.open_sessions += by;
        Ok(())
    }

    /// For how many more workers a job with a maximum has room and work now.
    fn room(&self, job: Key) -> i64 {
        let room = self.jobs.get(&job).is_some_and(|job| {
            let has_room = job.max_workers.is_some_and(|most| most > job.open_sessions);
            has_room && job.counts.of(TaskStatus::Ready) > 0
        });
        i64::from(room)
    }

    fn write_session(&mut self, change: &Change, ledger: &mut Ledger) -> Result<(), Broken> {
        let Change::Session {
            id,
            job_key,
            worker,
            state,
            broken,
            entered,
            next_index,
            // A store finds open actions by it; this one has all its actions at hand.
            first_open: _,
            tasks_done,
            tasks_ms,
            progressed_at,
        } = change
        else {
            return Ok(());
        };
        let row = self.sessions.get_mut(id).ok_or("a session is not there")?;
        row.state = *state;
        row.broken = *broken;
        row.entered = *entered;
        row.next_index = *next_index;
        row.tasks_done = *tasks_done;
        row.tasks_ms = *tasks_ms;
        row.progressed_at = *progressed_at;
        if state.ended_at().is_some() {
            self.open.remove(id);
            self.count_session(*job_key, *worker, -1)?;
            ledger.applied.became_ready += self.room(*job_key);
            ledger.applied.sessions_ended = true;
        }
        Ok(())
    }

    fn count_limits(&mut self, holdings: &[Holding], by: i64) -> Result<(), Broken> {
        for holding in holdings {
            let limit = self.limits.get_mut(&holding.limit_id);
            limit.ok_or("a limit is not there")?.current_count += by * holding.count;
        }
        Ok(())
    }

    fn write_hand(&mut self, change: &Change, ledger: &mut Ledger) -> Result<(), Broken> {
        let Change::Hand {
            step_key,
            first,
            count,
            from,
            untouched,
            to,
            session,
            index,
        } = change
        else {
            return Ok(());
        };
        let held_by = Some((*session, *index));
        if *untouched {
            let row = TaskEntry {
                count: *count,
                status: *to,
                target: None,
                retries: 0,
                losses: 0,
                held_by,
                ended_at: None,
            };
            if self.tasks.insert((*step_key, *first), row).is_some() {
                return Err("an untouched task has a row");
            }
        } else {
            let task = self.tasks.get_mut(&(*step_key, *first));
            let task = task.filter(|task| task.count == *count);
            let task = task.ok_or("a task that was to be handed out is not there")?;
            task.status = *to;
            task.held_by = held_by;
            (task.target, task.ended_at) = (None, None);
        }
        ledger.moved(*step_key, *from, *to, *count);
        Ok(())
    }

    fn write_task(
        &mut self,
        place: (Key, i64),
        to: HeldTask,
        ended_at: Timestamp,
    ) -> Result<(), Broken> {
        let job = self.steps.get(&place.0).map(|step| step.job_key);
        let task = self.tasks.get_mut(&place);
        let task = task.ok_or("a task that a session holds is not there")?;
        if let Some(job) = job.and_then(|job| self.jobs.get_mut(&job)) {
            job.errors += (to.attempts.retries - task.retries) * task.count;
        }
        task.status = to.status;
        task.target = to.target;
        task.retries = to.attempts.retries;
        task.losses = to.attempts.losses;
        task.ended_at = to.status.is_final().then_some(ended_at);
        Ok(())
    }

    /// A whole status of a step moves: rows one by one here, the tail by a word.
    fn write_tasks(
        &mut self,
        step_key: Key,
        from: TaskStatus,
        to: TaskStatus,
        max_retries: Option<i64>,
        now: Timestamp,
    ) -> Result<i64, Broken> {
        let most = max_retries.unwrap_or(i64::MAX);
        let mut count = 0;
        for (_, task) in self.tasks.range_mut((step_key, 0)..=(step_key, i64::MAX)) {
            if task.status == from && task.retries < most {
                task.status = to;
                task.target = None;
                task.ended_at = to.is_final().then_some(now);
                count += task.count;
            }
        }
        let step = self.steps.get_mut(&step_key).ok_or("a step is not there")?;
        if max_retries != Some(0) && step.tail == from {
            step.tail = to;
            count += step.task_count - step.cursor - step.ahead;
        }
        Ok(count)
    }

    fn write_one_task(
        &mut self,
        step_key: Key,
        index: i64,
        untouched: bool,
        to: TaskStatus,
        now: Timestamp,
    ) -> Result<(), Broken> {
        let ended_at = to.is_final().then_some(now);
        if untouched {
            let row = TaskEntry {
                count: 1,
                status: to,
                target: None,
                retries: 0,
                losses: 0,
                held_by: None,
                ended_at,
            };
            if self.tasks.insert((step_key, index), row).is_some() {
                return Err("an untouched task has a row");
            }
            let step = self.steps.get_mut(&step_key).ok_or("a step is not there")?;
            step.ahead += 1;
            return Ok(());
        }
        self.split(step_key, index);
        let task = self.tasks.get_mut(&(step_key, index));
        let task = task.ok_or("the task that was aimed at is not there")?;
        task.status = to;
        (task.target, task.ended_at) = (None, ended_at);
        Ok(())
    }

    /// Gives one task of a chunk a row of its own.
    fn split(&mut self, step_key: Key, index: i64) {
        let mut before = self.tasks.range_mut((step_key, 0)..=(step_key, index));
        let Some(((_, first), row)) = before.next_back() else {
            return;
        };
        let (first, count) = (*first, row.count);
        let whole = row.clone();
        row.count = if index == first { 1 } else { index - first };
        for (piece, length) in [(index, 1), (index + 1, first + count - index - 1)] {
            if piece != first && length > 0 {
                let row = TaskEntry {
                    count: length,
                    ..whole.clone()
                };
                self.tasks.insert((step_key, piece), row);
            }
        }
    }

    fn write_counts(&mut self, ledger: &Ledger, now: Timestamp) -> Result<Vec<Key>, Broken> {
        let mut jobs: BTreeMap<Key, (Counts, bool)> = BTreeMap::new();
        for (step_key, moved) in &ledger.steps {
            let step = self.steps.get_mut(step_key).ok_or("a step is not there")?;
            step.counts.merge(moved);
            step.status = step.counts.overall();
            let (of_job, may_follow) = jobs.entry(step.job_key).or_default();
            of_job.merge(moved);
            *may_follow |= ledger.failures_grew || settle::may_follow(moved, &step.counts);
        }
        let mut unsettled = Vec::new();
        for (job_key, (moved, may_follow)) in jobs {
            let job = self.jobs.get_mut(&job_key).ok_or("a job is not there")?;
            job.counts.merge(&moved);
            job.status = job.counts.overall();
            job.ended_at = if job.counts.all_final() {
                job.ended_at.or(Some(now))
            } else {
                None
            };
            if may_follow {
                unsettled.push(job_key);
            }
        }
        Ok(unsettled)
    }
}

fn units(holdings: &[Holding]) -> i64 {
    holdings.iter().map(|holding| holding.count).sum()
}

/// Which tasks an action runs.
pub fn tasks_of(kind: ActionKind) -> Option<(i64, i64)> {
    match kind {
        ActionKind::TaskRun { first, count } => Some((first, count)),
        ActionKind::SyncJob
        | ActionKind::SyncStep
        | ActionKind::EnvEnter { .. }
        | ActionKind::EnvExit { .. } => None,
    }
}

impl Book {
    /// Has the action ended, or is it not there at all?
    pub fn is_over(&self, session: SessionId, index: i64) -> bool {
        let action = self.actions.get(&(session, index));
        action.is_none_or(|action| action.state.is_ended())
    }
}
