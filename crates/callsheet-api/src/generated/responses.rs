// Written by `cargo xtask codegen`; change the model or the generator.
//! What each operation answers.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Timestamp;
use crate::ids::*;
use crate::types::*;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AssociateMemberToFarmResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AssociateMemberToFleetResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AssociateMemberToJobResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AssociateMemberToQueueResponse {}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeFleetRoleForReadResponse {
    pub credentials: AwsCredentials,
}

impl fmt::Debug for AssumeFleetRoleForReadResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssumeFleetRoleForReadResponse(<sensitive>)")
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeFleetRoleForWorkerResponse {
    pub credentials: AwsCredentials,
}

impl fmt::Debug for AssumeFleetRoleForWorkerResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssumeFleetRoleForWorkerResponse(<sensitive>)")
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeQueueRoleForReadResponse {
    pub credentials: AwsCredentials,
}

impl fmt::Debug for AssumeQueueRoleForReadResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssumeQueueRoleForReadResponse(<sensitive>)")
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeQueueRoleForUserResponse {
    pub credentials: AwsCredentials,
}

impl fmt::Debug for AssumeQueueRoleForUserResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssumeQueueRoleForUserResponse(<sensitive>)")
    }
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeQueueRoleForWorkerResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<AwsCredentials>,
}

