//! SQLite's one writer: a thread that commits for everybody who waits, at once.
//!
//! A commit that reaches the disk costs more than a hundred small transactions do. So each closure
//! runs in a savepoint of one common transaction, and nobody is answered before it is on disk.

use std::path::PathBuf;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::events::Outbox;
use crate::options::OnLost;
use crate::sqlite_connection::{LiteConnection, WAL_LIMIT_BYTES};
use crate::stats::Counters;
use crate::tx::Connection;
use crate::work::{self, Answer, Verdict, Work};
use crate::writer_lines::{Line, Lines};
use crate::{Error, Options, Result, Tx};

/// A group ends when it is this large or this old, so that nobody waits long for the others.
const GROUP_SIZE: usize = 512;
const GROUP_TIME: Duration = Duration::from_millis(10);
/// How many groups pass between looks at the size of the write-ahead log.
const GROUPS_PER_WAL_CHECK: u32 = 32;

pub(crate) struct Writer {
    queue: Option<mpsc::Sender<(Line, Box<dyn Work>)>>,
    thread: Option<JoinHandle<()>>,
    counters: Arc<Counters>,
    max_waiting: u64,
}

impl Writer {
    pub(crate) fn start(
        connection: Box<LiteConnection>,
        wal: PathBuf,
        options: &Options,
        (counters, outbox): (&Arc<Counters>, &Arc<Outbox>),
    ) -> Result<Self> {
        let (queue, arriving) = mpsc::channel();
        let mut desk = Desk {
            tx: Tx::on(Connection::Lite(connection)).telling(outbox),
            counters: Arc::clone(counters),
            on_lost: Arc::clone(&options.on_lost),
            lost: None,
            wal,
            groups: 0,
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || desk.serve(&mut Lines::of(arriving)))
            .map_err(|error| Error::Sql(format!("no thread for the writer: {error}")))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            counters: Arc::clone(counters),
            max_waiting: options.max_waiting as u64,
        })
    }

    pub(crate) async fn write<T, E>(
        &self,
        line: Line,
        name: &'static str,
        closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Answer<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (task, answer) = work::task(name, closure);
        if self.counters.waiting.fetch_add(1, Relaxed) >= self.max_waiting {
            self.counters.waiting.fetch_sub(1, Relaxed);
            return work::failed(Error::Overloaded);
        }
        let queue = self.queue.as_ref();
        let sent = queue.map(|queue| queue.send((line, task)));
        let ended = || work::failed(Error::Lost("the writer has ended".to_owned()));
        if !matches!(sent, Some(Ok(()))) {
            return ended();
        }
        answer.await.unwrap_or_else(|_| ended())
    }
}

impl Drop for Writer {
    /// What was accepted is still written; then the file can be opened by somebody else.
    fn drop(&mut self) {
        drop(self.queue.take());
        let Some(thread) = self.thread.take() else {
            return;
        };
        // A closure may have held the last handle of its own store.
        if thread.thread().id() != thread::current().id() {
            drop(thread.join());
        }
    }
}

/// What the writer's thread works with.
struct Desk {
    tx: Tx,
    counters: Arc<Counters>,
    on_lost: OnLost,
    /// Why nothing is written any more.
    lost: Option<String>,
    wal: PathBuf,
    groups: u32,
}

impl Desk {
    fn serve(&mut self, lines: &mut Lines<Box<dyn Work>>) {
        while let Some(first) = lines.wait() {
            let mut group = Vec::new();
            let committed = self.run_group(first, lines, &mut group);
            self.counters.waiting.fetch_sub(group.len() as u64, Relaxed);
            if let Err(Error::Lost(why)) = &committed {
                self.lost(why);
            }
            for work in group {
                work.answer(committed.clone());
            }
            self.look_after_wal();
        }
    }

    /// Moves what waits into `group` and runs it; nobody is answered here.
    fn run_group(
        &mut self,
        first: Box<dyn Work>,
        lines: &mut Lines<Box<dyn Work>>,
        group: &mut Vec<Box<dyn Work>>,
    ) -> Result<()> {
        group.push(first);
        if let Some(why) = &self.lost {
            return Err(Error::Lost(why.clone()));
        }
        let started = Instant::now();
        self.control("BEGIN IMMEDIATE")?;
        let mut next = 0;
        loop {
            if let Err(error) = self.run_one(group[next].as_mut()) {
                self.abandon();
                return Err(error);
            }
            next += 1;
            if group.len() >= GROUP_SIZE || started.elapsed() >= GROUP_TIME {
                break;
            }
            match lines.next() {
                Some(work) => group.push(work),
                None => break,
            }
        }
        let commit_started = Instant::now();
        if let Err(error) = self.control("COMMIT") {
            self.abandon();
            return Err(error);
        }
        self.counters
            .committed(group.len(), commit_started.elapsed());
        Ok(())
    }

    /// An error is one of the whole group's transaction, not of this closure.
    fn run_one(&mut self, work: &mut dyn Work) -> Result<()> {
        self.control("SAVEPOINT one")?;
        let verdict = work.run(&mut self.tx);
        let lite = self.lite();
        if !lite.is_in_transaction() {
            // SQLite gave up the whole transaction; of the reasons, only space can pass.
            return Err(Error::Full);
        }
        match verdict {
            Verdict::Keep => lite.control("RELEASE one"),
            Verdict::Undo | Verdict::Failed(_) => lite
                .control("ROLLBACK TO one")
                .and_then(|()| lite.control("RELEASE one")),
        }
    }

    fn abandon(&mut self) {
        let lite = self.lite();
        if lite.is_in_transaction() {
            drop(lite.control("ROLLBACK"));
        }
    }

    fn lost(&mut self, why: &str) {
        if self.lost.is_none() {
            self.lost = Some(why.to_owned());
            (self.on_lost)(why);
        }
    }

    /// A reader that stays long keeps the write-ahead log growing; then we wait for it.
    fn look_after_wal(&mut self) {
        self.groups = self.groups.wrapping_add(1);
        if !self.groups.is_multiple_of(GROUPS_PER_WAL_CHECK) {
            return;
        }
        let bytes = std::fs::metadata(&self.wal).map_or(0, |file| file.len());
        self.counters.wal_bytes.store(bytes, Relaxed);
        if bytes <= WAL_LIMIT_BYTES || self.lost.is_some() {
            return;
        }
        match self.lite().checkpoint() {
            Ok(true) => {}
            Ok(false) => tracing::warn!(bytes, "a long read keeps the write-ahead log growing"),
            Err(error) => tracing::warn!(%error, "the write-ahead log could not be shortened"),
        }
    }

    fn control(&self, statement: &'static str) -> Result<()> {
        self.lite().control(statement)
    }

    fn lite(&self) -> &LiteConnection {
        match &self.tx.connection {
            Connection::Lite(lite) => lite,
            Connection::Pg(_) => unreachable!("the writer is SQLite's"),
        }
    }
}
