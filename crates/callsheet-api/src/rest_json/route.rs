//! From a method and a path to an operation. The host never matters.

use crate::generated::routes;
use crate::types::ValidationExceptionReason;
use crate::{Exception, Operation};

/// The longest route has ten segments; what has more than this cannot fit.
const MAX_SEGMENTS: usize = 12;
const MAX_LABELS: usize = 5;

/// An operation and what stands for its labels in the path, still percent-encoded.
#[derive(Clone, Copy, Debug)]
pub struct RouteMatch<'a> {
    pub operation: Operation,
    labels: [&'a str; MAX_LABELS],
}

impl<'a> RouteMatch<'a> {
    pub(crate) fn new(operation: Operation, found: &[&'a str]) -> Self {
        let mut labels = [""; MAX_LABELS];
        labels[..found.len()].copy_from_slice(found);
        Self { operation, labels }
    }

    /// The labels by name, in the order of the path.
    pub fn labels(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        self.operation.labels().iter().copied().zip(self.labels)
    }
}

/// Finds the operation by the path as it was sent, without its query.
#[must_use]
pub fn route<'a>(method: &str, raw_path: &'a str) -> Option<RouteMatch<'a>> {
    let mut segments = [""; MAX_SEGMENTS];
    let mut count = 0;
    for segment in raw_path.strip_prefix('/')?.split('/') {
        // Signatures clean these up, so that such a path may have been signed as another one.
        if matches!(segment, "" | "." | "..") {
            return None;
        }
        *segments.get_mut(count)? = segment;
        count += 1;
    }
    routes::route(method, &segments[..count])
}

/// The answer to a path that means nothing.
#[must_use]
pub fn unknown_route(method: &str, raw_path: &str) -> Exception {
    let shown: String = raw_path.chars().take(256).collect();
    let message = format!("no operation is called by {method} `{shown}`");
    Exception::validation(
        ValidationExceptionReason::UnknownOperation,
        Vec::new(),
        message,
    )
}
