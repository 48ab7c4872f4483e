//! The life of a queue's association with a fleet or with a limit: active, draining in one of two
//! ways, stopped. Only the names of the states differ between the two.
//!
//! Source: `semantics.md` 2.10, 2.11.

use callsheet_api::types::{QueueFleetAssociationStatus, QueueLimitAssociationStatus};

use super::{Illegal, Step};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssociationState {
    Active,
    /// No new work; what runs may finish.
    Completing,
    /// No new work; what runs is canceled.
    Canceling,
    Stopped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssociationEvent {
    Activated,
    StopAndComplete,
    StopAndCancel,
    /// No session of the pair is left, or nothing of the limit is held.
    Drained,
}

impl AssociationState {
    pub const ALL: [AssociationState; 4] = [
        AssociationState::Active,
        AssociationState::Completing,
        AssociationState::Canceling,
        AssociationState::Stopped,
    ];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        usize::try_from(code)
            .ok()
            .and_then(|index| Self::ALL.get(index).copied())
    }

    pub const fn name(&self) -> &'static str {
        match self {
            AssociationState::Active => "ACTIVE",
            AssociationState::Completing => "STOP_SCHEDULING_AND_COMPLETE_TASKS",
            AssociationState::Canceling => "STOP_SCHEDULING_AND_CANCEL_TASKS",
            AssociationState::Stopped => "STOPPED",
        }
    }

    pub const fn wire(&self) -> QueueFleetAssociationStatus {
        match self {
            AssociationState::Active => QueueFleetAssociationStatus::Active,
            AssociationState::Completing => {
                QueueFleetAssociationStatus::StopSchedulingAndCompleteTasks
            }
            AssociationState::Canceling => {
                QueueFleetAssociationStatus::StopSchedulingAndCancelTasks
            }
            AssociationState::Stopped => QueueFleetAssociationStatus::Stopped,
        }
    }

    /// What a queue-limit association in this state is called.
    pub const fn limit_wire(&self) -> QueueLimitAssociationStatus {
        match self {
            AssociationState::Active => QueueLimitAssociationStatus::Active,
            AssociationState::Completing => {
                QueueLimitAssociationStatus::StopLimitUsageAndCompleteTasks
            }
            AssociationState::Canceling => {
                QueueLimitAssociationStatus::StopLimitUsageAndCancelTasks
            }
            AssociationState::Stopped => QueueLimitAssociationStatus::Stopped,
        }
    }

    /// The only way an association changes its state.
    pub const fn on(&self, event: AssociationEvent) -> Result<Step<AssociationState>, Illegal> {
        match event {
            AssociationEvent::Activated => match self {
                AssociationState::Active => Ok(Step::Unchanged),
                AssociationState::Completing
                | AssociationState::Canceling
                | AssociationState::Stopped => Ok(Step::To(AssociationState::Active)),
            },
            AssociationEvent::StopAndComplete => match self {
                AssociationState::Active => Ok(Step::To(AssociationState::Completing)),
                // What is being canceled stays canceled; what is stopped is stopped.
                AssociationState::Completing | AssociationState::Stopped => Ok(Step::Unchanged),
                AssociationState::Canceling => Err(Illegal {
                    state: self.name(),
                    event: "StopAndComplete",
                }),
            },
            AssociationEvent::StopAndCancel => match self {
                AssociationState::Active | AssociationState::Completing => {
                    Ok(Step::To(AssociationState::Canceling))
                }
                AssociationState::Canceling | AssociationState::Stopped => Ok(Step::Unchanged),
            },
            AssociationEvent::Drained => match self {
                AssociationState::Completing | AssociationState::Canceling => {
                    Ok(Step::To(AssociationState::Stopped))
                }
                AssociationState::Active | AssociationState::Stopped => Ok(Step::Unchanged),
            },
        }
    }
}
