//! What went wrong, as an answer: the whole mapping from the store's and the handlers' refusals to
//! the API's exceptions is this file.

use std::fmt::{self, Display};

use callsheet_api::ids::{
    BudgetId, FarmId, FleetId, JobId, LicenseEndpointId, LimitId, MonitorId, QueueEnvironmentId,
    QueueId, SessionActionId, SessionId, StepId, StorageProfileId, TaskId, VolumeId, WorkerId,
};
use callsheet_api::types::{
    ConflictExceptionReason, ServiceQuotaExceededExceptionReason, ValidationExceptionField,
    ValidationExceptionReason,
};
use callsheet_api::{Exception, ExceptionKind, Operation};
use callsheet_core::quota::Quota;
use callsheet_store::paths::{QueueFleetPath, QueueLimitPath};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A full disk does not empty itself within a second.
const FULL_RETRY_AFTER_S: u32 = 10;
const BUSY_RETRY_AFTER_S: u32 = 1;
/// A stock worker agent ends at a 500, so it is told to wait.
const WORKER_RETRY_AFTER_S: u32 = 5;

#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// An answer that a handler chose.
    Answer(Exception),
    /// One more would be too many.
    Full { quota: Quota, most: i64 },
    /// Others held what this request needed, each time it was tried.
    Contention,
    /// The client token came before, with another request.
    TokenReused,
    /// Unforeseen: the log gets the reason, the client the request's id.
    Internal(String),
}

impl Error {
    pub fn internal(why: impl Into<String>) -> Self {
        Self::Internal(why.into())
    }

    /// The answer to a caller of this operation, which may not declare the exception that fits best.
    #[must_use]
    pub fn into_exception(self, operation: Operation) -> Exception {
        let has_conflict = operation.may_answer(ExceptionKind::Conflict);
        match self {
            Self::Answer(exception) => exception,
            Self::Full { quota, most } => full(quota, most, operation),
            Self::Contention if has_conflict => Exception::conflict(
                ConflictExceptionReason::ConcurrentModification,
                "request",
                operation.name(),
                "other requests changed the same things at the same time; try again",
            ),
            Self::Contention => Exception::throttling(
                BUSY_RETRY_AFTER_S,
                "other requests changed the same things at the same time; try again",
            ),
            Self::TokenReused if has_conflict => Exception::conflict(
                ConflictExceptionReason::ConflictException,
                "clientToken",
                operation.name(),
                TOKEN_REUSED,
            ),
            Self::TokenReused => Exception::validation(
                ValidationExceptionReason::Other,
                vec![field("clientToken", TOKEN_REUSED)],
                TOKEN_REUSED,
            ),
            Self::Internal(_) if is_for_workers(operation) => {
                Exception::throttling(WORKER_RETRY_AFTER_S, INTERNAL)
            }
            Self::Internal(_) => Exception::internal(INTERNAL),
        }
    }
}

/// The associations declare no such exception.
fn full(quota: Quota, most: i64, operation: Operation) -> Exception {
    let message = too_many(quota, most);
    if operation.may_answer(ExceptionKind::ServiceQuotaExceeded) {
        let reason = ServiceQuotaExceededExceptionReason::ServiceQuotaExceededException;
        return Exception::quota_exceeded(reason, quota.resource_type(), quota.code(), message);
    }
    Exception::validation(ValidationExceptionReason::Other, Vec::new(), message)
        .with_context("quotaCode", quota.code())
}

fn too_many(quota: Quota, most: i64) -> String {
    format!(
        "the quota `{quota}` is {most}, and this request needs more: delete what is not needed, or \
         raise it under [quotas] in callsheet.toml"
    )
}

const TOKEN_REUSED: &str =
    "this client token was used with another request in the last 24 hours; use a new one";
const TOO_LONG: &str = "looking through all that this names takes longer than the server lets a \
                        search take: name fewer queues or a job, or add a filter by status or time";
const INTERNAL: &str =
    "something went wrong in the server; its log tells more under the id of this request";

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(exception) => exception.fmt(f),
            Self::Full { quota, most } => f.write_str(&too_many(*quota, *most)),
            Self::Contention => f.write_str("other requests held the same things"),
            Self::TokenReused => f.write_str(TOKEN_REUSED),
            Self::Internal(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Error {}

impl From<Exception> for Error {
    fn from(exception: Exception) -> Self {
        Self::Answer(exception)
    }
}

impl From<callsheet_store::Error> for Error {
    fn from(error: callsheet_store::Error) -> Self {
        use callsheet_store::Error as Store;
        match error {
            Store::Contention => Self::Contention,
            Store::Overloaded => {
                let message = "too many requests are waiting; try again";
                Self::Answer(Exception::throttling(BUSY_RETRY_AFTER_S, message))
            }
            // It is not told to try again: it would take as long.
            Store::TooLong => Self::Answer(Exception::validation(
                ValidationExceptionReason::Other,
                Vec::new(),
                TOO_LONG,
            )),
            Store::Full => {
                let message = "the server's disk is full, so nothing can be changed";
                Self::Answer(Exception::throttling(FULL_RETRY_AFTER_S, message))
            }
            // A caller who repeats its request finds out what became of it.
            Store::Lost(_)
            | Store::Unavailable(_)
            | Store::Uncertain(_)
            // Handlers answer those that a caller can bring about.
            | Store::Unique(_)
            | Store::ForeignKey(_)
            | Store::Check(_)
            | Store::ReadOnly
            | Store::Unfit(_)
            | Store::Decode { .. }
            | Store::Broken(_)
            | Store::Panicked { .. }
            | Store::Sql(_)
            | Store::Locked { .. }
            | Store::Newer { .. }
            | Store::ChangedMigration(_)
            | Store::Migration { .. }
            | Store::Url { .. }
            | Store::Tls
            | Store::Key { .. }
            | Store::Unsealable
            | Store::Io { .. } => Self::Internal(error.to_string()),
        }
    }
}

/// The operations of the scheduling host: a worker lives by them.
const fn is_for_workers(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::AssumeFleetRoleForWorker
            | Operation::AssumeQueueRoleForWorker
            | Operation::BatchGetJobEntity
            | Operation::CreateWorker
            | Operation::UpdateWorker
            | Operation::UpdateWorkerSchedule
    )
}

