//! Putting events where they belong in their stream.
//!
//! Nearly always that is behind the last event, in the newest chunk while it has room. What comes
//! late is merged into the chunk of its time, which is split when it grows too large.

use super::position::Position;
use super::streams::StreamRow;
use super::{Block, Kept, block};
use crate::{Result, Row, Tx, params};

/// What a chunk holds before compression, unless a single event is larger.
const CHUNK_BYTES: usize = 64 << 10;
/// A chunk of more blocks than this is packed anew, as small blocks hardly compress.
const MAX_BLOCKS: i64 = 8;

/// Events on their way in, numbered from 0, and packed outside of the transaction.
pub(crate) struct Batch {
    events: Vec<Kept>,
    bytes: usize,
    /// All of them, where they fit into one chunk.
    block: Option<Block>,
}

impl Batch {
    pub(crate) fn of(events: Vec<Kept>) -> Result<Self> {
        let bytes = events.iter().map(Kept::weight).sum();
        let fits = !events.is_empty() && bytes <= CHUNK_BYTES;
        let block = fits.then(|| Block::of(&events)).transpose()?;
        Ok(Self {
            events,
            bytes,
            block,
        })
    }
}

/// A chunk without what is in it.
#[derive(Clone, Copy)]
struct ChunkRow {
    first: Position,
    last: Position,
    bytes: usize,
    blocks: i64,
}

impl ChunkRow {
    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            first: Position {
                ms: row.get(0)?,
                seq: row.get(1)?,
            },
            last: Position {
                ms: row.get(2)?,
                seq: row.get(3)?,
            },
            bytes: row.get(4)?,
            blocks: row.get(5)?,
        })
    }
}

impl Kept {
    fn position(&self) -> Position {
        Position {
            ms: self.ms,
            seq: self.seq,
        }
    }
}

impl Tx {
    /// Adds a batch to a stream whose row is locked.
    pub(crate) fn place_log_events(
        &mut self,
        stream: &mut StreamRow,
        batch: &Batch,
        now_ms: i64,
    ) -> Result<()> {
        let (Some(first), Some(last)) = (batch.events.first(), batch.events.last()) else {
            return Ok(());
        };
        let newest = self.log_chunk_at(
            stream.key,
            Position {
                ms: i64::MAX,
                seq: i64::MAX,
            },
        )?;
        let is_behind_all = newest.is_none_or(|chunk| chunk.last.ms <= first.ms);
        match (&batch.block, newest) {
            (Some(block), Some(chunk)) if is_behind_all && chunk.has_room(batch.bytes) => {
                self.append_log_block(stream, chunk, batch, block)?;
            }
            (Some(block), None) => {
                let block = block.numbered_from(stream.next_seq);
                let (first, last) = (stream.shifted(first), stream.shifted(last));
                self.insert_log_chunk(stream, first, last, batch.bytes, &block)?;
            }
            _ => {
                let numbered = batch.events.iter().map(|event| {
                    let seq = stream.next_seq + event.seq;
                    Kept {
                        seq,
                        ..event.clone()
                    }
                });
                self.merge_log_events(stream, numbered.collect())?;
            }
        }
        let arrived = i64::try_from(batch.events.len()).unwrap_or(i64::MAX);
        stream.next_seq += arrived;
        self.exec(
            "UPDATE log_stream SET next_seq = $2, last_ingested_at = $3,
               last_event_at = CASE WHEN last_event_at < $4 THEN $4 ELSE last_event_at END
             WHERE key = $1",
            params![stream.key, stream.next_seq, now_ms, last.ms],
        )?;
        Ok(())
    }

    /// The usual way: nothing that is there is unpacked.
    fn append_log_block(
        &mut self,
        stream: &StreamRow,
        chunk: ChunkRow,
        batch: &Batch,
        block: &Block,
    ) -> Result<()> {
        let Some(last) = batch.events.last().map(|event| stream.shifted(event)) else {
            return Ok(());
        };
        let mut data = self.log_chunk_data(stream.key, chunk.first)?;
        block.numbered_from(stream.next_seq).write(&mut data);
        self.exec(
            "UPDATE log_chunk SET last_ms = $4, last_seq = $5, bytes = $6, blocks = $7, data = $8
             WHERE stream_key = $1 AND first_ms = $2 AND first_seq = $3",
            params![
                stream.key,
                chunk.first.ms,
                chunk.first.seq,
                last.ms,
                last.seq,
                chunk.bytes + batch.bytes,
                chunk.blocks + 1,
                data
            ],
        )?;
        Ok(())
    }

