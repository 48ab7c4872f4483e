//! What an answer has for a body: all of it at once, what comes as long as somebody listens, or what
//! is read from files while it is sent.

use std::any::Any;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use callsheet_companions::s3;
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
    /// An object of the embedded S3.
    Object {
        body: s3::Body,
        /// Given up with the body.
        _kept: Option<Box<dyn Any + Send>>,
    },
}

type BoxedError = Box<dyn std::error::Error + Send + Sync>;

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
            Self::Object { body, .. } => Self::Object {
                body,
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

impl From<s3::Body> for Outgoing {
    fn from(body: s3::Body) -> Self {
        Self::Object { body, _kept: None }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = BoxedError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxedError>>> {
        match self.get_mut() {
            Self::Whole(body) => {
                let never = |why: Infallible| match why {};
                Pin::new(body)
                    .poll_frame(cx)
                    .map(|frame| frame.map(|frame| frame.map_err(never)))
            }
            Self::Stream { chunks, .. } => {
                let chunk = std::task::ready!(chunks.poll_recv(cx));
                Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk))))
            }
            Self::Object { body, .. } => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_end_stream(),
            Self::Stream { .. } => false,
            Self::Object { body, .. } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::Stream { .. } => SizeHint::default(),
            Self::Object { body, .. } => body.size_hint(),
        }
    }
}
