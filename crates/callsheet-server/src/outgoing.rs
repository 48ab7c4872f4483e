//! What an answer has for a body: all of it at once, or what comes as long as somebody listens.

use std::any::Any;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::mpsc;

pub(crate) enum Outgoing {
    Whole(Full<Bytes>),
    /// Ends when its sender goes; a listener that goes is seen there.
    Stream {
        chunks: mpsc::Receiver<Bytes>,
        /// Given up with the stream.
        _kept: Option<Box<dyn Any + Send>>,
    },
}

impl Outgoing {
    pub fn stream(chunks: mpsc::Receiver<Bytes>) -> Self {
        Self::Stream {
            chunks,
            _kept: None,
        }
    }

    /// Holds on to this until all of the body is out, if that may take its time.
    pub fn keeping(self, held: impl Any + Send) -> Self {
        match self {
            Self::Whole(body) => Self::Whole(body),
            Self::Stream { chunks, .. } => Self::Stream {
                chunks,
                _kept: Some(Box::new(held)),
            },
        }
    }
}

impl From<Bytes> for Outgoing {
    fn from(body: Bytes) -> Self {
        Self::Whole(Full::new(body))
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Whole(body) => Pin::new(body).poll_frame(cx),
            Self::Stream { chunks, .. } => {
                let chunk = std::task::ready!(chunks.poll_recv(cx));
                Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_end_stream(),
            Self::Stream { .. } => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::Stream { .. } => SizeHint::default(),
        }
    }
}
