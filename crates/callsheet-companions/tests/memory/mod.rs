//! A log archive of maps: the simplest thing that keeps the promises of `LogArchive`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use callsheet_companions::logs::{
    ArchiveError, Created, Event, EventsPage, FilterEvents, FoundEvent, FoundEvents, GetEvents,
    LogArchive, LogGroup, LogStream, StreamOrder, Streams,
};

#[derive(Default)]
struct Group {
    created_at_ms: i64,
    retention_days: Option<i32>,
    streams: BTreeMap<String, Stream>,
}

#[derive(Default)]
struct Stream {
    created_at_ms: i64,
    events: Vec<FoundEvent>,
}

#[derive(Default)]
pub struct MemoryArchive(Mutex<BTreeMap<String, Group>>);

/// One page of what is sorted; the token is the number of the first item of the page.
fn page<T>(items: Vec<T>, token: Option<&str>, limit: usize) -> Result<Page<T>, ArchiveError> {
    let first = match token {
        None => 0,
        Some(token) => token.parse().map_err(|_| ArchiveError::BadToken)?,
    };
    let more = (first + limit < items.len()).then(|| (first + limit).to_string());
    Ok((items.into_iter().skip(first).take(limit).collect(), more))
}

type Page<T> = (Vec<T>, Option<String>);

impl LogArchive for MemoryArchive {
    async fn put_events(
        &self,
        group: &str,
        stream: &str,
        events: Vec<Event>,
        now_ms: i64,
    ) -> Result<(), ArchiveError> {
        let mut groups = self.0.lock().unwrap();
        let kept = groups.entry(group.into()).or_default();
        let kept = &mut kept.streams.entry(stream.into()).or_default().events;
        for event in events {
            kept.push(FoundEvent {
                stream: stream.into(),
                event_id: format!("{stream}-{}", kept.len()),
                timestamp_ms: event.timestamp_ms,
                ingested_at_ms: now_ms,
                message: event.message,
            });
        }
        Ok(())
    }

    async fn get_events(&self, ask: &GetEvents) -> Result<EventsPage, ArchiveError> {
        let groups = self.0.lock().unwrap();
        let group = groups.get(&ask.group).ok_or(ArchiveError::NoSuchGroup)?;
        let stream = group
            .streams
            .get(&ask.stream)
            .ok_or(ArchiveError::NoSuchStream)?;
        let within: Vec<FoundEvent> = stream
            .events
            .iter()
            .filter(|e| ask.start_ms.is_none_or(|start| start <= e.timestamp_ms))
            .filter(|e| ask.end_ms.is_none_or(|end| e.timestamp_ms < end))
            .cloned()
            .collect();
        let count = within.len();
        let place = |token: &str| {
            token[2..]
                .parse::<usize>()
                .map_err(|_| ArchiveError::BadToken)
        };
        let (first, after) = match ask.token.as_deref() {
            Some(token) if token.starts_with("f/") => (place(token)?, place(token)? + ask.limit),
            Some(token) if token.starts_with("b/") => {
                (place(token)?.saturating_sub(ask.limit), place(token)?)
            }
            Some(_) => return Err(ArchiveError::BadToken),
            None if ask.from_head => (0, ask.limit),
            None => (count.saturating_sub(ask.limit), count),
        };
        let after = after.min(count);
        Ok(EventsPage {
            events: within[first.min(after)..after].to_vec(),
            forward_token: format!("f/{after}"),
            backward_token: format!("b/{first}"),
        })
    }

    async fn filter_events(&self, ask: &FilterEvents) -> Result<FoundEvents, ArchiveError> {
        let groups = self.0.lock().unwrap();
        let group = groups.get(&ask.group).ok_or(ArchiveError::NoSuchGroup)?;
        let mut found: Vec<FoundEvent> = group
            .streams
            .iter()
            .filter(|(name, _)| match &ask.streams {
                Streams::All => true,
                Streams::Named(names) => names.contains(name),
                Streams::Prefixed(prefix) => name.starts_with(prefix),
            })
            .flat_map(|(_, stream)| stream.events.clone())
            .filter(|event| ask.pattern.matches(&event.message))
            .collect();
        found.sort_by_key(|event| event.timestamp_ms);
        let (events, next_token) = page(found, ask.token.as_deref(), ask.limit)?;
        Ok(FoundEvents { events, next_token })
    }

