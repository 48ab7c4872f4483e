//! How events lie in a chunk: blocks, each compressed on its own, one after another.
//!
//! A block is a header (first time, first number, arrival of its first event, both lengths) and
//! zstd over its events. An event is its differences to the one before it and its message, so a
//! block that was made before its events had numbers only needs another header.

use crate::{Error, Result};

/// Higher levels cost several times as much for a tenth of the space.
const LEVEL: i32 = 1;
/// More than any event may have; a length beyond it is damage, not a reason to allocate.
const MAX_BLOCK_BYTES: usize = 16 << 20;

/// An event in its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub ms: i64,
    /// Unique in its stream, in the order of arrival.
    pub seq: i64,
    pub ingested_ms: i64,
    pub message: String,
}

impl Kept {
    /// What it adds to a chunk, about.
    pub(crate) fn weight(&self) -> usize {
        self.message.len() + 6
    }
}

/// A block whose events may still move to other numbers.
#[derive(Clone)]
pub(crate) struct Block {
    first_ms: i64,
    first_seq: i64,
    first_ingested_ms: i64,
    plain_bytes: usize,
    compressed: Vec<u8>,
}

impl Block {
    /// `events` are in their order, and there is at least one.
    pub(crate) fn of(events: &[Kept]) -> Result<Self> {
        let first = events
            .first()
            .ok_or_else(|| Error::broken("a log block without events"))?;
        let mut plain = Vec::with_capacity(events.iter().map(Kept::weight).sum());
        let (mut ms, mut seq, mut ingested) = (first.ms, first.seq, first.ingested_ms);
        for event in events {
            put_signed(&mut plain, event.ms.wrapping_sub(ms));
            put_signed(&mut plain, event.seq.wrapping_sub(seq));
            put_signed(&mut plain, event.ingested_ms.wrapping_sub(ingested));
            put_unsigned(&mut plain, event.message.len() as u64);
            plain.extend_from_slice(event.message.as_bytes());
            (ms, seq, ingested) = (event.ms, event.seq, event.ingested_ms);
        }
        let compressed = zstd::bulk::compress(&plain, LEVEL)
            .map_err(|why| Error::broken(format!("log events that cannot be compressed: {why}")))?;
        Ok(Self {
            first_ms: first.ms,
            first_seq: first.seq,
            first_ingested_ms: first.ingested_ms,
            plain_bytes: plain.len(),
            compressed,
        })
    }

    /// The same events, numbered from `seq` on.
    pub(crate) fn numbered_from(&self, seq: i64) -> Self {
        Self {
            first_seq: seq,
            ..self.clone()
        }
    }

    pub(crate) fn write(&self, data: &mut Vec<u8>) {
        put_signed(data, self.first_ms);
        put_signed(data, self.first_seq);
        put_signed(data, self.first_ingested_ms);
        put_unsigned(data, self.plain_bytes as u64);
        put_unsigned(data, self.compressed.len() as u64);
        data.extend_from_slice(&self.compressed);
    }
}

/// All events of a chunk's data, in their order.
pub(crate) fn read_all(data: &[u8]) -> Result<Vec<Kept>> {
    let mut events = Vec::new();
    let mut rest = Cursor(data);
    while !rest.0.is_empty() {
        read_block(&mut rest, &mut events)?;
    }
    Ok(events)
}

fn read_block(rest: &mut Cursor<'_>, events: &mut Vec<Kept>) -> Result<()> {
    let (mut ms, mut seq, mut ingested_ms) = (rest.signed()?, rest.signed()?, rest.signed()?);
    let (plain_bytes, compressed_bytes) = (rest.length()?, rest.length()?);
    let plain = zstd::bulk::decompress(rest.take(compressed_bytes)?, plain_bytes)
        .map_err(|why| Error::broken(format!("a log block that does not unpack: {why}")))?;
    let mut plain = Cursor(&plain);
    while !plain.0.is_empty() {
        ms = ms.wrapping_add(plain.signed()?);
        seq = seq.wrapping_add(plain.signed()?);
        ingested_ms = ingested_ms.wrapping_add(plain.signed()?);
        let length = plain.length()?;
        let message = std::str::from_utf8(plain.take(length)?)
            .map_err(|_| Error::broken("a log message that is not UTF-8"))?;
        events.push(Kept {
            ms,
            seq,
            ingested_ms,
            message: message.to_owned(),
        });
    }
    Ok(())
}

/// Seven bits a byte, lowest first.
fn put_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// Small either side of zero is short: 0, -1, 1, -2, …
fn put_signed(out: &mut Vec<u8>, value: i64) {
    put_unsigned(out, ((value << 1) ^ (value >> 63)).cast_unsigned());
}

/// What is still to be read. Damage is an error, never a panic.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let split = self.0.split_at_checked(length);
        let (taken, rest) = split.ok_or_else(|| Error::broken("a log block that ends early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn unsigned(&mut self) -> Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Error::broken("a number in a log block that does not end"))
    }

    fn signed(&mut self) -> Result<i64> {
        let value = self.unsigned()?;
        Ok((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
    }

    fn length(&mut self) -> Result<usize> {
        let length = usize::try_from(self.unsigned()?).ok();
        length
            .filter(|length| *length <= MAX_BLOCK_BYTES)
            .ok_or_else(|| Error::broken("a log block of a length that cannot be"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept() -> impl Strategy<Value = Kept> {
        (any::<i64>(), any::<i64>(), any::<i64>(), ".{0,40}").prop_map(
            |(ms, seq, ingested_ms, message)| Kept {
                ms,
                seq,
                ingested_ms,
                message,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(blocks in prop::collection::vec(
            prop::collection::vec(kept(), 1..20), 0..4)) {
            let mut data = Vec::new();
            for block in &blocks {
                Block::of(block).unwrap().write(&mut data);
            }
            prop_assert_eq!(read_all(&data).unwrap(), blocks.concat());
        }

        #[test]
        fn damage_is_an_error(events in prop::collection::vec(kept(), 1..20), at: usize, byte: u8) {
            let mut data = Vec::new();
            Block::of(&events).unwrap().write(&mut data);
            let place = at % data.len();
            prop_assert!(place == 0 || read_all(&data[..place]).is_err());
            data[place] = byte;
            // It may still be readable, only never a panic.
            drop(read_all(&data));
        }
    }

    #[test]
    fn events_move_to_other_numbers_without_being_packed_again() {
        let event = |seq| Kept {
            ms: 5,
            seq,
            ingested_ms: 6,
            message: "line".into(),
        };
        let block = Block::of(&[event(0), event(1)]).unwrap();
        let mut data = Vec::new();
        block.numbered_from(70).write(&mut data);
        assert_eq!(read_all(&data).unwrap(), [event(70), event(71)]);
    }
}
