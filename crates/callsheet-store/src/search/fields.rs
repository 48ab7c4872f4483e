//! What each noun can be searched and sorted by: the names that callers use and our columns. An
//! enum's values are kept as codes, so each such field says how a wire value becomes one; a value
//! that the wire knows and we never enter has a code that no row has.

use std::str::FromStr;

use callsheet_api::types::{
    JobLifecycleStatus, JobTargetTaskRunStatus, StepLifecycleStatus, TaskRunStatus, WorkerStatus,
};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::lifecycle::worker::WorkerState;

/// The code of what no row is.
const NEVER: i64 = -1;
/// Not a state that is kept: a worker that is online and has a session.
const RUNNING_WORKER: i64 = 100;

#[derive(Debug, PartialEq, Eq)]
pub struct Catalogue {
    pub fields: &'static [Field],
    /// What a search term is looked for in.
    pub texts: &'static [&'static str],
    /// Ids that a search term may be, or begin: prefix and column.
    pub ids: &'static [(&'static str, &'static str)],
    /// Whether it has parameters to search and sort by.
    pub has_parameters: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub(super) sql: &'static str,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Text,
    Number,
    Time,
    Code(fn(&str) -> Option<i64>),
    Job,
    Queue,
    Step,
    /// Sorted by as its step and number are; to filter by it is not possible.
    Task,
    Session,
    Fleet,
    Worker,
}

/// Two readers of codes cannot be told apart; that they read codes is what matters.
impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl Eq for Kind {}

impl Catalogue {
    /// A field by its name, `TASK_RUN_STATUS` or `taskRunStatus`.
    pub fn field(&self, name: &str) -> Option<Field> {
        let name = upper_snake(name);
        self.fields.iter().find(|field| field.name == name).copied()
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|field| field.name)
    }
}

fn upper_snake(name: &str) -> String {
    let is_camel = name.bytes().any(|byte| byte.is_ascii_lowercase());
    let mut snake = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if is_camel && character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_uppercase());
    }
    snake
}

const fn field(name: &'static str, sql: &'static str, kind: Kind) -> Field {
    Field { name, sql, kind }
}

pub static JOBS: Catalogue = Catalogue {
    fields: &[
        field("JOB_ID", "j.id", Kind::Job),
        field("QUEUE_ID", "j.queue_id", Kind::Queue),
        field("NAME", "j.name", Kind::Text),
        field("LIFECYCLE_STATUS", "j.state", Kind::Code(job_state)),
        field("LIFECYCLE_STATUS_MESSAGE", "j.state_message", Kind::Text),
        field("TASK_RUN_STATUS", "j.status", Kind::Code(task_status)),
        field("TARGET_TASK_RUN_STATUS", "j.target", Kind::Code(target)),
        field(
            "TASK_FAILURE_RETRY_COUNT",
            "j.failure_retries",
            Kind::Number,
        ),
        field("PRIORITY", "j.priority", Kind::Number),
        field(
            "MAX_FAILED_TASKS_COUNT",
            "j.max_failed_tasks_count",
            Kind::Number,
        ),
        field(
            "MAX_RETRIES_PER_TASK",
            "j.max_retries_per_task",
            Kind::Number,
        ),
        field("MAX_WORKER_COUNT", "j.max_worker_count", Kind::Number),
        field("CREATED_AT", "j.created_at", Kind::Time),
        field("CREATED_BY", "j.created_by", Kind::Text),
        field("UPDATED_AT", "j.updated_at", Kind::Time),
        field("UPDATED_BY", "j.updated_by", Kind::Text),
        field("STARTED_AT", "j.started_at", Kind::Time),
        field("ENDED_AT", "j.ended_at", Kind::Time),
    ],
    texts: &["j.name", "j.created_by"],
    ids: &[("job", "j.id")],
    has_parameters: true,
};

pub static STEPS: Catalogue = Catalogue {
    fields: &[
        field("STEP_ID", "p.id", Kind::Step),
        field("JOB_ID", "j.id", Kind::Job),
        field("QUEUE_ID", "j.queue_id", Kind::Queue),
        field("NAME", "p.name", Kind::Text),
        field("LIFECYCLE_STATUS", "p.updating", Kind::Code(step_state)),
        field("TASK_RUN_STATUS", "p.status", Kind::Code(task_status)),
        field("TARGET_TASK_RUN_STATUS", "p.target", Kind::Code(target)),
        field(
            "TASK_FAILURE_RETRY_COUNT",
            "p.failure_retries",
            Kind::Number,
        ),
        field("CREATED_AT", "j.created_at", Kind::Time),
        field("CREATED_BY", "j.created_by", Kind::Text),
        field("UPDATED_AT", "p.updated_at", Kind::Time),
        field("UPDATED_BY", "p.updated_by", Kind::Text),
        field("STARTED_AT", "p.started_at", Kind::Time),
        field("ENDED_AT", "p.ended_at", Kind::Time),
    ],
    texts: &["p.name", "j.created_by"],
    ids: &[("step", "p.id"), ("job", "j.id")],
    has_parameters: false,
};

