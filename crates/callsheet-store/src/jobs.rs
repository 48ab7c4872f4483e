//! Jobs as they are shown.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, JobId, QueueId};
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::view::Key;

use crate::columns::Columns;
use crate::members::of_member;
use crate::paths::{JobPath, QueuePath};
use crate::{Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub key: Key,
    pub id: JobId,
    pub farm: FarmId,
    pub queue: QueueId,
    pub name: String,
    pub description: Option<String>,
    pub state: JobState,
    pub state_message: String,
    pub priority: i64,
    pub max_failed_tasks_count: i64,
    pub max_retries_per_task: i64,
    pub max_worker_count: Option<i64>,
    pub target: Option<Target>,
    /// Absent until its tasks exist.
    pub progress: Option<Progress>,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// What CreateJob was asked for, in JSON. Lists leave it out where they need nothing of it.
    pub request: Option<String>,
}

/// What the tasks of a step or job are doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub status: TaskStatus,
    pub counts: Counts,
    pub failure_retries: i64,
}

/// Where a page of a queue's jobs begins: behind this job.
pub type AfterJob = (Timestamp, Key);

/// All of a job but its request.
macro_rules! job_columns {
    () => {
        "j.key, j.id, j.farm_id, j.queue_id, j.name, j.description, j.state, j.state_message,
         j.priority, j.max_failed_tasks_count, j.max_retries_per_task, j.max_worker_count,
         j.target, j.status, j.pending, j.ready, j.assigned, j.starting, j.scheduled, j.running,
         j.interrupting, j.suspended, j.canceled, j.failed, j.succeeded, j.not_compatible,
         j.failure_retries, j.created_at, j.created_by, j.updated_at, j.updated_by, j.started_at,
         j.ended_at"
    };
}

/// A summary shows of the request only the job that it was copied from, which few were.
const SUMMARY: &str = concat!(
    job_columns!(),
    ", (SELECT d.request FROM job_document d
        WHERE d.job_key = j.key AND d.request LIKE '%\"sourceJobId\"%')"
);

/// What is found shows the parameters too.
pub(crate) const WHOLE: &str = concat!(
    job_columns!(),
    ", (SELECT d.request FROM job_document d WHERE d.job_key = j.key)"
);

impl Tx {
    pub fn job(&mut self, path: &JobPath) -> Result<Option<Job>> {
        self.one(
            concat!(
                "SELECT ",
                job_columns!(),
                ", d.request FROM job j LEFT JOIN job_document d ON d.job_key = j.key
                 WHERE j.id = $1 AND j.queue_id = $2 AND j.farm_id = $3"
            ),
            params![path.job, path.queue, path.farm,],
            job,
        )
    }

    /// Oldest first; with `member` those that it is a member of.
    pub fn jobs_of_queue(
        &mut self,
        path: &QueuePath,
        member: Option<&str>,
        after: Option<AfterJob>,
        limit: usize,
    ) -> Result<Page<Job, AfterJob>> {
        let (created_at, key) = after.unwrap_or((Timestamp::from_ms(i64::MIN), i64::MIN));
        let sql = format!(
            "SELECT {SUMMARY} FROM job j
             WHERE j.queue_id = $1 AND j.farm_id = $2 AND (j.created_at, j.key) > ($3, $4)
               AND {}
             ORDER BY j.created_at, j.key LIMIT $5",
            of_member!("j", "$6")
        );
        let jobs = self.query(
            sql,
            params![
                path.queue,
                path.farm,
                created_at,
                key,
                limit + 1,
                member.unwrap_or("")
            ],
            job,
        )?;
        Ok(Page::cut(jobs, limit, |job| (job.created_at, job.key)))
    }

    /// `job::JobPlan`; absent before its template was read.
    pub fn job_plan(&mut self, job_key: Key) -> Result<Option<String>> {
        let sql = "SELECT plan FROM job_document WHERE job_key = $1";
        let found = self.one(sql, params![job_key], |row| row.opt_text(0))?;
        Ok(found.flatten())
    }

    /// The template that a job was made from, with its type (`JSON` or `YAML`).
    pub fn job_template(&mut self, job_key: Key) -> Result<Option<(String, String)>> {
        let found = self.one(
            "SELECT template_type, template FROM job_document WHERE job_key = $1",
            params![job_key],
            |row| Ok((row.opt_text(0)?, row.opt_text(1)?)),
        )?;
        Ok(found.and_then(|(template_type, template)| Some((template_type?, template?))))
    }
}

pub(crate) fn job(row: &Row<'_>) -> Result<Job> {
    let mut columns = Columns::of(row);
    Ok(Job {
        key: columns.get()?,
        id: columns.get()?,
        farm: columns.get()?,
        queue: columns.get()?,
        name: columns.get()?,
        description: columns.get()?,
        state: columns.code(JobState::from_code, "job state")?,
        state_message: columns.get()?,
        priority: columns.get()?,
        max_failed_tasks_count: columns.get()?,
        max_retries_per_task: columns.get()?,
        max_worker_count: columns.get()?,
        target: columns.opt_code(Target::from_code, "job target")?,
        progress: progress(&mut columns)?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
        started_at: columns.get()?,
        ended_at: columns.get()?,
        request: columns.get()?,
    })
}

/// Status, the twelve counts and the retries, as they stand in the tables of jobs and steps.
pub(crate) fn progress(columns: &mut Columns<'_, '_>) -> Result<Option<Progress>> {
    let status = columns.opt_code(TaskStatus::from_code, "task run status")?;
    let (counts, failure_retries) = (columns.counts()?, columns.get()?);
    Ok(status.map(|status| Progress {
        status,
        counts,
        failure_retries,
    }))
}
