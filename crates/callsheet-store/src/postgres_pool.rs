//! PostgreSQL: a connection for each closure that runs, on blocking threads, run again when it
//! lost a race.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::closure::{self, Outcome};
use crate::events::Outbox;
use crate::notices;
use crate::options::Isolation;
use crate::postgres_connection::PgConnection;
use crate::postgres_groups::Groups;
use crate::stats::{Counters, Ending};
use crate::tx::Connection;
use crate::work::{Answer, failed};
use crate::{Error, Options, Result, Tx};

pub(crate) struct Pool {
    config: postgres::Config,
    schema: &'static str,
    /// Of this server, among those that share the database.
    name: String,
    pub(crate) isolation: Isolation,
    pub(crate) attempts: u32,
    permits: Arc<Semaphore>,
    pub(crate) groups: Groups,
    pub(crate) max_waiting: u64,
    idle: Mutex<Vec<Tx>>,
    pub(crate) counters: Arc<Counters>,
    outbox: Arc<Outbox>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

impl Pool {
    pub(crate) fn new(
        config: postgres::Config,
        schema: &'static str,
        options: &Options,
        (counters, outbox): (&Arc<Counters>, &Arc<Outbox>),
    ) -> Self {
        Self {
            config,
            schema,
            name: uuid::Uuid::now_v7().to_string(),
            isolation: options.isolation,
            attempts: options.attempts.max(1),
            permits: Arc::new(Semaphore::new(options.max_connections.max(1))),
            groups: Groups::new(),
            max_waiting: options.max_waiting as u64,
            idle: Mutex::default(),
            counters: Arc::clone(counters),
            outbox: Arc::clone(outbox),
        }
    }

    pub(crate) async fn run<T, E>(
        self: &Arc<Self>,
        access: Access,
        name: &'static str,
        mut closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Answer<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if self.counters.waiting.fetch_add(1, Relaxed) >= self.max_waiting {
            self.counters.waiting.fetch_sub(1, Relaxed);
            return failed(Error::Overloaded);
        }
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        self.counters.waiting.fetch_sub(1, Relaxed);
        let Ok(permit) = permit else {
            return failed(Error::Unavailable("the store is closing".to_owned()));
        };
        let pool = Arc::clone(self);
        let running = tokio::task::spawn_blocking(move || {
            let ended = pool.run_until_settled(access, name, &mut closure);
            drop(permit);
            // A pool must not be dropped by an async thread, see below.
            drop(pool);
            ended
        });
        let ended = running.await;
        ended.unwrap_or_else(|error| failed(Error::Unavailable(error.to_string())))
    }

    fn run_until_settled<T, E: From<Error>>(
        &self,
        access: Access,
        name: &'static str,
        closure: &mut impl FnMut(&mut Tx) -> Result<T, E>,
    ) -> Answer<T, E> {
        let mut attempt = 1;
        loop {
            let error = match self.run_once(access, name, closure) {
                Outcome::Done(value) => return (Ok(value), Ending::Done),
                Outcome::Refused(refusal) => return (Err(refusal), Ending::Refused),
                Outcome::Failed(error, refusal) => match error {
                    // Nothing was committed, so it may be tried again.
                    Error::Contention | Error::Unavailable(_) if attempt < self.attempts => error,
                    // Whatever the closure made of the last failure, the reason is this one.
                    Error::Contention | Error::Unavailable(_) => {
                        return (Err(E::from(error)), Ending::Failed);
                    }
                    other => {
                        let answer = Outcome::Failed(other, refusal).into_result();
                        return (answer, Ending::Failed);
                    }
                },
            };
            tracing::debug!(name, attempt, %error, "a transaction is run again");
            self.counters.retried(name);
            thread::sleep(pause_after(attempt));
            attempt += 1;
        }
    }

    fn run_once<T, E: From<Error>>(
        &self,
        access: Access,
        name: &'static str,
        closure: &mut impl FnMut(&mut Tx) -> Result<T, E>,
    ) -> Outcome<T, E> {
        let mut tx = match self.begin(access) {
            Ok(tx) => tx,
            Err(error) => return Outcome::Failed(error, None),
        };
        let outcome = closure::run(name, &mut tx, closure);
        let (outcome, ended) = match outcome {
            Outcome::Done(value) => match commit(&mut tx) {
                Ok(()) => (Outcome::Done(value), Ok(())),
                Err(error) => (Outcome::Failed(error, None), tx.batch("ROLLBACK")),
            },
            undone => (undone, tx.batch("ROLLBACK")),
        };
        match ended {
            Ok(()) => self.put_back(tx),
            Err(_) => self.discard(tx),
        }
        outcome
    }

    /// A connection that waited may have been closed meanwhile; a new one is not to blame for it.
    pub(crate) fn begin(&self, access: Access) -> Result<Tx> {
        let begin = match (access, self.isolation) {
            (Access::Read, _) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Access::Write, Isolation::ReadCommitted) => "BEGIN ISOLATION LEVEL READ COMMITTED",
            (Access::Write, Isolation::Serializable) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        };
        while let Some(mut tx) = self.take_idle() {
            match tx.batch(begin) {
                Ok(()) => return Ok(tx),
                Err(_) => self.discard(tx),
            }
        }
        let mut tx = self.connect()?;
        match tx.batch(begin) {
            Ok(()) => Ok(tx),
            Err(error) => {
                self.discard(tx);
                Err(error)
            }
        }
    }

    /// Where notices go.
    pub(crate) fn place(&self) -> notices::Place {
        notices::Place {
            config: self.config.clone(),
            schema: self.schema,
            from: self.name.clone(),
        }
    }

    pub(crate) fn connect(&self) -> Result<Tx> {
        let connection = PgConnection::open(&self.config, self.schema)?;
        self.counters.connections.fetch_add(1, Relaxed);
        Ok(Tx::on(Connection::Pg(Box::new(connection))).telling(&self.outbox))
    }

    fn take_idle(&self) -> Option<Tx> {
        self.idle().pop()
    }

    pub(crate) fn put_back(&self, tx: Tx) {
        let is_closed = match &tx.connection {
            Connection::Pg(pg) => pg.is_closed(),
            Connection::Lite(_) => unreachable!("the pool is PostgreSQL's"),
        };
        if is_closed {
            self.discard(tx);
        } else {
            self.idle().push(tx);
        }
    }

    pub(crate) fn discard(&self, tx: Tx) {
        self.counters.connections.fetch_sub(1, Relaxed);
        drop(tx);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Tx>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pool {
    /// Each client holds a small runtime, and a runtime must not be dropped by an async thread.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle());
        let closing = thread::Builder::new().spawn(move || drop(idle));
        if let Ok(closing) = closing {
            drop(closing.join());
        }
    }
}

pub(crate) fn commit(tx: &mut Tx) -> Result<()> {
    match &mut tx.connection {
        Connection::Pg(pg) => pg.commit(),
        Connection::Lite(_) => unreachable!("the pool is PostgreSQL's"),
    }
}

/// Longer each time, and never the same for two that met.
pub(crate) fn pause_after(attempt: u32) -> Duration {
    let longest_us = 1000_u64 << attempt.min(7);
    let mut random = [0_u8; 8];
    if getrandom::fill(&mut random).is_err() {
        return Duration::from_micros(longest_us);
    }
    Duration::from_micros(longest_us / 2 + u64::from_le_bytes(random) % longest_us)
}
