//! Events and who is told of them: the types of the routes under `/callsheet/v1/events` and
//! `/callsheet/v1/webhooks`. What an event looks like is told in `docs/events.md`.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::{FarmId, JobId, QueueId};
use crate::string_enum::string_enum;

// What an event is about, as EventBridge calls it.
string_enum! { DetailType {
    BudgetThresholdReached = "Budget Threshold Reached",
    FleetSizeRecommendationChange = "Fleet Size Recommendation Change",
    JobLifecycleStatusChange = "Job Lifecycle Status Change",
    JobRunStatusChange = "Job Run Status Change",
    StepLifecycleStatusChange = "Step Lifecycle Status Change",
    StepRunStatusChange = "Step Run Status Change",
    TaskRunStatusChange = "Task Run Status Change",
} }

/// Which events somebody asks for: those that fit everything that is said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EventFilter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub farm_id: Option<FarmId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
    /// None: all but those of tasks, which come by the million and have to be asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detail_types: Vec<DetailType>,
}

impl EventFilter {
    #[must_use]
    pub fn takes(&self, detail_type: DetailType) -> bool {
        if self.detail_types.is_empty() {
            detail_type != DetailType::TaskRunStatusChange
        } else {
            self.detail_types.contains(&detail_type)
        }
    }

    #[must_use]
    pub fn takes_tasks(&self) -> bool {
        self.takes(DetailType::TaskRunStatusChange)
    }
}

/// What a client of the stream is told when events between its cursor and `resumes_after` are no
/// longer kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Behind {
    pub message: String,
    pub resumes_after: String,
}

/// Who events are posted to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    pub webhook_id: String,
    pub url: String,
    pub filter: EventFilter,
    pub created_at: Timestamp,
    /// Events up to this one are dealt with.
    pub cursor: String,
    /// How often in a row it could not be reached.
    pub failures: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// Deliveries that were given up.
    pub dead_letters: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewWebhook {
    pub url: String,
    #[serde(default)]
    pub filter: EventFilter,
}

/// The only answer that ever has the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatedWebhook {
    pub webhook_id: String,
    pub secret: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhooks {
    pub webhooks: Vec<Webhook>,
}

/// A delivery that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeadLetter {
    pub delivery_id: String,
    /// How many events it has.
    pub events: i64,
    pub attempts: i64,
    pub error: String,
    pub given_up_at: Timestamp,
    /// It is to be sent once more.
    pub is_due: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeadLetters {
    pub dead_letters: Vec<DeadLetter>,
}

/// Which dead letters are to be sent once more; none named: all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resend {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delivery_ids: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resent {
    pub due: u64,
}
