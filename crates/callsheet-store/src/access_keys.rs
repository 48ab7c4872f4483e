//! Keys that requests are signed with. Their secrets are here only as the sealer left them.

use std::fmt;

use callsheet_api::Timestamp;

use crate::columns::Columns;
use crate::{Result, Tx, params};

#[derive(Clone, PartialEq, Eq)]
pub struct AccessKeyRow {
    pub sealed_secret: Vec<u8>,
    /// Of temporary credentials, which are worth nothing without their token.
    pub session_token_digest: Option<Vec<u8>>,
    /// In JSON.
    pub principal: String,
    pub expires_at: Option<Timestamp>,
}

#[derive(Clone)]
pub struct NewAccessKey {
    pub id: String,
    pub sealed_secret: Vec<u8>,
    pub session_token_digest: Option<Vec<u8>>,
    pub principal: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

impl Tx {
    pub fn access_key(&mut self, id: &str) -> Result<Option<AccessKeyRow>> {
        self.one(
            "SELECT sealed_secret, session_token_digest, principal, expires_at
             FROM access_key WHERE id = $1",
            params![id],
            |row| {
                let mut columns = Columns::of(row);
                Ok(AccessKeyRow {
                    sealed_secret: columns.get()?,
                    session_token_digest: columns.get()?,
                    principal: columns.get()?,
                    expires_at: columns.get()?,
                })
            },
        )
    }

    pub fn insert_access_key(&mut self, key: &NewAccessKey) -> Result<()> {
        self.exec(
            "INSERT INTO access_key (id, sealed_secret, session_token_digest, principal,
                                     created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                &key.id,
                &key.sealed_secret,
                key.session_token_digest.as_ref(),
                &key.principal,
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
            "INSERT INTO access_key (id, sealed_secret, session_token_digest, principal,
                                     created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET sealed_secret = excluded.sealed_secret,
               expires_at = excluded.expires_at
             WHERE access_key.principal = excluded.principal",
            params![
                &key.id,
                &key.sealed_secret,
                key.session_token_digest.as_ref(),
                &key.principal,
                key.created_at,
                key.expires_at,
            ],
        )?;
        Ok(renewed == 1)
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
