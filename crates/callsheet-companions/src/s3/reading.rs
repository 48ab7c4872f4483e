//! From blobs to an answer's body: a range of an object, through one buffer that is read ahead. What
//! came with the row is at hand.

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
use super::catalogue::{Content, Readable};

const CHUNK_BYTES: u64 = 128 * 1024;

/// A part of one blob.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    AtHand(Bytes),
    InFile(Cut),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    blob: BlobId,
    start: u64,
    count: u64,
}

/// The pieces that a range of the parts put together consists of.
fn pieces(readable: &Readable, range: &Range<u64>) -> VecDeque<Piece> {
    let mut pieces = VecDeque::new();
    let mut at = 0;
    for (part, content) in readable.found.parts.iter().zip(&readable.contents) {
        let (start, end) = (range.start.max(at), range.end.min(at + part.size));
        if start < end {
            pieces.extend(piece(content, start - at, end - start));
        }
        at += part.size;
    }
    pieces
}

/// Nothing where the bytes are not there.
fn piece(content: &Content, start: u64, count: u64) -> Option<Piece> {
    match content {
        Content::Empty => None,
        Content::Row(bytes) => {
            let (first, count) = (usize::try_from(start).ok()?, usize::try_from(count).ok()?);
            let is_there = first.checked_add(count)? <= bytes.len();
            is_there.then(|| Piece::AtHand(bytes.slice(first..first + count)))
        }
        Content::File(blob) => Some(Piece::InFile(Cut {
            blob: *blob,
            start,
            count,
        })),
    }
}

impl Piece {
    fn count(&self) -> u64 {
        match self {
            Self::AtHand(bytes) => bytes.len() as u64,
            Self::InFile(cut) => cut.count,
        }
    }
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
    pub async fn open(
        blobs: &Arc<Blobs>,
        readable: &Readable,
        range: Range<u64>,
    ) -> io::Result<Self> {
        let pieces = pieces(readable, &range);
        let left = pieces.iter().map(Piece::count).sum();
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
        if let Some(Piece::InFile(first)) = reading.pieces.front() {
            let (blobs, blob) = (Arc::clone(blobs), first.blob);
            let opening = tokio::task::spawn_blocking(move || blobs.open(blob));
            reading.file = Some(opening.await.map_err(io::Error::other)??);
        }
        Ok(reading)
    }

    /// The next chunk, if it need not be read.
    fn at_hand(&mut self) -> Option<Bytes> {
        let next = self
            .pieces
            .pop_front_if(|piece| matches!(piece, Piece::AtHand(_)))?;
        match next {
            Piece::AtHand(bytes) => Some(bytes),
            Piece::InFile(_) => None,
        }
    }

    /// Starts to read the next chunk; nothing if there is none in a file.
    fn start(&mut self) -> Option<JoinHandle<io::Result<(File, Bytes)>>> {
        let cut = match self.pieces.front_mut()? {
            Piece::AtHand(_) => return None,
            Piece::InFile(cut) => cut,
        };
        let (blob, start) = (cut.blob, cut.start);
        let count = cut.count.min(CHUNK_BYTES);
        let file = self.file.take();
        cut.start += count;
        cut.count -= count;
        // Here, where it is given back as well: threads that block have heaps of their own.
        let buffer = buffer(count);
        let blobs = Arc::clone(&self.blobs);
        Some(tokio::task::spawn_blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => blobs.open(blob)?,
            };
            let bytes = read(&mut file, start, buffer)?;
            Ok((file, bytes))
        }))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most CHUNK_BYTES")]
fn buffer(count: u64) -> Vec<u8> {
    vec![0; count as usize]
}

fn read(file: &mut File, start: u64, mut buffer: Vec<u8>) -> io::Result<Bytes> {
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
        if ahead.is_none()
            && let Some(bytes) = self.at_hand()
        {
            self.left -= bytes.len() as u64;
            return Poll::Ready(Some(Ok(bytes)));
        }
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
        if self.pieces.front().is_some_and(|piece| piece.count() == 0) {
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
    use crate::s3::catalogue::{Described, Found, Object, Part};

    #[test]
    fn a_range_touches_only_the_parts_that_it_covers() {
        let file = |number: u8| Content::File(BlobId::from_bytes([number; 16]));
        let row = Content::Row(Bytes::from_static(b"after"));
        let readable = readable([(10, file(1)), (0, Content::Empty), (5, row), (8, file(4))]);
        let of = |range| -> Vec<String> {
            let shown = |piece: Piece| match piece {
                Piece::AtHand(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Piece::InFile(Cut { blob, start, count }) => {
                    format!("{}: {start}+{count}", blob.as_bytes()[0])
                }
            };
            pieces(&readable, &range).into_iter().map(shown).collect()
        };
        assert_eq!(of(0..23), ["1: 0+10", "after", "4: 0+8"]);
        assert_eq!(of(9..12), ["1: 9+1", "af"]);
        assert_eq!(of(12..15), ["ter"]);
        assert_eq!(of(15..16), ["4: 0+1"]);
        assert_eq!(of(23..23), [""; 0]);
    }

    fn readable(parts: [(u64, Content); 4]) -> Readable {
        let (sizes, contents): (Vec<u64>, Vec<Content>) = parts.into_iter().unzip();
        let part = |size| Part {
            number: 1,
            size,
            etag: String::new(),
            checksum: None,
            modified_at_ms: 0,
        };
        let object = Object {
            size: sizes.iter().sum(),
            etag: String::new(),
            described: Described::default(),
            modified_at_ms: 0,
        };
        let parts = sizes.into_iter().map(part).collect();
        Readable {
            found: Found { object, parts },
            contents,
        }
    }

    #[tokio::test]
    async fn bytes_that_are_not_all_there_are_not_begun_with() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Arc::new(Blobs::in_folder(folder.path()));
        let short = Content::Row(Bytes::from_static(b"shor"));
        let empty = || (0, Content::Empty);
        let readable = readable([(5, short), empty(), empty(), empty()]);
        assert!(Reading::open(&blobs, &readable, 0..5).await.is_err());
        assert!(Reading::open(&blobs, &readable, 0..4).await.is_ok());
    }
}
