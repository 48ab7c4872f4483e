//! One file per state machine. Each has a single function that says what an event does to a state;
//! no other code changes a state, and no match here has a wildcard arm, so a new state breaks the
//! build wherever somebody has to think about it. The tables in `docs/lifecycles/` are printed from
//! these functions by a test.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod action;
pub mod association;
pub mod job;
pub mod session;
pub mod task;
pub mod worker;

/// An event that this state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{event}` is not possible while `{state}`")]
pub struct Illegal {
    pub state: &'static str,
    pub event: &'static str,
}

/// What an event does to a state.
#[derive(Debug, Clone, PartialEq)]
pub enum Step<S> {
    To(S),
    /// Heard before, or of no consequence now.
    Unchanged,
}

impl<S> Step<S> {
    pub fn or(self, current: S) -> S {
        match self {
            Step::To(next) => next,
            Step::Unchanged => current,
        }
    }
}
