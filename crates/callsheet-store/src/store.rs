//! The store itself: one door to either engine.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::closure::Outcome;
use crate::events::Outbox;
use crate::migrate::{self, Migration};
use crate::notices::{self, Heard, Teller};
use crate::postgres_pool::{Access, Pool};
use crate::readers::Readers;
use crate::sqlite_connection::LiteConnection;
use crate::stats::{Counters, Ending};
use crate::tx::Connection;
use crate::work::settled;
use crate::writer::Writer;
use crate::writer_lines::Line;
use crate::{Engine, Error, Options, Result, Stats, StoreUrl, Tx, postgres_connection};

/// Connections for reads that are answered at once, and for those that may take their time.
const READERS: usize = 4;
const LONG_READERS: usize = 2;

/// A handle; its clones share one store. The last one to go closes it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Kind,
    counters: Arc<Counters>,
    outbox: Arc<Outbox>,
}

enum Kind {
    Sqlite(Box<Lite>),
    Postgres(Arc<Pool>),
}

struct Lite {
    // Dropped in this order. The writer goes after the readers, because the last connection to go
    // brings the write-ahead log home, and only one that writes can. It goes before the lock: what
    // is accepted is written before somebody else may open the file.
    readers: Readers,
    long_readers: Arc<Readers>,
    writer: Writer,
    _lock: File,
}

/// Which of our stores a URL is to hold.
pub(crate) struct Contents {
    pub schema: &'static str,
    pub migrations: &'static [Migration],
}

const MAIN: Contents = Contents {
    schema: "callsheet",
    migrations: migrate::STORE,
};

impl Store {
    /// Opens the store and brings it to the shape that this version knows. It blocks.
    pub fn open(url: &StoreUrl, options: &Options) -> Result<Self> {
        Self::open_with(url, options, &MAIN)
    }

    pub(crate) fn open_with(
        url: &StoreUrl,
        options: &Options,
        contents: &Contents,
    ) -> Result<Self> {
        let counters = Arc::new(Counters::default());
        let outbox = Arc::default();
        let engine = match url {
            StoreUrl::Sqlite(path) => Kind::Sqlite(Box::new(open_sqlite(
                path,
                options,
                contents,
                (&counters, &outbox),
            )?)),
            StoreUrl::Postgres(url) => {
                Kind::Postgres(open_postgres(url, options, contents, (&counters, &outbox))?)
            }
        };
        let inner = Arc::new(Inner {
            engine,
            counters,
            outbox,
        });
        Ok(Self { inner })
    }

