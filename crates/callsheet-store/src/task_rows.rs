//! The rows of tasks that something happened to: handed out, moved one by one, cut out of a chunk.
//! What moves many of them at once stands in `task_moves.rs`.

use callsheet_api::Timestamp;
use callsheet_core::change::Change;
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::view::Key;

use crate::changes::{Ledger, expect_one};
use crate::error::Result;
use crate::gathered::Gathered;
use crate::{Tx, V};

impl Tx {
    pub(crate) fn write_hand<'a>(
        &mut self,
        change: &'a Change,
        now: Timestamp,
        ledger: &mut Ledger,
        rows: &mut Gathered<'a>,
    ) -> Result<()> {
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
        let values: [V<'a>; 7] = [
            (*step_key).into(),
            (*first).into(),
            (*count).into(),
            to.code().into(),
            session.into(),
            (*index).into(),
            now.as_ms().into(),
        ];
        if *untouched {
            self.add_task(rows, values)?;
        } else {
            let updated = self.exec(
                "UPDATE task SET status = $4, session_id = $5, action_index = $6, updated_at = $7,
                                 target = NULL, ended_at = NULL,
                                 epoch = (SELECT epoch FROM step WHERE key = $1)
                 WHERE step_key = $1 AND first = $2 AND count = $3",
                &values,
            )?;
            expect_one(updated, "a task that was to be handed out")?;
        }
        ledger.moved(*step_key, *from, *to, *count);
        self.tell_tasks(*step_key, (*first, *count), (*from, *to), now);
        Ok(())
    }

    /// One that a session holds.
    pub(crate) fn write_task<'a>(
        &mut self,
        change: &'a Change,
        now: Timestamp,
        ledger: &mut Ledger,
        rows: &mut Gathered<'a>,
    ) -> Result<()> {
        let Change::Task {
            step_key,
            first,
            count,
            from,
            to,
            retried,
            started_at,
            ended_at,
        } = change
        else {
            return Ok(());
        };
        let ended_at = to
            .status
            .is_final()
            .then(|| ended_at.unwrap_or(now).as_ms());
        let row = [
            (*step_key).into(),
            (*first).into(),
            (*count).into(),
            to.status.code().into(),
            to.target.map(Target::code).into(),
            to.attempts.retries.into(),
            to.attempts.losses.into(),
            started_at.map(|at| at.as_ms()).into(),
            ended_at.into(),
            now.as_ms().into(),
        ];
        self.change_task(rows, row)?;
        ledger.moved(*step_key, *from, to.status, *count);
        ledger.started(*step_key, *started_at);
        ledger.retried(*step_key, retried * count);
        self.tell_tasks(*step_key, (*first, *count), (*from, to.status), now);
        Ok(())
    }

    /// A whole status of a step moves: rows by a word of theirs, the tail by another.
    pub(crate) fn write_tasks(
        &mut self,
        step_key: Key,
        (from, to): (TaskStatus, TaskStatus),
        max_retries: Option<i64>,
        now: Timestamp,
        ledger: &mut Ledger,
    ) -> Result<()> {
        // Without any retries, whoever has failed has no try left.
        if max_retries == Some(0) {
            return Ok(());
        }
        self.tell_tasks_moving(step_key, (from, to), max_retries, now)?;
        let pending = ledger.steps.get(&step_key);
        let pending = pending.map_or(0, |moved| moved.counts.of(from));
        let mut count = self.move_rows(step_key, (from, to), pending, max_retries, now)?;
        let tail: Option<i64> = self.one(
            "UPDATE step SET tail = $3 WHERE key = $1 AND tail = $2
             RETURNING task_count - cursor - ahead",
            &[step_key.into(), from.code().into(), to.code().into()],
            |row| row.i64(0),
        )?;
        count += tail.unwrap_or(0);
        ledger.moved(step_key, from, to, count);
        Ok(())
    }

    pub(crate) fn write_one_task(
        &mut self,
        step_key: Key,
        index: i64,
        untouched: bool,
        (_, to): (TaskStatus, TaskStatus),
        now: Timestamp,
    ) -> Result<()> {
        let ended_at = to.is_final().then(|| now.as_ms());
        let values: [V<'_>; 5] = [
            step_key.into(),
            index.into(),
            to.code().into(),
            ended_at.into(),
            now.as_ms().into(),
        ];
        if untouched {
            self.exec(
                "INSERT INTO task (step_key, first, count, status, ended_at, updated_at, epoch)
                 VALUES ($1, $2, 1, $3, $4, $5, (SELECT epoch FROM step WHERE key = $1))",
                &values,
            )?;
            let sql = "UPDATE step SET ahead = ahead + 1 WHERE key = $1";
            self.exec(sql, &[step_key.into()])?;
            return Ok(());
        }
        self.split(step_key, index)?;
        let updated = self.exec(
            "UPDATE task SET status = $3, target = NULL, ended_at = $4, updated_at = $5,
                             epoch = (SELECT epoch FROM step WHERE key = $1)
             WHERE step_key = $1 AND first = $2",
            &values,
        )?;
        expect_one(updated, "the task that was aimed at")
    }

    /// Gives one task of a chunk a row of its own. What is before and after it keeps its history.
    fn split(&mut self, step_key: Key, index: i64) -> Result<()> {
        let found: Option<(i64, i64)> = self.one(
            "SELECT first, count FROM task WHERE step_key = $1 AND first <= $2
             ORDER BY first DESC LIMIT 1",
            &[step_key.into(), index.into()],
            |row| Ok((row.i64(0)?, row.i64(1)?)),
        )?;
        let Some((first, count)) = found else {
            return Ok(());
        };
        for (piece, length) in [(index, 1), (index + 1, first + count - index - 1)] {
            if piece == first || length <= 0 {
                continue;
            }
            self.exec(
                "INSERT INTO task (step_key, first, count, status, epoch, target, retries,
                   losses, session_id, action_index, started_at, ended_at, updated_at, updated_by)
                 SELECT step_key, CAST($3 AS BIGINT), CAST($4 AS BIGINT), status, epoch, target,
                   retries, losses, session_id, action_index, started_at, ended_at, updated_at, updated_by
                 FROM task WHERE step_key = $1 AND first = $2",
                &[step_key.into(), first.into(), piece.into(), length.into()],
            )?;
        }
        let kept = if index == first { 1 } else { index - first };
        let sql = "UPDATE task SET count = $3 WHERE step_key = $1 AND first = $2";
        self.exec(sql, &[step_key.into(), first.into(), kept.into()])?;
        Ok(())
    }
}