    async fn create_group(&self, group: &str, now_ms: i64) -> Result<Created, ArchiveError> {
        let mut groups = self.0.lock().unwrap();
        if groups.contains_key(group) {
            return Ok(Created::Existed);
        }
        groups.insert(
            group.into(),
            Group {
                created_at_ms: now_ms,
                ..Group::default()
            },
        );
        Ok(Created::New)
    }

    async fn create_stream(
        &self,
        group: &str,
        stream: &str,
        now_ms: i64,
    ) -> Result<Created, ArchiveError> {
        let mut groups = self.0.lock().unwrap();
        let group = groups.get_mut(group).ok_or(ArchiveError::NoSuchGroup)?;
        if group.streams.contains_key(stream) {
            return Ok(Created::Existed);
        }
        let new = Stream {
            created_at_ms: now_ms,
            ..Stream::default()
        };
        group.streams.insert(stream.into(), new);
        Ok(Created::New)
    }

    async fn delete_group(&self, group: &str) -> Result<(), ArchiveError> {
        self.0
            .lock()
            .unwrap()
            .remove(group)
            .map(drop)
            .ok_or(ArchiveError::NoSuchGroup)
    }

    async fn delete_stream(&self, group: &str, stream: &str) -> Result<(), ArchiveError> {
        let mut groups = self.0.lock().unwrap();
        let group = groups.get_mut(group).ok_or(ArchiveError::NoSuchGroup)?;
        group
            .streams
            .remove(stream)
            .map(drop)
            .ok_or(ArchiveError::NoSuchStream)
    }

    async fn set_retention(&self, group: &str, days: Option<i32>) -> Result<(), ArchiveError> {
        let mut groups = self.0.lock().unwrap();
        groups
            .get_mut(group)
            .ok_or(ArchiveError::NoSuchGroup)?
            .retention_days = days;
        Ok(())
    }

    async fn retention_days(&self, group: &str) -> Result<Option<i32>, ArchiveError> {
        Ok(self
            .0
            .lock()
            .unwrap()
            .get(group)
            .and_then(|group| group.retention_days))
    }

    async fn describe_groups(
        &self,
        prefix: Option<&str>,
        token: Option<&str>,
        limit: usize,
    ) -> Result<Page<LogGroup>, ArchiveError> {
        let groups = self.0.lock().unwrap();
        let described = groups
            .iter()
            .filter(|(name, _)| name.starts_with(prefix.unwrap_or("")))
            .map(|(name, group)| LogGroup {
                name: name.clone(),
                created_at_ms: group.created_at_ms,
                retention_days: group.retention_days,
                stored_bytes: 0,
            })
            .collect();
        page(described, token, limit)
    }

    async fn describe_streams(
        &self,
        group: &str,
        prefix: Option<&str>,
        order: StreamOrder,
        descending: bool,
        token: Option<&str>,
        limit: usize,
    ) -> Result<Page<LogStream>, ArchiveError> {
        let groups = self.0.lock().unwrap();
        let group = groups.get(group).ok_or(ArchiveError::NoSuchGroup)?;
        let mut described: Vec<LogStream> = group
            .streams
            .iter()
            .filter(|(name, _)| name.starts_with(prefix.unwrap_or("")))
            .map(|(name, stream)| LogStream {
                name: name.clone(),
                created_at_ms: stream.created_at_ms,
                first_event_at_ms: stream.events.first().map(|event| event.timestamp_ms),
                last_event_at_ms: stream.events.last().map(|event| event.timestamp_ms),
                last_ingested_at_ms: stream.events.last().map(|event| event.ingested_at_ms),
            })
            .collect();
        if order == StreamOrder::LastEvent {
            described.sort_by_key(|stream| stream.last_event_at_ms);
        }
        if descending {
            described.reverse();
        }
        page(described, token, limit)
    }
}
