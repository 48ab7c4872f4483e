// Written by `cargo xtask codegen`; change the model or the generator.
//! Every string enum of the model.

use crate::string_enum::string_enum;

string_enum! {
    AcceleratorName {
        T4 = "t4",
        A10g = "a10g",
        L4 = "l4",
        L40s = "l40s",
        RtxProServer6000 = "rtx-pro-server-6000",
        RtxPro4500 = "rtx-pro-4500",
    }
}

string_enum! {
    AcceleratorType {
        Gpu = "gpu",
    }
}

string_enum! {
    AutoScalingMode {
        NoScaling = "NO_SCALING",
        EventBasedAutoScaling = "EVENT_BASED_AUTO_SCALING",
    }
}

string_enum! {
    AutoScalingStatus {
        Growing = "GROWING",
        Steady = "STEADY",
        Shrinking = "SHRINKING",
    }
}

string_enum! {
    BatchGetJobErrorCode {
        InternalServerErrorException = "InternalServerErrorException",
        ResourceNotFoundException = "ResourceNotFoundException",
        ValidationException = "ValidationException",
        AccessDeniedException = "AccessDeniedException",
        ThrottlingException = "ThrottlingException",
    }
}

string_enum! {
    BatchGetSessionActionErrorCode {
        InternalServerErrorException = "InternalServerErrorException",
        ResourceNotFoundException = "ResourceNotFoundException",
        ValidationException = "ValidationException",
    }
}

string_enum! {
    BatchGetSessionErrorCode {
        InternalServerErrorException = "InternalServerErrorException",
        ResourceNotFoundException = "ResourceNotFoundException",
        ValidationException = "ValidationException",
    }
}

string_enum! {
    BatchGetStepErrorCode {
        InternalServerErrorException = "InternalServerErrorException",
        ResourceNotFoundException = "ResourceNotFoundException",
        ValidationException = "ValidationException",
        AccessDeniedException = "AccessDeniedException",
        ThrottlingException = "ThrottlingException",
    }
}

string_enum! {
    BatchGetTaskErrorCode {
        InternalServerErrorException = "InternalServerErrorException",
        ResourceNotFoundException = "ResourceNotFoundException",
        ValidationException = "ValidationException",
        AccessDeniedException = "AccessDeniedException",
        ThrottlingException = "ThrottlingException",
    }
}

string_enum! {
    BatchGetWorkerErrorCode {
        InternalServerErrorException = "InternalServerErrorException",
        ResourceNotFoundException = "ResourceNotFoundException",
        ValidationException = "ValidationException",
    }
}

string_enum! {
    BatchUpdateJobErrorCode {
        ConflictException = "ConflictException",
        InternalServerErrorException = "InternalServerErrorException",
        ResourceNotFoundException = "ResourceNotFoundException",
        ValidationException = "ValidationException",
        AccessDeniedException = "AccessDeniedException",
        ThrottlingException = "ThrottlingException",
    }
}

string_enum! {
    BatchUpdateTaskErrorCode {
        ConflictException = "ConflictException",
        InternalServerErrorException = "InternalServerErrorException",
        ResourceNotFoundException = "ResourceNotFoundException",
        ValidationException = "ValidationException",
        AccessDeniedException = "AccessDeniedException",
        ThrottlingException = "ThrottlingException",
    }
}

string_enum! {
    BudgetActionType {
        StopSchedulingAndCompleteTasks = "STOP_SCHEDULING_AND_COMPLETE_TASKS",
        StopSchedulingAndCancelTasks = "STOP_SCHEDULING_AND_CANCEL_TASKS",
    }
}

string_enum! {
    BudgetStatus {
        Active = "ACTIVE",
        Inactive = "INACTIVE",
    }
}

string_enum! {
    ComparisonOperator {
        Equal = "EQUAL",
        NotEqual = "NOT_EQUAL",
        GreaterThanEqualTo = "GREATER_THAN_EQUAL_TO",
        GreaterThan = "GREATER_THAN",
        LessThanEqualTo = "LESS_THAN_EQUAL_TO",
        LessThan = "LESS_THAN",
        AnyEquals = "ANY_EQUALS",
        AllNotEquals = "ALL_NOT_EQUALS",
    }
}

