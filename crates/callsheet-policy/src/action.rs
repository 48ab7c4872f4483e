//! What can be asked for: every operation of Deadline's, of its companions', and what callsheet
//! answers of its own.

use std::borrow::Cow;
use std::fmt;

use callsheet_api::Operation;
use callsheet_api::companions::{LogsOperation, S3Operation};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Deadline(Operation),
    Logs(LogsOperation),
    S3(S3Operation),
    Own(OwnAction),
}

/// Under `/callsheet/v1/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OwnAction {
    /// Why something does not run.
    Explain,
    StreamEvents,
    ManageWebhooks,
    /// Users, groups, hosts and their keys.
    ManagePrincipals,
    ReadAudit,
}

impl OwnAction {
    pub const ALL: [Self; 5] = [
        Self::Explain,
        Self::StreamEvents,
        Self::ManageWebhooks,
        Self::ManagePrincipals,
        Self::ReadAudit,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Explain => "Explain",
            Self::StreamEvents => "StreamEvents",
            Self::ManageWebhooks => "ManageWebhooks",
            Self::ManagePrincipals => "ManagePrincipals",
            Self::ReadAudit => "ReadAudit",
        }
    }
}

impl Action {
    pub fn all() -> impl Iterator<Item = Self> {
        let deadline = Operation::ALL.iter().copied().map(Self::Deadline);
        let logs = LogsOperation::ALL.iter().copied().map(Self::Logs);
        let s3 = S3Operation::ALL.iter().copied().map(Self::S3);
        deadline
            .chain(logs)
            .chain(s3)
            .chain(OwnAction::ALL.map(Self::Own))
    }

    /// As policies have it.
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        match self {
            Self::Deadline(operation) => operation.name().into(),
            Self::Own(own) => own.name().into(),
            Self::Logs(_) | Self::S3(_) => self.to_string().into(),
        }
    }
}

/// As in a refusal: with the service that it belongs to.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadline(operation) => write!(f, "deadline:{operation}"),
            Self::Logs(operation) => write!(f, "logs:{operation}"),
            Self::S3(operation) => write!(f, "s3:{operation}"),
            Self::Own(own) => write!(f, "callsheet:{}", own.name()),
        }
    }
}

impl From<Operation> for Action {
    fn from(operation: Operation) -> Self {
        Self::Deadline(operation)
    }
}

impl From<LogsOperation> for Action {
    fn from(operation: LogsOperation) -> Self {
        Self::Logs(operation)
    }
}

impl From<S3Operation> for Action {
    fn from(operation: S3Operation) -> Self {
        Self::S3(operation)
    }
}

impl From<OwnAction> for Action {
    fn from(own: OwnAction) -> Self {
        Self::Own(own)
    }
}
