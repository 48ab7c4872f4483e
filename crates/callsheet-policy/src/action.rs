//! What can be asked for: every operation of Deadline's, and what callsheet answers beside them.

use std::fmt;

use callsheet_api::Operation;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Deadline(Operation),
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
        deadline.chain(OwnAction::ALL.map(Self::Own))
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Deadline(operation) => operation.name(),
            Self::Own(own) => own.name(),
        }
    }
}

/// As in a refusal: with the service that it belongs to.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadline(operation) => write!(f, "deadline:{operation}"),
            Self::Own(own) => write!(f, "callsheet:{}", own.name()),
        }
    }
}

impl From<Operation> for Action {
    fn from(operation: Operation) -> Self {
        Self::Deadline(operation)
    }
}

impl From<OwnAction> for Action {
    fn from(own: OwnAction) -> Self {
        Self::Own(own)
    }
}
