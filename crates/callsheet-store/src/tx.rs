//! A transaction on either engine, as queries see it.
//!
//! A statement that fails dooms its transaction, whether or not its error is passed on: PostgreSQL
//! knows no other way, and one set of queries must not behave in two ways.

use std::sync::Arc;

use callsheet_core::event::Level;
use callsheet_core::event::noted::Notes;

use crate::dialect::{Engine, Lock};
use crate::events::Outbox;
use crate::postgres_connection::PgConnection;
use crate::row::Columns;
use crate::sqlite_connection::LiteConnection;
use crate::{Error, Result, Row, V};

/// The text of a statement, with `$1…` for its parameters.
pub enum Sql {
    /// Known when the program is built: prepared once, found again by its address.
    Static(&'static str),
    /// Put together for this call, such as around [`in_list`](crate::in_list): found by its text.
    Built(String),
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::Static(text)
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self::Built(text)
    }
}

/// A connection with an open transaction. Queries are written as methods of this type, in the file
/// of the noun that they are about.
pub struct Tx {
    pub(crate) connection: Connection,
    /// The first statement that failed.
    failure: Option<Error>,
    /// What to tell when it ends, as far as it is wanted.
    pub(crate) notes: Notes,
    pub(crate) level: Level,
    pub(crate) outbox: Arc<Outbox>,
}

pub(crate) enum Connection {
    Lite(Box<LiteConnection>),
    Pg(Box<PgConnection>),
}

impl Tx {
    pub(crate) fn on(connection: Connection) -> Self {
        Self {
            connection,
            failure: None,
            notes: Notes::default(),
            level: Level::Nothing,
            outbox: Arc::default(),
        }
    }

    /// One that writes down what it has to tell.
    pub(crate) fn telling(mut self, outbox: &Arc<Outbox>) -> Self {
        self.outbox = Arc::clone(outbox);
        self
    }

    pub fn engine(&self) -> Engine {
        match &self.connection {
            Connection::Lite(_) => Engine::Sqlite,
            Connection::Pg(_) => Engine::Postgres,
        }
    }

    /// Runs a statement that changes rows; answers how many.
    pub fn exec(&mut self, sql: impl Into<Sql>, params: &[V<'_>]) -> Result<u64> {
        let sql = sql.into();
        let changed = fit(params).and_then(|()| match &mut self.connection {
            Connection::Lite(lite) => lite.exec(&sql, params),
            Connection::Pg(pg) => pg.exec(&sql, params),
        });
        self.noted(changed)
    }

    pub fn query<T>(
        &mut self,
        sql: impl Into<Sql>,
        params: &[V<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.rows(&sql.into(), None, params, usize::MAX, read)
    }

    /// The first row, if there is any.
    pub fn one<T>(
        &mut self,
        sql: impl Into<Sql>,
        params: &[V<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut rows = self.rows(&sql.into(), None, params, 1, read)?;
        Ok(rows.pop())
    }

    /// As [`Tx::one`], and nobody else changes the row before this transaction ends.
    pub fn lock<T>(
        &mut self,
        sql: impl Into<Sql>,
        params: &[V<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut rows = self.rows(&sql.into(), Some(Lock::Update), params, 1, read)?;
        Ok(rows.pop())
    }

    /// As [`Tx::query`], with all rows locked in their order: sort them, or two of these deadlock.
    pub fn lock_all<T>(
        &mut self,
        sql: impl Into<Sql>,
        params: &[V<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.lock_with(Lock::Update, sql, params, read)
    }

    pub fn lock_with<T>(
        &mut self,
        lock: Lock,
        sql: impl Into<Sql>,
        params: &[V<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.rows(&sql.into(), Some(lock), params, usize::MAX, read)
    }

    fn rows<T>(
        &mut self,
        sql: &Sql,
        lock: Option<Lock>,
        params: &[V<'_>],
        limit: usize,
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let rows = fit(params).and_then(|()| match &mut self.connection {
            Connection::Lite(lite) => {
                lite.query(sql, params, limit, |row| read(&Row(Columns::Lite(row))))
            }
            Connection::Pg(pg) => {
                pg.query(sql, lock, params, limit, |row| read(&Row(Columns::Pg(row))))
            }
        });
        self.noted(rows)
    }

    pub(crate) fn noted<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result {
            self.failure.get_or_insert_with(|| error.clone());
        }
        result
    }

    /// Why the transaction must not be committed.
    pub(crate) fn take_failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    /// A binary parameter where its column does not say that it is one.
    pub(crate) fn blob_parameter(&self, number: usize) -> String {
        match self.engine() {
            Engine::Sqlite => format!("${number}"),
            Engine::Postgres => format!("CAST(${number} AS BYTEA)"),
        }
    }

    /// Several statements without parameters, as a migration has them.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.connection {
            Connection::Lite(lite) => lite.batch(sql),
            Connection::Pg(pg) => pg.batch(sql),
        }
    }
}

fn fit(params: &[V<'_>]) -> Result<()> {
    let unfit = params.iter().find_map(|param| match param {
        V::Unfit(what) => Some(*what),
        V::Null | V::Int(_) | V::Float(_) | V::Text(_) | V::Blob(_) | V::Id(_) => None,
    });
    unfit.map_or(Ok(()), |what| Err(Error::Unfit(what)))
}
