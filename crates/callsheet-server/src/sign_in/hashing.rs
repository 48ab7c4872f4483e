//! Passwords as they are kept: argon2id, in the form of PHC strings.
//!
//! A hash costs tens of milliseconds and 19 MiB, so few are made at once, beside the threads that
//! answer requests, and whoever comes when many wait is sent away.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Argon2, Params};
use callsheet_api::Exception;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::random;

const AT_ONCE: usize = 2;
const MOST_WAITING: usize = 64;
const BUSY_RETRY_AFTER_S: u32 = 2;

pub struct Hashing {
    /// Of those who hash or wait for it.
    admitted: Semaphore,
    hashing: Arc<Semaphore>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            admitted: Semaphore::new(AT_ONCE + MOST_WAITING),
            hashing: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// What is compared with where there is no password. No password has this hash: it was never one's.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    let output = "A".repeat(43);
    let (m, t, p) = (
        Params::DEFAULT_M_COST,
        Params::DEFAULT_T_COST,
        Params::DEFAULT_P_COST,
    );
    format!("$argon2id$v=19$m={m},t={t},p={p}$bm9ib2R5J3Mgc2FsdA${output}")
});

impl Hashing {
    /// As it is kept.
    pub async fn phc(&self, password: String) -> Result<String> {
        let salt = random::bytes::<16>()?;
        self.beside_requests(move || {
            let salt = SaltString::encode_b64(&salt).map_err(failed)?;
            let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
            Ok(hash.map_err(failed)?.to_string())
        })
        .await
    }

    /// Whether it is the password. Where there is none, it takes as long to say no.
    pub async fn is(&self, password: String, phc: Option<String>) -> Result<bool> {
        self.beside_requests(move || {
            let kept = phc.as_deref().unwrap_or(&NOBODYS);
            let kept = PasswordHash::new(kept).map_err(failed)?;
            let compared = Argon2::default().verify_password(password.as_bytes(), &kept);
            Ok(compared.is_ok() && phc.is_some())
        })
        .await
    }

    async fn beside_requests<T: Send + 'static>(
        &self,
        hash: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let busy = "many people sign in at this moment; try again";
        let _admitted = self
            .admitted
            .try_acquire()
            .map_err(|_| Exception::throttling(BUSY_RETRY_AFTER_S, busy))?;
        let turn = Arc::clone(&self.hashing).acquire_owned().await;
        let turn = turn.map_err(failed)?;
        // A hash goes on when whoever asked for it is gone, and so does its turn.
        let hashing = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            hash()
        });
        hashing.await.map_err(failed)?
    }
}

/// None of these says anything of the password.
fn failed(why: impl std::fmt::Display) -> Error {
    Error::internal(format!("a password could not be hashed: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_no_other() {
        let hashing = Hashing::default();
        let phc = hashing.phc("open, sesame!".to_owned()).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$") && !phc.contains("sesame"));
        let again = hashing.phc("open, sesame!".to_owned()).await.unwrap();
        assert_ne!(phc, again, "each has its salt");
        let is = async |password: &str, phc: Option<&String>| {
            hashing.is(password.to_owned(), phc.cloned()).await.unwrap()
        };
        assert!(is("open, sesame!", Some(&phc)).await);
        assert!(!is("open, sesame?", Some(&phc)).await);
        assert!(!is("", None).await && !is("open, sesame!", None).await);
    }

    #[test]
    fn who_has_none_is_compared_at_the_same_cost() {
        let phc = PasswordHash::new(&NOBODYS).unwrap();
        let params = Params::try_from(&phc).unwrap();
        assert_eq!(params.m_cost(), Params::DEFAULT_M_COST);
        assert_eq!(params.t_cost(), Params::DEFAULT_T_COST);
        assert_eq!(phc.hash.unwrap().len(), 32);
    }
}
