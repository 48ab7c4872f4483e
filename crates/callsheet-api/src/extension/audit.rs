//! Who changed what, and who was refused: the types of `/callsheet/v1/audit`.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A request that changed something, or was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    pub at: Timestamp,
    /// An ARN; of a stranger, nothing.
    pub who: String,
    pub access_key_id: String,
    /// The address that the request came from.
    pub peer: String,
    pub operation: String,
    pub resource: String,
    /// `succeeded`, or the name of the exception.
    pub outcome: String,
    pub request_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntries {
    pub entries: Vec<AuditEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}
