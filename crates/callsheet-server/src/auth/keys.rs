//! The access keys that signatures are checked with: long-lived ones by their rows, temporary ones by
//! the session token that came with them.
//!
//! A hit costs no query and no derivation.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use callsheet_api::Timestamp;
use callsheet_api::sigv4::SigningKey;
use callsheet_store::access_keys::AccessKeyRow;
use callsheet_store::{Sealer, Store};

use super::Principal;
use super::remembered::{Age, Remembered};
use super::tokens::{Origin, Session};
use crate::error::{Error, Result};

/// Clients of one key sign for few days, regions and services at a time.
const MOST_SIGNING_KEYS: usize = 64;

/// An access key, opened.
pub struct Key {
    id: String,
    pub principal: Principal,
    /// Of temporary credentials.
    pub origin: Option<Origin>,
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
            id: id.to_owned(),
            principal,
            origin: None,
            expires_at: row.expires_at,
            secret,
            sealed_secret: row.sealed_secret,
            signing: RwLock::default(),
        })
    }

    fn of_session(session: Session) -> Self {
        Self {
            id: session.access_key_id,
            principal: session.principal,
            origin: Some(session.origin),
            expires_at: Some(session.expires_at),
            secret: session.secret,
            sealed_secret: Vec::new(),
            signing: RwLock::default(),
        }
    }

    pub(super) fn is_called(&self, id: &str) -> bool {
        self.id == id
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
        self.sealed_secret == row.sealed_secret && self.expires_at == row.expires_at
    }
}

#[derive(Default)]
pub struct Keys {
    by_id: Remembered<String, Arc<Key>>,
    /// By their session tokens: what is opened once need not be opened again.
    temporary: Remembered<String, Arc<Key>>,
    /// Keys that were used since it was last written down.
    used: Mutex<HashMap<String, Timestamp>>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// One that has a row, and is not disabled.
    pub async fn find(
        &self,
        store: &Store,
        sealer: &Sealer,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Arc<Key>>> {
        let older = match self.by_id.get(id, now) {
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
        let Some(row) = found.filter(|row| row.disabled_at.is_none()) else {
            self.forget(id);
            return Ok(None);
        };
        // What was derived from it goes on being good.
        let key = match older.filter(|key| key.is_still(&row)) {
            Some(key) => key,
            None => Arc::new(Key::open(id, row, sealer)?),
        };
        self.by_id.put(id.to_owned(), Arc::clone(&key), now);
        Ok(Some(key))
    }

    /// One that was opened a moment ago: what its token was sealed with may be over since.
    pub(crate) fn temporary(&self, token: &str, now: Timestamp) -> Option<Arc<Key>> {
        let (key, age) = self.temporary.get(token, now)?;
        (age == Age::Fresh).then_some(key)
    }

    pub(crate) fn remember_temporary(
        &self,
        token: &str,
        session: Session,
        now: Timestamp,
    ) -> Arc<Key> {
        // What was derived from it goes on being good.
        let older = self.temporary.get(token, now).map(|(key, _)| key);
        let key = older.unwrap_or_else(|| Arc::new(Key::of_session(session)));
        self.temporary.put(token.to_owned(), Arc::clone(&key), now);
        key
    }

    /// What seals session tokens is another key now.
    pub(crate) fn forget_temporary(&self) {
        self.temporary.forget_all();
    }

    pub fn forget(&self, id: &str) {
        self.by_id.forget(id);
    }

    /// Its signature was good.
    pub(crate) fn note_use(&self, id: &str, now: Timestamp) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        match used.get_mut(id) {
            Some(at) => *at = now,
            None => drop(used.insert(id.to_owned(), now)),
        }
    }

    pub(crate) fn take_uses(&self) -> Vec<(String, Timestamp)> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.drain().collect()
    }
}