string_enum! {
    CompletedStatus {
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Interrupted = "INTERRUPTED",
        Canceled = "CANCELED",
        NeverAttempted = "NEVER_ATTEMPTED",
    }
}

string_enum! {
    ConflictExceptionReason {
        ConflictException = "CONFLICT_EXCEPTION",
        ConcurrentModification = "CONCURRENT_MODIFICATION",
        ResourceAlreadyExists = "RESOURCE_ALREADY_EXISTS",
        ResourceInUse = "RESOURCE_IN_USE",
        StatusConflict = "STATUS_CONFLICT",
    }
}

string_enum! {
    CpuArchitectureType {
        X86_64 = "x86_64",
        Arm64 = "arm64",
    }
}

string_enum! {
    CreateJobTargetTaskRunStatus {
        Ready = "READY",
        Suspended = "SUSPENDED",
    }
}

string_enum! {
    CustomerManagedFleetOperatingSystemFamily {
        Windows = "WINDOWS",
        Linux = "LINUX",
        Macos = "MACOS",
    }
}

string_enum! {
    DefaultQueueBudgetAction {
        None = "NONE",
        StopSchedulingAndCompleteTasks = "STOP_SCHEDULING_AND_COMPLETE_TASKS",
        StopSchedulingAndCancelTasks = "STOP_SCHEDULING_AND_CANCEL_TASKS",
    }
}

string_enum! {
    DependencyConsumerResolutionStatus {
        Resolved = "RESOLVED",
        Unresolved = "UNRESOLVED",
    }
}

string_enum! {
    DesiredWorkerStatus {
        Stopped = "STOPPED",
    }
}

string_enum! {
    EbsVolumeType {
        Gp3 = "gp3",
    }
}

string_enum! {
    Ec2MarketType {
        OnDemand = "on-demand",
        Spot = "spot",
        WaitAndSave = "wait-and-save",
    }
}

string_enum! {
    EnvironmentTemplateType {
        Json = "JSON",
        Yaml = "YAML",
    }
}

string_enum! {
    FileSystemLocationType {
        Shared = "SHARED",
        Local = "LOCAL",
    }
}

string_enum! {
    FleetSoftwareAddOnName {
        Docker = "docker",
    }
}

string_enum! {
    FleetStatus {
        Active = "ACTIVE",
        CreateInProgress = "CREATE_IN_PROGRESS",
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        CreateFailed = "CREATE_FAILED",
        UpdateFailed = "UPDATE_FAILED",
        Suspended = "SUSPENDED",
    }
}

string_enum! {
    JobAttachmentsFileSystem {
        Copied = "COPIED",
        Virtual = "VIRTUAL",
    }
}

string_enum! {
    JobEntityErrorCode {
        AccessDeniedException = "AccessDeniedException",
        InternalServerException = "InternalServerException",
        ValidationException = "ValidationException",
        ResourceNotFoundException = "ResourceNotFoundException",
        MaxPayloadSizeExceeded = "MaxPayloadSizeExceeded",
        ConflictException = "ConflictException",
    }
}

string_enum! {
    JobLifecycleStatus {
        CreateInProgress = "CREATE_IN_PROGRESS",
        CreateFailed = "CREATE_FAILED",
        CreateComplete = "CREATE_COMPLETE",
        UploadInProgress = "UPLOAD_IN_PROGRESS",
        UploadFailed = "UPLOAD_FAILED",
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        UpdateFailed = "UPDATE_FAILED",
        UpdateSucceeded = "UPDATE_SUCCEEDED",
        Archived = "ARCHIVED",
    }
}

string_enum! {
    JobTargetTaskRunStatus {
        Ready = "READY",
        Failed = "FAILED",
        Succeeded = "SUCCEEDED",
        Canceled = "CANCELED",
        Suspended = "SUSPENDED",
        Pending = "PENDING",
    }
}

string_enum! {
    JobTemplateType {
        Json = "JSON",
        Yaml = "YAML",
    }
}

string_enum! {
    LicenseEndpointStatus {
        CreateInProgress = "CREATE_IN_PROGRESS",
        DeleteInProgress = "DELETE_IN_PROGRESS",
        Ready = "READY",
        NotReady = "NOT_READY",
    }
}

string_enum! {
    LogicalOperator {
        And = "AND",
        Or = "OR",
    }
}

