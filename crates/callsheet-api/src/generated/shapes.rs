// Written by `cargo xtask codegen`; change the model or the generator.
//! Every shape of the model with its constraints.

use crate::shape::{Kind, Location, Member, Pattern, Range, Shape};

pub static ACCELERATOR_CAPABILITIES: Shape = Shape { name: "AcceleratorCapabilities", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "count", shape: &ACCELERATOR_COUNT_RANGE, location: Location::Body, is_required: false },
    Member { name: "selections", shape: &ACCELERATOR_SELECTIONS, location: Location::Body, is_required: true },
]) };
pub static ACCELERATOR_COUNT_RANGE: Shape = Shape { name: "AcceleratorCountRange", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "max", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: false },
    Member { name: "min", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: true },
]) };
pub static ACCELERATOR_NAME: Shape = Shape { name: "AcceleratorName", is_sensitive: false, kind: Kind::Enumeration(&["t4", "a10g", "l4", "l40s", "rtx-pro-server-6000", "rtx-pro-4500"]) };
pub static ACCELERATOR_RUNTIME: Shape = Shape { name: "AcceleratorRuntime", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 100), pattern: None } };
pub static ACCELERATOR_SELECTION: Shape = Shape { name: "AcceleratorSelection", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &ACCELERATOR_NAME, location: Location::Body, is_required: true },
    Member { name: "runtime", shape: &ACCELERATOR_RUNTIME, location: Location::Body, is_required: false },
]) };
pub static ACCELERATOR_SELECTIONS: Shape = Shape { name: "AcceleratorSelections", is_sensitive: false, kind: Kind::List { item: &ACCELERATOR_SELECTION, length: Range::ANY } };
pub static ACCELERATOR_TOTAL_MEMORY_MIB_RANGE: Shape = Shape { name: "AcceleratorTotalMemoryMiBRange", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "max", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: false },
    Member { name: "min", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: true },
]) };
pub static ACCELERATOR_TYPE: Shape = Shape { name: "AcceleratorType", is_sensitive: false, kind: Kind::Enumeration(&["gpu"]) };
pub static ACCELERATOR_TYPES: Shape = Shape { name: "AcceleratorTypes", is_sensitive: false, kind: Kind::List { item: &ACCELERATOR_TYPE, length: Range::ANY } };
pub static ACCESS_DENIED_EXCEPTION: Shape = Shape { name: "AccessDeniedException", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "context", shape: &EXCEPTION_CONTEXT, location: Location::Body, is_required: false },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static ACCESS_KEY_ID: Shape = Shape { name: "AccessKeyId", is_sensitive: true, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static ACQUIRED_LIMIT: Shape = Shape { name: "AcquiredLimit", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "count", shape: &MIN_ONE_MAX_INTEGER, location: Location::Body, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Body, is_required: true },
]) };
pub static ACQUIRED_LIMITS: Shape = Shape { name: "AcquiredLimits", is_sensitive: false, kind: Kind::List { item: &ACQUIRED_LIMIT, length: Range::ANY } };
pub static AGGREGATION_ID: Shape = Shape { name: "AggregationId", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("[0-9a-f]{32}")) } };
pub static ALLOWED_STORAGE_PROFILE_IDS: Shape = Shape { name: "AllowedStorageProfileIds", is_sensitive: false, kind: Kind::List { item: &STORAGE_PROFILE_ID, length: Range::between(0, 20) } };
pub static AMOUNT_CAPABILITY_NAME: Shape = Shape { name: "AmountCapabilityName", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 100), pattern: Some(Pattern::new("([a-zA-Z][a-zA-Z0-9]{0,63}:)?amount(\\.[a-zA-Z][a-zA-Z0-9]{0,63})+")) } };
pub static AMOUNT_REQUIREMENT_NAME: Shape = Shape { name: "AmountRequirementName", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 1024), pattern: None } };
pub static ASSIGNED_ENVIRONMENT_ENTER_SESSION_ACTION_DEFINITION: Shape = Shape { name: "AssignedEnvironmentEnterSessionActionDefinition", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "environmentId", shape: &ENVIRONMENT_ID, location: Location::Body, is_required: true },
]) };
pub static ASSIGNED_ENVIRONMENT_EXIT_SESSION_ACTION_DEFINITION: Shape = Shape { name: "AssignedEnvironmentExitSessionActionDefinition", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "environmentId", shape: &ENVIRONMENT_ID, location: Location::Body, is_required: true },
]) };
pub static ASSIGNED_SESSION: Shape = Shape { name: "AssignedSession", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "logConfiguration", shape: &LOG_CONFIGURATION, location: Location::Body, is_required: true },
    Member { name: "metadata", shape: &SESSION_METADATA, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "sessionActions", shape: &ASSIGNED_SESSION_ACTIONS, location: Location::Body, is_required: true },
]) };
pub static ASSIGNED_SESSION_ACTION: Shape = Shape { name: "AssignedSessionAction", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "definition", shape: &ASSIGNED_SESSION_ACTION_DEFINITION, location: Location::Body, is_required: true },
    Member { name: "sessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: true },
]) };
pub static ASSIGNED_SESSION_ACTION_DEFINITION: Shape = Shape { name: "AssignedSessionActionDefinition", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "envEnter", shape: &ASSIGNED_ENVIRONMENT_ENTER_SESSION_ACTION_DEFINITION, location: Location::Body, is_required: false },
    Member { name: "envExit", shape: &ASSIGNED_ENVIRONMENT_EXIT_SESSION_ACTION_DEFINITION, location: Location::Body, is_required: false },
    Member { name: "syncInputJobAttachments", shape: &ASSIGNED_SYNC_INPUT_JOB_ATTACHMENTS_SESSION_ACTION_DEFINITION, location: Location::Body, is_required: false },
    Member { name: "taskRun", shape: &ASSIGNED_TASK_RUN_SESSION_ACTION_DEFINITION, location: Location::Body, is_required: false },
]) };
pub static ASSIGNED_SESSION_ACTIONS: Shape = Shape { name: "AssignedSessionActions", is_sensitive: false, kind: Kind::List { item: &ASSIGNED_SESSION_ACTION, length: Range::ANY } };
pub static ASSIGNED_SESSIONS: Shape = Shape { name: "AssignedSessions", is_sensitive: false, kind: Kind::Map { key: &SESSION_ID, value: &ASSIGNED_SESSION, length: Range::ANY } };
pub static ASSIGNED_SYNC_INPUT_JOB_ATTACHMENTS_SESSION_ACTION_DEFINITION: Shape = Shape { name: "AssignedSyncInputJobAttachmentsSessionActionDefinition", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: false },
]) };
pub static ASSIGNED_TASK_RUN_SESSION_ACTION_DEFINITION: Shape = Shape { name: "AssignedTaskRunSessionActionDefinition", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "parameters", shape: &TASK_PARAMETERS, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: false },
]) };
pub static ASSOCIATE_MEMBER_TO_FARM_REQUEST: Shape = Shape { name: "AssociateMemberToFarmRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "identityCenterRegion", shape: &REGION, location: Location::Body, is_required: false },
    Member { name: "identityStoreId", shape: &IDENTITY_STORE_ID, location: Location::Body, is_required: true },
    Member { name: "membershipLevel", shape: &MEMBERSHIP_LEVEL, location: Location::Body, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Label, is_required: true },
    Member { name: "principalType", shape: &PRINCIPAL_TYPE, location: Location::Body, is_required: true },
]) };
pub static ASSOCIATE_MEMBER_TO_FARM_RESPONSE: Shape = Shape { name: "AssociateMemberToFarmResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static ASSOCIATE_MEMBER_TO_FLEET_REQUEST: Shape = Shape { name: "AssociateMemberToFleetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "identityCenterRegion", shape: &REGION, location: Location::Body, is_required: false },
    Member { name: "identityStoreId", shape: &IDENTITY_STORE_ID, location: Location::Body, is_required: true },
    Member { name: "membershipLevel", shape: &MEMBERSHIP_LEVEL, location: Location::Body, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Label, is_required: true },
    Member { name: "principalType", shape: &PRINCIPAL_TYPE, location: Location::Body, is_required: true },
]) };
pub static ASSOCIATE_MEMBER_TO_FLEET_RESPONSE: Shape = Shape { name: "AssociateMemberToFleetResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static ASSOCIATE_MEMBER_TO_JOB_REQUEST: Shape = Shape { name: "AssociateMemberToJobRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "identityCenterRegion", shape: &REGION, location: Location::Body, is_required: false },
    Member { name: "identityStoreId", shape: &IDENTITY_STORE_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "membershipLevel", shape: &MEMBERSHIP_LEVEL, location: Location::Body, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Label, is_required: true },
    Member { name: "principalType", shape: &PRINCIPAL_TYPE, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static ASSOCIATE_MEMBER_TO_JOB_RESPONSE: Shape = Shape { name: "AssociateMemberToJobResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static ASSOCIATE_MEMBER_TO_QUEUE_REQUEST: Shape = Shape { name: "AssociateMemberToQueueRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "identityCenterRegion", shape: &REGION, location: Location::Body, is_required: false },
    Member { name: "identityStoreId", shape: &IDENTITY_STORE_ID, location: Location::Body, is_required: true },
    Member { name: "membershipLevel", shape: &MEMBERSHIP_LEVEL, location: Location::Body, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Label, is_required: true },
    Member { name: "principalType", shape: &PRINCIPAL_TYPE, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static ASSOCIATE_MEMBER_TO_QUEUE_RESPONSE: Shape = Shape { name: "AssociateMemberToQueueResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static ASSUME_FLEET_ROLE_FOR_READ_REQUEST: Shape = Shape { name: "AssumeFleetRoleForReadRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
]) };
pub static ASSUME_FLEET_ROLE_FOR_READ_RESPONSE: Shape = Shape { name: "AssumeFleetRoleForReadResponse", is_sensitive: true, kind: Kind::Structure(&[
    Member { name: "credentials", shape: &AWS_CREDENTIALS, location: Location::Body, is_required: true },
]) };
pub static ASSUME_FLEET_ROLE_FOR_WORKER_REQUEST: Shape = Shape { name: "AssumeFleetRoleForWorkerRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Label, is_required: true },
]) };
pub static ASSUME_FLEET_ROLE_FOR_WORKER_RESPONSE: Shape = Shape { name: "AssumeFleetRoleForWorkerResponse", is_sensitive: true, kind: Kind::Structure(&[
    Member { name: "credentials", shape: &AWS_CREDENTIALS, location: Location::Body, is_required: true },
]) };
pub static ASSUME_QUEUE_ROLE_FOR_READ_REQUEST: Shape = Shape { name: "AssumeQueueRoleForReadRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static ASSUME_QUEUE_ROLE_FOR_READ_RESPONSE: Shape = Shape { name: "AssumeQueueRoleForReadResponse", is_sensitive: true, kind: Kind::Structure(&[
    Member { name: "credentials", shape: &AWS_CREDENTIALS, location: Location::Body, is_required: true },
]) };
pub static ASSUME_QUEUE_ROLE_FOR_USER_REQUEST: Shape = Shape { name: "AssumeQueueRoleForUserRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static ASSUME_QUEUE_ROLE_FOR_USER_RESPONSE: Shape = Shape { name: "AssumeQueueRoleForUserResponse", is_sensitive: true, kind: Kind::Structure(&[
    Member { name: "credentials", shape: &AWS_CREDENTIALS, location: Location::Body, is_required: true },
]) };
pub static ASSUME_QUEUE_ROLE_FOR_WORKER_REQUEST: Shape = Shape { name: "AssumeQueueRoleForWorkerRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Query, is_required: true },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Label, is_required: true },
]) };
pub static ASSUME_QUEUE_ROLE_FOR_WORKER_RESPONSE: Shape = Shape { name: "AssumeQueueRoleForWorkerResponse", is_sensitive: true, kind: Kind::Structure(&[
    Member { name: "credentials", shape: &AWS_CREDENTIALS, location: Location::Body, is_required: false },
]) };
pub static ATTACHMENTS: Shape = Shape { name: "Attachments", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "fileSystem", shape: &JOB_ATTACHMENTS_FILE_SYSTEM, location: Location::Body, is_required: false },
    Member { name: "manifests", shape: &MANIFEST_PROPERTIES_LIST, location: Location::Body, is_required: true },
]) };
pub static ATTRIBUTE_CAPABILITY_NAME: Shape = Shape { name: "AttributeCapabilityName", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 100), pattern: Some(Pattern::new("([a-zA-Z][a-zA-Z0-9]{0,63}:)?attr(\\.[a-zA-Z][a-zA-Z0-9]{0,63})+")) } };
pub static ATTRIBUTE_CAPABILITY_VALUE: Shape = Shape { name: "AttributeCapabilityValue", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 100), pattern: Some(Pattern::new("[a-zA-Z_]([a-zA-Z0-9_\\-]{0,99})")) } };
pub static ATTRIBUTE_CAPABILITY_VALUES_LIST: Shape = Shape { name: "AttributeCapabilityValuesList", is_sensitive: false, kind: Kind::List { item: &ATTRIBUTE_CAPABILITY_VALUE, length: Range::between(1, 10) } };
pub static AUTO_SCALING_MODE: Shape = Shape { name: "AutoScalingMode", is_sensitive: false, kind: Kind::Enumeration(&["NO_SCALING", "EVENT_BASED_AUTO_SCALING"]) };
pub static AUTO_SCALING_STATUS: Shape = Shape { name: "AutoScalingStatus", is_sensitive: false, kind: Kind::Enumeration(&["GROWING", "STEADY", "SHRINKING"]) };
pub static AWS_CREDENTIALS: Shape = Shape { name: "AwsCredentials", is_sensitive: true, kind: Kind::Structure(&[
    Member { name: "accessKeyId", shape: &ACCESS_KEY_ID, location: Location::Body, is_required: true },
    Member { name: "expiration", shape: &SYNTHETIC_TIMESTAMP_DATE_TIME, location: Location::Body, is_required: true },
    Member { name: "secretAccessKey", shape: &SECRET_ACCESS_KEY, location: Location::Body, is_required: true },
    Member { name: "sessionToken", shape: &SESSION_TOKEN, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_JOB_ENTITY_ERRORS: Shape = Shape { name: "BatchGetJobEntityErrors", is_sensitive: false, kind: Kind::List { item: &GET_JOB_ENTITY_ERROR, length: Range::ANY } };
pub static BATCH_GET_JOB_ENTITY_LIST: Shape = Shape { name: "BatchGetJobEntityList", is_sensitive: false, kind: Kind::List { item: &JOB_ENTITY, length: Range::between(0, 25) } };
pub static BATCH_GET_JOB_ENTITY_REQUEST: Shape = Shape { name: "BatchGetJobEntityRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "identifiers", shape: &JOB_ENTITY_IDENTIFIERS, location: Location::Body, is_required: true },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Label, is_required: true },
]) };
pub static BATCH_GET_JOB_ENTITY_RESPONSE: Shape = Shape { name: "BatchGetJobEntityResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "entities", shape: &BATCH_GET_JOB_ENTITY_LIST, location: Location::Body, is_required: true },
    Member { name: "errors", shape: &BATCH_GET_JOB_ENTITY_ERRORS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_JOB_ERROR: Shape = Shape { name: "BatchGetJobError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &BATCH_GET_JOB_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_JOB_ERROR_CODE: Shape = Shape { name: "BatchGetJobErrorCode", is_sensitive: false, kind: Kind::Enumeration(&["InternalServerErrorException", "ResourceNotFoundException", "ValidationException", "AccessDeniedException", "ThrottlingException"]) };
pub static BATCH_GET_JOB_ERRORS: Shape = Shape { name: "BatchGetJobErrors", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_JOB_ERROR, length: Range::ANY } };
pub static BATCH_GET_JOB_IDENTIFIER: Shape = Shape { name: "BatchGetJobIdentifier", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_JOB_IDENTIFIERS: Shape = Shape { name: "BatchGetJobIdentifiers", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_JOB_IDENTIFIER, length: Range::between(1, 100) } };
pub static BATCH_GET_JOB_ITEM: Shape = Shape { name: "BatchGetJobItem", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "attachments", shape: &ATTACHMENTS, location: Location::Body, is_required: false },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "description", shape: &JOB_DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatus", shape: &JOB_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatusMessage", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "maxFailedTasksCount", shape: &MAX_FAILED_TASKS_COUNT, location: Location::Body, is_required: false },
    Member { name: "maxRetriesPerTask", shape: &MAX_RETRIES_PER_TASK, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MAX_WORKER_COUNT, location: Location::Body, is_required: false },
    Member { name: "name", shape: &JOB_NAME, location: Location::Body, is_required: true },
    Member { name: "parameters", shape: &JOB_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "priority", shape: &JOB_PRIORITY, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "sourceJobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Body, is_required: false },
    Member { name: "targetTaskRunStatus", shape: &JOB_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskFailureRetryCount", shape: &TASK_FAILURE_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "taskRunStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskRunStatusCounts", shape: &TASK_RUN_STATUS_COUNTS, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static BATCH_GET_JOB_ITEMS: Shape = Shape { name: "BatchGetJobItems", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_JOB_ITEM, length: Range::ANY } };
pub static BATCH_GET_JOB_REQUEST: Shape = Shape { name: "BatchGetJobRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "identifiers", shape: &BATCH_GET_JOB_IDENTIFIERS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_JOB_RESPONSE: Shape = Shape { name: "BatchGetJobResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "errors", shape: &BATCH_GET_JOB_ERRORS, location: Location::Body, is_required: true },
    Member { name: "jobs", shape: &BATCH_GET_JOB_ITEMS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_SESSION_ACTION_ERROR: Shape = Shape { name: "BatchGetSessionActionError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &BATCH_GET_SESSION_ACTION_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "sessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_SESSION_ACTION_ERROR_CODE: Shape = Shape { name: "BatchGetSessionActionErrorCode", is_sensitive: false, kind: Kind::Enumeration(&["InternalServerErrorException", "ResourceNotFoundException", "ValidationException"]) };
pub static BATCH_GET_SESSION_ACTION_ERRORS: Shape = Shape { name: "BatchGetSessionActionErrors", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_SESSION_ACTION_ERROR, length: Range::ANY } };
pub static BATCH_GET_SESSION_ACTION_IDENTIFIER: Shape = Shape { name: "BatchGetSessionActionIdentifier", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "sessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_SESSION_ACTION_IDENTIFIERS: Shape = Shape { name: "BatchGetSessionActionIdentifiers", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_SESSION_ACTION_IDENTIFIER, length: Range::between(1, 100) } };
pub static BATCH_GET_SESSION_ACTION_ITEM: Shape = Shape { name: "BatchGetSessionActionItem", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "acquiredLimits", shape: &ACQUIRED_LIMITS, location: Location::Body, is_required: false },
    Member { name: "definition", shape: &SESSION_ACTION_DEFINITION, location: Location::Body, is_required: true },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "manifests", shape: &TASK_RUN_MANIFEST_PROPERTIES_LIST_RESPONSE, location: Location::Body, is_required: false },
    Member { name: "processExitCode", shape: &PROCESS_EXIT_CODE, location: Location::Body, is_required: false },
    Member { name: "progressMessage", shape: &SESSION_ACTION_PROGRESS_MESSAGE, location: Location::Body, is_required: false },
    Member { name: "progressPercent", shape: &SESSION_ACTION_PROGRESS_PERCENT, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "sessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "status", shape: &SESSION_ACTION_STATUS, location: Location::Body, is_required: true },
    Member { name: "workerUpdatedAt", shape: &TIMESTAMP, location: Location::Body, is_required: false },
]) };
pub static BATCH_GET_SESSION_ACTION_ITEMS: Shape = Shape { name: "BatchGetSessionActionItems", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_SESSION_ACTION_ITEM, length: Range::ANY } };
pub static BATCH_GET_SESSION_ACTION_REQUEST: Shape = Shape { name: "BatchGetSessionActionRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "identifiers", shape: &BATCH_GET_SESSION_ACTION_IDENTIFIERS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_SESSION_ACTION_RESPONSE: Shape = Shape { name: "BatchGetSessionActionResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "errors", shape: &BATCH_GET_SESSION_ACTION_ERRORS, location: Location::Body, is_required: true },
    Member { name: "sessionActions", shape: &BATCH_GET_SESSION_ACTION_ITEMS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_SESSION_ERROR: Shape = Shape { name: "BatchGetSessionError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &BATCH_GET_SESSION_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_SESSION_ERROR_CODE: Shape = Shape { name: "BatchGetSessionErrorCode", is_sensitive: false, kind: Kind::Enumeration(&["InternalServerErrorException", "ResourceNotFoundException", "ValidationException"]) };
pub static BATCH_GET_SESSION_ERRORS: Shape = Shape { name: "BatchGetSessionErrors", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_SESSION_ERROR, length: Range::ANY } };
pub static BATCH_GET_SESSION_IDENTIFIER: Shape = Shape { name: "BatchGetSessionIdentifier", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_SESSION_IDENTIFIERS: Shape = Shape { name: "BatchGetSessionIdentifiers", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_SESSION_IDENTIFIER, length: Range::between(1, 100) } };
pub static BATCH_GET_SESSION_ITEM: Shape = Shape { name: "BatchGetSessionItem", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "hostProperties", shape: &HOST_PROPERTIES_RESPONSE, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatus", shape: &SESSION_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "log", shape: &LOG_CONFIGURATION, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: true },
    Member { name: "targetLifecycleStatus", shape: &SESSION_LIFECYCLE_TARGET_STATUS, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: true },
    Member { name: "workerLog", shape: &LOG_CONFIGURATION, location: Location::Body, is_required: false },
]) };
pub static BATCH_GET_SESSION_ITEMS: Shape = Shape { name: "BatchGetSessionItems", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_SESSION_ITEM, length: Range::ANY } };
pub static BATCH_GET_SESSION_REQUEST: Shape = Shape { name: "BatchGetSessionRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "identifiers", shape: &BATCH_GET_SESSION_IDENTIFIERS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_SESSION_RESPONSE: Shape = Shape { name: "BatchGetSessionResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "errors", shape: &BATCH_GET_SESSION_ERRORS, location: Location::Body, is_required: true },
    Member { name: "sessions", shape: &BATCH_GET_SESSION_ITEMS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_STEP_ERROR: Shape = Shape { name: "BatchGetStepError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &BATCH_GET_STEP_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_STEP_ERROR_CODE: Shape = Shape { name: "BatchGetStepErrorCode", is_sensitive: false, kind: Kind::Enumeration(&["InternalServerErrorException", "ResourceNotFoundException", "ValidationException", "AccessDeniedException", "ThrottlingException"]) };
pub static BATCH_GET_STEP_ERRORS: Shape = Shape { name: "BatchGetStepErrors", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_STEP_ERROR, length: Range::ANY } };
pub static BATCH_GET_STEP_IDENTIFIER: Shape = Shape { name: "BatchGetStepIdentifier", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_STEP_IDENTIFIERS: Shape = Shape { name: "BatchGetStepIdentifiers", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_STEP_IDENTIFIER, length: Range::between(1, 100) } };
pub static BATCH_GET_STEP_ITEM: Shape = Shape { name: "BatchGetStepItem", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "dependencyCounts", shape: &DEPENDENCY_COUNTS, location: Location::Body, is_required: false },
    Member { name: "description", shape: &STEP_DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatus", shape: &STEP_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatusMessage", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "name", shape: &STEP_NAME, location: Location::Body, is_required: true },
    Member { name: "parameterSpace", shape: &PARAMETER_SPACE, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "requiredCapabilities", shape: &STEP_REQUIRED_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "targetTaskRunStatus", shape: &STEP_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskFailureRetryCount", shape: &TASK_FAILURE_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "taskRunStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: true },
    Member { name: "taskRunStatusCounts", shape: &TASK_RUN_STATUS_COUNTS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static BATCH_GET_STEP_ITEMS: Shape = Shape { name: "BatchGetStepItems", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_STEP_ITEM, length: Range::ANY } };
pub static BATCH_GET_STEP_REQUEST: Shape = Shape { name: "BatchGetStepRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "identifiers", shape: &BATCH_GET_STEP_IDENTIFIERS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_STEP_RESPONSE: Shape = Shape { name: "BatchGetStepResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "errors", shape: &BATCH_GET_STEP_ERRORS, location: Location::Body, is_required: true },
    Member { name: "steps", shape: &BATCH_GET_STEP_ITEMS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_TASK_ERROR: Shape = Shape { name: "BatchGetTaskError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &BATCH_GET_TASK_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_TASK_ERROR_CODE: Shape = Shape { name: "BatchGetTaskErrorCode", is_sensitive: false, kind: Kind::Enumeration(&["InternalServerErrorException", "ResourceNotFoundException", "ValidationException", "AccessDeniedException", "ThrottlingException"]) };
pub static BATCH_GET_TASK_ERRORS: Shape = Shape { name: "BatchGetTaskErrors", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_TASK_ERROR, length: Range::ANY } };
pub static BATCH_GET_TASK_IDENTIFIER: Shape = Shape { name: "BatchGetTaskIdentifier", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_TASK_IDENTIFIERS: Shape = Shape { name: "BatchGetTaskIdentifiers", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_TASK_IDENTIFIER, length: Range::between(1, 100) } };
pub static BATCH_GET_TASK_ITEM: Shape = Shape { name: "BatchGetTaskItem", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "failureRetryCount", shape: &TASK_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "latestSessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: false },
    Member { name: "parameters", shape: &TASK_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "runStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "targetRunStatus", shape: &TASK_TARGET_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static BATCH_GET_TASK_ITEMS: Shape = Shape { name: "BatchGetTaskItems", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_TASK_ITEM, length: Range::ANY } };
pub static BATCH_GET_TASK_REQUEST: Shape = Shape { name: "BatchGetTaskRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "identifiers", shape: &BATCH_GET_TASK_IDENTIFIERS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_TASK_RESPONSE: Shape = Shape { name: "BatchGetTaskResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "errors", shape: &BATCH_GET_TASK_ERRORS, location: Location::Body, is_required: true },
    Member { name: "tasks", shape: &BATCH_GET_TASK_ITEMS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_WORKER_ERROR: Shape = Shape { name: "BatchGetWorkerError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &BATCH_GET_WORKER_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_WORKER_ERROR_CODE: Shape = Shape { name: "BatchGetWorkerErrorCode", is_sensitive: false, kind: Kind::Enumeration(&["InternalServerErrorException", "ResourceNotFoundException", "ValidationException"]) };
pub static BATCH_GET_WORKER_ERRORS: Shape = Shape { name: "BatchGetWorkerErrors", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_WORKER_ERROR, length: Range::ANY } };
pub static BATCH_GET_WORKER_IDENTIFIER: Shape = Shape { name: "BatchGetWorkerIdentifier", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_WORKER_IDENTIFIERS: Shape = Shape { name: "BatchGetWorkerIdentifiers", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_WORKER_IDENTIFIER, length: Range::between(1, 100) } };
pub static BATCH_GET_WORKER_ITEM: Shape = Shape { name: "BatchGetWorkerItem", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "hostProperties", shape: &HOST_PROPERTIES_RESPONSE, location: Location::Body, is_required: false },
    Member { name: "log", shape: &LOG_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "status", shape: &WORKER_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_WORKER_ITEMS: Shape = Shape { name: "BatchGetWorkerItems", is_sensitive: false, kind: Kind::List { item: &BATCH_GET_WORKER_ITEM, length: Range::ANY } };
pub static BATCH_GET_WORKER_REQUEST: Shape = Shape { name: "BatchGetWorkerRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "identifiers", shape: &BATCH_GET_WORKER_IDENTIFIERS, location: Location::Body, is_required: true },
]) };
pub static BATCH_GET_WORKER_RESPONSE: Shape = Shape { name: "BatchGetWorkerResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "errors", shape: &BATCH_GET_WORKER_ERRORS, location: Location::Body, is_required: true },
    Member { name: "workers", shape: &BATCH_GET_WORKER_ITEMS, location: Location::Body, is_required: true },
]) };
pub static BATCH_UPDATE_JOB_ERROR: Shape = Shape { name: "BatchUpdateJobError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &BATCH_UPDATE_JOB_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_UPDATE_JOB_ERROR_CODE: Shape = Shape { name: "BatchUpdateJobErrorCode", is_sensitive: false, kind: Kind::Enumeration(&["ConflictException", "InternalServerErrorException", "ResourceNotFoundException", "ValidationException", "AccessDeniedException", "ThrottlingException"]) };
pub static BATCH_UPDATE_JOB_ERRORS: Shape = Shape { name: "BatchUpdateJobErrors", is_sensitive: false, kind: Kind::List { item: &BATCH_UPDATE_JOB_ERROR, length: Range::ANY } };
pub static BATCH_UPDATE_JOB_ITEM: Shape = Shape { name: "BatchUpdateJobItem", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "description", shape: &JOB_DESCRIPTION_OVERRIDE, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatus", shape: &UPDATE_JOB_LIFECYCLE_STATUS, location: Location::Body, is_required: false },
    Member { name: "maxFailedTasksCount", shape: &MAX_FAILED_TASKS_COUNT, location: Location::Body, is_required: false },
    Member { name: "maxRetriesPerTask", shape: &MAX_RETRIES_PER_TASK, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MAX_WORKER_COUNT, location: Location::Body, is_required: false },
    Member { name: "name", shape: &JOB_NAME, location: Location::Body, is_required: false },
    Member { name: "priority", shape: &JOB_PRIORITY, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "targetTaskRunStatus", shape: &JOB_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
]) };
pub static BATCH_UPDATE_JOB_ITEMS: Shape = Shape { name: "BatchUpdateJobItems", is_sensitive: false, kind: Kind::List { item: &BATCH_UPDATE_JOB_ITEM, length: Range::between(1, 100) } };
pub static BATCH_UPDATE_JOB_REQUEST: Shape = Shape { name: "BatchUpdateJobRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "jobs", shape: &BATCH_UPDATE_JOB_ITEMS, location: Location::Body, is_required: true },
]) };
pub static BATCH_UPDATE_JOB_RESPONSE: Shape = Shape { name: "BatchUpdateJobResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "errors", shape: &BATCH_UPDATE_JOB_ERRORS, location: Location::Body, is_required: true },
]) };
pub static BATCH_UPDATE_TASK_ERROR: Shape = Shape { name: "BatchUpdateTaskError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &BATCH_UPDATE_TASK_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_UPDATE_TASK_ERROR_CODE: Shape = Shape { name: "BatchUpdateTaskErrorCode", is_sensitive: false, kind: Kind::Enumeration(&["ConflictException", "InternalServerErrorException", "ResourceNotFoundException", "ValidationException", "AccessDeniedException", "ThrottlingException"]) };
pub static BATCH_UPDATE_TASK_ERRORS: Shape = Shape { name: "BatchUpdateTaskErrors", is_sensitive: false, kind: Kind::List { item: &BATCH_UPDATE_TASK_ERROR, length: Range::ANY } };
pub static BATCH_UPDATE_TASK_ITEM: Shape = Shape { name: "BatchUpdateTaskItem", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "targetRunStatus", shape: &TASK_TARGET_RUN_STATUS, location: Location::Body, is_required: true },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: true },
]) };
pub static BATCH_UPDATE_TASK_ITEMS: Shape = Shape { name: "BatchUpdateTaskItems", is_sensitive: false, kind: Kind::List { item: &BATCH_UPDATE_TASK_ITEM, length: Range::between(1, 100) } };
pub static BATCH_UPDATE_TASK_REQUEST: Shape = Shape { name: "BatchUpdateTaskRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "tasks", shape: &BATCH_UPDATE_TASK_ITEMS, location: Location::Body, is_required: true },
]) };
pub static BATCH_UPDATE_TASK_RESPONSE: Shape = Shape { name: "BatchUpdateTaskResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "errors", shape: &BATCH_UPDATE_TASK_ERRORS, location: Location::Body, is_required: true },
]) };
pub static BOOLEAN_STRING: Shape = Shape { name: "BooleanString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 5), pattern: Some(Pattern::new("([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff]|[01])")) } };
pub static BOOLEAN_STRING_LIST: Shape = Shape { name: "BooleanStringList", is_sensitive: false, kind: Kind::List { item: &BOOLEAN_STRING, length: Range::between(0, 512) } };
pub static BOUNDED_STRING: Shape = Shape { name: "BoundedString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 64), pattern: None } };
pub static BUDGET_ACTION_TO_ADD: Shape = Shape { name: "BudgetActionToAdd", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "thresholdPercentage", shape: &THRESHOLD_PERCENTAGE, location: Location::Body, is_required: true },
    Member { name: "type", shape: &BUDGET_ACTION_TYPE, location: Location::Body, is_required: true },
]) };
pub static BUDGET_ACTION_TO_REMOVE: Shape = Shape { name: "BudgetActionToRemove", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "thresholdPercentage", shape: &THRESHOLD_PERCENTAGE, location: Location::Body, is_required: true },
    Member { name: "type", shape: &BUDGET_ACTION_TYPE, location: Location::Body, is_required: true },
]) };
pub static BUDGET_ACTION_TYPE: Shape = Shape { name: "BudgetActionType", is_sensitive: false, kind: Kind::Enumeration(&["STOP_SCHEDULING_AND_COMPLETE_TASKS", "STOP_SCHEDULING_AND_CANCEL_TASKS"]) };
pub static BUDGET_ACTIONS_TO_ADD: Shape = Shape { name: "BudgetActionsToAdd", is_sensitive: false, kind: Kind::List { item: &BUDGET_ACTION_TO_ADD, length: Range::between(0, 10) } };
pub static BUDGET_ACTIONS_TO_REMOVE: Shape = Shape { name: "BudgetActionsToRemove", is_sensitive: false, kind: Kind::List { item: &BUDGET_ACTION_TO_REMOVE, length: Range::between(0, 10) } };
pub static BUDGET_ID: Shape = Shape { name: "BudgetId", is_sensitive: false, kind: Kind::Id { prefix: "budget" } };
pub static BUDGET_SCHEDULE: Shape = Shape { name: "BudgetSchedule", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "fixed", shape: &FIXED_BUDGET_SCHEDULE, location: Location::Body, is_required: false },
]) };
pub static BUDGET_STATUS: Shape = Shape { name: "BudgetStatus", is_sensitive: false, kind: Kind::Enumeration(&["ACTIVE", "INACTIVE"]) };
pub static BUDGET_SUMMARIES: Shape = Shape { name: "BudgetSummaries", is_sensitive: false, kind: Kind::List { item: &BUDGET_SUMMARY, length: Range::ANY } };
pub static BUDGET_SUMMARY: Shape = Shape { name: "BudgetSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "approximateDollarLimit", shape: &CONSUMED_USAGE_LIMIT, location: Location::Body, is_required: true },
    Member { name: "budgetId", shape: &BUDGET_ID, location: Location::Body, is_required: true },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "status", shape: &BUDGET_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "usageTrackingResource", shape: &USAGE_TRACKING_RESOURCE, location: Location::Body, is_required: true },
    Member { name: "usages", shape: &CONSUMED_USAGES, location: Location::Body, is_required: true },
]) };
pub static CANCEL_SESSION_ACTIONS: Shape = Shape { name: "CancelSessionActions", is_sensitive: false, kind: Kind::Map { key: &SESSION_ID, value: &SESSION_ACTION_ID_LIST, length: Range::ANY } };
pub static CLIENT_TOKEN: Shape = Shape { name: "ClientToken", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 64), pattern: None } };
pub static COMBINATION_EXPRESSION: Shape = Shape { name: "CombinationExpression", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 1280), pattern: None } };
pub static COMPARISON_OPERATOR: Shape = Shape { name: "ComparisonOperator", is_sensitive: false, kind: Kind::Enumeration(&["EQUAL", "NOT_EQUAL", "GREATER_THAN_EQUAL_TO", "GREATER_THAN", "LESS_THAN_EQUAL_TO", "LESS_THAN", "ANY_EQUALS", "ALL_NOT_EQUALS"]) };
pub static COMPLETED_STATUS: Shape = Shape { name: "CompletedStatus", is_sensitive: false, kind: Kind::Enumeration(&["SUCCEEDED", "FAILED", "INTERRUPTED", "CANCELED", "NEVER_ATTEMPTED"]) };
pub static CONFLICT_EXCEPTION: Shape = Shape { name: "ConflictException", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "context", shape: &EXCEPTION_CONTEXT, location: Location::Body, is_required: false },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "reason", shape: &CONFLICT_EXCEPTION_REASON, location: Location::Body, is_required: true },
    Member { name: "resourceId", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "resourceType", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static CONFLICT_EXCEPTION_REASON: Shape = Shape { name: "ConflictExceptionReason", is_sensitive: false, kind: Kind::Enumeration(&["CONFLICT_EXCEPTION", "CONCURRENT_MODIFICATION", "RESOURCE_ALREADY_EXISTS", "RESOURCE_IN_USE", "STATUS_CONFLICT"]) };
pub static CONSUMED_USAGE_LIMIT: Shape = Shape { name: "ConsumedUsageLimit", is_sensitive: false, kind: Kind::Float(Range::from(0.01)) };
pub static CONSUMED_USAGES: Shape = Shape { name: "ConsumedUsages", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "approximateDollarUsage", shape: &FLOAT, location: Location::Body, is_required: true },
]) };
pub static COPY_JOB_TEMPLATE_REQUEST: Shape = Shape { name: "CopyJobTemplateRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "targetS3Location", shape: &S3_LOCATION, location: Location::Body, is_required: true },
]) };
pub static COPY_JOB_TEMPLATE_RESPONSE: Shape = Shape { name: "CopyJobTemplateResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "templateType", shape: &JOB_TEMPLATE_TYPE, location: Location::Body, is_required: true },
]) };
pub static COST_SCALE_FACTOR: Shape = Shape { name: "CostScaleFactor", is_sensitive: false, kind: Kind::Float(Range::between(0.0, 100.0)) };
pub static CPU_ARCHITECTURE_TYPE: Shape = Shape { name: "CpuArchitectureType", is_sensitive: false, kind: Kind::Enumeration(&["x86_64", "arm64"]) };
pub static CREATE_BUDGET_REQUEST: Shape = Shape { name: "CreateBudgetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "actions", shape: &BUDGET_ACTIONS_TO_ADD, location: Location::Body, is_required: true },
    Member { name: "approximateDollarLimit", shape: &CONSUMED_USAGE_LIMIT, location: Location::Body, is_required: true },
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "schedule", shape: &BUDGET_SCHEDULE, location: Location::Body, is_required: true },
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
    Member { name: "usageTrackingResource", shape: &USAGE_TRACKING_RESOURCE, location: Location::Body, is_required: true },
]) };
pub static CREATE_BUDGET_RESPONSE: Shape = Shape { name: "CreateBudgetResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "budgetId", shape: &BUDGET_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_FARM_REQUEST: Shape = Shape { name: "CreateFarmRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "costScaleFactor", shape: &COST_SCALE_FACTOR, location: Location::Body, is_required: false },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "kmsKeyArn", shape: &KMS_KEY_ARN, location: Location::Body, is_required: false },
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
]) };
pub static CREATE_FARM_RESPONSE: Shape = Shape { name: "CreateFarmResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_FLEET_REQUEST: Shape = Shape { name: "CreateFleetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "configuration", shape: &FLEET_CONFIGURATION, location: Location::Body, is_required: true },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "hostConfiguration", shape: &HOST_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: true },
    Member { name: "minWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: false },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: true },
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
]) };
pub static CREATE_FLEET_RESPONSE: Shape = Shape { name: "CreateFleetResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_JOB_REQUEST: Shape = Shape { name: "CreateJobRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "attachments", shape: &ATTACHMENTS, location: Location::Body, is_required: false },
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "descriptionOverride", shape: &JOB_DESCRIPTION_OVERRIDE, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxFailedTasksCount", shape: &MAX_FAILED_TASKS_COUNT, location: Location::Body, is_required: false },
    Member { name: "maxRetriesPerTask", shape: &MAX_RETRIES_PER_TASK, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MAX_WORKER_COUNT, location: Location::Body, is_required: false },
    Member { name: "nameOverride", shape: &JOB_NAME, location: Location::Body, is_required: false },
    Member { name: "parameters", shape: &JOB_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "priority", shape: &JOB_PRIORITY, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "sourceJobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Body, is_required: false },
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
    Member { name: "targetTaskRunStatus", shape: &CREATE_JOB_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "template", shape: &JOB_TEMPLATE, location: Location::Body, is_required: false },
    Member { name: "templateType", shape: &JOB_TEMPLATE_TYPE, location: Location::Body, is_required: false },
]) };
pub static CREATE_JOB_RESPONSE: Shape = Shape { name: "CreateJobResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_JOB_TARGET_TASK_RUN_STATUS: Shape = Shape { name: "CreateJobTargetTaskRunStatus", is_sensitive: false, kind: Kind::Enumeration(&["READY", "SUSPENDED"]) };
pub static CREATE_LICENSE_ENDPOINT_REQUEST: Shape = Shape { name: "CreateLicenseEndpointRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "securityGroupIds", shape: &CREATE_LICENSE_ENDPOINT_REQUEST_SECURITY_GROUP_IDS_LIST, location: Location::Body, is_required: true },
    Member { name: "subnetIds", shape: &CREATE_LICENSE_ENDPOINT_REQUEST_SUBNET_IDS_LIST, location: Location::Body, is_required: true },
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
    Member { name: "vpcId", shape: &VPC_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_LICENSE_ENDPOINT_REQUEST_SECURITY_GROUP_IDS_LIST: Shape = Shape { name: "CreateLicenseEndpointRequestSecurityGroupIdsList", is_sensitive: false, kind: Kind::List { item: &SECURITY_GROUP_ID, length: Range::between(1, 10) } };
pub static CREATE_LICENSE_ENDPOINT_REQUEST_SUBNET_IDS_LIST: Shape = Shape { name: "CreateLicenseEndpointRequestSubnetIdsList", is_sensitive: false, kind: Kind::List { item: &SUBNET_ID, length: Range::between(1, 10) } };
pub static CREATE_LICENSE_ENDPOINT_RESPONSE: Shape = Shape { name: "CreateLicenseEndpointResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "licenseEndpointId", shape: &LICENSE_ENDPOINT_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_LIMIT_REQUEST: Shape = Shape { name: "CreateLimitRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "amountRequirementName", shape: &AMOUNT_REQUIREMENT_NAME, location: Location::Body, is_required: true },
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxCount", shape: &MAX_COUNT, location: Location::Body, is_required: true },
]) };
pub static CREATE_LIMIT_RESPONSE: Shape = Shape { name: "CreateLimitResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_MONITOR_REQUEST: Shape = Shape { name: "CreateMonitorRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "identityCenterInstanceArn", shape: &IDENTITY_CENTER_INSTANCE_ARN, location: Location::Body, is_required: true },
    Member { name: "identityCenterRegion", shape: &REGION, location: Location::Body, is_required: false },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: true },
    Member { name: "subdomain", shape: &SUBDOMAIN, location: Location::Body, is_required: true },
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
]) };
pub static CREATE_MONITOR_RESPONSE: Shape = Shape { name: "CreateMonitorResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "identityCenterApplicationArn", shape: &IDENTITY_CENTER_APPLICATION_ARN, location: Location::Body, is_required: true },
    Member { name: "monitorId", shape: &MONITOR_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_QUEUE_ENVIRONMENT_REQUEST: Shape = Shape { name: "CreateQueueEnvironmentRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "priority", shape: &PRIORITY, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "template", shape: &ENVIRONMENT_TEMPLATE, location: Location::Body, is_required: true },
    Member { name: "templateType", shape: &ENVIRONMENT_TEMPLATE_TYPE, location: Location::Body, is_required: true },
]) };
pub static CREATE_QUEUE_ENVIRONMENT_RESPONSE: Shape = Shape { name: "CreateQueueEnvironmentResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "queueEnvironmentId", shape: &QUEUE_ENVIRONMENT_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_QUEUE_FLEET_ASSOCIATION_REQUEST: Shape = Shape { name: "CreateQueueFleetAssociationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_QUEUE_FLEET_ASSOCIATION_RESPONSE: Shape = Shape { name: "CreateQueueFleetAssociationResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static CREATE_QUEUE_LIMIT_ASSOCIATION_REQUEST: Shape = Shape { name: "CreateQueueLimitAssociationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_QUEUE_LIMIT_ASSOCIATION_RESPONSE: Shape = Shape { name: "CreateQueueLimitAssociationResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static CREATE_QUEUE_REQUEST: Shape = Shape { name: "CreateQueueRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "allowedStorageProfileIds", shape: &ALLOWED_STORAGE_PROFILE_IDS, location: Location::Body, is_required: false },
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "defaultBudgetAction", shape: &DEFAULT_QUEUE_BUDGET_ACTION, location: Location::Body, is_required: false },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobAttachmentSettings", shape: &JOB_ATTACHMENT_SETTINGS, location: Location::Body, is_required: false },
    Member { name: "jobRunAsUser", shape: &JOB_RUN_AS_USER, location: Location::Body, is_required: false },
    Member { name: "requiredFileSystemLocationNames", shape: &REQUIRED_FILE_SYSTEM_LOCATION_NAMES, location: Location::Body, is_required: false },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: false },
    Member { name: "schedulingConfiguration", shape: &SCHEDULING_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
]) };
pub static CREATE_QUEUE_RESPONSE: Shape = Shape { name: "CreateQueueResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_STORAGE_PROFILE_REQUEST: Shape = Shape { name: "CreateStorageProfileRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fileSystemLocations", shape: &FILE_SYSTEM_LOCATIONS_LIST, location: Location::Body, is_required: false },
    Member { name: "osFamily", shape: &STORAGE_PROFILE_OPERATING_SYSTEM_FAMILY, location: Location::Body, is_required: true },
]) };
pub static CREATE_STORAGE_PROFILE_RESPONSE: Shape = Shape { name: "CreateStorageProfileResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Body, is_required: true },
]) };
pub static CREATE_WORKER_REQUEST: Shape = Shape { name: "CreateWorkerRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "hostProperties", shape: &HOST_PROPERTIES_REQUEST, location: Location::Body, is_required: false },
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
]) };
pub static CREATE_WORKER_RESPONSE: Shape = Shape { name: "CreateWorkerResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: true },
]) };
pub static CREATED_AT: Shape = Shape { name: "CreatedAt", is_sensitive: false, kind: Kind::Timestamp };
pub static CREATED_BY: Shape = Shape { name: "CreatedBy", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static CUSTOM_FLEET_AMOUNT_CAPABILITIES: Shape = Shape { name: "CustomFleetAmountCapabilities", is_sensitive: false, kind: Kind::List { item: &FLEET_AMOUNT_CAPABILITY, length: Range::between(1, 15) } };
pub static CUSTOM_FLEET_ATTRIBUTE_CAPABILITIES: Shape = Shape { name: "CustomFleetAttributeCapabilities", is_sensitive: false, kind: Kind::List { item: &FLEET_ATTRIBUTE_CAPABILITY, length: Range::between(1, 15) } };
pub static CUSTOMER_MANAGED_AUTO_SCALING_CONFIGURATION: Shape = Shape { name: "CustomerManagedAutoScalingConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "scaleOutWorkersPerMinute", shape: &MIN_ONE_MAX_INTEGER, location: Location::Body, is_required: false },
    Member { name: "standbyWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: false },
    Member { name: "workerIdleDurationSeconds", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: false },
]) };
pub static CUSTOMER_MANAGED_FLEET_CONFIGURATION: Shape = Shape { name: "CustomerManagedFleetConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "autoScalingConfiguration", shape: &CUSTOMER_MANAGED_AUTO_SCALING_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "mode", shape: &AUTO_SCALING_MODE, location: Location::Body, is_required: true },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Body, is_required: false },
    Member { name: "tagPropagationMode", shape: &TAG_PROPAGATION_MODE, location: Location::Body, is_required: false },
    Member { name: "workerCapabilities", shape: &CUSTOMER_MANAGED_WORKER_CAPABILITIES, location: Location::Body, is_required: true },
]) };
pub static CUSTOMER_MANAGED_FLEET_OPERATING_SYSTEM_FAMILY: Shape = Shape { name: "CustomerManagedFleetOperatingSystemFamily", is_sensitive: false, kind: Kind::Enumeration(&["WINDOWS", "LINUX", "MACOS"]) };
pub static CUSTOMER_MANAGED_WORKER_CAPABILITIES: Shape = Shape { name: "CustomerManagedWorkerCapabilities", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "acceleratorCount", shape: &ACCELERATOR_COUNT_RANGE, location: Location::Body, is_required: false },
    Member { name: "acceleratorTotalMemoryMiB", shape: &ACCELERATOR_TOTAL_MEMORY_MIB_RANGE, location: Location::Body, is_required: false },
    Member { name: "acceleratorTypes", shape: &ACCELERATOR_TYPES, location: Location::Body, is_required: false },
    Member { name: "cpuArchitectureType", shape: &CPU_ARCHITECTURE_TYPE, location: Location::Body, is_required: true },
    Member { name: "customAmounts", shape: &CUSTOM_FLEET_AMOUNT_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "customAttributes", shape: &CUSTOM_FLEET_ATTRIBUTE_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "memoryMiB", shape: &MEMORY_MIB_RANGE, location: Location::Body, is_required: true },
    Member { name: "osFamily", shape: &CUSTOMER_MANAGED_FLEET_OPERATING_SYSTEM_FAMILY, location: Location::Body, is_required: true },
    Member { name: "vCpuCount", shape: &V_CPU_COUNT_RANGE, location: Location::Body, is_required: true },
]) };
pub static DATE_TIME_FILTER_EXPRESSION: Shape = Shape { name: "DateTimeFilterExpression", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "dateTime", shape: &SYNTHETIC_TIMESTAMP_DATE_TIME, location: Location::Body, is_required: true },
    Member { name: "name", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "operator", shape: &COMPARISON_OPERATOR, location: Location::Body, is_required: true },
]) };
pub static DEFAULT_QUEUE_BUDGET_ACTION: Shape = Shape { name: "DefaultQueueBudgetAction", is_sensitive: false, kind: Kind::Enumeration(&["NONE", "STOP_SCHEDULING_AND_COMPLETE_TASKS", "STOP_SCHEDULING_AND_CANCEL_TASKS"]) };
pub static DEFAULT_TASK_COUNT: Shape = Shape { name: "DefaultTaskCount", is_sensitive: false, kind: Kind::Integer(Range::between(1, 2147483647)) };
pub static DELETE_BUDGET_REQUEST: Shape = Shape { name: "DeleteBudgetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "budgetId", shape: &BUDGET_ID, location: Location::Label, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_BUDGET_RESPONSE: Shape = Shape { name: "DeleteBudgetResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_FARM_REQUEST: Shape = Shape { name: "DeleteFarmRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_FARM_RESPONSE: Shape = Shape { name: "DeleteFarmResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_FLEET_REQUEST: Shape = Shape { name: "DeleteFleetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_FLEET_RESPONSE: Shape = Shape { name: "DeleteFleetResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_LICENSE_ENDPOINT_REQUEST: Shape = Shape { name: "DeleteLicenseEndpointRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "licenseEndpointId", shape: &LICENSE_ENDPOINT_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_LICENSE_ENDPOINT_RESPONSE: Shape = Shape { name: "DeleteLicenseEndpointResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_LIMIT_REQUEST: Shape = Shape { name: "DeleteLimitRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_LIMIT_RESPONSE: Shape = Shape { name: "DeleteLimitResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_METERED_PRODUCT_REQUEST: Shape = Shape { name: "DeleteMeteredProductRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "licenseEndpointId", shape: &LICENSE_ENDPOINT_ID, location: Location::Label, is_required: true },
    Member { name: "productId", shape: &METERED_PRODUCT_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_METERED_PRODUCT_RESPONSE: Shape = Shape { name: "DeleteMeteredProductResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_MONITOR_REQUEST: Shape = Shape { name: "DeleteMonitorRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "monitorId", shape: &MONITOR_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_MONITOR_RESPONSE: Shape = Shape { name: "DeleteMonitorResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_QUEUE_ENVIRONMENT_REQUEST: Shape = Shape { name: "DeleteQueueEnvironmentRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "queueEnvironmentId", shape: &QUEUE_ENVIRONMENT_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_QUEUE_ENVIRONMENT_RESPONSE: Shape = Shape { name: "DeleteQueueEnvironmentResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_QUEUE_FLEET_ASSOCIATION_REQUEST: Shape = Shape { name: "DeleteQueueFleetAssociationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_QUEUE_FLEET_ASSOCIATION_RESPONSE: Shape = Shape { name: "DeleteQueueFleetAssociationResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_QUEUE_LIMIT_ASSOCIATION_REQUEST: Shape = Shape { name: "DeleteQueueLimitAssociationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_QUEUE_LIMIT_ASSOCIATION_RESPONSE: Shape = Shape { name: "DeleteQueueLimitAssociationResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_QUEUE_REQUEST: Shape = Shape { name: "DeleteQueueRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_QUEUE_RESPONSE: Shape = Shape { name: "DeleteQueueResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_STORAGE_PROFILE_REQUEST: Shape = Shape { name: "DeleteStorageProfileRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_STORAGE_PROFILE_RESPONSE: Shape = Shape { name: "DeleteStorageProfileResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_VOLUME_REQUEST: Shape = Shape { name: "DeleteVolumeRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "volumeId", shape: &VOLUME_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_VOLUME_RESPONSE: Shape = Shape { name: "DeleteVolumeResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DELETE_WORKER_REQUEST: Shape = Shape { name: "DeleteWorkerRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Label, is_required: true },
]) };
pub static DELETE_WORKER_RESPONSE: Shape = Shape { name: "DeleteWorkerResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DEPENDENCIES_LIST: Shape = Shape { name: "DependenciesList", is_sensitive: false, kind: Kind::List { item: &STEP_ID, length: Range::ANY } };
pub static DEPENDENCY_CONSUMER_RESOLUTION_STATUS: Shape = Shape { name: "DependencyConsumerResolutionStatus", is_sensitive: false, kind: Kind::Enumeration(&["RESOLVED", "UNRESOLVED"]) };
pub static DEPENDENCY_COUNTS: Shape = Shape { name: "DependencyCounts", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "consumersResolved", shape: &INTEGER, location: Location::Body, is_required: true },
    Member { name: "consumersUnresolved", shape: &INTEGER, location: Location::Body, is_required: true },
    Member { name: "dependenciesResolved", shape: &INTEGER, location: Location::Body, is_required: true },
    Member { name: "dependenciesUnresolved", shape: &INTEGER, location: Location::Body, is_required: true },
]) };
pub static DESCRIPTION: Shape = Shape { name: "Description", is_sensitive: true, kind: Kind::Text { length: Range::between(0, 100), pattern: None } };
pub static DESIRED_WORKER_STATUS: Shape = Shape { name: "DesiredWorkerStatus", is_sensitive: false, kind: Kind::Enumeration(&["STOPPED"]) };
pub static DISASSOCIATE_MEMBER_FROM_FARM_REQUEST: Shape = Shape { name: "DisassociateMemberFromFarmRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Label, is_required: true },
]) };
pub static DISASSOCIATE_MEMBER_FROM_FARM_RESPONSE: Shape = Shape { name: "DisassociateMemberFromFarmResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DISASSOCIATE_MEMBER_FROM_FLEET_REQUEST: Shape = Shape { name: "DisassociateMemberFromFleetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Label, is_required: true },
]) };
pub static DISASSOCIATE_MEMBER_FROM_FLEET_RESPONSE: Shape = Shape { name: "DisassociateMemberFromFleetResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DISASSOCIATE_MEMBER_FROM_JOB_REQUEST: Shape = Shape { name: "DisassociateMemberFromJobRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static DISASSOCIATE_MEMBER_FROM_JOB_RESPONSE: Shape = Shape { name: "DisassociateMemberFromJobResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DISASSOCIATE_MEMBER_FROM_QUEUE_REQUEST: Shape = Shape { name: "DisassociateMemberFromQueueRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static DISASSOCIATE_MEMBER_FROM_QUEUE_RESPONSE: Shape = Shape { name: "DisassociateMemberFromQueueResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static DNS_NAME: Shape = Shape { name: "DnsName", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static DOCUMENT: Shape = Shape { name: "Document", is_sensitive: true, kind: Kind::Document };
pub static DOUBLE: Shape = Shape { name: "Double", is_sensitive: false, kind: Kind::Float(Range::ANY) };
pub static EBS_IOPS: Shape = Shape { name: "EbsIops", is_sensitive: false, kind: Kind::Integer(Range::between(3000, 16000)) };
pub static EBS_THROUGHPUT_MIB: Shape = Shape { name: "EbsThroughputMiB", is_sensitive: false, kind: Kind::Integer(Range::between(125, 1000)) };
pub static EBS_VOLUME_TYPE: Shape = Shape { name: "EbsVolumeType", is_sensitive: false, kind: Kind::Enumeration(&["gp3"]) };
pub static EC2_EBS_VOLUME: Shape = Shape { name: "Ec2EbsVolume", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "iops", shape: &EBS_IOPS, location: Location::Body, is_required: false },
    Member { name: "sizeGiB", shape: &INTEGER, location: Location::Body, is_required: false },
    Member { name: "throughputMiB", shape: &EBS_THROUGHPUT_MIB, location: Location::Body, is_required: false },
]) };
pub static EC2_MARKET_TYPE: Shape = Shape { name: "Ec2MarketType", is_sensitive: false, kind: Kind::Enumeration(&["on-demand", "spot", "wait-and-save"]) };
pub static ENDED_AT: Shape = Shape { name: "EndedAt", is_sensitive: false, kind: Kind::Timestamp };
pub static ENDS_AT: Shape = Shape { name: "EndsAt", is_sensitive: false, kind: Kind::Timestamp };
pub static ENVIRONMENT_DETAILS_ENTITY: Shape = Shape { name: "EnvironmentDetailsEntity", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "environmentId", shape: &ENVIRONMENT_ID, location: Location::Body, is_required: true },
    Member { name: "extensions", shape: &OPENJD_EXTENSION_NAME_LIST, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "resolvedSymbolTable", shape: &SERIALIZED_SYMBOL_TABLE, location: Location::Body, is_required: false },
    Member { name: "schemaVersion", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "template", shape: &DOCUMENT, location: Location::Body, is_required: true },
]) };
pub static ENVIRONMENT_DETAILS_ERROR: Shape = Shape { name: "EnvironmentDetailsError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &JOB_ENTITY_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "environmentId", shape: &ENVIRONMENT_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static ENVIRONMENT_DETAILS_IDENTIFIERS: Shape = Shape { name: "EnvironmentDetailsIdentifiers", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "environmentId", shape: &ENVIRONMENT_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
]) };
pub static ENVIRONMENT_ENTER_SESSION_ACTION_DEFINITION: Shape = Shape { name: "EnvironmentEnterSessionActionDefinition", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "environmentId", shape: &ENVIRONMENT_ID, location: Location::Body, is_required: true },
]) };
pub static ENVIRONMENT_ENTER_SESSION_ACTION_DEFINITION_SUMMARY: Shape = Shape { name: "EnvironmentEnterSessionActionDefinitionSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "environmentId", shape: &ENVIRONMENT_ID, location: Location::Body, is_required: true },
]) };
pub static ENVIRONMENT_EXIT_SESSION_ACTION_DEFINITION: Shape = Shape { name: "EnvironmentExitSessionActionDefinition", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "environmentId", shape: &ENVIRONMENT_ID, location: Location::Body, is_required: true },
]) };
pub static ENVIRONMENT_EXIT_SESSION_ACTION_DEFINITION_SUMMARY: Shape = Shape { name: "EnvironmentExitSessionActionDefinitionSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "environmentId", shape: &ENVIRONMENT_ID, location: Location::Body, is_required: true },
]) };
pub static ENVIRONMENT_ID: Shape = Shape { name: "EnvironmentId", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 1024), pattern: Some(Pattern::new("(STEP:step-[0-9a-f]{32}:.*)|(JOB:job-[0-9a-f]{32}:.*)")) } };
pub static ENVIRONMENT_NAME: Shape = Shape { name: "EnvironmentName", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static ENVIRONMENT_TEMPLATE: Shape = Shape { name: "EnvironmentTemplate", is_sensitive: true, kind: Kind::Text { length: Range::between(1, 15000), pattern: None } };
pub static ENVIRONMENT_TEMPLATE_TYPE: Shape = Shape { name: "EnvironmentTemplateType", is_sensitive: false, kind: Kind::Enumeration(&["JSON", "YAML"]) };
pub static EXCEPTION_CONTEXT: Shape = Shape { name: "ExceptionContext", is_sensitive: false, kind: Kind::Map { key: &STRING, value: &STRING, length: Range::ANY } };
pub static FARM_ID: Shape = Shape { name: "FarmId", is_sensitive: false, kind: Kind::Id { prefix: "farm" } };
pub static FARM_MEMBER: Shape = Shape { name: "FarmMember", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "identityStoreId", shape: &IDENTITY_STORE_ID, location: Location::Body, is_required: true },
    Member { name: "membershipLevel", shape: &MEMBERSHIP_LEVEL, location: Location::Body, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Body, is_required: true },
    Member { name: "principalType", shape: &PRINCIPAL_TYPE, location: Location::Body, is_required: true },
]) };
pub static FARM_MEMBERS: Shape = Shape { name: "FarmMembers", is_sensitive: false, kind: Kind::List { item: &FARM_MEMBER, length: Range::ANY } };
pub static FARM_SUMMARIES: Shape = Shape { name: "FarmSummaries", is_sensitive: false, kind: Kind::List { item: &FARM_SUMMARY, length: Range::ANY } };
pub static FARM_SUMMARY: Shape = Shape { name: "FarmSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "kmsKeyArn", shape: &KMS_KEY_ARN, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static FIELD_SORT_EXPRESSION: Shape = Shape { name: "FieldSortExpression", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "sortOrder", shape: &SORT_ORDER, location: Location::Body, is_required: true },
]) };
pub static FILE_SYSTEM_LOCATION: Shape = Shape { name: "FileSystemLocation", is_sensitive: true, kind: Kind::Structure(&[
    Member { name: "name", shape: &FILE_SYSTEM_LOCATION_NAME, location: Location::Body, is_required: true },
    Member { name: "path", shape: &PATH_STRING, location: Location::Body, is_required: true },
    Member { name: "type", shape: &FILE_SYSTEM_LOCATION_TYPE, location: Location::Body, is_required: true },
]) };
pub static FILE_SYSTEM_LOCATION_NAME: Shape = Shape { name: "FileSystemLocationName", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 64), pattern: Some(Pattern::new("[0-9A-Za-z ]*")) } };
pub static FILE_SYSTEM_LOCATION_TYPE: Shape = Shape { name: "FileSystemLocationType", is_sensitive: false, kind: Kind::Enumeration(&["SHARED", "LOCAL"]) };
pub static FILE_SYSTEM_LOCATIONS_LIST: Shape = Shape { name: "FileSystemLocationsList", is_sensitive: false, kind: Kind::List { item: &FILE_SYSTEM_LOCATION, length: Range::between(0, 20) } };
pub static FIXED_BUDGET_SCHEDULE: Shape = Shape { name: "FixedBudgetSchedule", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "endTime", shape: &ENDS_AT, location: Location::Body, is_required: true },
    Member { name: "startTime", shape: &STARTS_AT, location: Location::Body, is_required: true },
]) };
pub static FLEET_AMOUNT_CAPABILITIES: Shape = Shape { name: "FleetAmountCapabilities", is_sensitive: false, kind: Kind::List { item: &FLEET_AMOUNT_CAPABILITY, length: Range::between(1, 25) } };
pub static FLEET_AMOUNT_CAPABILITY: Shape = Shape { name: "FleetAmountCapability", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "max", shape: &FLOAT, location: Location::Body, is_required: false },
    Member { name: "min", shape: &FLOAT, location: Location::Body, is_required: true },
    Member { name: "name", shape: &AMOUNT_CAPABILITY_NAME, location: Location::Body, is_required: true },
]) };
pub static FLEET_ATTRIBUTE_CAPABILITIES: Shape = Shape { name: "FleetAttributeCapabilities", is_sensitive: false, kind: Kind::List { item: &FLEET_ATTRIBUTE_CAPABILITY, length: Range::between(1, 25) } };
pub static FLEET_ATTRIBUTE_CAPABILITY: Shape = Shape { name: "FleetAttributeCapability", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &ATTRIBUTE_CAPABILITY_NAME, location: Location::Body, is_required: true },
    Member { name: "values", shape: &ATTRIBUTE_CAPABILITY_VALUES_LIST, location: Location::Body, is_required: true },
]) };
pub static FLEET_CAPABILITIES: Shape = Shape { name: "FleetCapabilities", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "amounts", shape: &FLEET_AMOUNT_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "attributes", shape: &FLEET_ATTRIBUTE_CAPABILITIES, location: Location::Body, is_required: false },
]) };
pub static FLEET_CONFIGURATION: Shape = Shape { name: "FleetConfiguration", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "customerManaged", shape: &CUSTOMER_MANAGED_FLEET_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "serviceManagedEc2", shape: &SERVICE_MANAGED_EC2_FLEET_CONFIGURATION, location: Location::Body, is_required: false },
]) };
pub static FLEET_ID: Shape = Shape { name: "FleetId", is_sensitive: false, kind: Kind::Id { prefix: "fleet" } };
pub static FLEET_MEMBER: Shape = Shape { name: "FleetMember", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "identityStoreId", shape: &IDENTITY_STORE_ID, location: Location::Body, is_required: true },
    Member { name: "membershipLevel", shape: &MEMBERSHIP_LEVEL, location: Location::Body, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Body, is_required: true },
    Member { name: "principalType", shape: &PRINCIPAL_TYPE, location: Location::Body, is_required: true },
]) };
pub static FLEET_MEMBERS: Shape = Shape { name: "FleetMembers", is_sensitive: false, kind: Kind::List { item: &FLEET_MEMBER, length: Range::ANY } };
pub static FLEET_SOFTWARE_ADD_ON: Shape = Shape { name: "FleetSoftwareAddOn", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &FLEET_SOFTWARE_ADD_ON_NAME, location: Location::Body, is_required: true },
]) };
pub static FLEET_SOFTWARE_ADD_ON_NAME: Shape = Shape { name: "FleetSoftwareAddOnName", is_sensitive: false, kind: Kind::Enumeration(&["docker"]) };
pub static FLEET_SOFTWARE_ADD_ONS: Shape = Shape { name: "FleetSoftwareAddOns", is_sensitive: false, kind: Kind::List { item: &FLEET_SOFTWARE_ADD_ON, length: Range::between(0, 10) } };
pub static FLEET_STATUS: Shape = Shape { name: "FleetStatus", is_sensitive: false, kind: Kind::Enumeration(&["ACTIVE", "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "CREATE_FAILED", "UPDATE_FAILED", "SUSPENDED"]) };
pub static FLEET_SUMMARIES: Shape = Shape { name: "FleetSummaries", is_sensitive: false, kind: Kind::List { item: &FLEET_SUMMARY, length: Range::ANY } };
pub static FLEET_SUMMARY: Shape = Shape { name: "FleetSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "autoScalingStatus", shape: &AUTO_SCALING_STATUS, location: Location::Body, is_required: false },
    Member { name: "configuration", shape: &FLEET_CONFIGURATION, location: Location::Body, is_required: true },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "maxWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: true },
    Member { name: "minWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: true },
    Member { name: "status", shape: &FLEET_STATUS, location: Location::Body, is_required: true },
    Member { name: "statusMessage", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "targetWorkerCount", shape: &INTEGER, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "workerCount", shape: &INTEGER, location: Location::Body, is_required: true },
]) };
pub static FLOAT: Shape = Shape { name: "Float", is_sensitive: false, kind: Kind::Float(Range::ANY) };
pub static FLOAT_STRING: Shape = Shape { name: "FloatString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 26), pattern: Some(Pattern::new("[-]?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?")) } };
pub static FLOAT_STRING_LIST: Shape = Shape { name: "FloatStringList", is_sensitive: false, kind: Kind::List { item: &FLOAT_STRING, length: Range::between(0, 512) } };
pub static GET_BUDGET_REQUEST: Shape = Shape { name: "GetBudgetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "budgetId", shape: &BUDGET_ID, location: Location::Label, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
]) };
pub static GET_BUDGET_RESPONSE: Shape = Shape { name: "GetBudgetResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "actions", shape: &RESPONSE_BUDGET_ACTION_LIST, location: Location::Body, is_required: true },
    Member { name: "approximateDollarLimit", shape: &CONSUMED_USAGE_LIMIT, location: Location::Body, is_required: true },
    Member { name: "budgetId", shape: &BUDGET_ID, location: Location::Body, is_required: true },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "queueStoppedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "schedule", shape: &BUDGET_SCHEDULE, location: Location::Body, is_required: true },
    Member { name: "status", shape: &BUDGET_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "usageTrackingResource", shape: &USAGE_TRACKING_RESOURCE, location: Location::Body, is_required: true },
    Member { name: "usages", shape: &CONSUMED_USAGES, location: Location::Body, is_required: true },
]) };
pub static GET_FARM_REQUEST: Shape = Shape { name: "GetFarmRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
]) };
pub static GET_FARM_RESPONSE: Shape = Shape { name: "GetFarmResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "costScaleFactor", shape: &COST_SCALE_FACTOR, location: Location::Body, is_required: true },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "kmsKeyArn", shape: &KMS_KEY_ARN, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_FLEET_REQUEST: Shape = Shape { name: "GetFleetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
]) };
pub static GET_FLEET_RESPONSE: Shape = Shape { name: "GetFleetResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "autoScalingStatus", shape: &AUTO_SCALING_STATUS, location: Location::Body, is_required: false },
    Member { name: "capabilities", shape: &FLEET_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "configuration", shape: &FLEET_CONFIGURATION, location: Location::Body, is_required: true },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "hostConfiguration", shape: &HOST_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: true },
    Member { name: "minWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: true },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: true },
    Member { name: "status", shape: &FLEET_STATUS, location: Location::Body, is_required: true },
    Member { name: "statusMessage", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "targetWorkerCount", shape: &INTEGER, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "workerCount", shape: &INTEGER, location: Location::Body, is_required: true },
]) };
pub static GET_JOB_ENTITY_ERROR: Shape = Shape { name: "GetJobEntityError", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "environmentDetails", shape: &ENVIRONMENT_DETAILS_ERROR, location: Location::Body, is_required: false },
    Member { name: "jobAttachmentDetails", shape: &JOB_ATTACHMENT_DETAILS_ERROR, location: Location::Body, is_required: false },
    Member { name: "jobDetails", shape: &JOB_DETAILS_ERROR, location: Location::Body, is_required: false },
    Member { name: "stepDetails", shape: &STEP_DETAILS_ERROR, location: Location::Body, is_required: false },
]) };
pub static GET_JOB_REQUEST: Shape = Shape { name: "GetJobRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static GET_JOB_RESPONSE: Shape = Shape { name: "GetJobResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "attachments", shape: &ATTACHMENTS, location: Location::Body, is_required: false },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "description", shape: &JOB_DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatus", shape: &JOB_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatusMessage", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "maxFailedTasksCount", shape: &MAX_FAILED_TASKS_COUNT, location: Location::Body, is_required: false },
    Member { name: "maxRetriesPerTask", shape: &MAX_RETRIES_PER_TASK, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MAX_WORKER_COUNT, location: Location::Body, is_required: false },
    Member { name: "name", shape: &JOB_NAME, location: Location::Body, is_required: true },
    Member { name: "parameters", shape: &JOB_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "priority", shape: &JOB_PRIORITY, location: Location::Body, is_required: true },
    Member { name: "sourceJobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Body, is_required: false },
    Member { name: "targetTaskRunStatus", shape: &JOB_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskFailureRetryCount", shape: &TASK_FAILURE_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "taskRunStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskRunStatusCounts", shape: &TASK_RUN_STATUS_COUNTS, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_LICENSE_ENDPOINT_REQUEST: Shape = Shape { name: "GetLicenseEndpointRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "licenseEndpointId", shape: &LICENSE_ENDPOINT_ID, location: Location::Label, is_required: true },
]) };
pub static GET_LICENSE_ENDPOINT_RESPONSE: Shape = Shape { name: "GetLicenseEndpointResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "dnsName", shape: &DNS_NAME, location: Location::Body, is_required: false },
    Member { name: "licenseEndpointId", shape: &LICENSE_ENDPOINT_ID, location: Location::Body, is_required: true },
    Member { name: "securityGroupIds", shape: &GET_LICENSE_ENDPOINT_RESPONSE_SECURITY_GROUP_IDS_LIST, location: Location::Body, is_required: false },
    Member { name: "status", shape: &LICENSE_ENDPOINT_STATUS, location: Location::Body, is_required: true },
    Member { name: "statusMessage", shape: &STATUS_MESSAGE, location: Location::Body, is_required: true },
    Member { name: "subnetIds", shape: &GET_LICENSE_ENDPOINT_RESPONSE_SUBNET_IDS_LIST, location: Location::Body, is_required: false },
    Member { name: "vpcId", shape: &VPC_ID, location: Location::Body, is_required: false },
]) };
pub static GET_LICENSE_ENDPOINT_RESPONSE_SECURITY_GROUP_IDS_LIST: Shape = Shape { name: "GetLicenseEndpointResponseSecurityGroupIdsList", is_sensitive: false, kind: Kind::List { item: &SECURITY_GROUP_ID, length: Range::between(1, 10) } };
pub static GET_LICENSE_ENDPOINT_RESPONSE_SUBNET_IDS_LIST: Shape = Shape { name: "GetLicenseEndpointResponseSubnetIdsList", is_sensitive: false, kind: Kind::List { item: &SUBNET_ID, length: Range::between(1, 10) } };
pub static GET_LIMIT_REQUEST: Shape = Shape { name: "GetLimitRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Label, is_required: true },
]) };
pub static GET_LIMIT_RESPONSE: Shape = Shape { name: "GetLimitResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "amountRequirementName", shape: &AMOUNT_REQUIREMENT_NAME, location: Location::Body, is_required: true },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "currentCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: true },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Body, is_required: true },
    Member { name: "maxCount", shape: &MAX_COUNT, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_MONITOR_REQUEST: Shape = Shape { name: "GetMonitorRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "monitorId", shape: &MONITOR_ID, location: Location::Label, is_required: true },
]) };
pub static GET_MONITOR_RESPONSE: Shape = Shape { name: "GetMonitorResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "identityCenterApplicationArn", shape: &IDENTITY_CENTER_APPLICATION_ARN, location: Location::Body, is_required: true },
    Member { name: "identityCenterInstanceArn", shape: &IDENTITY_CENTER_INSTANCE_ARN, location: Location::Body, is_required: true },
    Member { name: "identityCenterRegion", shape: &REGION, location: Location::Body, is_required: false },
    Member { name: "monitorId", shape: &MONITOR_ID, location: Location::Body, is_required: true },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: true },
    Member { name: "subdomain", shape: &SUBDOMAIN, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "url", shape: &URL, location: Location::Body, is_required: true },
]) };
pub static GET_MONITOR_SETTINGS_REQUEST: Shape = Shape { name: "GetMonitorSettingsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "monitorId", shape: &MONITOR_ID, location: Location::Label, is_required: true },
]) };
pub static GET_MONITOR_SETTINGS_RESPONSE: Shape = Shape { name: "GetMonitorSettingsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "settings", shape: &SETTINGS_MAP, location: Location::Body, is_required: true },
]) };
pub static GET_QUEUE_ENVIRONMENT_REQUEST: Shape = Shape { name: "GetQueueEnvironmentRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "queueEnvironmentId", shape: &QUEUE_ENVIRONMENT_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static GET_QUEUE_ENVIRONMENT_RESPONSE: Shape = Shape { name: "GetQueueEnvironmentResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "name", shape: &ENVIRONMENT_NAME, location: Location::Body, is_required: true },
    Member { name: "priority", shape: &PRIORITY, location: Location::Body, is_required: true },
    Member { name: "queueEnvironmentId", shape: &QUEUE_ENVIRONMENT_ID, location: Location::Body, is_required: true },
    Member { name: "template", shape: &ENVIRONMENT_TEMPLATE, location: Location::Body, is_required: true },
    Member { name: "templateType", shape: &ENVIRONMENT_TEMPLATE_TYPE, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_QUEUE_FLEET_ASSOCIATION_REQUEST: Shape = Shape { name: "GetQueueFleetAssociationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static GET_QUEUE_FLEET_ASSOCIATION_RESPONSE: Shape = Shape { name: "GetQueueFleetAssociationResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "status", shape: &QUEUE_FLEET_ASSOCIATION_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_QUEUE_LIMIT_ASSOCIATION_REQUEST: Shape = Shape { name: "GetQueueLimitAssociationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static GET_QUEUE_LIMIT_ASSOCIATION_RESPONSE: Shape = Shape { name: "GetQueueLimitAssociationResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "status", shape: &QUEUE_LIMIT_ASSOCIATION_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_QUEUE_REQUEST: Shape = Shape { name: "GetQueueRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static GET_QUEUE_RESPONSE: Shape = Shape { name: "GetQueueResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "allowedStorageProfileIds", shape: &ALLOWED_STORAGE_PROFILE_IDS, location: Location::Body, is_required: false },
    Member { name: "blockedReason", shape: &QUEUE_BLOCKED_REASON, location: Location::Body, is_required: false },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "defaultBudgetAction", shape: &DEFAULT_QUEUE_BUDGET_ACTION, location: Location::Body, is_required: true },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "jobAttachmentSettings", shape: &JOB_ATTACHMENT_SETTINGS, location: Location::Body, is_required: false },
    Member { name: "jobRunAsUser", shape: &JOB_RUN_AS_USER, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "requiredFileSystemLocationNames", shape: &REQUIRED_FILE_SYSTEM_LOCATION_NAMES, location: Location::Body, is_required: false },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: false },
    Member { name: "schedulingConfiguration", shape: &SCHEDULING_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "status", shape: &QUEUE_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_SESSION_ACTION_REQUEST: Shape = Shape { name: "GetSessionActionRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "sessionActionId", shape: &SESSION_ACTION_ID, location: Location::Label, is_required: true },
]) };
pub static GET_SESSION_ACTION_RESPONSE: Shape = Shape { name: "GetSessionActionResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "acquiredLimits", shape: &ACQUIRED_LIMITS, location: Location::Body, is_required: false },
    Member { name: "definition", shape: &SESSION_ACTION_DEFINITION, location: Location::Body, is_required: true },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "manifests", shape: &TASK_RUN_MANIFEST_PROPERTIES_LIST_RESPONSE, location: Location::Body, is_required: false },
    Member { name: "processExitCode", shape: &PROCESS_EXIT_CODE, location: Location::Body, is_required: false },
    Member { name: "progressMessage", shape: &SESSION_ACTION_PROGRESS_MESSAGE, location: Location::Body, is_required: false },
    Member { name: "progressPercent", shape: &SESSION_ACTION_PROGRESS_PERCENT, location: Location::Body, is_required: false },
    Member { name: "sessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "status", shape: &SESSION_ACTION_STATUS, location: Location::Body, is_required: true },
    Member { name: "workerUpdatedAt", shape: &TIMESTAMP, location: Location::Body, is_required: false },
]) };
pub static GET_SESSION_REQUEST: Shape = Shape { name: "GetSessionRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Label, is_required: true },
]) };
pub static GET_SESSION_RESPONSE: Shape = Shape { name: "GetSessionResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "hostProperties", shape: &HOST_PROPERTIES_RESPONSE, location: Location::Body, is_required: false },
    Member { name: "lifecycleStatus", shape: &SESSION_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "log", shape: &LOG_CONFIGURATION, location: Location::Body, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: true },
    Member { name: "targetLifecycleStatus", shape: &SESSION_LIFECYCLE_TARGET_STATUS, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: true },
    Member { name: "workerLog", shape: &LOG_CONFIGURATION, location: Location::Body, is_required: false },
]) };
pub static GET_SESSIONS_STATISTICS_AGGREGATION_REQUEST: Shape = Shape { name: "GetSessionsStatisticsAggregationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "aggregationId", shape: &AGGREGATION_ID, location: Location::Query, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static GET_SESSIONS_STATISTICS_AGGREGATION_RESPONSE: Shape = Shape { name: "GetSessionsStatisticsAggregationResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "statistics", shape: &STATISTICS_LIST, location: Location::Body, is_required: false },
    Member { name: "status", shape: &SESSIONS_STATISTICS_AGGREGATION_STATUS, location: Location::Body, is_required: true },
    Member { name: "statusMessage", shape: &STRING, location: Location::Body, is_required: false },
]) };
pub static GET_STEP_REQUEST: Shape = Shape { name: "GetStepRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Label, is_required: true },
]) };
pub static GET_STEP_RESPONSE: Shape = Shape { name: "GetStepResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "dependencyCounts", shape: &DEPENDENCY_COUNTS, location: Location::Body, is_required: false },
    Member { name: "description", shape: &STEP_DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "lifecycleStatus", shape: &STEP_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatusMessage", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "name", shape: &STEP_NAME, location: Location::Body, is_required: true },
    Member { name: "parameterSpace", shape: &PARAMETER_SPACE, location: Location::Body, is_required: false },
    Member { name: "requiredCapabilities", shape: &STEP_REQUIRED_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "targetTaskRunStatus", shape: &STEP_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskFailureRetryCount", shape: &TASK_FAILURE_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "taskRunStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: true },
    Member { name: "taskRunStatusCounts", shape: &TASK_RUN_STATUS_COUNTS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_STORAGE_PROFILE_FOR_QUEUE_REQUEST: Shape = Shape { name: "GetStorageProfileForQueueRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Label, is_required: true },
]) };
pub static GET_STORAGE_PROFILE_FOR_QUEUE_RESPONSE: Shape = Shape { name: "GetStorageProfileForQueueResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "fileSystemLocations", shape: &FILE_SYSTEM_LOCATIONS_LIST, location: Location::Body, is_required: false },
    Member { name: "osFamily", shape: &STORAGE_PROFILE_OPERATING_SYSTEM_FAMILY, location: Location::Body, is_required: true },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Body, is_required: true },
]) };
pub static GET_STORAGE_PROFILE_REQUEST: Shape = Shape { name: "GetStorageProfileRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Label, is_required: true },
]) };
pub static GET_STORAGE_PROFILE_RESPONSE: Shape = Shape { name: "GetStorageProfileResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "fileSystemLocations", shape: &FILE_SYSTEM_LOCATIONS_LIST, location: Location::Body, is_required: false },
    Member { name: "osFamily", shape: &STORAGE_PROFILE_OPERATING_SYSTEM_FAMILY, location: Location::Body, is_required: true },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_TASK_REQUEST: Shape = Shape { name: "GetTaskRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Label, is_required: true },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Label, is_required: true },
]) };
pub static GET_TASK_RESPONSE: Shape = Shape { name: "GetTaskResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "failureRetryCount", shape: &TASK_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "latestSessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: false },
    Member { name: "parameters", shape: &TASK_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "runStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "targetRunStatus", shape: &TASK_TARGET_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static GET_VOLUME_REQUEST: Shape = Shape { name: "GetVolumeRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "volumeId", shape: &VOLUME_ID, location: Location::Label, is_required: true },
]) };
pub static GET_VOLUME_RESPONSE: Shape = Shape { name: "GetVolumeResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "attachedWorkerId", shape: &WORKER_ID, location: Location::Body, is_required: false },
    Member { name: "availabilityZoneId", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "expiresAt", shape: &TIMESTAMP, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "iops", shape: &PERSISTENT_VOLUME_IOPS, location: Location::Body, is_required: false },
    Member { name: "lastAssignedAt", shape: &TIMESTAMP, location: Location::Body, is_required: false },
    Member { name: "lastReleasedAt", shape: &TIMESTAMP, location: Location::Body, is_required: false },
    Member { name: "sizeGiB", shape: &PERSISTENT_VOLUME_SIZE_GIB, location: Location::Body, is_required: true },
    Member { name: "state", shape: &VOLUME_STATE, location: Location::Body, is_required: true },
    Member { name: "throughputMiB", shape: &PERSISTENT_VOLUME_THROUGHPUT_MIB, location: Location::Body, is_required: false },
    Member { name: "volumeId", shape: &VOLUME_ID, location: Location::Body, is_required: true },
    Member { name: "volumeType", shape: &EBS_VOLUME_TYPE, location: Location::Body, is_required: true },
]) };
pub static GET_WORKER_REQUEST: Shape = Shape { name: "GetWorkerRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Label, is_required: true },
]) };
pub static GET_WORKER_RESPONSE: Shape = Shape { name: "GetWorkerResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "hostProperties", shape: &HOST_PROPERTIES_RESPONSE, location: Location::Body, is_required: false },
    Member { name: "log", shape: &LOG_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "status", shape: &WORKER_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: true },
]) };
pub static HOST_CONFIGURATION: Shape = Shape { name: "HostConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "scriptBody", shape: &HOST_CONFIGURATION_SCRIPT, location: Location::Body, is_required: true },
    Member { name: "scriptTimeoutSeconds", shape: &HOST_CONFIGURATION_SCRIPT_TIMEOUT_SECONDS, location: Location::Body, is_required: false },
]) };
pub static HOST_CONFIGURATION_SCRIPT: Shape = Shape { name: "HostConfigurationScript", is_sensitive: true, kind: Kind::Text { length: Range::between(0, 15000), pattern: None } };
pub static HOST_CONFIGURATION_SCRIPT_TIMEOUT_SECONDS: Shape = Shape { name: "HostConfigurationScriptTimeoutSeconds", is_sensitive: false, kind: Kind::Integer(Range::between(300, 3600)) };
pub static HOST_NAME: Shape = Shape { name: "HostName", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("[a-zA-Z0-9_\\.\\-]{0,255}")) } };
pub static HOST_PROPERTIES_REQUEST: Shape = Shape { name: "HostPropertiesRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "hostName", shape: &HOST_NAME, location: Location::Body, is_required: false },
    Member { name: "ipAddresses", shape: &IP_ADDRESSES, location: Location::Body, is_required: false },
]) };
pub static HOST_PROPERTIES_RESPONSE: Shape = Shape { name: "HostPropertiesResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "ec2InstanceArn", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "ec2InstanceType", shape: &INSTANCE_TYPE, location: Location::Body, is_required: false },
    Member { name: "hostName", shape: &HOST_NAME, location: Location::Body, is_required: false },
    Member { name: "ipAddresses", shape: &IP_ADDRESSES, location: Location::Body, is_required: false },
]) };
pub static IAM_ROLE_ARN: Shape = Shape { name: "IamRoleArn", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("arn:(aws[a-zA-Z-]*):iam::\\d{12}:role(/[!-.0-~]+)*/[\\w+=,.@-]+")) } };
pub static IDENTITY_CENTER_APPLICATION_ARN: Shape = Shape { name: "IdentityCenterApplicationArn", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static IDENTITY_CENTER_INSTANCE_ARN: Shape = Shape { name: "IdentityCenterInstanceArn", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("arn:(aws|aws-us-gov|aws-cn|aws-iso|aws-iso-b):sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}")) } };
pub static IDENTITY_CENTER_PRINCIPAL_ID: Shape = Shape { name: "IdentityCenterPrincipalId", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 47), pattern: Some(Pattern::new("([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}")) } };
pub static IDENTITY_STORE_ID: Shape = Shape { name: "IdentityStoreId", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 36), pattern: Some(Pattern::new("d-[0-9a-f]{10}$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")) } };
pub static INSTANCE_TYPE: Shape = Shape { name: "InstanceType", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 100), pattern: None } };
pub static INSTANCE_TYPES: Shape = Shape { name: "InstanceTypes", is_sensitive: false, kind: Kind::List { item: &INSTANCE_TYPE, length: Range::between(1, 100) } };
pub static INT_STRING: Shape = Shape { name: "IntString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 20), pattern: Some(Pattern::new("[-]?(0|[1-9][0-9]*)")) } };
pub static INT_STRING_LIST: Shape = Shape { name: "IntStringList", is_sensitive: false, kind: Kind::List { item: &INT_STRING, length: Range::between(0, 512) } };
pub static INT_STRING_LIST_LIST: Shape = Shape { name: "IntStringListList", is_sensitive: false, kind: Kind::List { item: &NESTED_INT_STRING_LIST, length: Range::between(0, 512) } };
pub static INTEGER: Shape = Shape { name: "Integer", is_sensitive: false, kind: Kind::Integer(Range::ANY) };
pub static INTERNAL_SERVER_ERROR_EXCEPTION: Shape = Shape { name: "InternalServerErrorException", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "retryAfterSeconds", shape: &INTEGER, location: Location::Header("retry-after"), is_required: false },
]) };
pub static IP_ADDRESSES: Shape = Shape { name: "IpAddresses", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "ipV4Addresses", shape: &IP_V4_ADDRESSES, location: Location::Body, is_required: false },
    Member { name: "ipV6Addresses", shape: &IP_V6_ADDRESSES, location: Location::Body, is_required: false },
]) };
pub static IP_V4_ADDRESS: Shape = Shape { name: "IpV4Address", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}")) } };
pub static IP_V4_ADDRESSES: Shape = Shape { name: "IpV4Addresses", is_sensitive: false, kind: Kind::List { item: &IP_V4_ADDRESS, length: Range::ANY } };
pub static IP_V6_ADDRESS: Shape = Shape { name: "IpV6Address", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("(?:[A-F0-9]{1,4}:){7}[A-F0-9]{1,4}")) } };
pub static IP_V6_ADDRESSES: Shape = Shape { name: "IpV6Addresses", is_sensitive: false, kind: Kind::List { item: &IP_V6_ADDRESS, length: Range::ANY } };
pub static JOB_ATTACHMENT_DETAILS_ENTITY: Shape = Shape { name: "JobAttachmentDetailsEntity", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "attachments", shape: &ATTACHMENTS, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
]) };
pub static JOB_ATTACHMENT_DETAILS_ERROR: Shape = Shape { name: "JobAttachmentDetailsError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &JOB_ENTITY_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static JOB_ATTACHMENT_DETAILS_IDENTIFIERS: Shape = Shape { name: "JobAttachmentDetailsIdentifiers", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
]) };
pub static JOB_ATTACHMENT_SETTINGS: Shape = Shape { name: "JobAttachmentSettings", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "rootPrefix", shape: &S3_PREFIX, location: Location::Body, is_required: true },
    Member { name: "s3BucketName", shape: &S3_BUCKET_NAME, location: Location::Body, is_required: true },
]) };
pub static JOB_ATTACHMENTS_FILE_SYSTEM: Shape = Shape { name: "JobAttachmentsFileSystem", is_sensitive: false, kind: Kind::Enumeration(&["COPIED", "VIRTUAL"]) };
pub static JOB_DESCRIPTION: Shape = Shape { name: "JobDescription", is_sensitive: true, kind: Kind::Text { length: Range::between(1, 2048), pattern: None } };
pub static JOB_DESCRIPTION_OVERRIDE: Shape = Shape { name: "JobDescriptionOverride", is_sensitive: true, kind: Kind::Text { length: Range::between(0, 2048), pattern: None } };
pub static JOB_DETAILS_ENTITY: Shape = Shape { name: "JobDetailsEntity", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "extensions", shape: &OPENJD_EXTENSION_NAME_LIST, location: Location::Body, is_required: false },
    Member { name: "jobAttachmentSettings", shape: &JOB_DETAILS_JOB_ATTACHMENT_SETTINGS, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "jobRunAsUser", shape: &JOB_RUN_AS_USER, location: Location::Body, is_required: false },
    Member { name: "logGroupName", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "parameters", shape: &JOB_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "pathMappingRules", shape: &PATH_MAPPING_RULES, location: Location::Body, is_required: false },
    Member { name: "queueRoleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: false },
    Member { name: "schemaVersion", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static JOB_DETAILS_ERROR: Shape = Shape { name: "JobDetailsError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &JOB_ENTITY_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static JOB_DETAILS_IDENTIFIERS: Shape = Shape { name: "JobDetailsIdentifiers", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
]) };
pub static JOB_DETAILS_JOB_ATTACHMENT_SETTINGS: Shape = Shape { name: "JobDetailsJobAttachmentSettings", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "rootPrefix", shape: &S3_PREFIX, location: Location::Body, is_required: true },
    Member { name: "s3BucketName", shape: &S3_BUCKET_NAME, location: Location::Body, is_required: true },
]) };
pub static JOB_ENTITY: Shape = Shape { name: "JobEntity", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "environmentDetails", shape: &ENVIRONMENT_DETAILS_ENTITY, location: Location::Body, is_required: false },
    Member { name: "jobAttachmentDetails", shape: &JOB_ATTACHMENT_DETAILS_ENTITY, location: Location::Body, is_required: false },
    Member { name: "jobDetails", shape: &JOB_DETAILS_ENTITY, location: Location::Body, is_required: false },
    Member { name: "stepDetails", shape: &STEP_DETAILS_ENTITY, location: Location::Body, is_required: false },
]) };
pub static JOB_ENTITY_ERROR_CODE: Shape = Shape { name: "JobEntityErrorCode", is_sensitive: false, kind: Kind::Enumeration(&["AccessDeniedException", "InternalServerException", "ValidationException", "ResourceNotFoundException", "MaxPayloadSizeExceeded", "ConflictException"]) };
pub static JOB_ENTITY_IDENTIFIERS: Shape = Shape { name: "JobEntityIdentifiers", is_sensitive: false, kind: Kind::List { item: &JOB_ENTITY_IDENTIFIERS_UNION, length: Range::between(1, 10) } };
pub static JOB_ENTITY_IDENTIFIERS_UNION: Shape = Shape { name: "JobEntityIdentifiersUnion", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "environmentDetails", shape: &ENVIRONMENT_DETAILS_IDENTIFIERS, location: Location::Body, is_required: false },
    Member { name: "jobAttachmentDetails", shape: &JOB_ATTACHMENT_DETAILS_IDENTIFIERS, location: Location::Body, is_required: false },
    Member { name: "jobDetails", shape: &JOB_DETAILS_IDENTIFIERS, location: Location::Body, is_required: false },
    Member { name: "stepDetails", shape: &STEP_DETAILS_IDENTIFIERS, location: Location::Body, is_required: false },
]) };
pub static JOB_ID: Shape = Shape { name: "JobId", is_sensitive: false, kind: Kind::Id { prefix: "job" } };
pub static JOB_LIFECYCLE_STATUS: Shape = Shape { name: "JobLifecycleStatus", is_sensitive: false, kind: Kind::Enumeration(&["CREATE_IN_PROGRESS", "CREATE_FAILED", "CREATE_COMPLETE", "UPLOAD_IN_PROGRESS", "UPLOAD_FAILED", "UPDATE_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_SUCCEEDED", "ARCHIVED"]) };
pub static JOB_MEMBER: Shape = Shape { name: "JobMember", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "identityStoreId", shape: &IDENTITY_STORE_ID, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "membershipLevel", shape: &MEMBERSHIP_LEVEL, location: Location::Body, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Body, is_required: true },
    Member { name: "principalType", shape: &PRINCIPAL_TYPE, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
]) };
pub static JOB_MEMBERS: Shape = Shape { name: "JobMembers", is_sensitive: false, kind: Kind::List { item: &JOB_MEMBER, length: Range::ANY } };
pub static JOB_NAME: Shape = Shape { name: "JobName", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 512), pattern: None } };
pub static JOB_PARAMETER: Shape = Shape { name: "JobParameter", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "bool", shape: &BOOLEAN_STRING, location: Location::Body, is_required: false },
    Member { name: "boolList", shape: &BOOLEAN_STRING_LIST, location: Location::Body, is_required: false },
    Member { name: "float", shape: &FLOAT_STRING, location: Location::Body, is_required: false },
    Member { name: "floatList", shape: &FLOAT_STRING_LIST, location: Location::Body, is_required: false },
    Member { name: "int", shape: &INT_STRING, location: Location::Body, is_required: false },
    Member { name: "intList", shape: &INT_STRING_LIST, location: Location::Body, is_required: false },
    Member { name: "intListList", shape: &INT_STRING_LIST_LIST, location: Location::Body, is_required: false },
    Member { name: "path", shape: &PATH_STRING, location: Location::Body, is_required: false },
    Member { name: "pathList", shape: &PATH_STRING_LIST, location: Location::Body, is_required: false },
    Member { name: "rangeExpr", shape: &RANGE_EXPR_STRING, location: Location::Body, is_required: false },
    Member { name: "string", shape: &PARAMETER_STRING, location: Location::Body, is_required: false },
    Member { name: "stringList", shape: &PARAMETER_STRING_LIST, location: Location::Body, is_required: false },
]) };
pub static JOB_PARAMETER_DEFINITION: Shape = Shape { name: "JobParameterDefinition", is_sensitive: false, kind: Kind::Document };
pub static JOB_PARAMETER_DEFINITIONS: Shape = Shape { name: "JobParameterDefinitions", is_sensitive: false, kind: Kind::List { item: &JOB_PARAMETER_DEFINITION, length: Range::ANY } };
pub static JOB_PARAMETERS: Shape = Shape { name: "JobParameters", is_sensitive: true, kind: Kind::Map { key: &JOB_PARAMETERS_KEY_STRING, value: &JOB_PARAMETER, length: Range::between(0, 200) } };
pub static JOB_PARAMETERS_KEY_STRING: Shape = Shape { name: "JobParametersKeyString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 1024), pattern: None } };
pub static JOB_PRIORITY: Shape = Shape { name: "JobPriority", is_sensitive: false, kind: Kind::Integer(Range::between(0, 100)) };
pub static JOB_RUN_AS_USER: Shape = Shape { name: "JobRunAsUser", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "posix", shape: &POSIX_USER, location: Location::Body, is_required: false },
    Member { name: "runAs", shape: &RUN_AS, location: Location::Body, is_required: true },
    Member { name: "windows", shape: &WINDOWS_USER, location: Location::Body, is_required: false },
]) };
pub static JOB_SEARCH_SUMMARIES: Shape = Shape { name: "JobSearchSummaries", is_sensitive: false, kind: Kind::List { item: &JOB_SEARCH_SUMMARY, length: Range::ANY } };
pub static JOB_SEARCH_SUMMARY: Shape = Shape { name: "JobSearchSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: false },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: false },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "jobParameters", shape: &JOB_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "lifecycleStatus", shape: &JOB_LIFECYCLE_STATUS, location: Location::Body, is_required: false },
    Member { name: "lifecycleStatusMessage", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "maxFailedTasksCount", shape: &MAX_FAILED_TASKS_COUNT, location: Location::Body, is_required: false },
    Member { name: "maxRetriesPerTask", shape: &MAX_RETRIES_PER_TASK, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MAX_WORKER_COUNT, location: Location::Body, is_required: false },
    Member { name: "name", shape: &JOB_NAME, location: Location::Body, is_required: false },
    Member { name: "priority", shape: &JOB_PRIORITY, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: false },
    Member { name: "sourceJobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "targetTaskRunStatus", shape: &JOB_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskFailureRetryCount", shape: &TASK_FAILURE_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "taskRunStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskRunStatusCounts", shape: &TASK_RUN_STATUS_COUNTS, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static JOB_SUMMARIES: Shape = Shape { name: "JobSummaries", is_sensitive: false, kind: Kind::List { item: &JOB_SUMMARY, length: Range::ANY } };
pub static JOB_SUMMARY: Shape = Shape { name: "JobSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatus", shape: &JOB_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatusMessage", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "maxFailedTasksCount", shape: &MAX_FAILED_TASKS_COUNT, location: Location::Body, is_required: false },
    Member { name: "maxRetriesPerTask", shape: &MAX_RETRIES_PER_TASK, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MAX_WORKER_COUNT, location: Location::Body, is_required: false },
    Member { name: "name", shape: &JOB_NAME, location: Location::Body, is_required: true },
    Member { name: "priority", shape: &JOB_PRIORITY, location: Location::Body, is_required: true },
    Member { name: "sourceJobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "targetTaskRunStatus", shape: &JOB_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskFailureRetryCount", shape: &TASK_FAILURE_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "taskRunStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskRunStatusCounts", shape: &TASK_RUN_STATUS_COUNTS, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static JOB_TARGET_TASK_RUN_STATUS: Shape = Shape { name: "JobTargetTaskRunStatus", is_sensitive: false, kind: Kind::Enumeration(&["READY", "FAILED", "SUCCEEDED", "CANCELED", "SUSPENDED", "PENDING"]) };
pub static JOB_TEMPLATE: Shape = Shape { name: "JobTemplate", is_sensitive: true, kind: Kind::Text { length: Range::between(1, 1000000), pattern: None } };
pub static JOB_TEMPLATE_TYPE: Shape = Shape { name: "JobTemplateType", is_sensitive: false, kind: Kind::Enumeration(&["JSON", "YAML"]) };
pub static KMS_KEY_ARN: Shape = Shape { name: "KmsKeyArn", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("arn:(aws[a-zA-Z-]*):kms:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:key/[\\w-]{1,120}")) } };
pub static LICENSE_ENDPOINT_ID: Shape = Shape { name: "LicenseEndpointId", is_sensitive: false, kind: Kind::Id { prefix: "le" } };
pub static LICENSE_ENDPOINT_STATUS: Shape = Shape { name: "LicenseEndpointStatus", is_sensitive: false, kind: Kind::Enumeration(&["CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "READY", "NOT_READY"]) };
pub static LICENSE_ENDPOINT_SUMMARIES: Shape = Shape { name: "LicenseEndpointSummaries", is_sensitive: false, kind: Kind::List { item: &LICENSE_ENDPOINT_SUMMARY, length: Range::ANY } };
pub static LICENSE_ENDPOINT_SUMMARY: Shape = Shape { name: "LicenseEndpointSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "licenseEndpointId", shape: &LICENSE_ENDPOINT_ID, location: Location::Body, is_required: false },
    Member { name: "status", shape: &LICENSE_ENDPOINT_STATUS, location: Location::Body, is_required: false },
    Member { name: "statusMessage", shape: &STATUS_MESSAGE, location: Location::Body, is_required: false },
    Member { name: "vpcId", shape: &VPC_ID, location: Location::Body, is_required: false },
]) };
pub static LICENSE_PRODUCT: Shape = Shape { name: "LicenseProduct", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static LIMIT_ID: Shape = Shape { name: "LimitId", is_sensitive: false, kind: Kind::Id { prefix: "limit" } };
pub static LIMIT_SUMMARIES: Shape = Shape { name: "LimitSummaries", is_sensitive: false, kind: Kind::List { item: &LIMIT_SUMMARY, length: Range::ANY } };
pub static LIMIT_SUMMARY: Shape = Shape { name: "LimitSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "amountRequirementName", shape: &AMOUNT_REQUIREMENT_NAME, location: Location::Body, is_required: true },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "currentCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: true },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Body, is_required: true },
    Member { name: "maxCount", shape: &MAX_COUNT, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static LIST_ATTRIBUTE_CAPABILITY_VALUE: Shape = Shape { name: "ListAttributeCapabilityValue", is_sensitive: false, kind: Kind::List { item: &ATTRIBUTE_CAPABILITY_VALUE, length: Range::ANY } };
pub static LIST_AVAILABLE_METERED_PRODUCTS_REQUEST: Shape = Shape { name: "ListAvailableMeteredProductsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_AVAILABLE_METERED_PRODUCTS_RESPONSE: Shape = Shape { name: "ListAvailableMeteredProductsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "meteredProducts", shape: &METERED_PRODUCT_SUMMARY_LIST, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_BUDGETS_REQUEST: Shape = Shape { name: "ListBudgetsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "status", shape: &BUDGET_STATUS, location: Location::Query, is_required: false },
]) };
pub static LIST_BUDGETS_RESPONSE: Shape = Shape { name: "ListBudgetsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "budgets", shape: &BUDGET_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_FARM_MEMBERS_REQUEST: Shape = Shape { name: "ListFarmMembersRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_FARM_MEMBERS_RESPONSE: Shape = Shape { name: "ListFarmMembersResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "members", shape: &FARM_MEMBERS, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_FARMS_REQUEST: Shape = Shape { name: "ListFarmsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Query, is_required: false },
]) };
pub static LIST_FARMS_RESPONSE: Shape = Shape { name: "ListFarmsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farms", shape: &FARM_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_FLEET_MEMBERS_REQUEST: Shape = Shape { name: "ListFleetMembersRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_FLEET_MEMBERS_RESPONSE: Shape = Shape { name: "ListFleetMembersResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "members", shape: &FLEET_MEMBERS, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_FLEETS_REQUEST: Shape = Shape { name: "ListFleetsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Query, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Query, is_required: false },
    Member { name: "status", shape: &FLEET_STATUS, location: Location::Query, is_required: false },
]) };
pub static LIST_FLEETS_RESPONSE: Shape = Shape { name: "ListFleetsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "fleets", shape: &FLEET_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_JOB_MEMBERS_REQUEST: Shape = Shape { name: "ListJobMembersRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_JOB_MEMBERS_RESPONSE: Shape = Shape { name: "ListJobMembersResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "members", shape: &JOB_MEMBERS, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_JOB_PARAMETER_DEFINITIONS_REQUEST: Shape = Shape { name: "ListJobParameterDefinitionsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_JOB_PARAMETER_DEFINITIONS_RESPONSE: Shape = Shape { name: "ListJobParameterDefinitionsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "jobParameterDefinitions", shape: &JOB_PARAMETER_DEFINITIONS, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_JOBS_REQUEST: Shape = Shape { name: "ListJobsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_JOBS_RESPONSE: Shape = Shape { name: "ListJobsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "jobs", shape: &JOB_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_LICENSE_ENDPOINTS_REQUEST: Shape = Shape { name: "ListLicenseEndpointsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_LICENSE_ENDPOINTS_RESPONSE: Shape = Shape { name: "ListLicenseEndpointsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "licenseEndpoints", shape: &LICENSE_ENDPOINT_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_LIMITS_REQUEST: Shape = Shape { name: "ListLimitsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_LIMITS_RESPONSE: Shape = Shape { name: "ListLimitsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "limits", shape: &LIMIT_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_MEMBERSHIPS_REQUEST: Shape = Shape { name: "ListMembershipsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "identityCenterRegion", shape: &REGION, location: Location::Query, is_required: false },
    Member { name: "identityStoreId", shape: &IDENTITY_STORE_ID, location: Location::Query, is_required: false },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Query, is_required: true },
    Member { name: "resourceTypes", shape: &MEMBERSHIP_RESOURCE_TYPES, location: Location::Query, is_required: false },
]) };
pub static LIST_MEMBERSHIPS_RESPONSE: Shape = Shape { name: "ListMembershipsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "memberships", shape: &MEMBERSHIP_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_METERED_PRODUCTS_REQUEST: Shape = Shape { name: "ListMeteredProductsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "licenseEndpointId", shape: &LICENSE_ENDPOINT_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_METERED_PRODUCTS_RESPONSE: Shape = Shape { name: "ListMeteredProductsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "meteredProducts", shape: &METERED_PRODUCT_SUMMARY_LIST, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_MONITORS_REQUEST: Shape = Shape { name: "ListMonitorsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_MONITORS_RESPONSE: Shape = Shape { name: "ListMonitorsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "monitors", shape: &MONITOR_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_QUEUE_ENVIRONMENTS_REQUEST: Shape = Shape { name: "ListQueueEnvironmentsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_QUEUE_ENVIRONMENTS_RESPONSE: Shape = Shape { name: "ListQueueEnvironmentsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "environments", shape: &QUEUE_ENVIRONMENT_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_QUEUE_FLEET_ASSOCIATIONS_REQUEST: Shape = Shape { name: "ListQueueFleetAssociationsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Query, is_required: false },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Query, is_required: false },
]) };
pub static LIST_QUEUE_FLEET_ASSOCIATIONS_RESPONSE: Shape = Shape { name: "ListQueueFleetAssociationsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "queueFleetAssociations", shape: &QUEUE_FLEET_ASSOCIATION_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_QUEUE_LIMIT_ASSOCIATIONS_REQUEST: Shape = Shape { name: "ListQueueLimitAssociationsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Query, is_required: false },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Query, is_required: false },
]) };
pub static LIST_QUEUE_LIMIT_ASSOCIATIONS_RESPONSE: Shape = Shape { name: "ListQueueLimitAssociationsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "queueLimitAssociations", shape: &QUEUE_LIMIT_ASSOCIATION_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_QUEUE_MEMBERS_REQUEST: Shape = Shape { name: "ListQueueMembersRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_QUEUE_MEMBERS_RESPONSE: Shape = Shape { name: "ListQueueMembersResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "members", shape: &QUEUE_MEMBER_LIST, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_QUEUES_REQUEST: Shape = Shape { name: "ListQueuesRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Query, is_required: false },
    Member { name: "status", shape: &QUEUE_STATUS, location: Location::Query, is_required: false },
]) };
pub static LIST_QUEUES_RESPONSE: Shape = Shape { name: "ListQueuesResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "queues", shape: &QUEUE_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_SESSION_ACTIONS_REQUEST: Shape = Shape { name: "ListSessionActionsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Query, is_required: false },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Query, is_required: false },
]) };
pub static LIST_SESSION_ACTIONS_RESPONSE: Shape = Shape { name: "ListSessionActionsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "sessionActions", shape: &SESSION_ACTION_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_SESSIONS_FOR_WORKER_REQUEST: Shape = Shape { name: "ListSessionsForWorkerRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_SESSIONS_FOR_WORKER_RESPONSE: Shape = Shape { name: "ListSessionsForWorkerResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "sessions", shape: &LIST_SESSIONS_FOR_WORKER_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_SESSIONS_FOR_WORKER_SUMMARIES: Shape = Shape { name: "ListSessionsForWorkerSummaries", is_sensitive: false, kind: Kind::List { item: &WORKER_SESSION_SUMMARY, length: Range::ANY } };
pub static LIST_SESSIONS_REQUEST: Shape = Shape { name: "ListSessionsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_SESSIONS_RESPONSE: Shape = Shape { name: "ListSessionsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "sessions", shape: &SESSION_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_STEP_CONSUMERS_REQUEST: Shape = Shape { name: "ListStepConsumersRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &LIST_STEP_CONSUMERS_REQUEST_MAX_RESULTS_INTEGER, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_STEP_CONSUMERS_REQUEST_MAX_RESULTS_INTEGER: Shape = Shape { name: "ListStepConsumersRequestMaxResultsInteger", is_sensitive: false, kind: Kind::Integer(Range::between(1, 1000)) };
pub static LIST_STEP_CONSUMERS_RESPONSE: Shape = Shape { name: "ListStepConsumersResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "consumers", shape: &STEP_CONSUMERS, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_STEP_DEPENDENCIES_REQUEST: Shape = Shape { name: "ListStepDependenciesRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &LIST_STEP_DEPENDENCIES_REQUEST_MAX_RESULTS_INTEGER, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_STEP_DEPENDENCIES_REQUEST_MAX_RESULTS_INTEGER: Shape = Shape { name: "ListStepDependenciesRequestMaxResultsInteger", is_sensitive: false, kind: Kind::Integer(Range::between(1, 1000)) };
pub static LIST_STEP_DEPENDENCIES_RESPONSE: Shape = Shape { name: "ListStepDependenciesResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "dependencies", shape: &STEP_DEPENDENCIES, location: Location::Body, is_required: true },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
]) };
pub static LIST_STEPS_REQUEST: Shape = Shape { name: "ListStepsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_STEPS_RESPONSE: Shape = Shape { name: "ListStepsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "steps", shape: &STEP_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_STORAGE_PROFILES_FOR_QUEUE_REQUEST: Shape = Shape { name: "ListStorageProfilesForQueueRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_STORAGE_PROFILES_FOR_QUEUE_RESPONSE: Shape = Shape { name: "ListStorageProfilesForQueueResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "storageProfiles", shape: &STORAGE_PROFILE_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_STORAGE_PROFILES_REQUEST: Shape = Shape { name: "ListStorageProfilesRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_STORAGE_PROFILES_RESPONSE: Shape = Shape { name: "ListStorageProfilesResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "storageProfiles", shape: &STORAGE_PROFILE_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_TAGS_FOR_RESOURCE_REQUEST: Shape = Shape { name: "ListTagsForResourceRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "resourceArn", shape: &STRING, location: Location::Label, is_required: true },
]) };
pub static LIST_TAGS_FOR_RESOURCE_RESPONSE: Shape = Shape { name: "ListTagsForResourceResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
]) };
pub static LIST_TASKS_REQUEST: Shape = Shape { name: "ListTasksRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Label, is_required: true },
]) };
pub static LIST_TASKS_RESPONSE: Shape = Shape { name: "ListTasksResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "tasks", shape: &TASK_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_VOLUMES_REQUEST: Shape = Shape { name: "ListVolumesRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_VOLUMES_RESPONSE: Shape = Shape { name: "ListVolumesResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "volumes", shape: &VOLUME_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LIST_WORKERS_REQUEST: Shape = Shape { name: "ListWorkersRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "maxResults", shape: &MAX_RESULTS, location: Location::Query, is_required: false },
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Query, is_required: false },
]) };
pub static LIST_WORKERS_RESPONSE: Shape = Shape { name: "ListWorkersResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextToken", shape: &NEXT_TOKEN, location: Location::Body, is_required: false },
    Member { name: "workers", shape: &WORKER_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static LOG_CONFIGURATION: Shape = Shape { name: "LogConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "error", shape: &LOG_ERROR, location: Location::Body, is_required: false },
    Member { name: "logDriver", shape: &LOG_DRIVER, location: Location::Body, is_required: true },
    Member { name: "options", shape: &LOG_OPTIONS, location: Location::Body, is_required: false },
    Member { name: "parameters", shape: &LOG_PARAMETERS, location: Location::Body, is_required: false },
]) };
pub static LOG_DRIVER: Shape = Shape { name: "LogDriver", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 512), pattern: None } };
pub static LOG_ERROR: Shape = Shape { name: "LogError", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 512), pattern: None } };
pub static LOG_OPTIONS: Shape = Shape { name: "LogOptions", is_sensitive: false, kind: Kind::Map { key: &STRING, value: &STRING, length: Range::ANY } };
pub static LOG_PARAMETERS: Shape = Shape { name: "LogParameters", is_sensitive: false, kind: Kind::Map { key: &STRING, value: &STRING, length: Range::ANY } };
pub static LOGICAL_OPERATOR: Shape = Shape { name: "LogicalOperator", is_sensitive: false, kind: Kind::Enumeration(&["AND", "OR"]) };
pub static MANIFEST_PROPERTIES: Shape = Shape { name: "ManifestProperties", is_sensitive: true, kind: Kind::Structure(&[
    Member { name: "fileSystemLocationName", shape: &FILE_SYSTEM_LOCATION_NAME, location: Location::Body, is_required: false },
    Member { name: "inputManifestHash", shape: &MANIFEST_PROPERTIES_INPUT_MANIFEST_HASH_STRING, location: Location::Body, is_required: false },
    Member { name: "inputManifestPath", shape: &MANIFEST_PROPERTIES_INPUT_MANIFEST_PATH_STRING, location: Location::Body, is_required: false },
    Member { name: "outputRelativeDirectories", shape: &OUTPUT_RELATIVE_DIRECTORIES_LIST, location: Location::Body, is_required: false },
    Member { name: "rootPath", shape: &MANIFEST_PROPERTIES_ROOT_PATH_STRING, location: Location::Body, is_required: true },
    Member { name: "rootPathFormat", shape: &PATH_FORMAT, location: Location::Body, is_required: true },
]) };
pub static MANIFEST_PROPERTIES_INPUT_MANIFEST_HASH_STRING: Shape = Shape { name: "ManifestPropertiesInputManifestHashString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 256), pattern: None } };
pub static MANIFEST_PROPERTIES_INPUT_MANIFEST_PATH_STRING: Shape = Shape { name: "ManifestPropertiesInputManifestPathString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 512), pattern: None } };
pub static MANIFEST_PROPERTIES_LIST: Shape = Shape { name: "ManifestPropertiesList", is_sensitive: false, kind: Kind::List { item: &MANIFEST_PROPERTIES, length: Range::between(1, 10) } };
pub static MANIFEST_PROPERTIES_ROOT_PATH_STRING: Shape = Shape { name: "ManifestPropertiesRootPathString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 1024), pattern: None } };
pub static MAX_COUNT: Shape = Shape { name: "MaxCount", is_sensitive: false, kind: Kind::Integer(Range::between(-1, 2147483647)) };
pub static MAX_FAILED_TASKS_COUNT: Shape = Shape { name: "MaxFailedTasksCount", is_sensitive: false, kind: Kind::Integer(Range::between(0, 2147483647)) };
pub static MAX_RESULTS: Shape = Shape { name: "MaxResults", is_sensitive: false, kind: Kind::Integer(Range::between(1, 100)) };
pub static MAX_RETRIES_PER_TASK: Shape = Shape { name: "MaxRetriesPerTask", is_sensitive: false, kind: Kind::Integer(Range::between(0, 2147483647)) };
pub static MAX_WORKER_COUNT: Shape = Shape { name: "MaxWorkerCount", is_sensitive: false, kind: Kind::Integer(Range::between(-1, 2147483647)) };
pub static MEMBERSHIP_LEVEL: Shape = Shape { name: "MembershipLevel", is_sensitive: false, kind: Kind::Enumeration(&["VIEWER", "CONTRIBUTOR", "OWNER", "MANAGER"]) };
pub static MEMBERSHIP_RESOURCE_TYPE: Shape = Shape { name: "MembershipResourceType", is_sensitive: false, kind: Kind::Enumeration(&["FARM", "QUEUE", "FLEET", "JOB"]) };
pub static MEMBERSHIP_RESOURCE_TYPES: Shape = Shape { name: "MembershipResourceTypes", is_sensitive: false, kind: Kind::List { item: &MEMBERSHIP_RESOURCE_TYPE, length: Range::between(1, 4) } };
pub static MEMBERSHIP_SUMMARIES: Shape = Shape { name: "MembershipSummaries", is_sensitive: false, kind: Kind::List { item: &MEMBERSHIP_SUMMARY, length: Range::ANY } };
pub static MEMBERSHIP_SUMMARY: Shape = Shape { name: "MembershipSummary", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "farm", shape: &FARM_MEMBER, location: Location::Body, is_required: false },
    Member { name: "fleet", shape: &FLEET_MEMBER, location: Location::Body, is_required: false },
    Member { name: "job", shape: &JOB_MEMBER, location: Location::Body, is_required: false },
    Member { name: "queue", shape: &QUEUE_MEMBER, location: Location::Body, is_required: false },
]) };
pub static MEMORY_AMOUNT_MIB: Shape = Shape { name: "MemoryAmountMiB", is_sensitive: false, kind: Kind::Integer(Range::between(512, 2147483647)) };
pub static MEMORY_MIB_RANGE: Shape = Shape { name: "MemoryMiBRange", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "max", shape: &MEMORY_AMOUNT_MIB, location: Location::Body, is_required: false },
    Member { name: "min", shape: &MEMORY_AMOUNT_MIB, location: Location::Body, is_required: true },
]) };
pub static METERED_PRODUCT_ID: Shape = Shape { name: "MeteredProductId", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("[0-9a-z]{1,32}-[.0-9a-z]{1,32}")) } };
pub static METERED_PRODUCT_SUMMARY: Shape = Shape { name: "MeteredProductSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "family", shape: &BOUNDED_STRING, location: Location::Body, is_required: true },
    Member { name: "port", shape: &PORT_NUMBER, location: Location::Body, is_required: true },
    Member { name: "productId", shape: &METERED_PRODUCT_ID, location: Location::Body, is_required: true },
    Member { name: "vendor", shape: &BOUNDED_STRING, location: Location::Body, is_required: true },
]) };
pub static METERED_PRODUCT_SUMMARY_LIST: Shape = Shape { name: "MeteredProductSummaryList", is_sensitive: false, kind: Kind::List { item: &METERED_PRODUCT_SUMMARY, length: Range::ANY } };
pub static MIN_ONE_MAX_INTEGER: Shape = Shape { name: "MinOneMaxInteger", is_sensitive: false, kind: Kind::Integer(Range::between(1, 2147483647)) };
pub static MIN_ONE_MAX_TEN_THOUSAND: Shape = Shape { name: "MinOneMaxTenThousand", is_sensitive: false, kind: Kind::Integer(Range::between(1, 10000)) };
pub static MIN_ZERO_MAX_INTEGER: Shape = Shape { name: "MinZeroMaxInteger", is_sensitive: false, kind: Kind::Integer(Range::between(0, 2147483647)) };
pub static MONITOR_ID: Shape = Shape { name: "MonitorId", is_sensitive: false, kind: Kind::Id { prefix: "monitor" } };
pub static MONITOR_SUMMARIES: Shape = Shape { name: "MonitorSummaries", is_sensitive: false, kind: Kind::List { item: &MONITOR_SUMMARY, length: Range::ANY } };
pub static MONITOR_SUMMARY: Shape = Shape { name: "MonitorSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "identityCenterApplicationArn", shape: &IDENTITY_CENTER_APPLICATION_ARN, location: Location::Body, is_required: true },
    Member { name: "identityCenterInstanceArn", shape: &IDENTITY_CENTER_INSTANCE_ARN, location: Location::Body, is_required: true },
    Member { name: "identityCenterRegion", shape: &REGION, location: Location::Body, is_required: false },
    Member { name: "monitorId", shape: &MONITOR_ID, location: Location::Body, is_required: true },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: true },
    Member { name: "subdomain", shape: &SUBDOMAIN, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "url", shape: &URL, location: Location::Body, is_required: true },
]) };
pub static MOUNT_PATH: Shape = Shape { name: "MountPath", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 255), pattern: None } };
pub static NESTED_INT_STRING_LIST: Shape = Shape { name: "NestedIntStringList", is_sensitive: false, kind: Kind::List { item: &INT_STRING, length: Range::between(0, 64) } };
pub static NEXT_ITEM_OFFSET: Shape = Shape { name: "NextItemOffset", is_sensitive: false, kind: Kind::Integer(Range::between(0, 10000)) };
pub static NEXT_TOKEN: Shape = Shape { name: "NextToken", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 4096), pattern: None } };
pub static OPENJD_EXTENSION_NAME: Shape = Shape { name: "OpenjdExtensionName", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 64), pattern: Some(Pattern::new("[A-Z][A-Z0-9_]*")) } };
pub static OPENJD_EXTENSION_NAME_LIST: Shape = Shape { name: "OpenjdExtensionNameList", is_sensitive: false, kind: Kind::List { item: &OPENJD_EXTENSION_NAME, length: Range::between(0, 32) } };
pub static OUTPUT_RELATIVE_DIRECTORIES_LIST: Shape = Shape { name: "OutputRelativeDirectoriesList", is_sensitive: false, kind: Kind::List { item: &OUTPUT_RELATIVE_DIRECTORIES_LIST_MEMBER_STRING, length: Range::between(0, 100) } };
pub static OUTPUT_RELATIVE_DIRECTORIES_LIST_MEMBER_STRING: Shape = Shape { name: "OutputRelativeDirectoriesListMemberString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 1024), pattern: None } };
pub static PARAMETER_FILTER_EXPRESSION: Shape = Shape { name: "ParameterFilterExpression", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "operator", shape: &COMPARISON_OPERATOR, location: Location::Body, is_required: true },
    Member { name: "value", shape: &PARAMETER_VALUE, location: Location::Body, is_required: true },
]) };
pub static PARAMETER_SORT_EXPRESSION: Shape = Shape { name: "ParameterSortExpression", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "sortOrder", shape: &SORT_ORDER, location: Location::Body, is_required: true },
]) };
pub static PARAMETER_SPACE: Shape = Shape { name: "ParameterSpace", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "combination", shape: &COMBINATION_EXPRESSION, location: Location::Body, is_required: false },
    Member { name: "parameters", shape: &STEP_PARAMETER_LIST, location: Location::Body, is_required: true },
]) };
pub static PARAMETER_STRING: Shape = Shape { name: "ParameterString", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 1024), pattern: None } };
pub static PARAMETER_STRING_LIST: Shape = Shape { name: "ParameterStringList", is_sensitive: false, kind: Kind::List { item: &PARAMETER_STRING, length: Range::between(0, 64) } };
pub static PARAMETER_VALUE: Shape = Shape { name: "ParameterValue", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 256), pattern: None } };
pub static PATH_FORMAT: Shape = Shape { name: "PathFormat", is_sensitive: false, kind: Kind::Enumeration(&["windows", "posix"]) };
pub static PATH_MAPPING_RULE: Shape = Shape { name: "PathMappingRule", is_sensitive: true, kind: Kind::Structure(&[
    Member { name: "destinationPath", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "sourcePath", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "sourcePathFormat", shape: &PATH_FORMAT, location: Location::Body, is_required: true },
]) };
pub static PATH_MAPPING_RULES: Shape = Shape { name: "PathMappingRules", is_sensitive: false, kind: Kind::List { item: &PATH_MAPPING_RULE, length: Range::ANY } };
pub static PATH_STRING: Shape = Shape { name: "PathString", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 1024), pattern: None } };
pub static PATH_STRING_LIST: Shape = Shape { name: "PathStringList", is_sensitive: false, kind: Kind::List { item: &PATH_STRING, length: Range::between(0, 64) } };
pub static PERIOD: Shape = Shape { name: "Period", is_sensitive: false, kind: Kind::Enumeration(&["HOURLY", "DAILY", "WEEKLY", "MONTHLY"]) };
pub static PERSISTENT_VOLUME_CONFIGURATION: Shape = Shape { name: "PersistentVolumeConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "iops", shape: &PERSISTENT_VOLUME_IOPS, location: Location::Body, is_required: false },
    Member { name: "lastUsedTtlHours", shape: &PERSISTENT_VOLUME_TTL_HOURS, location: Location::Body, is_required: false },
    Member { name: "mountPath", shape: &MOUNT_PATH, location: Location::Body, is_required: true },
    Member { name: "sizeGiB", shape: &PERSISTENT_VOLUME_SIZE_GIB, location: Location::Body, is_required: false },
    Member { name: "throughputMiB", shape: &PERSISTENT_VOLUME_THROUGHPUT_MIB, location: Location::Body, is_required: false },
]) };
pub static PERSISTENT_VOLUME_IOPS: Shape = Shape { name: "PersistentVolumeIops", is_sensitive: false, kind: Kind::Integer(Range::between(100, 80000)) };
pub static PERSISTENT_VOLUME_SIZE_GIB: Shape = Shape { name: "PersistentVolumeSizeGiB", is_sensitive: false, kind: Kind::Integer(Range::between(1, 65536)) };
pub static PERSISTENT_VOLUME_THROUGHPUT_MIB: Shape = Shape { name: "PersistentVolumeThroughputMiB", is_sensitive: false, kind: Kind::Integer(Range::between(125, 2000)) };
pub static PERSISTENT_VOLUME_TTL_HOURS: Shape = Shape { name: "PersistentVolumeTtlHours", is_sensitive: false, kind: Kind::Integer(Range::between(1, 8760)) };
pub static PORT_NUMBER: Shape = Shape { name: "PortNumber", is_sensitive: false, kind: Kind::Integer(Range::between(1024, 65535)) };
pub static POSIX_USER: Shape = Shape { name: "PosixUser", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "group", shape: &POSIX_USER_GROUP_STRING, location: Location::Body, is_required: true },
    Member { name: "user", shape: &POSIX_USER_USER_STRING, location: Location::Body, is_required: true },
]) };
pub static POSIX_USER_GROUP_STRING: Shape = Shape { name: "PosixUserGroupString", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 31), pattern: Some(Pattern::new("(?:[a-z][a-z0-9-]{0,30})?")) } };
pub static POSIX_USER_USER_STRING: Shape = Shape { name: "PosixUserUserString", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 31), pattern: Some(Pattern::new("(?:[a-z][a-z0-9-]{0,30})?")) } };
pub static PRINCIPAL_TYPE: Shape = Shape { name: "PrincipalType", is_sensitive: false, kind: Kind::Enumeration(&["USER", "GROUP"]) };
pub static PRIORITY: Shape = Shape { name: "Priority", is_sensitive: false, kind: Kind::Integer(Range::between(0, 10000)) };
pub static PRIORITY_BALANCED_SCHEDULING_CONFIGURATION: Shape = Shape { name: "PriorityBalancedSchedulingConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "renderingTaskBuffer", shape: &SCHEDULING_RENDERING_TASK_BUFFER, location: Location::Body, is_required: false },
]) };
pub static PRIORITY_FIFO_SCHEDULING_CONFIGURATION: Shape = Shape { name: "PriorityFifoSchedulingConfiguration", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static PROCESS_EXIT_CODE: Shape = Shape { name: "ProcessExitCode", is_sensitive: false, kind: Kind::Integer(Range::between(-2147483648, 2147483647)) };
pub static PUT_METERED_PRODUCT_REQUEST: Shape = Shape { name: "PutMeteredProductRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "licenseEndpointId", shape: &LICENSE_ENDPOINT_ID, location: Location::Label, is_required: true },
    Member { name: "productId", shape: &METERED_PRODUCT_ID, location: Location::Label, is_required: true },
]) };
pub static PUT_METERED_PRODUCT_RESPONSE: Shape = Shape { name: "PutMeteredProductResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static QUEUE_BLOCKED_REASON: Shape = Shape { name: "QueueBlockedReason", is_sensitive: false, kind: Kind::Enumeration(&["NO_BUDGET_CONFIGURED", "BUDGET_THRESHOLD_REACHED"]) };
pub static QUEUE_ENVIRONMENT_ID: Shape = Shape { name: "QueueEnvironmentId", is_sensitive: false, kind: Kind::Id { prefix: "queueenv" } };
pub static QUEUE_ENVIRONMENT_SUMMARIES: Shape = Shape { name: "QueueEnvironmentSummaries", is_sensitive: false, kind: Kind::List { item: &QUEUE_ENVIRONMENT_SUMMARY, length: Range::ANY } };
pub static QUEUE_ENVIRONMENT_SUMMARY: Shape = Shape { name: "QueueEnvironmentSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &ENVIRONMENT_NAME, location: Location::Body, is_required: true },
    Member { name: "priority", shape: &PRIORITY, location: Location::Body, is_required: true },
    Member { name: "queueEnvironmentId", shape: &QUEUE_ENVIRONMENT_ID, location: Location::Body, is_required: true },
]) };
pub static QUEUE_FLEET_ASSOCIATION_STATUS: Shape = Shape { name: "QueueFleetAssociationStatus", is_sensitive: false, kind: Kind::Enumeration(&["ACTIVE", "STOP_SCHEDULING_AND_COMPLETE_TASKS", "STOP_SCHEDULING_AND_CANCEL_TASKS", "STOPPED"]) };
pub static QUEUE_FLEET_ASSOCIATION_SUMMARIES: Shape = Shape { name: "QueueFleetAssociationSummaries", is_sensitive: false, kind: Kind::List { item: &QUEUE_FLEET_ASSOCIATION_SUMMARY, length: Range::ANY } };
pub static QUEUE_FLEET_ASSOCIATION_SUMMARY: Shape = Shape { name: "QueueFleetAssociationSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "status", shape: &QUEUE_FLEET_ASSOCIATION_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static QUEUE_ID: Shape = Shape { name: "QueueId", is_sensitive: false, kind: Kind::Id { prefix: "queue" } };
pub static QUEUE_LIMIT_ASSOCIATION_STATUS: Shape = Shape { name: "QueueLimitAssociationStatus", is_sensitive: false, kind: Kind::Enumeration(&["ACTIVE", "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS", "STOP_LIMIT_USAGE_AND_CANCEL_TASKS", "STOPPED"]) };
pub static QUEUE_LIMIT_ASSOCIATION_SUMMARIES: Shape = Shape { name: "QueueLimitAssociationSummaries", is_sensitive: false, kind: Kind::List { item: &QUEUE_LIMIT_ASSOCIATION_SUMMARY, length: Range::ANY } };
pub static QUEUE_LIMIT_ASSOCIATION_SUMMARY: Shape = Shape { name: "QueueLimitAssociationSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "status", shape: &QUEUE_LIMIT_ASSOCIATION_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static QUEUE_MEMBER: Shape = Shape { name: "QueueMember", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "identityStoreId", shape: &IDENTITY_STORE_ID, location: Location::Body, is_required: true },
    Member { name: "membershipLevel", shape: &MEMBERSHIP_LEVEL, location: Location::Body, is_required: true },
    Member { name: "principalId", shape: &IDENTITY_CENTER_PRINCIPAL_ID, location: Location::Body, is_required: true },
    Member { name: "principalType", shape: &PRINCIPAL_TYPE, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
]) };
pub static QUEUE_MEMBER_LIST: Shape = Shape { name: "QueueMemberList", is_sensitive: false, kind: Kind::List { item: &QUEUE_MEMBER, length: Range::ANY } };
pub static QUEUE_STATUS: Shape = Shape { name: "QueueStatus", is_sensitive: false, kind: Kind::Enumeration(&["IDLE", "SCHEDULING", "SCHEDULING_BLOCKED"]) };
pub static QUEUE_SUMMARIES: Shape = Shape { name: "QueueSummaries", is_sensitive: false, kind: Kind::List { item: &QUEUE_SUMMARY, length: Range::ANY } };
pub static QUEUE_SUMMARY: Shape = Shape { name: "QueueSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "blockedReason", shape: &QUEUE_BLOCKED_REASON, location: Location::Body, is_required: false },
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "defaultBudgetAction", shape: &DEFAULT_QUEUE_BUDGET_ACTION, location: Location::Body, is_required: true },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "status", shape: &QUEUE_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static RANGE_CONSTRAINT: Shape = Shape { name: "RangeConstraint", is_sensitive: false, kind: Kind::Enumeration(&["CONTIGUOUS", "NONCONTIGUOUS"]) };
pub static RANGE_EXPR_STRING: Shape = Shape { name: "RangeExprString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 1024), pattern: None } };
pub static REGION: Shape = Shape { name: "Region", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 25), pattern: Some(Pattern::new("[a-z0-9-]+")) } };
pub static REQUIRED_FILE_SYSTEM_LOCATION_NAMES: Shape = Shape { name: "RequiredFileSystemLocationNames", is_sensitive: false, kind: Kind::List { item: &FILE_SYSTEM_LOCATION_NAME, length: Range::between(0, 20) } };
pub static RESOURCE_NAME: Shape = Shape { name: "ResourceName", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 100), pattern: None } };
pub static RESOURCE_NOT_FOUND_EXCEPTION: Shape = Shape { name: "ResourceNotFoundException", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "context", shape: &EXCEPTION_CONTEXT, location: Location::Body, is_required: false },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "resourceId", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "resourceType", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static RESPONSE_BUDGET_ACTION: Shape = Shape { name: "ResponseBudgetAction", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "thresholdPercentage", shape: &THRESHOLD_PERCENTAGE, location: Location::Body, is_required: true },
    Member { name: "type", shape: &BUDGET_ACTION_TYPE, location: Location::Body, is_required: true },
]) };
pub static RESPONSE_BUDGET_ACTION_LIST: Shape = Shape { name: "ResponseBudgetActionList", is_sensitive: false, kind: Kind::List { item: &RESPONSE_BUDGET_ACTION, length: Range::between(0, 10) } };
pub static RUN_AS: Shape = Shape { name: "RunAs", is_sensitive: false, kind: Kind::Enumeration(&["QUEUE_CONFIGURED_USER", "WORKER_AGENT_USER"]) };
pub static S3_BUCKET_NAME: Shape = Shape { name: "S3BucketName", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 255), pattern: None } };
pub static S3_KEY: Shape = Shape { name: "S3Key", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 1024), pattern: None } };
pub static S3_LOCATION: Shape = Shape { name: "S3Location", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "bucketName", shape: &S3_BUCKET_NAME, location: Location::Body, is_required: true },
    Member { name: "key", shape: &S3_KEY, location: Location::Body, is_required: true },
]) };
pub static S3_PREFIX: Shape = Shape { name: "S3Prefix", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 63), pattern: Some(Pattern::new("[a-zA-Z0-9-_/]+")) } };
pub static SCHEDULING_CONFIGURATION: Shape = Shape { name: "SchedulingConfiguration", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "priorityBalanced", shape: &PRIORITY_BALANCED_SCHEDULING_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "priorityFifo", shape: &PRIORITY_FIFO_SCHEDULING_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "weightedBalanced", shape: &WEIGHTED_BALANCED_SCHEDULING_CONFIGURATION, location: Location::Body, is_required: false },
]) };
pub static SCHEDULING_ERROR_WEIGHT: Shape = Shape { name: "SchedulingErrorWeight", is_sensitive: false, kind: Kind::Float(Range::between(-10000.0, 10000.0)) };
pub static SCHEDULING_MAX_PRIORITY_OVERRIDE: Shape = Shape { name: "SchedulingMaxPriorityOverride", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "alwaysScheduleFirst", shape: &SCHEDULING_MAX_PRIORITY_OVERRIDE_ALWAYS_SCHEDULE_FIRST, location: Location::Body, is_required: false },
]) };
pub static SCHEDULING_MAX_PRIORITY_OVERRIDE_ALWAYS_SCHEDULE_FIRST: Shape = Shape { name: "SchedulingMaxPriorityOverrideAlwaysScheduleFirst", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static SCHEDULING_MIN_PRIORITY_OVERRIDE: Shape = Shape { name: "SchedulingMinPriorityOverride", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "alwaysScheduleLast", shape: &SCHEDULING_MIN_PRIORITY_OVERRIDE_ALWAYS_SCHEDULE_LAST, location: Location::Body, is_required: false },
]) };
pub static SCHEDULING_MIN_PRIORITY_OVERRIDE_ALWAYS_SCHEDULE_LAST: Shape = Shape { name: "SchedulingMinPriorityOverrideAlwaysScheduleLast", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static SCHEDULING_PRIORITY_WEIGHT: Shape = Shape { name: "SchedulingPriorityWeight", is_sensitive: false, kind: Kind::Float(Range::between(0.0, 10000.0)) };
pub static SCHEDULING_RENDERING_TASK_BUFFER: Shape = Shape { name: "SchedulingRenderingTaskBuffer", is_sensitive: false, kind: Kind::Integer(Range::between(0, 1000)) };
pub static SCHEDULING_RENDERING_TASK_WEIGHT: Shape = Shape { name: "SchedulingRenderingTaskWeight", is_sensitive: false, kind: Kind::Float(Range::between(-10000.0, 10000.0)) };
pub static SCHEDULING_SUBMISSION_TIME_WEIGHT: Shape = Shape { name: "SchedulingSubmissionTimeWeight", is_sensitive: false, kind: Kind::Float(Range::between(0.0, 10000.0)) };
pub static SEARCH_FILTER_EXPRESSION: Shape = Shape { name: "SearchFilterExpression", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "dateTimeFilter", shape: &DATE_TIME_FILTER_EXPRESSION, location: Location::Body, is_required: false },
    Member { name: "groupFilter", shape: &SEARCH_GROUPED_FILTER_EXPRESSIONS, location: Location::Body, is_required: false },
    Member { name: "parameterFilter", shape: &PARAMETER_FILTER_EXPRESSION, location: Location::Body, is_required: false },
    Member { name: "searchTermFilter", shape: &SEARCH_TERM_FILTER_EXPRESSION, location: Location::Body, is_required: false },
    Member { name: "stringFilter", shape: &STRING_FILTER_EXPRESSION, location: Location::Body, is_required: false },
    Member { name: "stringListFilter", shape: &STRING_LIST_FILTER_EXPRESSION, location: Location::Body, is_required: false },
]) };
pub static SEARCH_FILTER_EXPRESSIONS: Shape = Shape { name: "SearchFilterExpressions", is_sensitive: false, kind: Kind::List { item: &SEARCH_FILTER_EXPRESSION, length: Range::between(1, 3) } };
pub static SEARCH_GROUPED_FILTER_EXPRESSIONS: Shape = Shape { name: "SearchGroupedFilterExpressions", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "filters", shape: &SEARCH_FILTER_EXPRESSIONS, location: Location::Body, is_required: true },
    Member { name: "operator", shape: &LOGICAL_OPERATOR, location: Location::Body, is_required: true },
]) };
pub static SEARCH_JOBS_REQUEST: Shape = Shape { name: "SearchJobsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "filterExpressions", shape: &SEARCH_GROUPED_FILTER_EXPRESSIONS, location: Location::Body, is_required: false },
    Member { name: "itemOffset", shape: &SEARCH_JOBS_REQUEST_ITEM_OFFSET_INTEGER, location: Location::Body, is_required: true },
    Member { name: "pageSize", shape: &SEARCH_JOBS_REQUEST_PAGE_SIZE_INTEGER, location: Location::Body, is_required: false },
    Member { name: "queueIds", shape: &SEARCH_JOBS_REQUEST_QUEUE_IDS_LIST, location: Location::Body, is_required: true },
    Member { name: "sortExpressions", shape: &SEARCH_SORT_EXPRESSIONS, location: Location::Body, is_required: false },
]) };
pub static SEARCH_JOBS_REQUEST_ITEM_OFFSET_INTEGER: Shape = Shape { name: "SearchJobsRequestItemOffsetInteger", is_sensitive: false, kind: Kind::Integer(Range::between(0, 10000)) };
pub static SEARCH_JOBS_REQUEST_PAGE_SIZE_INTEGER: Shape = Shape { name: "SearchJobsRequestPageSizeInteger", is_sensitive: false, kind: Kind::Integer(Range::between(1, 100)) };
pub static SEARCH_JOBS_REQUEST_QUEUE_IDS_LIST: Shape = Shape { name: "SearchJobsRequestQueueIdsList", is_sensitive: false, kind: Kind::List { item: &QUEUE_ID, length: Range::between(1, 10) } };
pub static SEARCH_JOBS_RESPONSE: Shape = Shape { name: "SearchJobsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "jobs", shape: &JOB_SEARCH_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "nextItemOffset", shape: &NEXT_ITEM_OFFSET, location: Location::Body, is_required: false },
    Member { name: "totalResults", shape: &TOTAL_RESULTS, location: Location::Body, is_required: true },
]) };
pub static SEARCH_SORT_EXPRESSION: Shape = Shape { name: "SearchSortExpression", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "fieldSort", shape: &FIELD_SORT_EXPRESSION, location: Location::Body, is_required: false },
    Member { name: "parameterSort", shape: &PARAMETER_SORT_EXPRESSION, location: Location::Body, is_required: false },
    Member { name: "userJobsFirst", shape: &USER_JOBS_FIRST, location: Location::Body, is_required: false },
]) };
pub static SEARCH_SORT_EXPRESSIONS: Shape = Shape { name: "SearchSortExpressions", is_sensitive: false, kind: Kind::List { item: &SEARCH_SORT_EXPRESSION, length: Range::between(1, 5) } };
pub static SEARCH_STEPS_REQUEST: Shape = Shape { name: "SearchStepsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "filterExpressions", shape: &SEARCH_GROUPED_FILTER_EXPRESSIONS, location: Location::Body, is_required: false },
    Member { name: "itemOffset", shape: &SEARCH_STEPS_REQUEST_ITEM_OFFSET_INTEGER, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "pageSize", shape: &SEARCH_STEPS_REQUEST_PAGE_SIZE_INTEGER, location: Location::Body, is_required: false },
    Member { name: "queueIds", shape: &SEARCH_STEPS_REQUEST_QUEUE_IDS_LIST, location: Location::Body, is_required: true },
    Member { name: "sortExpressions", shape: &SEARCH_SORT_EXPRESSIONS, location: Location::Body, is_required: false },
]) };
pub static SEARCH_STEPS_REQUEST_ITEM_OFFSET_INTEGER: Shape = Shape { name: "SearchStepsRequestItemOffsetInteger", is_sensitive: false, kind: Kind::Integer(Range::between(0, 10000)) };
pub static SEARCH_STEPS_REQUEST_PAGE_SIZE_INTEGER: Shape = Shape { name: "SearchStepsRequestPageSizeInteger", is_sensitive: false, kind: Kind::Integer(Range::between(1, 100)) };
pub static SEARCH_STEPS_REQUEST_QUEUE_IDS_LIST: Shape = Shape { name: "SearchStepsRequestQueueIdsList", is_sensitive: false, kind: Kind::List { item: &QUEUE_ID, length: Range::between(1, 10) } };
pub static SEARCH_STEPS_RESPONSE: Shape = Shape { name: "SearchStepsResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextItemOffset", shape: &NEXT_ITEM_OFFSET, location: Location::Body, is_required: false },
    Member { name: "steps", shape: &STEP_SEARCH_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "totalResults", shape: &TOTAL_RESULTS, location: Location::Body, is_required: true },
]) };
pub static SEARCH_TASKS_REQUEST: Shape = Shape { name: "SearchTasksRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "filterExpressions", shape: &SEARCH_GROUPED_FILTER_EXPRESSIONS, location: Location::Body, is_required: false },
    Member { name: "itemOffset", shape: &SEARCH_TASKS_REQUEST_ITEM_OFFSET_INTEGER, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "pageSize", shape: &SEARCH_TASKS_REQUEST_PAGE_SIZE_INTEGER, location: Location::Body, is_required: false },
    Member { name: "queueIds", shape: &SEARCH_TASKS_REQUEST_QUEUE_IDS_LIST, location: Location::Body, is_required: true },
    Member { name: "sortExpressions", shape: &SEARCH_SORT_EXPRESSIONS, location: Location::Body, is_required: false },
]) };
pub static SEARCH_TASKS_REQUEST_ITEM_OFFSET_INTEGER: Shape = Shape { name: "SearchTasksRequestItemOffsetInteger", is_sensitive: false, kind: Kind::Integer(Range::between(0, 10000)) };
pub static SEARCH_TASKS_REQUEST_PAGE_SIZE_INTEGER: Shape = Shape { name: "SearchTasksRequestPageSizeInteger", is_sensitive: false, kind: Kind::Integer(Range::between(1, 100)) };
pub static SEARCH_TASKS_REQUEST_QUEUE_IDS_LIST: Shape = Shape { name: "SearchTasksRequestQueueIdsList", is_sensitive: false, kind: Kind::List { item: &QUEUE_ID, length: Range::between(1, 10) } };
pub static SEARCH_TASKS_RESPONSE: Shape = Shape { name: "SearchTasksResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextItemOffset", shape: &NEXT_ITEM_OFFSET, location: Location::Body, is_required: false },
    Member { name: "tasks", shape: &TASK_SEARCH_SUMMARIES, location: Location::Body, is_required: true },
    Member { name: "totalResults", shape: &TOTAL_RESULTS, location: Location::Body, is_required: true },
]) };
pub static SEARCH_TERM: Shape = Shape { name: "SearchTerm", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 256), pattern: None } };
pub static SEARCH_TERM_FILTER_EXPRESSION: Shape = Shape { name: "SearchTermFilterExpression", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "matchType", shape: &SEARCH_TERM_MATCHING_TYPE, location: Location::Body, is_required: false },
    Member { name: "searchTerm", shape: &SEARCH_TERM, location: Location::Body, is_required: true },
]) };
pub static SEARCH_TERM_MATCHING_TYPE: Shape = Shape { name: "SearchTermMatchingType", is_sensitive: false, kind: Kind::Enumeration(&["FUZZY_MATCH", "CONTAINS"]) };
pub static SEARCH_WORKERS_REQUEST: Shape = Shape { name: "SearchWorkersRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "filterExpressions", shape: &SEARCH_GROUPED_FILTER_EXPRESSIONS, location: Location::Body, is_required: false },
    Member { name: "fleetIds", shape: &SEARCH_WORKERS_REQUEST_FLEET_IDS_LIST, location: Location::Body, is_required: true },
    Member { name: "itemOffset", shape: &SEARCH_WORKERS_REQUEST_ITEM_OFFSET_INTEGER, location: Location::Body, is_required: true },
    Member { name: "pageSize", shape: &SEARCH_WORKERS_REQUEST_PAGE_SIZE_INTEGER, location: Location::Body, is_required: false },
    Member { name: "sortExpressions", shape: &SEARCH_SORT_EXPRESSIONS, location: Location::Body, is_required: false },
]) };
pub static SEARCH_WORKERS_REQUEST_FLEET_IDS_LIST: Shape = Shape { name: "SearchWorkersRequestFleetIdsList", is_sensitive: false, kind: Kind::List { item: &FLEET_ID, length: Range::between(1, 10) } };
pub static SEARCH_WORKERS_REQUEST_ITEM_OFFSET_INTEGER: Shape = Shape { name: "SearchWorkersRequestItemOffsetInteger", is_sensitive: false, kind: Kind::Integer(Range::between(0, 10000)) };
pub static SEARCH_WORKERS_REQUEST_PAGE_SIZE_INTEGER: Shape = Shape { name: "SearchWorkersRequestPageSizeInteger", is_sensitive: false, kind: Kind::Integer(Range::between(1, 100)) };
pub static SEARCH_WORKERS_RESPONSE: Shape = Shape { name: "SearchWorkersResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "nextItemOffset", shape: &NEXT_ITEM_OFFSET, location: Location::Body, is_required: false },
    Member { name: "totalResults", shape: &TOTAL_RESULTS, location: Location::Body, is_required: true },
    Member { name: "workers", shape: &WORKER_SEARCH_SUMMARIES, location: Location::Body, is_required: true },
]) };
pub static SECRET_ACCESS_KEY: Shape = Shape { name: "SecretAccessKey", is_sensitive: true, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static SECURITY_GROUP_ID: Shape = Shape { name: "SecurityGroupId", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("sg-[\\w]{1,120}")) } };
pub static SERIALIZED_SYMBOL_TABLE: Shape = Shape { name: "SerializedSymbolTable", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 1000000), pattern: None } };
pub static SERVICE_MANAGED_EC2_AUTO_SCALING_CONFIGURATION: Shape = Shape { name: "ServiceManagedEc2AutoScalingConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "scaleOutWorkersPerMinute", shape: &MIN_ONE_MAX_INTEGER, location: Location::Body, is_required: false },
    Member { name: "standbyWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: false },
    Member { name: "workerIdleDurationSeconds", shape: &SERVICE_MANAGED_EC2_WORKER_IDLE_DURATION_SECONDS, location: Location::Body, is_required: false },
]) };
pub static SERVICE_MANAGED_EC2_FLEET_CONFIGURATION: Shape = Shape { name: "ServiceManagedEc2FleetConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "autoScalingConfiguration", shape: &SERVICE_MANAGED_EC2_AUTO_SCALING_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "instanceCapabilities", shape: &SERVICE_MANAGED_EC2_INSTANCE_CAPABILITIES, location: Location::Body, is_required: true },
    Member { name: "instanceMarketOptions", shape: &SERVICE_MANAGED_EC2_INSTANCE_MARKET_OPTIONS, location: Location::Body, is_required: true },
    Member { name: "persistentVolumeConfiguration", shape: &PERSISTENT_VOLUME_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Body, is_required: false },
    Member { name: "vpcConfiguration", shape: &VPC_CONFIGURATION, location: Location::Body, is_required: false },
]) };
pub static SERVICE_MANAGED_EC2_INSTANCE_CAPABILITIES: Shape = Shape { name: "ServiceManagedEc2InstanceCapabilities", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "acceleratorCapabilities", shape: &ACCELERATOR_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "allowedInstanceTypes", shape: &INSTANCE_TYPES, location: Location::Body, is_required: false },
    Member { name: "cpuArchitectureType", shape: &CPU_ARCHITECTURE_TYPE, location: Location::Body, is_required: true },
    Member { name: "customAmounts", shape: &CUSTOM_FLEET_AMOUNT_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "customAttributes", shape: &CUSTOM_FLEET_ATTRIBUTE_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "excludedInstanceTypes", shape: &INSTANCE_TYPES, location: Location::Body, is_required: false },
    Member { name: "memoryMiB", shape: &MEMORY_MIB_RANGE, location: Location::Body, is_required: true },
    Member { name: "osFamily", shape: &SERVICE_MANAGED_FLEET_OPERATING_SYSTEM_FAMILY, location: Location::Body, is_required: true },
    Member { name: "rootEbsVolume", shape: &EC2_EBS_VOLUME, location: Location::Body, is_required: false },
    Member { name: "softwareAddOns", shape: &FLEET_SOFTWARE_ADD_ONS, location: Location::Body, is_required: false },
    Member { name: "vCpuCount", shape: &V_CPU_COUNT_RANGE, location: Location::Body, is_required: true },
]) };
pub static SERVICE_MANAGED_EC2_INSTANCE_MARKET_OPTIONS: Shape = Shape { name: "ServiceManagedEc2InstanceMarketOptions", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "type", shape: &EC2_MARKET_TYPE, location: Location::Body, is_required: true },
]) };
pub static SERVICE_MANAGED_EC2_WORKER_IDLE_DURATION_SECONDS: Shape = Shape { name: "ServiceManagedEc2WorkerIdleDurationSeconds", is_sensitive: false, kind: Kind::Integer(Range::between(0, 86400)) };
pub static SERVICE_MANAGED_FLEET_OPERATING_SYSTEM_FAMILY: Shape = Shape { name: "ServiceManagedFleetOperatingSystemFamily", is_sensitive: false, kind: Kind::Enumeration(&["WINDOWS", "LINUX"]) };
pub static SERVICE_QUOTA_EXCEEDED_EXCEPTION: Shape = Shape { name: "ServiceQuotaExceededException", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "context", shape: &EXCEPTION_CONTEXT, location: Location::Body, is_required: false },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "quotaCode", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "reason", shape: &SERVICE_QUOTA_EXCEEDED_EXCEPTION_REASON, location: Location::Body, is_required: true },
    Member { name: "resourceId", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "resourceType", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "serviceCode", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static SERVICE_QUOTA_EXCEEDED_EXCEPTION_REASON: Shape = Shape { name: "ServiceQuotaExceededExceptionReason", is_sensitive: false, kind: Kind::Enumeration(&["SERVICE_QUOTA_EXCEEDED_EXCEPTION", "KMS_KEY_LIMIT_EXCEEDED", "DEPENDENCY_LIMIT_EXCEEDED"]) };
pub static SESSION_ACTION_DEFINITION: Shape = Shape { name: "SessionActionDefinition", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "envEnter", shape: &ENVIRONMENT_ENTER_SESSION_ACTION_DEFINITION, location: Location::Body, is_required: false },
    Member { name: "envExit", shape: &ENVIRONMENT_EXIT_SESSION_ACTION_DEFINITION, location: Location::Body, is_required: false },
    Member { name: "syncInputJobAttachments", shape: &SYNC_INPUT_JOB_ATTACHMENTS_SESSION_ACTION_DEFINITION, location: Location::Body, is_required: false },
    Member { name: "taskRun", shape: &TASK_RUN_SESSION_ACTION_DEFINITION, location: Location::Body, is_required: false },
]) };
pub static SESSION_ACTION_DEFINITION_SUMMARY: Shape = Shape { name: "SessionActionDefinitionSummary", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "envEnter", shape: &ENVIRONMENT_ENTER_SESSION_ACTION_DEFINITION_SUMMARY, location: Location::Body, is_required: false },
    Member { name: "envExit", shape: &ENVIRONMENT_EXIT_SESSION_ACTION_DEFINITION_SUMMARY, location: Location::Body, is_required: false },
    Member { name: "syncInputJobAttachments", shape: &SYNC_INPUT_JOB_ATTACHMENTS_SESSION_ACTION_DEFINITION_SUMMARY, location: Location::Body, is_required: false },
    Member { name: "taskRun", shape: &TASK_RUN_SESSION_ACTION_DEFINITION_SUMMARY, location: Location::Body, is_required: false },
]) };
pub static SESSION_ACTION_ID: Shape = Shape { name: "SessionActionId", is_sensitive: false, kind: Kind::NumberedId { prefix: "sessionaction" } };
pub static SESSION_ACTION_ID_LIST: Shape = Shape { name: "SessionActionIdList", is_sensitive: false, kind: Kind::List { item: &SESSION_ACTION_ID, length: Range::between(0, 100) } };
pub static SESSION_ACTION_PROGRESS_MESSAGE: Shape = Shape { name: "SessionActionProgressMessage", is_sensitive: true, kind: Kind::Text { length: Range::between(0, 4096), pattern: None } };
pub static SESSION_ACTION_PROGRESS_PERCENT: Shape = Shape { name: "SessionActionProgressPercent", is_sensitive: false, kind: Kind::Float(Range::between(0.0, 100.0)) };
pub static SESSION_ACTION_STATUS: Shape = Shape { name: "SessionActionStatus", is_sensitive: false, kind: Kind::Enumeration(&["ASSIGNED", "RUNNING", "CANCELING", "SUCCEEDED", "FAILED", "INTERRUPTED", "CANCELED", "NEVER_ATTEMPTED", "SCHEDULED", "RECLAIMING", "RECLAIMED"]) };
pub static SESSION_ACTION_SUMMARIES: Shape = Shape { name: "SessionActionSummaries", is_sensitive: false, kind: Kind::List { item: &SESSION_ACTION_SUMMARY, length: Range::ANY } };
pub static SESSION_ACTION_SUMMARY: Shape = Shape { name: "SessionActionSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "definition", shape: &SESSION_ACTION_DEFINITION_SUMMARY, location: Location::Body, is_required: true },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "manifests", shape: &TASK_RUN_MANIFEST_PROPERTIES_LIST_RESPONSE, location: Location::Body, is_required: false },
    Member { name: "progressPercent", shape: &SESSION_ACTION_PROGRESS_PERCENT, location: Location::Body, is_required: false },
    Member { name: "sessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "status", shape: &SESSION_ACTION_STATUS, location: Location::Body, is_required: true },
    Member { name: "workerUpdatedAt", shape: &TIMESTAMP, location: Location::Body, is_required: false },
]) };
pub static SESSION_ID: Shape = Shape { name: "SessionId", is_sensitive: false, kind: Kind::Id { prefix: "session" } };
pub static SESSION_LIFECYCLE_STATUS: Shape = Shape { name: "SessionLifecycleStatus", is_sensitive: false, kind: Kind::Enumeration(&["STARTED", "UPDATE_IN_PROGRESS", "UPDATE_SUCCEEDED", "UPDATE_FAILED", "ENDED"]) };
pub static SESSION_LIFECYCLE_TARGET_STATUS: Shape = Shape { name: "SessionLifecycleTargetStatus", is_sensitive: false, kind: Kind::Enumeration(&["ENDED"]) };
pub static SESSION_METADATA: Shape = Shape { name: "SessionMetadata", is_sensitive: false, kind: Kind::Map { key: &SESSION_METADATA_KEY, value: &SESSION_METADATA_VALUE, length: Range::between(0, 10) } };
pub static SESSION_METADATA_KEY: Shape = Shape { name: "SessionMetadataKey", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 128), pattern: None } };
pub static SESSION_METADATA_VALUE: Shape = Shape { name: "SessionMetadataValue", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 128), pattern: None } };
pub static SESSION_SUMMARIES: Shape = Shape { name: "SessionSummaries", is_sensitive: false, kind: Kind::List { item: &SESSION_SUMMARY, length: Range::ANY } };
pub static SESSION_SUMMARY: Shape = Shape { name: "SessionSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatus", shape: &SESSION_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: true },
    Member { name: "targetLifecycleStatus", shape: &SESSION_LIFECYCLE_TARGET_STATUS, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: true },
]) };
pub static SESSION_TOKEN: Shape = Shape { name: "SessionToken", is_sensitive: true, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static SESSIONS_STATISTICS_AGGREGATION_STATUS: Shape = Shape { name: "SessionsStatisticsAggregationStatus", is_sensitive: false, kind: Kind::Enumeration(&["IN_PROGRESS", "TIMEOUT", "FAILED", "COMPLETED"]) };
pub static SESSIONS_STATISTICS_RESOURCES: Shape = Shape { name: "SessionsStatisticsResources", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "fleetIds", shape: &SESSIONS_STATISTICS_RESOURCES_FLEET_IDS_LIST, location: Location::Body, is_required: false },
    Member { name: "queueIds", shape: &SESSIONS_STATISTICS_RESOURCES_QUEUE_IDS_LIST, location: Location::Body, is_required: false },
]) };
pub static SESSIONS_STATISTICS_RESOURCES_FLEET_IDS_LIST: Shape = Shape { name: "SessionsStatisticsResourcesFleetIdsList", is_sensitive: false, kind: Kind::List { item: &FLEET_ID, length: Range::between(1, 10) } };
pub static SESSIONS_STATISTICS_RESOURCES_QUEUE_IDS_LIST: Shape = Shape { name: "SessionsStatisticsResourcesQueueIdsList", is_sensitive: false, kind: Kind::List { item: &QUEUE_ID, length: Range::between(1, 10) } };
pub static SETTING_KEY: Shape = Shape { name: "SettingKey", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 128), pattern: Some(Pattern::new("[a-zA-Z][a-zA-Z0-9_.:-]*")) } };
pub static SETTING_VALUE: Shape = Shape { name: "SettingValue", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 8192), pattern: None } };
pub static SETTINGS_MAP: Shape = Shape { name: "SettingsMap", is_sensitive: false, kind: Kind::Map { key: &SETTING_KEY, value: &SETTING_VALUE, length: Range::between(0, 64) } };
pub static SORT_ORDER: Shape = Shape { name: "SortOrder", is_sensitive: false, kind: Kind::Enumeration(&["ASCENDING", "DESCENDING"]) };
pub static START_SESSIONS_STATISTICS_AGGREGATION_REQUEST: Shape = Shape { name: "StartSessionsStatisticsAggregationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "endTime", shape: &SYNTHETIC_TIMESTAMP_DATE_TIME, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "groupBy", shape: &USAGE_GROUP_BY, location: Location::Body, is_required: true },
    Member { name: "period", shape: &PERIOD, location: Location::Body, is_required: false },
    Member { name: "resourceIds", shape: &SESSIONS_STATISTICS_RESOURCES, location: Location::Body, is_required: true },
    Member { name: "startTime", shape: &SYNTHETIC_TIMESTAMP_DATE_TIME, location: Location::Body, is_required: true },
    Member { name: "statistics", shape: &USAGE_STATISTICS, location: Location::Body, is_required: true },
    Member { name: "timezone", shape: &TIMEZONE, location: Location::Body, is_required: false },
]) };
pub static START_SESSIONS_STATISTICS_AGGREGATION_RESPONSE: Shape = Shape { name: "StartSessionsStatisticsAggregationResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "aggregationId", shape: &AGGREGATION_ID, location: Location::Body, is_required: true },
]) };
pub static STARTED_AT: Shape = Shape { name: "StartedAt", is_sensitive: false, kind: Kind::Timestamp };
pub static STARTS_AT: Shape = Shape { name: "StartsAt", is_sensitive: false, kind: Kind::Timestamp };
pub static STATISTICS: Shape = Shape { name: "Statistics", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "aggregationEndTime", shape: &SYNTHETIC_TIMESTAMP_DATE_TIME, location: Location::Body, is_required: false },
    Member { name: "aggregationStartTime", shape: &SYNTHETIC_TIMESTAMP_DATE_TIME, location: Location::Body, is_required: false },
    Member { name: "costInUsd", shape: &STATS, location: Location::Body, is_required: true },
    Member { name: "count", shape: &INTEGER, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: false },
    Member { name: "instanceType", shape: &INSTANCE_TYPE, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "jobName", shape: &JOB_NAME, location: Location::Body, is_required: false },
    Member { name: "licenseProduct", shape: &LICENSE_PRODUCT, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: false },
    Member { name: "runtimeInSeconds", shape: &STATS, location: Location::Body, is_required: true },
    Member { name: "usageType", shape: &USAGE_TYPE, location: Location::Body, is_required: false },
    Member { name: "userId", shape: &USER_ID, location: Location::Body, is_required: false },
]) };
pub static STATISTICS_LIST: Shape = Shape { name: "StatisticsList", is_sensitive: false, kind: Kind::List { item: &STATISTICS, length: Range::ANY } };
pub static STATS: Shape = Shape { name: "Stats", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "avg", shape: &DOUBLE, location: Location::Body, is_required: false },
    Member { name: "max", shape: &DOUBLE, location: Location::Body, is_required: false },
    Member { name: "min", shape: &DOUBLE, location: Location::Body, is_required: false },
    Member { name: "sum", shape: &DOUBLE, location: Location::Body, is_required: false },
]) };
pub static STATUS_MESSAGE: Shape = Shape { name: "StatusMessage", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 1024), pattern: None } };
pub static STEP_AMOUNT_CAPABILITIES: Shape = Shape { name: "StepAmountCapabilities", is_sensitive: false, kind: Kind::List { item: &STEP_AMOUNT_CAPABILITY, length: Range::between(0, 25) } };
pub static STEP_AMOUNT_CAPABILITY: Shape = Shape { name: "StepAmountCapability", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "max", shape: &DOUBLE, location: Location::Body, is_required: false },
    Member { name: "min", shape: &DOUBLE, location: Location::Body, is_required: false },
    Member { name: "name", shape: &AMOUNT_CAPABILITY_NAME, location: Location::Body, is_required: true },
    Member { name: "value", shape: &DOUBLE, location: Location::Body, is_required: false },
]) };
pub static STEP_ATTRIBUTE_CAPABILITIES: Shape = Shape { name: "StepAttributeCapabilities", is_sensitive: false, kind: Kind::List { item: &STEP_ATTRIBUTE_CAPABILITY, length: Range::between(0, 25) } };
pub static STEP_ATTRIBUTE_CAPABILITY: Shape = Shape { name: "StepAttributeCapability", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "allOf", shape: &LIST_ATTRIBUTE_CAPABILITY_VALUE, location: Location::Body, is_required: false },
    Member { name: "anyOf", shape: &LIST_ATTRIBUTE_CAPABILITY_VALUE, location: Location::Body, is_required: false },
    Member { name: "name", shape: &ATTRIBUTE_CAPABILITY_NAME, location: Location::Body, is_required: true },
]) };
pub static STEP_CONSUMER: Shape = Shape { name: "StepConsumer", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "status", shape: &DEPENDENCY_CONSUMER_RESOLUTION_STATUS, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
]) };
pub static STEP_CONSUMERS: Shape = Shape { name: "StepConsumers", is_sensitive: false, kind: Kind::List { item: &STEP_CONSUMER, length: Range::ANY } };
pub static STEP_DEPENDENCIES: Shape = Shape { name: "StepDependencies", is_sensitive: false, kind: Kind::List { item: &STEP_DEPENDENCY, length: Range::ANY } };
pub static STEP_DEPENDENCY: Shape = Shape { name: "StepDependency", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "status", shape: &DEPENDENCY_CONSUMER_RESOLUTION_STATUS, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
]) };
pub static STEP_DESCRIPTION: Shape = Shape { name: "StepDescription", is_sensitive: true, kind: Kind::Text { length: Range::between(1, 2048), pattern: None } };
pub static STEP_DETAILS_ENTITY: Shape = Shape { name: "StepDetailsEntity", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "dependencies", shape: &DEPENDENCIES_LIST, location: Location::Body, is_required: true },
    Member { name: "extensions", shape: &OPENJD_EXTENSION_NAME_LIST, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "resolvedSymbolTable", shape: &SERIALIZED_SYMBOL_TABLE, location: Location::Body, is_required: false },
    Member { name: "schemaVersion", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "template", shape: &DOCUMENT, location: Location::Body, is_required: true },
]) };
pub static STEP_DETAILS_ERROR: Shape = Shape { name: "StepDetailsError", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "code", shape: &JOB_ENTITY_ERROR_CODE, location: Location::Body, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
]) };
pub static STEP_DETAILS_IDENTIFIERS: Shape = Shape { name: "StepDetailsIdentifiers", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
]) };
pub static STEP_ID: Shape = Shape { name: "StepId", is_sensitive: false, kind: Kind::Id { prefix: "step" } };
pub static STEP_LIFECYCLE_STATUS: Shape = Shape { name: "StepLifecycleStatus", is_sensitive: false, kind: Kind::Enumeration(&["CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_SUCCEEDED"]) };
pub static STEP_NAME: Shape = Shape { name: "StepName", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 512), pattern: None } };
pub static STEP_PARAMETER: Shape = Shape { name: "StepParameter", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "chunks", shape: &STEP_PARAMETER_CHUNKS, location: Location::Body, is_required: false },
    Member { name: "name", shape: &STEP_PARAMETER_NAME, location: Location::Body, is_required: true },
    Member { name: "type", shape: &STEP_PARAMETER_TYPE, location: Location::Body, is_required: true },
]) };
pub static STEP_PARAMETER_CHUNKS: Shape = Shape { name: "StepParameterChunks", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "defaultTaskCount", shape: &DEFAULT_TASK_COUNT, location: Location::Body, is_required: true },
    Member { name: "rangeConstraint", shape: &RANGE_CONSTRAINT, location: Location::Body, is_required: true },
    Member { name: "targetRuntimeSeconds", shape: &TARGET_RUNTIME_SECONDS, location: Location::Body, is_required: false },
]) };
pub static STEP_PARAMETER_LIST: Shape = Shape { name: "StepParameterList", is_sensitive: false, kind: Kind::List { item: &STEP_PARAMETER, length: Range::ANY } };
pub static STEP_PARAMETER_NAME: Shape = Shape { name: "StepParameterName", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 512), pattern: None } };
pub static STEP_PARAMETER_TYPE: Shape = Shape { name: "StepParameterType", is_sensitive: false, kind: Kind::Enumeration(&["INT", "FLOAT", "STRING", "PATH", "CHUNK_INT"]) };
pub static STEP_REQUIRED_CAPABILITIES: Shape = Shape { name: "StepRequiredCapabilities", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "amounts", shape: &STEP_AMOUNT_CAPABILITIES, location: Location::Body, is_required: true },
    Member { name: "attributes", shape: &STEP_ATTRIBUTE_CAPABILITIES, location: Location::Body, is_required: true },
]) };
pub static STEP_SEARCH_SUMMARIES: Shape = Shape { name: "StepSearchSummaries", is_sensitive: false, kind: Kind::List { item: &STEP_SEARCH_SUMMARY, length: Range::ANY } };
pub static STEP_SEARCH_SUMMARY: Shape = Shape { name: "StepSearchSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: false },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: false },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "lifecycleStatus", shape: &STEP_LIFECYCLE_STATUS, location: Location::Body, is_required: false },
    Member { name: "lifecycleStatusMessage", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "name", shape: &STEP_NAME, location: Location::Body, is_required: false },
    Member { name: "parameterSpace", shape: &PARAMETER_SPACE, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: false },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: false },
    Member { name: "targetTaskRunStatus", shape: &STEP_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskFailureRetryCount", shape: &TASK_FAILURE_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "taskRunStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskRunStatusCounts", shape: &TASK_RUN_STATUS_COUNTS, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static STEP_SUMMARIES: Shape = Shape { name: "StepSummaries", is_sensitive: false, kind: Kind::List { item: &STEP_SUMMARY, length: Range::ANY } };
pub static STEP_SUMMARY: Shape = Shape { name: "StepSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "dependencyCounts", shape: &DEPENDENCY_COUNTS, location: Location::Body, is_required: false },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "lifecycleStatus", shape: &STEP_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatusMessage", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "name", shape: &STEP_NAME, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "targetTaskRunStatus", shape: &STEP_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskFailureRetryCount", shape: &TASK_FAILURE_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "taskRunStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: true },
    Member { name: "taskRunStatusCounts", shape: &TASK_RUN_STATUS_COUNTS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static STEP_TARGET_TASK_RUN_STATUS: Shape = Shape { name: "StepTargetTaskRunStatus", is_sensitive: false, kind: Kind::Enumeration(&["READY", "FAILED", "SUCCEEDED", "CANCELED", "SUSPENDED", "PENDING"]) };
pub static STORAGE_PROFILE_ID: Shape = Shape { name: "StorageProfileId", is_sensitive: false, kind: Kind::Id { prefix: "sp" } };
pub static STORAGE_PROFILE_OPERATING_SYSTEM_FAMILY: Shape = Shape { name: "StorageProfileOperatingSystemFamily", is_sensitive: false, kind: Kind::Enumeration(&["WINDOWS", "LINUX", "MACOS"]) };
pub static STORAGE_PROFILE_SUMMARIES: Shape = Shape { name: "StorageProfileSummaries", is_sensitive: false, kind: Kind::List { item: &STORAGE_PROFILE_SUMMARY, length: Range::ANY } };
pub static STORAGE_PROFILE_SUMMARY: Shape = Shape { name: "StorageProfileSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: true },
    Member { name: "osFamily", shape: &STORAGE_PROFILE_OPERATING_SYSTEM_FAMILY, location: Location::Body, is_required: true },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Body, is_required: true },
]) };
pub static STRING: Shape = Shape { name: "String", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static STRING_FILTER: Shape = Shape { name: "StringFilter", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 256), pattern: None } };
pub static STRING_FILTER_EXPRESSION: Shape = Shape { name: "StringFilterExpression", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "operator", shape: &COMPARISON_OPERATOR, location: Location::Body, is_required: true },
    Member { name: "value", shape: &STRING_FILTER, location: Location::Body, is_required: true },
]) };
pub static STRING_FILTER_LIST: Shape = Shape { name: "StringFilterList", is_sensitive: false, kind: Kind::List { item: &STRING_FILTER, length: Range::between(1, 16) } };
pub static STRING_LIST: Shape = Shape { name: "StringList", is_sensitive: false, kind: Kind::List { item: &STRING, length: Range::ANY } };
pub static STRING_LIST_FILTER_EXPRESSION: Shape = Shape { name: "StringListFilterExpression", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "operator", shape: &COMPARISON_OPERATOR, location: Location::Body, is_required: true },
    Member { name: "values", shape: &STRING_FILTER_LIST, location: Location::Body, is_required: true },
]) };
pub static SUBDOMAIN: Shape = Shape { name: "Subdomain", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: Some(Pattern::new("[a-z0-9-]{1,100}")) } };
pub static SUBNET_ID: Shape = Shape { name: "SubnetId", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 32), pattern: Some(Pattern::new("subnet-[\\w]{1,120}")) } };
pub static SYNC_INPUT_JOB_ATTACHMENTS_SESSION_ACTION_DEFINITION: Shape = Shape { name: "SyncInputJobAttachmentsSessionActionDefinition", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: false },
]) };
pub static SYNC_INPUT_JOB_ATTACHMENTS_SESSION_ACTION_DEFINITION_SUMMARY: Shape = Shape { name: "SyncInputJobAttachmentsSessionActionDefinitionSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: false },
]) };
pub static SYNTHETIC_TIMESTAMP_DATE_TIME: Shape = Shape { name: "SyntheticTimestamp_date_time", is_sensitive: false, kind: Kind::Timestamp };
pub static TAG_PROPAGATION_MODE: Shape = Shape { name: "TagPropagationMode", is_sensitive: false, kind: Kind::Enumeration(&["NO_PROPAGATION", "PROPAGATE_TAGS_TO_WORKERS_AT_LAUNCH"]) };
pub static TAG_RESOURCE_REQUEST: Shape = Shape { name: "TagResourceRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "resourceArn", shape: &STRING, location: Location::Label, is_required: true },
    Member { name: "tags", shape: &TAGS, location: Location::Body, is_required: false },
]) };
pub static TAG_RESOURCE_RESPONSE: Shape = Shape { name: "TagResourceResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static TAGS: Shape = Shape { name: "Tags", is_sensitive: false, kind: Kind::Map { key: &STRING, value: &STRING, length: Range::ANY } };
pub static TARGET_RUNTIME_SECONDS: Shape = Shape { name: "TargetRuntimeSeconds", is_sensitive: false, kind: Kind::Integer(Range::between(0, 2147483647)) };
pub static TASK_FAILURE_RETRY_COUNT: Shape = Shape { name: "TaskFailureRetryCount", is_sensitive: false, kind: Kind::Integer(Range::between(0, 2147483647)) };
pub static TASK_ID: Shape = Shape { name: "TaskId", is_sensitive: false, kind: Kind::NumberedId { prefix: "task" } };
pub static TASK_PARAMETER_VALUE: Shape = Shape { name: "TaskParameterValue", is_sensitive: true, kind: Kind::Union(&[
    Member { name: "chunkInt", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "float", shape: &FLOAT_STRING, location: Location::Body, is_required: false },
    Member { name: "int", shape: &INT_STRING, location: Location::Body, is_required: false },
    Member { name: "path", shape: &PATH_STRING, location: Location::Body, is_required: false },
    Member { name: "string", shape: &PARAMETER_STRING, location: Location::Body, is_required: false },
]) };
pub static TASK_PARAMETERS: Shape = Shape { name: "TaskParameters", is_sensitive: true, kind: Kind::Map { key: &STRING, value: &TASK_PARAMETER_VALUE, length: Range::ANY } };
pub static TASK_RETRY_COUNT: Shape = Shape { name: "TaskRetryCount", is_sensitive: false, kind: Kind::Integer(Range::between(0, 2147483647)) };
pub static TASK_RUN_MANIFEST_PROPERTIES_LIST_REQUEST: Shape = Shape { name: "TaskRunManifestPropertiesListRequest", is_sensitive: false, kind: Kind::List { item: &TASK_RUN_MANIFEST_PROPERTIES_REQUEST, length: Range::between(0, 10) } };
pub static TASK_RUN_MANIFEST_PROPERTIES_LIST_RESPONSE: Shape = Shape { name: "TaskRunManifestPropertiesListResponse", is_sensitive: false, kind: Kind::List { item: &TASK_RUN_MANIFEST_PROPERTIES_RESPONSE, length: Range::ANY } };
pub static TASK_RUN_MANIFEST_PROPERTIES_REQUEST: Shape = Shape { name: "TaskRunManifestPropertiesRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "outputManifestHash", shape: &TASK_RUN_MANIFEST_PROPERTIES_REQUEST_OUTPUT_MANIFEST_HASH_STRING, location: Location::Body, is_required: false },
    Member { name: "outputManifestPath", shape: &TASK_RUN_MANIFEST_PROPERTIES_REQUEST_OUTPUT_MANIFEST_PATH_STRING, location: Location::Body, is_required: false },
]) };
pub static TASK_RUN_MANIFEST_PROPERTIES_REQUEST_OUTPUT_MANIFEST_HASH_STRING: Shape = Shape { name: "TaskRunManifestPropertiesRequestOutputManifestHashString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 256), pattern: None } };
pub static TASK_RUN_MANIFEST_PROPERTIES_REQUEST_OUTPUT_MANIFEST_PATH_STRING: Shape = Shape { name: "TaskRunManifestPropertiesRequestOutputManifestPathString", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 512), pattern: None } };
pub static TASK_RUN_MANIFEST_PROPERTIES_RESPONSE: Shape = Shape { name: "TaskRunManifestPropertiesResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "outputManifestHash", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "outputManifestPath", shape: &STRING, location: Location::Body, is_required: false },
]) };
pub static TASK_RUN_SESSION_ACTION_DEFINITION: Shape = Shape { name: "TaskRunSessionActionDefinition", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "parameters", shape: &TASK_PARAMETERS, location: Location::Body, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: false },
]) };
pub static TASK_RUN_SESSION_ACTION_DEFINITION_SUMMARY: Shape = Shape { name: "TaskRunSessionActionDefinitionSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "parameters", shape: &TASK_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: true },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: false },
]) };
pub static TASK_RUN_STATUS: Shape = Shape { name: "TaskRunStatus", is_sensitive: false, kind: Kind::Enumeration(&["PENDING", "READY", "ASSIGNED", "STARTING", "SCHEDULED", "INTERRUPTING", "RUNNING", "SUSPENDED", "CANCELED", "FAILED", "SUCCEEDED", "NOT_COMPATIBLE"]) };
pub static TASK_RUN_STATUS_COUNTS: Shape = Shape { name: "TaskRunStatusCounts", is_sensitive: false, kind: Kind::Map { key: &TASK_RUN_STATUS, value: &INTEGER, length: Range::ANY } };
pub static TASK_SEARCH_SUMMARIES: Shape = Shape { name: "TaskSearchSummaries", is_sensitive: false, kind: Kind::List { item: &TASK_SEARCH_SUMMARY, length: Range::ANY } };
pub static TASK_SEARCH_SUMMARY: Shape = Shape { name: "TaskSearchSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "failureRetryCount", shape: &TASK_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: false },
    Member { name: "latestSessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: false },
    Member { name: "parameters", shape: &TASK_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: false },
    Member { name: "runStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Body, is_required: false },
    Member { name: "targetRunStatus", shape: &TASK_TARGET_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static TASK_SUMMARIES: Shape = Shape { name: "TaskSummaries", is_sensitive: false, kind: Kind::List { item: &TASK_SUMMARY, length: Range::ANY } };
pub static TASK_SUMMARY: Shape = Shape { name: "TaskSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "failureRetryCount", shape: &TASK_RETRY_COUNT, location: Location::Body, is_required: false },
    Member { name: "latestSessionActionId", shape: &SESSION_ACTION_ID, location: Location::Body, is_required: false },
    Member { name: "parameters", shape: &TASK_PARAMETERS, location: Location::Body, is_required: false },
    Member { name: "runStatus", shape: &TASK_RUN_STATUS, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: false },
    Member { name: "targetRunStatus", shape: &TASK_TARGET_RUN_STATUS, location: Location::Body, is_required: false },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
]) };
pub static TASK_TARGET_RUN_STATUS: Shape = Shape { name: "TaskTargetRunStatus", is_sensitive: false, kind: Kind::Enumeration(&["READY", "FAILED", "SUCCEEDED", "CANCELED", "SUSPENDED", "PENDING"]) };
pub static THRESHOLD_PERCENTAGE: Shape = Shape { name: "ThresholdPercentage", is_sensitive: false, kind: Kind::Float(Range::between(0.0, 100.0)) };
pub static THROTTLING_EXCEPTION: Shape = Shape { name: "ThrottlingException", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "context", shape: &EXCEPTION_CONTEXT, location: Location::Body, is_required: false },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "quotaCode", shape: &STRING, location: Location::Body, is_required: false },
    Member { name: "retryAfterSeconds", shape: &INTEGER, location: Location::Header("retry-after"), is_required: false },
    Member { name: "serviceCode", shape: &STRING, location: Location::Body, is_required: false },
]) };
pub static TIMESTAMP: Shape = Shape { name: "Timestamp", is_sensitive: false, kind: Kind::Timestamp };
pub static TIMEZONE: Shape = Shape { name: "Timezone", is_sensitive: false, kind: Kind::Text { length: Range::between(9, 9), pattern: Some(Pattern::new("UTC[-+][01][0-9]:(30|00)")) } };
pub static TOTAL_RESULTS: Shape = Shape { name: "TotalResults", is_sensitive: false, kind: Kind::Integer(Range::between(0, 10000)) };
pub static UNTAG_RESOURCE_REQUEST: Shape = Shape { name: "UntagResourceRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "resourceArn", shape: &STRING, location: Location::Label, is_required: true },
    Member { name: "tagKeys", shape: &STRING_LIST, location: Location::Query, is_required: true },
]) };
pub static UNTAG_RESOURCE_RESPONSE: Shape = Shape { name: "UntagResourceResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_BUDGET_REQUEST: Shape = Shape { name: "UpdateBudgetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "actionsToAdd", shape: &BUDGET_ACTIONS_TO_ADD, location: Location::Body, is_required: false },
    Member { name: "actionsToRemove", shape: &BUDGET_ACTIONS_TO_REMOVE, location: Location::Body, is_required: false },
    Member { name: "approximateDollarLimit", shape: &CONSUMED_USAGE_LIMIT, location: Location::Body, is_required: false },
    Member { name: "budgetId", shape: &BUDGET_ID, location: Location::Label, is_required: true },
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "schedule", shape: &BUDGET_SCHEDULE, location: Location::Body, is_required: false },
    Member { name: "status", shape: &BUDGET_STATUS, location: Location::Body, is_required: false },
]) };
pub static UPDATE_BUDGET_RESPONSE: Shape = Shape { name: "UpdateBudgetResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_FARM_REQUEST: Shape = Shape { name: "UpdateFarmRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "costScaleFactor", shape: &COST_SCALE_FACTOR, location: Location::Body, is_required: false },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
]) };
pub static UPDATE_FARM_RESPONSE: Shape = Shape { name: "UpdateFarmResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_FLEET_REQUEST: Shape = Shape { name: "UpdateFleetRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "configuration", shape: &FLEET_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "hostConfiguration", shape: &HOST_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: false },
    Member { name: "minWorkerCount", shape: &MIN_ZERO_MAX_INTEGER, location: Location::Body, is_required: false },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: false },
]) };
pub static UPDATE_FLEET_RESPONSE: Shape = Shape { name: "UpdateFleetResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_JOB_LIFECYCLE_STATUS: Shape = Shape { name: "UpdateJobLifecycleStatus", is_sensitive: false, kind: Kind::Enumeration(&["ARCHIVED"]) };
pub static UPDATE_JOB_REQUEST: Shape = Shape { name: "UpdateJobRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "description", shape: &JOB_DESCRIPTION_OVERRIDE, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "lifecycleStatus", shape: &UPDATE_JOB_LIFECYCLE_STATUS, location: Location::Body, is_required: false },
    Member { name: "maxFailedTasksCount", shape: &MAX_FAILED_TASKS_COUNT, location: Location::Body, is_required: false },
    Member { name: "maxRetriesPerTask", shape: &MAX_RETRIES_PER_TASK, location: Location::Body, is_required: false },
    Member { name: "maxWorkerCount", shape: &MAX_WORKER_COUNT, location: Location::Body, is_required: false },
    Member { name: "name", shape: &JOB_NAME, location: Location::Body, is_required: false },
    Member { name: "priority", shape: &JOB_PRIORITY, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "targetTaskRunStatus", shape: &JOB_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: false },
]) };
pub static UPDATE_JOB_RESPONSE: Shape = Shape { name: "UpdateJobResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_LIMIT_REQUEST: Shape = Shape { name: "UpdateLimitRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Label, is_required: true },
    Member { name: "maxCount", shape: &MAX_COUNT, location: Location::Body, is_required: false },
]) };
pub static UPDATE_LIMIT_RESPONSE: Shape = Shape { name: "UpdateLimitResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_MONITOR_REQUEST: Shape = Shape { name: "UpdateMonitorRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: false },
    Member { name: "monitorId", shape: &MONITOR_ID, location: Location::Label, is_required: true },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: false },
    Member { name: "subdomain", shape: &SUBDOMAIN, location: Location::Body, is_required: false },
]) };
pub static UPDATE_MONITOR_RESPONSE: Shape = Shape { name: "UpdateMonitorResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_MONITOR_SETTINGS_REQUEST: Shape = Shape { name: "UpdateMonitorSettingsRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "monitorId", shape: &MONITOR_ID, location: Location::Label, is_required: true },
    Member { name: "settings", shape: &SETTINGS_MAP, location: Location::Body, is_required: true },
]) };
pub static UPDATE_MONITOR_SETTINGS_RESPONSE: Shape = Shape { name: "UpdateMonitorSettingsResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_QUEUE_ENVIRONMENT_REQUEST: Shape = Shape { name: "UpdateQueueEnvironmentRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "priority", shape: &PRIORITY, location: Location::Body, is_required: false },
    Member { name: "queueEnvironmentId", shape: &QUEUE_ENVIRONMENT_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "template", shape: &ENVIRONMENT_TEMPLATE, location: Location::Body, is_required: false },
    Member { name: "templateType", shape: &ENVIRONMENT_TEMPLATE_TYPE, location: Location::Body, is_required: false },
]) };
pub static UPDATE_QUEUE_ENVIRONMENT_RESPONSE: Shape = Shape { name: "UpdateQueueEnvironmentResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_QUEUE_FLEET_ASSOCIATION_REQUEST: Shape = Shape { name: "UpdateQueueFleetAssociationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "status", shape: &UPDATE_QUEUE_FLEET_ASSOCIATION_STATUS, location: Location::Body, is_required: true },
]) };
pub static UPDATE_QUEUE_FLEET_ASSOCIATION_RESPONSE: Shape = Shape { name: "UpdateQueueFleetAssociationResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_QUEUE_FLEET_ASSOCIATION_STATUS: Shape = Shape { name: "UpdateQueueFleetAssociationStatus", is_sensitive: false, kind: Kind::Enumeration(&["ACTIVE", "STOP_SCHEDULING_AND_COMPLETE_TASKS", "STOP_SCHEDULING_AND_CANCEL_TASKS"]) };
pub static UPDATE_QUEUE_LIMIT_ASSOCIATION_REQUEST: Shape = Shape { name: "UpdateQueueLimitAssociationRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "limitId", shape: &LIMIT_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "status", shape: &UPDATE_QUEUE_LIMIT_ASSOCIATION_STATUS, location: Location::Body, is_required: true },
]) };
pub static UPDATE_QUEUE_LIMIT_ASSOCIATION_RESPONSE: Shape = Shape { name: "UpdateQueueLimitAssociationResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_QUEUE_LIMIT_ASSOCIATION_STATUS: Shape = Shape { name: "UpdateQueueLimitAssociationStatus", is_sensitive: false, kind: Kind::Enumeration(&["ACTIVE", "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS", "STOP_LIMIT_USAGE_AND_CANCEL_TASKS"]) };
pub static UPDATE_QUEUE_REQUEST: Shape = Shape { name: "UpdateQueueRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "allowedStorageProfileIdsToAdd", shape: &ALLOWED_STORAGE_PROFILE_IDS, location: Location::Body, is_required: false },
    Member { name: "allowedStorageProfileIdsToRemove", shape: &ALLOWED_STORAGE_PROFILE_IDS, location: Location::Body, is_required: false },
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "defaultBudgetAction", shape: &DEFAULT_QUEUE_BUDGET_ACTION, location: Location::Body, is_required: false },
    Member { name: "description", shape: &DESCRIPTION, location: Location::Body, is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobAttachmentSettings", shape: &JOB_ATTACHMENT_SETTINGS, location: Location::Body, is_required: false },
    Member { name: "jobRunAsUser", shape: &JOB_RUN_AS_USER, location: Location::Body, is_required: false },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "requiredFileSystemLocationNamesToAdd", shape: &REQUIRED_FILE_SYSTEM_LOCATION_NAMES, location: Location::Body, is_required: false },
    Member { name: "requiredFileSystemLocationNamesToRemove", shape: &REQUIRED_FILE_SYSTEM_LOCATION_NAMES, location: Location::Body, is_required: false },
    Member { name: "roleArn", shape: &IAM_ROLE_ARN, location: Location::Body, is_required: false },
    Member { name: "schedulingConfiguration", shape: &SCHEDULING_CONFIGURATION, location: Location::Body, is_required: false },
]) };
pub static UPDATE_QUEUE_RESPONSE: Shape = Shape { name: "UpdateQueueResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_SESSION_REQUEST: Shape = Shape { name: "UpdateSessionRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Label, is_required: true },
    Member { name: "targetLifecycleStatus", shape: &SESSION_LIFECYCLE_TARGET_STATUS, location: Location::Body, is_required: true },
]) };
pub static UPDATE_SESSION_RESPONSE: Shape = Shape { name: "UpdateSessionResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_STEP_REQUEST: Shape = Shape { name: "UpdateStepRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Label, is_required: true },
    Member { name: "targetTaskRunStatus", shape: &STEP_TARGET_TASK_RUN_STATUS, location: Location::Body, is_required: true },
]) };
pub static UPDATE_STEP_RESPONSE: Shape = Shape { name: "UpdateStepResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_STORAGE_PROFILE_REQUEST: Shape = Shape { name: "UpdateStorageProfileRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "displayName", shape: &RESOURCE_NAME, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fileSystemLocationsToAdd", shape: &FILE_SYSTEM_LOCATIONS_LIST, location: Location::Body, is_required: false },
    Member { name: "fileSystemLocationsToRemove", shape: &FILE_SYSTEM_LOCATIONS_LIST, location: Location::Body, is_required: false },
    Member { name: "osFamily", shape: &STORAGE_PROFILE_OPERATING_SYSTEM_FAMILY, location: Location::Body, is_required: false },
    Member { name: "storageProfileId", shape: &STORAGE_PROFILE_ID, location: Location::Label, is_required: true },
]) };
pub static UPDATE_STORAGE_PROFILE_RESPONSE: Shape = Shape { name: "UpdateStorageProfileResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_TASK_REQUEST: Shape = Shape { name: "UpdateTaskRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "clientToken", shape: &CLIENT_TOKEN, location: Location::Header("x-amz-client-token"), is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Label, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Label, is_required: true },
    Member { name: "stepId", shape: &STEP_ID, location: Location::Label, is_required: true },
    Member { name: "targetRunStatus", shape: &TASK_TARGET_RUN_STATUS, location: Location::Body, is_required: true },
    Member { name: "taskId", shape: &TASK_ID, location: Location::Label, is_required: true },
]) };
pub static UPDATE_TASK_RESPONSE: Shape = Shape { name: "UpdateTaskResponse", is_sensitive: false, kind: Kind::Structure(&[]) };
pub static UPDATE_WORKER_REQUEST: Shape = Shape { name: "UpdateWorkerRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "capabilities", shape: &WORKER_CAPABILITIES, location: Location::Body, is_required: false },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "hostProperties", shape: &HOST_PROPERTIES_REQUEST, location: Location::Body, is_required: false },
    Member { name: "status", shape: &UPDATED_WORKER_STATUS, location: Location::Body, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Label, is_required: true },
]) };
pub static UPDATE_WORKER_RESPONSE: Shape = Shape { name: "UpdateWorkerResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "hostConfiguration", shape: &HOST_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "log", shape: &LOG_CONFIGURATION, location: Location::Body, is_required: false },
]) };
pub static UPDATE_WORKER_SCHEDULE_INTERVAL: Shape = Shape { name: "UpdateWorkerScheduleInterval", is_sensitive: false, kind: Kind::Integer(Range::from(0)) };
pub static UPDATE_WORKER_SCHEDULE_REQUEST: Shape = Shape { name: "UpdateWorkerScheduleRequest", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "farmId", shape: &FARM_ID, location: Location::Label, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Label, is_required: true },
    Member { name: "updatedSessionActions", shape: &UPDATED_SESSION_ACTIONS, location: Location::Body, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Label, is_required: true },
]) };
pub static UPDATE_WORKER_SCHEDULE_RESPONSE: Shape = Shape { name: "UpdateWorkerScheduleResponse", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "assignedSessions", shape: &ASSIGNED_SESSIONS, location: Location::Body, is_required: true },
    Member { name: "cancelSessionActions", shape: &CANCEL_SESSION_ACTIONS, location: Location::Body, is_required: true },
    Member { name: "desiredWorkerStatus", shape: &DESIRED_WORKER_STATUS, location: Location::Body, is_required: false },
    Member { name: "updateIntervalSeconds", shape: &UPDATE_WORKER_SCHEDULE_INTERVAL, location: Location::Body, is_required: true },
]) };
pub static UPDATED_AT: Shape = Shape { name: "UpdatedAt", is_sensitive: false, kind: Kind::Timestamp };
pub static UPDATED_BY: Shape = Shape { name: "UpdatedBy", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static UPDATED_SESSION_ACTION_INFO: Shape = Shape { name: "UpdatedSessionActionInfo", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "completedStatus", shape: &COMPLETED_STATUS, location: Location::Body, is_required: false },
    Member { name: "endedAt", shape: &SYNTHETIC_TIMESTAMP_DATE_TIME, location: Location::Body, is_required: false },
    Member { name: "manifests", shape: &TASK_RUN_MANIFEST_PROPERTIES_LIST_REQUEST, location: Location::Body, is_required: false },
    Member { name: "processExitCode", shape: &PROCESS_EXIT_CODE, location: Location::Body, is_required: false },
    Member { name: "progressMessage", shape: &SESSION_ACTION_PROGRESS_MESSAGE, location: Location::Body, is_required: false },
    Member { name: "progressPercent", shape: &SESSION_ACTION_PROGRESS_PERCENT, location: Location::Body, is_required: false },
    Member { name: "startedAt", shape: &SYNTHETIC_TIMESTAMP_DATE_TIME, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &SYNTHETIC_TIMESTAMP_DATE_TIME, location: Location::Body, is_required: false },
]) };
pub static UPDATED_SESSION_ACTIONS: Shape = Shape { name: "UpdatedSessionActions", is_sensitive: false, kind: Kind::Map { key: &SESSION_ACTION_ID, value: &UPDATED_SESSION_ACTION_INFO, length: Range::ANY } };
pub static UPDATED_WORKER_STATUS: Shape = Shape { name: "UpdatedWorkerStatus", is_sensitive: false, kind: Kind::Enumeration(&["STARTED", "STOPPING", "STOPPED"]) };
pub static URL: Shape = Shape { name: "Url", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static USAGE_GROUP_BY: Shape = Shape { name: "UsageGroupBy", is_sensitive: false, kind: Kind::List { item: &USAGE_GROUP_BY_FIELD, length: Range::between(1, 2) } };
pub static USAGE_GROUP_BY_FIELD: Shape = Shape { name: "UsageGroupByField", is_sensitive: false, kind: Kind::Enumeration(&["QUEUE_ID", "FLEET_ID", "JOB_ID", "USER_ID", "USAGE_TYPE", "INSTANCE_TYPE", "LICENSE_PRODUCT"]) };
pub static USAGE_STATISTIC: Shape = Shape { name: "UsageStatistic", is_sensitive: false, kind: Kind::Enumeration(&["SUM", "MIN", "MAX", "AVG"]) };
pub static USAGE_STATISTICS: Shape = Shape { name: "UsageStatistics", is_sensitive: false, kind: Kind::List { item: &USAGE_STATISTIC, length: Range::between(1, 4) } };
pub static USAGE_TRACKING_RESOURCE: Shape = Shape { name: "UsageTrackingResource", is_sensitive: false, kind: Kind::Union(&[
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: false },
]) };
pub static USAGE_TYPE: Shape = Shape { name: "UsageType", is_sensitive: false, kind: Kind::Enumeration(&["COMPUTE", "LICENSE", "PERSISTENT_VOLUME"]) };
pub static USER_ID: Shape = Shape { name: "UserId", is_sensitive: false, kind: Kind::Text { length: Range::ANY, pattern: None } };
pub static USER_JOBS_FIRST: Shape = Shape { name: "UserJobsFirst", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "userIdentityId", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static V_CPU_COUNT_RANGE: Shape = Shape { name: "VCpuCountRange", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "max", shape: &MIN_ONE_MAX_TEN_THOUSAND, location: Location::Body, is_required: false },
    Member { name: "min", shape: &MIN_ONE_MAX_TEN_THOUSAND, location: Location::Body, is_required: true },
]) };
pub static VALIDATION_EXCEPTION: Shape = Shape { name: "ValidationException", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "context", shape: &EXCEPTION_CONTEXT, location: Location::Body, is_required: false },
    Member { name: "fieldList", shape: &VALIDATION_EXCEPTION_FIELD_LIST, location: Location::Body, is_required: false },
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "reason", shape: &VALIDATION_EXCEPTION_REASON, location: Location::Body, is_required: true },
]) };
pub static VALIDATION_EXCEPTION_FIELD: Shape = Shape { name: "ValidationExceptionField", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "message", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "name", shape: &STRING, location: Location::Body, is_required: true },
]) };
pub static VALIDATION_EXCEPTION_FIELD_LIST: Shape = Shape { name: "ValidationExceptionFieldList", is_sensitive: false, kind: Kind::List { item: &VALIDATION_EXCEPTION_FIELD, length: Range::ANY } };
pub static VALIDATION_EXCEPTION_REASON: Shape = Shape { name: "ValidationExceptionReason", is_sensitive: false, kind: Kind::Enumeration(&["UNKNOWN_OPERATION", "CANNOT_PARSE", "FIELD_VALIDATION_FAILED", "OTHER"]) };
pub static VOLUME_ID: Shape = Shape { name: "VolumeId", is_sensitive: false, kind: Kind::Id { prefix: "volume" } };
pub static VOLUME_STATE: Shape = Shape { name: "VolumeState", is_sensitive: false, kind: Kind::Enumeration(&["PENDING_CREATION", "PENDING_ATTACHMENT", "IN_USE", "AVAILABLE", "PENDING_DELETION"]) };
pub static VOLUME_SUMMARIES: Shape = Shape { name: "VolumeSummaries", is_sensitive: false, kind: Kind::List { item: &VOLUME_SUMMARY, length: Range::ANY } };
pub static VOLUME_SUMMARY: Shape = Shape { name: "VolumeSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "attachedWorkerId", shape: &WORKER_ID, location: Location::Body, is_required: false },
    Member { name: "availabilityZoneId", shape: &STRING, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "sizeGiB", shape: &PERSISTENT_VOLUME_SIZE_GIB, location: Location::Body, is_required: true },
    Member { name: "state", shape: &VOLUME_STATE, location: Location::Body, is_required: true },
    Member { name: "volumeId", shape: &VOLUME_ID, location: Location::Body, is_required: true },
]) };
pub static VPC_CONFIGURATION: Shape = Shape { name: "VpcConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "resourceConfigurationArns", shape: &VPC_RESOURCE_CONFIGURATION_ARNS, location: Location::Body, is_required: false },
]) };
pub static VPC_ID: Shape = Shape { name: "VpcId", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 32), pattern: Some(Pattern::new("vpc-[\\w]{1,120}")) } };
pub static VPC_RESOURCE_CONFIGURATION_ARN: Shape = Shape { name: "VpcResourceConfigurationArn", is_sensitive: false, kind: Kind::Text { length: Range::between(1, 2048), pattern: None } };
pub static VPC_RESOURCE_CONFIGURATION_ARNS: Shape = Shape { name: "VpcResourceConfigurationArns", is_sensitive: false, kind: Kind::List { item: &VPC_RESOURCE_CONFIGURATION_ARN, length: Range::between(0, 10) } };
pub static WEIGHTED_BALANCED_SCHEDULING_CONFIGURATION: Shape = Shape { name: "WeightedBalancedSchedulingConfiguration", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "errorWeight", shape: &SCHEDULING_ERROR_WEIGHT, location: Location::Body, is_required: false },
    Member { name: "maxPriorityOverride", shape: &SCHEDULING_MAX_PRIORITY_OVERRIDE, location: Location::Body, is_required: false },
    Member { name: "minPriorityOverride", shape: &SCHEDULING_MIN_PRIORITY_OVERRIDE, location: Location::Body, is_required: false },
    Member { name: "priorityWeight", shape: &SCHEDULING_PRIORITY_WEIGHT, location: Location::Body, is_required: false },
    Member { name: "renderingTaskBuffer", shape: &SCHEDULING_RENDERING_TASK_BUFFER, location: Location::Body, is_required: false },
    Member { name: "renderingTaskWeight", shape: &SCHEDULING_RENDERING_TASK_WEIGHT, location: Location::Body, is_required: false },
    Member { name: "submissionTimeWeight", shape: &SCHEDULING_SUBMISSION_TIME_WEIGHT, location: Location::Body, is_required: false },
]) };
pub static WINDOWS_USER: Shape = Shape { name: "WindowsUser", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "passwordArn", shape: &WINDOWS_USER_PASSWORD_ARN_STRING, location: Location::Body, is_required: true },
    Member { name: "user", shape: &WINDOWS_USER_USER_STRING, location: Location::Body, is_required: true },
]) };
pub static WINDOWS_USER_PASSWORD_ARN_STRING: Shape = Shape { name: "WindowsUserPasswordArnString", is_sensitive: false, kind: Kind::Text { length: Range::between(20, 2048), pattern: Some(Pattern::new("arn:(aws[a-zA-Z-]*):secretsmanager:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:secret:[a-zA-Z0-9-/_+=.@]{1,2028}")) } };
pub static WINDOWS_USER_USER_STRING: Shape = Shape { name: "WindowsUserUserString", is_sensitive: false, kind: Kind::Text { length: Range::between(0, 111), pattern: Some(Pattern::new("[^\"'/\\[\\]:;|=,+*?<>\\s]*")) } };
pub static WORKER_AMOUNT_CAPABILITY: Shape = Shape { name: "WorkerAmountCapability", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &AMOUNT_CAPABILITY_NAME, location: Location::Body, is_required: true },
    Member { name: "value", shape: &FLOAT, location: Location::Body, is_required: true },
]) };
pub static WORKER_AMOUNT_CAPABILITY_LIST: Shape = Shape { name: "WorkerAmountCapabilityList", is_sensitive: false, kind: Kind::List { item: &WORKER_AMOUNT_CAPABILITY, length: Range::between(2, 17) } };
pub static WORKER_ATTRIBUTE_CAPABILITY: Shape = Shape { name: "WorkerAttributeCapability", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "name", shape: &ATTRIBUTE_CAPABILITY_NAME, location: Location::Body, is_required: true },
    Member { name: "values", shape: &ATTRIBUTE_CAPABILITY_VALUES_LIST, location: Location::Body, is_required: true },
]) };
pub static WORKER_ATTRIBUTE_CAPABILITY_LIST: Shape = Shape { name: "WorkerAttributeCapabilityList", is_sensitive: false, kind: Kind::List { item: &WORKER_ATTRIBUTE_CAPABILITY, length: Range::between(2, 17) } };
pub static WORKER_CAPABILITIES: Shape = Shape { name: "WorkerCapabilities", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "amounts", shape: &WORKER_AMOUNT_CAPABILITY_LIST, location: Location::Body, is_required: true },
    Member { name: "attributes", shape: &WORKER_ATTRIBUTE_CAPABILITY_LIST, location: Location::Body, is_required: true },
]) };
pub static WORKER_ID: Shape = Shape { name: "WorkerId", is_sensitive: false, kind: Kind::Id { prefix: "worker" } };
pub static WORKER_SEARCH_SUMMARIES: Shape = Shape { name: "WorkerSearchSummaries", is_sensitive: false, kind: Kind::List { item: &WORKER_SEARCH_SUMMARY, length: Range::ANY } };
pub static WORKER_SEARCH_SUMMARY: Shape = Shape { name: "WorkerSearchSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: false },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: false },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: false },
    Member { name: "hostProperties", shape: &HOST_PROPERTIES_RESPONSE, location: Location::Body, is_required: false },
    Member { name: "status", shape: &WORKER_STATUS, location: Location::Body, is_required: false },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: false },
]) };
pub static WORKER_SESSION_SUMMARY: Shape = Shape { name: "WorkerSessionSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "endedAt", shape: &ENDED_AT, location: Location::Body, is_required: false },
    Member { name: "jobId", shape: &JOB_ID, location: Location::Body, is_required: true },
    Member { name: "lifecycleStatus", shape: &SESSION_LIFECYCLE_STATUS, location: Location::Body, is_required: true },
    Member { name: "queueId", shape: &QUEUE_ID, location: Location::Body, is_required: true },
    Member { name: "sessionId", shape: &SESSION_ID, location: Location::Body, is_required: true },
    Member { name: "startedAt", shape: &STARTED_AT, location: Location::Body, is_required: true },
    Member { name: "targetLifecycleStatus", shape: &SESSION_LIFECYCLE_TARGET_STATUS, location: Location::Body, is_required: false },
]) };
pub static WORKER_STATUS: Shape = Shape { name: "WorkerStatus", is_sensitive: false, kind: Kind::Enumeration(&["CREATED", "STARTED", "STOPPING", "STOPPED", "NOT_RESPONDING", "NOT_COMPATIBLE", "RUNNING", "IDLE"]) };
pub static WORKER_SUMMARIES: Shape = Shape { name: "WorkerSummaries", is_sensitive: false, kind: Kind::List { item: &WORKER_SUMMARY, length: Range::ANY } };
pub static WORKER_SUMMARY: Shape = Shape { name: "WorkerSummary", is_sensitive: false, kind: Kind::Structure(&[
    Member { name: "createdAt", shape: &CREATED_AT, location: Location::Body, is_required: true },
    Member { name: "createdBy", shape: &CREATED_BY, location: Location::Body, is_required: true },
    Member { name: "farmId", shape: &FARM_ID, location: Location::Body, is_required: true },
    Member { name: "fleetId", shape: &FLEET_ID, location: Location::Body, is_required: true },
    Member { name: "hostProperties", shape: &HOST_PROPERTIES_RESPONSE, location: Location::Body, is_required: false },
    Member { name: "log", shape: &LOG_CONFIGURATION, location: Location::Body, is_required: false },
    Member { name: "status", shape: &WORKER_STATUS, location: Location::Body, is_required: true },
    Member { name: "updatedAt", shape: &UPDATED_AT, location: Location::Body, is_required: false },
    Member { name: "updatedBy", shape: &UPDATED_BY, location: Location::Body, is_required: false },
    Member { name: "workerId", shape: &WORKER_ID, location: Location::Body, is_required: true },
]) };
