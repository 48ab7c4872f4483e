//! What a store may be told when it is opened.

use std::fmt;
use std::sync::Arc;

/// How PostgreSQL keeps transactions apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// What we run with: our row locks do the rest.
    ReadCommitted,
    /// What tests run with, to find a lock that is missing.
    Serializable,
}

/// Called with the reason when the disk failed under a commit. What is in memory may then differ
/// from what is on disk, so the process should end here; every later write is refused.
pub type OnLost = Arc<dyn Fn(&str) + Send + Sync>;

#[derive(Clone)]
pub struct Options {
    pub on_lost: OnLost,
    /// Of this process to PostgreSQL.
    pub max_connections: usize,
    pub isolation: Isolation,
    /// How often a transaction that meets others is tried on PostgreSQL before it is refused.
    pub attempts: u32,
    /// How many transactions may wait before more are refused.
    pub max_waiting: usize,
    /// The most 4 KiB pages that a SQLite file may have.
    pub max_pages: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            on_lost: Arc::new(|why| tracing::error!(why, "the store is lost")),
            max_connections: 16,
            isolation: Isolation::ReadCommitted,
            attempts: 8,
            max_waiting: 20_000,
            max_pages: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("max_connections", &self.max_connections)
            .field("isolation", &self.isolation)
            .field("attempts", &self.attempts)
            .field("max_waiting", &self.max_waiting)
            .field("max_pages", &self.max_pages)
            .finish_non_exhaustive()
    }
}
