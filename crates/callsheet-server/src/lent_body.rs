//! A request's body that is lent to whoever reads it. What comes back unread is thrown away, within
//! limits: a sender that is still busy sending would see a broken connection and not its answer.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming, SizeHint};

const MOST_DISCARDED: usize = 64 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct LentBody {
    body: Option<Incoming>,
    lender: Lender,
}

/// Where it comes back to.
#[derive(Clone, Default)]
pub(crate) struct Lender(Arc<Mutex<Option<Incoming>>>);

impl LentBody {
    pub fn new(body: Incoming) -> (Self, Lender) {
        let lender = Lender::default();
        let lent = Self {
            body: Some(body),
            lender: lender.clone(),
        };
        (lent, lender)
    }
}

impl Drop for LentBody {
    fn drop(&mut self) {
        *self.lender.0.lock().unwrap_or_else(PoisonError::into_inner) = self.body.take();
    }
}

/// What is left of a body when its answer is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    Nothing,
    /// The connection is good for nothing else.
    OnItsWay,
}

impl Lender {
    /// Throws away what is left, but if its sender waits for our word before it sends.
    pub async fn settle(&self, waits: bool) -> Rest {
        let rest = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .filter(|rest| !rest.is_end_stream());
        match rest {
            None => Rest::Nothing,
            Some(_) if waits => Rest::OnItsWay,
            Some(rest) => tokio::time::timeout(PATIENCE, discard(rest))
                .await
                .unwrap_or(Rest::OnItsWay),
        }
    }
}

async fn discard(mut body: Incoming) -> Rest {
    let mut count = 0;
    while count < MOST_DISCARDED {
        match body.frame().await {
            Some(Ok(frame)) => count += frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) => return Rest::OnItsWay,
            None => return Rest::Nothing,
        }
    }
    Rest::OnItsWay
}

impl Body for LentBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(SizeHint::new, Body::size_hint)
    }
}