/// Something that exceptions can name.
pub trait ResourceId {
    /// For `resourceType`.
    const KIND: &'static str;

    /// For `resourceId`.
    fn shown(&self) -> String;
}

/// A macro, because the kinds differ in nothing but their name.
macro_rules! resource_ids {
    ($($id:ty => $kind:literal,)*) => {
        $(impl ResourceId for $id {
            const KIND: &'static str = $kind;

            fn shown(&self) -> String {
                self.to_string()
            }
        })*
    };
}

resource_ids! {
    FarmId => "farm",
    FleetId => "fleet",
    JobId => "job",
    BudgetId => "budget",
    LicenseEndpointId => "licenseEndpoint",
    LimitId => "limit",
    MonitorId => "monitor",
    QueueEnvironmentId => "queueEnvironment",
    QueueId => "queue",
    SessionActionId => "sessionAction",
    SessionId => "session",
    StepId => "step",
    StorageProfileId => "storageProfile",
    TaskId => "task",
    VolumeId => "volume",
    WorkerId => "worker",
}

/// An association has no id of its own.
impl ResourceId for QueueFleetPath {
    const KIND: &'static str = "queueFleetAssociation";

    fn shown(&self) -> String {
        format!("{}/{}", self.queue, self.fleet)
    }
}

impl ResourceId for QueueLimitPath {
    const KIND: &'static str = "queueLimitAssociation";

    fn shown(&self) -> String {
        format!("{}/{}", self.queue, self.limit)
    }
}

pub fn not_found<I: ResourceId>(id: I) -> Error {
    not_found_named(I::KIND, &id.shown())
}

/// For what has a name and no id.
pub fn not_found_named(kind: &'static str, id: &str) -> Error {
    let message = format!("there is no {kind} `{id}` here");
    Error::Answer(Exception::resource_not_found(kind, id.to_owned(), message))
}

pub fn conflict<I: ResourceId>(
    reason: ConflictExceptionReason,
    id: I,
    why: impl Into<String>,
) -> Error {
    Error::Answer(Exception::conflict(reason, I::KIND, id.shown(), why))
}

/// What was asked does not go with the status of the resource.
pub fn status_conflict<I: ResourceId>(id: I, status: impl Display, why: &str) -> Error {
    let (kind, id, status) = (I::KIND, id.shown(), status.to_string());
    let message = format!("{kind} `{id}` is {status}: {why}");
    let conflict = Exception::conflict(ConflictExceptionReason::StatusConflict, kind, id, message);
    Error::Answer(conflict.with_context("status", status))
}

/// One field that no constraint of the model forbids, and yet it cannot be.
pub fn invalid(name: &str, why: impl Into<String>) -> Error {
    let why = why.into();
    let message = format!("`{name}` {why}");
    let reason = ValidationExceptionReason::FieldValidationFailed;
    Error::Answer(Exception::validation(
        reason,
        vec![field(name, why)],
        message,
    ))
}

fn field(name: &str, message: impl Into<String>) -> ValidationExceptionField {
    ValidationExceptionField {
        name: name.to_owned(),
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// semantics 10.2-8, 10.3-1.
    #[test]
    fn contention_is_a_conflict_only_where_the_operation_declares_one() {
        for operation in [
            Operation::UpdateJob,
            Operation::CreateJob,
            Operation::GetJob,
        ] {
            let exception = Error::Contention.into_exception(operation);
            assert!(
                operation.may_answer(exception.kind),
                "{operation}: {exception}"
            );
            let exception = Error::TokenReused.into_exception(operation);
            assert!(
                operation.may_answer(exception.kind),
                "{operation}: {exception}"
            );
        }
    }

    /// semantics 10.2-12.
    #[test]
    fn the_unforeseen_tells_clients_nothing_and_workers_to_wait() {
        let secret = Error::internal("row 7 of table access_key is broken");
        let to_user = secret.clone().into_exception(Operation::GetJob);
        assert_eq!(to_user.kind, ExceptionKind::InternalServerError);
        assert!(!to_user.message.contains("access_key"));
        let to_worker = secret.into_exception(Operation::UpdateWorkerSchedule);
        assert_eq!(to_worker.kind, ExceptionKind::Throttling);
        assert_eq!(to_worker.retry_after_s, Some(WORKER_RETRY_AFTER_S));
    }

    #[test]
    fn a_full_disk_asks_for_patience() {
        let full = Error::from(callsheet_store::Error::Full).into_exception(Operation::CreateJob);
        assert_eq!(full.status(), 429);
        assert_eq!(full.retry_after_s, Some(FULL_RETRY_AFTER_S));
    }

    /// semantics 10.2-9.
    #[test]
    fn a_status_conflict_names_the_resource_and_its_status() {
        let worker = WorkerId::from_bytes([7; 16]);
        let Error::Answer(conflict) = status_conflict(worker, "STOPPED", "start it first") else {
            panic!("an answer");
        };
        assert_eq!(conflict.members["reason"], "STATUS_CONFLICT");
        assert_eq!(conflict.members["resourceId"], worker.to_string());
        assert_eq!(conflict.members["context"]["status"], "STOPPED");
    }
}
