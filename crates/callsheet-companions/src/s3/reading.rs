//! From blobs to an answer's body: a range of an object, through one buffer that is read ahead.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use s3s::StdError;
use s3s::stream::{ByteStream, RemainingLength};
use tokio::task::JoinHandle;

use super::blobs::{BlobId, Blobs};
use super::catalogue::Part;

const CHUNK_BYTES: u64 = 256 * 1024;

/// A part of one blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    blob: BlobId,
    start: u64,
    count: u64,
}

/// The pieces that a range of the parts put together consists of.
fn pieces(parts: &[Part], range: &Range<u64>) -> VecDeque<Piece> {
    let mut pieces = VecDeque::new();
    let mut at = 0;
    for part in parts {
        let (start, end) = (range.start.max(at), range.end.min(at + part.size));
        if let Some(blob) = part.blob.filter(|_| start < end) {
            pieces.push_back(Piece {
                blob,
                start: start - at,
                count: end - start,
            });
        }
        at += part.size;
    }
    pieces
}

/// The bytes of a range, read as they are asked for.
pub(super) struct Reading {
    blobs: Arc<Blobs>,
    pieces: VecDeque<Piece>,
    /// Of the first piece.
    file: Option<File>,
    ahead: Option<JoinHandle<io::Result<(File, Bytes)>>>,
    left: u64,
}

impl Reading {
    /// Opens the first file, so that one that is missing is noticed before anything is answered.
    pub async fn open(blobs: &Arc<Blobs>, parts: &[Part], range: Range<u64>) -> io::Result<Self> {
        let pieces = pieces(parts, &range);
        let left = pieces.iter().map(|piece| piece.count).sum();
        let mut reading = Self {
            blobs: Arc::clone(blobs),
            pieces,
            file: None,
            ahead: None,
            left,
        };
        if left != range.end - range.start {
            return Err(io::Error::other(
                "an object's parts do not make up its size",
            ));
        }
        if let Some(first) = reading.pieces.front().copied() {
            let blobs = Arc::clone(blobs);
            let opening = tokio::task::spawn_blocking(move || blobs.open(first.blob));
            reading.file = Some(opening.await.map_err(io::Error::other)??);
        }
        Ok(reading)
    }

    /// Starts to read the next chunk; nothing if there is none.
    fn start(&mut self) -> Option<JoinHandle<io::Result<(File, Bytes)>>> {
        let piece = self.pieces.front_mut()?;
        let (blob, start) = (piece.blob, piece.start);
        let count = piece.count.min(CHUNK_BYTES);
        let file = self.file.take();
        piece.start += count;
        piece.count -= count;
        let blobs = Arc::clone(&self.blobs);
        Some(tokio::task::spawn_blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => blobs.open(blob)?,
            };
            let bytes = read(&mut file, start, count)?;
            Ok((file, bytes))
        }))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most CHUNK_BYTES")]
fn read(file: &mut File, start: u64, count: u64) -> io::Result<Bytes> {
    let mut buffer = vec![0; count as usize];
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(&mut buffer)?;
    Ok(buffer.into())
}

impl Stream for Reading {
    type Item = Result<Bytes, StdError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let ahead = match self.ahead.take() {
            Some(ahead) => Some(ahead),
            None => self.start(),
        };
        let Some(mut ahead) = ahead else {
            return Poll::Ready(None);
        };
        let Poll::Ready(read) = Pin::new(&mut ahead).poll(cx) else {
            self.ahead = Some(ahead);
            return Poll::Pending;
        };
        let (file, bytes) = match read.map_err(io::Error::other).flatten() {
            Ok(read) => read,
            Err(why) => {
                tracing::error!(%why, "an object could not be read to its end");
                self.pieces.clear();
                return Poll::Ready(Some(Err(Box::new(why))));
            }
        };
        if self.pieces.front().is_some_and(|piece| piece.count == 0) {
            self.pieces.pop_front();
        } else {
            self.file = Some(file);
        }
        self.left -= bytes.len() as u64;
        self.ahead = self.start();
        Poll::Ready(Some(Ok(bytes)))
    }
}

impl ByteStream for Reading {
    fn remaining_length(&self) -> RemainingLength {
        usize::try_from(self.left)
            .map_or_else(|_| RemainingLength::unknown(), RemainingLength::new_exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_touches_only_the_parts_that_it_covers() {
        let blob = |number: u8| BlobId::from_bytes([number; 16]);
        let part = |number: u8, size| Part {
            number: number.into(),
            blob: (size > 0).then(|| blob(number)),
            size,
            etag: String::new(),
            checksum: None,
            modified_at_ms: 0,
        };
        let parts = [part(1, 10), part(2, 0), part(3, 5), part(4, 8)];
        let of = |range| -> Vec<(u8, u64, u64)> {
            let pieces = pieces(&parts, &range);
            let shown = |piece: Piece| (piece.blob.as_bytes()[0], piece.start, piece.count);
            pieces.into_iter().map(shown).collect()
        };
        assert_eq!(of(0..23), [(1, 0, 10), (3, 0, 5), (4, 0, 8)]);
        assert_eq!(of(9..11), [(1, 9, 1), (3, 0, 1)]);
        assert_eq!(of(15..16), [(4, 0, 1)]);
        assert_eq!(of(23..23), []);
    }
}
