//! Steps as they are shown, and what they wait for.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, JobId, QueueId, StepId};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::view::Key;

use crate::columns::Columns;
use crate::jobs::{Progress, progress};
use crate::paths::StepPath;
use crate::{Error, Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub key: Key,
    pub id: StepId,
    pub job_key: Key,
    pub job: JobId,
    pub farm: FarmId,
    pub queue: QueueId,
    pub position: i64,
    pub name: String,
    pub task_count: i64,
    /// The status that all tasks without a row share.
    pub tail: TaskStatus,
    pub target: Option<Target>,
    pub update: StepUpdate,
    pub dependencies: i64,
    pub unmet_dependencies: i64,
    pub consumers: i64,
    pub progress: Progress,
    /// A step has no author of its own: it repeats its job's.
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// Whether somebody has aimed at the step, and whether its tasks have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepUpdate {
    None,
    InProgress,
    Done,
}

impl StepUpdate {
    const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(StepUpdate::None),
            1 => Some(StepUpdate::InProgress),
            2 => Some(StepUpdate::Done),
            _ => None,
        }
    }
}

/// One end of a dependency: the other step, and whether the dependency is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkedStep {
    pub id: StepId,
    pub position: i64,
    pub is_resolved: bool,
}

impl Step {
    /// A step lets its consumers go all at once.
    pub fn is_resolved(&self) -> bool {
        self.progress.status == TaskStatus::Succeeded
    }
}

macro_rules! step_columns {
    () => {
        "p.key, p.id, p.job_key, j.id, j.farm_id, j.queue_id, p.position, p.name, p.task_count,
         p.tail, p.target, p.updating,
         (SELECT COUNT(*) FROM step_dependency d WHERE d.consumer_key = p.key), p.unmet,
         (SELECT COUNT(*) FROM step_dependency d WHERE d.dependency_key = p.key),
         p.status, p.pending, p.ready, p.assigned, p.starting, p.scheduled, p.running,
         p.interrupting, p.suspended, p.canceled, p.failed, p.succeeded, p.not_compatible,
         p.failure_retries, j.created_at, j.created_by, p.updated_at, p.updated_by, p.started_at,
         p.ended_at"
    };
}

pub(crate) const COLUMNS: &str = step_columns!();

impl Tx {
    pub fn step(&mut self, path: &StepPath) -> Result<Option<Step>> {
        self.one(
            concat!(
                "SELECT ",
                step_columns!(),
                " FROM step p JOIN job j ON j.key = p.job_key
                 WHERE p.id = $1 AND j.id = $2 AND j.queue_id = $3 AND j.farm_id = $4"
            ),
            params![path.step, path.job, path.queue, path.farm,],
            step,
        )
    }

    /// In the template's order.
    pub fn steps_of_job(
        &mut self,
        job_key: Key,
        after_position: Option<i64>,
        limit: usize,
    ) -> Result<Page<Step, i64>> {
        let steps = self.query(
            concat!(
                "SELECT ",
                step_columns!(),
                " FROM step p JOIN job j ON j.key = p.job_key
                 WHERE p.job_key = $1 AND p.position > $2 ORDER BY p.position LIMIT $3"
            ),
            params![job_key, after_position.unwrap_or(-1), limit + 1],
            step,
        )?;
        Ok(Page::cut(steps, limit, |step| step.position))
    }

    /// What the step was made from: the JSON of a `callsheet_core::job::StepPlan`.
    pub fn step_plan(&mut self, step_key: Key) -> Result<Option<String>> {
        self.one(
            "SELECT plan FROM step_document WHERE step_key = $1",
            params![step_key],
            |row| row.text(0),
        )
    }

    /// The steps that this one waits for.
    pub fn dependencies_of_step(
        &mut self,
        step: &Step,
        after_position: Option<i64>,
        limit: usize,
    ) -> Result<Page<LinkedStep, i64>> {
        let linked = self.query(
            "SELECT p.id, p.position, p.status FROM step_dependency d
             JOIN step p ON p.key = d.dependency_key
             WHERE d.consumer_key = $1 AND p.position > $2 ORDER BY p.position LIMIT $3",
            params![step.key, after_position.unwrap_or(-1), limit + 1],
            |row| linked_step(row, row.i64(2)? == TaskStatus::Succeeded.code()),
        )?;
        Ok(Page::cut(linked, limit, |step| step.position))
    }

    /// The steps that wait for this one.
    pub fn consumers_of_step(
        &mut self,
        step: &Step,
        after_position: Option<i64>,
        limit: usize,
    ) -> Result<Page<LinkedStep, i64>> {
        let linked = self.query(
            "SELECT p.id, p.position FROM step_dependency d
             JOIN step p ON p.key = d.consumer_key
             WHERE d.dependency_key = $1 AND p.position > $2 ORDER BY p.position LIMIT $3",
            params![step.key, after_position.unwrap_or(-1), limit + 1],
            |row| linked_step(row, step.is_resolved()),
        )?;
        Ok(Page::cut(linked, limit, |step| step.position))
    }
}

fn linked_step(row: &Row<'_>, is_resolved: bool) -> Result<LinkedStep> {
    let id = StepId::from_bytes(row.blob16(0)?);
    Ok(LinkedStep {
        id,
        position: row.i64(1)?,
        is_resolved,
    })
}

pub(crate) fn step(row: &Row<'_>) -> Result<Step> {
    let mut columns = Columns::of(row);
    Ok(Step {
        key: columns.get()?,
        id: columns.get()?,
        job_key: columns.get()?,
        job: columns.get()?,
        farm: columns.get()?,
        queue: columns.get()?,
        position: columns.get()?,
        name: columns.get()?,
        task_count: columns.get()?,
        tail: columns.code(TaskStatus::from_code, "step tail")?,
        target: columns.opt_code(Target::from_code, "step target")?,
        update: columns.code(StepUpdate::from_code, "step update")?,
        dependencies: columns.get()?,
        unmet_dependencies: columns.get()?,
        consumers: columns.get()?,
        progress: progress(&mut columns)?
            .ok_or_else(|| Error::broken("a step without a task run status"))?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
        started_at: columns.get()?,
        ended_at: columns.get()?,
    })
}
