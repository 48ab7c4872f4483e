//! The twelve task statuses and how many tasks stand in each.
//!
//! Steps and jobs never hold a status of their own: theirs is a fold over these counts, so nobody
//! can set a job to RUNNING. Counts move by differences, which is why a target that moves a
//! million tasks costs what moving one costs.

use callsheet_api::types::TaskRunStatus;
use serde::{Deserialize, Serialize};

/// Where a task stands. The order is the column order of every table of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TaskStatus {
    Pending,
    Ready,
    Assigned,
    Starting,
    Scheduled,
    Running,
    Interrupting,
    Suspended,
    Canceled,
    Failed,
    Succeeded,
    NotCompatible,
}

impl TaskStatus {
    pub const ALL: [TaskStatus; 12] = [
        TaskStatus::Pending,
        TaskStatus::Ready,
        TaskStatus::Assigned,
        TaskStatus::Starting,
        TaskStatus::Scheduled,
        TaskStatus::Running,
        TaskStatus::Interrupting,
        TaskStatus::Suspended,
        TaskStatus::Canceled,
        TaskStatus::Failed,
        TaskStatus::Succeeded,
        TaskStatus::NotCompatible,
    ];

    /// Which status a step or job shows when its tasks disagree: the first of these that any task
    /// has (`semantics.md` 2.5).
    pub const PRECEDENCE: [TaskStatus; 12] = [
        TaskStatus::NotCompatible,
        TaskStatus::Running,
        TaskStatus::Assigned,
        TaskStatus::Starting,
        TaskStatus::Scheduled,
        TaskStatus::Ready,
        TaskStatus::Interrupting,
        TaskStatus::Failed,
        TaskStatus::Canceled,
        TaskStatus::Suspended,
        TaskStatus::Pending,
        TaskStatus::Succeeded,
    ];

    /// The number under which a store keeps this status.
    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        usize::try_from(code)
            .ok()
            .and_then(|index| Self::ALL.get(index).copied())
    }

    /// In a session: some worker has been told to run it.
    pub const fn is_held(self) -> bool {
        match self {
            TaskStatus::Assigned
            | TaskStatus::Starting
            | TaskStatus::Scheduled
            | TaskStatus::Running
            | TaskStatus::Interrupting => true,
            TaskStatus::Pending
            | TaskStatus::Ready
            | TaskStatus::Suspended
            | TaskStatus::Canceled
            | TaskStatus::Failed
            | TaskStatus::Succeeded
            | TaskStatus::NotCompatible => false,
        }
    }

    /// Nothing but a caller moves it any more.
    pub const fn is_final(self) -> bool {
        match self {
            TaskStatus::Canceled
            | TaskStatus::Failed
            | TaskStatus::Succeeded
            | TaskStatus::NotCompatible => true,
            TaskStatus::Pending
            | TaskStatus::Ready
            | TaskStatus::Assigned
            | TaskStatus::Starting
            | TaskStatus::Scheduled
            | TaskStatus::Running
            | TaskStatus::Interrupting
            | TaskStatus::Suspended => false,
        }
    }

    pub const fn wire(self) -> TaskRunStatus {
        match self {
            TaskStatus::Pending => TaskRunStatus::Pending,
            TaskStatus::Ready => TaskRunStatus::Ready,
            TaskStatus::Assigned => TaskRunStatus::Assigned,
            TaskStatus::Starting => TaskRunStatus::Starting,
            TaskStatus::Scheduled => TaskRunStatus::Scheduled,
            TaskStatus::Running => TaskRunStatus::Running,
            TaskStatus::Interrupting => TaskRunStatus::Interrupting,
            TaskStatus::Suspended => TaskRunStatus::Suspended,
            TaskStatus::Canceled => TaskRunStatus::Canceled,
            TaskStatus::Failed => TaskRunStatus::Failed,
            TaskStatus::Succeeded => TaskRunStatus::Succeeded,
            TaskStatus::NotCompatible => TaskRunStatus::NotCompatible,
        }
    }
}

/// How many tasks of a step or job stand in each status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts([i64; 12]);

impl Counts {
    pub const fn new(counts: [i64; 12]) -> Self {
        Self(counts)
    }

    pub fn only(status: TaskStatus, count: i64) -> Self {
        let mut counts = Self::default();
        counts.add(status, count);
        counts
    }

    pub const fn as_array(&self) -> &[i64; 12] {
        &self.0
    }

    pub const fn of(&self, status: TaskStatus) -> i64 {
        self.0[status as usize]
    }

    pub fn add(&mut self, status: TaskStatus, count: i64) {
        self.0[status as usize] += count;
    }

    /// `count` tasks went from one status to another.
    pub fn moved(&mut self, from: TaskStatus, to: TaskStatus, count: i64) {
        self.add(from, -count);
        self.add(to, count);
    }

    pub fn merge(&mut self, other: &Counts) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    pub fn total(&self) -> i64 {
        self.0.iter().sum()
    }

    pub fn held(&self) -> i64 {
        TaskStatus::ALL
            .iter()
            .filter(|s| s.is_held())
            .map(|s| self.of(*s))
            .sum()
    }

    /// Every task has come to an end that only a caller can undo.
    pub fn all_final(&self) -> bool {
        TaskStatus::ALL
            .iter()
            .all(|s| s.is_final() || self.of(*s) == 0)
    }

    pub fn all_succeeded(&self) -> bool {
        self.of(TaskStatus::Succeeded) == self.total()
    }

    /// The one status that stands for all of them.
    pub fn overall(&self) -> TaskStatus {
        TaskStatus::PRECEDENCE
            .into_iter()
            .find(|status| self.of(*status) > 0)
            .unwrap_or(TaskStatus::Pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_as_the_status_they_were() {
        for status in TaskStatus::ALL {
            assert_eq!(TaskStatus::from_code(status.code()), Some(status));
        }
        assert_eq!(TaskStatus::from_code(12), None);
        assert_eq!(TaskStatus::from_code(-1), None);
    }

    /// semantics 2.5-1.
    #[test]
    fn one_failed_task_is_seen_only_when_nothing_is_active() {
        let mut counts = Counts::only(TaskStatus::Failed, 1);
        counts.add(TaskStatus::Pending, 5);
        assert_eq!(counts.overall(), TaskStatus::Failed);
        counts.moved(TaskStatus::Pending, TaskStatus::Ready, 5);
        assert_eq!(counts.overall(), TaskStatus::Ready);
    }

    #[test]
    fn every_status_has_a_place_in_the_precedence() {
        for status in TaskStatus::ALL {
            assert!(TaskStatus::PRECEDENCE.contains(&status));
        }
    }
}
