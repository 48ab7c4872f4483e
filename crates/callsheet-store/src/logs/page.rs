//! Reading one stream, a page at a time, either way.

use super::position::{Position, Way, read_stream_token, stream_token};
use super::{FoundEvent, Kept, Logs, PAGE_BYTES, Refusal, block};
use crate::{Result, Tx, params};

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

/// Events, oldest first, and where to go on either way. Where nothing is left, the token of that
/// way is the one that was asked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventsPage {
    pub events: Vec<FoundEvent>,
    pub forward_token: String,
    pub backward_token: String,
}

/// What a page may hold.
struct Window {
    from: Position,
    /// The first position that counts no more.
    to: Position,
    limit: usize,
}

impl Logs {
    pub async fn get_events(&self, ask: &GetEvents) -> Result<EventsPage, Refusal> {
        let ask = ask.clone();
        let read = self
            .store
            .read_long("get_log_events", move |tx| -> Result<_, Refusal> {
                let group = tx.log_group(&ask.group)?.ok_or(Refusal::NoSuchGroup)?;
                let stream = tx
                    .log_stream(group, &ask.stream)?
                    .ok_or(Refusal::NoSuchStream)?;
                tx.log_page(stream, &ask)
            });
        read.await
    }
}

impl Tx {
    fn log_page(&mut self, stream_key: i64, ask: &GetEvents) -> Result<EventsPage, Refusal> {
        let start = Position {
            ms: ask.start_ms.unwrap_or(0),
            seq: 0,
        };
        let end = Position {
            ms: ask.end_ms.unwrap_or(i64::MAX),
            seq: 0,
        };
        let (way, at) = match &ask.token {
            Some(token) => read_stream_token(token, stream_key)?,
            None if ask.from_head => (Way::Forward, start),
            None => (Way::Backward, end),
        };
        let window = match way {
            Way::Forward => Window {
                from: at.max(start),
                to: end,
                limit: ask.limit,
            },
            Way::Backward => Window {
                from: start,
                to: at.min(end),
                limit: ask.limit,
            },
        };
        let events = match way {
            Way::Forward => self.log_events_forward(stream_key, &window)?,
            Way::Backward => self.log_events_backward(stream_key, &window)?,
        };
        let (before, behind) = match (events.first(), events.last()) {
            (Some(first), Some(last)) => (
                Position {
                    ms: first.ms,
                    seq: first.seq,
                },
                Position {
                    ms: last.ms,
                    seq: last.seq + 1,
                },
            ),
            // Nothing there: whoever asked without a token waits for the first event to come.
            _ if ask.token.is_none() => (start, start),
            _ => (at, at),
        };
        let found = events
            .into_iter()
            .map(|kept| FoundEvent::of(&ask.stream, stream_key, kept));
        Ok(EventsPage {
            events: found.collect(),
            forward_token: stream_token(Way::Forward, stream_key, behind),
            backward_token: stream_token(Way::Backward, stream_key, before),
        })
    }

    fn log_events_forward(&mut self, stream_key: i64, window: &Window) -> Result<Vec<Kept>> {
        let mut page = Page::new(window);
        // The chunk that the window starts in starts before it.
        let mut next = self.log_chunk_before(stream_key, window.from, true)?;
        if next.is_none() {
            next = self.log_chunk_behind(stream_key, window.from)?;
        }
        while let Some((first, data)) = next {
            if first >= window.to || !page.take_all(block::read_all(&data)?) {
                break;
            }
            next = self.log_chunk_behind(stream_key, first)?;
        }
        Ok(page.events)
    }

    fn log_events_backward(&mut self, stream_key: i64, window: &Window) -> Result<Vec<Kept>> {
        let mut page = Page::new(window);
        let mut next = self.log_chunk_before(stream_key, window.to, false)?;
        while let Some((first, data)) = next {
            let mut events = block::read_all(&data)?;
            events.reverse();
            if !page.take_all(events) || first <= window.from {
                break;
            }
            next = self.log_chunk_before(stream_key, first, false)?;
        }
        page.events.reverse();
        Ok(page.events)
    }

    /// The last chunk that starts before a position, or at it if `inclusive`.
    fn log_chunk_before(
        &mut self,
        stream_key: i64,
        at: Position,
        inclusive: bool,
    ) -> Result<Option<(Position, Vec<u8>)>> {
        // Numbers are integers, so "at or before" is "before the next".
        let seq = if inclusive {
            at.seq.saturating_add(1)
        } else {
            at.seq
        };
        self.one(
            "SELECT first_ms, first_seq, data FROM log_chunk
             WHERE stream_key = $1 AND (first_ms, first_seq) < ($2, $3)
             ORDER BY first_ms DESC, first_seq DESC LIMIT 1",
            params![stream_key, at.ms, seq],
            |row| {
                Ok((
                    Position {
                        ms: row.get(0)?,
                        seq: row.get(1)?,
                    },
                    row.blob(2)?,
                ))
            },
        )
    }

    fn log_chunk_behind(
        &mut self,
        stream_key: i64,
        at: Position,
    ) -> Result<Option<(Position, Vec<u8>)>> {
        self.one(
            "SELECT first_ms, first_seq, data FROM log_chunk
             WHERE stream_key = $1 AND (first_ms, first_seq) > ($2, $3)
             ORDER BY first_ms, first_seq LIMIT 1",
            params![stream_key, at.ms, at.seq],
            |row| {
                Ok((
                    Position {
                        ms: row.get(0)?,
                        seq: row.get(1)?,
                    },
                    row.blob(2)?,
                ))
            },
        )
    }
}

/// A page that is being filled.
struct Page<'a> {
    window: &'a Window,
    events: Vec<Kept>,
    bytes: usize,
}

impl<'a> Page<'a> {
    fn new(window: &'a Window) -> Self {
        Self {
            window,
            events: Vec::new(),
            bytes: 0,
        }
    }

    /// Takes what lies in the window; says whether there is room for more.
    fn take_all(&mut self, events: Vec<Kept>) -> bool {
        for event in events {
            let at = Position {
                ms: event.ms,
                seq: event.seq,
            };
            if at < self.window.from || at >= self.window.to {
                continue;
            }
            self.bytes += event.message.len();
            let is_full = self.events.len() >= self.window.limit
                || (self.bytes > PAGE_BYTES && !self.events.is_empty());
            if is_full {
                return false;
            }
            self.events.push(event);
        }
        self.events.len() < self.window.limit
    }
}