string_enum! {
    MembershipLevel {
        Viewer = "VIEWER",
        Contributor = "CONTRIBUTOR",
        Owner = "OWNER",
        Manager = "MANAGER",
    }
}

string_enum! {
    MembershipResourceType {
        Farm = "FARM",
        Queue = "QUEUE",
        Fleet = "FLEET",
        Job = "JOB",
    }
}

string_enum! {
    PathFormat {
        Windows = "windows",
        Posix = "posix",
    }
}

string_enum! {
    Period {
        Hourly = "HOURLY",
        Daily = "DAILY",
        Weekly = "WEEKLY",
        Monthly = "MONTHLY",
    }
}

string_enum! {
    PrincipalType {
        User = "USER",
        Group = "GROUP",
    }
}

string_enum! {
    QueueBlockedReason {
        NoBudgetConfigured = "NO_BUDGET_CONFIGURED",
        BudgetThresholdReached = "BUDGET_THRESHOLD_REACHED",
    }
}

string_enum! {
    QueueFleetAssociationStatus {
        Active = "ACTIVE",
        StopSchedulingAndCompleteTasks = "STOP_SCHEDULING_AND_COMPLETE_TASKS",
        StopSchedulingAndCancelTasks = "STOP_SCHEDULING_AND_CANCEL_TASKS",
        Stopped = "STOPPED",
    }
}

string_enum! {
    QueueLimitAssociationStatus {
        Active = "ACTIVE",
        StopLimitUsageAndCompleteTasks = "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS",
        StopLimitUsageAndCancelTasks = "STOP_LIMIT_USAGE_AND_CANCEL_TASKS",
        Stopped = "STOPPED",
    }
}

string_enum! {
    QueueStatus {
        Idle = "IDLE",
        Scheduling = "SCHEDULING",
        SchedulingBlocked = "SCHEDULING_BLOCKED",
    }
}

string_enum! {
    RangeConstraint {
        Contiguous = "CONTIGUOUS",
        Noncontiguous = "NONCONTIGUOUS",
    }
}

string_enum! {
    RunAs {
        QueueConfiguredUser = "QUEUE_CONFIGURED_USER",
        WorkerAgentUser = "WORKER_AGENT_USER",
    }
}

string_enum! {
    SearchTermMatchingType {
        FuzzyMatch = "FUZZY_MATCH",
        Contains = "CONTAINS",
    }
}

string_enum! {
    ServiceManagedFleetOperatingSystemFamily {
        Windows = "WINDOWS",
        Linux = "LINUX",
    }
}

string_enum! {
    ServiceQuotaExceededExceptionReason {
        ServiceQuotaExceededException = "SERVICE_QUOTA_EXCEEDED_EXCEPTION",
        KmsKeyLimitExceeded = "KMS_KEY_LIMIT_EXCEEDED",
        DependencyLimitExceeded = "DEPENDENCY_LIMIT_EXCEEDED",
    }
}

string_enum! {
    SessionActionStatus {
        Assigned = "ASSIGNED",
        Running = "RUNNING",
        Canceling = "CANCELING",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Interrupted = "INTERRUPTED",
        Canceled = "CANCELED",
        NeverAttempted = "NEVER_ATTEMPTED",
        Scheduled = "SCHEDULED",
        Reclaiming = "RECLAIMING",
        Reclaimed = "RECLAIMED",
    }
}

string_enum! {
    SessionLifecycleStatus {
        Started = "STARTED",
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        UpdateSucceeded = "UPDATE_SUCCEEDED",
        UpdateFailed = "UPDATE_FAILED",
        Ended = "ENDED",
    }
}

string_enum! {
    SessionLifecycleTargetStatus {
        Ended = "ENDED",
    }
}

string_enum! {
    SessionsStatisticsAggregationStatus {
        InProgress = "IN_PROGRESS",
        Timeout = "TIMEOUT",
        Failed = "FAILED",
        Completed = "COMPLETED",
    }
}

string_enum! {
    SortOrder {
        Ascending = "ASCENDING",
        Descending = "DESCENDING",
    }
}

string_enum! {
    StepLifecycleStatus {
        CreateComplete = "CREATE_COMPLETE",
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        UpdateFailed = "UPDATE_FAILED",
        UpdateSucceeded = "UPDATE_SUCCEEDED",
    }
}