    pub fn engine(&self) -> Engine {
        match &self.inner.engine {
            Kind::Sqlite(_) => Engine::Sqlite,
            Kind::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a closure that reads, on one snapshot. `name` is what metrics call it.
    pub async fn read<T, E>(
        &self,
        name: &'static str,
        mut closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let started = Instant::now();
        let (result, ending) = match &self.inner.engine {
            Kind::Sqlite(lite) => settled(lite.readers.read(name, &mut closure)),
            Kind::Postgres(pool) => pool.run(Access::Read, name, closure).await,
        };
        self.inner.counters.ended(name, started, ending);
        result
    }

    /// As [`Store::read`], for what may take more than a few milliseconds.
    pub async fn read_long<T, E>(
        &self,
        name: &'static str,
        mut closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let Kind::Sqlite(lite) = &self.inner.engine else {
            return self.read(name, closure).await;
        };
        let readers = Arc::clone(&lite.long_readers);
        self.beside(name, move || readers.read(name, &mut closure))
            .await
    }

    /// As [`Store::read_long`], for what somebody makes up who may make up anything: statements that
    /// take longer end with [`Error::TooLong`].
    pub async fn read_within<T, E>(
        &self,
        most: Duration,
        name: &'static str,
        mut closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let Kind::Sqlite(lite) = &self.inner.engine else {
            // None at all would mean that there is no bound.
            let most_ms = most.as_millis().max(1);
            let bound = format!("SET LOCAL statement_timeout TO {most_ms}");
            let bounded = move |tx: &mut Tx| {
                tx.batch(&bound)?;
                closure(tx)
            };
            return self.read(name, bounded).await;
        };
        let readers = Arc::clone(&lite.long_readers);
        self.beside(name, move || readers.read_within(most, name, &mut closure))
            .await
    }

    /// On a thread that may be blocked.
    async fn beside<T, E>(
        &self,
        name: &'static str,
        read: impl FnOnce() -> Outcome<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let started = Instant::now();
        let running = tokio::task::spawn_blocking(move || settled(read()));
        let (result, ending) = running.await.unwrap_or_else(|error| {
            let error = Error::Unavailable(error.to_string());
            (Err(E::from(error)), Ending::Failed)
        });
        self.inner.counters.ended(name, started, ending);
        result
    }

    /// Runs a closure that writes. When this answers `Ok`, the changes are durable; any other
    /// answer but [`Error::Uncertain`] means that nothing was changed. The closure may run again.
    pub async fn write<T, E>(
        &self,
        name: &'static str,
        closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_in(Line::Prompt, name, closure).await
    }

    /// As [`Store::write`], for what comes by the hundred and writes many rows: on SQLite it lets the
    /// others that wait go first, so that a busy farm keeps nobody waiting for an answer; on
    /// PostgreSQL several of these share a transaction, where they would wait for each other's locks.
    pub async fn write_bulk<T, E>(
        &self,
        name: &'static str,
        closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_in(Line::Bulk, name, closure).await
    }

    async fn write_in<T, E>(
        &self,
        line: Line,
        name: &'static str,
        closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let started = Instant::now();
        let (result, ending) = match &self.inner.engine {
            Kind::Sqlite(lite) => lite.writer.write(line, name, closure).await,
            Kind::Postgres(pool) => match line {
                Line::Prompt => pool.run(Access::Write, name, closure).await,
                Line::Bulk => pool.run_in_group(name, closure).await,
            },
        };
        self.inner.counters.ended(name, started, ending);
        self.inner.outbox.committed();
        result
    }

    /// What is told of changes.
    pub fn outbox(&self) -> &Outbox {
        &self.inner.outbox
    }

    /// Tells the other servers of this store; on SQLite there are none.
    pub fn teller(&self) -> Result<Teller> {
        match &self.inner.engine {
            Kind::Sqlite(_) => Ok(Teller::default()),
            Kind::Postgres(pool) => notices::teller(pool.place()),
        }
    }

    /// What the other servers of this store tell from now on; `None` on SQLite.
    pub fn listen(&self) -> Result<Option<Heard>> {
        match &self.inner.engine {
            Kind::Sqlite(_) => Ok(None),
            Kind::Postgres(pool) => notices::listen(pool.place()).map(Some),
        }
    }

    pub fn stats(&self) -> Stats {
        self.inner.counters.snapshot()
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("engine", &self.engine())
            .finish_non_exhaustive()
    }
}

fn open_sqlite(
    path: &Path,
    options: &Options,
    contents: &Contents,
    (counters, outbox): (&Arc<Counters>, &Arc<Outbox>),
) -> Result<Lite> {
    let lock = lock_file(path)?;
    let connection = LiteConnection::writer(path, options)?;
    let mut tx = Tx::on(Connection::Lite(Box::new(connection)));
    migrate::migrate(&mut tx, contents.schema, contents.migrations)?;
    let Connection::Lite(connection) = tx.connection else {
        unreachable!("it was made a line above");
    };
    Ok(Lite {
        readers: Readers::open(path, READERS)?,
        long_readers: Arc::new(Readers::open(path, LONG_READERS)?),
        writer: Writer::start(
            connection,
            beside(path, "-wal"),
            options,
            (counters, outbox),
        )?,
        _lock: lock,
    })
}

/// One process per file. The lock goes with the process, however it ends.
pub(crate) fn lock_file(path: &Path) -> Result<File> {
    let lock_path = beside(path, ".lock");
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&lock_path)
        .map_err(|why| Error::io("opening", &lock_path, &why))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(std::fs::TryLockError::WouldBlock) => {
            let path = path.to_path_buf();
            return Err(Error::Locked {
                path,
                holder: holder(&file),
            });
        }
        Err(std::fs::TryLockError::Error(why)) => {
            return Err(Error::io("locking", &lock_path, &why));
        }
    }
    // Only for the message to whoever comes second.
    drop(
        file.set_len(0)
            .and_then(|()| (&file).write_all(std::process::id().to_string().as_bytes())),
    );
    Ok(file)
}

fn holder(mut file: &File) -> Option<String> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    let is_pid = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_pid.then_some(text)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn open_postgres(
    url: &str,
    options: &Options,
    contents: &Contents,
    (counters, outbox): (&Arc<Counters>, &Arc<Outbox>),
) -> Result<Arc<Pool>> {
    let config = postgres_connection::parse(url)?;
    let pool = Arc::new(Pool::new(
        config,
        contents.schema,
        options,
        (counters, outbox),
    ));
    // A client blocks on a runtime of its own, which no async thread may do.
    let opening = Arc::clone(&pool);
    let (schema, migrations) = (contents.schema, contents.migrations);
    let opened = std::thread::spawn(move || -> Result<()> {
        let mut tx = opening.connect()?;
        migrate::migrate(&mut tx, schema, migrations)?;
        opening.put_back(tx);
        Ok(())
    });
    opened
        .join()
        .unwrap_or_else(|_| Err(Error::Sql("opening the store panicked".to_owned())))?;
    Ok(pool)
}
