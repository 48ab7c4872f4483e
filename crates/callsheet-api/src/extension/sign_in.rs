//! Signing in: the types of the routes under `/callsheet/v1/sign-in/`, the only ones of ours that are
//! not signed, because what they answer is what others are signed with.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Before every path of signing in.
pub const PREFIX: &str = "/callsheet/v1/sign-in/";
/// A browser sends no such header for a page of somebody else's. With it a session may be a cookie.
pub const HEADER: &str = "callsheet-sign-in";
pub const COOKIE: &str = "callsheet_session";

pub const LEAST_PASSWORD_CHARS: usize = 12;
/// Nobody remembers more.
pub const MOST_PASSWORD_BYTES: usize = 1_024;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WithPassword {
    pub name: String,
    pub password: String,
}

/// A user's own change. All its sessions end, and a new one begins.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePassword {
    pub name: String,
    pub password: String,
    pub new_password: String,
}

/// What a browser brought back from a provider, exchanged for a session once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WithCode {
    pub code: String,
    /// Whose SHA-256, in hex, was the challenge that the way to the provider began with.
    pub verifier: String,
}

/// What an administrator gives a user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetPassword {
    pub password: String,
}

/// As whom the provider knows a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetIdentity {
    pub subject: String,
}

/// A session as it is told once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub name: String,
    pub token: String,
    pub expires_at: Timestamp,
    /// For which requests are to be signed.
    pub region: String,
}

/// What requests of the user are signed with for a while.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    pub access_key_id: String,
    pub secret_access_key: String,
    pub session_token: String,
    pub expiration: Timestamp,
}

/// Without what nobody else may know.
macro_rules! shown_by {
    ($($type:ident { $field:ident })*) => {
        $(impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type))
                    .field(stringify!($field), &self.$field)
                    .finish_non_exhaustive()
            }
        })*
    };
}

shown_by! {
    WithPassword { name }
    ChangePassword { name }
    Session { name }
    Credentials { access_key_id }
}

impl fmt::Debug for WithCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WithCode")
    }
}

impl fmt::Debug for SetPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetPassword")
    }
}

/// What is wrong with a password that somebody chose.
pub fn refuse_weak(password: &str) -> Result<(), String> {
    if password.chars().count() < LEAST_PASSWORD_CHARS {
        return Err(format!("needs at least {LEAST_PASSWORD_CHARS} characters"));
    }
    if password.len() > MOST_PASSWORD_BYTES {
        return Err(format!("has more than {MOST_PASSWORD_BYTES} bytes"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_debug_output_has_a_password() {
        let (name, password) = ("anna".to_owned(), "hush hush hush".to_owned());
        let asked = WithPassword { name, password };
        assert!(!format!("{asked:?}").contains("hush"));
        let set = SetPassword {
            password: asked.password,
        };
        assert_eq!(format!("{set:?}"), "SetPassword");
    }

    #[test]
    fn a_password_is_neither_short_nor_endless() {
        assert!(refuse_weak("twelve signs").is_ok());
        assert!(refuse_weak("eleven sign").is_err());
        assert!(refuse_weak(&"x".repeat(MOST_PASSWORD_BYTES + 1)).is_err());
    }
}
