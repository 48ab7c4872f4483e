//! Tasks as they are shown. Only those that something happened to have a row; all others are made
//! up here from their step, so that a step of a million tasks is listed as quickly as one of ten.

use callsheet_api::Timestamp;
use callsheet_api::ids::{SessionActionId, SessionId, StepId, TaskId};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::view::task_id;

use crate::columns::Columns;
use crate::steps::Step;
use crate::task_moves::{ENDED_AT, MOVES, STATUS, UPDATED_AT};
use crate::{Result, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub index: i64,
    pub id: TaskId,
    pub status: TaskStatus,
    pub target: Option<Target>,
    pub failure_retries: i64,
    pub latest_session_action: Option<SessionActionId>,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

/// The row of a run of tasks. Each task of a chunk shows what happened to the chunk.
pub(crate) struct Run {
    pub first: i64,
    pub count: i64,
    pub status: TaskStatus,
    pub target: Option<Target>,
    pub failure_retries: i64,
    pub latest_session_action: Option<SessionActionId>,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

impl Run {
    pub fn covers(&self, index: i64) -> bool {
        (self.first..self.first + self.count).contains(&index)
    }

    pub fn task(&self, step: StepId, index: i64) -> Task {
        Task {
            index,
            id: task_id(step, index),
            status: self.status,
            target: self.target,
            failure_retries: self.failure_retries,
            latest_session_action: self.latest_session_action,
            started_at: self.started_at,
            ended_at: self.ended_at,
            updated_at: self.updated_at,
            updated_by: self.updated_by.clone(),
        }
    }
}

/// A task that nothing has happened to.
pub(crate) fn untouched(step: StepId, tail: TaskStatus, index: i64) -> Task {
    Task {
        index,
        id: task_id(step, index),
        status: tail,
        target: None,
        failure_retries: 0,
        latest_session_action: None,
        started_at: None,
        ended_at: None,
        updated_at: None,
        updated_by: None,
    }
}

fn run_columns() -> String {
    format!(
        "t.first, t.count, {STATUS}, t.target, t.retries, t.session_id, t.action_index,
         t.started_at, {ENDED_AT}, {UPDATED_AT}, t.updated_by"
    )
}

impl Tx {
    pub fn task(&mut self, step: &Step, index: i64) -> Result<Option<Task>> {
        Ok(self.tasks_of_step(step, index, 1)?.pop())
    }

    /// `limit` tasks in the order of their numbers, beginning with number `from`.
    pub fn tasks_of_step(&mut self, step: &Step, from: i64, limit: i64) -> Result<Vec<Task>> {
        if !(0..step.task_count).contains(&from) {
            return Ok(Vec::new());
        }
        let end = step.task_count.min(from.saturating_add(limit));
        let mut runs = self.runs_between(step, from, end)?.into_iter().peekable();
        let mut tasks = Vec::new();
        for index in from..end {
            while runs.next_if(|run| run.first + run.count <= index).is_some() {}
            tasks.push(match runs.peek() {
                Some(run) if run.covers(index) => run.task(step.id, index),
                _ => untouched(step.id, step.tail, index),
            });
        }
        Ok(tasks)
    }

    /// Rows of tasks from `from` up to `end`, with the one that reaches into them from before.
    fn runs_between(&mut self, step: &Step, from: i64, end: i64) -> Result<Vec<Run>> {
        let sql = format!(
            "SELECT {} FROM task t {MOVES} WHERE t.step_key = $1 AND t.first < $3 AND t.first >= COALESCE(
               (SELECT MAX(b.first) FROM task b WHERE b.step_key = $1 AND b.first <= $2), 0)
             ORDER BY t.first",
            run_columns()
        );
        self.query(sql, params![step.key, from, end], |row| {
            run(&mut Columns::of(row))
        })
    }
}

pub(crate) fn run(columns: &mut Columns<'_, '_>) -> Result<Run> {
    Ok(Run {
        first: columns.get()?,
        count: columns.get()?,
        status: columns.code(TaskStatus::from_code, "task status")?,
        target: columns.opt_code(Target::from_code, "task target")?,
        failure_retries: columns.get()?,
        latest_session_action: latest_session_action(columns)?,
        started_at: columns.get()?,
        ended_at: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}

pub(crate) fn latest_session_action(
    columns: &mut Columns<'_, '_>,
) -> Result<Option<SessionActionId>> {
    let session: Option<[u8; 16]> = columns.get()?;
    let index: Option<i64> = columns.get()?;
    let named = session.zip(index);
    Ok(named.map(|(session, index)| {
        SessionActionId::new(SessionId::from_bytes(session), index.unsigned_abs())
    }))
}
