//! The two files of a SQLite store, for whoever looks after them: copied as they are at one moment
//! while a server writes, checked, and made smaller.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::error::from_sqlite;
use crate::logs;
use crate::store::lock_file;
use crate::{Error, Result};

/// What is copied before somebody hears how far it is.
const PAGES_AT_ONCE: i32 = 4_096;
/// A database that holds no page to copy yet is asked again, so often.
const BUSY_TRIES: u32 = 200;
const BUSY_PAUSE: Duration = Duration::from_millis(50);
/// How many faults of a file are told at most.
const MOST_FAULTS: i64 = 20;

/// Where a store and its logs lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreFiles {
    pub store: PathBuf,
    pub logs: PathBuf,
}

/// Nobody else opens these files while it lives.
#[derive(Debug)]
pub struct Held {
    _locks: [File; 2],
}

/// How far a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    pub done_pages: u64,
    pub all_pages: u64,
}

impl StoreFiles {
    pub fn of(store: &Path) -> Result<Self> {
        Ok(Self {
            store: store.to_path_buf(),
            logs: logs::beside(store)?,
        })
    }

    pub fn both(&self) -> [&Path; 2] {
        [&self.store, &self.logs]
    }

    /// Both, or none where a server has them open.
    pub fn hold(&self) -> Result<Held> {
        let _locks = [lock_file(&self.store)?, lock_file(&self.logs)?];
        Ok(Held { _locks })
    }

    /// Copies both as they are now, to where nothing is yet. A server may go on writing: it is not
    /// kept waiting, but its write-ahead log cannot shrink until this is done.
    pub fn copy(&self, to: &StoreFiles, mut progress: impl FnMut(Copied)) -> Result<()> {
        // Both moments are fixed before anything is copied, so that they are one as far as anybody
        // can tell: the store says nothing about what a line of a log says.
        let store = Pinned::open(&self.store)?;
        let logs = Pinned::open(&self.logs)?;
        let all_pages = store.pages()? + logs.pages()?;
        let mut before = 0;
        for (source, target) in [(&store, &to.store), (&logs, &to.logs)] {
            let copied = source.copy(target, |done| {
                progress(Copied {
                    done_pages: before + done,
                    all_pages,
                });
            });
            before += copied?;
        }
        Ok(())
    }

    /// What SQLite finds wrong with either file, in words; empty if nothing is.
    pub fn faults(&self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for path in self.both() {
            faults.extend(faults_of(path)?);
        }
        Ok(faults)
    }

    /// Writes both anew without the space of what is gone. Answers the bytes before and after.
    pub fn compact(&self) -> Result<(u64, u64)> {
        let _held = self.hold()?;
        let before = self.bytes()?;
        for path in self.both().into_iter().filter(|path| path.exists()) {
            let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            let done = connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
            done.map_err(|error| from_sqlite(&error))?;
        }
        Ok((before, self.bytes()?))
    }

    fn bytes(&self) -> Result<u64> {
        let sizes = self.both().map(|path| match path.metadata() {
            Ok(found) => Ok(found.len()),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(why) => Err(Error::io("looking at", path, &why)),
        });
        let [store, logs] = sizes;
        Ok(store? + logs?)
    }
}

/// A file as it was when it was opened, however long one looks at it.
struct Pinned {
    connection: Connection,
}

impl Pinned {
    fn open(path: &Path) -> Result<Self> {
        let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        // A transaction sees what there was at its first read.
        let pinned = connection.execute_batch("BEGIN; SELECT COUNT(*) FROM sqlite_schema");
        pinned.map_err(|error| from_sqlite(&error))?;
        Ok(Self { connection })
    }

    fn pages(&self) -> Result<u64> {
        let pages = self
            .connection
            .query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0));
        let pages = pages.map_err(|error| from_sqlite(&error))?;
        Ok(u64::try_from(pages).unwrap_or(0))
    }

    /// Answers how many pages there were.
    fn copy(&self, to: &Path, mut progress: impl FnMut(u64)) -> Result<u64> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut target = open(to, flags)?;
        let backup = Backup::new(&self.connection, &mut target);
        let backup = backup.map_err(|error| from_sqlite(&error))?;
        let mut tries = 0;
        loop {
            let step = backup.step(PAGES_AT_ONCE);
            let reached = backup.progress();
            let done = u64::try_from(reached.pagecount - reached.remaining).unwrap_or(0);
            progress(done);
            match step.map_err(|error| from_sqlite(&error))? {
                StepResult::Done => return Ok(done),
                StepResult::More => tries = 0,
                // Nobody but us has the target, and readers of the source are never in the way.
                _ if tries == BUSY_TRIES => return Err(Error::Contention),
                _ => {
                    tries += 1;
                    thread::sleep(BUSY_PAUSE);
                }
            }
        }
    }
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let connection = connection.map_err(|error| Error::Io {
        doing: "opening",
        path: path.to_path_buf(),
        why: error.to_string(),
    })?;
    let patient = connection.busy_timeout(Duration::from_secs(10));
    patient.map_err(|error| from_sqlite(&error))?;
    Ok(connection)
}

fn faults_of(path: &Path) -> Result<Vec<String>> {
    let name = path.display();
    let connection = match open(path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok(connection) => connection,
        Err(error) => return Ok(vec![error.to_string()]),
    };
    let mut faults = match asked(
        &connection,
        &format!("PRAGMA integrity_check({MOST_FAULTS})"),
    ) {
        Ok(said) => said,
        // It cannot even be read as a database.
        Err(error) => return Ok(vec![format!("{name}: {error}")]),
    };
    faults.retain(|said| said != "ok");
    let orphans = asked(
        &connection,
        "SELECT \"table\" || ' has a row without its ' || parent FROM pragma_foreign_key_check",
    );
    faults.extend(orphans?);
    faults.truncate(usize::try_from(MOST_FAULTS).unwrap_or(usize::MAX));
    Ok(faults
        .into_iter()
        .map(|fault| format!("{name}: {fault}"))
        .collect())
}

fn asked(connection: &Connection, question: &str) -> Result<Vec<String>> {
    let read = || {
        let mut statement = connection.prepare(question)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.collect::<rusqlite::Result<Vec<String>>>()
    };
    read().map_err(|error| from_sqlite(&error))
}
