//! One connection to PostgreSQL: how it is set up, and how statements run on it.

use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;

use postgres::config::SslMode;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};

use crate::dialect::Lock;
use crate::error::from_postgres;
use crate::tx::Sql;
use crate::{Error, Result, V};

/// Built statements are few, as lists are padded; this only bounds a mistake.
const BUILT_STATEMENTS: usize = 256;

pub(crate) struct PgConnection {
    client: Client,
    /// Static statements, by address, length and lock.
    fixed: HashMap<(usize, usize, Option<Lock>), Statement>,
    built: HashMap<String, Statement>,
}

/// Reads a URL, refusing what we cannot do before anything is sent anywhere.
pub(crate) fn parse(url: &str) -> Result<Config> {
    if url.contains("sslmode=verify-") {
        return Err(Error::Tls);
    }
    let config = Config::from_str(url).map_err(|error| Error::Url {
        text: without_password(url),
        why: std::error::Error::source(&error).map_or(error.to_string(), ToString::to_string),
    })?;
    match config.get_ssl_mode() {
        SslMode::Disable | SslMode::Prefer => Ok(config),
        _ => Err(Error::Tls),
    }
}

/// `postgres://user:secret@host/db` with the secret left out.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "a PostgreSQL connection string".to_owned();
    };
    let rest = rest.split('?').next().unwrap_or_default();
    match rest.rsplit_once('@') {
        Some((user, place)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{place}")
        }
        None => format!("{scheme}://{rest}"),
    }
}

impl PgConnection {
    pub(crate) fn open(config: &Config, schema: &str) -> Result<Self> {
        let mut config = config.clone();
        config.application_name("callsheet");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        let client = config
            .connect(NoTls)
            .map_err(|error| from_postgres(&error))?;
        let mut this = Self {
            client,
            fixed: HashMap::new(),
            built: HashMap::new(),
        };
        // Nobody waits for ever, neither for a lock nor for a server that hangs in mid-transaction.
        // And nobody compiles a statement that takes a millisecond because it looks expensive.
        this.batch(&format!(
            "SET search_path TO {schema}; SET lock_timeout TO '10s'; \
             SET idle_in_transaction_session_timeout TO '60s'; \
             SET client_min_messages TO warning; SET jit TO off"
        ))?;
        Ok(this)
    }

    pub(crate) fn exec(&mut self, sql: &Sql, params: &[V<'_>]) -> Result<u64> {
        let statement = self.prepare(sql, None)?;
        let done = self.client.execute(&statement, &by_reference(params));
        done.map_err(|error| self.understood(&error))
    }

    pub(crate) fn query<T>(
        &mut self,
        sql: &Sql,
        lock: Option<Lock>,
        params: &[V<'_>],
        limit: usize,
        read: impl FnMut(&postgres::Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let statement = self.prepare(sql, lock)?;
        let rows = self.client.query(&statement, &by_reference(params));
        let rows = rows.map_err(|error| self.understood(&error))?;
        rows.iter().take(limit).map(read).collect()
    }

    /// For what is no statement of ours.
    pub(crate) fn with_client<T>(
        &mut self,
        run: impl FnOnce(&mut Client) -> std::result::Result<T, postgres::Error>,
    ) -> Result<T> {
        run(&mut self.client).map_err(|error| self.understood(&error))
    }

    fn prepare(&mut self, sql: &Sql, lock: Option<Lock>) -> Result<Statement> {
        match sql {
            Sql::Static(text) => self.prepare_fixed(text, lock),
            Sql::Built(text) => self.prepare_built(with_lock(text, lock)),
        }
    }

    fn prepare_fixed(&mut self, text: &'static str, lock: Option<Lock>) -> Result<Statement> {
        let key = (text.as_ptr() as usize, text.len(), lock);
        if let Some(statement) = self.fixed.get(&key) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&with_lock(text, lock));
        let statement = statement.map_err(|error| from_postgres(&error))?;
        self.fixed.insert(key, statement.clone());
        Ok(statement)
    }

    fn prepare_built(&mut self, text: String) -> Result<Statement> {
        if let Some(statement) = self.built.get(&text) {
            return Ok(statement.clone());
        }
        if self.built.len() >= BUILT_STATEMENTS {
            self.built.clear();
        }
        let statement = self.client.prepare(&text);
        let statement = statement.map_err(|error| from_postgres(&error))?;
        self.built.insert(text, statement.clone());
        Ok(statement)
    }

    /// A migration elsewhere changes what prepared statements answer; they are then made again,
    /// when the transaction is.
    fn understood(&mut self, error: &postgres::Error) -> Error {
        let is_stale = error.as_db_error().is_some_and(|refusal| {
            refusal.code().code() == "0A000" && refusal.message().starts_with("cached plan")
        });
        if is_stale {
            self.fixed.clear();
            self.built.clear();
            return Error::Contention;
        }
        from_postgres(error)
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.client
            .batch_execute(sql)
            .map_err(|error| from_postgres(&error))
    }

    /// COMMIT answers success even where it had to roll back; so nothing doomed may get here.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.client
            .batch_execute("COMMIT")
            .map_err(|error| match from_postgres(&error) {
                Error::Unavailable(why) => Error::Uncertain(why),
                definite => definite,
            })
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }
}

fn with_lock(text: &str, lock: Option<Lock>) -> String {
    let clause = lock.map_or("", Lock::clause);
    format!("{text}{clause}")
}

fn by_reference<'a>(params: &'a [V<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params
        .iter()
        .map(|param| param as &(dyn ToSql + Sync))
        .collect()
}
