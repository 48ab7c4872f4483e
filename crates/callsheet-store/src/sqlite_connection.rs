//! One connection to SQLite: how it is set up, and how statements run on it.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{CachedStatement, Connection, OpenFlags, params_from_iter};

use crate::dialect::number_parameters;
use crate::error::from_sqlite;
use crate::tx::Sql;
use crate::{Error, Options, Result, V};

/// Statements kept prepared; more than the queries that exist.
const STATEMENTS: usize = 512;
/// Of SQLite's machine, at some twenty million a second.
const STEPS_BETWEEN_LOOKS: i32 = 1_000;
/// How large the write-ahead log may be when nobody needs it.
pub(crate) const WAL_LIMIT_BYTES: u64 = 64 << 20;

pub(crate) struct LiteConnection {
    connection: Connection,
    /// Static statements with their parameters numbered, by address and length.
    numbered: HashMap<(usize, usize), Box<str>>,
}

impl LiteConnection {
    /// The one connection that writes. Only it may make the file.
    pub(crate) fn writer(path: &Path, options: &Options) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let this = Self::open(path, flags)?;
        this.pragma("journal_mode", "WAL")?;
        // Every answer is on disk before it is given; grouping commits is what makes it cheap.
        this.pragma("synchronous", "FULL")?;
        this.pragma("foreign_keys", "ON")?;
        // What is written once and read by others, such as bytes of objects, fills whatever there is.
        this.pragma("cache_size", "-16384")?;
        this.pragma("temp_store", "MEMORY")?;
        this.pragma("wal_autocheckpoint", "4000")?;
        this.pragma("journal_size_limit", &WAL_LIMIT_BYTES.to_string())?;
        if let Some(pages) = options.max_pages {
            this.pragma("max_page_count", &pages.to_string())?;
        }
        Ok(this)
    }

    pub(crate) fn reader(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let this = Self::open(path, flags)?;
        this.pragma("query_only", "ON")?;
        this.pragma("cache_size", "-16384")?;
        this.pragma("temp_store", "MEMORY")?;
        Ok(this)
    }

    fn open(path: &Path, flags: OpenFlags) -> Result<Self> {
        let connection = Connection::open_with_flags(path, flags).map_err(|error| Error::Io {
            doing: "opening",
            path: path.to_path_buf(),
            why: error.to_string(),
        })?;
        connection
            .busy_timeout(Duration::from_secs(5))
            .map_err(|error| from_sqlite(&error))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self {
            connection,
            numbered: HashMap::new(),
        })
    }

    fn pragma(&self, name: &str, value: &str) -> Result<()> {
        // Some answer with a row and some do not.
        let set = self
            .connection
            .pragma_update_and_check(None, name, value, |_| Ok(()));
        match set {
            Ok(()) | Err(rusqlite::Error::QueryReturnedNoRows) => Ok(()),
            Err(error) => Err(from_sqlite(&error)),
        }
    }

    pub(crate) fn exec(&mut self, sql: &Sql, params: &[V<'_>]) -> Result<u64> {
        let mut statement = self.prepare(sql)?;
        let changed = statement.execute(params_from_iter(params));
        let changed = changed.map_err(|error| from_sqlite(&error))?;
        Ok(changed as u64)
    }

    pub(crate) fn query<T>(
        &mut self,
        sql: &Sql,
        params: &[V<'_>],
        limit: usize,
        mut read: impl FnMut(&rusqlite::Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement
            .query(params_from_iter(params))
            .map_err(|error| from_sqlite(&error))?;
        let mut answer = Vec::new();
        while let Some(row) = rows.next().map_err(|error| from_sqlite(&error))? {
            // Past the limit we go on to the end: a RETURNING clause must not stop half-way.
            if answer.len() < limit {
                answer.push(read(row)?);
            }
        }
        Ok(answer)
    }

    fn prepare(&mut self, sql: &Sql) -> Result<CachedStatement<'_>> {
        let statement = match sql {
            Sql::Static(text) => {
                let numbered = self
                    .numbered
                    .entry((text.as_ptr() as usize, text.len()))
                    .or_insert_with(|| number_parameters(text).into());
                self.connection.prepare_cached(numbered)
            }
            Sql::Built(text) => self.connection.prepare_cached(&number_parameters(text)),
        };
        statement.map_err(|error| from_sqlite(&error))
    }

    /// Statements that run on after this are broken off, until none is said.
    pub(crate) fn end_at(&self, end: Option<Instant>) -> Result<()> {
        let steps = if end.is_some() {
            STEPS_BETWEEN_LOOKS
        } else {
            0
        };
        let handler = end.map(|end| move || Instant::now() >= end);
        self.connection
            .progress_handler(steps, handler)
            .map_err(|error| from_sqlite(&error))
    }

    /// `BEGIN`, `COMMIT` and their kind.
    pub(crate) fn control(&self, statement: &'static str) -> Result<()> {
        self.connection
            .prepare_cached(statement)
            .and_then(|mut prepared| prepared.execute([]))
            .map(drop)
            .map_err(|error| from_sqlite(&error))
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        self.connection
            .execute_batch(sql)
            .map_err(|error| from_sqlite(&error))
    }

    /// Whether a transaction is open. A full disk ends it without being asked to.
    pub(crate) fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Moves the write-ahead log into the database and empties it; false when a reader is in the
    /// way.
    pub(crate) fn checkpoint(&self) -> Result<bool> {
        let busy = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, i64>(0)
            })
            .map_err(|error| from_sqlite(&error))?;
        Ok(busy == 0)
    }
}
