// Written by `cargo xtask codegen`; change the model or the generator.
//! One type for each operation, to name it in generics.

use crate::operation::Visitor;
use crate::{Call, Operation, types};

#[derive(Clone, Copy, Debug)]
pub struct AssociateMemberToFarm;

impl Call for AssociateMemberToFarm {
    const OPERATION: Operation = Operation::AssociateMemberToFarm;
    type Request = types::AssociateMemberToFarmRequest;
    type Response = types::AssociateMemberToFarmResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct AssociateMemberToFleet;

impl Call for AssociateMemberToFleet {
    const OPERATION: Operation = Operation::AssociateMemberToFleet;
    type Request = types::AssociateMemberToFleetRequest;
    type Response = types::AssociateMemberToFleetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct AssociateMemberToJob;

impl Call for AssociateMemberToJob {
    const OPERATION: Operation = Operation::AssociateMemberToJob;
    type Request = types::AssociateMemberToJobRequest;
    type Response = types::AssociateMemberToJobResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct AssociateMemberToQueue;

impl Call for AssociateMemberToQueue {
    const OPERATION: Operation = Operation::AssociateMemberToQueue;
    type Request = types::AssociateMemberToQueueRequest;
    type Response = types::AssociateMemberToQueueResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct AssumeFleetRoleForRead;

impl Call for AssumeFleetRoleForRead {
    const OPERATION: Operation = Operation::AssumeFleetRoleForRead;
    type Request = types::AssumeFleetRoleForReadRequest;
    type Response = types::AssumeFleetRoleForReadResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct AssumeFleetRoleForWorker;

impl Call for AssumeFleetRoleForWorker {
    const OPERATION: Operation = Operation::AssumeFleetRoleForWorker;
    type Request = types::AssumeFleetRoleForWorkerRequest;
    type Response = types::AssumeFleetRoleForWorkerResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct AssumeQueueRoleForRead;

impl Call for AssumeQueueRoleForRead {
    const OPERATION: Operation = Operation::AssumeQueueRoleForRead;
    type Request = types::AssumeQueueRoleForReadRequest;
    type Response = types::AssumeQueueRoleForReadResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct AssumeQueueRoleForUser;

impl Call for AssumeQueueRoleForUser {
    const OPERATION: Operation = Operation::AssumeQueueRoleForUser;
    type Request = types::AssumeQueueRoleForUserRequest;
    type Response = types::AssumeQueueRoleForUserResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct AssumeQueueRoleForWorker;

impl Call for AssumeQueueRoleForWorker {
    const OPERATION: Operation = Operation::AssumeQueueRoleForWorker;
    type Request = types::AssumeQueueRoleForWorkerRequest;
    type Response = types::AssumeQueueRoleForWorkerResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct BatchGetJob;

impl Call for BatchGetJob {
    const OPERATION: Operation = Operation::BatchGetJob;
    type Request = types::BatchGetJobRequest;
    type Response = types::BatchGetJobResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct BatchGetJobEntity;

impl Call for BatchGetJobEntity {
    const OPERATION: Operation = Operation::BatchGetJobEntity;
    type Request = types::BatchGetJobEntityRequest;
    type Response = types::BatchGetJobEntityResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct BatchGetSession;

impl Call for BatchGetSession {
    const OPERATION: Operation = Operation::BatchGetSession;
    type Request = types::BatchGetSessionRequest;
    type Response = types::BatchGetSessionResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct BatchGetSessionAction;

impl Call for BatchGetSessionAction {
    const OPERATION: Operation = Operation::BatchGetSessionAction;
    type Request = types::BatchGetSessionActionRequest;
    type Response = types::BatchGetSessionActionResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct BatchGetStep;

impl Call for BatchGetStep {
    const OPERATION: Operation = Operation::BatchGetStep;
    type Request = types::BatchGetStepRequest;
    type Response = types::BatchGetStepResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct BatchGetTask;

impl Call for BatchGetTask {
    const OPERATION: Operation = Operation::BatchGetTask;
    type Request = types::BatchGetTaskRequest;
    type Response = types::BatchGetTaskResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct BatchGetWorker;

impl Call for BatchGetWorker {
    const OPERATION: Operation = Operation::BatchGetWorker;
    type Request = types::BatchGetWorkerRequest;
    type Response = types::BatchGetWorkerResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct BatchUpdateJob;

impl Call for BatchUpdateJob {
    const OPERATION: Operation = Operation::BatchUpdateJob;
    type Request = types::BatchUpdateJobRequest;
    type Response = types::BatchUpdateJobResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct BatchUpdateTask;

impl Call for BatchUpdateTask {
    const OPERATION: Operation = Operation::BatchUpdateTask;
    type Request = types::BatchUpdateTaskRequest;
    type Response = types::BatchUpdateTaskResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CopyJobTemplate;

impl Call for CopyJobTemplate {
    const OPERATION: Operation = Operation::CopyJobTemplate;
    type Request = types::CopyJobTemplateRequest;
    type Response = types::CopyJobTemplateResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateBudget;

impl Call for CreateBudget {
    const OPERATION: Operation = Operation::CreateBudget;
    type Request = types::CreateBudgetRequest;
    type Response = types::CreateBudgetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateFarm;

impl Call for CreateFarm {
    const OPERATION: Operation = Operation::CreateFarm;
    type Request = types::CreateFarmRequest;
    type Response = types::CreateFarmResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateFleet;

impl Call for CreateFleet {
    const OPERATION: Operation = Operation::CreateFleet;
    type Request = types::CreateFleetRequest;
    type Response = types::CreateFleetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateJob;

impl Call for CreateJob {
    const OPERATION: Operation = Operation::CreateJob;
    type Request = types::CreateJobRequest;
    type Response = types::CreateJobResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateLicenseEndpoint;

impl Call for CreateLicenseEndpoint {
    const OPERATION: Operation = Operation::CreateLicenseEndpoint;
    type Request = types::CreateLicenseEndpointRequest;
    type Response = types::CreateLicenseEndpointResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateLimit;

impl Call for CreateLimit {
    const OPERATION: Operation = Operation::CreateLimit;
    type Request = types::CreateLimitRequest;
    type Response = types::CreateLimitResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateMonitor;

impl Call for CreateMonitor {
    const OPERATION: Operation = Operation::CreateMonitor;
    type Request = types::CreateMonitorRequest;
    type Response = types::CreateMonitorResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateQueue;

impl Call for CreateQueue {
    const OPERATION: Operation = Operation::CreateQueue;
    type Request = types::CreateQueueRequest;
    type Response = types::CreateQueueResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateQueueEnvironment;

impl Call for CreateQueueEnvironment {
    const OPERATION: Operation = Operation::CreateQueueEnvironment;
    type Request = types::CreateQueueEnvironmentRequest;
    type Response = types::CreateQueueEnvironmentResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateQueueFleetAssociation;

impl Call for CreateQueueFleetAssociation {
    const OPERATION: Operation = Operation::CreateQueueFleetAssociation;
    type Request = types::CreateQueueFleetAssociationRequest;
    type Response = types::CreateQueueFleetAssociationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateQueueLimitAssociation;

impl Call for CreateQueueLimitAssociation {
    const OPERATION: Operation = Operation::CreateQueueLimitAssociation;
    type Request = types::CreateQueueLimitAssociationRequest;
    type Response = types::CreateQueueLimitAssociationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateStorageProfile;

impl Call for CreateStorageProfile {
    const OPERATION: Operation = Operation::CreateStorageProfile;
    type Request = types::CreateStorageProfileRequest;
    type Response = types::CreateStorageProfileResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct CreateWorker;

impl Call for CreateWorker {
    const OPERATION: Operation = Operation::CreateWorker;
    type Request = types::CreateWorkerRequest;
    type Response = types::CreateWorkerResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteBudget;

impl Call for DeleteBudget {
    const OPERATION: Operation = Operation::DeleteBudget;
    type Request = types::DeleteBudgetRequest;
    type Response = types::DeleteBudgetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteFarm;

impl Call for DeleteFarm {
    const OPERATION: Operation = Operation::DeleteFarm;
    type Request = types::DeleteFarmRequest;
    type Response = types::DeleteFarmResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteFleet;

impl Call for DeleteFleet {
    const OPERATION: Operation = Operation::DeleteFleet;
    type Request = types::DeleteFleetRequest;
    type Response = types::DeleteFleetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteLicenseEndpoint;

impl Call for DeleteLicenseEndpoint {
    const OPERATION: Operation = Operation::DeleteLicenseEndpoint;
    type Request = types::DeleteLicenseEndpointRequest;
    type Response = types::DeleteLicenseEndpointResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteLimit;

impl Call for DeleteLimit {
    const OPERATION: Operation = Operation::DeleteLimit;
    type Request = types::DeleteLimitRequest;
    type Response = types::DeleteLimitResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteMeteredProduct;

impl Call for DeleteMeteredProduct {
    const OPERATION: Operation = Operation::DeleteMeteredProduct;
    type Request = types::DeleteMeteredProductRequest;
    type Response = types::DeleteMeteredProductResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteMonitor;

impl Call for DeleteMonitor {
    const OPERATION: Operation = Operation::DeleteMonitor;
    type Request = types::DeleteMonitorRequest;
    type Response = types::DeleteMonitorResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteQueue;

impl Call for DeleteQueue {
    const OPERATION: Operation = Operation::DeleteQueue;
    type Request = types::DeleteQueueRequest;
    type Response = types::DeleteQueueResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteQueueEnvironment;

impl Call for DeleteQueueEnvironment {
    const OPERATION: Operation = Operation::DeleteQueueEnvironment;
    type Request = types::DeleteQueueEnvironmentRequest;
    type Response = types::DeleteQueueEnvironmentResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteQueueFleetAssociation;

impl Call for DeleteQueueFleetAssociation {
    const OPERATION: Operation = Operation::DeleteQueueFleetAssociation;
    type Request = types::DeleteQueueFleetAssociationRequest;
    type Response = types::DeleteQueueFleetAssociationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteQueueLimitAssociation;

impl Call for DeleteQueueLimitAssociation {
    const OPERATION: Operation = Operation::DeleteQueueLimitAssociation;
    type Request = types::DeleteQueueLimitAssociationRequest;
    type Response = types::DeleteQueueLimitAssociationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteStorageProfile;

impl Call for DeleteStorageProfile {
    const OPERATION: Operation = Operation::DeleteStorageProfile;
    type Request = types::DeleteStorageProfileRequest;
    type Response = types::DeleteStorageProfileResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteVolume;

impl Call for DeleteVolume {
    const OPERATION: Operation = Operation::DeleteVolume;
    type Request = types::DeleteVolumeRequest;
    type Response = types::DeleteVolumeResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DeleteWorker;

impl Call for DeleteWorker {
    const OPERATION: Operation = Operation::DeleteWorker;
    type Request = types::DeleteWorkerRequest;
    type Response = types::DeleteWorkerResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DisassociateMemberFromFarm;

impl Call for DisassociateMemberFromFarm {
    const OPERATION: Operation = Operation::DisassociateMemberFromFarm;
    type Request = types::DisassociateMemberFromFarmRequest;
    type Response = types::DisassociateMemberFromFarmResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DisassociateMemberFromFleet;

impl Call for DisassociateMemberFromFleet {
    const OPERATION: Operation = Operation::DisassociateMemberFromFleet;
    type Request = types::DisassociateMemberFromFleetRequest;
    type Response = types::DisassociateMemberFromFleetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DisassociateMemberFromJob;

impl Call for DisassociateMemberFromJob {
    const OPERATION: Operation = Operation::DisassociateMemberFromJob;
    type Request = types::DisassociateMemberFromJobRequest;
    type Response = types::DisassociateMemberFromJobResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct DisassociateMemberFromQueue;

impl Call for DisassociateMemberFromQueue {
    const OPERATION: Operation = Operation::DisassociateMemberFromQueue;
    type Request = types::DisassociateMemberFromQueueRequest;
    type Response = types::DisassociateMemberFromQueueResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetBudget;

impl Call for GetBudget {
    const OPERATION: Operation = Operation::GetBudget;
    type Request = types::GetBudgetRequest;
    type Response = types::GetBudgetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetFarm;

impl Call for GetFarm {
    const OPERATION: Operation = Operation::GetFarm;
    type Request = types::GetFarmRequest;
    type Response = types::GetFarmResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetFleet;

impl Call for GetFleet {
    const OPERATION: Operation = Operation::GetFleet;
    type Request = types::GetFleetRequest;
    type Response = types::GetFleetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetJob;

impl Call for GetJob {
    const OPERATION: Operation = Operation::GetJob;
    type Request = types::GetJobRequest;
    type Response = types::GetJobResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetLicenseEndpoint;

impl Call for GetLicenseEndpoint {
    const OPERATION: Operation = Operation::GetLicenseEndpoint;
    type Request = types::GetLicenseEndpointRequest;
    type Response = types::GetLicenseEndpointResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetLimit;

impl Call for GetLimit {
    const OPERATION: Operation = Operation::GetLimit;
    type Request = types::GetLimitRequest;
    type Response = types::GetLimitResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetMonitor;

impl Call for GetMonitor {
    const OPERATION: Operation = Operation::GetMonitor;
    type Request = types::GetMonitorRequest;
    type Response = types::GetMonitorResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetMonitorSettings;

impl Call for GetMonitorSettings {
    const OPERATION: Operation = Operation::GetMonitorSettings;
    type Request = types::GetMonitorSettingsRequest;
    type Response = types::GetMonitorSettingsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetQueue;

impl Call for GetQueue {
    const OPERATION: Operation = Operation::GetQueue;
    type Request = types::GetQueueRequest;
    type Response = types::GetQueueResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetQueueEnvironment;

impl Call for GetQueueEnvironment {
    const OPERATION: Operation = Operation::GetQueueEnvironment;
    type Request = types::GetQueueEnvironmentRequest;
    type Response = types::GetQueueEnvironmentResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetQueueFleetAssociation;

impl Call for GetQueueFleetAssociation {
    const OPERATION: Operation = Operation::GetQueueFleetAssociation;
    type Request = types::GetQueueFleetAssociationRequest;
    type Response = types::GetQueueFleetAssociationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetQueueLimitAssociation;

impl Call for GetQueueLimitAssociation {
    const OPERATION: Operation = Operation::GetQueueLimitAssociation;
    type Request = types::GetQueueLimitAssociationRequest;
    type Response = types::GetQueueLimitAssociationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetSession;

impl Call for GetSession {
    const OPERATION: Operation = Operation::GetSession;
    type Request = types::GetSessionRequest;
    type Response = types::GetSessionResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetSessionAction;

impl Call for GetSessionAction {
    const OPERATION: Operation = Operation::GetSessionAction;
    type Request = types::GetSessionActionRequest;
    type Response = types::GetSessionActionResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetSessionsStatisticsAggregation;

impl Call for GetSessionsStatisticsAggregation {
    const OPERATION: Operation = Operation::GetSessionsStatisticsAggregation;
    type Request = types::GetSessionsStatisticsAggregationRequest;
    type Response = types::GetSessionsStatisticsAggregationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetStep;

impl Call for GetStep {
    const OPERATION: Operation = Operation::GetStep;
    type Request = types::GetStepRequest;
    type Response = types::GetStepResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetStorageProfile;

impl Call for GetStorageProfile {
    const OPERATION: Operation = Operation::GetStorageProfile;
    type Request = types::GetStorageProfileRequest;
    type Response = types::GetStorageProfileResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetStorageProfileForQueue;

impl Call for GetStorageProfileForQueue {
    const OPERATION: Operation = Operation::GetStorageProfileForQueue;
    type Request = types::GetStorageProfileForQueueRequest;
    type Response = types::GetStorageProfileForQueueResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetTask;

impl Call for GetTask {
    const OPERATION: Operation = Operation::GetTask;
    type Request = types::GetTaskRequest;
    type Response = types::GetTaskResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetVolume;

impl Call for GetVolume {
    const OPERATION: Operation = Operation::GetVolume;
    type Request = types::GetVolumeRequest;
    type Response = types::GetVolumeResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct GetWorker;

impl Call for GetWorker {
    const OPERATION: Operation = Operation::GetWorker;
    type Request = types::GetWorkerRequest;
    type Response = types::GetWorkerResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListAvailableMeteredProducts;

impl Call for ListAvailableMeteredProducts {
    const OPERATION: Operation = Operation::ListAvailableMeteredProducts;
    type Request = types::ListAvailableMeteredProductsRequest;
    type Response = types::ListAvailableMeteredProductsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListBudgets;

impl Call for ListBudgets {
    const OPERATION: Operation = Operation::ListBudgets;
    type Request = types::ListBudgetsRequest;
    type Response = types::ListBudgetsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListFarmMembers;

impl Call for ListFarmMembers {
    const OPERATION: Operation = Operation::ListFarmMembers;
    type Request = types::ListFarmMembersRequest;
    type Response = types::ListFarmMembersResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListFarms;

impl Call for ListFarms {
    const OPERATION: Operation = Operation::ListFarms;
    type Request = types::ListFarmsRequest;
    type Response = types::ListFarmsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListFleetMembers;

impl Call for ListFleetMembers {
    const OPERATION: Operation = Operation::ListFleetMembers;
    type Request = types::ListFleetMembersRequest;
    type Response = types::ListFleetMembersResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListFleets;

impl Call for ListFleets {
    const OPERATION: Operation = Operation::ListFleets;
    type Request = types::ListFleetsRequest;
    type Response = types::ListFleetsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListJobMembers;

impl Call for ListJobMembers {
    const OPERATION: Operation = Operation::ListJobMembers;
    type Request = types::ListJobMembersRequest;
    type Response = types::ListJobMembersResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListJobParameterDefinitions;

impl Call for ListJobParameterDefinitions {
    const OPERATION: Operation = Operation::ListJobParameterDefinitions;
    type Request = types::ListJobParameterDefinitionsRequest;
    type Response = types::ListJobParameterDefinitionsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListJobs;

impl Call for ListJobs {
    const OPERATION: Operation = Operation::ListJobs;
    type Request = types::ListJobsRequest;
    type Response = types::ListJobsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListLicenseEndpoints;

impl Call for ListLicenseEndpoints {
    const OPERATION: Operation = Operation::ListLicenseEndpoints;
    type Request = types::ListLicenseEndpointsRequest;
    type Response = types::ListLicenseEndpointsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListLimits;

impl Call for ListLimits {
    const OPERATION: Operation = Operation::ListLimits;
    type Request = types::ListLimitsRequest;
    type Response = types::ListLimitsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListMemberships;

impl Call for ListMemberships {
    const OPERATION: Operation = Operation::ListMemberships;
    type Request = types::ListMembershipsRequest;
    type Response = types::ListMembershipsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListMeteredProducts;

impl Call for ListMeteredProducts {
    const OPERATION: Operation = Operation::ListMeteredProducts;
    type Request = types::ListMeteredProductsRequest;
    type Response = types::ListMeteredProductsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListMonitors;

impl Call for ListMonitors {
    const OPERATION: Operation = Operation::ListMonitors;
    type Request = types::ListMonitorsRequest;
    type Response = types::ListMonitorsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListQueueEnvironments;

impl Call for ListQueueEnvironments {
    const OPERATION: Operation = Operation::ListQueueEnvironments;
    type Request = types::ListQueueEnvironmentsRequest;
    type Response = types::ListQueueEnvironmentsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListQueueFleetAssociations;

impl Call for ListQueueFleetAssociations {
    const OPERATION: Operation = Operation::ListQueueFleetAssociations;
    type Request = types::ListQueueFleetAssociationsRequest;
    type Response = types::ListQueueFleetAssociationsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListQueueLimitAssociations;

impl Call for ListQueueLimitAssociations {
    const OPERATION: Operation = Operation::ListQueueLimitAssociations;
    type Request = types::ListQueueLimitAssociationsRequest;
    type Response = types::ListQueueLimitAssociationsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListQueueMembers;

impl Call for ListQueueMembers {
    const OPERATION: Operation = Operation::ListQueueMembers;
    type Request = types::ListQueueMembersRequest;
    type Response = types::ListQueueMembersResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListQueues;

impl Call for ListQueues {
    const OPERATION: Operation = Operation::ListQueues;
    type Request = types::ListQueuesRequest;
    type Response = types::ListQueuesResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListSessionActions;

impl Call for ListSessionActions {
    const OPERATION: Operation = Operation::ListSessionActions;
    type Request = types::ListSessionActionsRequest;
    type Response = types::ListSessionActionsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListSessions;

impl Call for ListSessions {
    const OPERATION: Operation = Operation::ListSessions;
    type Request = types::ListSessionsRequest;
    type Response = types::ListSessionsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListSessionsForWorker;

impl Call for ListSessionsForWorker {
    const OPERATION: Operation = Operation::ListSessionsForWorker;
    type Request = types::ListSessionsForWorkerRequest;
    type Response = types::ListSessionsForWorkerResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListStepConsumers;

impl Call for ListStepConsumers {
    const OPERATION: Operation = Operation::ListStepConsumers;
    type Request = types::ListStepConsumersRequest;
    type Response = types::ListStepConsumersResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListStepDependencies;

impl Call for ListStepDependencies {
    const OPERATION: Operation = Operation::ListStepDependencies;
    type Request = types::ListStepDependenciesRequest;
    type Response = types::ListStepDependenciesResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListSteps;

impl Call for ListSteps {
    const OPERATION: Operation = Operation::ListSteps;
    type Request = types::ListStepsRequest;
    type Response = types::ListStepsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListStorageProfiles;

impl Call for ListStorageProfiles {
    const OPERATION: Operation = Operation::ListStorageProfiles;
    type Request = types::ListStorageProfilesRequest;
    type Response = types::ListStorageProfilesResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListStorageProfilesForQueue;

impl Call for ListStorageProfilesForQueue {
    const OPERATION: Operation = Operation::ListStorageProfilesForQueue;
    type Request = types::ListStorageProfilesForQueueRequest;
    type Response = types::ListStorageProfilesForQueueResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListTagsForResource;

impl Call for ListTagsForResource {
    const OPERATION: Operation = Operation::ListTagsForResource;
    type Request = types::ListTagsForResourceRequest;
    type Response = types::ListTagsForResourceResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListTasks;

impl Call for ListTasks {
    const OPERATION: Operation = Operation::ListTasks;
    type Request = types::ListTasksRequest;
    type Response = types::ListTasksResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListVolumes;

impl Call for ListVolumes {
    const OPERATION: Operation = Operation::ListVolumes;
    type Request = types::ListVolumesRequest;
    type Response = types::ListVolumesResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct ListWorkers;

impl Call for ListWorkers {
    const OPERATION: Operation = Operation::ListWorkers;
    type Request = types::ListWorkersRequest;
    type Response = types::ListWorkersResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct PutMeteredProduct;

impl Call for PutMeteredProduct {
    const OPERATION: Operation = Operation::PutMeteredProduct;
    type Request = types::PutMeteredProductRequest;
    type Response = types::PutMeteredProductResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct SearchJobs;

impl Call for SearchJobs {
    const OPERATION: Operation = Operation::SearchJobs;
    type Request = types::SearchJobsRequest;
    type Response = types::SearchJobsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct SearchSteps;

impl Call for SearchSteps {
    const OPERATION: Operation = Operation::SearchSteps;
    type Request = types::SearchStepsRequest;
    type Response = types::SearchStepsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct SearchTasks;

impl Call for SearchTasks {
    const OPERATION: Operation = Operation::SearchTasks;
    type Request = types::SearchTasksRequest;
    type Response = types::SearchTasksResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct SearchWorkers;

impl Call for SearchWorkers {
    const OPERATION: Operation = Operation::SearchWorkers;
    type Request = types::SearchWorkersRequest;
    type Response = types::SearchWorkersResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct StartSessionsStatisticsAggregation;

impl Call for StartSessionsStatisticsAggregation {
    const OPERATION: Operation = Operation::StartSessionsStatisticsAggregation;
    type Request = types::StartSessionsStatisticsAggregationRequest;
    type Response = types::StartSessionsStatisticsAggregationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct TagResource;

impl Call for TagResource {
    const OPERATION: Operation = Operation::TagResource;
    type Request = types::TagResourceRequest;
    type Response = types::TagResourceResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UntagResource;

impl Call for UntagResource {
    const OPERATION: Operation = Operation::UntagResource;
    type Request = types::UntagResourceRequest;
    type Response = types::UntagResourceResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateBudget;

impl Call for UpdateBudget {
    const OPERATION: Operation = Operation::UpdateBudget;
    type Request = types::UpdateBudgetRequest;
    type Response = types::UpdateBudgetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateFarm;

impl Call for UpdateFarm {
    const OPERATION: Operation = Operation::UpdateFarm;
    type Request = types::UpdateFarmRequest;
    type Response = types::UpdateFarmResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateFleet;

impl Call for UpdateFleet {
    const OPERATION: Operation = Operation::UpdateFleet;
    type Request = types::UpdateFleetRequest;
    type Response = types::UpdateFleetResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateJob;

impl Call for UpdateJob {
    const OPERATION: Operation = Operation::UpdateJob;
    type Request = types::UpdateJobRequest;
    type Response = types::UpdateJobResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateLimit;

impl Call for UpdateLimit {
    const OPERATION: Operation = Operation::UpdateLimit;
    type Request = types::UpdateLimitRequest;
    type Response = types::UpdateLimitResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateMonitor;

impl Call for UpdateMonitor {
    const OPERATION: Operation = Operation::UpdateMonitor;
    type Request = types::UpdateMonitorRequest;
    type Response = types::UpdateMonitorResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateMonitorSettings;

impl Call for UpdateMonitorSettings {
    const OPERATION: Operation = Operation::UpdateMonitorSettings;
    type Request = types::UpdateMonitorSettingsRequest;
    type Response = types::UpdateMonitorSettingsResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateQueue;

impl Call for UpdateQueue {
    const OPERATION: Operation = Operation::UpdateQueue;
    type Request = types::UpdateQueueRequest;
    type Response = types::UpdateQueueResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateQueueEnvironment;

impl Call for UpdateQueueEnvironment {
    const OPERATION: Operation = Operation::UpdateQueueEnvironment;
    type Request = types::UpdateQueueEnvironmentRequest;
    type Response = types::UpdateQueueEnvironmentResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateQueueFleetAssociation;

impl Call for UpdateQueueFleetAssociation {
    const OPERATION: Operation = Operation::UpdateQueueFleetAssociation;
    type Request = types::UpdateQueueFleetAssociationRequest;
    type Response = types::UpdateQueueFleetAssociationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateQueueLimitAssociation;

impl Call for UpdateQueueLimitAssociation {
    const OPERATION: Operation = Operation::UpdateQueueLimitAssociation;
    type Request = types::UpdateQueueLimitAssociationRequest;
    type Response = types::UpdateQueueLimitAssociationResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateSession;

impl Call for UpdateSession {
    const OPERATION: Operation = Operation::UpdateSession;
    type Request = types::UpdateSessionRequest;
    type Response = types::UpdateSessionResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateStep;

impl Call for UpdateStep {
    const OPERATION: Operation = Operation::UpdateStep;
    type Request = types::UpdateStepRequest;
    type Response = types::UpdateStepResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateStorageProfile;

impl Call for UpdateStorageProfile {
    const OPERATION: Operation = Operation::UpdateStorageProfile;
    type Request = types::UpdateStorageProfileRequest;
    type Response = types::UpdateStorageProfileResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateTask;

impl Call for UpdateTask {
    const OPERATION: Operation = Operation::UpdateTask;
    type Request = types::UpdateTaskRequest;
    type Response = types::UpdateTaskResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateWorker;

impl Call for UpdateWorker {
    const OPERATION: Operation = Operation::UpdateWorker;
    type Request = types::UpdateWorkerRequest;
    type Response = types::UpdateWorkerResponse;
}

#[derive(Clone, Copy, Debug)]
pub struct UpdateWorkerSchedule;

impl Call for UpdateWorkerSchedule {
    const OPERATION: Operation = Operation::UpdateWorkerSchedule;
    type Request = types::UpdateWorkerScheduleRequest;
    type Response = types::UpdateWorkerScheduleResponse;
}

/// Shows a visitor the type of an operation known only at run time.
pub fn visit<V: Visitor>(operation: Operation, visitor: V) -> V::Output {
    match operation {
        Operation::AssociateMemberToFarm => visitor.visit::<AssociateMemberToFarm>(),
        Operation::AssociateMemberToFleet => visitor.visit::<AssociateMemberToFleet>(),
        Operation::AssociateMemberToJob => visitor.visit::<AssociateMemberToJob>(),
        Operation::AssociateMemberToQueue => visitor.visit::<AssociateMemberToQueue>(),
        Operation::AssumeFleetRoleForRead => visitor.visit::<AssumeFleetRoleForRead>(),
        Operation::AssumeFleetRoleForWorker => visitor.visit::<AssumeFleetRoleForWorker>(),
        Operation::AssumeQueueRoleForRead => visitor.visit::<AssumeQueueRoleForRead>(),
        Operation::AssumeQueueRoleForUser => visitor.visit::<AssumeQueueRoleForUser>(),
        Operation::AssumeQueueRoleForWorker => visitor.visit::<AssumeQueueRoleForWorker>(),
        Operation::BatchGetJob => visitor.visit::<BatchGetJob>(),
        Operation::BatchGetJobEntity => visitor.visit::<BatchGetJobEntity>(),
        Operation::BatchGetSession => visitor.visit::<BatchGetSession>(),
        Operation::BatchGetSessionAction => visitor.visit::<BatchGetSessionAction>(),
        Operation::BatchGetStep => visitor.visit::<BatchGetStep>(),
        Operation::BatchGetTask => visitor.visit::<BatchGetTask>(),
        Operation::BatchGetWorker => visitor.visit::<BatchGetWorker>(),
        Operation::BatchUpdateJob => visitor.visit::<BatchUpdateJob>(),
        Operation::BatchUpdateTask => visitor.visit::<BatchUpdateTask>(),
        Operation::CopyJobTemplate => visitor.visit::<CopyJobTemplate>(),
        Operation::CreateBudget => visitor.visit::<CreateBudget>(),
        Operation::CreateFarm => visitor.visit::<CreateFarm>(),
        Operation::CreateFleet => visitor.visit::<CreateFleet>(),
        Operation::CreateJob => visitor.visit::<CreateJob>(),
        Operation::CreateLicenseEndpoint => visitor.visit::<CreateLicenseEndpoint>(),
        Operation::CreateLimit => visitor.visit::<CreateLimit>(),
        Operation::CreateMonitor => visitor.visit::<CreateMonitor>(),
        Operation::CreateQueue => visitor.visit::<CreateQueue>(),
        Operation::CreateQueueEnvironment => visitor.visit::<CreateQueueEnvironment>(),
        Operation::CreateQueueFleetAssociation => visitor.visit::<CreateQueueFleetAssociation>(),
        Operation::CreateQueueLimitAssociation => visitor.visit::<CreateQueueLimitAssociation>(),
        Operation::CreateStorageProfile => visitor.visit::<CreateStorageProfile>(),
        Operation::CreateWorker => visitor.visit::<CreateWorker>(),
        Operation::DeleteBudget => visitor.visit::<DeleteBudget>(),
        Operation::DeleteFarm => visitor.visit::<DeleteFarm>(),
        Operation::DeleteFleet => visitor.visit::<DeleteFleet>(),
        Operation::DeleteLicenseEndpoint => visitor.visit::<DeleteLicenseEndpoint>(),
        Operation::DeleteLimit => visitor.visit::<DeleteLimit>(),
        Operation::DeleteMeteredProduct => visitor.visit::<DeleteMeteredProduct>(),
        Operation::DeleteMonitor => visitor.visit::<DeleteMonitor>(),
        Operation::DeleteQueue => visitor.visit::<DeleteQueue>(),
        Operation::DeleteQueueEnvironment => visitor.visit::<DeleteQueueEnvironment>(),
        Operation::DeleteQueueFleetAssociation => visitor.visit::<DeleteQueueFleetAssociation>(),
        Operation::DeleteQueueLimitAssociation => visitor.visit::<DeleteQueueLimitAssociation>(),
        Operation::DeleteStorageProfile => visitor.visit::<DeleteStorageProfile>(),
        Operation::DeleteVolume => visitor.visit::<DeleteVolume>(),
        Operation::DeleteWorker => visitor.visit::<DeleteWorker>(),
        Operation::DisassociateMemberFromFarm => visitor.visit::<DisassociateMemberFromFarm>(),
        Operation::DisassociateMemberFromFleet => visitor.visit::<DisassociateMemberFromFleet>(),
        Operation::DisassociateMemberFromJob => visitor.visit::<DisassociateMemberFromJob>(),
        Operation::DisassociateMemberFromQueue => visitor.visit::<DisassociateMemberFromQueue>(),
        Operation::GetBudget => visitor.visit::<GetBudget>(),
        Operation::GetFarm => visitor.visit::<GetFarm>(),
        Operation::GetFleet => visitor.visit::<GetFleet>(),
        Operation::GetJob => visitor.visit::<GetJob>(),
        Operation::GetLicenseEndpoint => visitor.visit::<GetLicenseEndpoint>(),
        Operation::GetLimit => visitor.visit::<GetLimit>(),
        Operation::GetMonitor => visitor.visit::<GetMonitor>(),
        Operation::GetMonitorSettings => visitor.visit::<GetMonitorSettings>(),
        Operation::GetQueue => visitor.visit::<GetQueue>(),
        Operation::GetQueueEnvironment => visitor.visit::<GetQueueEnvironment>(),
        Operation::GetQueueFleetAssociation => visitor.visit::<GetQueueFleetAssociation>(),
        Operation::GetQueueLimitAssociation => visitor.visit::<GetQueueLimitAssociation>(),
        Operation::GetSession => visitor.visit::<GetSession>(),
        Operation::GetSessionAction => visitor.visit::<GetSessionAction>(),
        Operation::GetSessionsStatisticsAggregation => {
            visitor.visit::<GetSessionsStatisticsAggregation>()
        }
        Operation::GetStep => visitor.visit::<GetStep>(),
        Operation::GetStorageProfile => visitor.visit::<GetStorageProfile>(),
        Operation::GetStorageProfileForQueue => visitor.visit::<GetStorageProfileForQueue>(),
        Operation::GetTask => visitor.visit::<GetTask>(),
        Operation::GetVolume => visitor.visit::<GetVolume>(),
        Operation::GetWorker => visitor.visit::<GetWorker>(),
        Operation::ListAvailableMeteredProducts => visitor.visit::<ListAvailableMeteredProducts>(),
        Operation::ListBudgets => visitor.visit::<ListBudgets>(),
        Operation::ListFarmMembers => visitor.visit::<ListFarmMembers>(),
        Operation::ListFarms => visitor.visit::<ListFarms>(),
        Operation::ListFleetMembers => visitor.visit::<ListFleetMembers>(),
        Operation::ListFleets => visitor.visit::<ListFleets>(),
        Operation::ListJobMembers => visitor.visit::<ListJobMembers>(),
        Operation::ListJobParameterDefinitions => visitor.visit::<ListJobParameterDefinitions>(),
        Operation::ListJobs => visitor.visit::<ListJobs>(),
        Operation::ListLicenseEndpoints => visitor.visit::<ListLicenseEndpoints>(),
        Operation::ListLimits => visitor.visit::<ListLimits>(),
        Operation::ListMemberships => visitor.visit::<ListMemberships>(),
        Operation::ListMeteredProducts => visitor.visit::<ListMeteredProducts>(),
        Operation::ListMonitors => visitor.visit::<ListMonitors>(),
        Operation::ListQueueEnvironments => visitor.visit::<ListQueueEnvironments>(),
        Operation::ListQueueFleetAssociations => visitor.visit::<ListQueueFleetAssociations>(),
        Operation::ListQueueLimitAssociations => visitor.visit::<ListQueueLimitAssociations>(),
        Operation::ListQueueMembers => visitor.visit::<ListQueueMembers>(),
        Operation::ListQueues => visitor.visit::<ListQueues>(),
        Operation::ListSessionActions => visitor.visit::<ListSessionActions>(),
        Operation::ListSessions => visitor.visit::<ListSessions>(),
        Operation::ListSessionsForWorker => visitor.visit::<ListSessionsForWorker>(),
        Operation::ListStepConsumers => visitor.visit::<ListStepConsumers>(),
        Operation::ListStepDependencies => visitor.visit::<ListStepDependencies>(),
        Operation::ListSteps => visitor.visit::<ListSteps>(),
        Operation::ListStorageProfiles => visitor.visit::<ListStorageProfiles>(),
        Operation::ListStorageProfilesForQueue => visitor.visit::<ListStorageProfilesForQueue>(),
        Operation::ListTagsForResource => visitor.visit::<ListTagsForResource>(),
        Operation::ListTasks => visitor.visit::<ListTasks>(),
        Operation::ListVolumes => visitor.visit::<ListVolumes>(),
        Operation::ListWorkers => visitor.visit::<ListWorkers>(),
        Operation::PutMeteredProduct => visitor.visit::<PutMeteredProduct>(),
        Operation::SearchJobs => visitor.visit::<SearchJobs>(),
        Operation::SearchSteps => visitor.visit::<SearchSteps>(),
        Operation::SearchTasks => visitor.visit::<SearchTasks>(),
        Operation::SearchWorkers => visitor.visit::<SearchWorkers>(),
        Operation::StartSessionsStatisticsAggregation => {
            visitor.visit::<StartSessionsStatisticsAggregation>()
        }
        Operation::TagResource => visitor.visit::<TagResource>(),
        Operation::UntagResource => visitor.visit::<UntagResource>(),
        Operation::UpdateBudget => visitor.visit::<UpdateBudget>(),
        Operation::UpdateFarm => visitor.visit::<UpdateFarm>(),
        Operation::UpdateFleet => visitor.visit::<UpdateFleet>(),
        Operation::UpdateJob => visitor.visit::<UpdateJob>(),
        Operation::UpdateLimit => visitor.visit::<UpdateLimit>(),
        Operation::UpdateMonitor => visitor.visit::<UpdateMonitor>(),
        Operation::UpdateMonitorSettings => visitor.visit::<UpdateMonitorSettings>(),
        Operation::UpdateQueue => visitor.visit::<UpdateQueue>(),
        Operation::UpdateQueueEnvironment => visitor.visit::<UpdateQueueEnvironment>(),
        Operation::UpdateQueueFleetAssociation => visitor.visit::<UpdateQueueFleetAssociation>(),
        Operation::UpdateQueueLimitAssociation => visitor.visit::<UpdateQueueLimitAssociation>(),
        Operation::UpdateSession => visitor.visit::<UpdateSession>(),
        Operation::UpdateStep => visitor.visit::<UpdateStep>(),
        Operation::UpdateStorageProfile => visitor.visit::<UpdateStorageProfile>(),
        Operation::UpdateTask => visitor.visit::<UpdateTask>(),
        Operation::UpdateWorker => visitor.visit::<UpdateWorker>(),
        Operation::UpdateWorkerSchedule => visitor.visit::<UpdateWorkerSchedule>(),
    }
}
