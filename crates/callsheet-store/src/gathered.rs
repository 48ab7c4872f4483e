//! Rows that a decision writes by the dozen: tasks and session actions.
//!
//! On PostgreSQL each statement is a round trip, and a job is locked meanwhile: so rows are
//! gathered and written many in a statement. SQLite has no round trips to save, and writes each at
//! once.

use std::fmt::Write as _;

use crate::error::{Error, Result};
use crate::{Engine, Tx, V};

/// Larger statements are no faster.
const ROWS_AT_ONCE: usize = 64;

/// So many rows may wait. More than a worker reports at a time, or the first kind of row to be full
/// would have all the others written in pieces.
const MOST_WAITING: usize = 256;

/// What writes one row on SQLite, and many on PostgreSQL; both get the same values for each.
struct Statement<const N: usize> {
    one: &'static str,
    /// What stands before and after the rows. Rows that are there already are written by
    /// `ON CONFLICT`, which always finds them by their key: an `UPDATE … FROM` of many rows is
    /// planned when its table is still empty, and would go on to read all of it.
    many: (&'static str, &'static str),
    /// Each row ends with the epoch of its step, which is its first value and that of all rows.
    has_epoch: bool,
    what: &'static str,
}

/// Rows that wait, in the order in which they are written: what is changed was added before.
#[derive(Default)]
pub(crate) struct Gathered<'a> {
    added_actions: Vec<AddedAction<'a>>,
    added_tasks: Vec<AddedTask<'a>>,
    actions: Vec<ChangedAction<'a>>,
    tasks: Vec<ChangedTask<'a>>,
}

/// session_id, action_index, kind, ordinal, count, limits.
pub(crate) type AddedAction<'a> = [V<'a>; 6];
/// step_key, first, count, status, session_id, action_index, updated_at.
pub(crate) type AddedTask<'a> = [V<'a>; 7];
/// session_id, action_index, kind, ordinal, count, state, started_at, ended_at, and the worker's words: updated_at, exit code,
/// percent, message, manifests.
pub(crate) type ChangedAction<'a> = [V<'a>; 13];
/// step_key, first, count, status, target, retries, losses, started_at, ended_at, updated_at.
pub(crate) type ChangedTask<'a> = [V<'a>; 10];

impl Tx {
    pub(crate) fn add_action<'a>(
        &mut self,
        rows: &mut Gathered<'a>,
        row: AddedAction<'a>,
    ) -> Result<()> {
        match self.engine() {
            Engine::Sqlite => self.write_one(&ADD_ACTION, &row),
            Engine::Postgres => {
                rows.added_actions.push(row);
                self.write_if_full(rows)
            }
        }
    }

    pub(crate) fn add_task<'a>(
        &mut self,
        rows: &mut Gathered<'a>,
        row: AddedTask<'a>,
    ) -> Result<()> {
        match self.engine() {
            Engine::Sqlite => self.write_one(&ADD_TASK, &row),
            Engine::Postgres => {
                rows.added_tasks.push(row);
                self.write_if_full(rows)
            }
        }
    }

    pub(crate) fn change_action<'a>(
        &mut self,
        rows: &mut Gathered<'a>,
        row: ChangedAction<'a>,
    ) -> Result<()> {
        match self.engine() {
            Engine::Sqlite => self.write_one(&CHANGE_ACTION, &row),
            Engine::Postgres => {
                if rows.actions.iter().any(|other| other[..2] == row[..2]) {
                    self.write_gathered(rows)?;
                }
                rows.actions.push(row);
                self.write_if_full(rows)
            }
        }
    }

    pub(crate) fn change_task<'a>(
        &mut self,
        rows: &mut Gathered<'a>,
        row: ChangedTask<'a>,
    ) -> Result<()> {
        match self.engine() {
            Engine::Sqlite => self.write_one(&CHANGE_TASK, &row),
            Engine::Postgres => {
                // Of two changes of a row, one statement would carry out either.
                if rows.tasks.iter().any(|other| other[..2] == row[..2]) {
                    self.write_gathered(rows)?;
                }
                rows.tasks.push(row);
                self.write_if_full(rows)
            }
        }
    }

    fn write_if_full(&mut self, rows: &mut Gathered<'_>) -> Result<()> {
        let lengths = [
            rows.added_actions.len(),
            rows.added_tasks.len(),
            rows.actions.len(),
            rows.tasks.len(),
        ];
        if lengths.contains(&MOST_WAITING) {
            self.write_gathered(rows)?;
        }
        Ok(())
    }

    pub(crate) fn write_gathered(&mut self, rows: &mut Gathered<'_>) -> Result<()> {
        self.write_many(&ADD_ACTION, &mut rows.added_actions)?;
        self.write_many(&ADD_TASK, &mut rows.added_tasks)?;
        self.write_many(&CHANGE_ACTION, &mut rows.actions)?;
        self.write_many(&CHANGE_TASK, &mut rows.tasks)
    }

    fn write_one<const N: usize>(
        &mut self,
        statement: &Statement<N>,
        row: &[V<'_>; N],
    ) -> Result<()> {
        let written = self.exec(statement.one, row)?;
        statement.expect(written, 1)
    }

    fn write_many<const N: usize>(
        &mut self,
        statement: &Statement<N>,
        rows: &mut Vec<[V<'_>; N]>,
    ) -> Result<()> {
        let mut rest = rows.as_slice();
        while !rest.is_empty() {
            // Few different lengths, so that their statements stay prepared.
            let count = 1 << statement.alike(rest).min(ROWS_AT_ONCE).ilog2();
            let (now, later) = rest.split_at(count);
            let written = self.exec(statement.for_many(count), now.as_flattened())?;
            statement.expect(written, count)?;
            rest = later;
        }
        rows.clear();
        Ok(())
    }
}

impl<const N: usize> Statement<N> {
    fn for_many(&self, count: usize) -> String {
        let (before, after) = self.many;
        let mut sql = String::with_capacity(before.len() + after.len() + count * N * 5 + 96);
        if self.has_epoch {
            // Looked up once, for all rows.
            sql.push_str("WITH now AS MATERIALIZED (SELECT epoch FROM step WHERE key = $1) ");
        }
        sql.push_str(before);
        for row in 0..count {
            sql.push_str(if row == 0 { "(" } else { ",(" });
            for column in 0..N {
                let comma = if column == 0 { "" } else { "," };
                let number = row * N + column + 1;
                // Writing to a string cannot fail.
                let _ = write!(sql, "{comma}${number}");
            }
            if self.has_epoch {
                sql.push_str(",(SELECT epoch FROM now)");
            }
            sql.push(')');
        }
        sql.push_str(after);
        sql
    }

    /// How many of the rows, from the first on, one statement may write.
    fn alike(&self, rows: &[[V<'_>; N]]) -> usize {
        let is_alike = |row: &&[V<'_>; N]| !self.has_epoch || row[0] == rows[0][0];
        rows.iter().take_while(is_alike).count()
    }

    fn expect(&self, written: u64, count: usize) -> Result<()> {
        if written == count as u64 {
            Ok(())
        } else {
            Err(Error::broken(format!("{} is not there", self.what)))
        }
    }
}

const ADD_ACTION: Statement<6> = Statement {
    one: "INSERT INTO session_action (session_id, action_index, kind, ordinal, count, limits)
          VALUES ($1, $2, $3, $4, $5, $6)",
    many: (
        "INSERT INTO session_action (session_id, action_index, kind, ordinal, count, limits)
         VALUES ",
        "",
    ),
    has_epoch: false,
    what: "a session action that was added",
};

const ADD_TASK: Statement<7> = Statement {
    one: "INSERT INTO task (step_key, first, count, status, session_id, action_index, updated_at,
                            epoch)
          VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT epoch FROM step WHERE key = $1))",
    many: (
        "INSERT INTO task (step_key, first, count, status, session_id, action_index, updated_at,
                           epoch)
         VALUES ",
        "",
    ),
    has_epoch: true,
    what: "a task that was handed out",
};