string_enum! {
    StepParameterType {
        Int = "INT",
        Float = "FLOAT",
        String = "STRING",
        Path = "PATH",
        ChunkInt = "CHUNK_INT",
    }
}

string_enum! {
    StepTargetTaskRunStatus {
        Ready = "READY",
        Failed = "FAILED",
        Succeeded = "SUCCEEDED",
        Canceled = "CANCELED",
        Suspended = "SUSPENDED",
        Pending = "PENDING",
    }
}

string_enum! {
    StorageProfileOperatingSystemFamily {
        Windows = "WINDOWS",
        Linux = "LINUX",
        Macos = "MACOS",
    }
}

string_enum! {
    TagPropagationMode {
        NoPropagation = "NO_PROPAGATION",
        PropagateTagsToWorkersAtLaunch = "PROPAGATE_TAGS_TO_WORKERS_AT_LAUNCH",
    }
}

string_enum! {
    TaskRunStatus {
        Pending = "PENDING",
        Ready = "READY",
        Assigned = "ASSIGNED",
        Starting = "STARTING",
        Scheduled = "SCHEDULED",
        Interrupting = "INTERRUPTING",
        Running = "RUNNING",
        Suspended = "SUSPENDED",
        Canceled = "CANCELED",
        Failed = "FAILED",
        Succeeded = "SUCCEEDED",
        NotCompatible = "NOT_COMPATIBLE",
    }
}

string_enum! {
    TaskTargetRunStatus {
        Ready = "READY",
        Failed = "FAILED",
        Succeeded = "SUCCEEDED",
        Canceled = "CANCELED",
        Suspended = "SUSPENDED",
        Pending = "PENDING",
    }
}

string_enum! {
    UpdateJobLifecycleStatus {
        Archived = "ARCHIVED",
    }
}

string_enum! {
    UpdateQueueFleetAssociationStatus {
        Active = "ACTIVE",
        StopSchedulingAndCompleteTasks = "STOP_SCHEDULING_AND_COMPLETE_TASKS",
        StopSchedulingAndCancelTasks = "STOP_SCHEDULING_AND_CANCEL_TASKS",
    }
}

string_enum! {
    UpdateQueueLimitAssociationStatus {
        Active = "ACTIVE",
        StopLimitUsageAndCompleteTasks = "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS",
        StopLimitUsageAndCancelTasks = "STOP_LIMIT_USAGE_AND_CANCEL_TASKS",
    }
}

string_enum! {
    UpdatedWorkerStatus {
        Started = "STARTED",
        Stopping = "STOPPING",
        Stopped = "STOPPED",
    }
}

string_enum! {
    UsageGroupByField {
        QueueId = "QUEUE_ID",
        FleetId = "FLEET_ID",
        JobId = "JOB_ID",
        UserId = "USER_ID",
        UsageType = "USAGE_TYPE",
        InstanceType = "INSTANCE_TYPE",
        LicenseProduct = "LICENSE_PRODUCT",
    }
}

string_enum! {
    UsageStatistic {
        Sum = "SUM",
        Min = "MIN",
        Max = "MAX",
        Avg = "AVG",
    }
}

string_enum! {
    UsageType {
        Compute = "COMPUTE",
        License = "LICENSE",
        PersistentVolume = "PERSISTENT_VOLUME",
    }
}

string_enum! {
    ValidationExceptionReason {
        UnknownOperation = "UNKNOWN_OPERATION",
        CannotParse = "CANNOT_PARSE",
        FieldValidationFailed = "FIELD_VALIDATION_FAILED",
        Other = "OTHER",
    }
}

string_enum! {
    VolumeState {
        PendingCreation = "PENDING_CREATION",
        PendingAttachment = "PENDING_ATTACHMENT",
        InUse = "IN_USE",
        Available = "AVAILABLE",
        PendingDeletion = "PENDING_DELETION",
    }
}

string_enum! {
    WorkerStatus {
        Created = "CREATED",
        Started = "STARTED",
        Stopping = "STOPPING",
        Stopped = "STOPPED",
        NotResponding = "NOT_RESPONDING",
        NotCompatible = "NOT_COMPATIBLE",
        Running = "RUNNING",
        Idle = "IDLE",
    }
}
