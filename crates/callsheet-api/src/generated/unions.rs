// Written by `cargo xtask codegen`; change the model or the generator.
//! Values of which exactly one member is set.

use std::fmt;

use crate::ids::*;
use crate::types::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AssignedSessionActionDefinition {
    EnvEnter(AssignedEnvironmentEnterSessionActionDefinition),
    EnvExit(AssignedEnvironmentExitSessionActionDefinition),
    SyncInputJobAttachments(AssignedSyncInputJobAttachmentsSessionActionDefinition),
    TaskRun(AssignedTaskRunSessionActionDefinition),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BudgetSchedule {
    Fixed(FixedBudgetSchedule),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FleetConfiguration {
    CustomerManaged(CustomerManagedFleetConfiguration),
    ServiceManagedEc2(ServiceManagedEc2FleetConfiguration),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GetJobEntityError {
    EnvironmentDetails(EnvironmentDetailsError),
    JobAttachmentDetails(JobAttachmentDetailsError),
    JobDetails(JobDetailsError),
    StepDetails(StepDetailsError),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum JobEntity {
    EnvironmentDetails(EnvironmentDetailsEntity),
    JobAttachmentDetails(JobAttachmentDetailsEntity),
    JobDetails(JobDetailsEntity),
    StepDetails(StepDetailsEntity),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum JobEntityIdentifiersUnion {
    EnvironmentDetails(EnvironmentDetailsIdentifiers),
    JobAttachmentDetails(JobAttachmentDetailsIdentifiers),
    JobDetails(JobDetailsIdentifiers),
    StepDetails(StepDetailsIdentifiers),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum JobParameter {
    Bool(String),
    BoolList(Vec<String>),
    Float(String),
    FloatList(Vec<String>),
    Int(String),
    IntList(Vec<String>),
    IntListList(Vec<Vec<String>>),
    Path(String),
    PathList(Vec<String>),
    RangeExpr(String),
    String(String),
    StringList(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MembershipSummary {
    Farm(FarmMember),
    Fleet(FleetMember),
    Job(JobMember),
    Queue(QueueMember),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SchedulingConfiguration {
    PriorityBalanced(PriorityBalancedSchedulingConfiguration),
    PriorityFifo(PriorityFifoSchedulingConfiguration),
    WeightedBalanced(WeightedBalancedSchedulingConfiguration),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SchedulingMaxPriorityOverride {
    AlwaysScheduleFirst(SchedulingMaxPriorityOverrideAlwaysScheduleFirst),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SchedulingMinPriorityOverride {
    AlwaysScheduleLast(SchedulingMinPriorityOverrideAlwaysScheduleLast),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SearchFilterExpression {
    DateTimeFilter(DateTimeFilterExpression),
    GroupFilter(SearchGroupedFilterExpressions),
    ParameterFilter(ParameterFilterExpression),
    SearchTermFilter(SearchTermFilterExpression),
    StringFilter(StringFilterExpression),
    StringListFilter(StringListFilterExpression),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SearchSortExpression {
    FieldSort(FieldSortExpression),
    ParameterSort(ParameterSortExpression),
    UserJobsFirst(UserJobsFirst),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SessionActionDefinition {
    EnvEnter(EnvironmentEnterSessionActionDefinition),
    EnvExit(EnvironmentExitSessionActionDefinition),
    SyncInputJobAttachments(SyncInputJobAttachmentsSessionActionDefinition),
    TaskRun(TaskRunSessionActionDefinition),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SessionActionDefinitionSummary {
    EnvEnter(EnvironmentEnterSessionActionDefinitionSummary),
    EnvExit(EnvironmentExitSessionActionDefinitionSummary),
    SyncInputJobAttachments(SyncInputJobAttachmentsSessionActionDefinitionSummary),
    TaskRun(TaskRunSessionActionDefinitionSummary),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SessionsStatisticsResources {
    FleetIds(Vec<FleetId>),
    QueueIds(Vec<QueueId>),
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TaskParameterValue {
    ChunkInt(String),
    Float(String),
    Int(String),
    Path(String),
    String(String),
}

impl fmt::Debug for TaskParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TaskParameterValue(<sensitive>)")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UsageTrackingResource {
    QueueId(QueueId),
}
