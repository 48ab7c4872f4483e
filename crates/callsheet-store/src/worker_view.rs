//! A worker under lock, with the session it holds: what every word of a worker is judged by.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, JobId, QueueId, SessionId, StepId, WorkerId};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::lifecycle::session::SessionState;
use callsheet_core::lifecycle::task::{Attempts, HeldTask, Target};
use callsheet_core::lifecycle::worker::WorkerState;
use callsheet_core::schedule::pace::Pace;
use callsheet_core::view::{
    ActionKind, ActionView, JobHead, Key, SessionView, StepHead, WorkerView,
};

use crate::changes::action_state;
use crate::error::{Error, Result};
use crate::holdings::held;
use crate::paths::WorkerPath;
use crate::{Engine, Row, Tx, V};

/// A worker that nobody else can change until the transaction ends. Only `lock_worker` makes one,
/// so a function that takes it needs no other proof.
#[derive(Debug)]
pub struct LockedWorker {
    pub view: WorkerView,
    pub heard_at: Timestamp,
    pub user_agent: Option<String>,
}

impl Tx {
    /// Locks a worker, then the job of its open session, and reads both.
    pub fn lock_worker(&mut self, path: &WorkerPath) -> Result<Option<LockedWorker>> {
        let found = self.lock(
            "SELECT state, heard_at, user_agent FROM worker
             WHERE id = $1 AND fleet_id = $2 AND farm_id = $3",
            &[path.worker.into(), path.fleet.into(), path.farm.into()],
            |row| Ok((row.i64(0)?, row.i64(1)?, row.opt_text(2)?)),
        )?;
        let Some((state, heard_at, user_agent)) = found.into_iter().next() else {
            return Ok(None);
        };
        let state = WorkerState::from_code(state).ok_or_else(|| Error::broken("worker state"))?;
        let session = self.open_session_of_worker(path.worker)?;
        let (id, farm, fleet) = (path.worker, path.farm, path.fleet);
        Ok(Some(LockedWorker {
            view: WorkerView {
                id,
                farm,
                fleet,
                state,
                session,
            },
            heard_at: Timestamp::from_ms(heard_at),
            user_agent,
        }))
    }

    fn open_session_of_worker(&mut self, worker: WorkerId) -> Result<Option<SessionView>> {
        let job: Option<Key> = self.one(
            "SELECT job_key FROM session WHERE worker_id = $1 AND state < 2",
            &[worker.into()],
            |row| row.i64(0),
        )?;
        let Some(job_key) = job else { return Ok(None) };
        self.lock_job(job_key)?;
        let sessions =
            self.open_sessions("WHERE s.worker_id = $1 AND s.state < 2", &[worker.into()])?;
        Ok(sessions.into_iter().next())
    }

    /// Nobody moves a task, an action or a count of this job until the transaction ends.
    pub fn lock_job(&mut self, job_key: Key) -> Result<()> {
        self.lock(
            "SELECT key FROM job WHERE key = $1",
            &[job_key.into()],
            |row| row.i64(0),
        )?;
        Ok(())
    }

