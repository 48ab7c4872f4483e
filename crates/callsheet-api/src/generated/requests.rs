// Written by `cargo xtask codegen`; change the model or the generator.
//! What each operation is asked.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::*;
use crate::types::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociateMemberToFarmRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_center_region: Option<String>,
    pub identity_store_id: String,
    pub membership_level: MembershipLevel,
    pub principal_id: String,
    pub principal_type: PrincipalType,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociateMemberToFleetRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_center_region: Option<String>,
    pub identity_store_id: String,
    pub membership_level: MembershipLevel,
    pub principal_id: String,
    pub principal_type: PrincipalType,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociateMemberToJobRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_center_region: Option<String>,
    pub identity_store_id: String,
    pub job_id: JobId,
    pub membership_level: MembershipLevel,
    pub principal_id: String,
    pub principal_type: PrincipalType,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociateMemberToQueueRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_center_region: Option<String>,
    pub identity_store_id: String,
    pub membership_level: MembershipLevel,
    pub principal_id: String,
    pub principal_type: PrincipalType,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeFleetRoleForReadRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeFleetRoleForWorkerRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeQueueRoleForReadRequest {
    pub farm_id: FarmId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeQueueRoleForUserRequest {
    pub farm_id: FarmId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeQueueRoleForWorkerRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub queue_id: QueueId,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetJobEntityRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub identifiers: Vec<JobEntityIdentifiersUnion>,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetJobRequest {
    pub identifiers: Vec<BatchGetJobIdentifier>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionActionRequest {
    pub identifiers: Vec<BatchGetSessionActionIdentifier>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetSessionRequest {
    pub identifiers: Vec<BatchGetSessionIdentifier>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetStepRequest {
    pub identifiers: Vec<BatchGetStepIdentifier>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetTaskRequest {
    pub identifiers: Vec<BatchGetTaskIdentifier>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchGetWorkerRequest {
    pub identifiers: Vec<BatchGetWorkerIdentifier>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchUpdateJobRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub jobs: Vec<BatchUpdateJobItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchUpdateTaskRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub tasks: Vec<BatchUpdateTaskItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CopyJobTemplateRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub target_s3_location: S3Location,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateBudgetRequest {
    pub actions: Vec<BudgetActionToAdd>,
    pub approximate_dollar_limit: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    pub farm_id: FarmId,
    pub schedule: BudgetSchedule,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    pub usage_tracking_resource: UsageTrackingResource,
}

impl fmt::Debug for CreateBudgetRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateBudgetRequest")
            .field("actions", &self.actions)
            .field("approximate_dollar_limit", &self.approximate_dollar_limit)
            .field("client_token", &self.client_token)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("schedule", &self.schedule)
            .field("tags", &self.tags)
            .field("usage_tracking_resource", &self.usage_tracking_resource)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateFarmRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_scale_factor: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

impl fmt::Debug for CreateFarmRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateFarmRequest")
            .field("client_token", &self.client_token)
            .field("cost_scale_factor", &self.cost_scale_factor)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("kms_key_arn", &self.kms_key_arn)
            .field("tags", &self.tags)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateFleetRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub configuration: FleetConfiguration,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_configuration: Option<HostConfiguration>,
    pub max_worker_count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_worker_count: Option<i32>,
    pub role_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

impl fmt::Debug for CreateFleetRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateFleetRequest")
            .field("client_token", &self.client_token)
            .field("configuration", &self.configuration)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("host_configuration", &self.host_configuration)
            .field("max_worker_count", &self.max_worker_count)
            .field("min_worker_count", &self.min_worker_count)
            .field("role_arn", &self.role_arn)
            .field("tags", &self.tags)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateJobRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Attachments>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_override: Option<String>,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_failed_tasks_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_retries_per_task: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_worker_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_override: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, JobParameter>>,
    pub priority: i32,
    pub queue_id: QueueId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_profile_id: Option<StorageProfileId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_task_run_status: Option<CreateJobTargetTaskRunStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_type: Option<JobTemplateType>,
}

impl fmt::Debug for CreateJobRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateJobRequest")
            .field("attachments", &self.attachments)
            .field("client_token", &self.client_token)
            .field(
                "description_override",
                &self
                    .description_override
                    .as_ref()
                    .map(|_| crate::sensitive::Hidden),
            )
            .field("farm_id", &self.farm_id)
            .field("max_failed_tasks_count", &self.max_failed_tasks_count)
            .field("max_retries_per_task", &self.max_retries_per_task)
            .field("max_worker_count", &self.max_worker_count)
            .field("name_override", &self.name_override)
            .field(
                "parameters",
                &self.parameters.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("priority", &self.priority)
            .field("queue_id", &self.queue_id)
            .field("source_job_id", &self.source_job_id)
            .field("storage_profile_id", &self.storage_profile_id)
            .field("tags", &self.tags)
            .field("target_task_run_status", &self.target_task_run_status)
            .field(
                "template",
                &self.template.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("template_type", &self.template_type)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateLicenseEndpointRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub security_group_ids: Vec<String>,
    pub subnet_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    pub vpc_id: String,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateLimitRequest {
    pub amount_requirement_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    pub farm_id: FarmId,
    pub max_count: i32,
}

impl fmt::Debug for CreateLimitRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateLimitRequest")
            .field("amount_requirement_name", &self.amount_requirement_name)
            .field("client_token", &self.client_token)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("max_count", &self.max_count)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateMonitorRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub display_name: String,
    pub identity_center_instance_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_center_region: Option<String>,
    pub role_arn: String,
    pub subdomain: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateQueueEnvironmentRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub farm_id: FarmId,
    pub priority: i32,
    pub queue_id: QueueId,
    pub template: String,
    pub template_type: EnvironmentTemplateType,
}

impl fmt::Debug for CreateQueueEnvironmentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateQueueEnvironmentRequest")
            .field("client_token", &self.client_token)
            .field("farm_id", &self.farm_id)
            .field("priority", &self.priority)
            .field("queue_id", &self.queue_id)
            .field("template", &crate::sensitive::Hidden)
            .field("template_type", &self.template_type)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateQueueFleetAssociationRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateQueueLimitAssociationRequest {
    pub farm_id: FarmId,
    pub limit_id: LimitId,
    pub queue_id: QueueId,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateQueueRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_storage_profile_ids: Option<Vec<StorageProfileId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_budget_action: Option<DefaultQueueBudgetAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub display_name: String,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_attachment_settings: Option<JobAttachmentSettings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_run_as_user: Option<JobRunAsUser>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_file_system_location_names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduling_configuration: Option<SchedulingConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

impl fmt::Debug for CreateQueueRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateQueueRequest")
            .field(
                "allowed_storage_profile_ids",
                &self.allowed_storage_profile_ids,
            )
            .field("client_token", &self.client_token)
            .field("default_budget_action", &self.default_budget_action)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("job_attachment_settings", &self.job_attachment_settings)
            .field("job_run_as_user", &self.job_run_as_user)
            .field(
                "required_file_system_location_names",
                &self.required_file_system_location_names,
            )
            .field("role_arn", &self.role_arn)
            .field("scheduling_configuration", &self.scheduling_configuration)
            .field("tags", &self.tags)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateStorageProfileRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub display_name: String,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_system_locations: Option<Vec<FileSystemLocation>>,
    pub os_family: StorageProfileOperatingSystemFamily,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateWorkerRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_properties: Option<HostPropertiesRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteBudgetRequest {
    pub budget_id: BudgetId,
    pub farm_id: FarmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteFarmRequest {
    pub farm_id: FarmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteFleetRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteLicenseEndpointRequest {
    pub license_endpoint_id: LicenseEndpointId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteLimitRequest {
    pub farm_id: FarmId,
    pub limit_id: LimitId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMeteredProductRequest {
    pub license_endpoint_id: LicenseEndpointId,
    pub product_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMonitorRequest {
    pub monitor_id: MonitorId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteQueueEnvironmentRequest {
    pub farm_id: FarmId,
    pub queue_environment_id: QueueEnvironmentId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteQueueFleetAssociationRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteQueueLimitAssociationRequest {
    pub farm_id: FarmId,
    pub limit_id: LimitId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteQueueRequest {
    pub farm_id: FarmId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteStorageProfileRequest {
    pub farm_id: FarmId,
    pub storage_profile_id: StorageProfileId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteVolumeRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub volume_id: VolumeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteWorkerRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DisassociateMemberFromFarmRequest {
    pub farm_id: FarmId,
    pub principal_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DisassociateMemberFromFleetRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub principal_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DisassociateMemberFromJobRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub principal_id: String,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DisassociateMemberFromQueueRequest {
    pub farm_id: FarmId,
    pub principal_id: String,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetBudgetRequest {
    pub budget_id: BudgetId,
    pub farm_id: FarmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetFarmRequest {
    pub farm_id: FarmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetFleetRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetJobRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetLicenseEndpointRequest {
    pub license_endpoint_id: LicenseEndpointId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetLimitRequest {
    pub farm_id: FarmId,
    pub limit_id: LimitId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetMonitorRequest {
    pub monitor_id: MonitorId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetMonitorSettingsRequest {
    pub monitor_id: MonitorId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetQueueEnvironmentRequest {
    pub farm_id: FarmId,
    pub queue_environment_id: QueueEnvironmentId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetQueueFleetAssociationRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetQueueLimitAssociationRequest {
    pub farm_id: FarmId,
    pub limit_id: LimitId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetQueueRequest {
    pub farm_id: FarmId,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetSessionActionRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub session_action_id: SessionActionId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetSessionRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub session_id: SessionId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetSessionsStatisticsAggregationRequest {
    pub aggregation_id: String,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetStepRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub step_id: StepId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetStorageProfileForQueueRequest {
    pub farm_id: FarmId,
    pub queue_id: QueueId,
    pub storage_profile_id: StorageProfileId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetStorageProfileRequest {
    pub farm_id: FarmId,
    pub storage_profile_id: StorageProfileId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetTaskRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub step_id: StepId,
    pub task_id: TaskId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetVolumeRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub volume_id: VolumeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetWorkerRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListAvailableMeteredProductsRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListBudgetsRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<BudgetStatus>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFarmMembersRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFarmsRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFleetMembersRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListFleetsRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<FleetStatus>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListJobMembersRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListJobParameterDefinitionsRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListJobsRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<String>,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListLicenseEndpointsRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListLimitsRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListMembershipsRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_center_region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_store_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub principal_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_types: Option<Vec<MembershipResourceType>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListMeteredProductsRequest {
    pub license_endpoint_id: LicenseEndpointId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListMonitorsRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueueEnvironmentsRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueueFleetAssociationsRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fleet_id: Option<FleetId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueueLimitAssociationsRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_id: Option<LimitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueueMembersRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQueuesRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<QueueStatus>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListSessionActionsRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListSessionsForWorkerRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListSessionsRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStepConsumersRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
    pub step_id: StepId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStepDependenciesRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
    pub step_id: StepId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStepsRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStorageProfilesForQueueRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListStorageProfilesRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListTagsForResourceRequest {
    pub resource_arn: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListTasksRequest {
    pub farm_id: FarmId,
    pub job_id: JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub queue_id: QueueId,
    pub step_id: StepId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListVolumesRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListWorkersRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PutMeteredProductRequest {
    pub license_endpoint_id: LicenseEndpointId,
    pub product_id: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchJobsRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_expressions: Option<SearchGroupedFilterExpressions>,
    pub item_offset: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i32>,
    pub queue_ids: Vec<QueueId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_expressions: Option<Vec<SearchSortExpression>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchStepsRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_expressions: Option<SearchGroupedFilterExpressions>,
    pub item_offset: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i32>,
    pub queue_ids: Vec<QueueId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_expressions: Option<Vec<SearchSortExpression>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchTasksRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_expressions: Option<SearchGroupedFilterExpressions>,
    pub item_offset: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i32>,
    pub queue_ids: Vec<QueueId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_expressions: Option<Vec<SearchSortExpression>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchWorkersRequest {
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_expressions: Option<SearchGroupedFilterExpressions>,
    pub fleet_ids: Vec<FleetId>,
    pub item_offset: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_expressions: Option<Vec<SearchSortExpression>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartSessionsStatisticsAggregationRequest {
    pub end_time: Timestamp,
    pub farm_id: FarmId,
    pub group_by: Vec<UsageGroupByField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    pub resource_ids: SessionsStatisticsResources,
    pub start_time: Timestamp,
    pub statistics: Vec<UsageStatistic>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagResourceRequest {
    pub resource_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UntagResourceRequest {
    pub resource_arn: String,
    pub tag_keys: Vec<String>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateBudgetRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_to_add: Option<Vec<BudgetActionToAdd>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_to_remove: Option<Vec<BudgetActionToRemove>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approximate_dollar_limit: Option<f64>,
    pub budget_id: BudgetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<BudgetSchedule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<BudgetStatus>,
}

impl fmt::Debug for UpdateBudgetRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateBudgetRequest")
            .field("actions_to_add", &self.actions_to_add)
            .field("actions_to_remove", &self.actions_to_remove)
            .field("approximate_dollar_limit", &self.approximate_dollar_limit)
            .field("budget_id", &self.budget_id)
            .field("client_token", &self.client_token)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("schedule", &self.schedule)
            .field("status", &self.status)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateFarmRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_scale_factor: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    pub farm_id: FarmId,
}

impl fmt::Debug for UpdateFarmRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateFarmRequest")
            .field("cost_scale_factor", &self.cost_scale_factor)
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateFleetRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<FleetConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_configuration: Option<HostConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_worker_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_worker_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
}

impl fmt::Debug for UpdateFleetRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateFleetRequest")
            .field("client_token", &self.client_token)
            .field("configuration", &self.configuration)
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
            .finish()
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateJobRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
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

impl fmt::Debug for UpdateJobRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateJobRequest")
            .field("client_token", &self.client_token)
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

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateLimitRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    pub farm_id: FarmId,
    pub limit_id: LimitId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_count: Option<i32>,
}

impl fmt::Debug for UpdateLimitRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateLimitRequest")
            .field(
                "description",
                &self.description.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("display_name", &self.display_name)
            .field("farm_id", &self.farm_id)
            .field("limit_id", &self.limit_id)
            .field("max_count", &self.max_count)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateMonitorRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    pub monitor_id: MonitorId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdomain: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateMonitorSettingsRequest {
    pub monitor_id: MonitorId,
    pub settings: BTreeMap<String, String>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateQueueEnvironmentRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    pub queue_environment_id: QueueEnvironmentId,
    pub queue_id: QueueId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_type: Option<EnvironmentTemplateType>,
}

impl fmt::Debug for UpdateQueueEnvironmentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateQueueEnvironmentRequest")
            .field("client_token", &self.client_token)
            .field("farm_id", &self.farm_id)
            .field("priority", &self.priority)
            .field("queue_environment_id", &self.queue_environment_id)
            .field("queue_id", &self.queue_id)
            .field(
                "template",
                &self.template.as_ref().map(|_| crate::sensitive::Hidden),
            )
            .field("template_type", &self.template_type)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateQueueFleetAssociationRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    pub queue_id: QueueId,
    pub status: UpdateQueueFleetAssociationStatus,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateQueueLimitAssociationRequest {
    pub farm_id: FarmId,
    pub limit_id: LimitId,
    pub queue_id: QueueId,
    pub status: UpdateQueueLimitAssociationStatus,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateQueueRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_storage_profile_ids_to_add: Option<Vec<StorageProfileId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_storage_profile_ids_to_remove: Option<Vec<StorageProfileId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_budget_action: Option<DefaultQueueBudgetAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_attachment_settings: Option<JobAttachmentSettings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_run_as_user: Option<JobRunAsUser>,
    pub queue_id: QueueId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_file_system_location_names_to_add: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_file_system_location_names_to_remove: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduling_configuration: Option<SchedulingConfiguration>,
}

impl fmt::Debug for UpdateQueueRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateQueueRequest")
            .field(
                "allowed_storage_profile_ids_to_add",
                &self.allowed_storage_profile_ids_to_add,
            )
            .field(
                "allowed_storage_profile_ids_to_remove",
                &self.allowed_storage_profile_ids_to_remove,
            )
            .field("client_token", &self.client_token)
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
                "required_file_system_location_names_to_add",
                &self.required_file_system_location_names_to_add,
            )
            .field(
                "required_file_system_location_names_to_remove",
                &self.required_file_system_location_names_to_remove,
            )
            .field("role_arn", &self.role_arn)
            .field("scheduling_configuration", &self.scheduling_configuration)
            .finish()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateSessionRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub session_id: SessionId,
    pub target_lifecycle_status: SessionLifecycleTargetStatus,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateStepRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub step_id: StepId,
    pub target_task_run_status: StepTargetTaskRunStatus,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateStorageProfileRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    pub farm_id: FarmId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_system_locations_to_add: Option<Vec<FileSystemLocation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_system_locations_to_remove: Option<Vec<FileSystemLocation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_family: Option<StorageProfileOperatingSystemFamily>,
    pub storage_profile_id: StorageProfileId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateTaskRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
    pub farm_id: FarmId,
    pub job_id: JobId,
    pub queue_id: QueueId,
    pub step_id: StepId,
    pub target_run_status: TaskTargetRunStatus,
    pub task_id: TaskId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateWorkerRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<WorkerCapabilities>,
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_properties: Option<HostPropertiesRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<UpdatedWorkerStatus>,
    pub worker_id: WorkerId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateWorkerScheduleRequest {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_session_actions: Option<BTreeMap<SessionActionId, UpdatedSessionActionInfo>>,
    pub worker_id: WorkerId,
}
