// Written by `cargo xtask codegen`; change the model or the generator.
//! What requests and responses are made of.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Timestamp;
use crate::ids::*;
use crate::types::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceleratorCapabilities {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<AcceleratorCountRange>,
    pub selections: Vec<AcceleratorSelection>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceleratorCountRange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i32>,
    pub min: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceleratorSelection {
    pub name: AcceleratorName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceleratorTotalMemoryMiBRange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i32>,
    pub min: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcquiredLimit {
    pub count: i32,
    pub limit_id: LimitId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedEnvironmentEnterSessionActionDefinition {
    pub environment_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedEnvironmentExitSessionActionDefinition {
    pub environment_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedSession {
    pub job_id: JobId,
    pub log_configuration: LogConfiguration,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    pub queue_id: QueueId,
    pub session_actions: Vec<AssignedSessionAction>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedSessionAction {
    pub definition: AssignedSessionActionDefinition,
    pub session_action_id: SessionActionId,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedSyncInputJobAttachmentsSessionActionDefinition {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_id: Option<StepId>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedTaskRunSessionActionDefinition {
    pub parameters: BTreeMap<String, TaskParameterValue>,
    pub step_id: StepId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
}

impl fmt::Debug for AssignedTaskRunSessionActionDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssignedTaskRunSessionActionDefinition")
            .field("parameters", &crate::sensitive::Hidden)
            .field("step_id", &self.step_id)
            .field("task_id", &self.task_id)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachments {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_system: Option<JobAttachmentsFileSystem>,
    pub manifests: Vec<ManifestProperties>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AwsCredentials {
    pub access_key_id: String,
    pub expiration: Timestamp,
    pub secret_access_key: String,
    pub session_token: String,
}

impl fmt::Debug for AwsCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AwsCredentials(<sensitive>)")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetJobError {
    pub code: BatchGetJobErrorCode,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub message: String,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetJobIdentifier {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetJobItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Attachments>,
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub lifecycle_status: JobLifecycleStatus,
    pub lifecycle_status_message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_failed_tasks_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_retries_per_task: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_worker_count: Option<i32>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, JobParameter>>,
    pub priority: i32,
    pub queue_id: QueueId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_profile_id: Option<StorageProfileId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_task_run_status: Option<JobTargetTaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_failure_retry_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_run_status: Option<TaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_run_status_counts: Option<BTreeMap<TaskRunStatus, i32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for BatchGetJobItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchGetJobItem")
            .field("attachments", &self.attachments)
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("ended_at", &self.ended_at)
            .field("farm_id", &self.farm_id)
            .field("job_id", &self.job_id)
            .field("lifecycle_status", &self.lifecycle_status)
            .field("lifecycle_status_message", &self.lifecycle_status_message)
            .field("max_failed_tasks_count", &self.max_failed_tasks_count)
            .field("max_retries_per_task", &self.max_retries_per_task)
            .field("max_worker_count", &self.max_worker_count)
            .field("name", &self.name)
            .field(
                "parameters",
                &self.parameters.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("priority", &self.priority)
            .field("queue_id", &self.queue_id)
            .field("source_job_id", &self.source_job_id)
            .field("started_at", &self.started_at)
            .field("storage_profile_id", &self.storage_profile_id)
            .field("target_task_run_status", &self.target_task_run_status)
            .field("task_failure_retry_count", &self.task_failure_retry_count)
            .field("task_run_status", &self.task_run_status)
            .field("task_run_status_counts", &self.task_run_status_counts)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionActionError {
    pub code: BatchGetSessionActionErrorCode,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub message: String,
    pub queue_id: QueueId,
    pub session_action_id: SessionActionId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionActionIdentifier {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub session_action_id: SessionActionId,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionActionItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acquired_limits: Option<Vec<AcquiredLimit>>,
    pub definition: SessionActionDefinition,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifests: Option<Vec<TaskRunManifestPropertiesResponse>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_percent: Option<f64>,
    pub queue_id: QueueId,
    pub session_action_id: SessionActionId,
    pub session_id: SessionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    pub status: SessionActionStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_updated_at: Option<Timestamp>,
}

impl fmt::Debug for BatchGetSessionActionItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchGetSessionActionItem")
            .field("acquired_limits", &self.acquired_limits)
            .field("definition", &self.definition)
            .field("ended_at", &self.ended_at)
            .field("farm_id", &self.farm_id)
            .field("job_id", &self.job_id)
            .field("manifests", &self.manifests)
            .field("process_exit_code", &self.process_exit_code)
            .field(
                "progress_message",
                &self
                    .progress_message
                    .as_ref()
                    .map(|_| crate::sensitive::Hidden),
            )
            .field("progress_percent", &self.progress_percent)
            .field("queue_id", &self.queue_id)
            .field("session_action_id", &self.session_action_id)
            .field("session_id", &self.session_id)
            .field("started_at", &self.started_at)
            .field("status", &self.status)
            .field("worker_updated_at", &self.worker_updated_at)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionError {
    pub code: BatchGetSessionErrorCode,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub message: String,
    pub queue_id: QueueId,
    pub session_id: SessionId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionIdentifier {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub session_id: SessionId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_properties: Option<HostPropertiesResponse>,
    pub job_id: JobId,
    pub lifecycle_status: SessionLifecycleStatus,
    pub log: LogConfiguration,
    pub queue_id: QueueId,
    pub session_id: SessionId,
    pub started_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_lifecycle_status: Option<SessionLifecycleTargetStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    pub worker_id: WorkerId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_log: Option<LogConfiguration>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetStepError {
    pub code: BatchGetStepErrorCode,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub message: String,
    pub queue_id: QueueId,
    pub step_id: StepId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetStepIdentifier {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub step_id: StepId,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetStepItem {
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependency_counts: Option<DependencyCounts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub lifecycle_status: StepLifecycleStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_status_message: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter_space: Option<ParameterSpace>,
    pub queue_id: QueueId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_capabilities: Option<StepRequiredCapabilities>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    pub step_id: StepId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_task_run_status: Option<StepTargetTaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_failure_retry_count: Option<i32>,
    pub task_run_status: TaskRunStatus,
    pub task_run_status_counts: BTreeMap<TaskRunStatus, i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for BatchGetStepItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchGetStepItem")
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field("dependency_counts", &self.dependency_counts)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("ended_at", &self.ended_at)
            .field("farm_id", &self.farm_id)
            .field("job_id", &self.job_id)
            .field("lifecycle_status", &self.lifecycle_status)
            .field("lifecycle_status_message", &self.lifecycle_status_message)
            .field("name", &self.name)
            .field("parameter_space", &self.parameter_space)
            .field("queue_id", &self.queue_id)
            .field("required_capabilities", &self.required_capabilities)
            .field("started_at", &self.started_at)
            .field("step_id", &self.step_id)
            .field("target_task_run_status", &self.target_task_run_status)
            .field("task_failure_retry_count", &self.task_failure_retry_count)
            .field("task_run_status", &self.task_run_status)
            .field("task_run_status_counts", &self.task_run_status_counts)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetTaskError {
    pub code: BatchGetTaskErrorCode,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub message: String,
    pub queue_id: QueueId,
    pub step_id: StepId,
    pub task_id: TaskId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetTaskIdentifier {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub step_id: StepId,
    pub task_id: TaskId,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetTaskItem {
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_retry_count: Option<i32>,
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_session_action_id: Option<SessionActionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, TaskParameterValue>>,
    pub queue_id: QueueId,
    pub run_status: TaskRunStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    pub step_id: StepId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_run_status: Option<TaskTargetRunStatus>,
    pub task_id: TaskId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for BatchGetTaskItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchGetTaskItem")
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field("ended_at", &self.ended_at)
            .field("failure_retry_count", &self.failure_retry_count)
            .field("farm_id", &self.farm_id)
            .field("job_id", &self.job_id)
            .field("latest_session_action_id", &self.latest_session_action_id)
            .field(
                "parameters",
                &self.parameters.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("queue_id", &self.queue_id)
            .field("run_status", &self.run_status)
            .field("started_at", &self.started_at)
            .field("step_id", &self.step_id)
            .field("target_run_status", &self.target_run_status)
            .field("task_id", &self.task_id)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetWorkerError {
    pub code: BatchGetWorkerErrorCode,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub message: String,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetWorkerIdentifier {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetWorkerItem {
    pub created_at: Timestamp,
    pub created_by: String,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_properties: Option<HostPropertiesResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<LogConfiguration>,
    pub status: WorkerStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchUpdateJobError {
    pub code: BatchUpdateJobErrorCode,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub message: String,
    pub queue_id: QueueId,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchUpdateJobItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_status: Option<UpdateJobLifecycleStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_failed_tasks_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_retries_per_task: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_worker_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    pub queue_id: QueueId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_task_run_status: Option<JobTargetTaskRunStatus>,
}

impl fmt::Debug for BatchUpdateJobItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchUpdateJobItem")
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("farm_id", &self.farm_id)
            .field("job_id", &self.job_id)
            .field("lifecycle_status", &self.lifecycle_status)
            .field("max_failed_tasks_count", &self.max_failed_tasks_count)
            .field("max_retries_per_task", &self.max_retries_per_task)
            .field("max_worker_count", &self.max_worker_count)
            .field("name", &self.name)
            .field("priority", &self.priority)
            .field("queue_id", &self.queue_id)
            .field("target_task_run_status", &self.target_task_run_status)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchUpdateTaskError {
    pub code: BatchUpdateTaskErrorCode,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub message: String,
    pub queue_id: QueueId,
    pub step_id: StepId,
    pub task_id: TaskId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchUpdateTaskItem {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub step_id: StepId,
    pub target_run_status: TaskTargetRunStatus,
    pub task_id: TaskId,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BudgetActionToAdd {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub threshold_percentage: f64,
    pub r#type: BudgetActionType,
}

impl fmt::Debug for BudgetActionToAdd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BudgetActionToAdd")
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("threshold_percentage", &self.threshold_percentage)
            .field("type", &self.r#type)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BudgetActionToRemove {
    pub threshold_percentage: f64,
    pub r#type: BudgetActionType,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BudgetSummary {
    pub approximate_dollar_limit: f64,
    pub budget_id: BudgetId,
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    pub status: BudgetStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    pub usage_tracking_resource: UsageTrackingResource,
    pub usages: ConsumedUsages,
}

impl fmt::Debug for BudgetSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BudgetSummary")
            .field("approximate_dollar_limit", &self.approximate_dollar_limit)
            .field("budget_id", &self.budget_id)
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("status", &self.status)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .field("usage_tracking_resource", &self.usage_tracking_resource)
            .field("usages", &self.usages)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsumedUsages {
    pub approximate_dollar_usage: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerManagedAutoScalingConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_out_workers_per_minute: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standby_worker_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_idle_duration_seconds: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerManagedFleetConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_scaling_configuration: Option<CustomerManagedAutoScalingConfiguration>,
    pub mode: AutoScalingMode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_profile_id: Option<StorageProfileId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_propagation_mode: Option<TagPropagationMode>,
    pub worker_capabilities: CustomerManagedWorkerCapabilities,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerManagedWorkerCapabilities {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accelerator_count: Option<AcceleratorCountRange>,
    #[serde(
        rename = "acceleratorTotalMemoryMiB",
        skip_serializing_if = "Option::is_none"
    )]
    pub accelerator_total_memory_mib: Option<AcceleratorTotalMemoryMiBRange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accelerator_types: Option<Vec<AcceleratorType>>,
    pub cpu_architecture_type: CpuArchitectureType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_amounts: Option<Vec<FleetAmountCapability>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<FleetAttributeCapability>>,
    #[serde(rename = "memoryMiB")]
    pub memory_mib: MemoryMiBRange,
    pub os_family: CustomerManagedFleetOperatingSystemFamily,
    pub v_cpu_count: VCpuCountRange,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DateTimeFilterExpression {
    pub date_time: Timestamp,
    pub name: String,
    pub operator: ComparisonOperator,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DependencyCounts {
    pub consumers_resolved: i32,
    pub consumers_unresolved: i32,
    pub dependencies_resolved: i32,
    pub dependencies_unresolved: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ec2EbsVolume {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iops: Option<i32>,
    #[serde(rename = "sizeGiB", skip_serializing_if = "Option::is_none")]
    pub size_gib: Option<i32>,
    #[serde(rename = "throughputMiB", skip_serializing_if = "Option::is_none")]
    pub throughput_mib: Option<i32>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentDetailsEntity {
    pub environment_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Vec<String>>,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_symbol_table: Option<String>,
    pub schema_version: String,
    pub template: Value,
}

impl fmt::Debug for EnvironmentDetailsEntity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvironmentDetailsEntity")
            .field("environment_id", &self.environment_id)
            .field("extensions", &self.extensions)
            .field("job_id", &self.job_id)
            .field("resolved_symbol_table", &self.resolved_symbol_table)
            .field("schema_version", &self.schema_version)
            .field("template", &crate::sensitive::Hidden)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentDetailsError {
    pub code: JobEntityErrorCode,
    pub environment_id: String,
    pub job_id: JobId,
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentDetailsIdentifiers {
    pub environment_id: String,
    pub job_id: JobId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentEnterSessionActionDefinition {
    pub environment_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentEnterSessionActionDefinitionSummary {
    pub environment_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentExitSessionActionDefinition {
    pub environment_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentExitSessionActionDefinitionSummary {
    pub environment_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FarmMember {
    pub farm_id: FarmId,
    pub identity_store_id: String,
    pub membership_level: MembershipLevel,
    pub principal_id: String,
    pub principal_type: PrincipalType,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FarmSummary {
    pub created_at: Timestamp,
    pub created_by: String,
    pub display_name: String,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldSortExpression {
    pub name: String,
    pub sort_order: SortOrder,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileSystemLocation {
    pub name: String,
    pub path: String,
    pub r#type: FileSystemLocationType,
}

impl fmt::Debug for FileSystemLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileSystemLocation(<sensitive>)")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FixedBudgetSchedule {
    pub end_time: Timestamp,
    pub start_time: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetAmountCapability {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    pub min: f64,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetAttributeCapability {
    pub name: String,
    pub values: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetCapabilities {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amounts: Option<Vec<FleetAmountCapability>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<FleetAttributeCapability>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetMember {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub identity_store_id: String,
    pub membership_level: MembershipLevel,
    pub principal_id: String,
    pub principal_type: PrincipalType,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetSoftwareAddOn {
    pub name: FleetSoftwareAddOnName,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_scaling_status: Option<AutoScalingStatus>,
    pub configuration: FleetConfiguration,
    pub created_at: Timestamp,
    pub created_by: String,
    pub display_name: String,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub max_worker_count: i32,
    pub min_worker_count: i32,
    pub status: FleetStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_worker_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    pub worker_count: i32,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostConfiguration {
    pub script_body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script_timeout_seconds: Option<i32>,
}

impl fmt::Debug for HostConfiguration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostConfiguration")
            .field("script_body", &crate::sensitive::Hidden)
            .field("script_timeout_seconds", &self.script_timeout_seconds)
            .finish()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostPropertiesRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_addresses: Option<IpAddresses>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostPropertiesResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ec2_instance_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ec2_instance_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_addresses: Option<IpAddresses>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IpAddresses {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_v4_addresses: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_v6_addresses: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobAttachmentDetailsEntity {
    pub attachments: Attachments,
    pub job_id: JobId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobAttachmentDetailsError {
    pub code: JobEntityErrorCode,
    pub job_id: JobId,
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobAttachmentDetailsIdentifiers {
    pub job_id: JobId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobAttachmentSettings {
    pub root_prefix: String,
    pub s3_bucket_name: String,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobDetailsEntity {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_attachment_settings: Option<JobDetailsJobAttachmentSettings>,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_run_as_user: Option<JobRunAsUser>,
    pub log_group_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, JobParameter>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_mapping_rules: Option<Vec<PathMappingRule>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_role_arn: Option<String>,
    pub schema_version: String,
}

impl fmt::Debug for JobDetailsEntity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobDetailsEntity")
            .field("extensions", &self.extensions)
            .field("job_attachment_settings", &self.job_attachment_settings)
            .field("job_id", &self.job_id)
            .field("job_run_as_user", &self.job_run_as_user)
            .field("log_group_name", &self.log_group_name)
            .field(
                "parameters",
                &self.parameters.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("path_mapping_rules", &self.path_mapping_rules)
            .field("queue_role_arn", &self.queue_role_arn)
            .field("schema_version", &self.schema_version)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobDetailsError {
    pub code: JobEntityErrorCode,
    pub job_id: JobId,
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobDetailsIdentifiers {
    pub job_id: JobId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobDetailsJobAttachmentSettings {
    pub root_prefix: String,
    pub s3_bucket_name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobMember {
    pub farm_id: FarmId,
    pub identity_store_id: String,
    pub job_id: JobId,
    pub membership_level: MembershipLevel,
    pub principal_id: String,
    pub principal_type: PrincipalType,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobRunAsUser {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posix: Option<PosixUser>,
    pub run_as: RunAs,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub windows: Option<WindowsUser>,
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSearchSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_parameters: Option<BTreeMap<String, JobParameter>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_status: Option<JobLifecycleStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_status_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_failed_tasks_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_retries_per_task: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_worker_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_task_run_status: Option<JobTargetTaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_failure_retry_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_run_status: Option<TaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_run_status_counts: Option<BTreeMap<TaskRunStatus, i32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for JobSearchSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobSearchSummary")
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field("ended_at", &self.ended_at)
            .field("job_id", &self.job_id)
            .field(
                "job_parameters",
                &self
                    .job_parameters
                    .as_ref()
                    .map(|_| crate::sensitive::Hidden),
            )
            .field("lifecycle_status", &self.lifecycle_status)
            .field("lifecycle_status_message", &self.lifecycle_status_message)
            .field("max_failed_tasks_count", &self.max_failed_tasks_count)
            .field("max_retries_per_task", &self.max_retries_per_task)
            .field("max_worker_count", &self.max_worker_count)
            .field("name", &self.name)
            .field("priority", &self.priority)
            .field("queue_id", &self.queue_id)
            .field("source_job_id", &self.source_job_id)
            .field("started_at", &self.started_at)
            .field("target_task_run_status", &self.target_task_run_status)
            .field("task_failure_retry_count", &self.task_failure_retry_count)
            .field("task_run_status", &self.task_run_status)
            .field("task_run_status_counts", &self.task_run_status_counts)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSummary {
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub job_id: JobId,
    pub lifecycle_status: JobLifecycleStatus,
    pub lifecycle_status_message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_failed_tasks_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_retries_per_task: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_worker_count: Option<i32>,
    pub name: String,
    pub priority: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_task_run_status: Option<JobTargetTaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_failure_retry_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_run_status: Option<TaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_run_status_counts: Option<BTreeMap<TaskRunStatus, i32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LicenseEndpointSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license_endpoint_id: Option<LicenseEndpointId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<LicenseEndpointStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LimitSummary {
    pub amount_requirement_name: String,
    pub created_at: Timestamp,
    pub created_by: String,
    pub current_count: i32,
    pub display_name: String,
    pub farm_id: FarmId,
    pub limit_id: LimitId,
    pub max_count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub log_driver: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, String>>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManifestProperties {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_system_location_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_manifest_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_manifest_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_relative_directories: Option<Vec<String>>,
    pub root_path: String,
    pub root_path_format: PathFormat,
}

impl fmt::Debug for ManifestProperties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManifestProperties(<sensitive>)")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemoryMiBRange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i32>,
    pub min: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeteredProductSummary {
    pub family: String,
    pub port: i32,
    pub product_id: String,
    pub vendor: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MonitorSummary {
    pub created_at: Timestamp,
    pub created_by: String,
    pub display_name: String,
    pub identity_center_application_arn: String,
    pub identity_center_instance_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_center_region: Option<String>,
    pub monitor_id: MonitorId,
    pub role_arn: String,
    pub subdomain: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    pub url: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParameterFilterExpression {
    pub name: String,
    pub operator: ComparisonOperator,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParameterSortExpression {
    pub name: String,
    pub sort_order: SortOrder,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParameterSpace {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub combination: Option<String>,
    pub parameters: Vec<StepParameter>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathMappingRule {
    pub destination_path: String,
    pub source_path: String,
    pub source_path_format: PathFormat,
}

impl fmt::Debug for PathMappingRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PathMappingRule(<sensitive>)")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersistentVolumeConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iops: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_ttl_hours: Option<i32>,
    pub mount_path: String,
    #[serde(rename = "sizeGiB", skip_serializing_if = "Option::is_none")]
    pub size_gib: Option<i32>,
    #[serde(rename = "throughputMiB", skip_serializing_if = "Option::is_none")]
    pub throughput_mib: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PosixUser {
    pub group: String,
    pub user: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PriorityBalancedSchedulingConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendering_task_buffer: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PriorityFifoSchedulingConfiguration {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueEnvironmentSummary {
    pub name: String,
    pub priority: i32,
    pub queue_environment_id: QueueEnvironmentId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueFleetAssociationSummary {
    pub created_at: Timestamp,
    pub created_by: String,
    pub fleet_id: FleetId,
    pub queue_id: QueueId,
    pub status: QueueFleetAssociationStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueLimitAssociationSummary {
    pub created_at: Timestamp,
    pub created_by: String,
    pub limit_id: LimitId,
    pub queue_id: QueueId,
    pub status: QueueLimitAssociationStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueMember {
    pub farm_id: FarmId,
    pub identity_store_id: String,
    pub membership_level: MembershipLevel,
    pub principal_id: String,
    pub principal_type: PrincipalType,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_reason: Option<QueueBlockedReason>,
    pub created_at: Timestamp,
    pub created_by: String,
    pub default_budget_action: DefaultQueueBudgetAction,
    pub display_name: String,
    pub farm_id: FarmId,
    pub queue_id: QueueId,
    pub status: QueueStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResponseBudgetAction {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub threshold_percentage: f64,
    pub r#type: BudgetActionType,
}

impl fmt::Debug for ResponseBudgetAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBudgetAction")
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("threshold_percentage", &self.threshold_percentage)
            .field("type", &self.r#type)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct S3Location {
    pub bucket_name: String,
    pub key: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SchedulingMaxPriorityOverrideAlwaysScheduleFirst {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SchedulingMinPriorityOverrideAlwaysScheduleLast {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchGroupedFilterExpressions {
    pub filters: Vec<SearchFilterExpression>,
    pub operator: LogicalOperator,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchTermFilterExpression {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub match_type: Option<SearchTermMatchingType>,
    pub search_term: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceManagedEc2AutoScalingConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_out_workers_per_minute: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standby_worker_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_idle_duration_seconds: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceManagedEc2FleetConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_scaling_configuration: Option<ServiceManagedEc2AutoScalingConfiguration>,
    pub instance_capabilities: ServiceManagedEc2InstanceCapabilities,
    pub instance_market_options: ServiceManagedEc2InstanceMarketOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persistent_volume_configuration: Option<PersistentVolumeConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_profile_id: Option<StorageProfileId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_configuration: Option<VpcConfiguration>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceManagedEc2InstanceCapabilities {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accelerator_capabilities: Option<AcceleratorCapabilities>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_instance_types: Option<Vec<String>>,
    pub cpu_architecture_type: CpuArchitectureType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_amounts: Option<Vec<FleetAmountCapability>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<FleetAttributeCapability>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_instance_types: Option<Vec<String>>,
    #[serde(rename = "memoryMiB")]
    pub memory_mib: MemoryMiBRange,
    pub os_family: ServiceManagedFleetOperatingSystemFamily,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_ebs_volume: Option<Ec2EbsVolume>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_add_ons: Option<Vec<FleetSoftwareAddOn>>,
    pub v_cpu_count: VCpuCountRange,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceManagedEc2InstanceMarketOptions {
    pub r#type: Ec2MarketType,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionActionSummary {
    pub definition: SessionActionDefinitionSummary,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifests: Option<Vec<TaskRunManifestPropertiesResponse>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_percent: Option<f64>,
    pub session_action_id: SessionActionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    pub status: SessionActionStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_updated_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub fleet_id: FleetId,
    pub lifecycle_status: SessionLifecycleStatus,
    pub session_id: SessionId,
    pub started_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_lifecycle_status: Option<SessionLifecycleTargetStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation_end_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation_start_time: Option<Timestamp>,
    pub cost_in_usd: Stats,
    pub count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fleet_id: Option<FleetId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license_product: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
    pub runtime_in_seconds: Stats,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_type: Option<UsageType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepAmountCapability {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepAttributeCapability {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_of: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any_of: Option<Vec<String>>,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepConsumer {
    pub status: DependencyConsumerResolutionStatus,
    pub step_id: StepId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepDependency {
    pub status: DependencyConsumerResolutionStatus,
    pub step_id: StepId,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepDetailsEntity {
    pub dependencies: Vec<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Vec<String>>,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_symbol_table: Option<String>,
    pub schema_version: String,
    pub step_id: StepId,
    pub template: Value,
}

impl fmt::Debug for StepDetailsEntity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepDetailsEntity")
            .field("dependencies", &self.dependencies)
            .field("extensions", &self.extensions)
            .field("job_id", &self.job_id)
            .field("resolved_symbol_table", &self.resolved_symbol_table)
            .field("schema_version", &self.schema_version)
            .field("step_id", &self.step_id)
            .field("template", &crate::sensitive::Hidden)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepDetailsError {
    pub code: JobEntityErrorCode,
    pub job_id: JobId,
    pub message: String,
    pub step_id: StepId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepDetailsIdentifiers {
    pub job_id: JobId,
    pub step_id: StepId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepParameter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunks: Option<StepParameterChunks>,
    pub name: String,
    pub r#type: StepParameterType,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepParameterChunks {
    pub default_task_count: i32,
    pub range_constraint: RangeConstraint,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_runtime_seconds: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepRequiredCapabilities {
    pub amounts: Vec<StepAmountCapability>,
    pub attributes: Vec<StepAttributeCapability>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepSearchSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_status: Option<StepLifecycleStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_status_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter_space: Option<ParameterSpace>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_id: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_task_run_status: Option<StepTargetTaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_failure_retry_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_run_status: Option<TaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_run_status_counts: Option<BTreeMap<TaskRunStatus, i32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepSummary {
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependency_counts: Option<DependencyCounts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub lifecycle_status: StepLifecycleStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_status_message: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    pub step_id: StepId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_task_run_status: Option<StepTargetTaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_failure_retry_count: Option<i32>,
    pub task_run_status: TaskRunStatus,
    pub task_run_status_counts: BTreeMap<TaskRunStatus, i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StorageProfileSummary {
    pub display_name: String,
    pub os_family: StorageProfileOperatingSystemFamily,
    pub storage_profile_id: StorageProfileId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StringFilterExpression {
    pub name: String,
    pub operator: ComparisonOperator,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StringListFilterExpression {
    pub name: String,
    pub operator: ComparisonOperator,
    pub values: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncInputJobAttachmentsSessionActionDefinition {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_id: Option<StepId>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncInputJobAttachmentsSessionActionDefinitionSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_id: Option<StepId>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskRunManifestPropertiesRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_manifest_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_manifest_path: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskRunManifestPropertiesResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_manifest_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_manifest_path: Option<String>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskRunSessionActionDefinition {
    pub parameters: BTreeMap<String, TaskParameterValue>,
    pub step_id: StepId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
}

impl fmt::Debug for TaskRunSessionActionDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskRunSessionActionDefinition")
            .field("parameters", &crate::sensitive::Hidden)
            .field("step_id", &self.step_id)
            .field("task_id", &self.task_id)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskRunSessionActionDefinitionSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, TaskParameterValue>>,
    pub step_id: StepId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
}

impl fmt::Debug for TaskRunSessionActionDefinitionSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskRunSessionActionDefinitionSummary")
            .field(
                "parameters",
                &self.parameters.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("step_id", &self.step_id)
            .field("task_id", &self.task_id)
            .finish()
    }
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskSearchSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_retry_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_session_action_id: Option<SessionActionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, TaskParameterValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_status: Option<TaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_id: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_run_status: Option<TaskTargetRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for TaskSearchSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskSearchSummary")
            .field("ended_at", &self.ended_at)
            .field("failure_retry_count", &self.failure_retry_count)
            .field("job_id", &self.job_id)
            .field("latest_session_action_id", &self.latest_session_action_id)
            .field(
                "parameters",
                &self.parameters.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("queue_id", &self.queue_id)
            .field("run_status", &self.run_status)
            .field("started_at", &self.started_at)
            .field("step_id", &self.step_id)
            .field("target_run_status", &self.target_run_status)
            .field("task_id", &self.task_id)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskSummary {
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_retry_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_session_action_id: Option<SessionActionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, TaskParameterValue>>,
    pub run_status: TaskRunStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_run_status: Option<TaskTargetRunStatus>,
    pub task_id: TaskId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for TaskSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskSummary")
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field("ended_at", &self.ended_at)
            .field("failure_retry_count", &self.failure_retry_count)
            .field("latest_session_action_id", &self.latest_session_action_id)
            .field(
                "parameters",
                &self.parameters.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("run_status", &self.run_status)
            .field("started_at", &self.started_at)
            .field("target_run_status", &self.target_run_status)
            .field("task_id", &self.task_id)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdatedSessionActionInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_status: Option<CompletedStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifests: Option<Vec<TaskRunManifestPropertiesRequest>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

impl fmt::Debug for UpdatedSessionActionInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdatedSessionActionInfo")
            .field("completed_status", &self.completed_status)
            .field("ended_at", &self.ended_at)
            .field("manifests", &self.manifests)
            .field("process_exit_code", &self.process_exit_code)
            .field(
                "progress_message",
                &self
                    .progress_message
                    .as_ref()
                    .map(|_| crate::sensitive::Hidden),
            )
            .field("progress_percent", &self.progress_percent)
            .field("started_at", &self.started_at)
            .field("updated_at", &self.updated_at)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserJobsFirst {
    pub user_identity_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VCpuCountRange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i32>,
    pub min: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidationExceptionField {
    pub message: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached_worker_id: Option<WorkerId>,
    pub availability_zone_id: String,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(rename = "sizeGiB")]
    pub size_gib: i32,
    pub state: VolumeState,
    pub volume_id: VolumeId,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VpcConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_configuration_arns: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WeightedBalancedSchedulingConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_weight: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_priority_override: Option<SchedulingMaxPriorityOverride>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_priority_override: Option<SchedulingMinPriorityOverride>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority_weight: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendering_task_buffer: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendering_task_weight: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submission_time_weight: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WindowsUser {
    pub password_arn: String,
    pub user: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerAmountCapability {
    pub name: String,
    pub value: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerAttributeCapability {
    pub name: String,
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerCapabilities {
    pub amounts: Vec<WorkerAmountCapability>,
    pub attributes: Vec<WorkerAttributeCapability>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerSearchSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fleet_id: Option<FleetId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_properties: Option<HostPropertiesResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<WorkerStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<WorkerId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerSessionSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub job_id: JobId,
    pub lifecycle_status: SessionLifecycleStatus,
    pub queue_id: QueueId,
    pub session_id: SessionId,
    pub started_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_lifecycle_status: Option<SessionLifecycleTargetStatus>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerSummary {
    pub created_at: Timestamp,
    pub created_by: String,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_properties: Option<HostPropertiesResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<LogConfiguration>,
    pub status: WorkerStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    pub worker_id: WorkerId,
}
