//! Events as EventBridge shows them (`semantics.md` 8.1), one for each task of a change.

use std::collections::BTreeMap;

use callsheet_api::ids::{BudgetId, FarmId, FleetId, JobId, QueueId, StepId, TaskId};
use serde::Serialize;

use super::cursor::{Cursor, Feed};
use super::{Happened, Run, Told};
use crate::counts::TaskStatus;

/// What all events of a store have in common.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub feed: Feed,
    pub account_id: &'a str,
    pub region: &'a str,
}

#[derive(Serialize)]
struct Envelope<'a> {
    version: &'static str,
    id: String,
    #[serde(rename = "detail-type")]
    detail_type: &'static str,
    source: &'static str,
    account: &'a str,
    time: String,
    region: &'a str,
    resources: [&'a str; 0],
    detail: Detail,
}

/// Each kind of event has some of these.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Detail {
    farm_id: Option<FarmId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue_id: Option<QueueId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step_id: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_id: Option<TaskId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fleet_id: Option<FleetId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_id: Option<BudgetId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_lifecycle_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifecycle_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_task_run_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_run_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_run_status_counts: Option<BTreeMap<&'static str, i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_run_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_fleet_size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_fleet_size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold_in_percent: Option<serde_json::Number>,
}

impl Told {
    /// The event with this number of the change, as JSON on one line.
    pub fn event(&self, number: i64, source: &Source<'_>) -> serde_json::Result<String> {
        let cursor = Cursor {
            position: self.position,
            number,
        };
        serde_json::to_string(&Envelope {
            version: "0",
            id: id(source.feed, cursor),
            detail_type: self.happened.detail_type().as_str(),
            source: "aws.deadline",
            account: source.account_id,
            time: seconds(&self.at.to_string()),
            region: source.region,
            resources: [],
            detail: self.detail(number),
        })
    }

    fn detail(&self, number: i64) -> Detail {
        let place = Detail {
            farm_id: Some(self.farm),
            queue_id: self.queue,
            job_id: self.job,
            step_id: self.step,
            ..Detail::default()
        };
        match &self.happened {
            Happened::JobLifecycle { previous, now } => Detail {
                previous_lifecycle_status: previous.map(|status| status.as_str()),
                lifecycle_status: Some(now.as_str()),
                ..place
            },
            Happened::StepLifecycle { previous, now } => Detail {
                previous_lifecycle_status: Some(previous.as_str()),
                lifecycle_status: Some(now.as_str()),
                ..place
            },
            Happened::JobRun(run) | Happened::StepRun(run) => place.runs(run),
            Happened::TaskRun { previous, now, .. } => Detail {
                task_id: self.task(number),
                previous_run_status: Some(previous.wire().as_str()),
                run_status: Some(now.wire().as_str()),
                ..place
            },
            Happened::FleetSize {
                fleet,
                previous,
                now,
            } => Detail {
                fleet_id: Some(*fleet),
                old_fleet_size: Some(*previous),
                new_fleet_size: Some(*now),
                ..place
            },
            Happened::BudgetThreshold { budget, percent } => Detail {
                budget_id: Some(*budget),
                threshold_in_percent: whole_if_it_is(*percent),
                ..place
            },
        }
    }

    fn task(&self, number: i64) -> Option<TaskId> {
        let index = u64::try_from(self.happened.task(number)?).ok()?;
        Some(TaskId::new(self.step?, index))
    }
}

impl Detail {
    fn runs(self, run: &Run) -> Self {
        let names = TaskStatus::ALL.iter().map(|status| status.wire().as_str());
        Self {
            previous_task_run_status: Some(run.previous.wire().as_str()),
            task_run_status: Some(run.now.wire().as_str()),
            task_run_status_counts: Some(names.zip(run.counts).collect()),
            ..self
        }
    }
}

/// Whole percents are shown as such.
#[expect(clippy::cast_possible_truncation, reason = "percents are small")]
fn whole_if_it_is(percent: f64) -> Option<serde_json::Number> {
    if percent.fract() == 0.0 {
        Some((percent as i64).into())
    } else {
        serde_json::Number::from_f64(percent)
    }
}

/// EventBridge's times have no fractions.
fn seconds(time: &str) -> String {
    match time.split_once('.') {
        Some((whole, _)) => format!("{whole}Z"),
        None => time.to_owned(),
    }
}