/// What a report leaves out has not been taken back.
const CHANGE_ACTION: Statement<13> = Statement {
    one: "UPDATE session_action SET state = $6, started_at = $7, ended_at = $8,
            worker_updated_at = COALESCE($9, worker_updated_at),
            process_exit_code = COALESCE($10, process_exit_code),
            progress_percent = COALESCE($11, progress_percent),
            progress_message = COALESCE($12, progress_message),
            manifests = COALESCE($13, manifests)
          WHERE session_id = $1 AND action_index = $2",
    many: (
        "INSERT INTO session_action AS a (session_id, action_index, kind, ordinal, count, state,
           started_at, ended_at, worker_updated_at, process_exit_code, progress_percent,
           progress_message, manifests)
         VALUES ",
        " ON CONFLICT (session_id, action_index) DO UPDATE SET state = excluded.state,
           started_at = excluded.started_at, ended_at = excluded.ended_at,
           worker_updated_at = COALESCE(excluded.worker_updated_at, a.worker_updated_at),
           process_exit_code = COALESCE(excluded.process_exit_code, a.process_exit_code),
           progress_percent = COALESCE(excluded.progress_percent, a.progress_percent),
           progress_message = COALESCE(excluded.progress_message, a.progress_message),
           manifests = COALESCE(excluded.manifests, a.manifests)",
    ),
    has_epoch: false,
    what: "a session action that was spoken of",
};

const CHANGE_TASK: Statement<10> = Statement {
    one: "UPDATE task SET status = $4, target = $5, retries = $6, losses = $7,
            started_at = COALESCE(started_at, $8), ended_at = $9, updated_at = $10,
            epoch = (SELECT epoch FROM step WHERE key = $1)
          WHERE step_key = $1 AND first = $2 AND count = $3",
    many: (
        "INSERT INTO task AS t (step_key, first, count, status, target, retries, losses,
           started_at, ended_at, updated_at, epoch)
         VALUES ",
        " ON CONFLICT (step_key, first) DO UPDATE SET status = excluded.status,
           target = excluded.target, retries = excluded.retries, losses = excluded.losses,
           started_at = COALESCE(t.started_at, excluded.started_at),
           ended_at = excluded.ended_at, updated_at = excluded.updated_at,
           epoch = excluded.epoch",
    ),
    has_epoch: true,
    what: "a task that a session holds",
};
