//! What the wire asks of the place where log events are kept.

use std::fmt;
use std::future::Future;

use super::FilterPattern;

/// One line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub timestamp_ms: i64,
    pub message: String,
}

/// An event as a reader gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEvent {
    /// Where it was found; FilterLogEvents reads several streams at once.
    pub stream: String,
    /// Unique within its group and the same at every reading.
    pub event_id: String,
    pub timestamp_ms: i64,
    pub ingested_at_ms: i64,
    pub message: String,
}

/// Which events of one stream to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetEvents {
    pub group: String,
    pub stream: String,
    /// The first millisecond that counts.
    pub start_ms: Option<i64>,
    /// The first millisecond that counts no more.
    pub end_ms: Option<i64>,
    pub limit: usize,
    /// Without a token: the oldest events, or else the newest.
    pub from_head: bool,
    /// One of the two tokens of an earlier page.
    pub token: Option<String>,
}

/// Events, oldest first, and where to go on either way.
///
/// Both tokens are always there. Asked with a token beyond which nothing lies, the archive
/// returns that same token and no events: this is how readers see that they are at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventsPage {
    pub events: Vec<FoundEvent>,
    pub forward_token: String,
    pub backward_token: String,
}

/// Which streams of a group to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Streams {
    All,
    Named(Vec<String>),
    Prefixed(String),
}

/// Which events of a group to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterEvents {
    pub group: String,
    pub streams: Streams,
    pub start_ms: Option<i64>,
    pub end_ms: Option<i64>,
    pub limit: usize,
    pub token: Option<String>,
    pub pattern: FilterPattern,
}

/// Matching events, oldest first; a token when there may be more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEvents {
    pub events: Vec<FoundEvent>,
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroup {
    pub name: String,
    pub created_at_ms: i64,
    pub retention_days: Option<i32>,
    pub stored_bytes: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogStream {
    pub name: String,
    pub created_at_ms: i64,
    pub first_event_at_ms: Option<i64>,
    pub last_event_at_ms: Option<i64>,
    pub last_ingested_at_ms: Option<i64>,
}

/// By what DescribeLogStreams sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamOrder {
    Name,
    LastEvent,
}

/// Whether a creation made anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    New,
    Existed,
}

/// Why the archive could not do it.
#[derive(Debug)]
pub enum ArchiveError {
    NoSuchGroup,
    NoSuchStream,
    /// The token is not one of ours, or belongs to another question.
    BadToken,
    /// Try again later: contention, or no space left.
    Busy {
        after_s: u32,
        why: String,
    },
    /// The unforeseen. The archive has logged it; the client sees only that it happened.
    Internal,
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchGroup => f.write_str("the specified log group does not exist"),
            Self::NoSuchStream => f.write_str("the specified log stream does not exist"),
            Self::BadToken => f.write_str("the token is not valid for this request"),
            Self::Busy { why, .. } => f.write_str(why),
            Self::Internal => f.write_str("the log archive failed"),
        }
    }
}

impl std::error::Error for ArchiveError {}

type Answer<T> = Result<T, ArchiveError>;

/// Where log events are kept. Names were checked before they get here.
///
/// Lists are in the order asked for, hold at most `limit` items and come with a token when there
/// are more; the archive makes its tokens and reads them.
pub trait LogArchive: Send + Sync {
    /// Keeps `events`, which are in order of time; makes group and stream if they are missing.
    fn put_events(
        &self,
        group: &str,
        stream: &str,
        events: Vec<Event>,
        now_ms: i64,
    ) -> impl Future<Output = Answer<()>> + Send;

    fn get_events(&self, ask: &GetEvents) -> impl Future<Output = Answer<EventsPage>> + Send;

    fn filter_events(&self, ask: &FilterEvents)
    -> impl Future<Output = Answer<FoundEvents>> + Send;

    fn create_group(
        &self,
        group: &str,
        now_ms: i64,
    ) -> impl Future<Output = Answer<Created>> + Send;

    /// Refuses with [`ArchiveError::NoSuchGroup`] where the group is missing.
    fn create_stream(
        &self,
        group: &str,
        stream: &str,
        now_ms: i64,
    ) -> impl Future<Output = Answer<Created>> + Send;

    fn delete_group(&self, group: &str) -> impl Future<Output = Answer<()>> + Send;

    fn delete_stream(&self, group: &str, stream: &str) -> impl Future<Output = Answer<()>> + Send;

    /// `None` keeps events for ever.
    fn set_retention(
        &self,
        group: &str,
        days: Option<i32>,
    ) -> impl Future<Output = Answer<()>> + Send;

    /// How long the group keeps events; `None` where the group is missing or keeps them for ever.
    fn retention_days(&self, group: &str) -> impl Future<Output = Answer<Option<i32>>> + Send;

    /// Groups by name.
    fn describe_groups(
        &self,
        prefix: Option<&str>,
        token: Option<&str>,
        limit: usize,
    ) -> impl Future<Output = Answer<(Vec<LogGroup>, Option<String>)>> + Send;

    fn describe_streams(
        &self,
        group: &str,
        prefix: Option<&str>,
        order: StreamOrder,
        descending: bool,
        token: Option<&str>,
        limit: usize,
    ) -> impl Future<Output = Answer<(Vec<LogStream>, Option<String>)>> + Send;
}
