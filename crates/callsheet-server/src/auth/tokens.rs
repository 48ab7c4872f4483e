//! Temporary credentials. All that they are worth is sealed in their session token: whose they are,
//! their secret, until when, and of which epoch. Nothing of them is kept.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use callsheet_api::Timestamp;
use callsheet_api::extension::principals::PrincipalId;
use callsheet_store::token_keys::TokenKeyRow;
use callsheet_store::{Sealer, Store, Tx};
use serde::{Deserialize, Serialize};

use super::Principal;
use super::mint::AccessKey;
use crate::error::{Error, Result};

/// Before a token: its form.
const FORM: &str = "callsheet1";
/// No token of ours is longer.
const MOST_CHARS: usize = 2_048;
/// A generation that is not known here may be another server's: asked for no more often than this.
const ASK_AGAIN_MS: i64 = 1_000;
/// And one that is known may be over by another server's word: asked for so often.
const LEARN_AGAIN_MS: i64 = 5_000;

/// Where temporary credentials come from, and what ends them before their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// Who asked for them, and of which epoch that principal was.
    pub by: Option<(PrincipalId, i64)>,
    /// Of the queue or fleet whose role they are.
    pub role_epoch: i64,
}

/// What a session token holds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub access_key_id: String,
    pub secret: String,
    pub principal: Principal,
    pub origin: Origin,
    pub expires_at: Timestamp,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("access_key_id", &self.access_key_id)
            .field("principal", &self.principal)
            .finish_non_exhaustive()
    }
}

struct Generation {
    number: i64,
    sealer: Sealer,
}

/// The keys that tokens are sealed with, the newest first.
#[derive(Default)]
pub struct Tokens(RwLock<Known>);

#[derive(Default)]
struct Known {
    generations: Vec<Arc<Generation>>,
    read_at: Option<Timestamp>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens")
    }
}

impl Tokens {
    /// Reads the keys once, or draws the first one. What does not open was sealed with another key
    /// file.
    pub async fn ready(&self, store: &Store, sealer: &Sealer, now: Timestamp) -> Result<()> {
        if self.newest().is_ok() {
            return Ok(());
        }
        let first = drawn(1, sealer, now)?;
        let rows = store
            .write("token_keys", move |tx| -> Result<_> {
                let rows = tx.token_keys()?;
                if !rows.is_empty() {
                    return Ok(rows);
                }
                tx.insert_token_key(&first)?;
                Ok(tx.token_keys()?)
            })
            .await?;
        self.learn(&rows, sealer, now)
    }

    fn learn(&self, rows: &[TokenKeyRow], sealer: &Sealer, now: Timestamp) -> Result<()> {
        let generations = rows.iter().map(|row| opened(row, sealer));
        let generations = generations.collect::<Result<Vec<_>>>()?;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known {
            generations,
            read_at: Some(now),
        };
        Ok(())
    }

    /// From now on what is given is sealed with a new key; what the last one sealed still opens.
    pub async fn rotate(&self, store: &Store, sealer: &Sealer, now: Timestamp) -> Result<i64> {
        let newest = self.newest()?.number;
        let next = drawn(newest + 1, sealer, now)?;
        let rows = store
            .write("rotate_token_key", move |tx| -> Result<_> {
                tx.insert_token_key(&next)?;
                Ok(tx.token_keys()?)
            })
            .await?;
        self.learn(&rows, sealer, now)?;
        Ok(self.newest()?.number)
    }

    fn newest(&self) -> Result<Arc<Generation>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let newest = known.generations.first().map(Arc::clone);
        newest.ok_or_else(|| Error::internal("there is no key for temporary credentials"))
    }

    /// New temporary credentials.
    pub fn give(
        &self,
        principal: Principal,
        origin: Origin,
        expires_at: Timestamp,
    ) -> Result<AccessKey> {
        let mut key = AccessKey::draw_until(expires_at)?;
        let session = Session {
            access_key_id: key.id.clone(),
            secret: key.secret.clone(),
            principal,
            origin,
            expires_at,
        };
        let Generation { number, sealer } = &*self.newest()?;
        let text = serde_json::to_vec(&session)
            .map_err(|why| Error::internal(format!("a session cannot be written: {why}")))?;
        let sealed = sealer.seal(FORM, &text)?;
        let sealed = URL_SAFE_NO_PAD.encode(sealed);
        key.session_token = Some(format!("{FORM}.{number}.{sealed}"));
        Ok(key)
    }

    /// Nothing, if it is none of ours or too old.
    pub async fn open(
        &self,
        store: &Store,
        sealer: &Sealer,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Session>> {
        let Some((number, sealed)) = parts(token) else {
            return Ok(None);
        };
        if self.may_be_new(number, now) {
            let rows = store
                .read("token_keys", |tx: &mut Tx| -> Result<_> {
                    Ok(tx.token_keys()?)
                })
                .await?;
            self.learn(&rows, sealer, now)?;
        }
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let generation = known.generations.iter().find(|key| key.number == number);
        let opened = generation.and_then(|key| key.sealer.open(FORM, &sealed).ok());
        Ok(opened.and_then(|text| serde_json::from_slice(&text).ok()))
    }

    fn may_be_new(&self, number: i64, now: Timestamp) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let newest = known.generations.first().map_or(0, |key| key.number);
        let asked_ms = known
            .read_at
            .map_or(i64::MAX, |at| now.as_ms() - at.as_ms());
        let is_old = !(0..LEARN_AGAIN_MS).contains(&asked_ms);
        is_old || (number > newest && asked_ms >= ASK_AGAIN_MS)
    }
}

