//! What this server's tellers of events wait for: how far there is something to tell, and its end.

use callsheet_core::event::Level;
use tokio::sync::watch;

/// What of events is configured (`docs/events.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSettings {
    /// What is written even if nobody asks for it.
    pub always: Level,
    /// How long events are kept to be told again.
    pub retention_s: u32,
}

impl EventSettings {
    pub const DEFAULT_RETENTION_S: u32 = 60 * 60;
}

impl Default for EventSettings {
    fn default() -> Self {
        Self {
            always: Level::Nothing,
            retention_s: Self::DEFAULT_RETENTION_S,
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