/// Columns of the runs that `search/tasks.rs` puts together.
pub static TASKS: Catalogue = Catalogue {
    fields: &[
        field("TASK_ID", "t.step_id", Kind::Task),
        field("STEP_ID", "t.step_id", Kind::Step),
        field("JOB_ID", "t.job_id", Kind::Job),
        field("QUEUE_ID", "t.queue_id", Kind::Queue),
        field("RUN_STATUS", "t.status", Kind::Code(task_status)),
        field("TARGET_RUN_STATUS", "t.target", Kind::Code(target)),
        field("FAILURE_RETRY_COUNT", "t.retries", Kind::Number),
        field("CREATED_AT", "t.created_at", Kind::Time),
        field("CREATED_BY", "t.created_by", Kind::Text),
        field("UPDATED_AT", "t.updated_at", Kind::Time),
        field("UPDATED_BY", "t.updated_by", Kind::Text),
        field("STARTED_AT", "t.started_at", Kind::Time),
        field("ENDED_AT", "t.ended_at", Kind::Time),
    ],
    texts: &["t.step_name", "t.created_by"],
    ids: &[
        ("task", "t.step_id"),
        ("step", "t.step_id"),
        ("job", "t.job_id"),
    ],
    has_parameters: true,
};

pub static WORKERS: Catalogue = Catalogue {
    fields: &[
        field("WORKER_ID", "w.id", Kind::Worker),
        field("FLEET_ID", "w.fleet_id", Kind::Fleet),
        field("HOST_NAME", "w.host_name", Kind::Text),
        field(
            "STATUS",
            "(CASE WHEN w.state = 2 AND w.open_sessions > 0 THEN 100
              WHEN w.state = 4 THEN 5 ELSE w.state END)",
            Kind::Code(worker_status),
        ),
        field("CREATED_AT", "w.created_at", Kind::Time),
        field("CREATED_BY", "w.created_by", Kind::Text),
        field("UPDATED_AT", "w.updated_at", Kind::Time),
        field("UPDATED_BY", "w.updated_by", Kind::Text),
    ],
    texts: &["w.host_name", "w.created_by"],
    ids: &[("worker", "w.id"), ("fleet", "w.fleet_id")],
    has_parameters: false,
};

fn task_status(text: &str) -> Option<i64> {
    let wanted = TaskRunStatus::from_str(text).ok()?;
    let status = TaskStatus::ALL
        .into_iter()
        .find(|status| status.wire() == wanted);
    Some(status.map_or(NEVER, TaskStatus::code))
}

fn job_state(text: &str) -> Option<i64> {
    let wanted = JobLifecycleStatus::from_str(text).ok()?;
    let state = JobState::ALL
        .into_iter()
        .find(|state| state.wire() == wanted);
    Some(state.map_or(NEVER, JobState::code))
}

fn step_state(text: &str) -> Option<i64> {
    Some(match StepLifecycleStatus::from_str(text).ok()? {
        StepLifecycleStatus::CreateComplete => 0,
        StepLifecycleStatus::UpdateInProgress => 1,
        StepLifecycleStatus::UpdateSucceeded => 2,
        StepLifecycleStatus::UpdateFailed => NEVER,
    })
}

/// READY as a target means what PENDING does, and is kept as such.
fn target(text: &str) -> Option<i64> {
    let target = match JobTargetTaskRunStatus::from_str(text).ok()? {
        JobTargetTaskRunStatus::Ready | JobTargetTaskRunStatus::Pending => Target::Requeue,
        JobTargetTaskRunStatus::Failed => Target::Failed,
        JobTargetTaskRunStatus::Succeeded => Target::Succeeded,
        JobTargetTaskRunStatus::Canceled => Target::Canceled,
        JobTargetTaskRunStatus::Suspended => Target::Suspended,
    };
    Some(target.code())
}

fn worker_status(text: &str) -> Option<i64> {
    Some(match WorkerStatus::from_str(text).ok()? {
        WorkerStatus::Created => WorkerState::Created.code(),
        WorkerStatus::Started => WorkerState::Started.code(),
        WorkerStatus::Idle => WorkerState::Online.code(),
        WorkerStatus::Running => RUNNING_WORKER,
        WorkerStatus::Stopping => WorkerState::Stopping.code(),
        WorkerStatus::Stopped => WorkerState::Stopped.code(),
        WorkerStatus::NotResponding => WorkerState::NotResponding.code(),
        WorkerStatus::NotCompatible => WorkerState::NotCompatible.code(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_field_name_it() {
        for name in ["TASK_RUN_STATUS", "taskRunStatus"] {
            assert_eq!(JOBS.field(name).unwrap().sql, "j.status", "{name}");
        }
        assert_eq!(JOBS.field("NOT_A_FIELD"), None);
        assert_eq!(JOBS.field(""), None);
    }

    #[test]
    fn statuses_that_we_never_enter_are_known_and_match_nothing() {
        assert_eq!(job_state("UPLOAD_FAILED"), Some(NEVER));
        assert_eq!(job_state("ARCHIVED"), Some(JobState::Archived.code()));
        assert_eq!(job_state("archived"), None);
        assert_eq!(worker_status("NOT_COMPATIBLE"), Some(3));
        assert_eq!(task_status("READY"), Some(TaskStatus::Ready.code()));
        assert_eq!(target("READY"), target("PENDING"));
    }
}
