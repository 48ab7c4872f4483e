//! Rows by the million for `callsheet bench`, which measures how they are read.

use callsheet_api::Timestamp;
use callsheet_api::ids::SessionId;
use callsheet_core::counts::TaskStatus;

use crate::paths::JobPath;
use crate::{Engine, Error, Result, Tx, V, params};

/// Ended sessions of a worker that never was.
#[derive(Debug, Clone)]
pub struct BenchRows {
    pub job: JobPath,
    pub sessions: Vec<SessionId>,
    pub actions_of_each: i64,
    pub now: Timestamp,
}

impl Tx {
    /// Adds sessions to the first step of a job, each with so many task runs that succeeded.
    pub fn insert_bench_rows(&mut self, rows: &BenchRows) -> Result<()> {
        let job = self
            .job(&rows.job)?
            .ok_or_else(|| Error::broken("the job of a benchmark"))?;
        let steps = self.steps_of_job(job.key, None, 1)?;
        let step = steps
            .items
            .first()
            .ok_or_else(|| Error::broken("the step of a benchmark"))?;
        let worker = rows.job.job.as_bytes();
        let sessions = rows.sessions.iter().map(|session| -> [V<'_>; 13] {
            [
                session.into(),
                job.key.into(),
                step.key.into(),
                rows.job.farm.into(),
                rows.job.queue.into(),
                (&worker[..]).into(),
                (&worker[..]).into(),
                2.into(),
                0.into(),
                rows.actions_of_each.into(),
                rows.now.into(),
                rows.now.into(),
                rows.now.into(),
            ]
        });
        self.insert_rows(
            "session (id, job_key, step_key, farm_id, queue_id, fleet_id, worker_id, state,
             environments, next_index, progressed_at, started_at, ended_at)",
            sessions,
        )?;
        self.insert_bench_actions(rows, step.task_count)
    }

    /// One statement for all of them: drawn in the database, where they are going to be.
    fn insert_bench_actions(&mut self, rows: &BenchRows, task_count: i64) -> Result<()> {
        let sql =
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1)
             INSERT INTO session_action (session_id, action_index, kind, ordinal, count, state,
               started_at, ended_at, worker_updated_at, process_exit_code, progress_percent)
             SELECT s.id, n.i, 3, n.i % $2, 1, 3, s.started_at + n.i, s.started_at + n.i + 1,
               s.started_at + n.i + 1, 0, 100
             FROM n, session s WHERE s.id = $3";
        for session in &rows.sessions {
            self.exec(sql, params![rows.actions_of_each, task_count, session])?;
        }
        Ok(())
    }

    /// Gives the first tasks of a job's first step the rows of tasks that succeeded.
    pub fn insert_bench_tasks(&mut self, job: &JobPath, count: i64, now: Timestamp) -> Result<()> {
        let job = self
            .job(job)?
            .ok_or_else(|| Error::broken("the job of a benchmark"))?;
        self.exec(
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1)
             INSERT INTO task (step_key, first, count, status, started_at, ended_at, updated_at)
             SELECT p.key, n.i, 1, $2, $3 + n.i, $3 + n.i + 1, $3 + n.i + 1
             FROM n, step p WHERE p.job_key = $4 AND p.position = 0",
            params![count, TaskStatus::Succeeded.code(), now, job.key],
        )?;
        self.exec(
            "UPDATE step SET cursor = $1 WHERE job_key = $2 AND position = 0",
            params![count, job.key],
        )?;
        Ok(())
    }

    /// What the rows of tasks and session actions occupy, with their indexes.
    pub fn bench_bytes(&mut self) -> Result<i64> {
        let sql = match self.engine() {
            Engine::Sqlite => {
                "SELECT CAST(COALESCE(SUM(pgsize), 0) AS INTEGER) FROM dbstat
                 WHERE aggregate = TRUE AND name IN (
                   SELECT name FROM sqlite_schema WHERE tbl_name IN ('task', 'session_action'))"
            }
            Engine::Postgres => {
                "SELECT pg_total_relation_size('task') + pg_total_relation_size('session_action')"
            }
        };
        Ok(self
            .one(sql, params![], |row| row.i64(0))?
            .unwrap_or_default())
    }
}
