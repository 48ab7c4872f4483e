//! What a caller may change about a job besides where its tasks stand, and the locks for targets
//! that reach into sessions.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FleetId, QueueId, WorkerId};
use callsheet_core::view::{Key, SessionView};

use crate::error::Result;
use crate::paths::{JobPath, SessionPath};
use crate::{Tx, params};

/// What is absent stays as it was.
#[derive(Debug, Clone, Default)]
pub struct JobEdits {
    pub name: Option<String>,
    /// Empty: taken away.
    pub description: Option<String>,
    pub priority: Option<i64>,
    pub max_failed: Option<i64>,
    pub max_retries: Option<i64>,
    /// -1: no limit.
    pub max_workers: Option<i64>,
}

impl Tx {
    /// A job's number, by every id of its path.
    /// Where a job is. Nothing, if it is being removed.
    pub fn path_of_job(&mut self, key: Key) -> Result<Option<JobPath>> {
        let sql = "SELECT farm_id, queue_id, id FROM job WHERE key = $1 AND queue_id IS NOT NULL";
        self.one(sql, params![key], |row| {
            Ok(JobPath {
                farm: row.get(0)?,
                queue: row.get(1)?,
                job: row.get(2)?,
            })
        })
    }

    pub fn job_key(&mut self, path: &JobPath) -> Result<Option<Key>> {
        self.one(
            "SELECT key FROM job WHERE id = $1 AND queue_id = $2 AND farm_id = $3",
            params![path.job, path.queue, path.farm],
            |row| row.i64(0),
        )
    }

    pub fn edit_job(
        &mut self,
        job_key: Key,
        edits: &JobEdits,
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "UPDATE job SET name = COALESCE($2, name),
               description = NULLIF(COALESCE($3, description), ''),
               priority = COALESCE($4, priority),
               max_failed_tasks_count = COALESCE($5, max_failed_tasks_count),
               max_retries_per_task = COALESCE($6, max_retries_per_task),
               max_worker_count = NULLIF(COALESCE($7, max_worker_count), -1),
               updated_at = $8, updated_by = $9
             WHERE key = $1",
            params![
                job_key,
                edits.name.as_ref(),
                edits.description.as_ref(),
                edits.priority,
                edits.max_failed,
                edits.max_retries,
                edits.max_workers,
                now,
                by,
            ],
        )?;
        if edits.priority.is_some() || edits.max_workers.is_some() {
            self.demand_edited(job_key)?;
        }
        Ok(())
    }

    /// A session under its job's lock: `None` if there is no such session, `Some(None)` if it has
    /// ended.
    pub fn lock_session(
        &mut self,
        path: &SessionPath,
    ) -> Result<Option<Option<(WorkerId, SessionView)>>> {
        let Some(job_key) = self.job_key(&path.job_path())? else {
            return Ok(None);
        };
        self.lock_job(job_key)?;
        let worker = self.one(
            "SELECT worker_id FROM session WHERE id = $1 AND job_key = $2",
            params![path.session, job_key],
            |row| row.get::<WorkerId>(0),
        )?;
        let Some(worker) = worker else {
            return Ok(None);
        };
        let values = params![path.session];
        let open = self.open_sessions("WHERE s.id = $1 AND s.state < 2", values)?;
        Ok(Some(
            open.into_iter().next().map(|session| (worker, session)),
        ))
    }

    /// The open sessions of a queue-fleet pair, under their jobs' locks.
    pub fn lock_sessions_of_pair(
        &mut self,
        queue: QueueId,
        fleet: FleetId,
    ) -> Result<Vec<SessionView>> {
        self.lock_all(
            "SELECT key FROM job WHERE key IN (SELECT job_key FROM session
               WHERE queue_id = $1 AND fleet_id = $2 AND state < 2) ORDER BY key",
            params![queue, fleet],
            |row| row.i64(0),
        )?;
        let values = params![queue, fleet];
        self.open_sessions(
            "WHERE s.queue_id = $1 AND s.fleet_id = $2 AND s.state < 2",
            values,
        )
    }
}
