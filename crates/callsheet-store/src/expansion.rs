//! Writing down a new job, and later the steps that its template became. However many tasks a step
//! has, it is one row: tasks are a range until something happens to them.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, JobId, QueueId, StepId};
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::event::Happened;
use callsheet_core::event::noted::About;
use callsheet_core::lifecycle::Step as Moved;
use callsheet_core::lifecycle::job::{JobEvent, JobState};
use callsheet_core::schedule::eligibility::{FleetCapabilities, Requirements};
use callsheet_core::schedule::pace::Pace;
use callsheet_core::view::Key;

use crate::new_work::NewWork;
use crate::paths::JobPath;
use crate::{Error, Result, Tx, params};

/// A job as CreateJob accepts it, before anybody has read its template.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub path: JobPath,
    pub name: String,
    pub description: Option<String>,
    pub priority: i64,
    pub max_failed_tasks_count: i64,
    pub max_retries_per_task: i64,
    pub max_worker_count: Option<i64>,
    pub starts_suspended: bool,
    pub template_type: String,
    pub template: String,
    /// Parameters, attachments and what else is only echoed, in JSON.
    pub request: String,
    pub created_at: Timestamp,
    pub created_by: String,
}

/// A job whose template is still to become steps and tasks.
#[derive(Debug, Clone)]
pub struct Unexpanded {
    pub key: Key,
    pub path: JobPath,
    pub name: String,
    pub description: Option<String>,
    pub template_type: String,
    pub template: String,
    pub request: String,
}

/// What a template became.
#[derive(Debug, Clone)]
pub struct Expansion {
    pub name: String,
    pub description: Option<String>,
    /// `job::JobPlan`, in JSON.
    pub plan: String,
    pub steps: Vec<NewStep>,
}

#[derive(Debug, Clone)]
pub struct NewStep {
    pub id: StepId,
    pub name: String,
    /// `job::StepPlan`, in JSON.
    pub plan: String,
    pub requirements: Requirements,
    pub task_count: i64,
    /// For a step with adaptive chunks.
    pub pace: Option<Pace>,
    /// Positions of the steps that this one waits for.
    pub dependencies: Vec<usize>,
}

const CREATING: &str = "Job creation in progress";
const CREATED: &str = "Job creation completed successfully";

impl Tx {
    pub fn insert_job(&mut self, job: &NewJob) -> Result<()> {
        let path = &job.path;
        let key = self.one(
            "INSERT INTO job (id, farm_id, queue_id, name, description, state, state_message,
               priority, max_failed_tasks_count, max_retries_per_task, max_worker_count,
               starts_suspended, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             RETURNING key",
            params![
                path.job,
                path.farm,
                path.queue,
                &job.name,
                job.description.as_ref(),
                JobState::Creating.code(),
                CREATING,
                job.priority,
                job.max_failed_tasks_count,
                job.max_retries_per_task,
                job.max_worker_count,
                job.starts_suspended,
                job.created_at,
                &job.created_by,
            ],
            |row| row.i64(0),
        )?;
        let key = key.ok_or_else(|| Error::broken("a job that was just written has no number"))?;
        let created = Happened::JobLifecycle {
            previous: None,
            now: JobState::Creating.wire(),
        };
        self.tell(About::Job(key), created, job.created_at);
        self.exec(
            "INSERT INTO job_document (job_key, template_type, template, request)
             VALUES ($1, $2, $3, $4)",
            params![key, &job.template_type, &job.template, &job.request],
        )?;
        Ok(())
    }

    /// Those that wait to be expanded, oldest first, with numbers after `after`.
    pub fn unexpanded_jobs(&mut self, after: Key, limit: usize) -> Result<Vec<Key>> {
        self.query(
            "SELECT key FROM job WHERE state = 0 AND key > $1 AND queue_id IS NOT NULL
             ORDER BY key LIMIT $2",
            params![after, limit],
            |row| row.i64(0),
        )
    }

