//! Passwords of users, and who is signed in with one.

use std::fmt;

use callsheet_api::Timestamp;
use callsheet_api::extension::principals::{PrincipalId, PrincipalKind};

use crate::columns::Columns;
use crate::{Error, Result, Row, Tx, params};

/// Of a user who is not disabled.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    pub user: PrincipalId,
    /// Argon2id, as a PHC string.
    pub phc: String,
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Password")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// Known by the SHA-256 of its token.
pub type Digest = [u8; 32];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSession {
    pub digest: Digest,
    pub user: PrincipalId,
    /// It is no session, but may be exchanged for one, once.
    pub is_code: bool,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Of a user who is not disabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub user: PrincipalId,
    pub name: String,
    /// Of the user, now.
    pub epoch: i64,
    pub expires_at: Timestamp,
}

const PASSWORD: &str = "SELECT p.id, w.phc
     FROM principal p JOIN user_password w ON w.user_id = p.id
     WHERE p.name = $1 AND p.kind = $2 AND p.disabled_at IS NULL";

const SESSION: &str = "SELECT p.id, p.name, p.epoch, s.expires_at
     FROM sign_in_session s JOIN principal p ON p.id = s.user_id
     WHERE s.digest = $1 AND s.expires_at > $2 AND s.is_code = $3 AND p.disabled_at IS NULL";

impl Tx {
    /// Nothing for who is unknown, disabled, no person, or has no password.
    pub fn password_of(&mut self, name: &str) -> Result<Option<Password>> {
        self.one(
            PASSWORD,
            params![name, PrincipalKind::User.as_str()],
            password,
        )
    }

    /// As [`Tx::password_of`], and nobody changes it or disables its user meanwhile.
    pub fn lock_password_of(&mut self, name: &str) -> Result<Option<Password>> {
        self.lock(
            PASSWORD,
            params![name, PrincipalKind::User.as_str()],
            password,
        )
    }

    /// Whoever is signed in with the password before is so no more.
    pub fn set_password(&mut self, password: &Password, now: Timestamp) -> Result<()> {
        self.exec(
            "INSERT INTO user_password (user_id, phc, changed_at) VALUES ($1, $2, $3)
             ON CONFLICT (user_id) DO UPDATE SET phc = excluded.phc,
               changed_at = excluded.changed_at",
            params![password.user.to_string(), &password.phc, now],
        )?;
        self.delete_sign_in_sessions_of(password.user)?;
        self.begin_principal_epoch(password.user)
    }

    pub fn insert_sign_in_session(&mut self, session: &NewSession) -> Result<()> {
        self.exec(
            "INSERT INTO sign_in_session (digest, user_id, is_code, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5)",
            params![
                &session.digest[..],
                session.user.to_string(),
                i64::from(session.is_code),
                session.created_at,
                session.expires_at,
            ],
        )?;
        Ok(())
    }

    /// Nothing for one that is over, or whose user is disabled.
    pub fn sign_in_session(&mut self, digest: &Digest, now: Timestamp) -> Result<Option<Session>> {
        self.one(SESSION, params![&digest[..], now, 0], session)
    }

    /// Whose code it is. Whoever takes it at the same time waits, and finds none.
    pub fn take_sign_in_code(
        &mut self,
        digest: &Digest,
        now: Timestamp,
    ) -> Result<Option<Session>> {
        let found = self.lock(SESSION, params![&digest[..], now, 1], session)?;
        self.delete_sign_in_session(digest)?;
        Ok(found)
    }

    pub fn delete_sign_in_session(&mut self, digest: &Digest) -> Result<()> {
        let sql = "DELETE FROM sign_in_session WHERE digest = $1";
        self.exec(sql, params![&digest[..]])?;
        Ok(())
    }

    /// As whom a provider knows somebody.
    pub fn user_of_identity(&mut self, issuer: &str, subject: &str) -> Result<Option<PrincipalId>> {
        self.one(
            "SELECT user_id FROM user_identity WHERE issuer = $1 AND subject = $2",
            params![issuer, subject],
            |row| user(&mut Columns::of(row)),
        )
    }

    pub fn delete_identities_of(&mut self, issuer: &str, user: PrincipalId) -> Result<()> {
        self.exec(
            "DELETE FROM user_identity WHERE issuer = $1 AND user_id = $2",
            params![issuer, user.to_string()],
        )?;
        Ok(())
    }

    /// Answers whether nobody else came first.
    pub fn insert_identity(
        &mut self,
        issuer: &str,
        subject: &str,
        user: PrincipalId,
    ) -> Result<bool> {
        let inserted = self.exec(
            "INSERT INTO user_identity (issuer, subject, user_id) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
            params![issuer, subject, user.to_string()],
        )?;
        Ok(inserted == 1)
    }

    /// Puts the user into those of our groups that have these names, and out of those that it was in
    /// for no other reason. Where we put it ourselves, it stays.
    pub fn claim_groups(&mut self, user: PrincipalId, names: &[String]) -> Result<()> {
        self.exec(
            "DELETE FROM group_user WHERE user_id = $1 AND is_claimed = 1",
            params![user.to_string()],
        )?;
        for name in names {
            self.exec(
                "INSERT INTO group_user (group_id, user_id, is_claimed)
                 SELECT p.id, $1, 1 FROM principal p WHERE p.name = $2 AND p.kind = $3
                 ON CONFLICT DO NOTHING",
                params![user.to_string(), name, PrincipalKind::Group.as_str()],
            )?;
        }
        Ok(())
    }

    pub(crate) fn delete_sign_in_sessions_of(&mut self, user: PrincipalId) -> Result<()> {
        let sql = "DELETE FROM sign_in_session WHERE user_id = $1";
        self.exec(sql, params![user.to_string()])?;
        Ok(())
    }

    /// Answers how many there were.
    pub fn delete_sign_in_sessions_expired_before(&mut self, ms: i64) -> Result<u64> {
        let sql = "DELETE FROM sign_in_session WHERE expires_at < $1";
        self.exec(sql, params![ms])
    }
}

fn password(row: &Row<'_>) -> Result<Password> {
    let mut columns = Columns::of(row);
    Ok(Password {
        user: user(&mut columns)?,
        phc: columns.get()?,
    })
}

fn session(row: &Row<'_>) -> Result<Session> {
    let mut columns = Columns::of(row);
    Ok(Session {
        user: user(&mut columns)?,
        name: columns.get()?,
        epoch: columns.get()?,
        expires_at: columns.get()?,
    })
}

fn user(columns: &mut Columns<'_, '_>) -> Result<PrincipalId> {
    let id: String = columns.get()?;
    id.parse().map_err(|_| Error::broken("a user's id"))
}
