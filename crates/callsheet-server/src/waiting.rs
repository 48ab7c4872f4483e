//! Requests of idle workers that are held until there is work (`architecture` decision: held
//! requests). A commit that makes tasks ready wakes as many of them as there are new tasks, longest
//! idle first; what is woken in vain simply asks again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::sync::oneshot;

/// The longest that a request is held: well under any client's patience and the silence limit.
pub const MOST_HELD_S: u64 = 20;

#[derive(Debug, Clone, Default)]
pub struct Waiting {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    is_closed: bool,
    held: VecDeque<oneshot::Sender<()>>,
}

impl Waiting {
    /// A place in the line. Taken before the planning that finds nothing, so that work which comes
    /// between is not missed. `None` once the server is ending.
    pub fn take_place(&self) -> Option<oneshot::Receiver<()>> {
        let mut state = self.lock();
        if state.is_closed {
            return None;
        }
        // Those at the head that gave up would otherwise pile up on an idle farm.
        while state.held.front().is_some_and(oneshot::Sender::is_closed) {
            state.held.pop_front();
        }
        let (wake, woken) = oneshot::channel();
        state.held.push_back(wake);
        Some(woken)
    }

    /// Wakes as many as there are new tasks.
    pub fn wake(&self, tasks: i64) {
        let mut left = tasks;
        let mut state = self.lock();
        while left > 0 {
            let Some(held) = state.held.pop_front() else {
                break;
            };
            if held.send(()).is_ok() {
                left -= 1;
            }
        }
    }

    /// Lets everybody go, and holds nobody from now on.
    pub fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        state.held.clear();
    }

    pub fn count(&self) -> usize {
        self.lock()
            .held
            .iter()
            .filter(|held| !held.is_closed())
            .count()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_wake_as_there_are_tasks_longest_idle_first() {
        let waiting = Waiting::default();
        let gave_up = waiting.take_place().unwrap();
        let mut first = waiting.take_place().unwrap();
        let mut second = waiting.take_place().unwrap();
        drop(gave_up);
        waiting.wake(1);
        assert_eq!(first.try_recv(), Ok(()));
        assert_eq!(second.try_recv(), Err(oneshot::error::TryRecvError::Empty));
    }

    #[test]
    fn an_ending_server_holds_nobody() {
        let waiting = Waiting::default();
        let mut held = waiting.take_place().unwrap();
        waiting.close();
        assert_eq!(held.try_recv(), Err(oneshot::error::TryRecvError::Closed));
        assert!(waiting.take_place().is_none());
    }
}
