//! Queue-limit associations: which queues' jobs take of which limits.

use callsheet_api::Timestamp;
use callsheet_api::ids::{LimitId, QueueId};
use callsheet_core::lifecycle::association::AssociationState;

use crate::columns::Columns;
use crate::paths::{FarmPath, QueueLimitPath};
use crate::{Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct QueueLimit {
    pub queue: QueueId,
    pub limit: LimitId,
    /// The amount requirement that it answers to, in lower case.
    pub amount: String,
    pub state: AssociationState,
    /// What sessions of the queue hold of the limit.
    pub held: i64,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

/// Which associations a list shows; all of the farm where nothing is set.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct QueueLimitFilter {
    pub queue: Option<QueueId>,
    pub limit: Option<LimitId>,
}

/// Where a page begins: behind this pair.
pub type AfterPair = (QueueId, LimitId);

macro_rules! association_columns {
    () => {
        "a.queue_id, a.limit_id, a.amount, a.state, a.held, a.created_at, a.created_by,
         a.updated_at, a.updated_by"
    };
}

const ONE: &str = concat!(
    "SELECT ",
    association_columns!(),
    " FROM queue_limit a WHERE a.queue_id = $1 AND a.limit_id = $2 AND a.farm_id = $3"
);

const SOME: &str = concat!(
    "SELECT ",
    association_columns!(),
    " FROM queue_limit a WHERE a.farm_id = $1 AND (a.queue_id, a.limit_id) > ($2, $3)"
);

impl Tx {
    pub fn queue_limit(&mut self, path: &QueueLimitPath) -> Result<Option<QueueLimit>> {
        self.one(ONE, params![path.queue, path.limit, path.farm], association)
    }

    /// To change or delete it.
    pub fn lock_queue_limit(&mut self, path: &QueueLimitPath) -> Result<Option<QueueLimit>> {
        self.lock(ONE, params![path.queue, path.limit, path.farm], association)
    }

    /// In the order of their queues' ids, then of their limits'.
    pub fn queue_limits(
        &mut self,
        path: &FarmPath,
        filter: QueueLimitFilter,
        after: Option<AfterPair>,
        limit_of_page: usize,
    ) -> Result<Page<QueueLimit, AfterPair>> {
        let zero = (QueueId::from_bytes([0; 16]), LimitId::from_bytes([0; 16]));
        let (queue, limit) = after.unwrap_or(zero);
        let mut values = params![path.farm, queue, limit, limit_of_page + 1].to_vec();
        let mut sql = SOME.to_owned();
        if let Some(queue) = filter.queue {
            values.push(queue.into());
            sql.push_str(&format!(" AND a.queue_id = ${}", values.len()));
        }
        if let Some(limit) = filter.limit {
            values.push(limit.into());
            sql.push_str(&format!(" AND a.limit_id = ${}", values.len()));
        }
        sql.push_str(" ORDER BY a.queue_id, a.limit_id LIMIT $4");
        let pairs = self.query(sql, &values, association)?;
        Ok(Page::cut(pairs, limit_of_page, |pair| {
            (pair.queue, pair.limit)
        }))
    }

    /// Which limit of a queue answers to an amount requirement.
    pub fn limit_of_amount(&mut self, queue: QueueId, amount: &str) -> Result<Option<LimitId>> {
        let sql = "SELECT limit_id FROM queue_limit WHERE queue_id = $1 AND amount = $2";
        self.one(sql, params![queue, amount], |row| row.get(0))
    }

    pub fn limit_is_associated(&mut self, limit: LimitId) -> Result<bool> {
        let sql = "SELECT 1 FROM queue_limit WHERE limit_id = $1 LIMIT 1";
        Ok(self.one(sql, params![limit], |_| Ok(()))?.is_some())
    }

    /// The caller has seen that nothing of the queue answers to the amount yet.
    pub fn insert_queue_limit(
        &mut self,
        path: &QueueLimitPath,
        amount: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "INSERT INTO queue_limit (queue_id, limit_id, farm_id, amount, state, created_at,
                                      created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![
                path.queue,
                path.limit,
                path.farm,
                amount,
                AssociationState::Active.code(),
                now,
                by,
            ],
        )?;
        Ok(())
    }

    pub fn update_queue_limit(
        &mut self,
        path: &QueueLimitPath,
        state: AssociationState,
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "UPDATE queue_limit SET state = $3, updated_at = $4, updated_by = $5
             WHERE queue_id = $1 AND limit_id = $2",
            params![path.queue, path.limit, state.code(), now, by],
        )?;
        Ok(())
    }

    pub fn delete_queue_limit(&mut self, path: &QueueLimitPath) -> Result<()> {
        self.exec(
            "DELETE FROM queue_limit WHERE queue_id = $1 AND limit_id = $2",
            params![path.queue, path.limit],
        )?;
        Ok(())
    }
}

fn association(row: &Row<'_>) -> Result<QueueLimit> {
    let mut columns = Columns::of(row);
    Ok(QueueLimit {
        queue: columns.get()?,
        limit: columns.get()?,
        amount: columns.get()?,
        state: columns.code(AssociationState::from_code, "association state")?,
        held: columns.get()?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
