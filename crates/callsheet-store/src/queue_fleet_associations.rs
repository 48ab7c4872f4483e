//! Queue-fleet associations: which fleets work for which queues.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FleetId, QueueId};
use callsheet_core::lifecycle::association::AssociationState;

use crate::columns::Columns;
use crate::paths::{FarmPath, QueueFleetPath};
use crate::{Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct QueueFleet {
    pub queue: QueueId,
    pub fleet: FleetId,
    pub state: AssociationState,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

/// Which associations a list shows; all of the farm where nothing is set.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct QueueFleetFilter {
    pub queue: Option<QueueId>,
    pub fleet: Option<FleetId>,
}

/// Where a page begins: behind this pair.
pub type AfterPair = (QueueId, FleetId);

macro_rules! association_columns {
    () => {
        "a.queue_id, a.fleet_id, a.state, a.created_at, a.created_by, a.updated_at, a.updated_by"
    };
}

const ONE: &str = concat!(
    "SELECT ",
    association_columns!(),
    " FROM queue_fleet a WHERE a.queue_id = $1 AND a.fleet_id = $2 AND a.farm_id = $3"
);

const SOME: &str = concat!(
    "SELECT ",
    association_columns!(),
    " FROM queue_fleet a WHERE a.farm_id = $1 AND (a.queue_id, a.fleet_id) > ($2, $3)"
);

impl Tx {
    pub fn queue_fleet(&mut self, path: &QueueFleetPath) -> Result<Option<QueueFleet>> {
        self.one(ONE, params![path.queue, path.fleet, path.farm], association)
    }

    /// To change or delete it.
    pub fn lock_queue_fleet(&mut self, path: &QueueFleetPath) -> Result<Option<QueueFleet>> {
        self.lock(ONE, params![path.queue, path.fleet, path.farm], association)
    }

    /// In the order of their queues' ids, then of their fleets'.
    pub fn queue_fleets(
        &mut self,
        path: &FarmPath,
        filter: QueueFleetFilter,
        after: Option<AfterPair>,
        limit: usize,
    ) -> Result<Page<QueueFleet, AfterPair>> {
        let zero = (QueueId::from_bytes([0; 16]), FleetId::from_bytes([0; 16]));
        let (queue, fleet) = after.unwrap_or(zero);
        let mut values = params![path.farm, queue, fleet, limit + 1].to_vec();
        let mut sql = SOME.to_owned();
        if let Some(queue) = filter.queue {
            values.push(queue.into());
            sql.push_str(&format!(" AND a.queue_id = ${}", values.len()));
        }
        if let Some(fleet) = filter.fleet {
            values.push(fleet.into());
            sql.push_str(&format!(" AND a.fleet_id = ${}", values.len()));
        }
        sql.push_str(" ORDER BY a.queue_id, a.fleet_id LIMIT $4");
        let pairs = self.query(sql, &values, association)?;
        Ok(Page::cut(pairs, limit, |pair| (pair.queue, pair.fleet)))
    }

    pub fn queues_of_fleet(&mut self, fleet: FleetId) -> Result<Vec<QueueId>> {
        let sql = "SELECT queue_id FROM queue_fleet WHERE fleet_id = $1 ORDER BY queue_id";
        self.query(sql, params![fleet], |row| row.get(0))
    }

    pub fn fleets_of_queue(&mut self, queue: QueueId) -> Result<Vec<FleetId>> {
        let sql = "SELECT fleet_id FROM queue_fleet WHERE queue_id = $1 ORDER BY fleet_id";
        self.query(sql, params![queue], |row| row.get(0))
    }

    /// An association that is there already stays as it is. Answers whether it is new.
    pub fn insert_queue_fleet(
        &mut self,
        path: &QueueFleetPath,
        by: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let inserted = self.exec(
            "INSERT INTO queue_fleet (queue_id, fleet_id, farm_id, state, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (queue_id, fleet_id) DO NOTHING",
            params![
                path.queue,
                path.fleet,
                path.farm,
                AssociationState::Active.code(),
                now,
                by,
            ],
        )?;
        Ok(inserted > 0)
    }

    pub fn update_queue_fleet(
        &mut self,
        path: &QueueFleetPath,
        state: AssociationState,
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "UPDATE queue_fleet SET state = $3, updated_at = $4, updated_by = $5
             WHERE queue_id = $1 AND fleet_id = $2",
            params![path.queue, path.fleet, state.code(), now, by],
        )?;
        Ok(())
    }

    pub fn delete_queue_fleet(&mut self, path: &QueueFleetPath) -> Result<()> {
        self.exec(
            "DELETE FROM queue_fleet WHERE queue_id = $1 AND fleet_id = $2",
            params![path.queue, path.fleet],
        )?;
        Ok(())
    }
}

fn association(row: &Row<'_>) -> Result<QueueFleet> {
    let mut columns = Columns::of(row);
    Ok(QueueFleet {
        queue: columns.get()?,
        fleet: columns.get()?,
        state: columns.code(AssociationState::from_code, "association state")?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
