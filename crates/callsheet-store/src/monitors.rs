//! Monitors: the web pages that people of a studio sign in to, and the settings that those pages
//! keep here.

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::ids::MonitorId;
use serde::{Deserialize, Serialize};

use crate::columns::Columns;
use crate::settings::{read, written};
use crate::{Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Monitor {
    pub id: MonitorId,
    pub display_name: String,
    pub subdomain: String,
    pub identity: MonitorIdentity,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

/// Where its users come from, and what it may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MonitorIdentity {
    pub identity_center_instance_arn: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_center_region: Option<String>,
    pub role_arn: String,
}

pub type MonitorSettings = BTreeMap<String, String>;

macro_rules! monitor_columns {
    () => {
        "m.id, m.display_name, m.subdomain, m.identity, m.created_at, m.created_by, m.updated_at,
         m.updated_by"
    };
}

const ONE: &str = concat!(
    "SELECT ",
    monitor_columns!(),
    " FROM monitor m WHERE m.id = $1"
);

impl Tx {
    pub fn monitor(&mut self, id: MonitorId) -> Result<Option<Monitor>> {
        self.one(ONE, params![id], monitor)
    }

    /// To change or delete it, or its settings.
    pub fn lock_monitor(&mut self, id: MonitorId) -> Result<Option<Monitor>> {
        self.lock(ONE, params![id], monitor)
    }

    /// Oldest first, which is the order of their ids.
    pub fn monitors(
        &mut self,
        after: Option<MonitorId>,
        limit: usize,
    ) -> Result<Page<Monitor, MonitorId>> {
        let after = after.unwrap_or(MonitorId::from_bytes([0; 16]));
        let monitors = self.query(
            concat!(
                "SELECT ",
                monitor_columns!(),
                " FROM monitor m WHERE m.id > $1 ORDER BY m.id LIMIT $2"
            ),
            params![after, limit + 1],
            monitor,
        )?;
        Ok(Page::cut(monitors, limit, |monitor| monitor.id))
    }

    pub fn monitor_at(&mut self, subdomain: &str) -> Result<Option<MonitorId>> {
        let sql = "SELECT id FROM monitor WHERE subdomain = $1";
        self.one(sql, params![subdomain], |row| row.get(0))
    }

    pub fn insert_monitor(&mut self, monitor: &Monitor) -> Result<()> {
        self.exec(
            "INSERT INTO monitor (id, display_name, subdomain, identity, settings, created_at,
                                  created_by)
             VALUES ($1, $2, $3, $4, '{}', $5, $6)",
            params![
                monitor.id,
                &monitor.display_name,
                &monitor.subdomain,
                written(&monitor.identity)?,
                monitor.created_at,
                &monitor.created_by,
            ],
        )?;
        Ok(())
    }

    /// Writes the name, the subdomain and the role of a monitor as they are in `monitor`.
    pub fn update_monitor(&mut self, monitor: &Monitor, by: &str, now: Timestamp) -> Result<()> {
        self.exec(
            "UPDATE monitor SET display_name = $2, subdomain = $3, identity = $4, updated_at = $5,
               updated_by = $6
             WHERE id = $1",
            params![
                monitor.id,
                &monitor.display_name,
                &monitor.subdomain,
                written(&monitor.identity)?,
                now,
                by,
            ],
        )?;
        Ok(())
    }

    pub fn monitor_settings(&mut self, id: MonitorId) -> Result<Option<MonitorSettings>> {
        let sql = "SELECT settings FROM monitor WHERE id = $1";
        self.one(sql, params![id], |row| read(row.str(0)?))
    }

    pub fn write_monitor_settings(
        &mut self,
        id: MonitorId,
        settings: &MonitorSettings,
    ) -> Result<()> {
        let sql = "UPDATE monitor SET settings = $2 WHERE id = $1";
        self.exec(sql, params![id, written(settings)?])?;
        Ok(())
    }

    pub fn delete_monitor(&mut self, id: MonitorId) -> Result<()> {
        self.forget_tags(*id.as_bytes())?;
        self.exec("DELETE FROM monitor WHERE id = $1", params![id])?;
        Ok(())
    }
}

fn monitor(row: &Row<'_>) -> Result<Monitor> {
    let mut columns = Columns::of(row);
    Ok(Monitor {
        id: columns.get()?,
        display_name: columns.get()?,
        subdomain: columns.get()?,
        identity: read(&columns.get::<String>()?)?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}
