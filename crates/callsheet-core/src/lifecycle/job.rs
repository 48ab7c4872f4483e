//! The life of a job's record: being created, usable, being updated, archived. What its tasks do is
//! told by their counts, not here.
//!
//! Source: `semantics.md` 2.1 and 2.2. UPLOAD_IN_PROGRESS and UPLOAD_FAILED are never entered.

use callsheet_api::types::{JobLifecycleStatus, StepLifecycleStatus};

use super::{Illegal, Step};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    Creating,
    CreateFailed,
    Created,
    /// A target has been set and some tasks are still on their way to it.
    Updating,
    Updated,
    Archived,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobEvent {
    /// Its template became steps and tasks.
    Expanded,
    /// Its template could not become steps and tasks.
    Refused,
    /// A caller changed something.
    Aimed,
    /// Every task that was to move has arrived.
    Arrived,
    Archived,
}

impl JobState {
    pub const ALL: [JobState; 6] = [
        JobState::Creating,
        JobState::CreateFailed,
        JobState::Created,
        JobState::Updating,
        JobState::Updated,
        JobState::Archived,
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
            JobState::Creating => "CREATE_IN_PROGRESS",
            JobState::CreateFailed => "CREATE_FAILED",
            JobState::Created => "CREATE_COMPLETE",
            JobState::Updating => "UPDATE_IN_PROGRESS",
            JobState::Updated => "UPDATE_SUCCEEDED",
            JobState::Archived => "ARCHIVED",
        }
    }

    pub const fn wire(&self) -> JobLifecycleStatus {
        match self {
            JobState::Creating => JobLifecycleStatus::CreateInProgress,
            JobState::CreateFailed => JobLifecycleStatus::CreateFailed,
            JobState::Created => JobLifecycleStatus::CreateComplete,
            JobState::Updating => JobLifecycleStatus::UpdateInProgress,
            JobState::Updated => JobLifecycleStatus::UpdateSucceeded,
            JobState::Archived => JobLifecycleStatus::Archived,
        }
    }

    /// A step's record has the same life from the moment it can be seen.
    pub const fn step_wire(&self) -> StepLifecycleStatus {
        match self {
            JobState::Creating
            | JobState::CreateFailed
            | JobState::Created
            | JobState::Archived => StepLifecycleStatus::CreateComplete,
            JobState::Updating => StepLifecycleStatus::UpdateInProgress,
            JobState::Updated => StepLifecycleStatus::UpdateSucceeded,
        }
    }

    /// Has steps and tasks that callers may change.
    pub const fn may_be_updated(&self) -> bool {
        match self {
            JobState::Created | JobState::Updating | JobState::Updated => true,
            JobState::Creating | JobState::CreateFailed | JobState::Archived => false,
        }
    }

    /// The only way a job's record changes its state.
    pub fn on(&self, event: JobEvent) -> Result<Step<JobState>, Illegal> {
        let illegal = |event| {
            Err(Illegal {
                state: self.name(),
                event,
            })
        };
        match self {
            JobState::Creating => match event {
                JobEvent::Expanded => Ok(Step::To(JobState::Created)),
                JobEvent::Refused => Ok(Step::To(JobState::CreateFailed)),
                JobEvent::Aimed => illegal("Aimed"),
                JobEvent::Arrived => illegal("Arrived"),
                JobEvent::Archived => illegal("Archived"),
            },
            JobState::Created | JobState::Updated => match event {
                // Two servers may have picked up the same job; the second finds it done.
                JobEvent::Expanded | JobEvent::Refused | JobEvent::Arrived => Ok(Step::Unchanged),
                JobEvent::Aimed => Ok(Step::To(JobState::Updating)),
                JobEvent::Archived => Ok(Step::To(JobState::Archived)),
            },
            JobState::Updating => match event {
                JobEvent::Expanded | JobEvent::Refused | JobEvent::Aimed => Ok(Step::Unchanged),
                JobEvent::Arrived => Ok(Step::To(JobState::Updated)),
                JobEvent::Archived => illegal("Archived"),
            },
            JobState::CreateFailed => match event {
                JobEvent::Expanded | JobEvent::Refused | JobEvent::Arrived => Ok(Step::Unchanged),
                JobEvent::Aimed => illegal("Aimed"),
                JobEvent::Archived => illegal("Archived"),
            },
            JobState::Archived => match event {
                JobEvent::Expanded | JobEvent::Refused | JobEvent::Arrived | JobEvent::Archived => {
                    Ok(Step::Unchanged)
                }
                JobEvent::Aimed => illegal("Aimed"),
            },
        }
    }
}
