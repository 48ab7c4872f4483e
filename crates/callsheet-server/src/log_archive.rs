//! The log store as CloudWatch Logs' wire asks for it. Neither of the two crates knows the other.

use std::sync::Arc;

use callsheet_companions::logs as wire;
use callsheet_store::logs as kept;
use callsheet_store::logs::Logs;
use wire::ArchiveError;

/// How long a client waits before it tries again while the log store cannot write.
const BUSY_AFTER_S: u32 = 1;
const FULL_AFTER_S: u32 = 10;

type Answer<T> = Result<T, ArchiveError>;

pub(crate) struct Archive<'a> {
    logs: &'a Logs,
}

impl<'a> Archive<'a> {
    pub fn new(logs: &'a Logs) -> Self {
        Self { logs }
    }
}

impl wire::LogArchive for Archive<'_> {
    async fn put_events(
        &self,
        group: &str,
        stream: &str,
        events: Vec<wire::Event>,
        now_ms: i64,
    ) -> Answer<()> {
        let events = events.into_iter().map(|event| kept::Event {
            ms: event.timestamp_ms,
            message: event.message,
        });
        self.logs
            .put_events(group, stream, events.collect(), now_ms)
            .await
            .map_err(failed)
    }

    async fn get_events(&self, ask: &wire::GetEvents) -> Answer<wire::EventsPage> {
        let ask = kept::GetEvents {
            group: ask.group.clone(),
            stream: ask.stream.clone(),
            start_ms: ask.start_ms,
            end_ms: ask.end_ms,
            limit: ask.limit,
            from_head: ask.from_head,
            token: ask.token.clone(),
        };
        let page = self.logs.get_events(&ask).await.map_err(refused)?;
        Ok(wire::EventsPage {
            events: page.events.into_iter().map(event).collect(),
            forward_token: page.forward_token,
            backward_token: page.backward_token,
        })
    }

    async fn filter_events(&self, ask: &wire::FilterEvents) -> Answer<wire::FoundEvents> {
        let streams = match &ask.streams {
            wire::Streams::All => kept::Streams::All,
            wire::Streams::Named(names) => kept::Streams::Named(names.clone()),
            wire::Streams::Prefixed(prefix) => kept::Streams::Prefixed(prefix.clone()),
        };
        let pattern = ask.pattern.clone();
        let found = self.logs.filter_events(
            &ask.group,
            streams,
            ask.start_ms,
            ask.end_ms,
            ask.limit,
            ask.token.as_deref(),
            Arc::new(move |message| pattern.matches(message)),
        );
        let (events, next_token) = found.await.map_err(refused)?;
        Ok(wire::FoundEvents {
            events: events.into_iter().map(event).collect(),
            next_token,
        })
    }

    async fn create_group(&self, group: &str, now_ms: i64) -> Answer<wire::Created> {
        self.logs
            .create_group(group, now_ms)
            .await
            .map(created)
            .map_err(failed)
    }

    async fn create_stream(&self, group: &str, stream: &str, now_ms: i64) -> Answer<wire::Created> {
        self.logs
            .create_stream(group, stream, now_ms)
            .await
            .map(created)
            .map_err(refused)
    }

    async fn delete_group(&self, group: &str) -> Answer<()> {
        self.logs.delete_group(group).await.map_err(refused)
    }

    async fn delete_stream(&self, group: &str, stream: &str) -> Answer<()> {
        self.logs
            .delete_stream(group, stream)
            .await
            .map_err(refused)
    }

    async fn set_retention(&self, group: &str, days: Option<i32>) -> Answer<()> {
        self.logs.set_retention(group, days).await.map_err(refused)
    }

    async fn retention_days(&self, group: &str) -> Answer<Option<i32>> {
        self.logs.retention_days(group).await.map_err(failed)
    }

    async fn describe_groups(
        &self,
        prefix: Option<&str>,
        token: Option<&str>,
        limit: usize,
    ) -> Answer<(Vec<wire::LogGroup>, Option<String>)> {
        let found = self.logs.describe_groups(prefix, token, limit).await;
        let (groups, next) = found.map_err(refused)?;
        let groups = groups.into_iter().map(|group| wire::LogGroup {
            name: group.name,
            created_at_ms: group.created_at_ms,
            retention_days: group.retention_days,
            stored_bytes: group.stored_bytes,
        });
        Ok((groups.collect(), next))
    }

    async fn describe_streams(
        &self,
        group: &str,
        prefix: Option<&str>,
        order: wire::StreamOrder,
        descending: bool,
        token: Option<&str>,
        limit: usize,
    ) -> Answer<(Vec<wire::LogStream>, Option<String>)> {
        let order = match order {
            wire::StreamOrder::Name => kept::StreamOrder::Name,
            wire::StreamOrder::LastEvent => kept::StreamOrder::LastEvent,
        };
        let found = self
            .logs
            .describe_streams(group, prefix, order, descending, token, limit)
            .await;
        let (streams, next) = found.map_err(refused)?;
        let streams = streams.into_iter().map(|stream| wire::LogStream {
            name: stream.name,
            created_at_ms: stream.created_at_ms,
            first_event_at_ms: stream.first_event_at_ms,
            last_event_at_ms: stream.last_event_at_ms,
            last_ingested_at_ms: stream.last_ingested_at_ms,
        });
        Ok((streams.collect(), next))
    }
}

fn event(found: kept::FoundEvent) -> wire::FoundEvent {
    wire::FoundEvent {
        stream: found.stream,
        event_id: found.id,
        timestamp_ms: found.ms,
        ingested_at_ms: found.ingested_ms,
        message: found.message,
    }
}

fn created(created: kept::Created) -> wire::Created {
    match created {
        kept::Created::New => wire::Created::New,
        kept::Created::Existed => wire::Created::Existed,
    }
}

fn refused(refusal: kept::Refusal) -> ArchiveError {
    match refusal {
        kept::Refusal::NoSuchGroup => ArchiveError::NoSuchGroup,
        kept::Refusal::NoSuchStream => ArchiveError::NoSuchStream,
        kept::Refusal::BadToken => ArchiveError::BadToken,
        kept::Refusal::Store(error) => failed(error),
    }
}

fn failed(error: callsheet_store::Error) -> ArchiveError {
    use callsheet_store::Error as Store;
    let busy = |after_s, why: &str| ArchiveError::Busy {
        after_s,
        why: why.to_owned(),
    };
    match &error {
        Store::Full => busy(
            FULL_AFTER_S,
            "the server's disk is full, so no logs can be kept",
        ),
        Store::Contention | Store::Overloaded => {
            busy(BUSY_AFTER_S, "too many requests are waiting; try again")
        }
        // Agents keep their lines and send them again.
        other => {
            tracing::error!(why = %other, "the log store failed");
            ArchiveError::Internal
        }
    }
}
