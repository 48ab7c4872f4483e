//! Farms: what everything else belongs to.

use callsheet_api::Timestamp;
use callsheet_api::ids::FarmId;
use serde::{Deserialize, Serialize};

use crate::columns::Columns;
use crate::members::of_member;
use crate::paths::FarmPath;
use crate::settings::{read, written};
use crate::{Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Farm {
    pub id: FarmId,
    pub display_name: String,
    pub settings: FarmSettings,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FarmSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_scale_factor: Option<f64>,
}

impl FarmSettings {
    /// By which the cost of what is used there is multiplied.
    #[must_use]
    pub fn cost_scale(&self) -> f64 {
        self.cost_scale_factor.unwrap_or(1.0)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewFarm {
    pub id: FarmId,
    pub display_name: String,
    pub settings: FarmSettings,
    pub created_at: Timestamp,
    pub created_by: String,
}

macro_rules! farm_columns {
    () => {
        "f.id, f.display_name, f.settings, f.created_at, f.created_by, f.updated_at, f.updated_by"
    };
}

const ONE: &str = concat!("SELECT ", farm_columns!(), " FROM farm f WHERE f.id = $1");

impl Tx {
    pub fn farm(&mut self, path: &FarmPath) -> Result<Option<Farm>> {
        self.one(ONE, params![path.farm], farm)
    }

    /// To change or delete it.
    pub fn lock_farm(&mut self, path: &FarmPath) -> Result<Option<Farm>> {
        self.lock(ONE, params![path.farm], farm)
    }

    /// Oldest first, which is the order of their ids; with `member` those that it is a member of.
    pub fn farms(
        &mut self,
        member: Option<&str>,
        after: Option<FarmId>,
        limit: usize,
    ) -> Result<Page<Farm, FarmId>> {
        let after = after.unwrap_or(FarmId::from_bytes([0; 16]));
        let farms = self.query(
            concat!(
                "SELECT ",
                farm_columns!(),
                " FROM farm f WHERE f.id > $1 AND ",
                of_member!("f", "$3"),
                " ORDER BY f.id LIMIT $2"
            ),
            params![after, limit + 1, member.unwrap_or("")],
            farm,
        )?;
        Ok(Page::cut(farms, limit, |farm| farm.id))
    }

    pub fn insert_farm(&mut self, farm: &NewFarm) -> Result<()> {
        self.exec(
            "INSERT INTO farm (id, display_name, settings, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5)",
            params![
                farm.id,
                &farm.display_name,
                written(&farm.settings)?,
                farm.created_at,
                &farm.created_by,
            ],
        )?;
        Ok(())
    }

    /// Writes the name and the settings of a farm as they are in `farm`.
    pub fn update_farm(&mut self, farm: &Farm, by: &str, now: Timestamp) -> Result<()> {
        self.exec(
            "UPDATE farm SET display_name = $2, settings = $3, updated_at = $4, updated_by = $5
             WHERE id = $1",
            params![
                farm.id,
                &farm.display_name,
                written(&farm.settings)?,
                now,
                by
            ],
        )?;
        Ok(())
    }

    /// Which kinds of things a farm still holds. Only a farm without any can be deleted.
    pub fn kinds_in_farm(&mut self, farm: FarmId) -> Result<Vec<&'static str>> {
        let found = self.one(
            "SELECT EXISTS (SELECT 1 FROM queue WHERE farm_id = $1),
                    EXISTS (SELECT 1 FROM fleet WHERE farm_id = $1),
                    EXISTS (SELECT 1 FROM farm_limit WHERE farm_id = $1),
                    EXISTS (SELECT 1 FROM storage_profile WHERE farm_id = $1 AND is_deleted = 0),
                    EXISTS (SELECT 1 FROM budget WHERE farm_id = $1)",
            params![farm],
            |row| {
                Ok([
                    (row.bool(0)?, "queue"),
                    (row.bool(1)?, "fleet"),
                    (row.bool(2)?, "limit"),
                    (row.bool(3)?, "storageProfile"),
                    (row.bool(4)?, "budget"),
                ])
            },
        )?;
        let kinds = found.into_iter().flatten().filter(|(exists, _)| *exists);
        Ok(kinds.map(|(_, kind)| kind).collect())
    }

    pub fn delete_farm(&mut self, farm: FarmId) -> Result<()> {
        self.exec(
            "DELETE FROM eligibility WHERE requirement_key IN
               (SELECT key FROM requirement WHERE farm_id = $1)",
            params![farm],
        )?;
        // Steps of jobs that are still being removed refer to theirs: those go after the last one.
        self.exec(
            "DELETE FROM requirement WHERE farm_id = $1 AND NOT EXISTS
               (SELECT 1 FROM job WHERE queue_id IS NULL AND farm_id = $1)",
            params![farm],
        )?;
        self.forget_tags(*farm.as_bytes())?;
        self.forget_members(*farm.as_bytes())?;
        let profiles = "DELETE FROM storage_profile WHERE farm_id = $1";
        self.exec(profiles, params![farm])?;
        self.exec("DELETE FROM farm WHERE id = $1", params![farm])?;
        Ok(())
    }
}

fn farm(row: &Row<'_>) -> Result<Farm> {
    let mut columns = Columns::of(row);
    Ok(Farm {
        id: columns.get()?,
        display_name: columns.get()?,
        settings: read(&columns.get::<String>()?)?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
