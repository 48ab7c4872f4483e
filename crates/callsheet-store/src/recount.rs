//! Counts every counter again from the rows that it stands for. What differs is a bug of ours; it
//! is asked after every step of a simulation.

use callsheet_api::ids::{FarmId, JobId};
use callsheet_core::check;
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::view::{JobView, Key};

use crate::task_moves::{MOVES, STATUS};
use crate::{Error, Result, Tx, params};

impl Tx {
    /// What is wrong with a job, in words.
    pub fn recount_job(&mut self, job_key: Key) -> Result<Vec<String>> {
        let Some(view) = self.job_view(job_key)? else {
            return Ok(vec![format!("there is no job {job_key}")]);
        };
        let broken = check::job(&view).into_iter();
        let mut faults: Vec<String> = broken
            .map(|broken| format!("{}: {}", broken.place, broken.rule))
            .collect();
        for step in &view.steps {
            let counted =
                self.recount_tasks(step.head.key, step.head.tail, step.head.untouched())?;
            if counted != step.counts {
                let (id, said) = (step.head.id, step.counts);
                faults.push(format!("{id}: says {said:?}, its tasks say {counted:?}"));
            }
        }
        faults.extend(self.recount_sessions(&view)?);
        let differing = self.recount_demand(job_key)?;
        if differing != 0 {
            let id = view.head.id;
            faults.push(format!("{id}: {differing} steps that its demand misjudges"));
        }
        Ok(faults)
    }

    fn recount_tasks(&mut self, step: Key, tail: TaskStatus, untouched: i64) -> Result<Counts> {
        let sql = format!(
            "SELECT {STATUS}, CAST(SUM(t.count) AS BIGINT) FROM task t {MOVES}
             WHERE t.step_key = $1 GROUP BY {STATUS}"
        );
        let rows = self.query(sql, params![step], |row| Ok((row.i64(0)?, row.i64(1)?)))?;
        let mut counts = Counts::only(tail, untouched);
        for (status, count) in rows {
            let status =
                TaskStatus::from_code(status).ok_or_else(|| Error::broken("task status"))?;
            counts.add(status, count);
        }
        Ok(counts)
    }

    fn recount_sessions(&mut self, view: &JobView) -> Result<Vec<String>> {
        let key = view.head.key;
        let mut faults = Vec::new();
        let open = i64::try_from(view.sessions.len()).unwrap_or(i64::MAX);
        if view.head.open_sessions != open {
            let said = view.head.open_sessions;
            faults.push(format!(
                "{}: says {said} open sessions of {open}",
                view.head.id
            ));
        }
        let questions = [
            (
                "tasks in a session that no open action of theirs holds",
                "SELECT COUNT(*) FROM task t JOIN step p ON p.key = t.step_key
                 WHERE p.job_key = $1 AND t.status BETWEEN 2 AND 6 AND NOT EXISTS (
                   SELECT 1 FROM session_action a WHERE a.session_id = t.session_id
                     AND a.action_index = t.action_index AND a.state < 3)",
            ),
            (
                "open actions of sessions that have ended",
                "SELECT COUNT(*) FROM session_action a JOIN session s ON s.id = a.session_id
                 WHERE s.job_key = $1 AND s.state = 2 AND a.state < 3",
            ),
            (
                "open actions before the first of their session",
                "SELECT COUNT(*) FROM session_action a JOIN session s ON s.id = a.session_id
                 WHERE s.job_key = $1 AND a.action_index < s.first_open AND a.state < 3",
            ),
            (
                "open task runs whose task is elsewhere",
                "SELECT COUNT(*) FROM session_action a JOIN session s ON s.id = a.session_id
                 WHERE s.job_key = $1 AND a.state < 3 AND a.kind = 3 AND NOT EXISTS (
                   SELECT 1 FROM task t WHERE t.step_key = s.step_key AND t.first = a.ordinal
                     AND t.session_id = a.session_id AND t.status BETWEEN 2 AND 6)",
            ),
            (
                "workers that miscount their open sessions",
                "SELECT COUNT(*) FROM worker w WHERE w.id IN (
                   SELECT worker_id FROM session WHERE job_key = $1)
                 AND w.open_sessions <> (
                   SELECT COUNT(*) FROM session s WHERE s.worker_id = w.id AND s.state < 2)",
            ),
        ];
        for (what, sql) in questions {
            let count = self.one(sql, params![key], |row| row.i64(0))?.unwrap_or(0);
            if count != 0 {
                faults.push(format!("{}: {count} {what}", view.head.id));
            }
        }
        Ok(faults)
    }

    /// As [`Tx::recount_job`], for one that may have been removed meanwhile.
    pub fn recount_if_there(&mut self, job_key: Key) -> Result<Option<(JobId, Vec<String>)>> {
        let sql = "SELECT id FROM job WHERE key = $1 AND queue_id IS NOT NULL";
        let Some(id) = self.one(sql, params![job_key], |row| row.get(0))? else {
            return Ok(None);
        };
        Ok(Some((id, self.recount_job(job_key)?)))
    }

    /// What is wrong with rows that belong to no one job.
    pub fn recount_others(&mut self) -> Result<Vec<String>> {
        let questions = [
            (
                "workers that miscount their open sessions",
                "SELECT COUNT(*) FROM worker w WHERE w.open_sessions <> (
                   SELECT COUNT(*) FROM session s WHERE s.worker_id = w.id AND s.state < 2)",
            ),
            (
                "sessions without their step",
                "SELECT COUNT(*) FROM session s WHERE NOT EXISTS (
                   SELECT 1 FROM step p WHERE p.key = s.step_key AND p.job_key = s.job_key)",
            ),
            (
                "jobs that are being removed and still ask for workers",
                "SELECT COUNT(*) FROM demand d JOIN job j ON j.key = d.job_key
                 WHERE j.queue_id IS NULL",
            ),
            (
                "small blobs that no piece of an object has, or one of another size",
                "SELECT COUNT(*) FROM small_blob s WHERE NOT EXISTS (
                   SELECT 1 FROM object_part p
                   WHERE p.blob_id = s.id AND p.size = length(s.bytes))",
            ),
        ];
        let mut faults = Vec::new();
        for (what, sql) in questions {
            let count = self.one(sql, params![], |row| row.i64(0))?.unwrap_or(0);
            if count != 0 {
                faults.push(format!("{count} {what}"));
            }
        }
        Ok(faults)
    }

    pub fn farm_ids(&mut self) -> Result<Vec<FarmId>> {
        let sql = "SELECT id FROM farm ORDER BY id";
        self.query(sql, params![], |row| row.get(0))
    }

    /// The numbers of all jobs that have steps.
    pub fn expanded_jobs(&mut self) -> Result<Vec<Key>> {
        let sql =
            "SELECT key FROM job WHERE status IS NOT NULL AND queue_id IS NOT NULL ORDER BY key";
        self.query(sql, params![], |row| row.i64(0))
    }
}
