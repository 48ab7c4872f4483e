//! Reading several streams of a group at once, merged by time, and only what matches.
//!
//! Chunks are unpacked one after another in the order of their first time, and of each only the
//! matching events stay. A page is done when no chunk to come can hold anything earlier than what
//! it has, or when it unpacked enough; then its token says up to where everything was seen.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::groups::end_of_prefix;
use super::position::{GroupPosition, group_token, read_group_token};
use super::{FoundEvent, Kept, Logs, PAGE_BYTES, Refusal, block};
use crate::{Result, Tx, V, in_list, params};

/// How many chunks one page unpacks at most, so that no request takes seconds.
const CHUNKS_A_PAGE: usize = 512;
/// How many are looked up at once.
const CHUNKS_AT_ONCE: usize = 64;

/// Says of a message whether it is wanted.
pub type Matcher = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// Which streams of a group to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Streams {
    All,
    Named(Vec<String>),
    Prefixed(String),
}

/// Which part of a group to read.
struct Window {
    group_key: i64,
    streams: Streams,
    from: GroupPosition,
    /// The first millisecond that counts no more.
    end_ms: i64,
    limit: usize,
}

/// A chunk that is to be read, in the order of its first event.
struct ChunkPlace {
    at: GroupPosition,
    stream: String,
}

impl Logs {
    /// Matching events, oldest first, and a token when there may be more.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a member of FilterLogEvents"
    )]
    pub async fn filter_events(
        &self,
        group: &str,
        streams: Streams,
        start_ms: Option<i64>,
        end_ms: Option<i64>,
        limit: usize,
        token: Option<&str>,
        matches: Matcher,
    ) -> Result<(Vec<FoundEvent>, Option<String>), Refusal> {
        let (group, token) = (group.to_owned(), token.map(str::to_owned));
        let read = self
            .store
            .read_long("filter_log_events", move |tx| -> Result<_, Refusal> {
                let group_key = tx.log_group(&group)?.ok_or(Refusal::NoSuchGroup)?;
                let start = GroupPosition {
                    ms: start_ms.unwrap_or(0),
                    stream_key: 0,
                    seq: 0,
                };
                let from = match &token {
                    Some(token) => read_group_token(token, group_key)?.max(start),
                    None => start,
                };
                let window = Window {
                    group_key,
                    streams: streams.clone(),
                    from,
                    end_ms: end_ms.unwrap_or(i64::MAX),
                    limit,
                };
                let (events, next) = tx.filter_log_events(&window, &matches)?;
                Ok((events, next.map(|next| group_token(group_key, next))))
            });
        read.await
    }
}

impl Tx {
    fn filter_log_events(
        &mut self,
        window: &Window,
        matches: &Matcher,
    ) -> Result<(Vec<FoundEvent>, Option<GroupPosition>)> {
        let mut best = Best::new(window.limit);
        let mut unpacked = 0;
        // First what reaches into the window, then what starts in it.
        let mut places = self.log_chunks_around(window)?;
        let mut behind = window.from;
        loop {
            for place in places {
                // A page that is tired must still have got somewhere.
                let is_tired = unpacked >= CHUNKS_A_PAGE && place.at > window.from;
                if is_tired || best.needs_nothing_from(place.at) {
                    return Ok(best.seen_up_to(place.at));
                }
                behind = behind.max(place.at);
                unpacked += 1;
                self.filter_log_chunk(window, &place, matches, &mut best)?;
            }
            places = self.log_chunks_behind(window, behind)?;
            if places.is_empty() {
                return Ok(best.seen_all());
            }
        }
    }

    fn log_chunks_around(&mut self, window: &Window) -> Result<Vec<ChunkPlace>> {
        self.log_chunk_places(
            window,
            window.from,
            "(c.first_ms, c.stream_key, c.first_seq) <= ($3, $4, $5) AND c.last_ms >= $3",
            usize::MAX >> 1,
        )
    }

    fn log_chunks_behind(
        &mut self,
        window: &Window,
        behind: GroupPosition,
    ) -> Result<Vec<ChunkPlace>> {
        let later = "(c.first_ms, c.stream_key, c.first_seq) > ($3, $4, $5)";
        self.log_chunk_places(window, behind, later, CHUNKS_AT_ONCE)
    }