    pub fn unexpanded_job(&mut self, key: Key) -> Result<Option<Unexpanded>> {
        self.one(
            "SELECT j.id, j.farm_id, j.queue_id, j.name, j.description, d.template_type,
                    d.template, d.request
             FROM job j JOIN job_document d ON d.job_key = j.key
             WHERE j.key = $1 AND j.state = 0 AND j.queue_id IS NOT NULL",
            params![key],
            |row| {
                Ok(Unexpanded {
                    key,
                    path: JobPath {
                        job: row.get(0)?,
                        farm: row.get(1)?,
                        queue: row.get(2)?,
                    },
                    name: row.text(3)?,
                    description: row.opt_text(4)?,
                    template_type: row.text(5)?,
                    template: row.text(6)?,
                    request: row.text(7)?,
                })
            },
        )
    }

    /// Gives a job its steps. `None`: somebody else did it before.
    pub fn expand_job(
        &mut self,
        key: Key,
        expansion: &Expansion,
        capabilities: fn(&str) -> FleetCapabilities,
        now: Timestamp,
    ) -> Result<Option<NewWork>> {
        let Some(job) = self.lock_creating(key, JobEvent::Expanded)? else {
            return Ok(None);
        };
        let mut places = Vec::with_capacity(expansion.steps.len());
        for step in &expansion.steps {
            let requirement = self.requirement(job.path.farm, &step.requirements, capabilities)?;
            places.push((requirement, self.has_fleet(job.path.queue, requirement)?));
        }
        let fit = Fit {
            all_steps: places.iter().all(|(_, fits)| *fits),
            starts_suspended: job.starts_suspended,
        };
        let mut total = Counts::default();
        for (position, (step, (requirement, fits))) in (0..).zip(expansion.steps.iter().zip(places))
        {
            let tail = fit.first_status(fits, step.dependencies.is_empty());
            total.add(tail, step.task_count);
            self.insert_step(&job, position, step, requirement, tail, now)?;
        }
        self.insert_dependencies(key, &expansion.steps)?;
        self.insert_demand(key)?;
        self.exec(
            "UPDATE job_document SET plan = $2 WHERE job_key = $1",
            params![key, &expansion.plan],
        )?;
        self.write_created(key, job.next, expansion, &total, now)?;
        Ok(Some(self.new_work_of_job(key, i64::MAX)?))
    }

    /// The template could not become steps: the reason stays with the job.
    pub fn refuse_job(&mut self, key: Key, why: &str, now: Timestamp) -> Result<()> {
        let Some(job) = self.lock_creating(key, JobEvent::Refused)? else {
            return Ok(());
        };
        self.tell_job_state(key, job.next, now)?;
        self.exec(
            "UPDATE job SET state = $2, state_message = $3 WHERE key = $1",
            params![key, job.next.code(), why],
        )?;
        Ok(())
    }

    /// Locks a job that is being created; `None` if the event changes nothing any more.
    fn lock_creating(&mut self, key: Key, event: JobEvent) -> Result<Option<Creating>> {
        let found = self.lock(
            "SELECT state, id, farm_id, queue_id, starts_suspended FROM job
             WHERE key = $1 AND queue_id IS NOT NULL",
            params![key],
            |row| {
                let path = JobPath {
                    job: row.get::<JobId>(1)?,
                    farm: row.get(2)?,
                    queue: row.get(3)?,
                };
                Ok((row.i64(0)?, path, row.bool(4)?))
            },
        )?;
        let Some((state, path, starts_suspended)) = found else {
            return Ok(None);
        };
        let state = JobState::from_code(state).ok_or_else(|| Error::broken("job state"))?;
        match state.on(event) {
            Ok(Moved::To(next)) => Ok(Some(Creating {
                key,
                path,
                starts_suspended,
                next,
            })),
            Ok(Moved::Unchanged) | Err(_) => Ok(None),
        }
    }

