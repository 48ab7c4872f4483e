//! What jobs ask of workers: a row for each set of host requirements among a job's steps, in an
//! index that has the order of every scheduling configuration in it. The candidate query reads
//! these rows, never the jobs. They move with the counts of steps and jobs, under the job's lock.

use callsheet_core::view::Key;

use crate::error::Result;
use crate::{Tx, params};

impl Tx {
    /// A job has its steps.
    pub(crate) fn insert_demand(&mut self, job_key: Key) -> Result<()> {
        self.exec(
            "INSERT INTO demand (job_key, requirement_key, queue_id, urgency, most_workers,
               submitted_at, steps)
             SELECT j.key, p.requirement_key, j.queue_id, -j.priority,
               COALESCE(j.max_worker_count, CAST($2 AS BIGINT)), j.created_at,
               COUNT(*) FILTER (WHERE p.ready > 0)
             FROM job j JOIN step p ON p.job_key = j.key WHERE j.key = $1
             GROUP BY j.key, p.requirement_key",
            params![job_key, i64::MAX],
        )?;
        Ok(())
    }

    /// A step has its first READY task, or its last one is gone.
    pub(crate) fn step_demands(&mut self, job_key: Key, step_key: Key, begins: bool) -> Result<()> {
        self.exec(
            "UPDATE demand SET steps = steps + $3 WHERE job_key = $1
               AND requirement_key = (SELECT requirement_key FROM step WHERE key = $2)",
            params![job_key, step_key, if begins { 1 } else { -1 }],
        )?;
        Ok(())
    }

    /// Sessions of the job opened or ended.
    pub(crate) fn workers_moved(&mut self, job_key: Key, by: i64) -> Result<()> {
        let sql = "UPDATE demand SET workers = workers + $2 WHERE job_key = $1";
        self.exec(sql, params![job_key, by])?;
        Ok(())
    }

    pub(crate) fn errors_moved(&mut self, job_key: Key, by: i64) -> Result<()> {
        let sql = "UPDATE demand SET errors = errors + $2 WHERE job_key = $1";
        self.exec(sql, params![job_key, by])?;
        Ok(())
    }

    /// The job's priority or its maxWorkerCount may have changed.
    pub(crate) fn demand_edited(&mut self, job_key: Key) -> Result<()> {
        self.exec(
            "UPDATE demand SET (urgency, most_workers) =
               (SELECT -priority, COALESCE(max_worker_count, CAST($2 AS BIGINT)) FROM job
                WHERE key = $1)
             WHERE job_key = $1",
            params![job_key, i64::MAX],
        )?;
        Ok(())
    }

    /// How many rows of a job differ from what its steps and it say themselves.
    pub(crate) fn recount_demand(&mut self, job_key: Key) -> Result<i64> {
        let differing = self.one(
            "SELECT COUNT(*) FROM job j JOIN step s ON s.job_key = j.key
             LEFT JOIN demand d ON d.job_key = j.key AND d.requirement_key = s.requirement_key
             WHERE j.key = $1 AND (d.key IS NULL OR d.urgency <> -j.priority
               OR d.workers <> j.open_sessions OR d.errors <> j.failure_retries + j.failed
               OR d.most_workers <> COALESCE(j.max_worker_count, CAST($2 AS BIGINT))
               OR d.steps <> (SELECT COUNT(*) FROM step p WHERE p.job_key = j.key
                              AND p.requirement_key = d.requirement_key AND p.ready > 0))",
            params![job_key, i64::MAX],
            |row| row.i64(0),
        )?;
        Ok(differing.unwrap_or(0))
    }
}
