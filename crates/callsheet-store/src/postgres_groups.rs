//! PostgreSQL: what comes by the hundred shares transactions, so that it shares their commits.
//!
//! Workers of one job wait for each other's lock on it, and a transaction holds that lock until its
//! commit is on disk. One after the other they would come to a few hundred a second. So a
//! transaction that holds a lock takes along whoever waits meanwhile, each in a savepoint.
//!
//! Only the first of a group may wait for a lock: it holds nothing yet, and takes its own in the
//! order in which everybody does. Whoever comes after it would wait while the group holds what
//! others may wait for, so it does not: it is undone, and is the first of another group.

use std::collections::VecDeque;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use crate::options::Isolation;
use crate::postgres_pool::{Access, Pool, commit, pause_after};
use crate::work::{self, Answer, Verdict, Work};
use crate::{Error, Result, Tx};

/// How many groups run at a time: one waits for the disk while another has the lock.
const GROUPS: usize = 4;
/// PostgreSQL remembers 64 savepoints of a transaction at hand.
const GROUP_SIZE: usize = 32;
/// How long whoever was first may have to wait for those who came along.
const GROUP_TIME: Duration = Duration::from_millis(20);

const FIRST_SAVEPOINT: &str = "SET LOCAL lock_timeout TO '1ms'; SAVEPOINT one";
const NEXT_SAVEPOINT: &str = "RELEASE one; SAVEPOINT one";

pub(crate) struct Groups {
    waiting: Mutex<VecDeque<Waiting>>,
    desks: Arc<Semaphore>,
}

struct Waiting {
    work: Box<dyn Work>,
    attempts: u32,
}

/// How a group ended for those whose changes were to stay.
enum Ended {
    /// It was committed; or it was not, and whoever is in it has to know why.
    Known(Result<()>),
    /// Nothing was written, so all of it may be tried again.
    Lost(Error),
}

impl Groups {
    pub(crate) fn new() -> Self {
        Self {
            waiting: Mutex::default(),
            desks: Arc::new(Semaphore::new(GROUPS)),
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, VecDeque<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    /// As [`Pool::run`], in a transaction with others.
    pub(crate) async fn run_in_group<T, E>(
        self: &Arc<Self>,
        name: &'static str,
        closure: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Answer<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (work, answer) = work::task(name, closure);
        if self.counters.waiting.fetch_add(1, Relaxed) >= self.max_waiting {
            self.counters.waiting.fetch_sub(1, Relaxed);
            return work::failed(Error::Overloaded);
        }
        self.groups
            .waiting()
            .push_back(Waiting { work, attempts: 0 });
        // On its own feet: whoever asked may go away, and others may stand behind.
        tokio::spawn(Arc::clone(self).serve_groups());
        let gone = || work::failed(Error::Unavailable("the store is closing".to_owned()));
        answer.await.unwrap_or_else(|_| gone())
    }

    /// Serves whoever waits, once there is a desk; mostly somebody else has done so by then.
    async fn serve_groups(self: Arc<Self>) {
        let Ok(desk) = Arc::clone(&self.groups.desks).acquire_owned().await else {
            return;
        };
        if self.groups.waiting().is_empty() {
            return;
        }
        let serving = tokio::task::spawn_blocking(move || {
            while let Some(first) = self.take_next() {
                self.serve_group(first);
            }
            drop(desk);
            // A pool must not be dropped by an async thread.
            drop(self);
        });
        // Closures cannot panic it, as their panics are caught.
        drop(serving.await);
    }

    fn take_next(&self) -> Option<Waiting> {
        let next = self.groups.waiting().pop_front()?;
        self.counters.waiting.fetch_sub(1, Relaxed);
        Some(next)
    }

    fn serve_group(&self, first: Waiting) {
        let mut group = vec![first];
        let mut tx = match self.begin(Access::Write) {
            Ok(tx) => tx,
            Err(error) => {
                thread::sleep(pause_after(group[0].attempts + 1));
                return self.again(group, &error);
            }
        };
        let ended = self.run_group(&mut tx, &mut group);
        let is_open = match &ended {
            Ended::Known(Ok(())) => true,
            Ended::Known(Err(_)) | Ended::Lost(_) => tx.batch("ROLLBACK").is_ok(),
        };
        if is_open {
            self.put_back(tx);
        } else {
            self.discard(tx);
        }
        match ended {
            Ended::Known(known) => {
                for waiting in group {
                    waiting.work.answer(known.clone());
                }
            }
            Ended::Lost(error) => {
                thread::sleep(pause_after(group[0].attempts + 1));
                self.again(group, &error);
            }
        }
    }

    /// Runs the first of the group and whoever else waits, and commits.
    fn run_group(&self, tx: &mut Tx, group: &mut Vec<Waiting>) -> Ended {
        match group[0].work.run(tx) {
            Verdict::Keep => {}
            Verdict::Failed(error) if may_pass(&error) => return Ended::Lost(error),
            Verdict::Undo | Verdict::Failed(_) => return Ended::Known(tx.batch("ROLLBACK")),
        }
        let began = Instant::now();
        let most = match self.isolation {
            Isolation::ReadCommitted => GROUP_SIZE,
            // Groups would meet in what they have read.
            Isolation::Serializable => 1,
        };
        let mut savepoint = FIRST_SAVEPOINT;
        while group.len() < most && began.elapsed() < GROUP_TIME {
            let Some(next) = self.take_next() else { break };
            match self.run_next(tx, next, savepoint, group) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Ended::Lost(error),
            }
            savepoint = NEXT_SAVEPOINT;
        }
        match commit(tx) {
            Err(error) if may_pass(&error) => Ended::Lost(error),
            known => Ended::Known(known),
        }
    }

    /// One more of a group; false if the group should end here.
    fn run_next(
        &self,
        tx: &mut Tx,
        mut next: Waiting,
        savepoint: &str,
        group: &mut Vec<Waiting>,
    ) -> Result<bool> {
        if let Err(error) = tx.batch(savepoint) {
            group.push(next);
            return Err(error);
        }
        let verdict = next.work.run(tx);
        match verdict {
            Verdict::Keep => {
                group.push(next);
                Ok(true)
            }
            Verdict::Failed(error @ Error::Unavailable(_)) => {
                group.push(next);
                Err(error)
            }
            Verdict::Failed(Error::Contention) => {
                let undone = tx.batch("ROLLBACK TO one");
                self.line_up_again(next, &Error::Contention);
                undone.map(|()| false)
            }
            Verdict::Undo | Verdict::Failed(_) => {
                group.push(next);
                tx.batch("ROLLBACK TO one").map(|()| true)
            }
        }
    }

    fn again(&self, group: Vec<Waiting>, error: &Error) {
        // Each goes to the front, so the last of them first.
        for waiting in group.into_iter().rev() {
            self.line_up_again(waiting, error);
        }
    }

    /// Somebody serves this line, so it will be its turn.
    fn line_up_again(&self, mut waiting: Waiting, error: &Error) {
        waiting.attempts += 1;
        if waiting.attempts >= self.attempts || !may_pass(error) {
            return waiting.work.answer(Err(error.clone()));
        }
        let name = waiting.work.name();
        tracing::debug!(name, attempt = waiting.attempts, %error, "a transaction is run again");
        self.counters.retried(name);
        self.counters.waiting.fetch_add(1, Relaxed);
        self.groups.waiting().push_front(waiting);
    }
}

/// Nothing was committed, and another time it may go well.
fn may_pass(error: &Error) -> bool {
    matches!(error, Error::Contention | Error::Unavailable(_))
}
