//! Workers as they are shown, and their end. What a worker says is in `worker_view`.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, WorkerId};
use callsheet_core::lifecycle::worker::WorkerState;

use crate::columns::Columns;
use crate::paths::{FleetPath, WorkerPath};
use crate::{Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Worker {
    pub id: WorkerId,
    pub farm: FarmId,
    pub fleet: FleetId,
    pub state: WorkerState,
    pub holds_session: bool,
    /// In JSON.
    pub host_properties: Option<String>,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

macro_rules! worker_columns {
    () => {
        "w.id, w.farm_id, w.fleet_id, w.state, w.open_sessions, w.host_properties, w.created_at,
         w.created_by, w.updated_at, w.updated_by"
    };
}

pub(crate) const COLUMNS: &str = worker_columns!();

impl Tx {
    pub fn worker(&mut self, path: &WorkerPath) -> Result<Option<Worker>> {
        self.one(
            concat!(
                "SELECT ",
                worker_columns!(),
                " FROM worker w WHERE w.id = $1 AND w.fleet_id = $2 AND w.farm_id = $3"
            ),
            params![path.worker, path.fleet, path.farm,],
            worker,
        )
    }

    /// Oldest first, which is the order of their ids.
    pub fn workers_of_fleet(
        &mut self,
        path: &FleetPath,
        after: Option<WorkerId>,
        limit: usize,
    ) -> Result<Page<Worker, WorkerId>> {
        let after = after.unwrap_or(WorkerId::from_bytes([0; 16]));
        let workers = self.query(
            concat!(
                "SELECT ",
                worker_columns!(),
                " FROM worker w WHERE w.fleet_id = $1 AND w.farm_id = $2 AND w.id > $3
                 ORDER BY w.id LIMIT $4"
            ),
            params![path.fleet, path.farm, after, limit + 1,],
            worker,
        )?;
        Ok(Page::cut(workers, limit, |worker| worker.id))
    }

    /// Its sessions stay: what it did can still be read. The caller holds the worker's lock.
    pub fn delete_worker(&mut self, worker: WorkerId) -> Result<()> {
        self.forget_tags(*worker.as_bytes())?;
        self.exec("DELETE FROM worker WHERE id = $1", params![worker])?;
        Ok(())
    }
}

pub(crate) fn worker(row: &Row<'_>) -> Result<Worker> {
    let mut columns = Columns::of(row);
    Ok(Worker {
        id: columns.get()?,
        farm: columns.get()?,
        fleet: columns.get()?,
        state: columns.code(WorkerState::from_code, "worker state")?,
        holds_session: columns.get::<i64>()? > 0,
        host_properties: columns.get()?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
