//! Logs: what sessions and workers print, in a store of their own.
//!
//! Groups have streams and streams have events, in the order of their time. Events lie in
//! compressed chunks of about 64 KiB that follow one another without overlapping: a line costs no
//! row, and a page is read by unpacking only the chunks that it touches. The log store has a
//! writer and connections of its own, so the scheduler never waits for a line of text.

mod block;
mod filter;
mod groups;
mod page;
mod place;
mod position;
mod streams;
mod sweep;

use std::path::Path;

use block::{Block, Kept};

use crate::store::Contents;
use crate::{Error, Options, Result, Stats, Store, StoreUrl, migrate};

pub use filter::{Matcher, Streams};
pub use groups::LogGroup;
pub use page::{EventsPage, GetEvents};
pub use streams::{LogStream, StreamOrder};

const LOGS: Contents = Contents {
    schema: "callsheet_logs",
    migrations: migrate::LOGS,
};

/// The file that holds the logs of a SQLite store, beside it.
const FILE: &str = "logs.db";

/// A page ends before its messages weigh more than this, as CloudWatch's do.
const PAGE_BYTES: usize = 1 << 20;

/// One line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub ms: i64,
    pub message: String,
}

/// An event as a reader gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEvent {
    pub stream: String,
    /// Unique and the same at every reading.
    pub id: String,
    pub ms: i64,
    pub ingested_ms: i64,
    pub message: String,
}

impl FoundEvent {
    fn of(stream: &str, stream_key: i64, kept: Kept) -> Self {
        Self {
            stream: stream.to_owned(),
            // 56 digits, as CloudWatch's have.
            id: format!("{:018}{stream_key:019}{:019}", kept.ms, kept.seq),
            ms: kept.ms,
            ingested_ms: kept.ingested_ms,
            message: kept.message,
        }
    }
}

/// Whether a creation made anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    New,
    Existed,
}

/// Why logs could not be read or kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no such log group")]
    NoSuchGroup,
    #[error("there is no such log stream")]
    NoSuchStream,
    /// Not one of ours, or of another question.
    #[error("the token does not belong to this request")]
    BadToken,
    #[error(transparent)]
    Store(#[from] Error),
}

/// The log store. Clones share it.
#[derive(Clone, Debug)]
pub struct Logs {
    store: Store,
}

impl Logs {
    /// Opens the logs that belong to the store at `url`. It blocks.
    pub fn open(url: &StoreUrl, options: &Options) -> Result<Self> {
        let url = match url {
            StoreUrl::Sqlite(path) => StoreUrl::Sqlite(beside(path)?),
            StoreUrl::Postgres(url) => StoreUrl::Postgres(url.clone()),
        };
        let store = Store::open_with(&url, options, &LOGS)?;
        Ok(Self { store })
    }

    pub fn stats(&self) -> Stats {
        self.store.stats()
    }

    /// Keeps `events`, which are in order of time; makes group and stream if they are missing.
    pub async fn put_events(
        &self,
        group: &str,
        stream: &str,
        events: Vec<Event>,
        now_ms: i64,
    ) -> Result<()> {
        let kept: Vec<Kept> = events
            .into_iter()
            .zip(0..)
            .map(|(event, seq)| Kept {
                ms: event.ms,
                seq,
                ingested_ms: now_ms,
                message: event.message,
            })
            .collect();
        let batch = place::Batch::of(kept)?;
        let (group, stream) = (group.to_owned(), stream.to_owned());
        let put = self.store.write("put_log_events", move |tx| {
            let mut stream = tx.log_stream_to_append(&group, &stream, now_ms)?;
            tx.place_log_events(&mut stream, &batch, now_ms)
        });
        put.await
    }
}

/// Where the logs of a SQLite store lie.
pub(crate) fn beside(store: &Path) -> Result<std::path::PathBuf> {
    let path = store.with_file_name(FILE);
    if path == store {
        return Err(Error::Url {
            text: format!("sqlite:{}", store.display()),
            why: format!("{FILE} is where the logs go: give the store another name"),
        });
    }
    Ok(path)
}
