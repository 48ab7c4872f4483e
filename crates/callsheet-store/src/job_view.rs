//! A job with all its steps and open sessions: what a target or an end is judged by. Read only when
//! something may follow for other steps, never for every report.

use callsheet_core::counts::Counts;
use callsheet_core::view::{JobHead, JobView, Key, SessionView, StepHead, StepView, TaskRow};

use crate::error::{Error, Result};
use crate::task_moves::{MOVES, STATUS};
use crate::worker_view::{
    JOB_HEAD, JOB_HEAD_WIDTH, STEP_HEAD, STEP_HEAD_WIDTH, job_head, step_head, task_status,
};
use crate::{Row, Tx};

pub(crate) const COUNTS: &str =
    "pending, ready, assigned, starting, scheduled, running, interrupting,
    suspended, canceled, failed, succeeded, not_compatible";

impl Tx {
    /// Locks a job and reads it whole, if its steps exist.
    pub fn job_view(&mut self, job_key: Key) -> Result<Option<JobView>> {
        let mut view = self.job_without_sessions(job_key)?;
        if let Some(view) = &mut view {
            view.sessions = self.open_sessions_of_job(job_key)?;
        }
        Ok(view)
    }

    /// The same for those who do not ask for its sessions, which may hold thousands of tasks.
    pub(crate) fn job_without_sessions(&mut self, job_key: Key) -> Result<Option<JobView>> {
        self.lock_job(job_key)?;
        let Some((head, counts)) = self.job_with_counts(job_key)? else {
            return Ok(None);
        };
        let mut steps = self.steps_with_counts(job_key)?;
        self.read_dependencies(job_key, &mut steps)?;
        Ok(Some(JobView {
            head,
            counts,
            steps,
            sessions: Vec::new(),
        }))
    }

    pub(crate) fn open_sessions_of_job(&mut self, job_key: Key) -> Result<Vec<SessionView>> {
        self.open_sessions("WHERE s.job_key = $1 AND s.state < 2", &[job_key.into()])
    }

    fn job_with_counts(&mut self, job_key: Key) -> Result<Option<(JobHead, Counts)>> {
        let sql = format!("SELECT {JOB_HEAD}, {COUNTS} FROM job j WHERE j.key = $1");
        let mut found = self.query(sql, &[job_key.into()], |row| {
            Ok((job_head(row, 0)?, counts(row, JOB_HEAD_WIDTH)?))
        })?;
        Ok(found.pop())
    }

    fn steps_with_counts(&mut self, job_key: Key) -> Result<Vec<StepView>> {
        let sql = format!(
            "SELECT {STEP_HEAD}, {COUNTS}, updating FROM step p
             WHERE p.job_key = $1 ORDER BY p.position"
        );
        self.query(sql, &[job_key.into()], |row| {
            Ok(StepView {
                head: step_head(row, 0)?,
                counts: counts(row, STEP_HEAD_WIDTH)?,
                is_updating: row.i64(STEP_HEAD_WIDTH + 12)? == 1,
                dependencies: Vec::new(),
            })
        })
    }

    /// Pairs of a consumer and what it depends on.
    pub(crate) fn dependencies_of_job(&mut self, job_key: Key) -> Result<Vec<(Key, Key)>> {
        self.query(
            "SELECT d.consumer_key, d.dependency_key FROM step_dependency d
             JOIN step p ON p.key = d.consumer_key WHERE p.job_key = $1",
            &[job_key.into()],
            |row| Ok((row.i64(0)?, row.i64(1)?)),
        )
    }

    fn read_dependencies(&mut self, job_key: Key, steps: &mut [StepView]) -> Result<()> {
        let pairs = self.dependencies_of_job(job_key)?;
        let position = |steps: &[StepView], key| steps.iter().position(|s| s.head.key == key);
        for (consumer, dependency) in pairs {
            let found = (position(steps, consumer), position(steps, dependency));
            if let (Some(consumer), Some(dependency)) = found {
                steps[consumer].dependencies.push(dependency);
            }
        }
        Ok(())
    }

    /// The row that covers a task, if something has happened to it.
    pub fn task_row(&mut self, step_key: Key, index: i64) -> Result<Option<TaskRow>> {
        let sql = format!(
            "SELECT t.first, t.count, {STATUS}, t.retries, t.losses FROM task t {MOVES}
             WHERE t.step_key = $1 AND t.first <= $2 ORDER BY t.first DESC LIMIT 1"
        );
        let found = self.one(sql, &[step_key.into(), index.into()], task_row)?;
        Ok(found.filter(|row| index < row.first + row.count))
    }
}

pub(crate) fn task_row(row: &Row<'_>) -> Result<TaskRow> {
    Ok(TaskRow {
        first: row.i64(0)?,
        count: row.i64(1)?,
        status: task_status(row.i64(2)?)?,
        retries: row.i64(3)?,
        losses: row.i64(4)?,
    })
}

pub(crate) fn counts(row: &Row<'_>, at: usize) -> Result<Counts> {
    let mut counts = [0; 12];
    for (index, count) in counts.iter_mut().enumerate() {
        *count = row.i64(at + index)?;
    }
    Ok(Counts::new(counts))
}

/// A step of a job, by its head.
impl Tx {
    pub(crate) fn step_with_job(&mut self, step_key: Key) -> Result<Option<(JobHead, StepHead)>> {
        let sql = format!(
            "SELECT {JOB_HEAD}, {STEP_HEAD} FROM step p JOIN job j ON j.key = p.job_key
             WHERE p.key = $1"
        );
        let mut found = self.query(sql, &[step_key.into()], |row| {
            Ok((job_head(row, 0)?, step_head(row, JOB_HEAD_WIDTH)?))
        })?;
        Ok(found.pop())
    }

    /// Reads the numbers of a session's job and step anew, after they moved.
    pub fn read_heads(&mut self, session: &mut SessionView) -> Result<()> {
        let found = self.step_with_job(session.step.key)?;
        let (job, step) = found.ok_or_else(|| Error::broken("the step of an open session"))?;
        (session.job, session.step) = (job, step);
        Ok(())
    }
}
