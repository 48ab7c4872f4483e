//! The life of a session action: handed to a worker, running, perhaps being canceled, ended.
//!
//! Source: `semantics.md` 2.7. An action is created in the very answer that hands it out, so it is
//! never SCHEDULED; RECLAIMING and RECLAIMED are not used yet.

use callsheet_api::Timestamp;
use callsheet_api::types::SessionActionStatus;

use super::Step;

/// How an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Succeeded,
    Failed,
    Interrupted,
    Canceled,
    NeverAttempted,
}

impl Outcome {
    pub const ALL: [Outcome; 5] = [
        Outcome::Succeeded,
        Outcome::Failed,
        Outcome::Interrupted,
        Outcome::Canceled,
        Outcome::NeverAttempted,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Succeeded => "SUCCEEDED",
            Outcome::Failed => "FAILED",
            Outcome::Interrupted => "INTERRUPTED",
            Outcome::Canceled => "CANCELED",
            Outcome::NeverAttempted => "NEVER_ATTEMPTED",
        }
    }

    /// A worker that said an action runs cannot take it back: something ran, and was interrupted.
    pub const fn of_one_that_ran(self) -> Outcome {
        match self {
            Outcome::NeverAttempted => Outcome::Interrupted,
            Outcome::Succeeded | Outcome::Failed | Outcome::Interrupted | Outcome::Canceled => self,
        }
    }

    /// After such an end the session may only leave its environments.
    pub const fn breaks_the_session(self) -> bool {
        match self {
            Outcome::Failed | Outcome::Interrupted | Outcome::Canceled => true,
            Outcome::Succeeded | Outcome::NeverAttempted => false,
        }
    }
}

/// Data lives in the variant that makes it true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionState {
    Assigned,
    Running {
        started_at: Timestamp,
    },
    Canceling {
        started_at: Option<Timestamp>,
    },
    Ended {
        outcome: Outcome,
        started_at: Option<Timestamp>,
        ended_at: Timestamp,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionEvent {
    /// The worker says that it runs.
    Progressed {
        started_at: Timestamp,
    },
    /// The worker says how it ended. Start and end may both fall between two heartbeats.
    Completed {
        outcome: Outcome,
        started_at: Option<Timestamp>,
        ended_at: Option<Timestamp>,
    },
    CancelRequested,
    /// The worker fell silent, came back as new, stopped without a word, or was deleted.
    WorkerLost,
}

impl ActionEvent {
    pub const fn name(&self) -> &'static str {
        match self {
            ActionEvent::Progressed { .. } => "Progressed",
            ActionEvent::Completed { .. } => "Completed",
            ActionEvent::CancelRequested => "CancelRequested",
            ActionEvent::WorkerLost => "WorkerLost",
        }
    }
}

