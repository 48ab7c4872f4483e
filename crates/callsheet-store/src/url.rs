//! Where a store is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::postgres_connection;
use crate::{Error, Result};

/// `sqlite:PATH` or `postgres://…`. Printed without its password.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    Sqlite(PathBuf),
    Postgres(String),
}

impl FromStr for StoreUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(Error::Url {
                    text: text.to_owned(),
                    why: "a path must follow `sqlite:`".to_owned(),
                });
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            postgres_connection::parse(text)?;
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(Error::Url {
            text: text.split(':').next().unwrap_or_default().to_owned(),
            why: "write `sqlite:PATH` or `postgres://USER@HOST/DATABASE`".to_owned(),
        })
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => f.write_str(&postgres_connection::without_password(url)),
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_and_printed_without_its_password() {
        let url: StoreUrl = "postgres://ana:hush@db.example:5433/farm?sslmode=disable"
            .parse()
            .unwrap();
        assert_eq!(format!("{url:?}"), "postgres://ana@db.example:5433/farm");
        let url: StoreUrl = "sqlite:/var/store.db".parse().unwrap();
        assert_eq!(url, StoreUrl::Sqlite("/var/store.db".into()));
    }

    #[test]
    fn what_cannot_be_done_is_refused_at_once() {
        let refused = |text: &str| text.parse::<StoreUrl>().unwrap_err();
        assert_eq!(refused("postgres://h/d?sslmode=require"), Error::Tls);
        assert_eq!(refused("postgres://h/d?sslmode=verify-full"), Error::Tls);
        assert!(refused("mysql://h/d").to_string().contains("sqlite:PATH"));
        assert!(refused("sqlite:").to_string().contains("path"));
        let mistyped = refused("postgres://u:hush@h:port/d").to_string();
        assert!(!mistyped.contains("hush"), "{mistyped}");
    }
}
