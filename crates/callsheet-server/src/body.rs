//! Reads a request's body within limits of size and time.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use hyper::body::Body;

/// So much of a body that is too large is thrown away before its sender is told; without that a
/// sender that is still busy sending would see a broken connection and not the reason.
const MOST_DISCARDED: usize = 64 * 1024 * 1024;
/// Not more than this is set aside for what a header only promises.
const MOST_RESERVED: usize = 64 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    TooLarge,
    TooSlow,
    Broken(String),
}

/// A body that takes longer than `patience` is not worth a connection.
pub(crate) async fn read<B>(
    body: B,
    headers: &HeaderMap,
    most: usize,
    patience: Duration,
) -> Result<Bytes, Unread>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    let length = length
        .and_then(|text| text.parse::<usize>().ok())
        .unwrap_or(0);
    let reading = collect(body, length, most);
    tokio::time::timeout(patience, reading)
        .await
        .unwrap_or(Err(Unread::TooSlow))
}

async fn collect<B>(mut body: B, length: usize, most: usize) -> Result<Bytes, Unread>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    let mut whole: Option<Bytes> = None;
    let mut joined = BytesMut::new();
    let mut count = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|why| Unread::Broken(why.to_string()))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        count += data.len();
        if count > most.saturating_add(MOST_DISCARDED) {
            return Err(Unread::TooLarge);
        }
        if count > most {
            continue;
        }
        // Nearly every body comes in one piece, which needs no copy.
        match whole.take() {
            None if joined.is_empty() => whole = Some(data),
            None => joined.extend_from_slice(&data),
            Some(first) => {
                joined.reserve(length.min(MOST_RESERVED).max(count));
                joined.extend_from_slice(&first);
                joined.extend_from_slice(&data);
            }
        }
    }
    if count > most {
        return Err(Unread::TooLarge);
    }
    Ok(whole.unwrap_or_else(|| joined.freeze()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::body::Frame;
    use std::collections::VecDeque;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    /// A body that comes in these pieces.
    struct Pieces(VecDeque<&'static [u8]>);

    impl Body for Pieces {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let piece = self.0.pop_front();
            Poll::Ready(piece.map(|piece| Ok(Frame::data(Bytes::from_static(piece)))))
        }
    }

    #[tokio::test]
    async fn pieces_are_joined_and_the_limit_is_exact() {
        let read_all = async |pieces: &[&'static [u8]], most| {
            let pieces = Pieces(pieces.iter().copied().collect());
            read(pieces, &HeaderMap::new(), most, Duration::from_secs(60)).await
        };
        assert_eq!(
            read_all(&[b"ab", b"", b"cd", b"e"], 5).await,
            Ok(Bytes::from("abcde"))
        );
        assert_eq!(read_all(&[b"abcde"], 5).await, Ok(Bytes::from("abcde")));
        assert_eq!(read_all(&[b"abc", b"def"], 5).await, Err(Unread::TooLarge));
        assert_eq!(read_all(&[], 5).await, Ok(Bytes::new()));
    }
}