    fn log_chunk_places(
        &mut self,
        window: &Window,
        at: GroupPosition,
        condition: &str,
        limit: usize,
    ) -> Result<Vec<ChunkPlace>> {
        let mut params: Vec<V<'_>> = vec![
            window.group_key.into(),
            window.end_ms.into(),
            at.ms.into(),
            at.stream_key.into(),
            at.seq.into(),
            limit.into(),
        ];
        let streams = match &window.streams {
            Streams::All => "s.name IS NOT NULL".to_owned(),
            Streams::Named(names) => {
                let list = in_list(&mut params, names.iter());
                format!("s.name IN {list}")
            }
            Streams::Prefixed(prefix) => {
                params.extend([prefix.into(), end_of_prefix(prefix).into()]);
                "s.name >= $7 AND s.name < $8".to_owned()
            }
        };
        let sql = format!(
            "SELECT c.first_ms, c.stream_key, c.first_seq, s.name
             FROM log_chunk c JOIN log_stream s ON s.key = c.stream_key
             WHERE c.group_key = $1 AND c.first_ms < $2 AND {condition} AND {streams}
             ORDER BY c.first_ms, c.stream_key, c.first_seq LIMIT $6"
        );
        self.query(sql, &params, |row| {
            let at = GroupPosition {
                ms: row.get(0)?,
                stream_key: row.get(1)?,
                seq: row.get(2)?,
            };
            Ok(ChunkPlace {
                at,
                stream: row.get(3)?,
            })
        })
    }

    fn filter_log_chunk(
        &mut self,
        window: &Window,
        place: &ChunkPlace,
        matches: &Matcher,
        best: &mut Best,
    ) -> Result<()> {
        let GroupPosition {
            ms,
            stream_key,
            seq,
        } = place.at;
        let data = self.one(
            "SELECT data FROM log_chunk
             WHERE stream_key = $1 AND first_ms = $2 AND first_seq = $3",
            params![stream_key, ms, seq],
            |row| row.blob(0),
        )?;
        for kept in block::read_all(&data.unwrap_or_default())? {
            let at = GroupPosition {
                ms: kept.ms,
                stream_key,
                seq: kept.seq,
            };
            let is_inside = at >= window.from && kept.ms < window.end_ms;
            if is_inside && matches(&kept.message) {
                best.offer(at, &place.stream, kept);
            }
        }
        Ok(())
    }
}

/// The earliest events that were offered, as many as a page may hold.
struct Best {
    limit: usize,
    events: BTreeMap<GroupPosition, FoundEvent>,
    bytes: usize,
    /// The first of those that there was no room for.
    left_out: Option<GroupPosition>,
}

impl Best {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            events: BTreeMap::new(),
            bytes: 0,
            left_out: None,
        }
    }

    fn offer(&mut self, at: GroupPosition, stream: &str, kept: Kept) {
        if self.left_out.is_some_and(|left_out| at > left_out) {
            return;
        }
        self.bytes += kept.message.len();
        self.events
            .insert(at, FoundEvent::of(stream, at.stream_key, kept));
        while self.events.len() > self.limit.max(1)
            || (self.bytes > PAGE_BYTES && self.events.len() > 1)
        {
            self.leave_out_last();
        }
    }

    fn leave_out_last(&mut self) {
        if let Some((at, event)) = self.events.pop_last() {
            self.bytes -= event.message.len();
            self.left_out = Some(at);
        }
    }

    /// Whether all that is still to come, which starts here, is too late for this page.
    fn needs_nothing_from(&self, at: GroupPosition) -> bool {
        let is_full = self.events.len() >= self.limit
            && self
                .events
                .last_key_value()
                .is_some_and(|(last, _)| *last < at);
        is_full || self.left_out.is_some_and(|left_out| left_out < at)
    }

    /// The page, when nothing from a position on was looked at.
    fn seen_up_to(mut self, at: GroupPosition) -> (Vec<FoundEvent>, Option<GroupPosition>) {
        while self
            .events
            .last_key_value()
            .is_some_and(|(last, _)| *last >= at)
        {
            self.leave_out_last();
        }
        let next = self.left_out.map_or(at, |left_out| left_out.min(at));
        (self.events.into_values().collect(), Some(next))
    }

    fn seen_all(self) -> (Vec<FoundEvent>, Option<GroupPosition>) {
        (self.events.into_values().collect(), self.left_out)
    }
}
