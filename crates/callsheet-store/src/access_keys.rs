//! Keys that requests are signed with. Their secrets are here only as the sealer left them.

use std::fmt;

use callsheet_api::Timestamp;
use callsheet_api::extension::principals::PrincipalId;

use crate::columns::Columns;
use crate::{Error, Result, Row, Tx, params};

#[derive(Clone, PartialEq, Eq)]
pub struct AccessKeyRow {
    pub sealed_secret: Vec<u8>,
    /// In JSON.
    pub principal: String,
    pub expires_at: Option<Timestamp>,
    pub disabled_at: Option<Timestamp>,
}

#[derive(Clone)]
pub struct NewAccessKey {
    pub id: String,
    pub sealed_secret: Vec<u8>,
    /// In JSON.
    pub principal: String,
    /// If it has a row.
    pub principal_id: Option<PrincipalId>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

/// What is shown of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    pub id: String,
    pub principal: String,
    pub principal_id: Option<PrincipalId>,
    pub name: Option<String>,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub disabled_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

const LISTED: &str = "SELECT k.id, k.principal, k.principal_id, p.name, k.created_at,
        k.last_used_at, k.disabled_at, k.expires_at
    FROM access_key k LEFT JOIN principal p ON p.id = k.principal_id";

fn listed(row: &Row<'_>) -> Result<ListedKey> {
    let mut columns = Columns::of(row);
    let (id, principal) = (columns.get()?, columns.get()?);
    let of: Option<String> = columns.get()?;
    let of = of.map(|id| id.parse()).transpose();
    Ok(ListedKey {
        id,
        principal,
        principal_id: of.map_err(|_| Error::broken("the owner of an access key"))?,
        name: columns.get()?,
        created_at: columns.get()?,
        last_used_at: columns.get()?,
        disabled_at: columns.get()?,
        expires_at: columns.get()?,
    })
}

impl Tx {
    pub fn access_key(&mut self, id: &str) -> Result<Option<AccessKeyRow>> {
        self.one(
            "SELECT sealed_secret, principal, expires_at, disabled_at
             FROM access_key WHERE id = $1",
            params![id],
            |row| {
                let mut columns = Columns::of(row);
                Ok(AccessKeyRow {
                    sealed_secret: columns.get()?,
                    principal: columns.get()?,
                    expires_at: columns.get()?,
                    disabled_at: columns.get()?,
                })
            },
        )
    }

    pub fn insert_access_key(&mut self, key: &NewAccessKey) -> Result<()> {
        self.exec(
            "INSERT INTO access_key (id, sealed_secret, principal, principal_id,
                                     created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                &key.id,
                &key.sealed_secret,
                &key.principal,
                key.principal_id.map(|id| id.to_string()),
                key.created_at,
                key.expires_at,
            ],
        )?;
        Ok(())
    }

    /// One that is known for the same principal is good for longer, under the secret of now. Whether
    /// it is: it may be somebody else's.
    pub fn renew_access_key(&mut self, key: &NewAccessKey) -> Result<bool> {
        let renewed = self.exec(
            "INSERT INTO access_key (id, sealed_secret, principal, principal_id,
                                     created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET sealed_secret = excluded.sealed_secret,
               expires_at = excluded.expires_at
             WHERE access_key.principal = excluded.principal",
            params![
                &key.id,
                &key.sealed_secret,
                &key.principal,
                key.principal_id.map(|id| id.to_string()),
                key.created_at,
                key.expires_at,
            ],
        )?;
        Ok(renewed == 1)
    }

    /// Of everybody, or of one; the newest last. A store's own key is nobody's here.
    pub fn access_keys(&mut self, of: Option<PrincipalId>) -> Result<Vec<ListedKey>> {
        let of = of.map_or(String::new(), |id| id.to_string());
        let sql =
            format!("{LISTED} WHERE $1 = '' OR k.principal_id = $1 ORDER BY k.created_at, k.id");
        self.query(sql, params![of], listed)
    }

    pub fn listed_access_key(&mut self, id: &str) -> Result<Option<ListedKey>> {
        self.one(format!("{LISTED} WHERE k.id = $1"), params![id], listed)
    }

    /// Answers whether there is such a key.
    pub fn disable_access_key(&mut self, id: &str, at: Option<Timestamp>) -> Result<bool> {
        let sql = "UPDATE access_key SET disabled_at = $2 WHERE id = $1";
        Ok(self.exec(sql, params![id, at])? == 1)
    }

    /// It works until then and is forgotten afterwards.
    pub fn end_access_key(&mut self, id: &str, at: Timestamp) -> Result<bool> {
        let sql = "UPDATE access_key SET expires_at = $2 WHERE id = $1";
        Ok(self.exec(sql, params![id, at])? == 1)
    }

    pub fn note_use_of_access_key(&mut self, id: &str, at: Timestamp) -> Result<()> {
        self.exec(
            "UPDATE access_key SET last_used_at = $2
             WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
            params![id, at],
        )?;
        Ok(())
    }

    /// Answers how many there were.
    pub fn delete_access_keys_expired_before(&mut self, ms: i64) -> Result<u64> {
        self.exec("DELETE FROM access_key WHERE expires_at < $1", params![ms])
    }
}

impl fmt::Debug for AccessKeyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKeyRow")
            .field("principal", &self.principal)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NewAccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAccessKey")
            .field("id", &self.id)
            .field("principal", &self.principal)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