    /// Open sessions with their actions that have not ended. The caller holds their jobs' locks.
    pub(crate) fn open_sessions(
        &mut self,
        condition: &'static str,
        values: &[V<'_>],
    ) -> Result<Vec<SessionView>> {
        let sql = format!(
            "SELECT s.id, s.state, s.broken, s.environments, s.entered, s.next_index,
                    s.tasks_done, s.tasks_ms, s.progressed_at, s.limits, {JOB_HEAD}, {STEP_HEAD}
             FROM session s JOIN job j ON j.key = s.job_key JOIN step p ON p.key = s.step_key
             {condition} ORDER BY s.id"
        );
        let mut sessions = self.query(sql, values, session_view)?;
        for (id, action) in self.open_actions(condition, values, &sessions)? {
            if let Some(session) = sessions.iter_mut().find(|session| session.id == id) {
                session.actions.push(action);
            }
        }
        Ok(sessions)
    }

    fn open_actions(
        &mut self,
        condition: &'static str,
        values: &[V<'_>],
        sessions: &[SessionView],
    ) -> Result<Vec<(SessionId, ActionView)>> {
        let task = match self.engine() {
            Engine::Sqlite => {
                "LEFT JOIN task t ON a.kind = 3 AND t.step_key = s.step_key AND t.first = a.ordinal"
            }
            // As long as it knows no better it would look for `first` in all of the index.
            Engine::Postgres => {
                "LEFT JOIN LATERAL (SELECT * FROM task
                   WHERE step_key = s.step_key AND first = a.ordinal OFFSET 0) t ON a.kind = 3"
            }
        };
        let sql = format!(
            "SELECT a.session_id, a.action_index, a.kind, a.ordinal, a.count, a.state,
                    a.started_at, a.ended_at, t.status, t.target, t.retries, t.losses
             FROM session s
             JOIN session_action a ON a.session_id = s.id AND a.action_index >= s.first_open
               AND a.state < 3
             {task} {condition} ORDER BY a.session_id, a.action_index"
        );
        self.query(sql, values, |row| {
            let id = SessionId::from_bytes(row.blob16(0)?);
            let max_retries = sessions
                .iter()
                .find(|session| session.id == id)
                .map_or(0, |session| session.job.max_retries);
            Ok((id, action_view(row, max_retries)?))
        })
    }
}

pub(crate) const JOB_HEAD: &str = "j.key, j.id, j.farm_id, j.queue_id, j.state, j.priority,
    j.max_retries_per_task, j.max_failed_tasks_count, j.max_worker_count, j.open_sessions,
    j.failure_retries + j.failed, j.created_at";

pub(crate) const JOB_HEAD_WIDTH: usize = 12;

pub(crate) const STEP_HEAD: &str = "p.key, p.id, p.job_key, p.position, p.task_count, p.cursor,
    p.ahead, p.tail, p.unmet, p.ready, p.chunk_size, p.chunk_target_s, p.chunk_tasks_done,
    p.chunk_tasks_ms";

pub(crate) const STEP_HEAD_WIDTH: usize = 14;

pub(crate) fn job_head(row: &Row<'_>, at: usize) -> Result<JobHead> {
    Ok(JobHead {
        key: row.i64(at)?,
        id: JobId::from_bytes(row.blob16(at + 1)?),
        farm: FarmId::from_bytes(row.blob16(at + 2)?),
        queue: QueueId::from_bytes(row.blob16(at + 3)?),
        state: JobState::from_code(row.i64(at + 4)?).ok_or_else(|| Error::broken("job state"))?,
        priority: row.i64(at + 5)?,
        max_retries: row.i64(at + 6)?,
        max_failed: row.i64(at + 7)?,
        max_workers: row.opt_i64(at + 8)?,
        open_sessions: row.i64(at + 9)?,
        errors: row.i64(at + 10)?,
        submitted_at: Timestamp::from_ms(row.i64(at + 11)?),
    })
}

pub(crate) fn step_head(row: &Row<'_>, at: usize) -> Result<StepHead> {
    Ok(StepHead {
        key: row.i64(at)?,
        id: StepId::from_bytes(row.blob16(at + 1)?),
        job_key: row.i64(at + 2)?,
        position: row.i64(at + 3)?,
        task_count: row.i64(at + 4)?,
        cursor: row.i64(at + 5)?,
        ahead: row.i64(at + 6)?,
        tail: task_status(row.i64(at + 7)?)?,
        unmet: row.i64(at + 8)?,
        ready: row.i64(at + 9)?,
        pace: match row.opt_i64(at + 10)? {
            None => None,
            Some(chunk_size) => Some(Pace {
                chunk_size,
                target_s: row.i64(at + 11)?,
                tasks_done: row.i64(at + 12)?,
                tasks_ms: row.i64(at + 13)?,
            }),
        },
    })
}

pub(crate) fn task_status(code: i64) -> Result<TaskStatus> {
    TaskStatus::from_code(code).ok_or_else(|| Error::broken("task status"))
}

fn session_view(row: &Row<'_>) -> Result<SessionView> {
    let state = match row.i64(1)? {
        0 => SessionState::Open,
        1 => SessionState::Ending,
        _ => return Err(Error::broken("an open session's state")),
    };
    Ok(SessionView {
        id: SessionId::from_bytes(row.blob16(0)?),
        state,
        broken: row.i64(2)? != 0,
        environments: row.i64(3)?,
        entered: row.i64(4)?,
        next_index: row.i64(5)?,
        tasks_done: row.i64(6)?,
        tasks_ms: row.i64(7)?,
        progressed_at: Timestamp::from_ms(row.i64(8)?),
        limits: held(row.opt_text(9)?.as_deref())?,
        job: job_head(row, 10)?,
        step: step_head(row, 10 + JOB_HEAD_WIDTH)?,
        actions: Vec::new(),
    })
}

fn action_view(row: &Row<'_>, max_retries: i64) -> Result<ActionView> {
    let kind = ActionKind::from_code(row.i64(2)?, row.i64(3)?, row.i64(4)?)
        .ok_or_else(|| Error::broken("session action kind"))?;
    let started_at = row.opt_i64(6)?.map(Timestamp::from_ms);
    let ended_at = row.opt_i64(7)?.map(Timestamp::from_ms);
    let state = action_state(row.i64(5)?, started_at, ended_at)
        .ok_or_else(|| Error::broken("session action state"))?;
    let task = match row.opt_i64(8)? {
        None => None,
        Some(status) => Some(HeldTask {
            status: task_status(status)?,
            target: row.opt_i64(9)?.and_then(Target::from_code),
            attempts: Attempts {
                retries: row.i64(10)?,
                losses: row.i64(11)?,
                max_retries,
            },
        }),
    };
    Ok(ActionView {
        index: row.i64(1)?,
        kind,
        state,
        task,
    })
}
