//! What is told to the world when something changes (`semantics.md` 8.1). Decisions become
//! [`Happened`]; a store keeps them in the order in which they were committed, with the place that
//! they are about ([`Told`]); only when somebody is told do they become events of EventBridge's
//! shape ([`shape`]), one for each task of a range.

pub mod cursor;
pub mod noted;
pub mod replay;
pub mod shape;

use callsheet_api::Timestamp;
use callsheet_api::extension::events::{DetailType, EventFilter};
use callsheet_api::ids::{BudgetId, FarmId, FleetId, JobId, QueueId, StepId};
use callsheet_api::types::{JobLifecycleStatus, StepLifecycleStatus};
use serde::{Deserialize, Serialize};

use crate::counts::TaskStatus;

/// How much somebody wants to know. What nobody wants is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    #[default]
    Nothing,
    /// Of jobs, steps, fleets and budgets.
    Jobs,
    /// Also of each task.
    Tasks,
}

impl Level {
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// One that is not known was written by a later version: it asks for all.
    pub const fn from_code(code: i64) -> Self {
        match code {
            i64::MIN..=0 => Level::Nothing,
            1 => Level::Jobs,
            2.. => Level::Tasks,
        }
    }

    /// What a filter needs.
    pub fn of(filter: &EventFilter) -> Self {
        if filter.takes_tasks() {
            Level::Tasks
        } else {
            Level::Jobs
        }
    }
}

/// Tasks from `first` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub first: i64,
    pub count: i64,
}

/// One change as it was decided. It is kept as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Happened {
    JobLifecycle {
        /// Absent when it is created.
        previous: Option<JobLifecycleStatus>,
        now: JobLifecycleStatus,
    },
    JobRun(Run),
    StepLifecycle {
        previous: StepLifecycleStatus,
        now: StepLifecycleStatus,
    },
    StepRun(Run),
    /// However many tasks of a step.
    TaskRun {
        ranges: Vec<Range>,
        previous: TaskStatus,
        now: TaskStatus,
    },
    FleetSize {
        fleet: FleetId,
        previous: i64,
        now: i64,
    },
    BudgetThreshold {
        budget: BudgetId,
        percent: f64,
    },
}

/// Where a job or step stood and stands, with all its tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub previous: TaskStatus,
    pub now: TaskStatus,
    pub counts: [i64; 12],
}

impl Happened {
    pub const fn detail_type(&self) -> DetailType {
        match self {
            Happened::JobLifecycle { .. } => DetailType::JobLifecycleStatusChange,
            Happened::JobRun(_) => DetailType::JobRunStatusChange,
            Happened::StepLifecycle { .. } => DetailType::StepLifecycleStatusChange,
            Happened::StepRun(_) => DetailType::StepRunStatusChange,
            Happened::TaskRun { .. } => DetailType::TaskRunStatusChange,
            Happened::FleetSize { .. } => DetailType::FleetSizeRecommendationChange,
            Happened::BudgetThreshold { .. } => DetailType::BudgetThresholdReached,
        }
    }

    /// How many events it comes to.
    pub fn events(&self) -> i64 {
        match self {
            Happened::TaskRun { ranges, .. } => ranges.iter().map(|range| range.count).sum(),
            Happened::JobLifecycle { .. }
            | Happened::JobRun(_)
            | Happened::StepLifecycle { .. }
            | Happened::StepRun(_)
            | Happened::FleetSize { .. }
            | Happened::BudgetThreshold { .. } => 1,
        }
    }

    /// The task that the event of this number is about.
    pub fn task(&self, number: i64) -> Option<i64> {
        let Happened::TaskRun { ranges, .. } = self else {
            return None;
        };
        let mut left = number;
        for range in ranges {
            if left < range.count {
                return Some(range.first + left);
            }
            left -= range.count;
        }
        None
    }
}

/// How long to wait after so many failures in a row, in milliseconds: twice as long each time, up to
/// some minutes. `dice` keeps those apart that failed together.
pub fn backoff_ms(failures: i64, dice: u8) -> i64 {
    const FIRST_MS: i64 = 1_000;
    const MOST_MS: i64 = 300_000;
    let longest = (FIRST_MS << (failures - 1).clamp(0, 9)).min(MOST_MS);
    longest / 2 + longest * i64::from(dice) / 256
}

/// A change in its place among all others, as a store keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub position: i64,
    pub at: Timestamp,
    pub farm: FarmId,
    pub queue: Option<QueueId>,
    pub job: Option<JobId>,
    pub step: Option<StepId>,
    pub happened: Happened,
}

impl Told {
    /// Whether this filter asks for it.
    pub fn passes(&self, filter: &EventFilter) -> bool {
        filter.takes(self.happened.detail_type())
            && filter.farm_id.is_none_or(|farm| farm == self.farm)
            && (filter.queue_id.is_none() || filter.queue_id == self.queue)
            && (filter.job_id.is_none() || filter.job_id == self.job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_as_many_events_as_it_has_tasks() {
        let ranges = vec![
            Range { first: 3, count: 2 },
            Range {
                first: 10,
                count: 1_000_000,
            },
        ];
        let moved = Happened::TaskRun {
            ranges,
            previous: TaskStatus::Ready,
            now: TaskStatus::Canceled,
        };
        assert_eq!(moved.events(), 1_000_002);
        let tasks = [0, 1, 2, 1_000_001, 1_000_002].map(|number| moved.task(number));
        assert_eq!(tasks, [Some(3), Some(4), Some(10), Some(1_000_009), None]);
    }

    #[test]
    fn a_receiver_that_fails_is_left_alone_for_longer_each_time() {
        let waits = [1, 2, 3, 9, 99].map(|failures| backoff_ms(failures, 128));
        assert_eq!(waits, [1_000, 2_000, 4_000, 256_000, 300_000]);
        assert_eq!((backoff_ms(1, 0), backoff_ms(1, 255)), (500, 1_496));
    }

    #[test]
    fn tasks_have_to_be_asked_for() {
        let told = |happened| Told {
            position: 1,
            at: Timestamp::from_ms(0),
            farm: FarmId::from_bytes([1; 16]),
            queue: Some(QueueId::from_bytes([2; 16])),
            job: Some(JobId::from_bytes([3; 16])),
            step: None,
            happened,
        };
        let run = Run {
            previous: TaskStatus::Ready,
            now: TaskStatus::Running,
            counts: [0; 12],
        };
        let of_job = told(Happened::JobRun(run));
        let of_tasks = told(Happened::TaskRun {
            ranges: vec![Range { first: 0, count: 1 }],
            previous: TaskStatus::Ready,
            now: TaskStatus::Running,
        });
        let all = EventFilter::default();
        assert!(of_job.passes(&all) && !of_tasks.passes(&all));
        assert_eq!(Level::of(&all), Level::Jobs);
        let tasks = EventFilter {
            detail_types: vec![DetailType::TaskRunStatusChange],
            ..EventFilter::default()
        };
        assert!(!of_job.passes(&tasks) && of_tasks.passes(&tasks));
        assert_eq!(Level::of(&tasks), Level::Tasks);
        let elsewhere = EventFilter {
            queue_id: Some(QueueId::from_bytes([9; 16])),
            ..EventFilter::default()
        };
        assert!(!of_job.passes(&elsewhere));
    }
}
