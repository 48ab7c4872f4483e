//! How what the store holds is shown on the wire: numbers, counts, targets, host properties.

use std::collections::BTreeMap;

use callsheet_api::types::{
    HostPropertiesResponse, JobTargetTaskRunStatus, StepTargetTaskRunStatus, TaskRunStatus,
    TaskTargetRunStatus,
};
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::lifecycle::task::Target;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// A number that the wire has fewer bits for. Ours stay far below its limit; one that did not would
/// be shown as the largest there is.
pub fn number(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

/// Every status is named, also those that no task has: clients index this map (`semantics.md` 2.5).
pub fn status_counts(counts: &Counts) -> BTreeMap<TaskRunStatus, i32> {
    let named = TaskStatus::ALL.into_iter();
    named
        .map(|status| (status.wire(), number(counts.of(status))))
        .collect()
}

/// An empty description is none.
pub fn description(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

pub const fn job_target(target: Target) -> JobTargetTaskRunStatus {
    match target {
        Target::Requeue => JobTargetTaskRunStatus::Pending,
        Target::Suspended => JobTargetTaskRunStatus::Suspended,
        Target::Canceled => JobTargetTaskRunStatus::Canceled,
        Target::Failed => JobTargetTaskRunStatus::Failed,
        Target::Succeeded => JobTargetTaskRunStatus::Succeeded,
    }
}

pub const fn step_target(target: Target) -> StepTargetTaskRunStatus {
    match target {
        Target::Requeue => StepTargetTaskRunStatus::Pending,
        Target::Suspended => StepTargetTaskRunStatus::Suspended,
        Target::Canceled => StepTargetTaskRunStatus::Canceled,
        Target::Failed => StepTargetTaskRunStatus::Failed,
        Target::Succeeded => StepTargetTaskRunStatus::Succeeded,
    }
}

pub const fn task_target(target: Target) -> TaskTargetRunStatus {
    match target {
        Target::Requeue => TaskTargetRunStatus::Pending,
        Target::Suspended => TaskTargetRunStatus::Suspended,
        Target::Canceled => TaskTargetRunStatus::Canceled,
        Target::Failed => TaskTargetRunStatus::Failed,
        Target::Succeeded => TaskTargetRunStatus::Succeeded,
    }
}

pub fn host_properties(stored: Option<&str>) -> Result<Option<HostPropertiesResponse>> {
    stored.map(|text| json(text, "host properties")).transpose()
}

/// A column that we wrote as JSON ourselves.
pub fn json<T: DeserializeOwned>(text: &str, what: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|why| Error::internal(format!("the stored {what} cannot be read: {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// semantics 2.5-2.
    #[test]
    fn counts_name_every_status() {
        let counts = status_counts(&Counts::only(TaskStatus::Ready, 3));
        assert_eq!(counts.len(), TaskRunStatus::ALL.len());
        assert_eq!(counts[&TaskRunStatus::Ready], 3);
        assert_eq!(counts[&TaskRunStatus::Failed], 0);
    }

    #[test]
    fn a_number_too_large_for_the_wire_is_the_largest_it_has() {
        assert_eq!(
            (number(7), number(1 << 40), number(-(1 << 40))),
            (7, i32::MAX, i32::MIN)
        );
    }

    #[test]
    fn what_is_stored_as_json_is_read_or_reported() {
        let host = host_properties(Some(r#"{"hostName":"node-1"}"#))
            .unwrap()
            .unwrap();
        assert_eq!(host.host_name.as_deref(), Some("node-1"));
        assert!(host_properties(None).unwrap().is_none());
        assert!(host_properties(Some("{")).is_err());
    }
}
