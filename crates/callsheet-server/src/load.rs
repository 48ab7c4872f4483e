//! How many requests are worked on at once. More are told to come again, in a moment in which that
//! costs nothing: what each of them may hold in memory is bounded, and so all of them together.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// How long who found no room is told to wait.
pub(crate) const COME_AGAIN_S: u32 = 1;

#[derive(Debug)]
pub struct Load {
    most: usize,
    now: AtomicUsize,
    turned_away: AtomicU64,
}

/// A request that is worked on, for as long as it is.
#[derive(Debug)]
pub(crate) struct Working(Arc<Load>);

impl Load {
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self {
            most,
            now: AtomicUsize::new(0),
            turned_away: AtomicU64::new(0),
        }
    }

    /// None, if there are as many as may be.
    pub(crate) fn begin(self: &Arc<Self>) -> Option<Working> {
        let before = self.now.fetch_add(1, Relaxed);
        let working = Working(Arc::clone(self));
        if before < self.most {
            return Some(working);
        }
        self.turned_away.fetch_add(1, Relaxed);
        None
    }

    /// Waits for something on behalf of a request that is not worked on meanwhile. It has its place
    /// again afterwards, even if another one took it: it was let in before.
    pub async fn at_rest<T>(&self, waiting: impl Future<Output = T>) -> T {
        let _resting = Resting::new(self);
        waiting.await
    }

    pub(crate) fn turned_away(&self) -> u64 {
        self.turned_away.load(Relaxed)
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Relaxed);
    }
}

struct Resting<'a>(&'a Load);

impl<'a> Resting<'a> {
    fn new(load: &'a Load) -> Self {
        load.now.fetch_sub(1, Relaxed);
        Self(load)
    }
}

impl Drop for Resting<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_add(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_rests_makes_room_and_has_its_place_again_afterwards() {
        let load = Arc::new(Load::new(1));
        let held = load.begin().unwrap();
        assert!(load.begin().is_none());
        load.at_rest(async {
            let other = load.begin().unwrap();
            assert!(load.begin().is_none());
            drop(other);
        })
        .await;
        assert!(load.begin().is_none());
        drop(held);
        assert!(load.begin().is_some());
        assert_eq!(load.turned_away(), 3);
        assert_eq!(load.now.load(Relaxed), 0);
    }
}