impl fmt::Debug for AssumeQueueRoleForWorkerResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssumeQueueRoleForWorkerResponse(<sensitive>)")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetJobEntityResponse {
    pub entities: Vec<JobEntity>,
    pub errors: Vec<GetJobEntityError>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetJobResponse {
    pub errors: Vec<BatchGetJobError>,
    pub jobs: Vec<BatchGetJobItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionActionResponse {
    pub errors: Vec<BatchGetSessionActionError>,
    pub session_actions: Vec<BatchGetSessionActionItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionResponse {
    pub errors: Vec<BatchGetSessionError>,
    pub sessions: Vec<BatchGetSessionItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetStepResponse {
    pub errors: Vec<BatchGetStepError>,
    pub steps: Vec<BatchGetStepItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetTaskResponse {
    pub errors: Vec<BatchGetTaskError>,
    pub tasks: Vec<BatchGetTaskItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetWorkerResponse {
    pub errors: Vec<BatchGetWorkerError>,
    pub workers: Vec<BatchGetWorkerItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchUpdateJobResponse {
    pub errors: Vec<BatchUpdateJobError>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchUpdateTaskResponse {
    pub errors: Vec<BatchUpdateTaskError>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CopyJobTemplateResponse {
    pub template_type: JobTemplateType,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateBudgetResponse {
    pub budget_id: BudgetId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateFarmResponse {
    pub farm_id: FarmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateFleetResponse {
    pub fleet_id: FleetId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateJobResponse {
    pub job_id: JobId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateLicenseEndpointResponse {
    pub license_endpoint_id: LicenseEndpointId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateLimitResponse {
    pub limit_id: LimitId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateMonitorResponse {
    pub identity_center_application_arn: String,
    pub monitor_id: MonitorId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateQueueEnvironmentResponse {
    pub queue_environment_id: QueueEnvironmentId,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateQueueFleetAssociationResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateQueueLimitAssociationResponse {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateQueueResponse {
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateStorageProfileResponse {
    pub storage_profile_id: StorageProfileId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateWorkerResponse {
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteBudgetResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteFarmResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteFleetResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteLicenseEndpointResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteLimitResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteMeteredProductResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteMonitorResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteQueueEnvironmentResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteQueueFleetAssociationResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteQueueLimitAssociationResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteQueueResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteStorageProfileResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteVolumeResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteWorkerResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DisassociateMemberFromFarmResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DisassociateMemberFromFleetResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DisassociateMemberFromJobResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DisassociateMemberFromQueueResponse {}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetBudgetResponse {
    pub actions: Vec<ResponseBudgetAction>,
    pub approximate_dollar_limit: f64,
    pub budget_id: BudgetId,
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_stopped_at: Option<Timestamp>,
    pub schedule: BudgetSchedule,
    pub status: BudgetStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    pub usage_tracking_resource: UsageTrackingResource,
    pub usages: ConsumedUsages,
}

impl fmt::Debug for GetBudgetResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetBudgetResponse")
            .field("actions", &self.actions)
            .field("approximate_dollar_limit", &self.approximate_dollar_limit)
            .field("budget_id", &self.budget_id)
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("queue_stopped_at", &self.queue_stopped_at)
            .field("schedule", &self.schedule)
            .field("status", &self.status)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .field("usage_tracking_resource", &self.usage_tracking_resource)
            .field("usages", &self.usages)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetFarmResponse {
    pub cost_scale_factor: f64,
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for GetFarmResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetFarmResponse")
            .field("cost_scale_factor", &self.cost_scale_factor)
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("kms_key_arn", &self.kms_key_arn)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetFleetResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_scaling_status: Option<AutoScalingStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<FleetCapabilities>,
    pub configuration: FleetConfiguration,
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_configuration: Option<HostConfiguration>,
    pub max_worker_count: i32,
    pub min_worker_count: i32,
    pub role_arn: String,
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

impl fmt::Debug for GetFleetResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetFleetResponse")
            .field("auto_scaling_status", &self.auto_scaling_status)
            .field("capabilities", &self.capabilities)
            .field("configuration", &self.configuration)
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("fleet_id", &self.fleet_id)
            .field("host_configuration", &self.host_configuration)
            .field("max_worker_count", &self.max_worker_count)
            .field("min_worker_count", &self.min_worker_count)
            .field("role_arn", &self.role_arn)
            .field("status", &self.status)
            .field("status_message", &self.status_message)
            .field("target_worker_count", &self.target_worker_count)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .field("worker_count", &self.worker_count)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetJobResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Attachments>,
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, JobParameter>>,
    pub priority: i32,
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

impl fmt::Debug for GetJobResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetJobResponse")
            .field("attachments", &self.attachments)
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("ended_at", &self.ended_at)
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
pub struct GetLicenseEndpointResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_name: Option<String>,
    pub license_endpoint_id: LicenseEndpointId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_group_ids: Option<Vec<String>>,
    pub status: LicenseEndpointStatus,
    pub status_message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnet_ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetLimitResponse {
    pub amount_requirement_name: String,
    pub created_at: Timestamp,
    pub created_by: String,
    pub current_count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    pub farm_id: FarmId,
    pub limit_id: LimitId,
    pub max_count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for GetLimitResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetLimitResponse")
            .field("amount_requirement_name", &self.amount_requirement_name)
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field("current_count", &self.current_count)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("limit_id", &self.limit_id)
            .field("max_count", &self.max_count)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetMonitorResponse {
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
pub struct GetMonitorSettingsResponse {
    pub settings: BTreeMap<String, String>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetQueueEnvironmentResponse {
    pub created_at: Timestamp,
    pub created_by: String,
    pub name: String,
    pub priority: i32,
    pub queue_environment_id: QueueEnvironmentId,
    pub template: String,
    pub template_type: EnvironmentTemplateType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for GetQueueEnvironmentResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetQueueEnvironmentResponse")
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field("name", &self.name)
            .field("priority", &self.priority)
            .field("queue_environment_id", &self.queue_environment_id)
            .field("template", &crate::sensitive::Hidden)
            .field("template_type", &self.template_type)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetQueueFleetAssociationResponse {
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
pub struct GetQueueLimitAssociationResponse {
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

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetQueueResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_storage_profile_ids: Option<Vec<StorageProfileId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_reason: Option<QueueBlockedReason>,
    pub created_at: Timestamp,
    pub created_by: String,
    pub default_budget_action: DefaultQueueBudgetAction,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_attachment_settings: Option<JobAttachmentSettings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_run_as_user: Option<JobRunAsUser>,
    pub queue_id: QueueId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_file_system_location_names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduling_configuration: Option<SchedulingConfiguration>,
    pub status: QueueStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

impl fmt::Debug for GetQueueResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetQueueResponse")
            .field(
                "allowed_storage_profile_ids",
                &self.allowed_storage_profile_ids,
            )
            .field("blocked_reason", &self.blocked_reason)
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field("default_budget_action", &self.default_budget_action)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("job_attachment_settings", &self.job_attachment_settings)
            .field("job_run_as_user", &self.job_run_as_user)
            .field("queue_id", &self.queue_id)
            .field(
                "required_file_system_location_names",
                &self.required_file_system_location_names,
            )
            .field("role_arn", &self.role_arn)
            .field("scheduling_configuration", &self.scheduling_configuration)
            .field("status", &self.status)
            .field("updated_at", &self.updated_at)
            .field("updated_by", &self.updated_by)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetSessionActionResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acquired_limits: Option<Vec<AcquiredLimit>>,
    pub definition: SessionActionDefinition,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifests: Option<Vec<TaskRunManifestPropertiesResponse>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_percent: Option<f64>,
    pub session_action_id: SessionActionId,
    pub session_id: SessionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    pub status: SessionActionStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_updated_at: Option<Timestamp>,
}

impl fmt::Debug for GetSessionActionResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetSessionActionResponse")
            .field("acquired_limits", &self.acquired_limits)
            .field("definition", &self.definition)
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
pub struct GetSessionResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_properties: Option<HostPropertiesResponse>,
    pub lifecycle_status: SessionLifecycleStatus,
    pub log: LogConfiguration,
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
pub struct GetSessionsStatisticsAggregationResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Vec<Statistics>>,
    pub status: SessionsStatisticsAggregationStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetStepResponse {
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependency_counts: Option<DependencyCounts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    pub lifecycle_status: StepLifecycleStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_status_message: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter_space: Option<ParameterSpace>,
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

impl fmt::Debug for GetStepResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetStepResponse")
            .field("created_at", &self.created_at)
            .field("created_by", &self.created_by)
            .field("dependency_counts", &self.dependency_counts)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("ended_at", &self.ended_at)
            .field("lifecycle_status", &self.lifecycle_status)
            .field("lifecycle_status_message", &self.lifecycle_status_message)
            .field("name", &self.name)
            .field("parameter_space", &self.parameter_space)
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
pub struct GetStorageProfileForQueueResponse {
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_system_locations: Option<Vec<FileSystemLocation>>,
    pub os_family: StorageProfileOperatingSystemFamily,
    pub storage_profile_id: StorageProfileId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetStorageProfileResponse {
    pub created_at: Timestamp,
    pub created_by: String,
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_system_locations: Option<Vec<FileSystemLocation>>,
    pub os_family: StorageProfileOperatingSystemFamily,
    pub storage_profile_id: StorageProfileId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetTaskResponse {
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

impl fmt::Debug for GetTaskResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetTaskResponse")
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

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetVolumeResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached_worker_id: Option<WorkerId>,
    pub availability_zone_id: String,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iops: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_assigned_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_released_at: Option<Timestamp>,
    #[serde(rename = "sizeGiB")]
    pub size_gib: i32,
    pub state: VolumeState,
    #[serde(rename = "throughputMiB", skip_serializing_if = "Option::is_none")]
    pub throughput_mib: Option<i32>,
    pub volume_id: VolumeId,
    pub volume_type: EbsVolumeType,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetWorkerResponse {
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
pub struct ListAvailableMeteredProductsResponse {
    pub metered_products: Vec<MeteredProductSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListBudgetsResponse {
    pub budgets: Vec<BudgetSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFarmMembersResponse {
    pub members: Vec<FarmMember>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFarmsResponse {
    pub farms: Vec<FarmSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFleetMembersResponse {
    pub members: Vec<FleetMember>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFleetsResponse {
    pub fleets: Vec<FleetSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListJobMembersResponse {
    pub members: Vec<JobMember>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListJobParameterDefinitionsResponse {
    pub job_parameter_definitions: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListJobsResponse {
    pub jobs: Vec<JobSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListLicenseEndpointsResponse {
    pub license_endpoints: Vec<LicenseEndpointSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListLimitsResponse {
    pub limits: Vec<LimitSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListMembershipsResponse {
    pub memberships: Vec<MembershipSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListMeteredProductsResponse {
    pub metered_products: Vec<MeteredProductSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListMonitorsResponse {
    pub monitors: Vec<MonitorSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueueEnvironmentsResponse {
    pub environments: Vec<QueueEnvironmentSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueueFleetAssociationsResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_fleet_associations: Vec<QueueFleetAssociationSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueueLimitAssociationsResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_limit_associations: Vec<QueueLimitAssociationSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueueMembersResponse {
    pub members: Vec<QueueMember>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueuesResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queues: Vec<QueueSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListSessionActionsResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub session_actions: Vec<SessionActionSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListSessionsForWorkerResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub sessions: Vec<WorkerSessionSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListSessionsResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub sessions: Vec<SessionSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStepConsumersResponse {
    pub consumers: Vec<StepConsumer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStepDependenciesResponse {
    pub dependencies: Vec<StepDependency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStepsResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub steps: Vec<StepSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStorageProfilesForQueueResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub storage_profiles: Vec<StorageProfileSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStorageProfilesResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub storage_profiles: Vec<StorageProfileSummary>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListTagsForResourceResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListTasksResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub tasks: Vec<TaskSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListVolumesResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub volumes: Vec<VolumeSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListWorkersResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub workers: Vec<WorkerSummary>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PutMeteredProductResponse {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchJobsResponse {
    pub jobs: Vec<JobSearchSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_item_offset: Option<i32>,
    pub total_results: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchStepsResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_item_offset: Option<i32>,
    pub steps: Vec<StepSearchSummary>,
    pub total_results: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchTasksResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_item_offset: Option<i32>,
    pub tasks: Vec<TaskSearchSummary>,
    pub total_results: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchWorkersResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_item_offset: Option<i32>,
    pub total_results: i32,
    pub workers: Vec<WorkerSearchSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartSessionsStatisticsAggregationResponse {
    pub aggregation_id: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TagResourceResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagResourceResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateBudgetResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateFarmResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateFleetResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateJobResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateLimitResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateMonitorResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateMonitorSettingsResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateQueueEnvironmentResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateQueueFleetAssociationResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateQueueLimitAssociationResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateQueueResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateSessionResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateStepResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateStorageProfileResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateTaskResponse {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateWorkerResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_configuration: Option<HostConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<LogConfiguration>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateWorkerScheduleResponse {
    pub assigned_sessions: BTreeMap<SessionId, AssignedSession>,
    pub cancel_session_actions: BTreeMap<SessionId, Vec<SessionActionId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desired_worker_status: Option<DesiredWorkerStatus>,
    pub update_interval_seconds: i32,
}
