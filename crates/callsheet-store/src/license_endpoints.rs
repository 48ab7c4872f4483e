//! License endpoints: where workers of a private network would reach metered licenses.

use callsheet_api::Timestamp;
use callsheet_api::ids::LicenseEndpointId;
use serde::{Deserialize, Serialize};

use crate::columns::Columns;
use crate::settings::{read, written};
use crate::{Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseEndpoint {
    pub id: LicenseEndpointId,
    pub network: Network,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Network {
    pub vpc_id: String,
    pub subnet_ids: Vec<String>,
    pub security_group_ids: Vec<String>,
}

impl Tx {
    pub fn license_endpoint(&mut self, id: LicenseEndpointId) -> Result<Option<LicenseEndpoint>> {
        let sql = "SELECT id, network FROM license_endpoint WHERE id = $1";
        self.one(sql, params![id], endpoint)
    }

    /// To delete it.
    pub fn lock_license_endpoint(
        &mut self,
        id: LicenseEndpointId,
    ) -> Result<Option<LicenseEndpoint>> {
        let sql = "SELECT id, network FROM license_endpoint WHERE id = $1";
        self.lock(sql, params![id], endpoint)
    }

    /// Oldest first, which is the order of their ids.
    pub fn license_endpoints(
        &mut self,
        after: Option<LicenseEndpointId>,
        limit: usize,
    ) -> Result<Page<LicenseEndpoint, LicenseEndpointId>> {
        let after = after.unwrap_or(LicenseEndpointId::from_bytes([0; 16]));
        let endpoints = self.query(
            "SELECT id, network FROM license_endpoint WHERE id > $1 ORDER BY id LIMIT $2",
            params![after, limit + 1],
            endpoint,
        )?;
        Ok(Page::cut(endpoints, limit, |endpoint| endpoint.id))
    }

    pub fn insert_license_endpoint(
        &mut self,
        endpoint: &LicenseEndpoint,
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "INSERT INTO license_endpoint (id, network, created_at, created_by)
             VALUES ($1, $2, $3, $4)",
            params![endpoint.id, written(&endpoint.network)?, now, by],
        )?;
        Ok(())
    }

    pub fn delete_license_endpoint(&mut self, id: LicenseEndpointId) -> Result<()> {
        self.forget_tags(*id.as_bytes())?;
        self.exec("DELETE FROM license_endpoint WHERE id = $1", params![id])?;
        Ok(())
    }
}

fn endpoint(row: &Row<'_>) -> Result<LicenseEndpoint> {
    let mut columns = Columns::of(row);
    Ok(LicenseEndpoint {
        id: columns.get()?,
        network: read(&columns.get::<String>()?)?,
    })
}
