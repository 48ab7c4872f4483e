//! Since when somebody has been there to hear workers. A worker's silence counts only from then:
//! an hour without a server interrupts no action.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, WorkerId};

use crate::Tx;
use crate::error::Result;
use crate::paths::WorkerPath;

impl Tx {
    /// Says that a server is here. After a gap longer than `gap_ms` hearing begins anew.
    pub fn service_heartbeat(&mut self, now: Timestamp, gap_ms: i64) -> Result<()> {
        self.exec(
            "INSERT INTO service (one, heard_since, heartbeat_at) VALUES (1, $1, $1)
             ON CONFLICT (one) DO UPDATE SET
               heard_since = CASE WHEN service.heartbeat_at < $1 - $2 THEN $1
                                  ELSE service.heard_since END,
               heartbeat_at = $1",
            &[now.as_ms().into(), gap_ms.into()],
        )?;
        Ok(())
    }

    /// Workers that are expected to speak and have not, though somebody listened all the while.
    pub fn silent_workers(&mut self, now: Timestamp, limit_ms: i64) -> Result<Vec<WorkerPath>> {
        self.query(
            "SELECT w.farm_id, w.fleet_id, w.id FROM worker w, service s
             WHERE w.state BETWEEN 1 AND 5 AND w.heard_at < $1 AND s.heard_since < $1
             ORDER BY w.heard_at LIMIT 1000",
            &[(now.as_ms() - limit_ms).into()],
            |row| {
                Ok(WorkerPath {
                    farm: FarmId::from_bytes(row.blob16(0)?),
                    fleet: FleetId::from_bytes(row.blob16(1)?),
                    worker: WorkerId::from_bytes(row.blob16(2)?),
                })
            },
        )
    }

    pub fn heard_since(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT heard_since FROM service";
        self.one(sql, &[], |row| Ok(Timestamp::from_ms(row.i64(0)?)))
    }

    pub fn worker_was_heard(&mut self, worker: WorkerId, now: Timestamp) -> Result<()> {
        let sql = "UPDATE worker SET heard_at = $2 WHERE id = $1";
        self.exec(sql, &[worker.into(), now.as_ms().into()])?;
        Ok(())
    }

    /// Associations of a fleet that were draining and have no session left come to rest.
    pub fn settle_associations(&mut self, fleet: FleetId) -> Result<()> {
        self.exec(
            "UPDATE queue_fleet SET state = 3
             WHERE fleet_id = $1 AND state IN (1, 2) AND NOT EXISTS (
               SELECT 1 FROM session s WHERE s.queue_id = queue_fleet.queue_id
                 AND s.fleet_id = queue_fleet.fleet_id AND s.state < 2)",
            &[fleet.into()],
        )?;
        Ok(())
    }
}