fn parts(token: &str) -> Option<(i64, Vec<u8>)> {
    if token.len() > MOST_CHARS {
        return None;
    }
    let (number, sealed) = token
        .strip_prefix(FORM)?
        .strip_prefix('.')?
        .split_once('.')?;
    Some((number.parse().ok()?, URL_SAFE_NO_PAD.decode(sealed).ok()?))
}

fn place(generation: i64) -> String {
    format!("token-key-{generation}")
}

fn drawn(generation: i64, sealer: &Sealer, now: Timestamp) -> Result<TokenKeyRow> {
    let key = Sealer::draw_key();
    Ok(TokenKeyRow {
        generation,
        sealed_key: sealer.seal(&place(generation), &key)?,
        created_at: now,
    })
}

fn opened(row: &TokenKeyRow, sealer: &Sealer) -> Result<Arc<Generation>> {
    let key = sealer.open(&place(row.generation), &row.sealed_key);
    let key = key.map_err(|_| {
        Error::internal(
            "the store was sealed with another key file than the one in the data folder: put back \
             the file `key` that was backed up with it",
        )
    })?;
    Ok(Arc::new(Generation {
        number: row.generation,
        sealer: Sealer::of_key(&key)?,
    }))
}

#[cfg(test)]
mod tests {
    use callsheet_api::ids::{FarmId, FleetId, WorkerId};
    use callsheet_store::{Options, StoreUrl};

    use super::*;

    const NOW: Timestamp = Timestamp::from_ms(1_000_000);

    fn store(folder: &tempfile::TempDir) -> Store {
        let url = StoreUrl::Sqlite(folder.path().join("callsheet.db"));
        Store::open(&url, &Options::default()).unwrap()
    }

    fn worker() -> Principal {
        Principal::WorkerRole {
            farm: FarmId::from_bytes([1; 16]),
            fleet: FleetId::from_bytes([2; 16]),
            worker: WorkerId::from_bytes([3; 16]),
        }
    }

    const ORIGIN: Origin = Origin {
        by: None,
        role_epoch: 7,
    };

    #[tokio::test]
    async fn a_token_tells_all_and_only_to_who_has_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let sealer = Sealer::open_or_create(&folder.path().join("key")).unwrap();
        let tokens = Tokens::default();
        tokens.ready(&store, &sealer, NOW).await.unwrap();
        let key = tokens.give(worker(), ORIGIN, NOW).unwrap();
        let token = key.session_token.clone().unwrap();
        assert!(!token.contains(&key.secret) && !format!("{key:?}").contains(&token));
        let session = tokens
            .open(&store, &sealer, &token, NOW)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((session.secret, session.principal), (key.secret, worker()));
        assert_eq!((session.origin, session.expires_at), (ORIGIN, NOW));
        // Another server of the same farm.
        let other = Tokens::default();
        other.ready(&store, &sealer, NOW).await.unwrap();
        assert!(
            other
                .open(&store, &sealer, &token, NOW)
                .await
                .unwrap()
                .is_some()
        );
        let mut bent = token.clone().into_bytes();
        let last = bent.len() - 3;
        bent[last] = if bent[last] == b'A' { b'B' } else { b'A' };
        for wrong in [
            String::from_utf8(bent).unwrap(),
            String::new(),
            "callsheet1.x".into(),
        ] {
            assert_eq!(
                tokens.open(&store, &sealer, &wrong, NOW).await.unwrap(),
                None
            );
        }
        let stranger = Sealer::open_or_create(&folder.path().join("other")).unwrap();
        let refused = Tokens::default().ready(&store, &stranger, NOW).await;
        assert!(refused.is_err());
    }

    #[tokio::test]
    async fn two_generations_open_and_another_server_learns_of_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let sealer = Sealer::open_or_create(&folder.path().join("key")).unwrap();
        let (here, there) = (Tokens::default(), Tokens::default());
        here.ready(&store, &sealer, NOW).await.unwrap();
        there.ready(&store, &sealer, NOW).await.unwrap();
        let give = |tokens: &Tokens| {
            let key = tokens.give(worker(), ORIGIN, NOW).unwrap();
            key.session_token.unwrap()
        };
        let first = give(&here);
        assert_eq!(here.rotate(&store, &sealer, NOW).await.unwrap(), 2);
        let second = give(&here);
        let later = Timestamp::from_ms(NOW.as_ms() + ASK_AGAIN_MS);
        let opens = async |tokens: &Tokens, token: &str| {
            tokens
                .open(&store, &sealer, token, later)
                .await
                .unwrap()
                .is_some()
        };
        assert!(opens(&here, &first).await && opens(&here, &second).await);
        assert!(opens(&there, &second).await && opens(&there, &first).await);
        here.rotate(&store, &sealer, later).await.unwrap();
        assert!(!opens(&here, &first).await && opens(&here, &second).await);
    }
}
