//! New access keys: long-lived ones for people and hosts; temporary ones are sealed by `tokens`.

use std::fmt;

use callsheet_api::Timestamp;
use callsheet_store::Sealer;
use callsheet_store::access_keys::NewAccessKey;

use super::Principal;
use crate::error::{Error, Result};
use crate::random;

/// Base32's, as in AWS's ids of keys.
const ID_ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET_ALPHABET: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const ID_CHARS: usize = 16;
const SECRET_CHARS: usize = 40;

/// An access key with its secret. It is told once, to whom it belongs, and kept sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKey {
    pub id: String,
    pub secret: String,
    /// Of temporary credentials.
    pub session_token: Option<String>,
    pub expires_at: Option<Timestamp>,
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, expires_at, .. } = self;
        f.debug_struct("AccessKey")
            .field("id", id)
            .field("expires_at", expires_at)
            .finish_non_exhaustive()
    }
}

impl AccessKey {
    /// One that works until it is deleted.
    pub fn draw() -> Result<Self> {
        Ok(Self {
            id: format!("AKIA{}", text::<ID_CHARS>(ID_ALPHABET)?),
            secret: text::<SECRET_CHARS>(SECRET_ALPHABET)?,
            session_token: None,
            expires_at: None,
        })
    }

    /// Temporary ones, which are worth nothing before their session is sealed.
    pub(super) fn draw_until(expires_at: Timestamp) -> Result<Self> {
        Ok(Self {
            id: format!("ASIA{}", text::<ID_CHARS>(ID_ALPHABET)?),
            secret: text::<SECRET_CHARS>(SECRET_ALPHABET)?,
            session_token: None,
            expires_at: Some(expires_at),
        })
    }

    /// What is kept of it: the secret sealed. Made before the transaction, which may run again.
    pub fn row(
        &self,
        sealer: &Sealer,
        principal: &Principal,
        now: Timestamp,
    ) -> Result<NewAccessKey> {
        let principal_id = principal.id();
        let principal = serde_json::to_string(principal)
            .map_err(|why| Error::internal(format!("a principal cannot be written: {why}")))?;
        Ok(NewAccessKey {
            id: self.id.clone(),
            sealed_secret: sealer.seal(&self.id, self.secret.as_bytes())?,
            principal,
            principal_id,
            created_at: now,
            expires_at: self.expires_at,
        })
    }
}

/// Alphabets of 32 or 64 signs take each byte evenly.
fn text<const CHARS: usize>(alphabet: &[u8]) -> Result<String> {
    Ok(random::bytes::<CHARS>()?
        .iter()
        .map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()]))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_looks_like_one_and_shows_no_secret() {
        let key = AccessKey::draw().unwrap();
        assert_eq!((key.id.len(), key.secret.len()), (20, 40));
        assert!(key.id.starts_with("AKIA"));
        assert_ne!(key.secret, AccessKey::draw().unwrap().secret);
        assert!(!format!("{key:?}").contains(&key.secret));
    }
}
