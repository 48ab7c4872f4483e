//! How many workers fleets that scale by events should have.

use callsheet_api::Timestamp;
use callsheet_api::ids::FleetId;
use callsheet_core::fleet_size::FleetSize;

use crate::paths::FleetPath;
use crate::{Result, Tx, params};

impl Tx {
    pub fn fleets_that_scale(&mut self) -> Result<Vec<FleetPath>> {
        self.query(
            "SELECT farm_id, id FROM fleet WHERE settings LIKE '%\"EVENT_BASED_AUTO_SCALING\"%'
             ORDER BY id",
            params![],
            |row| {
                Ok(FleetPath {
                    farm: row.get(0)?,
                    fleet: row.get(1)?,
                })
            },
        )
    }

    /// How many workers more than those that work could be given something now: what is READY for
    /// the fleet, of each job no more than it may have workers. An adaptive chunk is one piece of
    /// work. Limits are not looked at: who holds their units changes faster than fleets do.
    pub fn workers_wanted(&mut self, fleet: FleetId) -> Result<i64> {
        let wanted = self.one(
            "SELECT CAST(SUM(CASE WHEN ready < room THEN ready ELSE room END) AS BIGINT) FROM (
               SELECT d.job_key, MAX(d.most_workers - d.workers) AS room,
                 SUM((p.ready + COALESCE(p.chunk_size, 1) - 1) / COALESCE(p.chunk_size, 1)) AS ready
               FROM queue_fleet a
               JOIN queue q ON q.id = a.queue_id AND q.blocked_reason IS NULL
               JOIN demand d ON d.queue_id = a.queue_id AND d.steps > 0
                 AND d.workers < d.most_workers
               JOIN eligibility e ON e.requirement_key = d.requirement_key
                 AND e.fleet_id = a.fleet_id
               JOIN step p ON p.job_key = d.job_key AND p.requirement_key = d.requirement_key
                 AND p.ready > 0
               WHERE a.fleet_id = $1 AND a.state = 0
               GROUP BY d.job_key) jobs",
            params![fleet],
            |row| row.opt_i64(0),
        )?;
        Ok(wanted.flatten().unwrap_or_default())
    }

    pub fn fleet_size(&mut self, fleet: FleetId) -> Result<Option<FleetSize>> {
        self.one(
            "SELECT recommended, changed_at, told_at FROM fleet_size WHERE fleet_id = $1",
            params![fleet],
            |row| {
                Ok(FleetSize {
                    recommended: row.i64(0)?,
                    changed_at: Timestamp::from_ms(row.i64(1)?),
                    told_at: Timestamp::from_ms(row.i64(2)?),
                })
            },
        )
    }

    pub fn put_fleet_size(&mut self, fleet: FleetId, size: &FleetSize) -> Result<()> {
        self.exec(
            "INSERT INTO fleet_size (fleet_id, recommended, changed_at, told_at)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (fleet_id) DO UPDATE SET recommended = excluded.recommended,
               changed_at = excluded.changed_at, told_at = excluded.told_at",
            params![fleet, size.recommended, size.changed_at, size.told_at],
        )?;
        Ok(())
    }
}
