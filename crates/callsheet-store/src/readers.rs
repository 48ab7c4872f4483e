//! SQLite's readers: read-only connections, used on the thread that asks.
//!
//! A read of a cached row takes 4 µs; handing it to another thread alone would take three times
//! that. So short reads run where they are asked for, and long ones, which have connections of
//! their own, on blocking threads.

use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::closure::{self, Outcome};
use crate::sqlite_connection::LiteConnection;
use crate::tx::Connection;
use crate::{Error, Result, Tx};

pub(crate) struct Readers {
    connections: Vec<Mutex<Tx>>,
}

impl Readers {
    pub(crate) fn open(path: &Path, count: usize) -> Result<Self> {
        let connections = (0..count).map(|_| {
            let reader = LiteConnection::reader(path)?;
            Ok(Mutex::new(Tx::on(Connection::Lite(Box::new(reader)))))
        });
        Ok(Self {
            connections: connections.collect::<Result<_>>()?,
        })
    }

    pub(crate) fn read<T, E: From<Error>>(
        &self,
        name: &'static str,
        closure: &mut impl FnMut(&mut Tx) -> Result<T, E>,
    ) -> Outcome<T, E> {
        read_on(&mut self.free(), name, closure)
    }

    /// Waiting for a connection does not count.
    pub(crate) fn read_within<T, E: From<Error>>(
        &self,
        most: Duration,
        name: &'static str,
        closure: &mut impl FnMut(&mut Tx) -> Result<T, E>,
    ) -> Outcome<T, E> {
        let mut tx = self.free();
        if let Err(error) = end_at(&tx, Some(Instant::now() + most)) {
            return Outcome::Failed(error, None);
        }
        let outcome = read_on(&mut tx, name, closure);
        match end_at(&tx, None) {
            Ok(()) => outcome,
            Err(error) => Outcome::Failed(error, None),
        }
    }

    /// The thread's usual connection; another one if that is taken; and if all are, it waits.
    fn free(&self) -> MutexGuard<'_, Tx> {
        let usual = usual_place() % self.connections.len();
        let (before, from) = self.connections.split_at(usual);
        let free = from.iter().chain(before).find_map(|tx| tx.try_lock().ok());
        free.unwrap_or_else(|| {
            let waited = self.connections[usual].lock();
            // Closures cannot poison it, as their panics are caught.
            waited.unwrap_or_else(PoisonError::into_inner)
        })
    }
}

fn read_on<T, E: From<Error>>(
    tx: &mut Tx,
    name: &'static str,
    closure: &mut impl FnMut(&mut Tx) -> Result<T, E>,
) -> Outcome<T, E> {
    // One snapshot for all that the closure asks.
    if let Err(error) = control(tx, "BEGIN") {
        return Outcome::Failed(error, None);
    }
    let outcome = closure::run(name, tx, closure);
    match control(tx, "COMMIT") {
        Ok(()) => outcome,
        Err(error) => {
            drop(control(tx, "ROLLBACK"));
            Outcome::Failed(error, None)
        }
    }
}

/// Threads take turns, so that each has a connection with warm statements and pages.
fn usual_place() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static PLACE: Cell<Option<usize>> = const { Cell::new(None) };
    }
    PLACE.with(|place| {
        place.get().unwrap_or_else(|| {
            let next = NEXT.fetch_add(1, Relaxed);
            place.set(Some(next));
            next
        })
    })
}

fn control(tx: &Tx, statement: &'static str) -> Result<()> {
    connection(tx).control(statement)
}

fn end_at(tx: &Tx, end: Option<Instant>) -> Result<()> {
    connection(tx).end_at(end)
}

fn connection(tx: &Tx) -> &LiteConnection {
    match &tx.connection {
        Connection::Lite(lite) => lite,
        Connection::Pg(_) => unreachable!("readers are SQLite's"),
    }
}
