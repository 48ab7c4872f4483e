//! Moving all tasks of a step that stand in one status, however many they are.
//!
//! No row is touched for it. Each row carries the *epoch* of its step in which it was written; a
//! move begins a new epoch and notes, for each epoch that rows may still be of, what became of
//! those that say `from` (`step_move`). What a row says now is what it says, moved. So a move costs
//! a few rows, whatever it moves, and the counts follow by arithmetic (`architecture`: targets).
//!
//! [`Tx::fold_tasks`] writes the moves into the rows, some at a time and in order of their numbers.
//! It never changes what is shown. Rows of tasks before `folded_before` are as they say.

use callsheet_api::Timestamp;
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::view::Key;

use crate::columns::Columns;
use crate::{Error, Result, Tx, params};

/// Rows are folded before a step has more epochs than this, so that moves stay few.
const MOST_EPOCHS: i64 = 32;

/// Rows folded by one statement.
const AT_ONCE: i64 = 2_000;

/// To be joined where rows of tasks `t` are read.
pub(crate) const MOVES: &str = "LEFT JOIN step_move m
    ON m.step_key = t.step_key AND m.epoch = t.epoch AND m.from_status = t.status";

/// What a row says now, with [`MOVES`].
pub(crate) const STATUS: &str = "COALESCE(m.to_status, t.status)";
pub(crate) const UPDATED_AT: &str = "COALESCE(m.moved_at, t.updated_at)";
pub(crate) const ENDED_AT: &str = "CASE WHEN m.to_status IS NULL THEN t.ended_at
    WHEN m.to_status IN (8, 9, 10, 11) THEN m.moved_at END";

/// The move of one row, where an update cannot join.
const MOVE: &str = "FROM step_move m WHERE m.step_key = task.step_key AND m.epoch = task.epoch
    AND m.from_status = task.status";

/// A step's rows, all together.
struct Rows {
    epoch: i64,
    folded_epoch: i64,
    /// Tasks without a row, and where they stand.
    untouched: i64,
    tail: TaskStatus,
    counts: Counts,
}

impl Rows {
    /// How many tasks with rows stand in a status.
    fn of(&self, status: TaskStatus) -> i64 {
        let without_rows = if self.tail == status {
            self.untouched
        } else {
            0
        };
        self.counts.of(status) - without_rows
    }
}

impl Tx {
    /// Moves the rows of a step and returns how many tasks that were. `pending` is by how much the
    /// step's count of `from` is behind; rows that failed `max_retries` times stay.
    pub(crate) fn move_rows(
        &mut self,
        step_key: Key,
        (from, to): (TaskStatus, TaskStatus),
        pending: i64,
        max_retries: Option<i64>,
        now: Timestamp,
    ) -> Result<i64> {
        let rows = self.rows_of_step(step_key)?;
        let count = rows.of(from) + pending;
        if count == 0 {
            return Ok(0);
        }
        if rows.epoch - rows.folded_epoch >= MOST_EPOCHS {
            while !self.fold_tasks(step_key, AT_ONCE)? {}
        }
        let (oldest, epoch) = self.begin_epoch(step_key)?;
        let spent = match max_retries {
            Some(most) => self.keep_spent(step_key, from, most, epoch)?,
            None => 0,
        };
        self.note_move(step_key, oldest, epoch, (from, to), now)?;
        Ok(count - spent)
    }

    fn rows_of_step(&mut self, step_key: Key) -> Result<Rows> {
        let found = self.one(
            "SELECT epoch, folded_epoch, task_count - cursor - ahead, tail, pending, ready,
               assigned, starting, scheduled, running, interrupting, suspended, canceled, failed,
               succeeded, not_compatible
             FROM step WHERE key = $1",
            params![step_key],
            |row| {
                let mut columns = Columns::of(row);
                Ok(Rows {
                    epoch: columns.get()?,
                    folded_epoch: columns.get()?,
                    untouched: columns.get()?,
                    tail: columns.code(TaskStatus::from_code, "task status")?,
                    counts: columns.counts()?,
                })
            },
        )?;
        found.ok_or_else(|| Error::broken("a step whose tasks move is gone"))
    }

    /// From now on rows are written in a new epoch. Returns the oldest that rows may be of, and it.
    fn begin_epoch(&mut self, step_key: Key) -> Result<(i64, i64)> {
        let found = self.one(
            "UPDATE step SET epoch = epoch + 1, folded_before = 0 WHERE key = $1
             RETURNING folded_epoch, epoch",
            params![step_key],
            |row| Ok((row.i64(0)?, row.i64(1)?)),
        )?;
        found.ok_or_else(|| Error::broken("a step whose tasks move is gone"))
    }