    fn insert_step(
        &mut self,
        job: &Creating,
        position: i64,
        step: &NewStep,
        requirement: Key,
        tail: TaskStatus,
        now: Timestamp,
    ) -> Result<()> {
        let ended_at = tail.is_final().then_some(now);
        let count_of_tail = tail_column(tail);
        let sql = format!(
            "INSERT INTO step (id, job_key, position, name, requirement_key, task_count, tail, unmet,
               status, ended_at, chunk_size, chunk_target_s, {count_of_tail})
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $9, $10, $11, $6) RETURNING key"
        );
        let key = self.one(
            sql,
            params![
                step.id,
                job.key,
                position,
                &step.name,
                requirement,
                step.task_count,
                tail.code(),
                step.dependencies.len(),
                ended_at,
                step.pace.map(|pace| pace.chunk_size),
                step.pace.map_or(0, |pace| pace.target_s),
            ],
            |row| row.i64(0),
        )?;
        let key = key.ok_or_else(|| Error::broken("a step that was just written has no number"))?;
        self.exec(
            "INSERT INTO step_document (step_key, plan) VALUES ($1, $2)",
            params![key, &step.plan],
        )?;
        Ok(())
    }

    fn insert_dependencies(&mut self, job_key: Key, steps: &[NewStep]) -> Result<()> {
        if steps.iter().all(|step| step.dependencies.is_empty()) {
            return Ok(());
        }
        let keys = self.query(
            "SELECT key FROM step WHERE job_key = $1 ORDER BY position",
            params![job_key],
            |row| row.i64(0),
        )?;
        let pairs = steps.iter().zip(&keys).flat_map(|(step, consumer)| {
            let dependencies = step.dependencies.iter().filter_map(|at| keys.get(*at));
            dependencies.map(|dependency| [(*consumer).into(), (*dependency).into()])
        });
        self.insert_rows("step_dependency (consumer_key, dependency_key)", pairs)?;
        Ok(())
    }

    fn write_created(
        &mut self,
        key: Key,
        state: JobState,
        expansion: &Expansion,
        total: &Counts,
        now: Timestamp,
    ) -> Result<()> {
        self.tell_job_state(key, state, now)?;
        self.exec(
            "UPDATE job SET state = $2, state_message = $3, name = $4, description = $5,
               status = $6, pending = $7, ready = $8, suspended = $9, not_compatible = $10,
               canceled = $11, ended_at = $12
             WHERE key = $1",
            params![
                key,
                state.code(),
                CREATED,
                &expansion.name,
                expansion.description.as_ref(),
                total.overall().code(),
                total.of(TaskStatus::Pending),
                total.of(TaskStatus::Ready),
                total.of(TaskStatus::Suspended),
                total.of(TaskStatus::NotCompatible),
                total.of(TaskStatus::Canceled),
                total.all_final().then_some(now),
            ],
        )?;
        Ok(())
    }
}

/// A job that is being created, under lock, and where it goes.
struct Creating {
    key: Key,
    path: JobPath,
    starts_suspended: bool,
    next: JobState,
}

/// What decides where the tasks of a job's steps begin (`semantics.md` 2.3.1, 4.3).
struct Fit {
    /// A step that no fleet fits takes the whole job with it.
    all_steps: bool,
    starts_suspended: bool,
}

impl Fit {
    fn first_status(&self, fits: bool, is_free: bool) -> TaskStatus {
        match (fits, self.all_steps) {
            (false, _) => TaskStatus::NotCompatible,
            (true, false) => TaskStatus::Canceled,
            (true, true) if self.starts_suspended => TaskStatus::Suspended,
            (true, true) if is_free => TaskStatus::Ready,
            (true, true) => TaskStatus::Pending,
        }
    }
}

fn tail_column(tail: TaskStatus) -> &'static str {
    match tail {
        TaskStatus::Pending => "pending",
        TaskStatus::Ready => "ready",
        TaskStatus::Suspended => "suspended",
        TaskStatus::NotCompatible => "not_compatible",
        TaskStatus::Canceled => "canceled",
        TaskStatus::Assigned
        | TaskStatus::Starting
        | TaskStatus::Scheduled
        | TaskStatus::Running
        | TaskStatus::Interrupting
        | TaskStatus::Failed
        | TaskStatus::Succeeded => unreachable!("no task begins like this"),
    }
}

/// What a job was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LentJob {
    pub queue: QueueId,
    pub template_type: String,
    pub template: String,
    pub request: String,
}

impl Tx {
    /// A job of this farm, in whichever queue it is.
    pub fn job_of_farm(&mut self, farm: FarmId, job: JobId) -> Result<Option<LentJob>> {
        self.one(
            "SELECT j.queue_id, d.template_type, d.template, d.request FROM job j
             JOIN job_document d ON d.job_key = j.key
             WHERE j.id = $1 AND j.farm_id = $2 AND j.queue_id IS NOT NULL",
            params![job, farm],
            |row| {
                Ok(LentJob {
                    queue: row.get(0)?,
                    template_type: row.text(1)?,
                    template: row.text(2)?,
                    request: row.text(3)?,
                })
            },
        )
    }
}
