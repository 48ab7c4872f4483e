//! Limits: what actions of a whole farm share, such as licenses. What sessions take of them is in
//! `holdings.rs`.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, LimitId};

use crate::columns::Columns;
use crate::paths::{FarmPath, LimitPath};
use crate::{Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    pub id: LimitId,
    pub farm: FarmId,
    pub display_name: String,
    pub description: Option<String>,
    pub amount_name: String,
    /// -1 for any number.
    pub max_count: i64,
    pub current_count: i64,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewLimit {
    pub path: LimitPath,
    pub display_name: String,
    pub description: Option<String>,
    pub amount_name: String,
    pub max_count: i64,
    pub created_at: Timestamp,
    pub created_by: String,
}

macro_rules! limit_columns {
    () => {
        "l.id, l.farm_id, l.display_name, l.description, l.amount_name, l.max_count,
         l.current_count, l.created_at, l.created_by, l.updated_at, l.updated_by"
    };
}

const ONE: &str = concat!(
    "SELECT ",
    limit_columns!(),
    " FROM farm_limit l WHERE l.id = $1 AND l.farm_id = $2"
);

impl Tx {
    pub fn limit(&mut self, path: &LimitPath) -> Result<Option<Limit>> {
        self.one(ONE, params![path.limit, path.farm], limit)
    }

    /// To change, associate or delete it.
    pub fn lock_limit(&mut self, path: &LimitPath) -> Result<Option<Limit>> {
        self.lock(ONE, params![path.limit, path.farm], limit)
    }

    /// Oldest first, which is the order of their ids.
    pub fn limits_of_farm(
        &mut self,
        path: &FarmPath,
        after: Option<LimitId>,
        limit_of_page: usize,
    ) -> Result<Page<Limit, LimitId>> {
        let after = after.unwrap_or(LimitId::from_bytes([0; 16]));
        let limits = self.query(
            concat!(
                "SELECT ",
                limit_columns!(),
                " FROM farm_limit l WHERE l.farm_id = $1 AND l.id > $2 ORDER BY l.id LIMIT $3"
            ),
            params![path.farm, after, limit_of_page + 1],
            limit,
        )?;
        Ok(Page::cut(limits, limit_of_page, |limit| limit.id))
    }

    pub fn insert_limit(&mut self, limit: &NewLimit) -> Result<()> {
        self.exec(
            "INSERT INTO farm_limit (id, farm_id, display_name, description, amount_name,
                                     max_count, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                limit.path.limit,
                limit.path.farm,
                &limit.display_name,
                limit.description.as_ref(),
                &limit.amount_name,
                limit.max_count,
                limit.created_at,
                &limit.created_by,
            ],
        )?;
        Ok(())
    }

    /// Writes the name, the description and the maximum of a limit as they are in `limit`.
    pub fn update_limit(&mut self, limit: &Limit, by: &str, now: Timestamp) -> Result<()> {
        self.exec(
            "UPDATE farm_limit SET display_name = $2, description = $3, max_count = $4,
               updated_at = $5, updated_by = $6
             WHERE id = $1",
            params![
                limit.id,
                &limit.display_name,
                limit.description.as_ref(),
                limit.max_count,
                now,
                by,
            ],
        )?;
        Ok(())
    }

    pub fn delete_limit(&mut self, limit: LimitId) -> Result<()> {
        self.exec("DELETE FROM farm_limit WHERE id = $1", params![limit])?;
        Ok(())
    }
}

fn limit(row: &Row<'_>) -> Result<Limit> {
    let mut columns = Columns::of(row);
    Ok(Limit {
        id: columns.get()?,
        farm: columns.get()?,
        display_name: columns.get()?,
        description: columns.get()?,
        amount_name: columns.get()?,
        max_count: columns.get()?,
        current_count: columns.get()?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