impl ActionState {
    pub const fn name(&self) -> &'static str {
        match self {
            ActionState::Assigned => "ASSIGNED",
            ActionState::Running { .. } => "RUNNING",
            ActionState::Canceling { .. } => "CANCELING",
            ActionState::Ended { outcome, .. } => outcome.name(),
        }
    }

    pub const fn wire(&self) -> SessionActionStatus {
        match self {
            ActionState::Assigned => SessionActionStatus::Assigned,
            ActionState::Running { .. } => SessionActionStatus::Running,
            ActionState::Canceling { .. } => SessionActionStatus::Canceling,
            ActionState::Ended { outcome, .. } => match outcome {
                Outcome::Succeeded => SessionActionStatus::Succeeded,
                Outcome::Failed => SessionActionStatus::Failed,
                Outcome::Interrupted => SessionActionStatus::Interrupted,
                Outcome::Canceled => SessionActionStatus::Canceled,
                Outcome::NeverAttempted => SessionActionStatus::NeverAttempted,
            },
        }
    }

    pub const fn is_ended(&self) -> bool {
        match self {
            ActionState::Ended { .. } => true,
            ActionState::Assigned | ActionState::Running { .. } | ActionState::Canceling { .. } => {
                false
            }
        }
    }

    pub const fn has_started(&self) -> bool {
        self.started_at().is_some()
    }

    pub const fn started_at(&self) -> Option<Timestamp> {
        match self {
            ActionState::Assigned => None,
            ActionState::Running { started_at } => Some(*started_at),
            ActionState::Canceling { started_at } | ActionState::Ended { started_at, .. } => {
                *started_at
            }
        }
    }

    pub const fn ended_at(&self) -> Option<Timestamp> {
        match self {
            ActionState::Ended {
                outcome, ended_at, ..
            } => match outcome {
                // Nothing ran, so there is no time to show.
                Outcome::NeverAttempted => None,
                Outcome::Succeeded | Outcome::Failed | Outcome::Interrupted | Outcome::Canceled => {
                    Some(*ended_at)
                }
            },
            ActionState::Assigned | ActionState::Running { .. } | ActionState::Canceling { .. } => {
                None
            }
        }
    }

    /// The only way a session action changes its state. No report is illegal: an agent that is told
    /// so gives up, and its frames with it; what contradicts itself is read in the safest way.
    pub fn on(&self, event: &ActionEvent, now: Timestamp) -> Step<ActionState> {
        match self {
            ActionState::Assigned => Step::To(match event {
                ActionEvent::Progressed { started_at } => ActionState::Running {
                    started_at: *started_at,
                },
                ActionEvent::Completed {
                    outcome,
                    started_at,
                    ended_at,
                } => ended(*outcome, *started_at, *ended_at, now),
                ActionEvent::CancelRequested => ActionState::Canceling { started_at: None },
                ActionEvent::WorkerLost => ended(Outcome::NeverAttempted, None, None, now),
            }),
            ActionState::Running { started_at } => match event {
                // The first report of a start is kept: what was answered stays true.
                ActionEvent::Progressed { .. } => Step::Unchanged,
                ActionEvent::Completed {
                    outcome, ended_at, ..
                } => {
                    let outcome = outcome.of_one_that_ran();
                    Step::To(ended(outcome, Some(*started_at), *ended_at, now))
                }
                ActionEvent::CancelRequested => Step::To(ActionState::Canceling {
                    started_at: Some(*started_at),
                }),
                ActionEvent::WorkerLost => {
                    Step::To(ended(Outcome::Interrupted, Some(*started_at), None, now))
                }
            },
            ActionState::Canceling { started_at } => match event {
                // The worker may not have seen our request yet; its start is worth keeping.
                ActionEvent::Progressed {
                    started_at: reported,
                } => match started_at {
                    Some(_) => Step::Unchanged,
                    None => Step::To(ActionState::Canceling {
                        started_at: Some(*reported),
                    }),
                },
                // It may have finished in the race; what it says is what happened.
                ActionEvent::Completed {
                    outcome,
                    started_at: reported,
                    ended_at,
                } => {
                    let outcome = match started_at {
                        Some(_) => outcome.of_one_that_ran(),
                        None => *outcome,
                    };
                    Step::To(ended(outcome, started_at.or(*reported), *ended_at, now))
                }
                ActionEvent::CancelRequested => Step::Unchanged,
                ActionEvent::WorkerLost => {
                    Step::To(ended(Outcome::Interrupted, *started_at, None, now))
                }
            },
            // A terminal action never changes: late and repeated words are of no consequence.
            ActionState::Ended { .. } => match event {
                ActionEvent::Progressed { .. }
                | ActionEvent::Completed { .. }
                | ActionEvent::CancelRequested
                | ActionEvent::WorkerLost => Step::Unchanged,
            },
        }
    }
}

fn ended(
    outcome: Outcome,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    now: Timestamp,
) -> ActionState {
    let started_at = match outcome {
        Outcome::NeverAttempted => None,
        Outcome::Succeeded | Outcome::Failed | Outcome::Interrupted | Outcome::Canceled => {
            started_at
        }
    };
    // A worker's clock may run ahead of ours, or be set back while it works; an action never ends
    // before it starts, and a start that was told to anybody stays.
    let ended_at = ended_at.unwrap_or(now);
    let ended_at = started_at.map_or(ended_at, |start| ended_at.max(start));
    ActionState::Ended {
        outcome,
        started_at,
        ended_at,
    }
}
