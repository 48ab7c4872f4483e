//! Budgets, and the time that a queue's sessions took, which is what they count.

use callsheet_api::Timestamp;
use callsheet_api::ids::{BudgetId, FarmId, FleetId, QueueId};
use callsheet_api::types::{BudgetStatus, ResponseBudgetAction};
use callsheet_core::budget;

use crate::columns::Columns;
use crate::paths::{BudgetPath, FarmPath, QueuePath};
use crate::settings::{read, written};
use crate::{Error, Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    pub id: BudgetId,
    pub farm: FarmId,
    pub queue: QueueId,
    pub display_name: String,
    pub description: Option<String>,
    pub status: BudgetStatus,
    pub dollar_limit: f64,
    pub actions: Vec<ResponseBudgetAction>,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// What was used until `counted_at`.
    pub usage_usd: f64,
    pub counted_at: Timestamp,
    pub queue_stopped_at: Option<Timestamp>,
    /// Up to which percentage of its limit its events were told.
    pub told_percent: f64,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

impl Budget {
    /// As far as it decides.
    #[must_use]
    pub fn decides(&self) -> budget::Budget {
        let actions = self.actions.iter();
        budget::Budget {
            is_active: self.status == BudgetStatus::Active,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            dollar_limit: self.dollar_limit,
            usage_usd: self.usage_usd,
            actions: actions
                .map(|action| (action.r#type, action.threshold_percentage))
                .collect(),
        }
    }
}

macro_rules! budget_columns {
    () => {
        "b.id, b.farm_id, b.queue_id, b.display_name, b.description, b.status, b.dollar_limit,
         b.actions, b.starts_at, b.ends_at, b.usage_usd, b.counted_at, b.queue_stopped_at,
         b.told_percent, b.created_at, b.created_by, b.updated_at, b.updated_by"
    };
}

const ONE: &str = concat!(
    "SELECT ",
    budget_columns!(),
    " FROM budget b WHERE b.id = $1 AND b.farm_id = $2"
);

impl Tx {
    pub fn budget(&mut self, path: &BudgetPath) -> Result<Option<Budget>> {
        self.one(ONE, params![path.budget, path.farm], budget)
    }

    /// Oldest first, which is the order of their ids.
    pub fn budgets_of_farm(
        &mut self,
        path: &FarmPath,
        status: Option<BudgetStatus>,
        after: Option<BudgetId>,
        limit: usize,
    ) -> Result<Page<Budget, BudgetId>> {
        let after = after.unwrap_or(BudgetId::from_bytes([0; 16]));
        let budgets = self.query(
            concat!(
                "SELECT ",
                budget_columns!(),
                " FROM budget b WHERE b.farm_id = $1 AND b.id > $2 AND ($3 = '' OR b.status = $3)
                  ORDER BY b.id LIMIT $4"
            ),
            params![
                path.farm,
                after,
                status.map_or("", BudgetStatus::as_str),
                limit + 1
            ],
            budget,
        )?;
        Ok(Page::cut(budgets, limit, |budget| budget.id))
    }

    /// All of a queue's, under its lock.
    pub fn budgets_of_queue(&mut self, queue: QueueId) -> Result<Vec<Budget>> {
        self.query(
            concat!(
                "SELECT ",
                budget_columns!(),
                " FROM budget b WHERE b.queue_id = $1 ORDER BY b.id"
            ),
            params![queue],
            budget,
        )
    }

    /// Queues with a budget that may have something to count, or an end to come to.
    pub fn queues_with_active_budgets(&mut self) -> Result<Vec<QueuePath>> {
        self.query(
            "SELECT DISTINCT q.farm_id, q.id FROM budget b JOIN queue q ON q.id = b.queue_id
             WHERE b.status = 'ACTIVE' ORDER BY q.id",
            params![],
            |row| {
                let mut columns = Columns::of(row);
                Ok(QueuePath {
                    farm: columns.get()?,
                    queue: columns.get()?,
                })
            },
        )
    }

    pub fn insert_budget(&mut self, budget: &Budget) -> Result<()> {
        self.exec(
            "INSERT INTO budget (id, farm_id, queue_id, display_name, description, status,
                                 dollar_limit, actions, starts_at, ends_at, usage_usd, counted_at,
                                 created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            params![
                budget.id,
                budget.farm,
                budget.queue,
                &budget.display_name,
                budget.description.as_ref(),
                budget.status.as_str(),
                budget.dollar_limit,
                written(&budget.actions)?,
                budget.starts_at,
                budget.ends_at,
                budget.usage_usd,
                budget.counted_at,
                budget.created_at,
                &budget.created_by,
            ],
        )?;
        Ok(())
    }

    /// Writes all of a budget that may change, as it is in `budget`.
    pub fn update_budget(&mut self, budget: &Budget) -> Result<()> {
        self.exec(
            "UPDATE budget SET display_name = $2, description = $3, status = $4, dollar_limit = $5,
               actions = $6, starts_at = $7, ends_at = $8, usage_usd = $9, counted_at = $10,
               queue_stopped_at = $11, updated_at = $12, updated_by = $13,
               told_percent = $14
             WHERE id = $1",
            params![
                budget.id,
                &budget.display_name,
                budget.description.as_ref(),
                budget.status.as_str(),
                budget.dollar_limit,
                written(&budget.actions)?,
                budget.starts_at,
                budget.ends_at,
                budget.usage_usd,
                budget.counted_at,
                budget.queue_stopped_at,
                budget.updated_at,
                budget.updated_by.as_ref(),
                budget.told_percent,
            ],
        )?;
        Ok(())
    }

    pub fn delete_budget(&mut self, budget: BudgetId) -> Result<()> {
        self.exec("DELETE FROM budget WHERE id = $1", params![budget])?;
        self.forget_tags(*budget.as_bytes())
    }

    /// How long sessions of a queue lived between two times, by the fleet of their workers.
    pub fn session_time_ms(
        &mut self,
        queue: QueueId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(FleetId, i64)>> {
        // Those that are open, those that ended since, and what is left of those whose job was
        // removed: each by an index of its own.
        self.query(
            "SELECT fleet_id, CAST(SUM(until - since) AS BIGINT) FROM (
               SELECT fleet_id, $3 AS until,
                      CASE WHEN started_at > $2 THEN started_at ELSE $2 END AS since
               FROM session WHERE queue_id = $1 AND state < 2 AND started_at < $3
               UNION ALL
               SELECT fleet_id, CASE WHEN ended_at < $3 THEN ended_at ELSE $3 END,
                      CASE WHEN started_at > $2 THEN started_at ELSE $2 END
               FROM session WHERE queue_id = $1 AND state = 2 AND ended_at > $2 AND started_at < $3
               UNION ALL
               SELECT fleet_id, CASE WHEN ended_at < $3 THEN ended_at ELSE $3 END,
                      CASE WHEN started_at > $2 THEN started_at ELSE $2 END
               FROM past_session WHERE queue_id = $1 AND ended_at > $2 AND started_at < $3
             ) lived GROUP BY fleet_id ORDER BY fleet_id",
            params![queue, from, to],
            |row| Ok((row.get(0)?, row.i64(1)?)),
        )
    }
}

fn budget(row: &Row<'_>) -> Result<Budget> {
    let mut columns = Columns::of(row);
    Ok(Budget {
        id: columns.get()?,
        farm: columns.get()?,
        queue: columns.get()?,
        display_name: columns.get()?,
        description: columns.get()?,
        status: {
            let status: String = columns.get()?;
            let parsed = status.parse();
            parsed.map_err(|_| Error::broken("a budget's status"))?
        },
        dollar_limit: columns.get()?,
        actions: {
            let actions: String = columns.get()?;
            read(&actions)?
        },
        starts_at: columns.get()?,
        ends_at: columns.get()?,
        usage_usd: columns.get()?,
        counted_at: columns.get()?,
        queue_stopped_at: columns.get()?,
        told_percent: columns.get()?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