/// The same for an event whenever it is told, and no other event's: a UUID of version 8 with the
/// feed, the position and the number in it.
fn id(feed: Feed, cursor: Cursor) -> String {
    let position = u128::from(cursor.position.unsigned_abs()) & ((1 << 50) - 1);
    let number = u128::from(cursor.number.unsigned_abs()) & ((1 << 40) - 1);
    let free = (u128::from(feed) << 90) | (position << 40) | number;
    let (high, middle, low) = (free >> 74, (free >> 62) & 0xfff, free & ((1 << 62) - 1));
    let whole = (high << 80) | (0x8 << 76) | (middle << 64) | (0b10 << 62) | low;
    let hex = format!("{whole:032x}");
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    use callsheet_api::Timestamp;
    use callsheet_api::types::{JobLifecycleStatus, StepLifecycleStatus};
    use serde_json::{Value, json};

    use super::*;
    use crate::event::Range;

    const SOURCE: Source<'_> = Source {
        feed: 0x1234_abcd,
        account_id: "111122223333",
        region: "us-west-2",
    };

    fn told(happened: Happened) -> Told {
        Told {
            position: 7,
            at: Timestamp::from_ms(1_777_629_600_999),
            farm: FarmId::from_bytes([1; 16]),
            queue: Some(QueueId::from_bytes([2; 16])),
            job: Some(JobId::from_bytes([3; 16])),
            step: None,
            happened,
        }
    }

    fn event(told: &Told, number: i64) -> Value {
        serde_json::from_str(&told.event(number, &SOURCE).unwrap()).unwrap()
    }

    fn place() -> Value {
        json!({
            "farmId": FarmId::from_bytes([1; 16]), "queueId": QueueId::from_bytes([2; 16]),
            "jobId": JobId::from_bytes([3; 16]),
        })
    }

    fn with(mut place: Value, more: Value) -> Value {
        let more = more.as_object().unwrap().clone();
        place.as_object_mut().unwrap().extend(more);
        place
    }

    /// semantics 8.1-1.
    #[test]
    fn semantics_8_1_the_envelope_is_eventbridges() {
        let created = told(Happened::JobLifecycle {
            previous: None,
            now: JobLifecycleStatus::CreateInProgress,
        });
        let expected = json!({
            "version": "0", "id": "1234abcd-0000-8000-8000-070000000000",
            "detail-type": "Job Lifecycle Status Change", "source": "aws.deadline",
            "account": "111122223333", "time": "2026-05-01T10:00:00Z", "region": "us-west-2",
            "resources": [],
            "detail": with(place(), json!({ "lifecycleStatus": "CREATE_IN_PROGRESS" })),
        });
        assert_eq!(event(&created, 0), expected);
    }

    /// semantics 8.1-1.
    #[test]
    fn semantics_8_1_each_kind_has_its_members() {
        let mut counts = [0; 12];
        counts[TaskStatus::Succeeded as usize] = 20;
        let run = Run {
            previous: TaskStatus::Running,
            now: TaskStatus::Succeeded,
            counts,
        };
        let shown = event(&told(Happened::JobRun(run)), 0);
        assert_eq!(shown["detail-type"], "Job Run Status Change");
        assert_eq!(
            shown["detail"],
            with(
                place(),
                json!({
                    "previousTaskRunStatus": "RUNNING", "taskRunStatus": "SUCCEEDED",
                    "taskRunStatusCounts": {
                        "PENDING": 0, "READY": 0, "ASSIGNED": 0, "STARTING": 0, "SCHEDULED": 0,
                        "INTERRUPTING": 0, "RUNNING": 0, "SUSPENDED": 0, "CANCELED": 0,
                        "FAILED": 0, "SUCCEEDED": 20, "NOT_COMPATIBLE": 0,
                    },
                })
            )
        );
        let step = StepId::from_bytes([4; 16]);
        let of_step = |happened| Told {
            step: Some(step),
            ..told(happened)
        };
        let updated = of_step(Happened::StepLifecycle {
            previous: StepLifecycleStatus::UpdateInProgress,
            now: StepLifecycleStatus::UpdateSucceeded,
        });
        assert_eq!(
            event(&updated, 0)["detail"],
            with(
                place(),
                json!({
                    "stepId": step, "previousLifecycleStatus": "UPDATE_IN_PROGRESS",
                    "lifecycleStatus": "UPDATE_SUCCEEDED",
                })
            )
        );
        let moved = of_step(Happened::TaskRun {
            ranges: vec![Range { first: 5, count: 3 }],
            previous: TaskStatus::Ready,
            now: TaskStatus::Suspended,
        });
        let shown = event(&moved, 2);
        assert_eq!(shown["detail-type"], "Task Run Status Change");
        assert_eq!(
            shown["detail"],
            with(
                place(),
                json!({
                    "stepId": step, "taskId": TaskId::new(step, 7),
                    "previousRunStatus": "READY", "runStatus": "SUSPENDED",
                })
            )
        );
        assert_ne!(event(&moved, 1)["id"], event(&moved, 2)["id"]);
    }

    #[test]
    fn semantics_8_1_fleets_and_budgets_belong_to_no_queue() {
        let of_farm = |happened| Told {
            queue: None,
            job: None,
            ..told(happened)
        };
        let (farm, fleet) = (FarmId::from_bytes([1; 16]), FleetId::from_bytes([5; 16]));
        let sized = of_farm(Happened::FleetSize {
            fleet,
            previous: 1,
            now: 5,
        });
        let expected =
            json!({ "farmId": farm, "fleetId": fleet, "oldFleetSize": 1, "newFleetSize": 5 });
        assert_eq!(event(&sized, 0)["detail"], expected);
        let budget = BudgetId::from_bytes([6; 16]);
        let reached = of_farm(Happened::BudgetThreshold {
            budget,
            percent: 80.0,
        });
        let expected = json!({ "farmId": farm, "budgetId": budget, "thresholdInPercent": 80 });
        assert_eq!(event(&reached, 0)["detail"], expected);
    }
}
