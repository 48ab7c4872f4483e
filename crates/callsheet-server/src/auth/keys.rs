//! The access keys that signatures are checked with, remembered for a few seconds.
//!
//! A hit costs no query and no derivation. A key that is revoked works for as long as
//! [`REMEMBERED_MS`] on another server, and not at all on the one that revoked it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use callsheet_api::Timestamp;
use callsheet_api::sigv4::SigningKey;
use callsheet_store::access_keys::AccessKeyRow;
use callsheet_store::{Sealer, Store};

use super::Principal;
use crate::error::{Error, Result};

const REMEMBERED_MS: i64 = 5_000;
const MOST_REMEMBERED: usize = 20_000;
/// Clients of one key sign for few days, regions and services at a time.
const MOST_SIGNING_KEYS: usize = 64;

/// An access key, opened.
pub struct Key {
    pub principal: Principal,
    pub session_token_digest: Option<Vec<u8>>,
    pub expires_at: Option<Timestamp>,
    secret: String,
    sealed_secret: Vec<u8>,
    signing: RwLock<HashMap<Scope, SigningKey>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Scope {
    day: String,
    region: String,
    service: String,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("principal", &self.principal)
            .finish_non_exhaustive()
    }
}

impl Key {
    fn open(id: &str, row: AccessKeyRow, sealer: &Sealer) -> Result<Self> {
        let secret = sealer.open(id, &row.sealed_secret)?;
        let secret = String::from_utf8(secret)
            .map_err(|_| Error::internal(format!("the secret of access key {id} is no text")))?;
        let principal = serde_json::from_str(&row.principal)
            .map_err(|why| Error::internal(format!("the principal of access key {id}: {why}")))?;
        Ok(Self {
            principal,
            session_token_digest: row.session_token_digest,
            expires_at: row.expires_at,
            secret,
            sealed_secret: row.sealed_secret,
            signing: RwLock::default(),
        })
    }

    /// For what checks signatures by itself: the chunks of a streamed body.
    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// Derived once for each day, region and service.
    pub fn signing_key(&self, day: &str, region: &str, service: &str) -> SigningKey {
        let scope = Scope {
            day: day.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
        };
        // Keys are whole, whatever a panicking thread was doing.
        let known = self
            .signing
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&scope)
            .cloned();
        known.unwrap_or_else(|| {
            let key = SigningKey::derive(&self.secret, day, region, service);
            let mut signing = self.signing.write().unwrap_or_else(PoisonError::into_inner);
            if signing.len() >= MOST_SIGNING_KEYS {
                signing.clear();
            }
            signing.insert(scope, key.clone());
            key
        })
    }

    fn is_still(&self, row: &AccessKeyRow) -> bool {
        self.sealed_secret == row.sealed_secret
            && self.session_token_digest == row.session_token_digest
            && self.expires_at == row.expires_at
    }
}

struct Remembered {
    key: Arc<Key>,
    read_at: Timestamp,
}

#[derive(Default)]
pub struct Keys {
    by_id: RwLock<HashMap<String, Remembered>>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    pub async fn find(
        &self,
        store: &Store,
        sealer: &Sealer,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Arc<Key>>> {
        let older = match self.remembered(id, now) {
            Some((key, Age::Fresh)) => return Ok(Some(key)),
            Some((key, Age::Stale)) => Some(key),
            None => None,
        };
        let asked = id.to_owned();
        let found = store
            .read("access_key", move |tx| -> Result<_> {
                Ok(tx.access_key(&asked)?)
            })
            .await?;
        let Some(row) = found else {
            self.forget(id);
            return Ok(None);
        };
        // What was derived from it goes on being good.
        let key = match older.filter(|key| key.is_still(&row)) {
            Some(key) => key,
            None => Arc::new(Key::open(id, row, sealer)?),
        };
        self.remember(id, &key, now);
        Ok(Some(key))
    }

    pub fn forget(&self, id: &str) {
        self.by_id
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }

    fn remembered(&self, id: &str, now: Timestamp) -> Option<(Arc<Key>, Age)> {
        let by_id = self.by_id.read().unwrap_or_else(PoisonError::into_inner);
        let found = by_id.get(id)?;
        let age_ms = now.as_ms() - found.read_at.as_ms();
        let age = if (0..REMEMBERED_MS).contains(&age_ms) {
            Age::Fresh
        } else {
            Age::Stale
        };
        Some((Arc::clone(&found.key), age))
    }

    fn remember(&self, id: &str, key: &Arc<Key>, now: Timestamp) {
        let mut by_id = self.by_id.write().unwrap_or_else(PoisonError::into_inner);
        if by_id.len() >= MOST_REMEMBERED {
            by_id.retain(|_, found| now.as_ms() - found.read_at.as_ms() < REMEMBERED_MS);
        }
        if by_id.len() >= MOST_REMEMBERED {
            by_id.clear();
        }
        by_id.insert(
            id.to_owned(),
            Remembered {
                key: Arc::clone(key),
                read_at: now,
            },
        );
    }
}

enum Age {
    Fresh,
    Stale,
}
