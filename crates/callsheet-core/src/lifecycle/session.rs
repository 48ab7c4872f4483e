//! The life of a session: open, ending because somebody asked for it, ended.
//!
//! Source: `semantics.md` 2.6. A session that only runs dry stays STARTED until its environments
//! are left; UPDATE_IN_PROGRESS is what a caller's UpdateSession looks like meanwhile.

use callsheet_api::Timestamp;
use callsheet_api::types::SessionLifecycleStatus;

use super::Step;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    Open,
    /// A caller wants it ended.
    Ending,
    Ended {
        ended_at: Timestamp,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEvent {
    EndRequested,
    /// Nothing is left to run, and nothing more will be given.
    LastActionEnded,
    WorkerLost,
}

impl SessionState {
    pub const fn name(&self) -> &'static str {
        match self {
            SessionState::Open => "STARTED",
            SessionState::Ending => "UPDATE_IN_PROGRESS",
            SessionState::Ended { .. } => "ENDED",
        }
    }

    pub const fn wire(&self) -> SessionLifecycleStatus {
        match self {
            SessionState::Open => SessionLifecycleStatus::Started,
            SessionState::Ending => SessionLifecycleStatus::UpdateInProgress,
            SessionState::Ended { .. } => SessionLifecycleStatus::Ended,
        }
    }

    /// The number under which a store keeps this state.
    pub const fn code(&self) -> i64 {
        match self {
            SessionState::Open => 0,
            SessionState::Ending => 1,
            SessionState::Ended { .. } => 2,
        }
    }

    pub const fn ended_at(&self) -> Option<Timestamp> {
        match self {
            SessionState::Ended { ended_at } => Some(*ended_at),
            SessionState::Open | SessionState::Ending => None,
        }
    }

    /// The only way a session changes its state.
    pub const fn on(&self, event: SessionEvent, now: Timestamp) -> Step<SessionState> {
        match self {
            SessionState::Open => match event {
                SessionEvent::EndRequested => Step::To(SessionState::Ending),
                SessionEvent::LastActionEnded | SessionEvent::WorkerLost => {
                    Step::To(SessionState::Ended { ended_at: now })
                }
            },
            SessionState::Ending => match event {
                SessionEvent::EndRequested => Step::Unchanged,
                SessionEvent::LastActionEnded | SessionEvent::WorkerLost => {
                    Step::To(SessionState::Ended { ended_at: now })
                }
            },
            SessionState::Ended { .. } => match event {
                SessionEvent::EndRequested
                | SessionEvent::LastActionEnded
                | SessionEvent::WorkerLost => Step::Unchanged,
            },
        }
    }
}
