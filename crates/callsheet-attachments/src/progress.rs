//! How far a transfer is, for whoever wants to show it.

use std::sync::Arc;

use tokio::sync::watch;

/// What is to do and what is done. Skipped is what was there already; it counts as done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub files: u64,
    pub bytes: u64,
    pub done_files: u64,
    pub done_bytes: u64,
    pub skipped_files: u64,
    pub skipped_bytes: u64,
}

impl Tally {
    /// From 0 to 100, by bytes; by files where there are no bytes.
    pub fn percent(&self) -> f32 {
        let (done, all) = match self.bytes {
            0 => (self.done_files, self.files),
            bytes => (self.done_bytes, bytes),
        };
        // In tenths, which is as much as anybody shows.
        let tenths = (u128::from(done) * 1_000).checked_div(u128::from(all));
        tenths.map_or(100.0, |it| {
            f32::from(u16::try_from(it.min(1_000)).unwrap_or(1_000)) / 10.0
        })
    }

    pub fn moved_files(&self) -> u64 {
        self.done_files - self.skipped_files
    }

    pub fn moved_bytes(&self) -> u64 {
        self.done_bytes - self.skipped_bytes
    }
}

/// Clones share it.
#[derive(Debug, Clone)]
pub struct Progress(Arc<watch::Sender<Tally>>);

impl Default for Progress {
    fn default() -> Self {
        Progress(Arc::new(watch::Sender::new(Tally::default())))
    }
}

impl Progress {
    pub fn subscribe(&self) -> watch::Receiver<Tally> {
        self.0.subscribe()
    }

    pub fn tally(&self) -> Tally {
        *self.0.borrow()
    }

    pub(crate) fn expect(&self, files: u64, bytes: u64) {
        self.0.send_modify(|tally| {
            tally.files += files;
            tally.bytes += bytes;
        });
    }

    /// Bytes of a file that is not whole yet.
    pub(crate) fn moved(&self, bytes: u64) {
        self.0.send_modify(|tally| tally.done_bytes += bytes);
    }

    pub(crate) fn done(&self, files: u64) {
        self.0.send_modify(|tally| tally.done_files += files);
    }

    pub(crate) fn skipped(&self, files: u64, bytes: u64) {
        self.0.send_modify(|tally| {
            tally.done_files += files;
            tally.done_bytes += bytes;
            tally.skipped_files += files;
            tally.skipped_bytes += bytes;
        });
    }
}