    /// Rows that have no try left are not moved: they are written again, in the new epoch. Only
    /// rows that failed before are looked at, so those are few.
    fn keep_spent(
        &mut self,
        step_key: Key,
        status: TaskStatus,
        max_retries: i64,
        epoch: i64,
    ) -> Result<i64> {
        let sql = format!(
            "UPDATE task SET status = $2, epoch = $4,
               ended_at = COALESCE((SELECT m.moved_at {MOVE}), ended_at),
               updated_at = COALESCE((SELECT m.moved_at {MOVE}), updated_at)
             WHERE (step_key, first) >= ($1, 0) AND (step_key, first) < ($1, 9223372036854775807)
               AND retries > 0 AND retries >= $3
               AND COALESCE((SELECT m.to_status {MOVE}), status) = $2
             RETURNING count"
        );
        let values = params![step_key, status.code(), max_retries, epoch];
        let kept: Vec<i64> = self.query(sql, values, |row| row.i64(0))?;
        Ok(kept.iter().sum())
    }

    fn note_move(
        &mut self,
        step_key: Key,
        oldest: i64,
        epoch: i64,
        (from, to): (TaskStatus, TaskStatus),
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "UPDATE step_move SET to_status = $3, moved_at = $4
             WHERE step_key = $1 AND to_status = $2",
            params![step_key, from.code(), to.code(), now.as_ms()],
        )?;
        // Rows of an epoch that say `from` but stand elsewhere were moved away before.
        self.exec(
            "WITH RECURSIVE epochs (epoch) AS (
               SELECT CAST($5 AS BIGINT) UNION ALL
               SELECT epoch + 1 FROM epochs WHERE epoch + 1 < CAST($6 AS BIGINT))
             INSERT INTO step_move (step_key, epoch, from_status, to_status, moved_at)
             SELECT CAST($1 AS BIGINT), epoch, CAST($2 AS BIGINT), CAST($3 AS BIGINT),
                    CAST($4 AS BIGINT)
             FROM epochs WHERE true
             ON CONFLICT (step_key, epoch, from_status) DO NOTHING",
            params![step_key, from.code(), to.code(), now.as_ms(), oldest, epoch],
        )?;
        Ok(())
    }

    /// Lets at most `most` rows of a step say what they mean; true when that was the last of them.
    /// The caller holds the job's lock.
    pub fn fold_tasks(&mut self, step_key: Key, most: i64) -> Result<bool> {
        let found: Option<(i64, i64)> = self.one(
            "SELECT epoch, folded_before FROM step WHERE key = $1 AND folded_before IS NOT NULL",
            params![step_key],
            |row| Ok((row.i64(0)?, row.i64(1)?)),
        )?;
        let Some((epoch, from)) = found else {
            return Ok(true);
        };
        let next: Option<i64> = self.one(
            "SELECT first FROM task WHERE step_key = $1 AND first >= $2
             ORDER BY first LIMIT 1 OFFSET $3",
            params![step_key, from, most],
            |row| row.i64(0),
        )?;
        let sql = format!(
            "UPDATE task SET epoch = $4,
               status = COALESCE((SELECT m.to_status {MOVE}), status),
               ended_at = CASE WHEN EXISTS (SELECT 1 {MOVE})
                 THEN (SELECT CASE WHEN m.to_status IN (8, 9, 10, 11) THEN m.moved_at END {MOVE})
                 ELSE ended_at END,
               updated_at = COALESCE((SELECT m.moved_at {MOVE}), updated_at)
             WHERE step_key = $1 AND first >= $2 AND first < $3 AND epoch <> $4"
        );
        self.exec(
            sql,
            params![step_key, from, next.unwrap_or(i64::MAX), epoch],
        )?;
        match next {
            Some(next) => {
                let sql = "UPDATE step SET folded_before = $2 WHERE key = $1";
                self.exec(sql, params![step_key, next])?;
            }
            None => self.end_fold(step_key)?,
        }
        Ok(next.is_none())
    }

    fn end_fold(&mut self, step_key: Key) -> Result<()> {
        self.exec(
            "DELETE FROM step_move WHERE step_key = $1",
            params![step_key],
        )?;
        self.exec(
            "UPDATE step SET folded_before = NULL, folded_epoch = epoch WHERE key = $1",
            params![step_key],
        )?;
        Ok(())
    }

    /// Steps with rows that do not say what they mean, and their jobs.
    pub fn unfolded_steps(&mut self, most: i64) -> Result<Vec<(Key, Key)>> {
        self.query(
            "SELECT job_key, key FROM step WHERE folded_before IS NOT NULL ORDER BY key LIMIT $1",
            params![most],
            |row| Ok((row.i64(0)?, row.i64(1)?)),
        )
    }
}