    /// Any events: each run of them that belongs to one chunk is merged into it.
    fn merge_log_events(&mut self, stream: &StreamRow, mut events: Vec<Kept>) -> Result<()> {
        while let Some(first) = events.first().map(Kept::position) {
            let chunk = match self.log_chunk_at(stream.key, first)? {
                Some(chunk) => Some(chunk),
                // Earlier than all: it goes to the front of the first chunk.
                None => self.log_chunk_after(stream.key, first)?,
            };
            let Some(chunk) = chunk else {
                return self.insert_log_events(stream, &events);
            };
            let run = match self.log_chunk_after(stream.key, chunk.first)? {
                Some(next) => events.partition_point(|event| event.position() < next.first),
                None => events.len(),
            };
            // Never none, or this would not end.
            let later = events.split_off(run.max(1));
            self.merge_into_log_chunk(stream, chunk, events)?;
            events = later;
        }
        Ok(())
    }

    fn merge_into_log_chunk(
        &mut self,
        stream: &StreamRow,
        chunk: ChunkRow,
        events: Vec<Kept>,
    ) -> Result<()> {
        let is_behind = events
            .first()
            .is_some_and(|first| chunk.last < first.position());
        let has_no_room = events
            .first()
            .is_some_and(|first| chunk.is_full_for(first.weight()));
        if is_behind && has_no_room && chunk.blocks == 1 {
            return self.insert_log_events(stream, &events);
        }
        let mut all = block::read_all(&self.log_chunk_data(stream.key, chunk.first)?)?;
        all.extend(events);
        all.sort_by_key(Kept::position);
        self.exec(
            "DELETE FROM log_chunk WHERE stream_key = $1 AND first_ms = $2 AND first_seq = $3",
            params![stream.key, chunk.first.ms, chunk.first.seq],
        )?;
        self.insert_log_events(stream, &all)
    }

    /// Sorted events as chunks of their own.
    fn insert_log_events(&mut self, stream: &StreamRow, events: &[Kept]) -> Result<()> {
        let mut rest = events;
        while let (Some(first), (piece, later)) = (rest.first(), rest.split_at(piece_of(rest))) {
            let last = piece.last().unwrap_or(first);
            let bytes = piece.iter().map(Kept::weight).sum();
            let block = Block::of(piece)?;
            self.insert_log_chunk(stream, first.position(), last.position(), bytes, &block)?;
            rest = later;
        }
        Ok(())
    }

    fn insert_log_chunk(
        &mut self,
        stream: &StreamRow,
        first: Position,
        last: Position,
        bytes: usize,
        block: &Block,
    ) -> Result<()> {
        let mut data = Vec::new();
        block.write(&mut data);
        self.exec(
            "INSERT INTO log_chunk (stream_key, group_key, first_ms, first_seq, last_ms, last_seq,
               bytes, blocks, data) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)",
            params![
                stream.key,
                stream.group_key,
                first.ms,
                first.seq,
                last.ms,
                last.seq,
                bytes,
                data
            ],
        )?;
        Ok(())
    }

    /// The last chunk that starts at a position or before it.
    fn log_chunk_at(&mut self, stream_key: i64, at: Position) -> Result<Option<ChunkRow>> {
        self.one(
            "SELECT first_ms, first_seq, last_ms, last_seq, bytes, blocks FROM log_chunk
             WHERE stream_key = $1 AND (first_ms, first_seq) <= ($2, $3)
             ORDER BY first_ms DESC, first_seq DESC LIMIT 1",
            params![stream_key, at.ms, at.seq],
            ChunkRow::read,
        )
    }

    /// The first chunk that starts behind a position.
    fn log_chunk_after(&mut self, stream_key: i64, at: Position) -> Result<Option<ChunkRow>> {
        self.one(
            "SELECT first_ms, first_seq, last_ms, last_seq, bytes, blocks FROM log_chunk
             WHERE stream_key = $1 AND (first_ms, first_seq) > ($2, $3)
             ORDER BY first_ms, first_seq LIMIT 1",
            params![stream_key, at.ms, at.seq],
            ChunkRow::read,
        )
    }

    fn log_chunk_data(&mut self, stream_key: i64, first: Position) -> Result<Vec<u8>> {
        let data = self.one(
            "SELECT data FROM log_chunk
             WHERE stream_key = $1 AND first_ms = $2 AND first_seq = $3",
            params![stream_key, first.ms, first.seq],
            |row| row.blob(0),
        )?;
        data.ok_or_else(|| crate::Error::broken("a log chunk that went while its stream was held"))
    }
}

impl ChunkRow {
    fn has_room(self, bytes: usize) -> bool {
        self.blocks < MAX_BLOCKS && self.bytes + bytes <= CHUNK_BYTES
    }

    fn is_full_for(self, bytes: usize) -> bool {
        self.bytes + bytes > CHUNK_BYTES
    }
}

/// How many of the events make the next chunk: at least one.
fn piece_of(events: &[Kept]) -> usize {
    let mut bytes = 0;
    let fitting = events.iter().take_while(|event| {
        bytes += event.weight();
        bytes <= CHUNK_BYTES
    });
    fitting.count().max(1).min(events.len())
}
