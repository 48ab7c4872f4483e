//! Rows of workers as they come and as they describe themselves. Their states move through
//! `changes.rs` like all others.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FleetId, WorkerId};
use callsheet_core::scale_in::Crew;

use crate::error::{Error, Result};
use crate::paths::WorkerPath;
use crate::{Tx, params};

#[derive(Debug, Clone)]
pub struct NewWorker {
    pub path: WorkerPath,
    pub host_name: Option<String>,
    pub host_properties: Option<String>,
    pub created_at: Timestamp,
    pub created_by: String,
}

/// What a worker says of itself in UpdateWorker; what it leaves out stays as it was.
#[derive(Debug, Clone, Default)]
pub struct WorkerWords {
    pub host_name: Option<String>,
    pub host_properties: Option<String>,
    pub capabilities: Option<String>,
    pub user_agent: Option<String>,
}

impl Tx {
    pub fn insert_worker(&mut self, worker: &NewWorker) -> Result<()> {
        self.exec(
            "INSERT INTO worker (id, farm_id, fleet_id, state, heard_at, host_name,
                                 host_properties, created_at, created_by)
             VALUES ($1, $2, $3, 0, $4, $5, $6, $4, $7)",
            params![
                worker.path.worker,
                worker.path.farm,
                worker.path.fleet,
                worker.created_at,
                worker.host_name.as_deref().unwrap_or(""),
                worker.host_properties.as_ref(),
                &worker.created_by,
            ],
        )?;
        Ok(())
    }

    pub fn write_worker_words(
        &mut self,
        worker: WorkerId,
        words: &WorkerWords,
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "UPDATE worker SET heard_at = $2, host_name = COALESCE($3, host_name),
               host_properties = COALESCE($4, host_properties),
               capabilities = COALESCE($5, capabilities),
               user_agent = COALESCE($6, user_agent), updated_at = $2
             WHERE id = $1",
            params![
                worker,
                now,
                words.host_name.as_ref(),
                words.host_properties.as_ref(),
                words.capabilities.as_ref(),
                words.user_agent.as_ref(),
            ],
        )?;
        Ok(())
    }

    /// What a worker said last of what it has, in JSON.
    pub fn worker_capabilities(&mut self, worker: WorkerId) -> Result<Option<String>> {
        let sql = "SELECT capabilities FROM worker WHERE id = $1";
        Ok(self
            .one(sql, params![worker], |row| row.opt_text(0))?
            .flatten())
    }

    /// Since when a worker without a session has had none, or has been online.
    pub fn idle_since(&mut self, worker: WorkerId) -> Result<Option<Timestamp>> {
        self.one(
            "SELECT COALESCE(w.updated_at, w.created_at), COALESCE(
               (SELECT s.ended_at FROM session s WHERE s.worker_id = w.id
                ORDER BY s.id DESC LIMIT 1), 0)
             FROM worker w WHERE w.id = $1",
            params![worker],
            |row| Ok(Timestamp::from_ms(row.i64(0)?.max(row.i64(1)?))),
        )
    }

    /// A fleet's workers that may be given work.
    pub fn crew(&mut self, fleet: FleetId) -> Result<Crew> {
        let found = self.one(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN open_sessions > 0 THEN 1 ELSE 0 END), 0)
             FROM worker WHERE fleet_id = $1 AND state IN (1, 2)",
            params![fleet],
            |row| {
                Ok(Crew {
                    online: row.i64(0)?,
                    busy: row.i64(1)?,
                })
            },
        )?;
        found.ok_or_else(|| Error::broken("a count of workers"))
    }

    pub fn count_workers(&mut self, fleet: FleetId) -> Result<i64> {
        let sql = "SELECT COUNT(*) FROM worker WHERE fleet_id = $1";
        Ok(self
            .one(sql, params![fleet], |row| row.i64(0))?
            .unwrap_or(0))
    }
}
