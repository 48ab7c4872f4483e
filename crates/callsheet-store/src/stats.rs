//! What the store has done so far, by the names of transactions.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// A snapshot. Everything counts up from the opening of the store, but for the last three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub transactions: BTreeMap<&'static str, TransactionStats>,
    /// Commits of SQLite's writer, and the transactions in them.
    pub commits: u64,
    pub committed: u64,
    pub commit_us: u64,
    /// Transactions that wait now.
    pub waiting: u64,
    pub wal_bytes: u64,
    /// Open connections to PostgreSQL.
    pub connections: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransactionStats {
    pub count: u64,
    /// Those that the store failed.
    pub errors: u64,
    /// Those that their own closure gave up.
    pub refusals: u64,
    pub retries: u64,
    /// From the call to its answer.
    pub total_us: u64,
    pub max_us: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Done,
    Refused,
    Failed,
}

#[derive(Default)]
pub(crate) struct Counters {
    by_name: RwLock<HashMap<&'static str, Arc<TransactionCounters>>>,
    pub(crate) commits: AtomicU64,
    pub(crate) committed: AtomicU64,
    pub(crate) commit_us: AtomicU64,
    pub(crate) wal_bytes: AtomicU64,
    pub(crate) waiting: AtomicU64,
    pub(crate) connections: AtomicU64,
}

#[derive(Default)]
struct TransactionCounters {
    count: AtomicU64,
    errors: AtomicU64,
    refusals: AtomicU64,
    retries: AtomicU64,
    total_us: AtomicU64,
    max_us: AtomicU64,
}

impl Counters {
    fn of(&self, name: &'static str) -> Arc<TransactionCounters> {
        // A map of counters is whole whatever a panicking thread was doing.
        let known = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(counters) = known.get(name) {
            return Arc::clone(counters);
        }
        drop(known);
        let mut all = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(name).or_default())
    }

    pub(crate) fn retried(&self, name: &'static str) {
        self.of(name).retries.fetch_add(1, Relaxed);
    }

    pub(crate) fn ended(&self, name: &'static str, started: Instant, ending: Ending) {
        let took_us = microseconds(started.elapsed());
        let counters = self.of(name);
        counters.count.fetch_add(1, Relaxed);
        match ending {
            Ending::Done => {}
            Ending::Refused => drop(counters.refusals.fetch_add(1, Relaxed)),
            Ending::Failed => drop(counters.errors.fetch_add(1, Relaxed)),
        }
        counters.total_us.fetch_add(took_us, Relaxed);
        counters.max_us.fetch_max(took_us, Relaxed);
    }

    pub(crate) fn committed(&self, transactions: usize, took: Duration) {
        self.commits.fetch_add(1, Relaxed);
        self.committed.fetch_add(transactions as u64, Relaxed);
        self.commit_us.fetch_add(microseconds(took), Relaxed);
    }

    pub(crate) fn snapshot(&self) -> Stats {
        let known = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        let transactions = known.iter().map(|(name, counters)| {
            let stats = TransactionStats {
                count: counters.count.load(Relaxed),
                errors: counters.errors.load(Relaxed),
                refusals: counters.refusals.load(Relaxed),
                retries: counters.retries.load(Relaxed),
                total_us: counters.total_us.load(Relaxed),
                max_us: counters.max_us.load(Relaxed),
            };
            (*name, stats)
        });
        Stats {
            transactions: transactions.collect(),
            commits: self.commits.load(Relaxed),
            committed: self.committed.load(Relaxed),
            commit_us: self.commit_us.load(Relaxed),
            waiting: self.waiting.load(Relaxed),
            wal_bytes: self.wal_bytes.load(Relaxed),
            connections: self.connections.load(Relaxed),
        }
    }
}

fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
