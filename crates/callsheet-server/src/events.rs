//! What this server's tellers of events wait for: how far there is something to tell, and its end.

use std::path::PathBuf;

use callsheet_core::event::Level;
use tokio::sync::watch;

/// What of events is configured (`docs/events.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSettings {
    /// What is written even if nobody asks for it.
    pub always: Level,
    /// How long events are kept to be told again.
    pub retention_s: u32,
    pub file: Option<EventFile>,
    /// How often a webhook is tried with the same events.
    pub webhook_attempts: u32,
}

/// Where events are kept as lines, and how large that may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFile {
    pub path: PathBuf,
    pub most_bytes: u64,
    /// How many files that were full are kept.
    pub most_old: u32,
}

impl EventFile {
    pub const DEFAULT_MOST_BYTES: u64 = 64 << 20;
    pub const DEFAULT_MOST_OLD: u32 = 5;
}

impl EventSettings {
    pub const DEFAULT_RETENTION_S: u32 = 60 * 60;
    pub const DEFAULT_WEBHOOK_ATTEMPTS: u32 = 8;
}

impl Default for EventSettings {
    fn default() -> Self {
        Self {
            always: Level::Nothing,
            retention_s: Self::DEFAULT_RETENTION_S,
            file: None,
            webhook_attempts: Self::DEFAULT_WEBHOOK_ATTEMPTS,
        }
    }
}

/// Clones of a receiver see the latest.
#[derive(Debug, Default)]
pub struct Tide(watch::Sender<Reached>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    pub position: i64,
    /// The server ends: nobody is told any more.
    pub is_over: bool,
}

impl Tide {
    pub fn reached(&self, position: i64) {
        self.0.send_if_modified(|reached| {
            let is_higher = position > reached.position;
            reached.position = reached.position.max(position);
            is_higher
        });
    }

    pub fn end(&self) {
        self.0.send_modify(|reached| reached.is_over = true);
    }

    pub fn watch(&self) -> watch::Receiver<Reached> {
        self.0.subscribe()
    }
}
