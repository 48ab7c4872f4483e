//! Fleets: the workers that are alike, and what each of them promises.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId};
use callsheet_api::types::{FleetConfiguration, FleetStatus, HostConfiguration};
use serde::{Deserialize, Serialize};

use crate::columns::Columns;
use crate::members::of_member;
use crate::paths::{FarmPath, FleetPath};
use crate::settings::{read, written};
use crate::{Error, Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Fleet {
    pub id: FleetId,
    pub farm: FarmId,
    pub display_name: String,
    pub status: FleetStatus,
    pub settings: FleetSettings,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetSettings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub role_arn: String,
    #[serde(default)]
    pub min_worker_count: i32,
    pub max_worker_count: i32,
    pub configuration: FleetConfiguration,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_configuration: Option<HostConfiguration>,
}

impl FleetSettings {
    /// From the text in the column.
    pub fn from_text(text: &str) -> Result<Self> {
        read(text)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewFleet {
    pub id: FleetId,
    pub farm: FarmId,
    pub display_name: String,
    pub status: FleetStatus,
    pub settings: FleetSettings,
    pub created_at: Timestamp,
    pub created_by: String,
}

/// Which fleets a list shows; all of them where nothing is set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FleetFilter {
    pub display_name: Option<String>,
    pub status: Option<FleetStatus>,
    /// Only those that this principal is a member of.
    pub member: Option<String>,
}

impl Fleet {
    pub fn max_worker_count(&self) -> i64 {
        i64::from(self.settings.max_worker_count)
    }

    pub fn host_configuration(&self) -> Option<HostConfiguration> {
        self.settings.host_configuration.clone()
    }
}

macro_rules! fleet_columns {
    () => {
        "f.id, f.farm_id, f.display_name, f.status, f.settings, f.created_at, f.created_by,
         f.updated_at, f.updated_by"
    };
}

const ONE: &str = concat!(
    "SELECT ",
    fleet_columns!(),
    " FROM fleet f WHERE f.id = $1 AND f.farm_id = $2"
);

impl Tx {
    /// What temporary credentials of its role have to be of.
    pub fn fleet_role_epoch(&mut self, fleet: FleetId) -> Result<Option<i64>> {
        let sql = "SELECT role_epoch FROM fleet WHERE id = $1";
        self.one(sql, params![fleet], |row| row.get(0))
    }

    /// Its role is another one: what was given of the old one is over.
    pub fn end_fleet_role(&mut self, fleet: FleetId) -> Result<()> {
        let sql = "UPDATE fleet SET role_epoch = role_epoch + 1 WHERE id = $1";
        self.exec(sql, params![fleet])?;
        Ok(())
    }

    pub fn fleet(&mut self, path: &FleetPath) -> Result<Option<Fleet>> {
        self.one(ONE, params![path.fleet, path.farm], fleet)
    }

    /// To change or delete it.
    pub fn lock_fleet(&mut self, path: &FleetPath) -> Result<Option<Fleet>> {
        self.lock(ONE, params![path.fleet, path.farm], fleet)
    }

    /// Oldest first, which is the order of their ids.
    pub fn fleets_of_farm(
        &mut self,
        path: &FarmPath,
        filter: &FleetFilter,
        after: Option<FleetId>,
        limit: usize,
    ) -> Result<Page<Fleet, FleetId>> {
        let after = after.unwrap_or(FleetId::from_bytes([0; 16]));
        let fleets = self.query(
            concat!(
                "SELECT ",
                fleet_columns!(),
                " FROM fleet f WHERE f.farm_id = $1 AND f.id > $2
                    AND ($3 = '' OR f.display_name = $3) AND ($4 = '' OR f.status = $4) AND ",
                of_member!("f", "$6"),
                " ORDER BY f.id LIMIT $5"
            ),
            params![
                path.farm,
                after,
                filter.display_name.as_deref().unwrap_or(""),
                filter.status.map_or("", FleetStatus::as_str),
                limit + 1,
                filter.member.as_deref().unwrap_or(""),
            ],
            fleet,
        )?;
        Ok(Page::cut(fleets, limit, |fleet| fleet.id))
    }

    /// Of every fleet of a farm: what is in settings has no column to ask for.
    pub fn fleet_configurations(
        &mut self,
        farm: FarmId,
    ) -> Result<Vec<(FleetId, FleetConfiguration)>> {
        let sql = "SELECT id, settings FROM fleet WHERE farm_id = $1 ORDER BY id";
        self.query(sql, params![farm], |row| {
            let settings: FleetSettings = read(row.str(1)?)?;
            Ok((row.get(0)?, settings.configuration))
        })
    }

    pub fn insert_fleet(&mut self, fleet: &NewFleet) -> Result<()> {
        self.exec(
            "INSERT INTO fleet (id, farm_id, display_name, status, settings, created_at,
                                created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![
                fleet.id,
                fleet.farm,
                &fleet.display_name,
                fleet.status.as_str(),
                written(&fleet.settings)?,
                fleet.created_at,
                &fleet.created_by,
            ],
        )?;
        Ok(())
    }

    /// Writes the name, the status and the settings of a fleet as they are in `fleet`.
    pub fn update_fleet(&mut self, fleet: &Fleet, by: &str, now: Timestamp) -> Result<()> {
        self.exec(
            "UPDATE fleet SET display_name = $2, status = $3, settings = $4, updated_at = $5,
               updated_by = $6
             WHERE id = $1",
            params![
                fleet.id,
                &fleet.display_name,
                fleet.status.as_str(),
                written(&fleet.settings)?,
                now,
                by,
            ],
        )?;
        Ok(())
    }

    /// How many workers are neither stopped nor lost.
    pub fn live_workers(&mut self, fleet: FleetId) -> Result<i64> {
        let sql = "SELECT COUNT(*) FROM worker WHERE fleet_id = $1 AND state BETWEEN 0 AND 5";
        Ok(self
            .one(sql, params![fleet], |row| row.i64(0))?
            .unwrap_or(0))
    }

    /// How many workers are expected to speak.
    pub fn online_workers(&mut self, fleet: FleetId) -> Result<i64> {
        let sql = "SELECT COUNT(*) FROM worker WHERE fleet_id = $1 AND state BETWEEN 1 AND 5";
        Ok(self
            .one(sql, params![fleet], |row| row.i64(0))?
            .unwrap_or(0))
    }

    /// Deletes a fleet with its workers. The sessions that they had stay with their jobs.
    pub fn delete_fleet(&mut self, fleet: FleetId) -> Result<()> {
        self.exec(
            "DELETE FROM eligibility WHERE fleet_id = $1",
            params![fleet],
        )?;
        self.exec(
            "DELETE FROM tag WHERE resource_id = $1
               OR resource_id IN (SELECT id FROM worker WHERE fleet_id = $1)",
            params![fleet],
        )?;
        self.forget_members(*fleet.as_bytes())?;
        self.exec("DELETE FROM fleet_size WHERE fleet_id = $1", params![fleet])?;
        self.exec("DELETE FROM worker WHERE fleet_id = $1", params![fleet])?;
        self.exec("DELETE FROM fleet WHERE id = $1", params![fleet])?;
        Ok(())
    }
}

fn fleet(row: &Row<'_>) -> Result<Fleet> {
    let mut columns = Columns::of(row);
    Ok(Fleet {
        id: columns.get()?,
        farm: columns.get()?,
        display_name: columns.get()?,
        status: columns
            .get::<String>()?
            .parse()
            .map_err(|_| Error::broken("a fleet's status"))?,
        settings: read(&columns.get::<String>()?)?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
