//! Silence: how long somebody has been there to hear, by a clock of its own.

use std::collections::BTreeMap;

use callsheet_api::ids::WorkerId;

use super::super::book::{Book, SILENCE_MS, SWEPT_AFTER_MS};
use super::Watch;
use super::rules::*;

/// How often a server sweeps.
pub const SWEEP_EVERY_MS: i64 = 10_000;

#[derive(Default)]
pub(super) struct Clock {
    served_ms: i64,
    /// Since the last time that nobody was.
    continuous_ms: i64,
    last_ms: i64,
    is_up: bool,
    heard: BTreeMap<WorkerId, i64>,
}

impl Watch {
    /// Time passes, with or without anybody to hear.
    pub fn passes(&mut self, now_ms: i64, is_up: bool) {
        let clock = &mut self.clock;
        if clock.is_up {
            clock.served_ms += now_ms - clock.last_ms;
        }
        if is_up && !clock.is_up {
            clock.continuous_ms = now_ms;
        }
        (clock.last_ms, clock.is_up) = (now_ms, is_up);
    }

    pub fn heard(&mut self, id: WorkerId) {
        self.clock.heard.insert(id, self.clock.served_ms);
    }

    pub fn fell_silent(&mut self, id: WorkerId) {
        let heard = self.clock.heard.get(&id).copied().unwrap_or(0);
        let silence_ms = self.clock.served_ms - heard;
        // Short absences of the service are not told apart from its presence.
        let heard_enough = silence_ms >= SILENCE_MS / 4;
        self.require(heard_enough, SILENCE_COUNTS_ONLY_WHILE_SERVED, id);
    }

    pub fn swept(&mut self, book: &Book) {
        let clock = &self.clock;
        let since_ms = clock.last_ms - clock.continuous_ms;
        let silent = book.workers.iter().filter(|(id, row)| {
            let heard = clock.heard.get(id).copied().unwrap_or(0);
            let silence_ms = (clock.served_ms - heard).min(since_ms);
            row.state.is_expected_to_speak() && silence_ms > SWEPT_AFTER_MS + 2 * SWEEP_EVERY_MS
        });
        let silent: Vec<_> = silent.map(|(id, _)| *id).collect();
        for id in silent {
            self.broken(A_SILENT_WORKER_IS_GIVEN_UP, id);
        }
    }
}
